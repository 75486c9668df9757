"""Tables of FileMaker in XML."""

from __future__ import annotations

from lod import sources
from lod.record import Record, Unreadable
from tests.sources.marc_builder import lines, read_bytes

START = (
    '<?xml version="1.0" encoding="UTF-8"?><FMPXMLRESULT xmlns="http://www.filemaker.com/fmpxmlresult">'
    '<ERRORCODE>0</ERRORCODE><DATABASE NAME="collectie.fmp12" RECORDS="2"/><METADATA>'
    '<FIELD EMPTYOK="YES" MAXREPEAT="1" NAME="Inventarisnummer" TYPE="TEXT"/>'
    '<FIELD NAME="Maker &amp; atelier" TYPE="TEXT"></FIELD></METADATA><RESULTSET FOUND="2">'
)
END = "</RESULTSET></FMPXMLRESULT>"


def row(*values: str) -> str:
    columns = "".join(f"<COL>{value}</COL>" for value in values)
    return f'<ROW MODID="1" RECORDID="9">{columns}</ROW>'


def test_rows_are_records_under_the_names_of_their_columns() -> None:
    data = START + row("<DATA>S 1</DATA>", "<DATA>A</DATA><DATA>B</DATA>") + row("<DATA>S 2</DATA>", "") + END
    assert sources.guess(data.encode()).name == "filemaker"
    first, second = read_bytes(data.encode(), "filemaker")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.id, lines(first)) == (
        "S 1",
        ["Inventarisnummer S 1", "Maker & atelier A", "Maker & atelier B"],
    )
    assert lines(second) == ["Inventarisnummer S 2"]


def test_a_row_with_too_many_values_or_that_breaks_off_is_set_aside() -> None:
    data = START + row(*["<DATA>x</DATA>"] * 3) + row("<DATA>S 2</DATA>") + "<ROW><COL>"
    wide, good, broken = read_bytes(data.encode(), "filemaker")
    assert isinstance(wide, Unreadable)
    assert isinstance(good, Record)
    assert isinstance(broken, Unreadable)
