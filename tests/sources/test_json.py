"""JSON as it is exported: one to a line, in a list, alone; with what is not JSON in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import sources
from lod.record import Record, Unreadable
from lod.sources.json_files import records as json_records
from lod.sources.streams import Blocks
from tests.sources.marc_builder import read_bytes


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
    assert "ends inside a record" in rest.reason


@pytest.mark.parametrize(
    ("text", "offset", "raw"),
    [
        ('[{"id": 1}, 3, {"id": 2}]', 10, b"3"),
        ('[{"id": 1}, "a {b", [4]\n {"id": 2}]', 10, b'"a {b", [4'),
        ('callback({"id": 1}, {"id": 2}', 0, b"callback("),
        ('{"id": 1}}\n{"id": 2}', 9, b"}"),
        ('[{"id": 1}, {"id": 2}] end', 21, b"end"),
    ],
)
def test_what_stands_in_no_object_is_set_aside(text: str, offset: int, raw: bytes) -> None:
    for size in (1, 5, 99):
        aside = [each for each in read_bytes(text.encode(), "json", size) if isinstance(each, Unreadable)]
        assert [(each.offset, each.raw) for each in aside] == [(offset, raw)]


@pytest.mark.parametrize(
    "text", ['[{"id": 1}, ', '[{"id": 1}', "[" * 99, '{"records": [{"id": 1}', '{"records": [{"id": 1}]']
)
def test_a_list_that_breaks_off_between_two_records_is_told(text: str) -> None:
    last = read_bytes(text.encode(), "json")[-1]
    assert isinstance(last, Unreadable)
    assert last.reason.startswith("the file ends inside")
    assert last.offset == len(text)


@pytest.mark.parametrize(
    "text",
    ["[]", "[ ]\n", '{"total": 0, "records": []}', '[{"id": 1}]\x00\x1a', '\x1e{"id": 1}\n\x1e{"id": 2}\n'],
)
def test_what_says_nothing_is_not_set_aside(text: str) -> None:
    assert all(isinstance(each, Record) for each in read_bytes(text.encode(), "json"))


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


def test_a_wrapper_of_a_service_is_taken_off() -> None:
    assert ids(read(b'{"totalRecords": 2, "records": [{"id": 1}, {"id": 2}]}')) == ["1", "2"]
    assert ids(read(b'{"adlibJSON": {"recordList": {"record": [{"id": "a"}, {"id": "b"}]}}}')) == ["a", "b"]
    assert ids(read(b'{"3166-1": [{"id": 1}, {"id": 2}]}')) == ["1", "2"]
    assert ids(read(b'{"records": [{"id": 1}, {"id": 2, oops}, {"id": 3}]}')) == ["1", "-", "3"]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_what_a_service_says_besides_its_records_is_no_record(size: int) -> None:
    page = b'{"meta": {"page": 1, "of": {"total": 3}},\n "data": [{"id": 1}, {"id": 2, "a": {"b": 1}}],'
    assert ids(read(page + b' "links" :  {"next": null}}', size)) == ["1", "2"]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_what_can_be_asked_for_next_is_no_record(size: int) -> None:
    page = b'{"facets": [{"name": "maker", "values": [{"key": "x"}]}], "artObjects": [{"id": 1,'
    page += b' "a": [{"b": 1}]}, {"id": 2}],\n "more":\t[ {"facets": [{"key": "y"}]}]}'
    assert ids(read(page, size)) == ["1", "2"]
    assert ids(read(b'{"_embedded": {"items": [{"id": 1}, {"id": 2}]}, "page": {"size": 2}}', size)) == [
        "1",
        "2",
    ]
    assert ids(read(b'{"result": {"items": [{"item": {"id": 1}}, {"item": {"id": 2}}]}}', size)) == ["1", "2"]
    assert ids(read(b'{"search": {"page": 1, "results": [{"id": 1}, {"id": 2}]}}\n', size)) == ["1", "2"]


@pytest.mark.parametrize("size", [1, 1000])
def test_an_answer_on_one_line_is_no_record_of_json_lines(size: int) -> None:
    assert ids(read(b'{"records": [{"id": 1}, {"id": 2}]}\n', size)) == ["1", "2"]
    assert ids(read(b'{"entities": {"Q1": {"id": "Q1"}, "Q2": {"id": "Q2"}}}\r\n\n', size)) == ["Q1", "Q2"]
    assert ids(read(b'{"id": 1, "items": [{"id": 3}]}\n{"id": 2}\n', size)) == ["1", "2"]


def test_an_object_with_others_in_it_is_no_wrapper() -> None:
    assert ids(read(b'{"id": 9, "items": [{"id": 1}, {"id": 2}]}')) == ["9"]
    assert ids(read(b'{"makers": [{"name": "x"}], "subjects": [{"name": "y"}]}')) == [""]


def test_what_grows_too_large_is_one_thing_set_aside_and_the_rest_is_read() -> None:
    for body in (
        b'{"id": 1, "t": "' + b"x" * 11_000_000 + b'"}',
        b'{"l": [' + b'{"a": 1},' * 1_300_000 + b"{}]}",
    ):
        for data in (b"[" + body + b', {"id": 2}]', b'{"id": 0}\n' + body + b'\n{"id": 2}\n'):
            assert ids(read(data, 1 << 18))[-2:] == ["-", "2"]


def test_other_character_sets_are_read() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-8-sig"):
        (record,) = read('{"id": "Zoë"}'.encode(encoding))
        assert isinstance(record, Record)
        assert record.id == "Zoë"
    (record,) = read('{"id": "Zoë"}'.encode("cp1252"))
    assert isinstance(record, Record)
    assert (record.id, record.warnings) == ("Zoë", ["bytes that are not UTF-8 are read as Windows-1252"])


@pytest.mark.parametrize("key", ["ObjectID", "object_id", "objectID", "o:id", "ID"])
def test_what_tells_records_apart_is_known_however_it_is_spelled(key: str) -> None:
    (record,) = read(f'{{"@context": "x", "{key}": 12}}'.encode())
    assert isinstance(record, Record)
    assert record.id == "12"


def test_a_key_that_stands_twice_keeps_both_values() -> None:
    (record,) = read(b'{"id": 1, "maker": "A", "maker": "B"}')
    assert isinstance(record, Record)
    assert str(record.fields) == "[id 1, maker A, maker B]"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Zo\u00eb \u2013 x", "Zo\u00eb \u2013 x"), ("Zoe\u0308 \u2013 x", "Zo\u00eb \u2013 x"),
     ("\u212b", "\u00c5"), ("\u1100\u1161", "\uac00"), ("\u0958", "\u0915\u093c"), ("\u00a0a\u2003 ", "a")],
)  # fmt: skip
def test_texts_are_composed_and_cleaned_whatever_letters_are_in_them(written: str, meant: str) -> None:
    (record,) = read(f'{{"id": 1, "t": "{written}"}}'.encode())
    assert isinstance(record, Record)
    assert record.fields[1].text == meant


def test_the_markup_of_a_page_does_not_stand_in_a_text() -> None:
    raw = b'{"title": "A <i>small</i> boat", "note": "<p>Oil &amp; ink</p><p>Signed <1850></p>"}'
    made = read(raw)[0]
    assert isinstance(made, Record)
    assert [field.text for field in made.fields] == ["A small boat", "Oil & ink Signed <1850>"]


def test_a_list_of_a_museum_in_dutch_is_taken_out_of_what_stands_around_it() -> None:
    found = read_bytes(b'{"museum": "X", "objecten": [{"id": 1, "titel": "Kan"}, {"id": 2}]}', "json")
    assert [each.id for each in found if isinstance(each, Record)] == ["1", "2"]


@pytest.mark.parametrize("name", ["objectId", "inventarisnummer", "objectNumber", "Inventory No.", "ID"])
def test_a_number_of_objects_tells_objects_apart_however_it_is_written(name: str) -> None:
    found = json_records.parse(f'{{"titel": "Golf", "{name}": "SM-1"}}'.encode())
    assert isinstance(found, Record)
    assert found.id == "SM-1"


def test_objects_under_their_numbers_are_records_of_these_numbers() -> None:
    whole = b'{"12": {"t": "\xc3\xab}", "n": 2.50}, "13" : {"t": "\\"{"}}'
    assert ids(read(whole)) == ["12", "13"]
    assert ids(read(b'{"success": 1, "entities": {"Q1": {"id": "Q1", "t": 1}, "Q2": {"t": 2}}}')) == [
        "Q1",
        "Q2",
    ]
    assert len(read(b'{"t": "Kan", "images": {"1": {"u": 1}, "2": {"u": 2}}}')) == 1
    assert len(read(b'{"nl": {"t": 1}, "en": {"t": 2}}')) == 1
    first, _ = read(whole)
    assert isinstance(first, Record)
    assert [field.text for field in first.fields] == ["12", "ë}", "2.50"]


def test_features_of_geojson_are_records_known_by_a_number_among_their_properties() -> None:
    feature = '{"type": "Feature", "properties": {"Inv.nr.": "%s"}, "geometry": {"coordinates": [4.3, 52]}}'
    around = (
        '{"type": "FeatureCollection", "name": "kerken", "crs": {"properties": {"name": "x"}}, "features": '
    )
    data = f"{around}[{feature % 'K1'}, {feature % 'K2'}]}}"
    assert ids(read(data.encode())) == ["K1", "K2"]
