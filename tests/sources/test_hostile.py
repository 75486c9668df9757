"""Files made to hang or to fill the memory: each is dealt with in a moment."""

from __future__ import annotations

import contextlib
import gc
import re
import time
from collections.abc import Iterator

import pytest

from lod.errors import SourceError
from lod.record import Record, Unreadable
from lod.sources import guess, parse
from lod.sources.chunk import MOST_FIELDS, MOST_SUBFIELDS
from lod.sources.formats import FORMATS
from lod.sources.head import Head
from lod.sources.marc.iso2709 import recognise
from tests.sources.marc_builder import controlfield, datafield, iso2709, marcxml, read_bytes
from tests.sources.samples import SAMPLES

LONG = 12
"""Seconds of processor time: what is read in one go takes two at most, what is looked at again takes
minutes."""
MEGABYTE = 2**20
SIZE = MEGABYTE // 2


@pytest.fixture(autouse=True, scope="module")
def garbage_of_other_tests() -> Iterator[None]:
    """What tests before left in memory is not looked through while time is measured: that takes seconds."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def filled(part: bytes, size: int = SIZE) -> bytes:
    return part * (size // len(part))


ISO2709 = {
    "digits": filled(b"0123456789"),
    "terminators": filled(b"\x1d"),
    "lengths that promise more": filled(b"99999\x1d"),
    "leaders": filled(b"00024nam a2200025 a 4500245"),
    "a directory without end": b"99999nam a2299999 a 4500" + filled(b"245000100000"),
    "a damaged directory": b"99999nam a2200025 a 4500001000100000"
    + filled(b"245000000001")
    + b"7\x1e\x1e\x1d",
    "field terminators": b"99999nam a2200037 a 4500245000100000\x1e" + filled(b"\x1e") + b"\x1d",
    "delimiters": b"99999nam a2200037 a 4500245999900000\x1e10" + filled(b"\x1fa") + b"\x1e\x1d",
    "escapes": b"99999nam  2200037 a 4500245999900000\x1e10\x1fa" + filled(b"\x1bs") + b"\x1e\x1d",
    "accents and escapes": b"99999nam  2200037 a 4500245999900000\x1e10\x1fa"
    + filled(b"\xe2\x1bs")
    + b"\x1e\x1d",
    "accents": b"99999nam  2200037 a 4500245999900000\x1e10\x1fa" + filled(b"\xe2") + b"\x1e\x1d",
    "marks": iso2709(("245", "10\x1faa")).replace(b"\x1e\x1d", filled("\u0301\u0316".encode()) + b"\x1e\x1d"),
}
XML = {
    "starts": filled(b"<record>"),
    "starts and ends": filled(b"<record>", SIZE // 2) + filled(b"</record>", SIZE // 2),
    "starts, an end, comments": filled(b"<record>", SIZE // 2) + b"</record>" + filled(b"<!---->", SIZE // 2),
    "names": b"<" + filled(b"record"),
    "colons": b"<" + filled(b"record:"),
    "a name without end": b"<" + filled(b"a"),
    "attributes": b"<a " + filled(b'b="c" '),
    "quotes": b"<a " + filled(b"'\""),
    "namespaces": b"<a " + filled(b" xmlns:a='b'") + b"><record/>",
    "many namespaces": b"<a "
    + b"".join(b" xmlns:a%d='b'" % n for n in range(5_000))
    + b">"
    + filled(b"<record/>", 900),
    "instructions": filled(b"<?"),
    "comments": filled(b"<!-- -->"),
    "document types": filled(b"<!DOCTYPE ["),
    "depth": b"<record>" + filled(b"<a>") + filled(b"</a>") + b"</record>",
    "ampersands": f"<record>{'&' * MEGABYTE}</record>".encode(),
    "prefixes": b"<record>" + filled(b"<a:b ") + b"</record>",
    "marks": marcxml(datafield("245", "a" + "\u0301\u0316" * (MEGABYTE // 2))).encode(),
}

PICA = {
    "tags": filled(b"021A "),
    "tags on lines": filled(b"021A \n"),
    "signs": b"021A " + filled(b"$"),
    "signs of subfields": b"021A \x1f" + filled(b"\x1f"),
    "ends of fields": filled(b"\x1e"),
    "ends of fields and lines": b"021A \x1faX\x1e" + filled(b"\n\x1e"),
    "ends of records": b"021A \x1faX\x1e" + filled(b"\x1d\n"),
    "lines": filled(b"\n") + b"021A $aX",
    "lines without a tag": b"021A $aX\n" + filled(b"x\n"),
    "lines that may end a record": b"021A \x1faX\x1e" + filled(b"\n001"),
    "lines of blanks": b"021A $aX\n" + filled(b" ' ' ' '\n"),
    "heads": filled(b"SET: 1\n"),
    "digits": filled(b"0123456789"),
    "digits and ends": filled(b"012345678  \x1e"),
    "marks": ("021A $aa" + "\u0301\u0316" * (SIZE // 4)).encode(),
    "lists": filled(b"["),
    "lists in lists": b'[["021A",' + filled(b"[") + filled(b"]"),
    "a text without end": b'[["021A","' + filled(b"\\a"),
    "texts": b'[["021A",' + filled(b'"a",'),
}


@pytest.mark.parametrize("name", PICA)
def test_no_pica_takes_long(name: str) -> None:
    start = time.process_time()
    for format in ("pica", "picajson"):
        read_bytes(PICA[name] + b"\n\n003@ $0052733281X\n", format)
    assert time.process_time() - start < LONG


DUBLIN_CORE = b'<dc xmlns:dc="http://purl.org/dc/elements/1.1/">'
PARTS = {
    "pica": (b"003@ $0052733281X\n" + b"021A $aX\n" * MOST_FIELDS, b"003@ $0052733281X\n021A $aX\n"),
    "mrk": (b"=LDR  \n=245  00" + b"$ax" * (MOST_SUBFIELDS + 1), b"=LDR  \n=245  00" + b"$ax" * 100_000),
    "dc": (DUBLIN_CORE + b"<dc:type>x</dc:type>" * (MOST_FIELDS + 1) + b"</dc>", DUBLIN_CORE + b"</dc>"),
}


@pytest.mark.parametrize("format", PARTS)
def test_a_record_of_more_parts_than_fit_in_memory_is_set_aside(format: str) -> None:
    """Ten megabytes of PICA+ in fields of nine bytes took three and a half gigabytes to map."""
    too_many, some = PARTS[format]
    found = parse(too_many, format, "x", 2, 3)
    assert isinstance(found, Unreadable)
    assert "in one record" in found.reason
    assert (found.source, found.position, found.offset, found.raw) == ("x", 2, 3, too_many)
    assert isinstance(parse(some, format), Record)


@pytest.mark.parametrize("name", ISO2709)
def test_no_iso_2709_takes_long(name: str) -> None:
    start = time.process_time()
    read_bytes(ISO2709[name] + iso2709(("001", "42")), "marc21")
    assert time.process_time() - start < LONG


@pytest.mark.parametrize("name", XML)
def test_no_xml_takes_long(name: str) -> None:
    start = time.process_time()
    read_bytes(XML[name] + marcxml(controlfield("001", "42")).encode(), "marcxml")
    assert time.process_time() - start < LONG


@pytest.mark.parametrize("number", ["9" * 5_000, "x" + "F" * 5_000, "1114112", "55296", "xFFFE"])
def test_a_reference_to_no_character_is_a_space(number: str) -> None:
    """Also where its number has more digits than Python reads: that ended the publish."""
    wrong = marcxml(controlfield("001", "1"), datafield("245", f"aA&#{number};B & C"))
    right = marcxml(controlfield("001", "2"), datafield("245", f"aA&#{'0' * 5_000}65; & &#x{'0' * 5_000}42;"))
    found = [one for one in read_bytes((wrong + right).encode(), "marcxml") if isinstance(one, Record)]
    assert [one.fields[-1].first("a") for one in found] == ["A B & C", "AA & B"]


@pytest.mark.parametrize("filling", [b" ", b"\n", b"\t \r\n", b"# \n", b"\xef\xbb\xbf", b"\xc2\xa0"])
def test_guessing_what_begins_with_nothing_takes_a_moment(filling: bytes) -> None:
    start = time.process_time()
    for head in (filled(filling)[: 2**16], b"# a\n" + filled(filling)[: 2**16] + b"?"):
        recognise(Head(head))
        with contextlib.suppress(SourceError):
            guess(head)
    assert time.process_time() - start < LONG


@pytest.mark.parametrize("name", [*ISO2709, *XML, *(f"PICA: {n}" for n in PICA)])
def test_guessing_takes_a_moment(name: str) -> None:
    start = time.process_time()
    head = {**XML, **ISO2709, **{f"PICA: {n}": d for n, d in PICA.items()}}[name][: 2**16]
    recognise(Head(head))
    with contextlib.suppress(SourceError):
        guess(head)
    assert time.process_time() - start < LONG


def test_more_marks_on_a_letter_than_any_language_has_are_kept() -> None:
    value = "a" + "\u0301\u0316" * 3000
    (record,) = read_bytes(marcxml(datafield("245", "a" + value)).encode(), "marcxml")
    assert isinstance(record, Record)
    text = record.fields[0].first("a")
    assert text.replace("\u034f", "").count("\u0316") == 3000
    assert text.count("\u034f") > 100


SIZED = 2**16
HEADS = {
    "blank lines": b"\n" * SIZED,
    "blanks": b" " * SIZED + b"x",
    "comments of Turtle": b"#\n" * (SIZED // 2) + b"<",
    "blanks and comments of Turtle": b" \n#\n" * (SIZED // 4) + b"<a",
    "quotes": b'{"' + b'\\"' * (SIZED // 2),
    "keys": b'{"@id": "' * (SIZED // 9),
    "keys of Alma": b'{"anies": ["' * (SIZED // 12),
    "lists": b"[" * SIZED,
    "lists and blanks": b"[ " * (SIZED // 2),
    "comments that do not end": b"<!--" * (SIZED // 4),
    "sections that do not end": b"<a><![CDATA[" * (SIZED // 12),
    "quotes that do not end": b'<a "' * (SIZED // 4),
    "slashes": b"<a" + b"/" * SIZED,
    "a line": b"a" * SIZED,
    "delimiters": b";" * SIZED,
    "numbers": b"000000001 " * (SIZED // 10),
    "blank nodes": b"_:a." * (SIZED // 4),
    "prefixes": b"@prefix " * (SIZED // 8),
}


@pytest.mark.parametrize("name", HEADS)
def test_no_format_takes_long_to_say_that_it_is_not_that(name: str) -> None:
    for row in FORMATS:
        start = time.process_time()
        row.recognise(Head(HEADS[name]))
        assert time.process_time() - start < LONG, row.name


def test_a_name_of_very_many_parts_takes_no_time() -> None:
    parts = "".join(f"<part>Naam {n}</part>" for n in range(30_000))
    start = time.process_time()
    read_bytes(SAMPLES["eac"].replace(b"<part>", parts.encode() + b"<part>", 1), "eac")
    assert time.process_time() - start < LONG


DEEP = [name for name, sample in SAMPLES.items() if sample.startswith(b"<") and name != "rdf"]


@pytest.mark.parametrize("tag", [b"b", b"x", b"lb"])
@pytest.mark.parametrize("name", DEEP)
def test_elements_ten_thousand_deep_stop_no_other_record(name: str, tag: bytes) -> None:
    sample = SAMPLES[name]
    whole = sum(isinstance(one, Record) for one in read_bytes(sample, name))
    deep = b"een" + b"<%s>" % tag * 10_000 + b"twee" + b"</%s>" % tag * 10_000
    for text in re.finditer(rb">([^<>]*[^<>\s][^<>]*)<", sample):
        broken = sample[: text.start(1)] + deep + sample[text.end(1) :]
        start = time.process_time()
        found = [isinstance(one, Record) for one in read_bytes(broken, name)]
        assert time.process_time() - start < LONG
        assert sum(found) >= whole - 1
