"""Tables of AtoM: rows that are read as components of EAD."""

import csv
import io

import pytest

from lod import sources
from lod.record import OWN_USE, Record, Unreadable
from tests.sources.marc_builder import lines, read_bytes

FIRST = {
    "legacyId": "7",
    "parentId": "",
    "identifier": "F1",
    "title": "Archief van de familie Jansen",
    "levelOfDescription": "Fonds",
    "extentAndMedium": "2 meter",
    "scopeAndContent": "Brieven",
    "publicationStatus": "Published",
}


def table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def component(**cells: str) -> list[str]:
    (found,) = read_bytes(table(FIRST | cells), "atom")
    assert isinstance(found, Record)
    return lines(found)


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_a_table_of_atom_is_told_by_its_columns(bom: bytes) -> None:
    raw = bom + table(FIRST, FIRST | {"legacyId": "8", "parentId": "7"})
    assert sources.guess(raw, "export.csv").name == "atom"
    assert (
        sources.guess(table({"id": "1", "title": "Kan"}, {"id": "2", "title": "Bord"}), "x.csv").name == "csv"
    )
    found = read_bytes(raw, "atom")
    assert [record.id for record in found if isinstance(record, Record)] == ["7", "8"]


def test_a_row_is_a_component_with_its_place_in_the_archive() -> None:
    found = component(parentId="3", culture="nl", repository="Gemeentearchief", institutionIdentifier="NL-GA")
    assert found[:3] == [
        "context $@key7$@parent3$@languagenl$@agencyNL-GA [repository Gemeentearchief]",
        "@level fonds",
        "did  [unittitle Archief van de familie Jansen] [unitid F1] [physdesc  [extent 2 meter]]",
    ]
    assert "scopecontent  [p Brieven]" in found
    assert component(parentId="0")[0] == component()[0] == "context $@key7"


def test_the_nth_values_of_events_belong_together_and_a_null_is_none() -> None:
    did = component(
        eventTypes="Creation|Accumulation|Creation",
        eventDates="1850-1900|1950|NULL",
        eventStartDates="1850-01-01|1950-00-00|NULL",
        eventEndDates="1900-12-31|1950-00-00|",
        eventActors="Jansen, Piet|NULL|Gemeente Sneek",
    )[2]
    assert "[unitdate 1850-1900$@normal1850/1900$@datecharcreation]" in did
    assert "[unitdate 1950$@normal1950$@datecharaccumulation]" in did
    assert did.count("unitdate") == 2
    assert "[origination $@labelCreation [name Jansen, Piet]]" in did
    assert "[origination $@labelCreation [name Gemeente Sneek]]" in did


def test_a_publication_is_no_making_of_an_archive() -> None:
    did = component(eventTypes="Publication", eventDates="1999", eventActors="Uitgeverij Jansen")[2]
    assert "[note  [p Publication, Uitgeverij Jansen, 1999]]" in did
    assert "unitdate" not in did
    assert "origination" not in did


def test_terms_numbers_and_boxes_stand_apart_and_a_column_that_nobody_knows_keeps_its_name() -> None:
    found = component(
        subjectAccessPoints="Landbouw|Visserij",
        placeAccessPoints="Sneek",
        alternativeIdentifiers="OUD-1|OUD-2",
        alternativeIdentifierLabels="Oud nummer",
        physicalObjectName="Doos 1",
        physicalObjectType="Box",
        physicalObjectLocation="Depot 3",
        radEdition="Tweede druk",
    )
    assert "[unitid OUD-1$@typealternative$@labelOud nummer] [unitid OUD-2$@typealternative]" in found[2]
    assert "[container Doos 1$@typeBox]" in found[2]
    assert "controlaccess  [subject Landbouw] [subject Visserij] [geogname Sneek]" in found
    assert found[-1] == "radEdition Tweede druk"
    assert found[-2] == "eadheader  [publicationStatus Published] [physicalObjectLocation Depot 3]"


def test_lines_in_a_cell_are_all_read() -> None:
    found = component(subjectAccessPoints="Landbouw\nVisserij", scopeAndContent="Brieven\nAkten")
    assert "controlaccess  [subject Landbouw] [subject Visserij]" in found
    assert [line for line in found if line.startswith("scopecontent")] == [
        "scopecontent  [p Brieven]",
        "scopecontent  [p Akten]",
    ]


def test_a_draft_is_for_the_own_use_of_the_archive() -> None:
    (found,) = read_bytes(table(FIRST | {"publicationStatus": "Draft"}), "atom")
    assert isinstance(found, Unreadable)
    assert found.reason == OWN_USE
