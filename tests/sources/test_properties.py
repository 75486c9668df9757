"""What holds for any bytes: nothing raises, nothing is lost, nothing illegal leaves."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import parse
from lod.sources.chunk import BLANK
from lod.sources.pica.values import linked
from tests.sources.marc_builder import (
    NUMBER,
    TITLE,
    controlfield,
    datafield,
    iso2709,
    marcxml,
    read_bytes,
    texts,
)

ILLEGAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
PRINTED = st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"))
TAGS = st.from_regex(r"[0-9]{3}|[A-Z]{3}", fullmatch=True)
INDICATORS = st.text("0123456789 ", min_size=2, max_size=2)
SUBFIELDS = st.lists(st.tuples(st.sampled_from("abcdefghijklmnopqrstuvwxyz0123456789"), PRINTED), min_size=1)
FIELDS = st.lists(st.tuples(TAGS, INDICATORS, SUBFIELDS), max_size=12)

SEEDS = (
    iso2709(NUMBER, TITLE, ("700", "1 \x1faZoë\x1f4aut")),
    iso2709(NUMBER, ("245", b"10\x1faM\xe8unchen \x1b(2hbr\x1b(B"), leader09=" "),
    iso2709(("FMT", "BK"), *[("650", f" 0\x1faSubject {n}") for n in range(5)]),
)
RECORD = marcxml(controlfield("001", "42"), datafield("245", "aMax &amp; co", "cZoë"))
XML_SEEDS = tuple(
    text.encode()
    for text in (
        f'<collection xmlns="http://www.loc.gov/MARC21/slim">{RECORD}{RECORD}</collection>',
        f"<x:c xmlns:x='urn:x'><!-- <record> -->{marcxml(prefix='x:')}<![CDATA[<record>]]></x:c>",
        f"<o><record><header status='deleted'/></record><record><metadata>{RECORD}</metadata></record></o>",
    )
)
BITS = st.sampled_from(
    [
        b"\x1d",
        b"\x1e",
        b"\x1f",
        b"\x1b",
        b"\n",
        b"\x00",
        b" ",
        b"9",
        b"\xe8",
        b"\xc3",
        b"\xff",
        b"\x1b$1",
        b"garbage",
    ]
)
PICA = "003@ \x1f0052733281X\x1e021A \x1faDe @avonden\x1fhZoë\x1e209A/01 \x1fa$ 1\x1e"
PICA_SEEDS = tuple(
    text.encode()
    for text in (
        f"{PICA}\n",
        f"{PICA}\x1d",
        "\x1d\n" + "".join(f"\x1e{line}\n" for line in PICA.split("\x1e")[:-1]),
        PICA.replace("$", "$$").replace("\x1f", "$").replace("\x1e", "\n") + "\n",
        "SET: S1 [1]\n" + PICA.replace("\x1f", "ƒ").replace("\x1e", "\r\n") + "\r\n",
        '[["003@", null, "0", "052733281X"], ["028C", "01", "a", "Zo\\"ë["]]\n',
        '<x:record xmlns:x="info:srw/schema/5/picaXML-v1.0"><x:datafield tag="021A" occurrence="01">'
        '<x:subfield code="a">Zoë</x:subfield></x:datafield></x:record>',
    )
)
XML_BITS = st.sampled_from(
    [
        b"<",
        b">",
        b"&",
        b"<record>",
        b"</record>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<!DOCTYPE",
        b"'",
        b"&x;",
        b"&#1;",
        b"\xe9",
        b"<?",
    ]
)


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...], bits: st.SearchStrategy[bytes]) -> bytes:
    """Records with bytes deleted, replaced and put in."""
    data = b"".join(draw(st.lists(st.sampled_from(seeds), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(bits | st.binary(max_size=3)) + data[at + draw(st.integers(0, 14)) :]
    return data


def legal(outcomes: list[Outcome]) -> bool:
    """Whether all that leaves is composed and has no character that XML or N-Triples forbids."""
    return all(
        not ILLEGAL.search(text) and unicodedata.is_normalized("NFC", text)
        for outcome in outcomes
        if isinstance(outcome, Record)
        for text in texts(outcome)
    )


@given(FIELDS)
@example([("245", "10", [("a", "\u0301 accent without letter")])])
def test_what_is_built_is_read_back(fields: list[tuple[str, str, list[tuple[str, str]]]]) -> None:
    built = [
        (tag, indicators + "".join(f"\x1f{code}{value}" for code, value in subfields))
        if tag[:2] != "00"
        else (tag, subfields[0][1])
        for tag, indicators, subfields in fields
    ]
    if not built or any(len(data.encode()) > 9000 for _, data in built):
        return
    (record,) = read_bytes(iso2709(*built), "marc21")
    assert isinstance(record, Record)
    composed = [
        Field(tag, indicators, [(code, unicodedata.normalize("NFC", value)) for code, value in subfields])
        if tag[:2] != "00"
        else Field(tag, "", [("", unicodedata.normalize("NFC", subfields[0][1]))])
        for tag, indicators, subfields in fields
    ]
    assert (record.fields, record.warnings) == (composed, [])


@given(st.binary(max_size=300) | damaged(SEEDS, BITS), st.sampled_from([1, 7, 64, 2**16]))
def test_no_byte_of_a_file_is_lost_and_none_is_counted_twice(data: bytes, size: int) -> None:
    outcomes = read_bytes(data, "marc21", size)
    at = 0
    for position, outcome in enumerate(outcomes, start=1):
        assert isinstance(outcome, Record | Unreadable)
        start = data.index(outcome.raw, at)
        assert not data[at:start].strip(BLANK + b"\x1d")
        assert outcome.position == position
        assert isinstance(outcome, Record) or outcome.offset == start
        at = start + len(outcome.raw)
    assert not data[at:].strip(BLANK + b"\x1d")


@given(st.binary(max_size=300) | damaged(SEEDS, BITS))
def test_whatever_the_bytes_only_legal_text_leaves_and_kept_bytes_give_the_same_again(data: bytes) -> None:
    outcomes = read_bytes(data, "marc21")
    assert legal(outcomes)
    for outcome in outcomes:
        assert isinstance(outcome, Record | Unreadable)
        assert (
            parse(outcome.raw, "marc21", "test", outcome.position, getattr(outcome, "offset", 0)) == outcome
        )


@given(damaged(XML_SEEDS, XML_BITS), st.sampled_from([1, 7, 64]))
def test_whatever_the_markup_nothing_raises_and_blocks_make_no_difference(data: bytes, size: int) -> None:
    outcomes = read_bytes(data, "marcxml")
    assert outcomes == read_bytes(data, "marcxml", size)
    assert legal(outcomes)
    assert [outcome.position for outcome in outcomes] == list(range(1, len(outcomes) + 1))
    for outcome in outcomes:
        if isinstance(outcome, Record):
            assert parse(outcome.raw, "marcxml", "test", outcome.position) == outcome


PICA_BITS = (
    BITS
    | XML_BITS
    | st.sampled_from([b"$", b"\xc6\x92", b"SET: ", b"'", b"[", b"]", b'"', b"\n\n", b"021A "])
)


@example(
    b'<x:record xmlns:x="info:srw/schema/5/picaXML-v1.0"></x:record>'
    b'<x:record xmlns:x=">info:srw/schema/5/picaXML-v1.0"></x:record>',
    "picaxml",
)
@given(
    st.binary(max_size=300) | damaged(PICA_SEEDS, PICA_BITS), st.sampled_from(["pica", "picaxml", "picajson"])
)
def test_of_pica_nothing_raises_blocks_make_no_difference_and_only_legal_text_leaves(
    data: bytes, format: str
) -> None:
    outcomes = read_bytes(data, format)
    for size in (1, 7, 64):
        assert outcomes == read_bytes(data, format, size)
    assert legal(outcomes)
    assert [outcome.position for outcome in outcomes] == list(range(1, len(outcomes) + 1))
    for outcome in outcomes:
        if isinstance(outcome, Record):
            assert parse(outcome.raw, format, "test", outcome.position) == outcome


@given(st.binary(max_size=300) | damaged(PICA_SEEDS[:5], PICA_BITS), st.sampled_from([1, 64]))
def test_no_byte_of_pica_is_lost_and_none_is_counted_twice(data: bytes, size: int) -> None:
    at = 0
    for outcome in read_bytes(data, "pica", size):
        assert isinstance(outcome, Record | Unreadable)
        start = data.index(outcome.raw, at)
        skipped = data[at:start].strip(BLANK + b"\x1d\x1e'")
        assert not skipped or skipped.startswith(b"SET: ")
        at = start + len(outcome.raw)
    skipped = data[at:].strip(BLANK + b"\x1d\x1e'")
    assert not skipped or skipped.startswith(b"SET: ")


@given(
    st.lists(
        st.tuples(st.from_regex(r"[0-2][0-9]{2}[A-Z@]", fullmatch=True), SUBFIELDS), min_size=1, max_size=9
    )
)
def test_what_is_written_in_pica_is_read_back_from_each_way_of_writing(
    fields: list[tuple[str, list[tuple[str, str]]]],
) -> None:
    expected = [
        Field(tag, "", linked([(code, unicodedata.normalize("NFC", value)) for code, value in subfields]))
        for tag, subfields in fields
    ]
    lines = [
        tag + " " + "".join(f"\x1f{code}{value}" for code, value in subfields) for tag, subfields in fields
    ]
    dollars = [
        tag + " " + "".join(f"${code}{value.replace('$', '$$')}" for code, value in subfields)
        for tag, subfields in fields
    ]
    written = ("\x1e".join(lines) + "\x1e\n", "\x1e".join(lines) + "\x1e\x1d", "\n".join(dollars) + "\n")
    for text in written:
        (record,) = read_bytes(text.encode(), "pica")
        assert isinstance(record, Record)
        assert record.fields == expected
