"""Our code lists as SKOS: how the platform publishes them, with the Dutch labels that their sources lack.

Each list is a scheme below /vocab/, each code a concept in it, and the same as the term of the source of the
list (exactMatch): what we say is said of our own IRIs, never put in another's mouth.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from lod.rdf import literals
from lod.rdf.code_lists import CodeList, Entry
from lod.rdf.namespaces import expand

_TYPE, _LABEL, _ALSO = expand("rdf:type"), expand("skos:prefLabel"), expand("skos:altLabel")
_CODE, _SCHEME, _OLD = expand("skos:notation"), expand("skos:inScheme"), expand("owl:deprecated")
_SAME, _TOP, _TOP_OF = expand("skos:exactMatch"), expand("skos:hasTopConcept"), expand("skos:topConceptOf")
PATH = "vocab/"
"""Where the lists are, below the base of a site."""


def scheme(listed: CodeList, base: str) -> str:
    """IRI of a list on a site.

    >>> from lod.rdf import code_lists
    >>> scheme(code_lists.load("issuance"), "https://data.example.org/")
    'https://data.example.org/vocab/issuance'
    """
    return f"{base}{PATH}{listed.name}"


def concept(listed: CodeList, code: str, base: str) -> str:
    """IRI of a code of a list on a site.

    >>> from lod.rdf import code_lists
    >>> concept(code_lists.load("languages"), "dut", "https://data.example.org/")
    'https://data.example.org/vocab/languages/dut'
    """
    return f"{scheme(listed, base)}/{quote(code, safe='-._~')}"


def scheme_lines(listed: CodeList, base: str) -> Iterator[str]:
    """Lines of N-Triples that tell a list: the scheme, then each of its concepts.

    >>> from lod.rdf import code_lists
    >>> lines = list(scheme_lines(code_lists.load("issuance"), "https://data.example.org/"))
    >>> print(lines[0], end="")
    <https://data.example.org/vocab/issuance> <http://purl.org/dc/terms/title> "Issuance"@en .
    """
    yield from head(listed, base)
    for code in listed.codes:
        yield _line(scheme(listed, base), _TOP, f"<{concept(listed, code, base)}>")
    for code in listed.codes:
        yield from concept_lines(listed, code, base)


def head(listed: CodeList, base: str) -> Iterator[str]:
    """Lines that tell what a list is, where it is from and since when."""
    own = scheme(listed, base)
    for lang, title in listed.titles.items():
        yield _line(own, expand("dcterms:title"), literals.literal(title, lang))
    yield _line(own, _TYPE, f"<{expand('skos:ConceptScheme')}>")
    yield _line(own, expand("dcterms:source"), literals.literal(listed.source))
    yield _line(own, expand("dcterms:modified"), literals.date(listed.date) or literals.literal(listed.date))
    yield _line(own, expand("dcterms:rights"), literals.literal(listed.licence))
    if listed.part:
        yield _line(own, expand("dcterms:description"), literals.literal(listed.part, "en"))
    if listed.iri:
        yield _line(own, _SAME, f"<{listed.iri}>")


def concept_lines(listed: CodeList, code: str, base: str) -> Iterator[str]:
    """Lines that tell one code: its labels, its notation, and what it is the same as."""
    for entry in listed.entries.get(code, ()):
        yield from _concept(entry, concept(listed, code, base), scheme(listed, base))


def _concept(entry: Entry, own: str, of: str) -> Iterator[str]:
    yield _line(own, _TYPE, f"<{expand('skos:Concept')}>")
    for lang, label in entry.labels.items():
        yield _line(own, _LABEL, literals.literal(label, lang))
    for text in filter(None, (part.strip() for part in entry.row.get("also", "").split(";"))):
        yield _line(own, _ALSO, literals.literal(text))
    yield _line(own, _CODE, literals.literal(entry.code))
    yield _line(own, _SCHEME, f"<{of}>")
    yield _line(own, _TOP_OF, f"<{of}>")
    if entry.iri:
        yield _line(own, _SAME, f"<{entry.iri}>")
    if entry.row.get("status") == "obsolete":
        yield _line(own, _OLD, literals.typed("true", "xsd:boolean"))


def _line(subject: str, predicate: str, term: str) -> str:
    return f"<{subject}> <{predicate}> {term} .\n"
