"""Code lists as SKOS: each term in its scheme, with one label a language."""

import pyoxigraph
import pytest

from lod.rdf import codes, skos
from lod.rdf.names import expand


@pytest.mark.parametrize("name", codes.names())
def test_every_list_is_published_as_valid_skos(name):
    text = "".join(skos.statements(codes.load(name)))
    found = list(pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.N_TRIPLES))
    concepts = {q.subject for q in found if q.object == pyoxigraph.NamedNode(expand("skos:Concept"))}
    assert len(concepts) == sum(1 for entry in codes.load(name) if entry.iri)
    labels = [q for q in found if q.predicate.value == expand("skos:prefLabel")]
    assert len({(q.subject, q.object.language) for q in labels}) == len(labels) == 2 * len(concepts)
    assert len(set(found)) == len(found)


def test_a_discontinued_code_says_so():
    lines = [
        line
        for line in skos.statements(codes.load("countries"))
        if line.startswith("<http://id.loc.gov/vocabulary/countries/cs>")
    ]
    assert any(expand("owl:deprecated") in line and '"true"' in line for line in lines)


def test_a_list_of_texts_is_not_published():
    assert list(skos.statements(codes.load("dimensions"))) == []
