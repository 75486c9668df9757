"""JSON as it is exported: one to a line, in a list, alone; with what is not JSON in it."""

from hypothesis import given
from hypothesis import strategies as st

from lod import sources
from lod.record import Record, Unreadable
from lod.sources import json_records
from lod.sources.streams import Blocks


def read(data: bytes, size: int = 1 << 16) -> list[Record | Unreadable]:
    blocks = Blocks(iter([data[at : at + size] for at in range(0, len(data), size)]))
    found = [
        piece if isinstance(piece, Unreadable) else json_records.parse(piece.raw)
        for piece in json_records.split(blocks, "file.json")
    ]
    return [each for each in found if isinstance(each, Record | Unreadable)]


def ids(found: list[Record | Unreadable]) -> list[str]:
    return [each.id if isinstance(each, Record) else "-" for each in found]


def test_lines_lists_and_single_objects_are_read() -> None:
    assert ids(read(b'{"id": 1}\n\n{"id": 2}\n')) == ["1", "2"]
    assert ids(read(b'[{"id": 1, "t": "}{"}, {"id": 2, "in": {"id": 3}}]')) == ["1", "2"]
    assert ids(read(b'{\n"id": "x"\n}')) == ["x"]


@given(st.integers(1, 40))
def test_it_does_not_matter_how_the_bytes_arrive(size: int) -> None:
    data = b'[{"id": 1, "t": "\\"}{"},\n {"id": 2, "in": [{"a": {}}]}]'
    assert ids(read(data, size)) == ["1", "2"]


def test_a_broken_line_harms_no_other() -> None:
    assert ids(read(b'{"id": 1}\n{"id": 2\n{"id": 3}\n"text"\n')) == ["1", "-", "3", "-"]


def test_what_breaks_off_is_said_to() -> None:
    first, rest = read(b'[{"id": 1}, {"id": 2')
    assert isinstance(first, Record)
    assert isinstance(rest, Unreadable)
    assert "ends inside an object" in rest.reason


def test_numbers_keep_their_spelling_and_no_numbers_are_left_out() -> None:
    (record,) = read(b'{"id": 1, "h": 2.50, "w": NaN, "b": true, "n": null, "l": ["a", "b"]}')
    assert isinstance(record, Record)
    assert str(record.fields) == "[id 1, h 2.50, b true, l a, l b]"
    assert record.warnings == ["NaN is no value in JSON: left out"]


def test_what_is_nested_without_end_is_set_aside() -> None:
    for depth in (200, 100_000):
        (found,) = read(b'{"a":' * depth + b"1" + b"}" * depth)
        assert isinstance(found, Unreadable)


def test_json_is_recognised() -> None:
    assert sources.guess(b'{"id": 1}\n').name == "json"
    assert sources.guess(b'[ {"id": 1}]').name == "json"


@given(st.binary(max_size=200), st.integers(1, 20))
def test_nothing_that_comes_along_breaks_the_reader(data: bytes, size: int) -> None:
    read(b"{" + data, size)
