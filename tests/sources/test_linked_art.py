"""Linked Art as it is read: names in their languages, what stands deep at the top."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lod import sources
from lod.record import Record, Unreadable
from tests.sources.linked_art_objects import CONTEXT, EN, GETTY, NL, OBJECTS, RIJKS, VAN_GOGH, name
from tests.sources.marc_builder import lines, only_record, read_bytes

_SEARCH = "https://linked.art/ns/v1/search.json"
_PAGE = "OrderedCollectionPage"


def _told(**more: Any) -> list[str]:
    return lines(
        only_record(json.dumps({"@context": CONTEXT, "type": "HumanMadeObject", **more}), "linkedart")
    )


@pytest.mark.parametrize("name", OBJECTS)
def test_it_is_known_by_its_context(name: str) -> None:
    raw = json.dumps(OBJECTS[name], indent=1).encode()
    assert sources.guess(raw).name == "linkedart"


def test_a_class_alone_will_do_and_other_json_ld_is_something_else() -> None:
    assert sources.guess(b'[{"id": "https://e.nl/1", "type": "HumanMadeObject"}]').name == "linkedart"
    other = b'{"@context": "https://schema.org", "@type": "VisualArtwork", "name": "linked.art"}'
    assert sources.guess(other).name != "linkedart"


@pytest.mark.parametrize("form", ["list", "graph", "lines", "page"])
def test_objects_stand_alone_in_a_list_in_a_graph_or_one_to_a_line(form: str) -> None:
    two: list[dict[str, Any]] = [RIJKS, GETTY]
    raw = {
        "list": json.dumps(two),
        "graph": json.dumps({"@context": CONTEXT, "@graph": two}),
        "page": json.dumps(
            {"@context": _SEARCH, "id": "https://e.nl/p/1", "type": _PAGE, "orderedItems": two}
        ),
        "lines": "\n".join(json.dumps(each) for each in two),
    }[form].encode()
    assert sources.guess(raw).name == "linkedart"
    found = read_bytes(raw, "linkedart")
    assert [each.id for each in found if isinstance(each, Record)] == [RIJKS["id"], GETTY["id"]]


def test_preferred_names_come_first_each_in_its_language() -> None:
    other = {"type": "Name", "content": "Les Ménines", "language": [{"_label": "French"}]}
    found = _told(identified_by=[other, name("Meninas", EN), name("Hofdames", NL)])
    assert [line for line in found if line.startswith("label")] == [
        "label Meninas$@langen",
        "label Hofdames$@langnl",
        "label Les Ménines$@langfr",
    ]


def test_a_language_that_is_not_known_is_none() -> None:
    unknown = [{"id": "http://vocab.getty.edu/aat/300999999", "type": "Language"}]
    assert "label X" in _told(identified_by=[name("X", unknown)])


def test_a_label_is_read_only_where_there_is_no_name() -> None:
    assert "label Kan" in _told(_label="Kan")
    assert "label Kan" not in _told(_label="Kan", identified_by=[name("Kruik")])


def test_what_is_said_the_wrong_way_is_left_as_it_is() -> None:
    found = _told(
        identified_by="x", classified_as="painting", produced_by=["1642"], timespan=7, referred_to_by=["Oud."]
    )
    assert {
        "label x",
        "classified_as  [label painting]",
        "produced_by 1642",
        "timespan 7",
        "note Oud.",
    } <= set(found)


def test_a_picture_is_found_in_a_file_a_service_or_by_its_address() -> None:
    def pictures(record: dict[str, Any]) -> list[str]:
        found = only_record(json.dumps(record), "linkedart").fields
        return [
            each.text
            for one in found
            if one.tag == "image"
            for each in one.fields or ()
            if each.tag == "address"
        ]

    assert pictures(RIJKS) == ["https://iiif.example/a.jpg"]
    assert pictures(GETTY) == ["https://media.example/iiif/8094/full/max/0/default.jpg"]
    assert pictures(VAN_GOGH) == ["https://iiif.example/s0416/full/full/0/default.jpg"]
    assert (
        pictures({**VAN_GOGH, "representation": [{"id": "https://e.nl/visual/1", "type": "VisualItem"}]})
        == []
    )


def test_a_page_and_a_manifest_are_told_apart() -> None:
    found = lines(only_record(json.dumps(GETTY), "linkedart"))
    assert {"page https://www.getty.example/103QTZ", "manifest https://media.example/iiif/db37"} <= set(found)


def test_what_is_no_object_is_set_aside() -> None:
    (found,) = read_bytes(b'{"@context": "https://linked.art/ns/v1/linked-art.json", "id": }', "linkedart")
    assert isinstance(found, Unreadable)


def test_a_list_of_addresses_is_set_aside_with_what_to_do() -> None:
    items = [{"id": f"https://e.nl/{number}", "type": "HumanMadeObject"} for number in (1, 2)]
    page = {
        "@context": _SEARCH,
        "id": "https://e.nl/p/1",
        "type": _PAGE,
        "partOf": {"id": "x"},
        "orderedItems": items,
    }
    found = read_bytes(json.dumps(page).encode(), "linkedart")
    assert len(found) == 2
    assert all(isinstance(each, Unreadable) and "fetch what stands at it" in each.reason for each in found)


def test_prefixes_of_the_context_are_addresses() -> None:
    found = _told(classified_as=["aat:300033618"], made_of=[{"id": "aat:300015050", "type": "Material"}])
    assert "classified_as  [uri http://vocab.getty.edu/aat/300033618]" in found
    assert "made_of  [uri http://vocab.getty.edu/aat/300015050] [type Material]" in found


def test_what_a_statement_says_of_itself_stays() -> None:
    more = {"type": "LinguisticObject", "content": "Oud.", "format": "text/plain", "_label": "x"}
    assert "note Oud. [format text/plain]" in _told(referred_to_by=[more])


def test_the_language_of_a_thing_is_a_tag_a_name_or_its_address() -> None:
    known, unknown = {"id": "http://vocab.getty.edu/aat/300388256"}, {"id": "https://e.nl/dothraki"}
    found = _told(language=[known, {**unknown, "_label": "Dothraki"}, unknown])
    assert {"language nl", "language Dothraki", "language  [uri https://e.nl/dothraki]"} <= set(found)
