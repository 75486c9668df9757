"""What is asked of a store, and how a few statements answer like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from lod.store.terms import Spelled, SpelledAbout


def matching(
    quads: Iterable[Quad],
    subject: NamedNode | BlankNode | Triple | None,
    predicate: NamedNode | None,
    object: NamedNode | BlankNode | Literal | Triple | None,
) -> Iterator[Quad]:
    """Those of some statements that fit a pattern, for what answers like a store out of a few of them."""
    return (
        quad
        for quad in quads
        if subject in (None, quad.subject)
        and predicate in (None, quad.predicate)
        and object in (None, quad.object)
    )


class ReadableStore(Protocol):
    """What is asked of a store: a pyoxigraph Store, or anything that answers like it."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Statements that fit."""


class Described(Protocol):
    """Descriptions that can be read in one piece."""

    def of(self, iri: str) -> SpelledAbout | None:
        """What is said of a thing of ours and its parts, as packs spell it; None: ask the store."""

    def said(self, iri: str) -> Mapping[str, Sequence[Spelled]] | None:
        """What is said of a thing itself, its values as packs spell them; None: the store is to be asked."""

    def pointers(self, iri: str) -> int | None:
        """How many statements about others point to a thing of ours; None when that is not known."""

    def is_silent_on(self, iri: str) -> bool:
        """Whether the release says nothing of something that is not ours; False: the store is to be asked."""
