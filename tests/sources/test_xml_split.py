"""Records cut out of XML: what breaks one harms no other."""

from __future__ import annotations

import pytest

from lod.record import Record, Unreadable
from lod.sources.streams import Blocks
from lod.sources.xml_files.split import Splitter
from tests.sources.marc_builder import controlfield, marcxml, read_bytes

ONE, TWO, THREE = (marcxml(controlfield("001", number)) for number in ("1", "2", "3"))


def outcomes_of(data: str) -> list[str]:
    """Identifiers of the records, reasons for the rest."""
    return [
        outcome.id if isinstance(outcome, Record) else getattr(outcome, "reason", "")
        for outcome in read_bytes(data.encode(), "marcxml")
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (f"<collection>{ONE}{TWO}{THREE}</collection>", ["1", "2", "3"]),
        (f"<collection>{ONE}{TWO[:60]}", ["1", "the file ends inside a record"]),
        (f"<collection>{ONE}{TWO}", ["1", "2", "the file ends before </collection>"]),
        (f"<collection>{ONE}{TWO}</coll", ["1", "2", "the file ends before </collection>"]),
        (ONE + TWO + THREE, ["1", "2", "3"]),
        (f"<collection>{ONE}</collection>\n<?xml version='1.0'?><collection>{TWO}</collection>", ["1", "2"]),
        (f"<collection>{ONE}<!-- {TWO} -->{THREE}</collection>", ["1", "3"]),
        ("<collection/>", []),
        ("<collection></collection>", []),
        ("broken xml", ["no XML: no element begins in it"]),
        ("", []),
        ("<html><body><h1>502 Bad Gateway</h1></body></html>", ["no record in it: '502 Bad Gateway'"]),
        ('<OAI-PMH><error code="noRecordsMatch"/></OAI-PMH>', []),
        (
            '<OAI-PMH><error code="badArgument">Unknown argument</error></OAI-PMH>',
            ["no record in it: 'Unknown argument'"],
        ),
        ("<r:searchRetrieveResponse><r:numberOfRecords>0</r:numberOfRecords></r:searchRetrieveResponse>", []),
        ("<collection><record/></collection>", ["no MARC fields in it"]),
        (f"<collection></record>{ONE}</collection>", ["1"]),
    ],
)
def test_each_record_is_counted_once_and_every_break_is_told(data: str, expected: list[str]) -> None:
    assert outcomes_of(data) == expected


def test_a_record_that_is_not_well_formed_is_set_aside_alone() -> None:
    broken = TWO.replace("</controlfield>", "</controlfeld>")
    first, reason, last = outcomes_of(f"<collection>{ONE}{broken}{THREE}</collection>")
    assert (first, last) == ("1", "3")
    assert reason.startswith("not well-formed XML: mismatched tag")


def test_a_record_without_its_end_is_set_aside_alone() -> None:
    data = f"<collection>{ONE}{TWO.removesuffix('</record>')}{THREE}</collection>"
    first, set_aside, last = read_bytes(data.encode(), "marcxml")
    assert isinstance(first, Record)
    assert isinstance(set_aside, Unreadable)
    assert (set_aside.raw.decode(), set_aside.offset) == (
        TWO.removesuffix("</record>"),
        len("<collection>" + ONE),
    )
    assert isinstance(last, Record)


def test_offsets_and_positions_are_those_of_the_source() -> None:
    data = f"<!-- é --><collection>{ONE}\n{TWO}</collection>".encode()
    pieces = list(Splitter("record").split(Blocks(iter([data])), "test"))
    assert [(piece.position, piece.offset) for piece in pieces] == [
        (1, data.index(ONE.encode())),
        (2, data.index(TWO.encode())),
    ]


def test_a_record_without_end_is_set_aside_and_not_held() -> None:
    def source() -> object:
        yield f"<collection>{ONE}<record><leader>".encode()
        for _ in range(30):
            yield b"x" * 2**20
        yield f"</leader></record>{THREE}</collection>".encode()

    first, too_long, last = Splitter("record").split(Blocks(source()), "test")  # type: ignore[arg-type]
    assert isinstance(too_long, Unreadable)
    assert too_long.reason.startswith("no end in ")
    assert len(too_long.raw) == 65536
    assert (first.raw.decode(), last.raw.decode(), last.position) == (ONE, THREE, 3)


@pytest.mark.parametrize("junk", ["<a>", "<!-- ", "<![CDATA[", "<a ", "<!DOCTYPE a [", "<a b='"])
def test_junk_without_end_is_not_held_either(junk: str) -> None:
    seen = 0

    def source() -> object:
        nonlocal seen
        yield b"<collection>"
        for _ in range(30):
            seen += 1
            yield junk.encode() * (2**20 // len(junk))

    (piece,) = Splitter("record").split(Blocks(source()), "test")  # type: ignore[arg-type]
    assert isinstance(piece, Unreadable)
    assert len(piece.raw) <= 11 * 2**20
    assert seen == 30


def test_a_splitter_can_look_for_several_names() -> None:
    deleted = b"<record><header status='deleted'/></record>"
    data = b"<r xmlns:l='urn:l'><record><l:lido>1</l:lido></record>" + deleted + b"</r>"
    pieces = list(Splitter("lido", "record").split(Blocks(iter([data])), "test"))
    assert [piece.raw for piece in pieces] == [
        b"<l:lido xmlns:l='urn:l'>1</l:lido>",
        deleted,
    ]


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_a_namespace_in_a_comment_is_not_declared_however_the_bytes_arrive(size: int) -> None:
    data = b"< xmlns:x='urn:x'><!--><x:record/></x:c><x:c xmlns:x='urn:x'><!-- -->" + b" " * 64
    data += b"<x:record>1</x:record></x:c>"
    blocks = Blocks(data[at : at + size] for at in range(0, len(data), size))
    first, *_ = Splitter("record").split(blocks, "test")
    assert first.raw == b"<x:record>1</x:record>"


def test_a_tag_without_end_is_set_aside_and_not_dropped() -> None:
    block = b"x" * 2**20
    pieces = list(
        Splitter("record").split(Blocks(iter([ONE.encode() + b"<record a='", *[block] * 40])), "test")
    )
    assert not isinstance(pieces[0], Unreadable)
    assert isinstance(pieces[1], Unreadable)
    assert pieces[1].reason.startswith("in a tag: no end in")
    assert pieces[1].offset == len(ONE)
    assert len(pieces[1].raw) < 2**17
