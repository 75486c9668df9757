"""Tables as offices export them: any delimiter, any character set, ragged, quoted, broken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lod import sources
from lod.errors import SourceError
from lod.record import Record, Unreadable
from lod.sources.streams import Blocks
from lod.sources.tables import delimited


def read(data: bytes, size: int = 1 << 16) -> list[Record | Unreadable]:
    blocks = Blocks(data[at : at + size] for at in range(0, len(data), size))
    found = [
        delimited.parse(piece.raw) if not isinstance(piece, Unreadable) else piece
        for piece in delimited.split(blocks, "table.csv")
    ]
    return [each for each in found if isinstance(each, Record | Unreadable)]


def shown(found: list[Record | Unreadable]) -> list[str]:
    return [str(each.fields) if isinstance(each, Record) else each.reason for each in found]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    data = f"nr{delimiter}titel\n1{delimiter}Een\n2{delimiter}Twee\n".encode()
    assert shown(read(data)) == ["[nr 1, titel Een]", "[nr 2, titel Twee]"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_character_set_is_found(encoding: str) -> None:
    assert shown(read("nr;naam\n1;Zoë\n2;Café\n".encode(encoding))) == [
        "[nr 1, naam Zoë]",
        "[nr 2, naam Café]",
    ]


def test_a_value_may_hold_delimiters_quotes_and_lines() -> None:
    assert shown(read(b'nr,titel\n1,"Een, ""twee""\nen drie"\n')) == ['[nr 1, titel Een, "twee" en drie]']


def test_short_rows_are_read_and_long_ones_set_aside() -> None:
    assert shown(read(b"a,b,c\n1,2\n1,2,3,4\n5,6,7\n")) == [
        "[a 1, b 2]",
        "a row of 4 values under 3 columns",
        "[a 5, b 6, c 7]",
    ]


def test_columns_without_a_name_are_numbered_and_empty_values_left_out() -> None:
    assert shown(read(b"nr;;naam\n1;x;\n")) == ["[nr 1, column 2 x]"]


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_file_in_silence() -> None:
    data = b'nr,titel\n1,"open\n' + b"2,x\n" * 60_000
    found = read(data)
    assert any(isinstance(each, Unreadable) for each in found)


def test_the_record_is_known_by_the_column_that_says_so() -> None:
    (record,) = read(b"naam;Priref\nZo\xc3\xab;130\n")
    assert isinstance(record, Record)
    assert record.id == "130"


def test_a_table_is_recognised_and_prose_is_not() -> None:
    assert sources.guess(b"nr;titel\n1;Een\n2;Twee\n").name == "csv"
    with pytest.raises(SourceError):
        sources.guess(b"Beste mensen,\nhierbij de lijst.\n")


@given(st.binary(max_size=300), st.integers(1, 50))
def test_nothing_that_comes_along_breaks_the_reader(data: bytes, size: int) -> None:
    read(data, size)


def test_what_is_kept_of_a_row_can_be_read_alone() -> None:
    (piece,) = delimited.split(Blocks(iter([b'nr;"titel; meer"\n1;"a, b"\n'])), "x.csv")
    assert piece.raw == b'nr,titel; meer\n1,"a, b"\n'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(end: str) -> None:
    data = end.join(["nr;titel", '1;"Een\ntwee"', "2;Drie", "3;Vier\u2028vijf\x0bzes\x85"]).encode()
    assert shown(read(data)) == [
        "[nr 1, titel Een twee]",
        "[nr 2, titel Drie]",
        "[nr 3, titel Vier\u2028vijf zes]",
    ]


def test_a_table_without_names_of_columns_loses_no_row() -> None:
    assert shown(read(b"AT-3:BStG;Sankt Gabriel\nNL-9:X;Zwolle;a;b\n")) == [
        "[column 1 AT-3:BStG, column 2 Sankt Gabriel]",
        "[column 1 NL-9:X, column 2 Zwolle, column 3 a, column 4 b]",
    ]


def test_what_stands_above_the_names_is_set_aside() -> None:
    assert shown(read(b"Objectlijst 2024;;\n;;\nnr;titel;maker\n1;Een;Twee\n")) == [
        "a row above the names of the columns",
        "[nr 1, titel Een, maker Twee]",
    ]


def test_a_row_that_adds_up_is_no_record() -> None:
    assert shown(read(b"nr;titel;aantal\n1;Totaal;2\nTotaal:;;1.064\n")) == [
        "[nr 1, titel Totaal, aantal 2]",
        "a row of totals",
    ]


def test_a_footnote_is_no_record() -> None:
    assert shown(read(b"nr;titel;maker\n*1;;\n1;Een;Twee\n* datering volgens de catalogus;;\n")) == [
        "[nr *1]",
        "[nr 1, titel Een, maker Twee]",
        "a remark below the rows",
    ]


def test_a_column_that_stands_twice_has_two_values() -> None:
    assert shown(read(b"id,maker,maker\n1,A,B\n")) == ["[id 1, maker A, maker B]"]


def test_the_delimiter_may_be_said_on_the_first_line() -> None:
    assert shown(read(b"sep=;\r\nid;titel, en meer\r\n1;a,b\r\n")) == ["[id 1, titel, en meer a,b]"]


def test_utf_16_needs_no_mark_and_nul_bytes_are_blanks() -> None:
    assert shown(read("id;naam\n1;Zoë\n".encode("utf-16-le"))) == ["[id 1, naam Zoë]"]
    assert shown(read(b"id;naam\n1;Z\x00oe\n")) == ["[id 1, naam Z oe]"]


def test_a_line_without_end_is_one_thing_set_aside() -> None:
    first, last = read(b"id;naam\n" + b"x;" * 8_000_000 + b"\n2;b\n", 1 << 18)
    assert isinstance(first, Unreadable)
    assert "no end in 16,000,001 bytes" in first.reason or "no end in 16,000,000 bytes" in first.reason
    assert isinstance(last, Record)


def test_a_first_column_that_is_called_as_keys_are_tells_the_record() -> None:
    assert [each.id for each in read(b"accession_number,title\nA1,x\n") if isinstance(each, Record)] == ["A1"]
    assert [each.id for each in read(b"title,page number\nx,7\n") if isinstance(each, Record)] == [""]


def test_one_odd_row_at_the_top_does_not_tell_the_delimiter() -> None:
    rows = "".join(f"A{number};Naam, plaats {number}\n" for number in range(9))
    assert shown(read(f"X;vroeger: Y; nu Z\n{rows}".encode()))[0] == "[X A0, vroeger: Y Naam, plaats 0]"


def test_a_quotation_mark_that_never_closes_takes_no_other_row_with_it() -> None:
    for last in (b"3;z\n", b'3;"z"\n', b'3;"z\n4";q\n'):
        first, *others = read(b'nr;titel\n1;"open\n2;y\n' + last)
        assert isinstance(first, Unreadable)
        assert (first.offset, first.raw) == (9, b'1;"open')
        assert shown(others)[0] == "[nr 2, titel y]"


def test_quotation_marks_that_are_part_of_a_value_are_kept_when_the_row_leaves_no_doubt() -> None:
    assert shown(read(b'nr;titel;maker\n1;"Nachtwacht" (kopie);"A, B"\n2;"Een; "twee" drie";C\n3;x;y\n')) == [
        '[nr 1, titel "Nachtwacht" (kopie), maker A, B]',
        "a quotation mark that does not close as those of tables do",
        "[nr 3, titel x, maker y]",
    ]


def test_a_value_may_be_long_and_have_many_lines() -> None:
    text = b"een regel\n" * 9_000 + b"x" * 1_000_000
    (record,) = read(b'nr;tekst\n1;"' + text + b'"\n')
    assert isinstance(record, Record)
    assert len(record.fields[1].text) == len(text)


def test_many_marks_that_never_close_cost_no_more_than_reading_twice() -> None:
    data = b"nr;titel\n" + b'1;"open\n2;y\n' * 20_000
    assert len(read(data)) == 40_000


def test_five_million_values_that_are_empty_are_none() -> None:
    first, second = read(b"id,titel\n1,a" + b"," * 5_000_000 + b"\n2,b\n")
    assert isinstance(first, Record)
    assert [field.text for field in first.fields] == ["1", "a"]
    assert isinstance(second, Record)


def test_a_hundred_million_line_ends_are_passed_in_one_go() -> None:
    block = b"\n" * 2**18
    blocks = Blocks(iter([b"id,titel\n1,a\n", *[block] * 400, b"2,b\n"]))
    assert [piece.offset for piece in delimited.split(blocks, "test")] == [9, 13 + 400 * len(block)]


@pytest.mark.parametrize(
    ("head", "row", "number"),
    [
        ("Accession No,Title", "1999.12.1,Wave", "1999.12.1"),
        ("Title,Obj. nr.", "Wave,SM-1", "SM-1"),
        ("Titel;Inventarisnummer", "Golf;0001", "0001"),
        ("Piano,Kleur", "Bösendorfer,zwart", ""),
    ],
)
def test_a_number_of_objects_tells_rows_apart(head: str, row: str, number: str) -> None:
    (found,) = read(f"{head}\n{row}\n".encode())
    assert isinstance(found, Record)
    assert found.id == number


def test_numbers_of_several_archives_are_told_apart() -> None:
    data = b"Toegang;Inventarisnummer;Beschrijving\n0012;1;Brief\n0013;1;Register\n"
    assert [each.id for each in read(data) if isinstance(each, Record)] == ["0012 1", "0013 1"]


def test_repetitions_of_a_field_of_filemaker_are_values() -> None:
    assert shown(read(b"nr,maker\n1,Jan\x1dPiet\n")) == ["[nr 1, maker Jan, maker Piet]"]


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("zee\nstrand\r\nlucht", ["zee", "strand", "lucht"]),
        ("Jan Jansen\n\nPiet Pietersen\n", ["Jan Jansen", "Piet Pietersen"]),
        ("molen\x0bwater", ["molen", "water"]),
        ("Gezicht op de haven\nvan Hoorn", ["Gezicht op de haven van Hoorn"]),
        ("Een stoel.\nMet rugleuning.", ["Een stoel. Met rugleuning."]),
        ("Vaas\n", ["Vaas"]),
    ],
)
def test_short_lines_in_a_cell_are_values_and_broken_texts_are_not(cell: str, values: list[str]) -> None:
    (found,) = read(f'nr,wat\n1,"{cell}"\n'.encode())
    assert isinstance(found, Record)
    assert [field.text for field in found.fields if field.tag == "wat"] == values


def test_a_table_may_stand_below_lines_of_another_kind() -> None:
    rows = b"".join(b"%d;Vaas;Piet\n" % number for number in range(1, 5))
    data = b"Export van 1-1-2024\nMuseum X\n\nnr;titel;maker\n" + rows
    assert sources.guess(data, "objecten.csv").name == "csv"
    assert shown(read(data))[-1] == "[nr 4, titel Vaas, maker Piet]"
    with pytest.raises(SourceError):
        sources.guess(data, "objecten.dat")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            b"<html><body><table><tr><td>1</td></tr></table></body></html>",
            "save the table in it as .xlsx or .csv",
        ),
        (b'<?xml version="1.0"?><Workbook><Worksheet/></Workbook>', "save it as .xlsx"),
    ],
)
def test_what_is_called_a_workbook_and_is_none_is_told_how_to_save(data: bytes, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        sources.guess(data, "objecten.xls")
