"""The log as others follow it: pages of changes, oldest first, that never change once they are full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lod.rdf.iris import Thing
from lod.register.register import Change, Register

PAGE = 500
"""So many lines of the log stand on a page."""

ACTIVITIES = {
    "create": "Create",
    "restore": "Create",
    "update": "Update",
    "delete": "Delete",
    "move": "Move",
}
"""Type of a change → what ActivityStreams calls it; what came back is there anew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change."""

    change: Change
    target: Thing | None = None
    """Where a thing moved to."""

    @property
    def activity(self) -> str:
        """What ActivityStreams calls it; a thing that moved nowhere we know of is gone."""
        name = ACTIVITIES.get(self.change.type, "Update")
        return "Delete" if name == "Move" and self.target is None else name


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of the log."""

    number: int
    last: int
    """The number of the newest page."""
    entries: Sequence[Entry]

    @property
    def settled(self) -> bool:
        """Whether it never changes: it is full, and no thing on it can move on."""
        return self.number < self.last and all(e.change.type != "move" for e in self.entries)


def total(register: Register) -> int:
    """How many changes there are."""
    (number,) = register.db.execute("SELECT coalesce(max(seq), 0) FROM log").fetchone()
    return int(number)


def pages(changes: int) -> int:
    """How many pages so many changes take.

    >>> pages(0), pages(500), pages(501)
    (1, 1, 2)
    """
    return max(1, -(-changes // PAGE))


def page(register: Register, number: int) -> FeedPage | None:
    """A page by its number, from 1; None when there is none."""
    changes = total(register)
    last = pages(changes)
    if not 1 <= number <= last:
        return None
    start = (number - 1) * PAGE
    lines = register.changes(start, PAGE)
    found = [line for line in lines if line.seq <= start + PAGE]
    return FeedPage(number, last, [_entry(register, line) for line in found])


def newest(register: Register, limit: int) -> list[Entry]:
    """The newest changes, newest first."""
    lines = register.changes(max(0, total(register) - limit), limit)
    return [_entry(register, line) for line in reversed(lines)]


def _entry(register: Register, change: Change) -> Entry:
    known = register.thing(change.thing.kind, change.thing.key) if change.type == "move" else None
    return Entry(change, known.moved_to if known else None)
