"""Every real file is told by its content; what the list of files calls its format says what it must be."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lod import sources
from lod.errors import SourceError
from lod.sources.formats import FORMATS
from lod.sources.head import Head
from lod.sources.streams import open_blocks

# How the list of files calls a format, by its beginning; the longest that fits counts.
CALLED = {
    "MARC21": "marc21",
    "MARCXML": "marcxml",
    "SRU response (MARCXML": "marcxml",
    "MARC-in-JSON": "marcjson",
    "FOLIO": "marcjson",
    "Aleph sequential": "aleph",
    "PICA": "pica",
    "PICA (pica.xml)": "picaxml",
    "PICA (sru_picaxml.xml)": "picaxml",
    "PicaXML": "picaxml",
    "OAI-PMH ListRecords oai_dc": "dc",
    "OAI-PMH response": "dc",
    "OAI-PMH GetRecord METS/MODS": "mods",
    "MODS": "mods",
    "EDM": "edm",
    "EAD": "ead",
    "EAC-CPF": "eac",
    "LIDO": "lido",
    "Adlib XML": "adlib",
    "JSON": "json",
    "Avram schema JSON": "json",
    "CSV": "csv",
    "TSV": "csv",
    "Iconclass text (notation|label)": "csv",
    "Iconclass text records": "iconclass",
    "SKOS": "rdf",
    "Turtle": "rdf",
    "XML code list": "xml",
}
# Files without any record in them, or in a form of their own: of these it must be said that nobody knows.
UNKNOWN = {
    "codes/loc_marc_codeMaps.xml",  # a map of maps: nothing repeats in it
    "dc_oai/sickle_Identify.xml",
    "dc_oai/sickle_ListIdentifiers.xml",
    "dc_oai/sickle_ListIdentifiers2.xml",
    "dc_oai/sickle_ListMetadataFormats.xml",
    "dc_oai/sickle_ListSets.xml",
    "ugly/sickle_ListRecordsBroken.xml",
}


def listed(shared: Path) -> list[tuple[str, str]]:
    """Path and format of each file, as the list has them."""
    with (shared / "data" / "FILES.tsv").open(encoding="utf-8") as file:
        return [
            (row["path"], row["format"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def test_every_real_file_is_told_by_its_content(shared: Path) -> None:
    wrong = []
    for path, called in listed(shared):
        # The name is kept from it: it must not matter.
        head = open_blocks(shared / "data" / path).head()
        if path in UNKNOWN:
            with pytest.raises(SourceError, match="in none of the known formats"):
                sources.guess(head)
            continue
        expected = CALLED[max((name for name in CALLED if called.startswith(name)), key=len)]
        if (found := sources.guess(head).name) != expected:
            wrong.append((path, found, expected))
    assert wrong == []


def test_every_format_is_one_of_those_that_are_called_so() -> None:
    assert set(CALLED.values()) <= {row.name for row in FORMATS}


def test_no_two_formats_are_as_sure_of_a_real_file(shared: Path) -> None:
    ties = []
    for path in sorted((shared / "data").rglob("*")):
        if path.is_file() and "large" not in path.parts:
            head = Head(open_blocks(path).head())
            votes = sorted((row.recognise(head) for row in FORMATS), reverse=True)
            if votes[0] == votes[1] > 0:
                ties.append(path.name)
    assert ties == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("json", '[{{"id": "1", "nr": ["{0}", "{0}"]}}, {{"id": "2"}}]'),
        ("csv", 'nr;titel\n1;"{0}", "{0}"\n2;b\n'),
    ],
)
def test_numbers_in_a_text_are_no_leader_of_a_record(name: str, text: str) -> None:
    assert sources.guess(text.format("1" * 900).encode()).name == name
