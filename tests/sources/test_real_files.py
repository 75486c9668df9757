"""Real files from other libraries, dirt and all; pymarc as the second opinion."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pymarc
import pytest

from lod.errors import SourceError
from lod.record import Field, Record
from lod.sources import html_markup, read
from lod.sources.marc import non_sorting

FOLDERS = ("marc21", "marcxml", "holdings", "authority", "ugly")

# Files in which we read another number of records than pymarc and lxml did for FILES.tsv, and why.
READ_MORE = {
    "marc21/dnb_10.marc21": (1, 10),  # newline after every record: pymarc stops at the first
    "ugly/ol_dasrmischepriv00rein_meta.mrc": (0, 1),  # encoded to UTF-8 twice: longer than its leader says
    "ugly/ol_lesabndioeinas00sche_meta.mrc": (0, 1),  # MARC-8 taken for Latin-1 and encoded to UTF-8
    "ugly/ol_poganucpeoplethe00stowuoft_meta.mrc": (0, 1),  # the same
}
NOT_XML = "ugly/sickle_ListRecordsBroken.xml"  # the ten bytes "broken xml"

# What has to be repaired in all these files, by sentence, and in how many records.
REPAIRS = {
    "# in the leader stands for a blank: read so there and in 006, 007 and 008": 66,  # hbz
    "^ in the leader stands for a blank: read so there and in 006, 007 and 008": 2,  # Aleph
    "the record was encoded to UTF-8 twice: decoded twice": 3,
    "001: subfields in a control field; their text is read as its value": 1,  # danMARC
    "004: subfields in a control field; their text is read as its value": 1,
    "008: subfields in a control field; their text is read as its value": 1,
    "leader: control characters replaced by a space": 1,
    "008: control characters replaced by a space": 1,
    "903: no subfield delimiter; its text is read as $a": 1,
    "1 characters that no character set knows: read as U+FFFD": 1,
    "the leader has 0 characters, not 24: ''": 1,
    "260: a subfield code that is no letter, digit or sign": 1,
}


def listed(shared: Path) -> Iterator[tuple[str, int]]:
    """Path and number of records of each MARC file."""
    with (shared / "data" / "FILES.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            path = row["path"]
            if path.split("/")[0] in FOLDERS and not path.endswith(".json") and path != NOT_XML:
                yield path, int(row["records"])


@pytest.fixture(scope="module")
def records(shared: Path) -> dict[str, list[Record]]:
    """All records of all MARC files; nothing else comes out of these files."""
    found = {path: list(read(shared / "data" / path)) for path, _ in listed(shared)}
    assert [
        outcome for outcomes in found.values() for outcome in outcomes if not isinstance(outcome, Record)
    ] == []
    return {path: [o for o in outcomes if isinstance(o, Record)] for path, outcomes in found.items()}


def test_every_file_gives_the_number_of_records_that_is_in_it(
    shared: Path, records: dict[str, list[Record]]
) -> None:
    differences = {
        path: (number, len(records[path])) for path, number in listed(shared) if number != len(records[path])
    }
    assert differences == READ_MORE


def test_every_repair_is_known(records: dict[str, list[Record]]) -> None:
    assert Counter(w for found in records.values() for record in found for w in record.warnings) == REPAIRS


def test_what_is_no_xml_is_refused_by_its_content(shared: Path) -> None:
    with pytest.raises(SourceError, match="begins with b'broken xml'"):
        read(shared / "data" / NOT_XML)


def theirs(record: pymarc.Record) -> list[Field]:
    """The fields as pymarc reads them, composed."""
    return [
        Field(field.tag, "", [("", field.data or "")])
        if field.control_field
        else Field(
            field.tag,
            "".join(field.indicators),
            [(sub.code, unicodedata.normalize("NFC", sub.value)) for sub in field.subfields],
        )
        for field in record.fields
    ]


def without_marks(fields: list[Field]) -> list[Field]:
    """The fields without HTML, and with marks of the non-sorting part counted."""
    for field in fields:
        field.subfields = [(code, non_sorting.in_angles(value)) for code, value in field.subfields]
    non_sorting.tidy(fields)
    html_markup.tidy(fields)
    return fields


def test_pymarc_reads_the_same_fields_from_every_record_without_a_warning(
    records: dict[str, list[Record]],
) -> None:
    compared = Counter[str]()
    for path, found in records.items():
        for record in found:
            if record.format != "marc21" or record.warnings:
                continue
            # The systematic sample of the Library of Congress is large and clean: one in ten will do.
            if path.endswith("loc_books2016_sample.mrc") and record.position % 10:
                continue
            other = pymarc.Record(data=record.raw, to_unicode=True, hide_utf8_warnings=True)
            assert record.fields == without_marks(theirs(other)), record.name
            assert record.leader[9:] == record.raw[9:24].decode()
            compared[record.leader[9]] += 1
    assert compared["a"] > 2500
    assert compared[" "] > 2000


def test_pymarc_reads_the_same_fields_from_marcxml(records: dict[str, list[Record]]) -> None:
    compared = 0
    for found in records.values():
        for record in found:
            if record.format != "marcxml" or record.warnings:
                continue
            (other,) = pymarc.parse_xml_to_array(io.BytesIO(record.raw))
            assert [
                Field(f.tag, f.indicators, [(code, " ".join(value.split())) for code, value in f.subfields])
                for f in record.fields
            ] == [
                Field(f.tag, f.indicators, [(code, " ".join(value.split())) for code, value in f.subfields])
                for f in without_marks(theirs(other))
            ], record.name
            compared += 1
    assert compared > 500


def test_records_in_both_formats_are_the_same(records: dict[str, list[Record]]) -> None:
    mended = records["ugly/ol_lesabndioeinas00sche_meta.mrc"][0]
    assert mended.fields == records["marcxml/openlibrary/lesabndioeinas00sche_marc.xml"][0].fields
    assert "Lesabéndio" in str(mended.all("245")[0])


def test_marc_8_of_east_asia_and_hebrew_is_read(records: dict[str, list[Record]]) -> None:
    cjk = " ".join(map(str, records["marc21/marccharset_cjk1.marc"][0].all("880")))
    hebrew = " ".join(map(str, records["marc21/marccharset_hebrew1.marc"][0].fields))
    assert any("\u4e00" <= sign <= "\u9fff" for sign in cjk)
    assert any("\u05d0" <= sign <= "\u05ea" for sign in hebrew)
