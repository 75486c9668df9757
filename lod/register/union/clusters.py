"""Which things are one: groups of fellows, the name that each group has, and what that means when it changes.

A group has the name of its member that was published first. It loses it only when that member leaves, so that
a new record never gives another name to what was there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lod.register.database.connection import Database
from lod.register.statements import id_of, kind_of
from lod.register.union.candidates import Candidates
from lod.register.union.clustering import DECIDED, grouped
from lod.register.union.linker_protocol import Decided, Linker, Pair, pair

OTHER = "other"
"""Stage of the kinds that the linker does not compare."""


@dataclass(slots=True)
class Regrouped:
    """Things that have another name in the union than before."""

    before: dict[int, int] = field(default_factory=dict)
    """The thing whose name they had; a thing that was alone had its own."""
    after: dict[int, int] = field(default_factory=dict)
    heirs: dict[int, int] = field(default_factory=dict)
    """Things that are described no more, and what took their place in the group."""


class Clusters:
    """Groups of a register, as its tables have them."""

    def __init__(self, db: Database, linker: Linker, publication: int, name: Callable[[int], str | None]):
        self._db = db
        self._linker = linker
        self._now = publication
        self._name = name
        self.pool = Candidates(db, linker)

    # ------------------------------------------------------------ asking

    def leader(self, thing: int) -> int:
        """The thing whose name this one has."""
        row = self._db.execute("SELECT leader FROM fellow WHERE thing = ?", (thing,)).fetchone()
        return row[0] if row else thing

    def of(self, thing: int) -> list[int]:
        """The members of a thing's group; only itself when it is alone."""
        rows = self._db.execute("SELECT thing FROM fellow WHERE leader = ?", (self.leader(thing),)).fetchall()
        return [member for (member,) in rows] or [thing]

    def name(self, thing: int) -> str:
        """The name that a record gives the thing."""
        found = self._name(thing)
        if found:
            return found
        row = self._db.execute("SELECT kind || '/' || key FROM thing WHERE id = ?", (thing,)).fetchone()
        return str(row[0]) if row else ""

    # ------------------------------------------------------------ grouping anew

    def regroup(self, seeds: Iterable[int], decided: Decided) -> Regrouped:
        """Group the seeds and all that is connected with them anew."""
        partners: dict[int, set[int]] = {}
        for a, b in decided.same:
            partners.setdefault(a, set()).add(b)
            partners.setdefault(b, set()).add(a)
        changes = Regrouped()
        waiting = {member for seed in seeds for member in self.of(seed)}
        for stage in (*self._linker.kinds, OTHER):
            mine = {thing for thing in waiting if self.stage(thing) == stage}
            waiting -= mine
            scores, seen = self._connected(mine, partners, stage)
            groups = grouped(scores, self.pool.excluded, decided, doubting=stage in self._linker.doubted)
            self._assign(seen, groups, changes)
            # What goes along with what was grouped is grouped after it: works after their editions.
            along = (self._linker.counterpart(self.pool.sketches(thing)) for thing in seen)
            waiting |= {one for one in along if one is not None and self._after(one, stage)}
        return changes

    def stage(self, thing: int) -> str:
        """In which turn a thing is grouped: its kind, or OTHER."""
        kind = kind_of(self.name(thing))
        return kind if kind in self._linker.kinds else OTHER

    def _after(self, thing: int, stage: str) -> bool:
        stages = [*self._linker.kinds, OTHER]
        return stages.index(self.stage(thing)) > stages.index(stage)

    def _connected(
        self, seeds: Iterable[int], partners: Mapping[int, set[int]], stage: str
    ) -> tuple[dict[Pair, int], set[int]]:
        """Everything that the seeds are connected with, pair by pair, and all things that were seen."""
        scores: dict[Pair, int] = {}
        seen: set[int] = set()
        waiting = sorted(seeds)
        while waiting:
            thing = waiting.pop()
            if thing in seen:
                continue
            seen.add(thing)
            if not self.pool.exists(thing):  # no record names it any more
                continue
            near = self.pool.neighbours(thing)
            near |= dict.fromkeys(self._along(thing, stage), DECIDED)
            near |= {other: DECIDED + 1 for other in partners.get(thing, ()) if self.pool.exists(other)}
            for other, score in near.items():
                scores[pair(thing, other)] = max(score, scores.get(pair(thing, other), 0))
            waiting += sorted({*near, *self.of(thing)} - seen)
        return scores, seen

    def _along(self, thing: int, stage: str) -> Iterator[int]:
        """What goes along with the fellows of what goes along with a thing: works of one edition."""
        own = self._linker.counterpart(self.pool.sketches(thing))
        if own is None or self._after(own, stage):
            return
        for fellow in self.of(own):
            other = self._linker.counterpart(self.pool.sketches(fellow))
            if other is not None and other != thing and self.pool.exists(other):
                yield other

    def _assign(self, seen: set[int], groups: Sequence[Sequence[int]], changes: Regrouped) -> None:
        """Write the groups of what was seen."""
        before = {thing: self.leader(thing) for thing in seen}
        old: dict[int, list[int]] = {}
        for thing, leader in before.items():
            old.setdefault(leader, []).append(thing)
        after = {thing: thing for thing in seen}
        for group in groups:
            after |= dict.fromkeys(group, self.first(group))
        self._db.executemany("DELETE FROM fellow WHERE thing = ?", [(thing,) for thing in seen])
        rows = [(thing, after[thing]) for group in groups for thing in group]
        self._db.executemany("INSERT INTO fellow VALUES (?, ?)", rows)
        for thing in sorted(seen):
            if before[thing] != after[thing]:
                changes.before[thing], changes.after[thing] = before[thing], after[thing]
        gone = [thing for thing in sorted(seen) if before[thing] == thing and not self.pool.exists(thing)]
        for thing in gone:
            left = [member for member in old.get(thing, ()) if self.pool.exists(member)]
            if left:
                changes.heirs[thing] = after[self.first(left)]

    def first(self, group: Sequence[int]) -> int:
        """The member that was published first; of several, the one whose name comes first."""
        rows = self._db.execute(
            "SELECT id, created FROM thing WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([*group]),),
        )
        created = dict(rows.fetchall())
        return min(group, key=lambda thing: (created.get(thing, self._now), self.name(thing)))


def members(db: Database, own: str) -> list[str]:
    """Names of a thing and its fellows in the order in which they would give theirs; alone: only itself."""
    row = db.execute("SELECT leader FROM fellow WHERE thing = ?", (id_of(own),)).fetchone()
    if row is None:
        return [own]
    rows = db.execute(
        "SELECT kind || '/' || key FROM fellow JOIN thing ON thing.id = fellow.thing"
        " WHERE leader = ? ORDER BY thing.id <> leader, created, kind || '/' || key",
        row,
    )
    return [name for (name,) in rows]
