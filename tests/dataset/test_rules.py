"""What others ask of our descriptions: our direct checks say what their shapes say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse, serialize
from rdflib import Graph as Shapes
from rdflib import Namespace

from lod import package_data
from lod.dataset import catalogue
from lod.dataset.catalogue import Catalogue
from lod.dataset.dataset_metadata import Facts
from lod.dataset.dumps.downloads import Download
from lod.dataset.dumps.parts import FORMS
from lod.dataset.rules import datasets, things
from lod.dataset.rules.rule import Graph
from lod.publish import dataset_register
from lod.rdf.namespaces import expand
from lod.site import Site
from tests import nde_shapes

SH = Namespace("http://www.w3.org/ns/shacl#")
Quads = list[Quad]


def described(collections: int = 1) -> Quads:
    whole = Site.load(package_data.folder("data") / "demo")
    site = replace(whole, collections=whole.collections[:collections])
    facts = {
        one.key: Facts("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", told="2026-02-01T00:00:00Z")
        for one in site.collections
    }
    loads = tuple(Download(one.key, FORMS[0], 10, "aa", "", "", ()) for one in site.collections)
    return catalogue.of_catalogue(Catalogue(site, facts, loads)).quads


def without(property: str) -> Callable[[Quads], Quads]:
    return lambda quads: [q for q in quads if q.predicate.value != expand(property)]


def instead(property: str, value: NamedNode | Literal) -> Callable[[Quads], Quads]:
    name = expand(property)
    return lambda quads: [
        Quad(q.subject, q.predicate, value, DefaultGraph()) if q.predicate.value == name else q for q in quads
    ]


CHANGES = {
    "nothing": lambda quads: quads,
    "no name": without("schema:name"),
    "a name without a language": instead("schema:name", Literal("x")),
    "no description": without("schema:description"),
    "no licence": without("schema:license"),
    "another licence": instead("schema:license", NamedNode("https://opendatacommons.org/licenses/by/1-0/")),
    "a licence as text": instead("schema:license", Literal("CC0")),
    "no publisher": without("schema:publisher"),
    "a publisher as text": instead("schema:publisher", Literal("KB")),
    "no creator": without("schema:creator"),
    "no address": without("schema:contentUrl"),
    "an unsafe address": instead("schema:contentUrl", NamedNode("http://a.example/x")),
    "a bare packing": instead("schema:encodingFormat", Literal("application/gzip")),
    "an odd media type": instead("schema:encodingFormat", Literal("N-Triples")),
    "a date as text": instead("schema:dateModified", Literal("1 mei 2026")),
    "no contact": without("schema:contactPoint"),
    "no e-mail": without("schema:email"),
    "no title": without("dcterms:title"),
    "no contact in DCAT": without("dcat:contactPoint"),
    "no creator in DCAT": without("dcterms:creator"),
}


@pytest.fixture(scope="module")
def verdict(shared: Path) -> Callable[[Quads], bool]:
    """Whether the register, with what it announced, has nothing to remark."""
    judge = nde_shapes.register(shared, announced=True)

    def verdict(quads: Quads) -> bool:
        text = serialize((q.triple for q in quads), format=RdfFormat.TURTLE)
        return not judge(Shapes().parse(data=text, format="turtle"))[1]

    return verdict


@pytest.mark.parametrize("name", CHANGES)
def test_we_remark_what_the_dataset_register_remarks(name: str, verdict: Callable[[Quads], bool]) -> None:
    quads = CHANGES[name](described(4 if name == "nothing" else 1))
    ours = [*datasets.check(Graph(quads))]
    assert (not ours) == verdict(quads), ours
    assert (not ours) == (name == "nothing")
    for breach in ours:
        assert breach.rule.nl != breach.rule.en


THING = """
@prefix schema: <https://schema.org/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://a.example/id/object/1> a schema:CreativeWork, schema:Painting ; schema:name "Zicht"@nl ;
  schema:isPartOf <https://a.example/id/collection/c> ; schema:identifier "12" ;
  schema:sdDatePublished "2026-11-28T10:00:00Z"^^xsd:dateTime ; schema:dateCreated "1642"^^xsd:gYear ;
  schema:about <https://a.example/t> ; schema:creator <https://a.example/p> ; schema:description "Olie"@nl .
