"""Workbooks as offices keep them, and as nobody should open them."""

from __future__ import annotations

import base64
import io
import json
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod import sources
from lod.record import EXPLAINS, Record, Unreadable
from lod.sources.tables import workbooks
from tests.sources.marc_builder import lines, read_bytes

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TABLE = [["nr", "titel", "gemaakt"], [7, "Brief & kaart", "@43831"], [8.5, "Doos", None]]


def cell(column: int, row: int, value: object) -> str:
    name = f"{chr(65 + column)}{row}"
    if value is None:
        return ""
    if isinstance(value, int | float):
        return f'<c r="{name}"><v>{value}</v></c>'
    text = str(value).replace("&", "&amp;")
    if text.startswith("@"):  # a date, as the number of days since 1900
        return f'<c r="{name}" s="1"><v>{text[1:]}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows: list[list[object]]) -> str:
    inner = "".join(
        f'<row r="{number}">{"".join(cell(at, number, value) for at, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{inner}</sheetData></worksheet>'


def xlsx(
    *sheets: str, hidden: int = -1, more: dict[str, bytes] | None = None, names: tuple[str, ...] = ()
) -> bytes:
    """A workbook of these sheets."""
    states = ["hidden" if n == hidden else "visible" for n in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="{names[n - 1] if names else f"Blad {n}"}" sheetId="{n}" r:id="r{n}" state="{state}"/>'
        for n, state in enumerate(states, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="s" Type="{LINKS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": styles,
        **{f"xl/worksheets/sheet{n}.xml": text for n, text in enumerate(sheets, 1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def ods(rows: list[list[str]], repeated: int = 1) -> bytes:
    """An OpenDocument sheet."""
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    inner = "".join(
        f'<table:table-row table:number-rows-repeated="{repeated}">'
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{urn}office:1.0" xmlns:table="{urn}table:1.0" '
        f'xmlns:text="{urn}text:1.0"><office:body><office:spreadsheet><table:table table:name="Blad">'
        f"{inner}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return out.getvalue()


def xlsb(rows: list[list[str | float]]) -> bytes:
    """A sheet in the binary form of Excel (MS-XLSB § 2.1.4): records of a number, a length and data."""

    def record(number: int, data: bytes = b"") -> bytes:
        head = bytes([number]) if number < 128 else bytes([number & 127 | 128, number >> 7])
        return head + bytes([len(data)]) + data

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + record(145)
    for number, row in enumerate(rows):
        sheet += record(0, struct.pack("<I", number) + bytes(13))
        for column, value in enumerate(row):
            at = struct.pack("<II", column, 0)
            is_text = isinstance(value, str)
            sheet += record(6, at + text(value)) if is_text else record(5, at + struct.pack("<d", value))
    named = struct.pack("<II", 0, 1) + text("rId1") + text("Blad")
    book = record(131) + record(143) + record(156, named) + record(144) + record(157, bytes(26)) + record(132)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{LINKS}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet + record(146) + record(130))
    return out.getvalue()


XLS = zlib.decompress(
    base64.b64decode(
        "eNrtWE1oE0EU/maTbX5o06SmQiuEULDWWqFBqLnU1YL2ZKlelCJo0qyQNiSy5KIHra05CoInxUuhFy9VL/6gB715ECp6EIRCosee"
        "BAUPbdY3bzcxrT0koEVlvmXevHkz387szJu3O/t2JVJefNRbwRYcgQdVO4C2BpugFKgVwqB625ZqLfdTshX+KQT8tJBtOp53vPHJ"
        "NZTrXYGGh95XJIFPlM7hEiYKeTO+gxjjMaSEHMMoSYF7ZAmhh0fVxXKa5S6WD7jlC5ZH2XKT5Si1LYsprBgTg0nXi89qfVwXgrzv"
        "E+Z8ZEsC3XgtvfjaLeG01XHMyqZyf2dFzNuOJdC6jZt500rlyojSAi7hmx0HvtZ26su4su+sXYDs3zfbfdvYb2teYA72BXbwEsXU"
        "VY8TSAvpGXO6aObXMcJbUiZy0GxGB4rZopkj4kwqZVHzqcIaGcesrHmRgnMiOTJ8MJE8PByUwZo3d3jT5u5gp28nmUEn6xF2/TD1"
        "un7/y7uT6UnjPFvmOKA7YX+vHClsXJcMIoe4xlOXg8w4wHKe77qH9V6WUXJYyvsnu13lxAK3ucG1/dTPIcZ7Y1+DPkB6ae3U01jp"
        "s7Gf9OXxypXo8gdjEX30GsoQX14LGBJD4u4diWdGLRduiFhl2fNLuPBrYXfstvtu68QGgqxGWDolOTuiXtLcuZJssYV9VQuyLcKz"
        "LNsLZsvZceokez7msLVt2Bqzgy7bWRlvvSTZunwxa114LJtSmPuJIBQUFBQUFBQUFBSagHAOFvyZKj82dfeY4HP/62xQqqrfJP8t"
        "TqNAV5EOpseRp9zC5Zb8Zzd0UbuXaJJT+18ocYZ6tzCLNI9jtmX/pWOeaHyeponh37eFWu2/2so4/3D/PwDNhM1w"
    )
)
"""A workbook of Excel 97 with three rows, made with xlwt."""


def reasons(data: bytes) -> list[str]:
    return [each.reason for each in read_bytes(data, "excel") if isinstance(each, Unreadable)]


def test_rows_are_records_with_whole_numbers_and_dates_as_such() -> None:
    data = xlsx(sheet(TABLE))
    assert sources.guess(data).name == "excel"
    first, second = read_bytes(data, "excel")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.id, lines(first)) == ("7", ["nr 7", "titel Brief & kaart", "gemaakt 2020-01-01"])
    assert lines(second) == ["nr 8.5", "titel Doos"]
    assert sources.parse(first.raw, "excel", "test", 1) == first


def test_all_visible_sheets_are_read_and_hidden_ones_told() -> None:
    data = xlsx(
        sheet(TABLE[:2]), sheet([]), sheet([["id", "naam"], [1, "Geheim"]]), sheet(TABLE[:2]), hidden=3
    )
    found = read_bytes(data, "excel")
    assert [each.fields[0].text for each in found if isinstance(each, Record)] == ["Blad 1", "Blad 4"]
    assert [each.id for each in found if isinstance(each, Record)] == ["Blad 1 7", "Blad 4 7"]
    assert reasons(data) == ["the sheet “Blad 3” is hidden: not read"]
    assert [each.position for each in found] == [1, 2, 3]


def test_a_sheet_that_explains_the_others_has_no_records_and_changes_no_names() -> None:
    told = sheet([["kolom", "betekenis"], ["nr", "nummer"]])
    found = read_bytes(xlsx(told, sheet(TABLE), names=("Toelichting", "Objecten")), "excel")
    assert [one.reason for one in found if isinstance(one, Unreadable)] == [EXPLAINS, EXPLAINS]
    assert [one.id for one in found if isinstance(one, Record)] == ["7", "8.5"]
    alone = read_bytes(xlsx(told, names=("Toelichting",)), "excel")
    assert [type(one) for one in alone] == [Record]


def test_what_stands_above_the_names_of_the_columns_is_set_aside() -> None:
    data = xlsx(sheet([["Lijst van objecten"], [], *TABLE[:2]]))
    assert reasons(data) == ["a row above the names of the columns"]
    assert [lines(each)[0] for each in read_bytes(data, "excel") if isinstance(each, Record)] == ["nr 7"]


def test_opendocument_is_read_too() -> None:
    data = ods([["nr", "titel"], ["7", "Brief"]])
    assert sources.guess(data).name == "excel"
    assert [lines(each) for each in read_bytes(data, "excel") if isinstance(each, Record)] == [
        ["nr 7", "titel Brief"]
    ]


def test_the_older_forms_of_excel_are_read_too() -> None:
    expected = ["id 1, titel Zoë, jaar 1952", "id 2, titel Brief, jaar 1860-1870"]
    rows: list[list[str | float]] = [
        ["id", "titel", "jaar"],
        ["1", "Zoë", 1952.0],
        ["2", "Brief", "1860-1870"],
    ]
    for data in (XLS, xlsb(rows)):
        assert sources.guess(data).name == "excel"
        found = [each for each in read_bytes(data, "excel") if isinstance(each, Record)]
        assert [", ".join(map(str, each.fields)) for each in found] == expected


def test_a_bomb_is_counted_before_it_is_opened() -> None:
    bomb = xlsx(sheet(TABLE), more={"xl/media/image1.png": b"\0" * (workbooks.SMALL + 2**20)})
    assert "not opened" in reasons(bomb)[0]


def test_sizes_that_an_archive_states_are_not_believed() -> None:
    bomb = xlsx(sheet(TABLE), more={"xl/media/image1.png": b"\0" * (workbooks.SMALL + 2**20)})
    size = (workbooks.SMALL + 2**20).to_bytes(4, "little")
    assert bomb.count(size) >= 2
    assert "not opened" in reasons(bomb.replace(size, (99).to_bytes(4, "little")))[0]


def test_one_cell_at_the_far_end_does_not_fill_the_memory() -> None:
    far = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    far += '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    (reason,) = reasons(xlsx(far))
    assert "memory" in reason or "not read as a workbook" in reason
    assert "is the same as" in reasons(ods([["a", "b"]], repeated=2_000_000_000))[0]


@pytest.mark.parametrize("cut", [4, 30, 300, 900])
def test_a_workbook_that_breaks_off_is_set_aside(cut: int) -> None:
    assert len(reasons(xlsx(sheet(TABLE))[:cut])) == 1


def test_what_is_no_workbook_is_set_aside() -> None:
    assert reasons(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(2_000))
    assert reasons(b"nr;titel\n")
    assert reasons(b"") == ["not read as a workbook: CalamineError: Cannot detect file format"] or reasons(
        b""
    )


def test_a_document_type_in_a_sheet_is_not_expanded() -> None:
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + sheet(
        [["nr", "t"], [1, "&b;"]]
    )
    found = read_bytes(xlsx(bomb.replace("&amp;b;", "&b;")), "excel")
    assert "aaaa" not in json.dumps([str(each) for each in found])


def test_a_machine_that_allows_less_memory_and_time_still_opens_it(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx(sheet(TABLE)))
    lines = (
        "import resource as r; from pathlib import Path; from lod import sources",
        "r.setrlimit(r.RLIMIT_AS, (2**30, 2**30)); r.setrlimit(r.RLIMIT_CPU, (30, 30))",
        f"print(len(list(sources.read(Path({str(tmp_path / 'a.xlsx')!r})))))",
    )
    run = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert int(run.stdout) == len(read_bytes(xlsx(sheet(TABLE)), "excel"))


@settings(max_examples=10)
@given(st.integers(0, 1500), st.binary(min_size=1, max_size=8))
def test_damage_breaks_nothing(at: int, damage: bytes) -> None:
    data = xlsx(sheet(TABLE))
    read_bytes(data[:at] + damage + data[at + len(damage) :], "excel")
    inner = zlib.compress(data)
    read_bytes(data[: at // 2] + inner[:at], "excel")


def merged(made: str, *ranges: str) -> str:
    """A sheet in which some cells are merged."""
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return made.replace("</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>")


def test_a_cell_that_is_merged_downwards_says_the_same_in_each_of_its_rows() -> None:
    table = [["nr", "album", "titel"], ["1", "A", "Kerk"], ["2", "", "Molen"], ["3", "B", "Haven"]]
    found = read_bytes(xlsx(merged(sheet(table), "B2:B3")), "excel")
    assert [lines(each) for each in found if isinstance(each, Record)] == [
        ["nr 1", "album A", "titel Kerk"],
        ["nr 2", "album A", "titel Molen"],
        ["nr 3", "album B", "titel Haven"],
    ]


def test_names_of_groups_of_columns_are_no_names_of_columns_but_tell_those_apart() -> None:
    groups = ["object", "", "maker", "", "schenker"]
    table = [groups, ["nr", "titel", "naam", "jaar", "naam"], ["1", "Kan", "Jan", "1900", "Piet"]]
    above, record = read_bytes(xlsx(merged(sheet(table), "A1:B1", "C1:D1")), "excel")
    assert isinstance(above, Unreadable)
    assert isinstance(record, Record)
    assert lines(record) == ["nr 1", "titel Kan", "maker naam Jan", "jaar 1900", "schenker naam Piet"]
