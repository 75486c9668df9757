"""A release that is served by a SPARQL server, read by the same look-ups as an embedded store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from cachetools import LRUCache
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    Triple,
)

from lod.store.sparql_server import SparqlServer, bound

PAGES = (1_000, 5_000)
"""So many statements are fetched at once: first, and after that. Virtuoso gives 10,000 rows at most."""
REMEMBERED = 2_000
"""So many descriptions are kept; a release never changes."""


class RemoteStore:
    """The statements of one release in an engine; ReleaseError when the engine does not answer."""

    def __init__(self, engine: SparqlServer, number: int) -> None:
        self.engine = engine
        self.graph = engine.graph(number)
        self._described: LRUCache[str, tuple[Quad, ...]] = LRUCache(REMEMBERED)

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Statements that fit, fetched in pages as they are asked for."""
        if isinstance(subject, BlankNode | Triple) or isinstance(object, BlankNode | Triple):
            return iter(())  # releases have neither
        if subject is not None and predicate is None and object is None:
            return iter(self._of(subject))
        return self._matching({"s": subject, "p": predicate, "o": object})

    def count(self) -> int:
        """How many statements the engine has of this release."""
        (row,) = self._rows(bound("count"))
        return int(cast(Literal, row["n"]).value)

    def _of(self, subject: NamedNode) -> tuple[Quad, ...]:
        """All that is said of a subject."""
        known = self._described.get(subject.value)
        if known is None:
            known = self._fetched(subject)
            self._described[subject.value] = known
        return known

    def _fetched(self, subject: NamedNode) -> tuple[Quad, ...]:
        head, part, _ = subject.value.partition("#")
        if part:
            found = self._parts(NamedNode(head))
            self._described.update(found)
            if subject.value in found:
                return found[subject.value]
        return tuple(self._matching({"s": subject, "p": None, "o": None}))

    def _parts(self, thing: NamedNode) -> dict[str, tuple[Quad, ...]]:
        """What is said of the parts that a thing points to: who asks for one asks for the others."""
        found: dict[str, list[Quad]] = {}
        head = Literal(f"{thing.value}#")
        rows = [*self._rows(bound("parts", thing=thing, head=head, limit=PAGES[1]))]
        if len(rows) == PAGES[1]:
            return {}  # there is more, and which of them are whole cannot be told
        for row in rows:
            part = cast(NamedNode, row["s"])
            found.setdefault(part.value, []).append(_quad(part, row["p"], row["o"]))
        return {iri: tuple(quads) for iri, quads in found.items()}

    def _matching(self, pattern: dict[str, NamedNode | Literal | None]) -> Iterator[Quad]:
        terms = {name: term for name, term in pattern.items() if term is not None}
        offset, size = 0, PAGES[0]
        while True:
            count = 0
            for row in self._rows(bound("pattern", **terms, limit=size, offset=offset)):
                count += 1
                s, p, o = (terms[name] if name in terms else row[name] for name in "spo")
                yield _quad(s, p, o)
            if count < size:
                return
            offset, size = offset + count, PAGES[1]

    def _rows(self, text: str) -> QuerySolutions:
        return self.engine.rows(text, self.graph)


def _quad(s: object, p: object, o: object) -> Quad:
    return Quad(cast(NamedNode, s), cast(NamedNode, p), cast(NamedNode | Literal, o), DefaultGraph())
