"""After a full build: what several records say differently of one thing, and it may have once only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from pyoxigraph import DefaultGraph, NamedNode

from lod.register.fellows import variously_described
from lod.register.settling import settled
from lod.store.building import Building

_GRAPH = DefaultGraph()
_AT_ONCE = 50_000
"""So many statements are taken or added at once."""


def settle(building: Building, db: sqlite3.Connection, base: str) -> None:
    """Settle it in a store that was just loaded, as a small publish does it statement by statement."""
    taken: list[str] = []
    added: list[str] = []
    for name in variously_described(db):
        lines = frozenset(_lines(building, f"{base}id/{name}"))
        after = settled(lines)
        taken += _texts(lines - after)
        added += _texts(after - lines)
        if len(taken) > _AT_ONCE:
            building.apply(taken, added)
            taken, added = [], []
    if taken or added:
        building.apply(taken, added)


def _lines(building: Building, iri: str) -> Iterator[bytes]:
    """Statements about a thing and its title."""
    for subject in (iri, f"{iri}#title"):
        for quad in building.store.quads_for_pattern(NamedNode(subject), None, None, _GRAPH):
            yield f"{quad.triple} .".encode()


def _texts(lines: Iterable[bytes]) -> list[str]:
    return [line.decode() for line in sorted(lines)]
