"""Linked Art in the shapes of several institutions: all accounted for, valid Schema.org."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from rdflib import Graph

from lod.mapping import Mapper
from lod.record import Field
from tests.fuzzing.generated_records import invented
from tests.mapping.bibframe_validation import misuses
from tests.mapping.schemaorg_checks import SCHEMA, TYPE, graph, mapper, misfits, statements, violations
from tests.mapping.test_two_vocabularies import _OURS, mappers, triples
from tests.sources.linked_art_objects import (
    GETTY,
    GROUP,
    OBJECTS,
    PERSON,
    PLACE,
    PRINT,
    RIJKS,
    SET,
    VAN_GOGH,
    YALE,
    Node,
)
from tests.sources.marc_builder import only_record

_OF_A_ROLE = "schema:contributor on ['schema:Role']"
"""Of a role the property is told once more (https://schema.org/Role)."""
SHAPES = "standards/nde/schema-profile-shacl.ttl"


def _graph(tmp_path: Path, *objects: Node) -> tuple[Graph, Mapper]:
    path = tmp_path / "objects.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in objects), encoding="utf-8")
    made = mapper("linkedart")
    return graph(statements(made, [path], "linkedart")), made


@pytest.mark.parametrize("name", OBJECTS)
def test_each_is_valid_schema_org_and_leaves_nothing_over(tmp_path: Path, name: str) -> None:
    found, made = _graph(tmp_path, OBJECTS[name])
    assert len(found) > 2
    assert not misfits(found) - Counter({_OF_A_ROLE: 1})
    assert not made.left_over


@pytest.mark.parametrize(
    "objects", [(RIJKS, PRINT, PERSON, PLACE, SET), (GETTY,), (YALE,), (VAN_GOGH, GROUP)]
)
def test_objects_are_valid_for_the_heritage_network(
    shared: Path, tmp_path: Path, objects: tuple[Node, ...]
) -> None:
    found, _ = _graph(tmp_path, *objects)
    assert not violations(found, shared / SHAPES)


def test_somebody_with_a_record_is_the_one_that_an_object_names(tmp_path: Path) -> None:
    found, _ = _graph(tmp_path, RIJKS, PERSON)
    (maker,) = found.objects(None, SCHEMA.creator)
    assert str(found.value(maker, SCHEMA.birthDate)) == "1606-07-15"


def test_who_it_is_only_attributed_to_is_not_its_maker(tmp_path: Path) -> None:
    found, _ = _graph(tmp_path, PRINT)
    makers = [str(found.value(each, SCHEMA.name)) for each in found.objects(None, SCHEMA.creator)]
    assert makers == ["Anthonie Waterloo"]
    (role,) = found.subjects(TYPE, SCHEMA.Role)
    assert str(found.value(role, SCHEMA.name)) == "toegeschreven aan Jan van Goyen"


def test_what_no_rule_reads_is_counted(tmp_path: Path) -> None:
    _, made = _graph(tmp_path, {**YALE, "destroyed_by": {"type": "Destruction", "_label": "brand"}})
    assert [path for path in made.left_over if "destroyed_by" in str(path)]


def test_the_picture_of_somebody_makes_no_object_of_them(tmp_path: Path) -> None:
    found, _ = _graph(
        tmp_path, {**PERSON, "representation": VAN_GOGH["representation"], "made_of": ["vlees"]}
    )
    assert not [thing for thing in found.subjects() if "/id/object/" in str(thing)]
    (maker,) = found.subjects(TYPE, SCHEMA.Person)
    assert found.value(maker, SCHEMA.image)


@pytest.mark.parametrize("name", OBJECTS)
def test_bibframe_speaks_of_the_same_things_as_its_ontology_says(name: str) -> None:
    both, schema = mappers("linkedart")
    record = only_record(json.dumps(OBJECTS[name]), "linkedart")
    told, alone = both.map(record).statements, schema.map(record).statements
    assert set(_OURS.findall(told)) == set(_OURS.findall(alone))
    assert not list(misuses(triples(told)))


def test_so_it_is_for_records_that_nobody_made() -> None:
    both, schema = mappers("linkedart")
    for seed in range(150):
        record = invented("linkedart", Random(seed))
        record.fields.append(Field("type", "", [("", "HumanMadeObject")]))
        told, alone = both.map(record).statements, schema.map(record).statements
        assert set(_OURS.findall(told)) == set(_OURS.findall(alone)), seed
        assert not list(misuses(triples(told))), seed
