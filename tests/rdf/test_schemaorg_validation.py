"""Schema.org used as it says: what the checker takes and what it does not."""

import pytest
from pyoxigraph import RdfFormat, parse

from lod.rdf.namespaces import PREFIXES
from lod.rdf.schemaorg_validation import misuses

HEAD = "".join(f"@prefix {p}: <{PREFIXES[p]}> .\n" for p in ("schema", "xsd", "bf", "locdt"))


def wrong(text: str) -> list[str]:
    return [str(found) for _, found in misuses(parse(HEAD + text, RdfFormat.TURTLE))]


@pytest.mark.parametrize(
    "text",
    [
        '<urn:a> a schema:Book ; schema:isbn "9789021413839" ; schema:name "A"@nl .',
        "<urn:a> a schema:Book ; schema:author <urn:b> . <urn:b> a schema:Person .",
        "<urn:a> a schema:Book ; schema:author <urn:elsewhere> .",
        '<urn:a> a schema:Map, schema:CreativeWork ; schema:datePublished "1612"^^xsd:gYear .',
        "<urn:a> a schema:Book ; schema:numberOfPages 12 .",
        "<urn:a> a schema:Offer ; schema:availability schema:InStock .",
        '<urn:a> a schema:Movie ; schema:duration "PT90M"^^xsd:duration .',
        "<urn:a> a schema:Person ; schema:sameAs <http://viaf.org/viaf/1> .",
        '<urn:a> a bf:Instance ; bf:dimensions "20 cm" .',
        '<urn:a> a schema:ArchiveComponent ; schema:itemLocation "kast 3" .',
        "<urn:a> a schema:Map ; schema:material <urn:b> . <urn:b> a schema:DefinedTerm, schema:URL .",
    ],
)
def test_what_schema_org_allows_passes(text: str) -> None:
    assert wrong(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<urn:a> a schema:Book ; schema:titel "A" .', "schema:titel: is no property of Schema.org"),
        ("<urn:a> a schema:Boek .", "schema:Boek: is no class of Schema.org"),
        ("<urn:a> a schema:Date .", "schema:Date: is no class of Schema.org"),
        ('<urn:a> a schema:Map ; schema:isbn "1" .', "schema:isbn: is not for schema:Map"),
        ('<urn:a> schema:name "A" .', "schema:name: is said of a thing without a class of Schema.org"),
        (
            '<urn:a> a bf:Item ; schema:name "A" .',
            "schema:name: is said of a thing without a class of Schema.org",
        ),
        ('<urn:a> a schema:Book ; schema:author "Multatuli" .', "schema:author: does not take a xsd:string"),
        (
            '<urn:a> a schema:Book ; schema:numberOfPages "12 p." .',
            "schema:numberOfPages: does not take a xsd:string",
        ),
        (
            "<urn:a> a schema:Book ; schema:author <urn:b> . <urn:b> a schema:Place .",
            "schema:author: does not take a schema:Place",
        ),
        ("<urn:a> a schema:Book ; schema:isbn <urn:x> .", "schema:isbn: does not take an IRI"),
        (
            "<urn:a> a schema:Offer ; schema:availability schema:Male .",
            "schema:availability: does not take a schema:GenderType",
        ),
        (
            '<urn:a> a schema:CreativeWork ; schema:dateCreated "1952/1960"^^xsd:string .',
            "schema:dateCreated: does not take a xsd:string",
        ),
    ],
)
def test_what_schema_org_does_not_allow_is_told(text: str, said: str) -> None:
    assert wrong(text) == [said]


def test_what_is_wrong_is_told_in_dutch_and_english() -> None:
    ((_, found),) = misuses(parse(HEAD + "<urn:a> a schema:Boek .", RdfFormat.TURTLE))
    assert found.told() == "schema:Boek: is geen klasse van Schema.org / is no class of Schema.org"


def test_a_thing_that_nobody_classes_may_have_what_any_thing_has() -> None:
    text = '<urn:a> schema:name "A" ; schema:isbn "9" . <urn:b> a bf:Item ; schema:name "B" .'
    found = {
        (subject, misuse.property, misuse.is_open)
        for subject, misuse in misuses(parse(HEAD + text, RdfFormat.TURTLE))
    }
    assert found == {
        ("urn:a", "schema:name", True),
        ("urn:a", "schema:isbn", False),
        ("urn:b", "schema:name", False),
    }
