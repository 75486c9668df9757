"""Descriptions of ArchivesSpace, which are read as components of EAD."""

from __future__ import annotations

import json
from typing import Any

from lod import sources
from lod.record import OWN_USE, Record, Unreadable
from tests.sources.marc_builder import lines, read_bytes

ITEM = {
    "jsonmodel_type": "archival_object",
    "lock_version": 3,
    "uri": "/repositories/2/archival_objects/3",
    "title": "Brieven",
    "level": "file",
    "component_id": "1.1",
    "publish": True,
}


def read(**more: Any) -> list[str]:
    (found,) = read_bytes(json.dumps(ITEM | more).encode(), "archivesspace")
    assert isinstance(found, Record)
    assert found.id == "/repositories/2/archival_objects/3"
    return lines(found)


def test_it_is_told_by_its_model_and_known_by_its_address() -> None:
    assert sources.guess(json.dumps([ITEM, ITEM]).encode()).name == "archivesspace"
    assert sources.guess(b'[{"jsonmodel_type": "agent_person", "title": "A"}]').name == "json"
    assert read()[:3] == [
        "context $@key/repositories/2/archival_objects/3",
        "@level file",
        "did  [unittitle Brieven] [unitid 1.1]",
    ]


def test_it_is_in_its_parent_and_else_in_its_resource() -> None:
    resource, parent = {"ref": "/repositories/2/resources/1"}, {"ref": "/repositories/2/archival_objects/1"}
    assert "$@parent/repositories/2/archival_objects/1" in read(resource=resource, parent=parent)[0]
    assert "$@parent/repositories/2/resources/1" in read(resource=resource)[0]


def test_dates_extents_and_boxes_stand_in_the_identification() -> None:
    dates = [
        {
            "label": "creation",
            "expression": "ca. 1880",
            "begin": "1878",
            "end": "1882",
            "certainty": "approximate",
        },
        {"label": "creation", "begin": "1850", "end": "1900"},
        {"label": "digitized", "expression": "2020"},
    ]
    box = {"sub_container": {"top_container": {"_resolved": {"type": "box", "indicator": "7"}}}}
    did = read(dates=dates, extents=[{"number": "2", "extent_type": "linear_feet"}], instances=[box])[2]
    assert "[unitdate ca. 1880$@normal1878/1882$@certaintyapproximate]" in did
    assert "[unitdate 1850-1900$@normal1850/1900]" in did
    assert "[note  [p digitized: 2020]]" in did
    assert "[extent 2 linear feet]" in did
    assert "[container 7$@typebox]" in did


def test_agents_are_makers_or_subjects_by_their_role_and_those_that_are_not_resolved_are_told() -> None:
    jansen = {"title": "Jansen, Piet", "jsonmodel_type": "agent_person"}
    agents = [
        {"role": "creator", "relator": "aut", "_resolved": jansen},
        {"role": "subject", "_resolved": {"title": "Leeszaal", "jsonmodel_type": "agent_corporate_entity"}},
        {"role": "creator", "ref": "/agents/people/2"},
    ]
    place = {"title": "Sneek", "terms": [{"term_type": "geographic"}]}
    found = read(linked_agents=agents, subjects=[{"_resolved": place}, {"ref": "/subjects/9"}])
    assert "[origination $@labelcreator [persname Jansen, Piet$@roleaut]]" in found[2]
    assert "[origination $@labelcreator [linked_agents $@ref/agents/people/2]]" in found[2]
    assert "controlaccess  [corpname Leeszaal] [geogname Sneek] [subjects $@ref/subjects/9]" in found


def test_notes_have_the_names_of_ead_and_what_is_not_for_publication_is_left() -> None:
    notes = [
        {
            "type": "scopecontent",
            "label": "Inhoud",
            "subnotes": [{"content": "Brieven"}, {"content": "x", "publish": False}],
        },
        {"type": "abstract", "content": ["Kort"]},
        {"type": "custodhist", "publish": False, "subnotes": [{"content": "geheim"}]},
    ]
    found = read(notes=notes)
    assert "scopecontent  [head Inhoud] [p Brieven]" in found
    assert "[abstract  [p Kort]]" in found[2]
    assert "geheim" not in "".join(found)
    for more in ({"publish": False}, {"suppressed": True}):
        (left,) = read_bytes(json.dumps(ITEM | more).encode(), "archivesspace")
        assert isinstance(left, Unreadable)
        assert left.reason == OWN_USE


def test_a_field_that_nobody_knows_keeps_its_name() -> None:
    assert read(arks_name={"current": "ark:/1"})[-1] == 'arks_name {"current": "ark:/1"}'


def test_what_stands_in_something_unpublished_is_for_own_use() -> None:
    (found,) = read_bytes(json.dumps(ITEM | {"has_unpublished_ancestor": True}).encode(), "archivesspace")
    assert isinstance(found, Unreadable)
    assert found.reason == OWN_USE
    assert read(has_unpublished_ancestor=False)


def test_agents_and_digital_objects_that_are_not_published_are_not_told() -> None:
    agents = [
        {"role": role, "_resolved": {"jsonmodel_type": "agent_person", "title": name, "publish": is_public}}
        for role, name, is_public in (
            ("source", "Gever", False),
            ("subject", "Stil", False),
            ("creator", "Maker", True),
        )
    ]
    scans = [
        {
            "digital_object": {
                "_resolved": {"publish": is_public, "file_versions": [{"file_uri": f"https://a.nl/{at}"}]}
            }
        }
        for at, is_public in enumerate((False, True))
    ]
    told = "\n".join(read(linked_agents=agents, instances=scans))
    assert "Maker" in told
    assert "Gever" not in told
    assert "Stil" not in told
    assert "https://a.nl/1" in told
    assert "https://a.nl/0" not in told


def test_lists_and_chronologies_in_notes_are_left_over_and_not_lost() -> None:
    life = {"jsonmodel_type": "note_chronology", "items": [{"event_date": "1900", "events": ["Geboren"]}]}
    hidden = life | {"publish": False, "items": ["geheim"]}
    told = read(notes=[{"type": "bioghist", "subnotes": [life, hidden]}])
    assert [line for line in told if line.startswith("notes")] == [
        'notes [{"event_date": "1900", "events": ["Geboren"]}]'
    ]
