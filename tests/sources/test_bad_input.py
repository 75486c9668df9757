"""What holds for every format, whatever the bytes: nothing raises, all is counted, reasons are given."""

from __future__ import annotations

import gzip
import re
import tracemalloc
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lod import sources
from lod.errors import SourceError
from lod.record import Deleted, Field, Outcome, Record, Unreadable
from lod.sources.chunk import KEPT, MAX_RECORD
from lod.sources.formats import FORMATS
from lod.sources.streams import Blocks
from tests.sources.marc_builder import read_bytes
from tests.sources.samples import SAMPLES

NAMES = [row.name for row in FORMATS]
ILLEGAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SIGNS = [bytes([sign]) for sign in b"<>&\"'{}[]\x00\x1d\x1e\x1f\x1b\n\r\xe9$@="]
WORDS = (
    b"\xff\xfe|\xef\xbb\xbf|<!DOCTYPE a [|]]>|&x;|\\u0000|\\ud800|NaN|<record>|000000001 LDR   L |e\xcc\x81"
)
BITS = st.sampled_from([*SIGNS, *WORDS.split(b"|"), "\u202e\u05d0".encode()])
BLOCKS = st.sampled_from([3, 64, 2**16])
ADDRESSES = ("@id", "@here")
SLOW = {"excel"}  # a process for each source


def texts(fields: list[Field]) -> list[str]:
    """All texts in fields, those of inner fields with them; what is an address in RDF is left as it is."""
    found = []
    for field in fields:
        for code, text in field.subfields:
            found += [code, text] if code not in ADDRESSES and field.tag not in ADDRESSES else [code]
        found += [field.tag, *texts(field.fields or [])]
    return found


def check(outcomes: list[Outcome], name: str) -> None:
    """What must hold for whatever a reader gives."""
    assert [outcome.position for outcome in outcomes] == list(range(1, len(outcomes) + 1))
    for outcome in outcomes:
        if isinstance(outcome, Unreadable):
            assert outcome.reason
            assert outcome.source == "test"
            assert len(outcome.raw) <= 2 * MAX_RECORD
        elif isinstance(outcome, Record):
            illegal = [text for text in [outcome.id, *texts(outcome.fields)] if ILLEGAL.search(text)]
            assert illegal == []
            assert all(unicodedata.is_normalized("NFC", text) for text in texts(outcome.fields))
            again = sources.parse(outcome.raw, name, "test", outcome.position)
            assert isinstance(again, Record)
            assert (again.id, again.fields) == (outcome.id, outcome.fields)


def test_every_format_has_a_sample() -> None:
    assert set(SAMPLES) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_two_records_and_told_by_its_content(name: str) -> None:
    outcomes = read_bytes(SAMPLES[name], name)
    check(outcomes, name)
    assert [type(each) for each in outcomes] == [Record, Record]
    assert sources.guess(SAMPLES[name]).name == name


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("marcxml", b"</record>"),
        ("picaxml", b"</record>"),
        ("adlib", b"</record>"),
        ("lido", b"</lido:lido>"),
        ("dc", b"</oai_dc:dc>"),
        ("mods", b"</mods>"),
        ("edm", b"</rdf:RDF>"),
        ("eac", b"</eac-cpf>"),
        ("a2a", b"</A2A>"),
    ],
)
def test_an_element_that_is_not_closed_takes_no_record_with_it(name: str, end: bytes) -> None:
    outcomes = read_bytes(SAMPLES[name].replace(end, b"", 1), name)
    check(outcomes, name)
    assert [type(each) for each in outcomes] == [Unreadable, Record]


@pytest.mark.parametrize("name", NAMES)
def test_every_beginning_of_a_source_is_read_as_far_as_it_goes(name: str) -> None:
    data = SAMPLES[name]
    for cut in range(0, len(data), 1 + len(data) // (5 if name in SLOW else 40)):
        check(read_bytes(data[:cut], name), name)


@pytest.mark.parametrize("name", NAMES)
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(st.data())
def test_damage_breaks_nothing_and_loses_no_count(name: str, data: st.DataObject) -> None:
    if name in SLOW and data.draw(st.integers(0, 9)):
        return
    whole = SAMPLES[name]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole)))
        whole = (
            whole[:at] + data.draw(BITS | st.binary(max_size=4)) + whole[at + data.draw(st.integers(0, 12)) :]
        )
    outcomes = read_bytes(whole, name)
    check(outcomes, name)
    if name not in SLOW:
        assert read_bytes(whole, name, data.draw(BLOCKS)) == outcomes


@pytest.mark.parametrize("name", NAMES)
def test_other_charsets_nul_bytes_and_line_ends_break_nothing(name: str) -> None:
    data = SAMPLES[name]
    for changed in (
        data.replace("ë".encode(), b"\xeb"),
        data.replace("ë".encode(), "e\u0308".encode()),
        data.replace("ë".encode(), "\u202e\u05d0\u0627\u200f".encode()),
        data.replace("ë".encode(), b"\x00"),
        data.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + data,
        b"\r\n\r\n" + data + b"\x1a\x00\x00\n",
        data.decode("latin-1").encode("utf-16"),
    ):
        check(read_bytes(changed, name), name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SLOW])
@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_lines_may_end_as_on_any_machine(name: str, end: bytes) -> None:
    first, second = read_bytes(SAMPLES[name].replace(b"\n", end), name)
    expected = read_bytes(SAMPLES[name], name)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert [first.fields, second.fields] == [each.fields for each in expected if isinstance(each, Record)]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {*SLOW, "marc21"}])
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_told_and_read_in_any_unicode(name: str, charset: str) -> None:
    data = SAMPLES[name].decode().encode(charset)
    assert sources.guess(data).name == name
    assert [type(each) for each in read_bytes(data, name)] == [Record, Record]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_breaks_off_gives_what_was_before_and_says_so(name: str, tmp_path: Path) -> None:
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(SAMPLES[name] * (1 if name in SLOW else 3))[:-12])
    outcomes = list(sources.read(path, name))
    last = outcomes[-1]
    assert isinstance(last, Unreadable)
    assert "breaks off" in last.reason
    assert last.source == "cut.gz"


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_file_is_no_record_and_no_crash(name: str, tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    assert not [each for each in sources.read(path, name) if isinstance(each, Record | Deleted)]
    with pytest.raises(SourceError, match="empty"):
        sources.read(path)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SLOW])
@pytest.mark.parametrize("data", [b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b" \r\n\t\n"])
def test_a_file_of_blanks_is_no_record_and_nothing_set_aside(name: str, data: bytes) -> None:
    assert read_bytes(data, name) == []


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SLOW])
def test_a_record_without_end_is_set_aside_in_bounded_memory(name: str) -> None:
    """Less than there is of it, so that nobody can have kept all."""
    first = SAMPLES[name]
    at = first.index("ë".encode())
    block = b"x" * 2**18
    times = 7 * MAX_RECORD // 2 // len(block)
    row = next(row for row in FORMATS if row.name == name)
    tracemalloc.start()
    pieces = list(row.split(Blocks(iter([first[:at], *[block] * times, first[at:]])), "test"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert any(isinstance(piece, Unreadable) for piece in pieces)
    assert all(len(piece.raw) <= 2 * KEPT for piece in pieces if isinstance(piece, Unreadable))
    assert peak < 3.3 * MAX_RECORD