<https://a.example/t> a schema:DefinedTerm ; schema:name "zee"@nl ; schema:sameAs <http://a.example/zee> .
<https://a.example/p> a schema:Person ; schema:name "Ruisdael"@nl ; schema:birthDate "1628"^^xsd:gYear .
"""

FAULTS = {
    "nothing": ("", ""),
    "no name": ('schema:name "Zicht"@nl ;', ""),
    "a name without a language": ('"Zicht"@nl', '"Zicht"'),
    "two names in a language": ('"Zicht"@nl', '"Zicht"@nl, "Gezicht"@nl'),
    "no date of change": ('schema:sdDatePublished "2026-11-28T10:00:00Z"^^xsd:dateTime ;', ""),
    "a subject as text": ("schema:about <https://a.example/t>", 'schema:about "zee"'),
    "a subject that nobody describes": (
        "schema:about <https://a.example/t>",
        "schema:about <http://b.example/>",
    ),
    "a date as text": ('"1642"^^xsd:gYear', '"1642 ?"@nl'),
    "a maker as text": ("schema:creator <https://a.example/p>", 'schema:creator "Ruisdael"@nl'),
    "a maker of another class": ("a schema:Person ;", "a schema:Place ;"),
    "a maker of whom nothing is known": ("schema:creator <https://a.example/p>", "schema:creator <urn:p>"),
    "a description without a language": ('"Olie"@nl', '"Olie"'),
    "a number as a number": ('schema:identifier "12"', "schema:identifier 12"),
    "a collection as text": ("schema:isPartOf <https://a.example/id/collection/c>", 'schema:isPartOf "c"'),
    "a person without a name": ('schema:name "Ruisdael"@nl ;', ""),
    "a birth as text": ('"1628"^^xsd:gYear', '"ca. 1628"'),
}


FINE = {
    "nothing": FAULTS["nothing"],
    "a maker who may be a person or an organisation": (
        'a schema:Person ; schema:name "Ruisdael"@nl ; schema:birthDate "1628"^^xsd:gYear .',
        'schema:name "Ruisdael"@nl .',
    ),
}


@cache
def profile(path: Path) -> Shapes:
    return Shapes().parse(path)


@pytest.mark.parametrize("name", FAULTS | FINE)
def test_we_remark_what_the_profile_remarks(name: str, shared: Path) -> None:
    old, new = (FAULTS | FINE)[name]
    assert old in THING
    text = THING.replace(old, new) if old else THING
    shapes = profile(shared / "standards/nde/schema-profile-shacl.ttl")
    _, report, _ = pyshacl.validate(Shapes().parse(data=text, format="turtle"), shacl_graph=shapes)
    severities = {str(o).rpartition("#")[2] for o in report.objects(None, SH.resultSeverity)}
    ours = [*things.check(Graph(parse(text, format=RdfFormat.TURTLE)))]
    assert bool(ours) == ("Violation" in severities), ours
    assert bool(ours) == (name not in FINE)


def test_a_registration_says_what_would_be_refused_and_what_the_register_answers() -> None:
    body = b'{"@id": "https://a.example/.well-known/datacatalog"}'
    found = dataset_register.Registration("https://a.example/.well-known/datacatalog", body, ())
    sent: list[tuple[str, bytes]] = []

    def accept(url: str, body: bytes) -> tuple[int, str]:
        sent.append((url, body))
        return 202, ""

    good, told = dataset_register.register(found, accept)
    assert good
    assert "202" in told
    assert sent == [(dataset_register.API, body)]
    assert not dataset_register.register(found, lambda url, body: (403, ""))[0]

    def broken(url: str, body: bytes) -> tuple[int, str]:
        raise OSError("no route")

    good, told = dataset_register.register(found, broken)
    assert not good
    assert "no route" in told
