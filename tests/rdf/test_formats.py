"""Formats: each representation once, and what Oxigraph writes in it can be read again."""

import pyoxigraph
import pytest

from lod.rdf import formats


def test_suffixes_and_media_types_mean_one_thing_each():
    suffixes = [f.suffix for f in formats.DOCUMENTS]
    types = [m for f in formats.DOCUMENTS for m in f.media_types]
    results = [m for f in formats.RESULTS for m in f.media_types]
    for one in (suffixes, types, results, [f.suffix for f in formats.RESULTS]):
        assert len(set(one)) == len(one)


def test_the_promised_representations_are_there():
    assert [f.suffix for f in formats.DOCUMENTS] == [
        "html",
        "ttl",
        "jsonld",
        "rdf",
        "nt",
        "nq",
        "trig",
        "json",
    ]
    assert [f.suffix for f in formats.RESULTS] == ["json", "xml", "csv", "tsv"]


@pytest.mark.parametrize("made", formats.GRAPHS, ids=lambda f: f.suffix)
def test_what_oxigraph_writes_is_read_again_under_the_same_media_type(made):
    node = pyoxigraph.NamedNode("https://example.org/s")
    triple = pyoxigraph.Triple(node, node, pyoxigraph.Literal("é", language="nl"))
    written = pyoxigraph.serialize([triple], format=made.oxigraph)
    known = pyoxigraph.RdfFormat.from_media_type(made.media_type)
    assert known == made.oxigraph
    assert [q.triple for q in pyoxigraph.parse(written, known)] == [triple]


@pytest.mark.parametrize("made", formats.RESULTS, ids=lambda f: f.suffix)
def test_answers_have_the_media_types_of_oxigraph(made):
    assert pyoxigraph.QueryResultsFormat.from_media_type(made.media_type) == made.results


def test_every_format_is_found_by_its_suffix():
    assert all(formats.by_suffix(made.suffix) is made for made in formats.DOCUMENTS)


def test_content_type_states_utf8_only_where_the_format_wants_it():
    assert formats.by_suffix("ttl").content_type == "text/turtle; charset=utf-8"
    assert formats.by_suffix("jsonld").content_type == "application/ld+json"
