"""Code lists as SKOS: each term in its scheme, with one label a language."""

import pyoxigraph
import pytest

from lod.rdf import code_lists, skos
from lod.rdf.namespaces import expand

BASE = "https://data.example.org/"


@pytest.mark.parametrize("name", code_lists.names())
def test_every_list_is_published_as_valid_skos(name):
    text = "".join(skos.scheme_lines(code_lists.load(name), BASE))
    found = list(pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.N_TRIPLES))
    concepts = {q.subject for q in found if q.object == pyoxigraph.NamedNode(expand("skos:Concept"))}
    assert len(concepts) == len(code_lists.load(name).codes)
    labels = [q for q in found if q.predicate.value == expand("skos:prefLabel")]
    assert len({(q.subject, q.object.language) for q in labels}) == len(labels) == 2 * len(concepts)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("name", code_lists.names())
def test_every_term_of_elsewhere_is_the_same_as_one_of_ours(name):
    text = "".join(skos.scheme_lines(code_lists.load(name), BASE))
    found = pyoxigraph.parse(text.encode(), pyoxigraph.RdfFormat.N_TRIPLES)
    same = {q.object.value for q in found if q.predicate.value == expand("skos:exactMatch")}
    assert {entry.iri for entry in code_lists.load(name) if entry.iri} <= same


def test_a_list_says_where_it_is_from_and_since_when():
    lines = list(skos.head(code_lists.load("relators"), BASE))
    for name in ("dcterms:source", "dcterms:modified", "dcterms:rights", "skos:exactMatch"):
        assert any(f"<{expand(name)}>" in line for line in lines), name


def test_a_discontinued_code_says_so():
    lines = list(skos.concept_lines(code_lists.load("countries"), "cs", BASE))
    assert any(expand("owl:deprecated") in line and '"true"' in line for line in lines)


def test_a_code_with_a_strange_sign_has_a_valid_iri():
    for name in code_lists.names():
        listed = code_lists.load(name)
        for code in listed.codes:
            assert pyoxigraph.NamedNode(skos.concept(listed, code, BASE))
            assert "/" not in skos.concept(listed, code, "").removeprefix(f"vocab/{name}/")
