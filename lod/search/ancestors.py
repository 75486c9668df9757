"""What a piece of an archive is part of, up to the archive itself: it is found by the titles of that, too.

Who looks for *Keliher photographs* knows the archive; the piece is called *Photographs, 1910–1920*.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode

from lod.rdf.namespaces import expand
from lod.rdf.ntriples import Term

PART_OF = expand("schema:isPartOf")
DEEPEST = 12
"""So many ancestors count, the nearest first: a component of EAD has twelve, of c01–c12 in an archive."""
LONGEST = 200
"""So many characters of a title count; some archives have a paragraph there."""


def parents_in(base: str, objects: Iterable[Term]) -> list[str]:
    """Of what a thing is part of, the pieces of archives and objects: no collections, series and journals."""
    return [iri for iri in _objects_in(base, objects) if "#" not in iri]


def _objects_in(base: str, objects: Iterable[Term]) -> list[str]:
    ours = f"{base}id/object/"
    return sorted(iri for iri, language in objects if language is None and iri.startswith(ours))


class Ancestors:
    """Tells what things stand in; the parents of what many share are kept."""

    KEPT = 200_000

    def __init__(
        self,
        base: str,
        look_up: Callable[[str], Iterable[Term]],
        parents: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`look_up` tells what a thing is part of; it is not asked where all `parents` are given."""
        self._base = base
        self._look_up = look_up
        self._given = parents
        self._parents: dict[str, Sequence[str]] = {}

    def above(self, iri: str, part_of: Iterable[Term]) -> list[str]:
        """The ancestors of a thing, the nearest first: each once, also when they are part of one another.

        >>> given = {"x:id/object/b": ["x:id/object/a", "x:id/object/c"], "x:id/object/a": ["x:id/object/b"]}
        >>> Ancestors("x:", lambda iri: (), given).above("x:id/object/c", [("x:id/object/b", None)])
        ['x:id/object/b', 'x:id/object/a']
        """
        # a register that only its own deed tells of is a part of that one's description
        told = _objects_in(self._base, part_of)
        found = dict.fromkeys([one for one in told if one.startswith(f"{iri}#")][:DEEPEST])
        level = [one for one in told if "#" not in one]
        while level and len(found) < DEEPEST:
            new = [one for one in dict.fromkeys(level) if one != iri and one not in found]
            new = new[: DEEPEST - len(found)]
            found |= dict.fromkeys(new)
            level = [other for one in new for other in self._parents_of(one)]
        return [*found]

    def _parents_of(self, iri: str) -> Sequence[str]:
        if self._given is not None:
            return self._given.get(iri, ())
        if iri not in self._parents:
            if len(self._parents) > self.KEPT:
                self._parents.clear()
            self._parents[iri] = parents_in(self._base, self._look_up(iri))
        return self._parents[iri]


def shortened(title: str) -> str:
    """So much of a title as counts, in whole words."""
    return title if len(title) <= LONGEST else textwrap.shorten(title, LONGEST, placeholder="")


def has_parts(store: Any, iri: str) -> bool:
    """Whether anything in a store is part of this."""
    return next(_parts(store, iri), None) is not None


def below(store: Any, iris: Iterable[str]) -> set[str]:
    """All that is part of some things, as deep as their titles count."""
    found: set[str] = set()
    level = {*iris}
    for _ in range(DEEPEST):
        level = {part for iri in level for part in _parts(store, iri)} - found
        found |= level
    return found


def _parts(store: Any, iri: str) -> Iterator[str]:
    found = store.quads_for_pattern(None, NamedNode(PART_OF), NamedNode(iri))
    return (quad.subject.value for quad in found)
