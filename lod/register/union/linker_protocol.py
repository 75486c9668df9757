"""What the register asks of who can tell that two things are the same, and what people decided about that.

Several records may each name the same edition, work or person by a name of its own. Things that are found to
be the same are *fellows*: they are described as one, under the name of the fellow that was published first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lod.register.ingest.record_mapping import RecordStatements

Pair = tuple[int, int]
"""Ids of two things, the lower first."""

LARGEST_BLOCK = 60
"""So many things that have a key in common are compared at most: what more have in common says little."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about two things: it always wins."""

    a: str
    """Name of a thing."""
    b: str
    same: bool
    why: str = ""
    by: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """Decisions as pairs of ids."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


class Linker(Protocol):
    """Tells which things are the same; a module-level object, so that worker processes can be given it."""

    kinds: Sequence[str]
    """The kinds of things that it compares, in the order in which they are to be grouped."""
    doubted: Sequence[str]
    """Kinds of which something that goes equally well with two that are apart goes with neither."""

    @property
    def version(self) -> str:
        """A text that changes when the same records may be grouped otherwise."""

    def sketches(self, said: RecordStatements) -> Iterable[tuple[str, str]]:
        """What a record tells of things by which they can be compared: names and sketches."""

    def keys(self, sketch: str) -> Iterable[int]:
        """Hashes of what things that may be the same have in common."""

    def counterpart(self, sketches: Sequence[str]) -> int | None:
        """The thing that goes along: the work of an edition, the edition of a work."""

    def score(self, a: Sequence[str], b: Sequence[str]) -> int | None:
        """How much speaks for two things being the same, when that is enough; else None."""

    def excluded(self, a: Sequence[str], b: Sequence[str]) -> bool:
        """Whether two things cannot be the same, whatever others say."""


def pair(a: int, b: int) -> Pair:
    """Two ids in order.

    >>> pair(2, -1)
    (-1, 2)
    """
    return (a, b) if a < b else (b, a)
