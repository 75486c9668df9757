"""What is asked of a store, and how a few statements answer like one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple


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
