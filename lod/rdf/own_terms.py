"""The few terms that neither Schema.org nor BIBFRAME has, and all that is below /vocab/, as statements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lod.rdf import code_lists, literals, skos, tsv_tables
from lod.rdf.namespaces import expand, own

LANGUAGES = ("en", "nl")


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """A term of ours: its name behind {base}vocab/, what it is called and what it is for, by language."""

    name: str
    labels: dict[str, str]
    notes: dict[str, str]


@cache
def listed() -> tuple[OwnTerm, ...]:
    """All of them, as vocabularies/own.tsv has them.

    >>> [term.name for term in listed()]
    ['search']
    """
    return tuple(
        OwnTerm(
            row["term"],
            {language: row[language] for language in LANGUAGES},
            {language: row[f"note_{language}"] for language in LANGUAGES},
        )
        for row in tsv_tables.read("own.tsv").rows()
    )


def statements(base: str) -> Iterator[str]:
    """Lines of N-Triples: the vocabulary of a site, its terms, and what lists of codes there are.

    >>> print(next(statements("https://data.example.org/")), end="")  # doctest: +ELLIPSIS
    <https://data.example.org/vocab/> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <...owl#Ontology> .
    """
    whole = own(base)
    yield _line(whole, "rdf:type", f"<{expand('owl:Ontology')}>")
    for language, title in (("en", "Our own terms"), ("nl", "Onze eigen termen")):
        yield _line(whole, "dcterms:title", literals.literal(title, language))
    for term in listed():
        iri = whole + term.name
        yield _line(iri, "rdf:type", f"<{expand('rdf:Property')}>")
        for language in LANGUAGES:
            yield _line(iri, "rdfs:label", literals.literal(term.labels[language], language))
            yield _line(iri, "rdfs:comment", literals.literal(term.notes[language], language))
        yield _line(iri, "rdfs:isDefinedBy", f"<{whole}>")
    for name in code_lists.names():
        one = code_lists.load(name)
        yield _line(whole, "dcterms:hasPart", f"<{skos.scheme(one, base)}>")
        yield from skos.head(one, base)


def _line(subject: str, predicate: str, term: str) -> str:
    return f"<{subject}> <{expand(predicate)}> {term} .\n"
