"""Our code lists as SKOS: how the platform publishes them, with the Dutch labels that their sources lack."""

from __future__ import annotations

from collections.abc import Iterator

from lod.rdf import values
from lod.rdf.codes import CodeList, Entry
from lod.rdf.names import expand

_TYPE, _LABEL, _ALSO = expand("rdf:type"), expand("skos:prefLabel"), expand("skos:altLabel")
_CODE, _SCHEME, _OLD = expand("skos:notation"), expand("skos:inScheme"), expand("owl:deprecated")


def statements(listed: CodeList) -> Iterator[str]:
    """Lines of N-Triples that tell a list: the scheme, then each of its terms; nothing for a list of texts.

    >>> from lod.rdf import codes
    >>> lines = list(statements(codes.load("issuance")))
    >>> print(lines[0], end="")
    <http://id.loc.gov/vocabulary/issuance> <http://purl.org/dc/terms/title> "Issuance"@en .
    """
    if not listed.iri:
        return
    for lang, title in listed.titles.items():
        yield _line(listed.iri, expand("dcterms:title"), values.literal(title, lang))
    yield _line(listed.iri, _TYPE, f"<{expand('skos:ConceptScheme')}>")
    yield _line(listed.iri, expand("dcterms:source"), values.literal(listed.source))
    yield _line(
        listed.iri, expand("dcterms:modified"), values.date(listed.date) or values.literal(listed.date)
    )
    yield _line(listed.iri, expand("dcterms:rights"), values.literal(listed.licence))
    for entry in listed:
        yield from _term(entry, listed.iri)


def _term(entry: Entry, scheme: str) -> Iterator[str]:
    if entry.iri is None:
        return
    yield _line(entry.iri, _TYPE, f"<{expand('skos:Concept')}>")
    for lang, label in entry.labels.items():
        yield _line(entry.iri, _LABEL, values.literal(label, lang))
    for text in filter(None, (part.strip() for part in entry.row.get("also", "").split(";"))):
        yield _line(entry.iri, _ALSO, values.literal(text))
    yield _line(entry.iri, _CODE, values.literal(entry.code))
    yield _line(entry.iri, _SCHEME, f"<{scheme}>")
    if entry.row.get("status") == "obsolete":
        yield _line(entry.iri, _OLD, values.typed("true", "xsd:boolean"))


def _line(subject: str, predicate: str, term: str) -> str:
    return f"<{subject}> <{predicate}> {term} .\n"
