"""The page of the data model says what the store says."""

from __future__ import annotations

import re
from itertools import pairwise

from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Store

from lod.dataset import data_model
from lod.dataset.data_model import Link
from lod.rdf.iris import KINDS, parse
from lod.rdf.namespaces import PREFIXES
from tests.webapp.published_site import BASE
from webapp.context import KEY
from webapp.pages.model_diagram import BOX, TALL, draw

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
BOOK = "https://schema.org/Book"


def served(reader: FlaskClient) -> tuple[Store, data_model.Model]:
    found = reader.application.extensions[KEY].current()
    return found.opened.store, found.model


def test_each_class_is_counted_with_an_example_of_it(reader: FlaskClient) -> None:
    store, found = served(reader)
    types = [quad.object.value for quad in store.quads_for_pattern(None, TYPE, None)]
    assert {one.iri: one.count for one in found.classes} == {iri: types.count(iri) for iri in set(types)}
    for one in found.classes:
        assert any(store.quads_for_pattern(NamedNode(one.example), TYPE, NamedNode(one.iri)))
        assert one.properties[TYPE.value] == one.looked == min(one.count, data_model.LOOKED)


def test_each_property_is_counted_with_a_true_statement(reader: FlaskClient) -> None:
    store, found = served(reader)
    assert sum(one.count for one in found.properties) == len(store)
    for one in found.properties:
        values = store.quads_for_pattern(NamedNode(one.subject), NamedNode(one.iri), None)
        assert any(quad.object.value.startswith(one.value) for quad in values)


def test_links_lead_from_kind_to_kind(reader: FlaskClient) -> None:
    store, found = served(reader)
    assert {("instance", "work"), ("work", "agent")} <= {(one.kind, one.other) for one in found.links}
    for one in found.links[:10]:
        ends = (
            (parse(BASE, quad.subject.value), parse(BASE, getattr(quad.object, "value", "")))
            for quad in store.quads_for_pattern(None, NamedNode(one.property), None)
        )
        assert any(a and b and (a.kind, b.kind) == (one.kind, one.other) for a, b in ends)


def test_a_model_is_the_same_when_it_is_read_again(reader: FlaskClient) -> None:
    found = reader.application.extensions[KEY].current()
    counts = {"classes": {BOOK: 3}, "properties": {}}
    looked = data_model.collect(found.opened.store, BASE, counts)
    assert looked == data_model.collect(found.opened.store, BASE, counts)
    assert [one.iri for one in looked.classes] == [BOOK]


def test_the_page_has_all_of_it_in_both_languages(reader: FlaskClient) -> None:
    _, found = served(reader)
    dutch = reader.get("/vocab/model", headers={"Accept-Language": "nl"})
    english = reader.get("/vocab/model", headers={"Accept-Language": "en"})
    assert "Het gegevensmodel" in dutch.text
    assert "The data model" in english.text
    anchors = re.findall(r'<tr id="([^"]+)"', english.text)
    assert len(anchors) == len(set(anchors)) == len(found.classes) + len(found.properties)
    assert "Boeken van Leeszaal Havendorp (" in dutch.text
    drawn = english.text.partition("<svg")[2].partition("</svg>")[0]
    assert "bf:" in drawn or "schema:" in drawn
    assert "nan" not in drawn


def test_words_to_complete_are_there_for_editors(reader: FlaskClient) -> None:
    words = reader.get("/vocab/model.json").get_json()
    assert words["prefixes"]["lod"] == f"{BASE}vocab/"
    assert BOOK in words["classes"]
    assert "https://schema.org/name" in words["properties"]


def test_a_release_without_a_model_has_a_page_all_the_same(client: FlaskClient) -> None:
    assert client.application.extensions[KEY].current().model == data_model.Model()


def test_labels_of_a_drawing_cover_no_box_and_not_each_other() -> None:
    """Neighbours in the ring stand closer to each other than a label is wide."""
    kinds = dict.fromkeys(KINDS, 9)
    ring = [*KINDS, KINDS[0]]
    around = [
        Link(a, f"{PREFIXES['schema']}{name}", b, 10 + n)
        for n, (one, other) in enumerate(pairwise(ring[:8]))
        for a, b, name in ((one, other, "workExample"), (other, one, "exampleOfWork"))
    ]
    made = draw(kinds, around)
    wide = [len(line.label) * 6 for line in made.lines]
    for n, line in enumerate(made.lines):
        for box in made.boxes:
            beside = abs(line.x - box.x) >= (wide[n] + BOX) / 2
            assert beside or abs(line.y - 4 - box.y) >= (10 + TALL) / 2, (line.label, box.kind)
        for m, other in enumerate(made.lines[:n]):
            beside = abs(line.x - other.x) >= (wide[n] + wide[m]) / 2
            assert beside or abs(line.y - other.y) >= 10, (line.label, other.label)
