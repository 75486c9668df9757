"""A fragment as a page: statements in a table, and a form to ask for others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from lod.rdf.namespaces import compact
from webapp.urls import Urls

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a statement."""

    text: str
    href: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class FragmentPage:
    """What the page shows."""

    asked: Mapping[str, str]
    rows: tuple[tuple[Term, Term, Term], ...]
    total: int
    previous: str
    next: str
    action: str


def rows(quads: Iterable[Quad], urls: Urls) -> tuple[tuple[Term, Term, Term], ...]:
    """Statements for the eye."""
    return tuple((_term(q.subject, urls), _term(q.predicate, urls), _term(q.object, urls)) for q in quads)


def _term(term: object, urls: Urls) -> Term:
    if isinstance(term, NamedNode):
        return Term(compact(term.value), urls.of(term.value))
    if isinstance(term, Literal):
        return Term(term.value[:LONGEST], "", term.language or "")
    return Term(str(term)[:LONGEST])
