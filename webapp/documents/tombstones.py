"""Things as a release knows them, and those that it does not know any more as they were last."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple
from pyoxigraph import parse as statements_in

from lod.rdf.iris import Thing, parse
from lod.store.store_protocol import ReadableStore, matching
from webapp.documents.register_lookups import RegisterReader

KEPT = 1_000


def last_statements(description: str) -> list[Quad]:
    """The last description of a thing that is gone, as the register keeps it, in statements."""
    return list(statements_in(description.encode("utf-8", "replace"), format=RdfFormat.N_TRIPLES))


class TombstoneStore:
    """A store that also tells what the register remembers of things that are gone.

    What a thing was about is often gone with it; its last description has to call that by its name.
    """

    def __init__(self, store: ReadableStore, base: str, memory: RegisterReader) -> None:
        self._store = store
        self._base = base
        self._memory = memory
        self._last = lru_cache(KEPT)(self._remembered)

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Statements that fit: those of the store, or, of a thing that it does not know, the last ones."""
        found = list(self._store.quads_for_pattern(subject, predicate, object, graph_name))
        thing = parse(self._base, subject.value) if isinstance(subject, NamedNode) and not found else None
        if thing is None:
            return iter(found)
        return matching(self._last(thing), subject, predicate, object)

    def _remembered(self, thing: Thing) -> list[Quad]:
        known = self._memory.thing(thing.kind, thing.key)
        return last_statements(known.description) if known and known.state == "gone" else []
