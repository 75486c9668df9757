"""What can be compared: sketches of things and the keys that they share, up to date with every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from lod.register.database.connection import Database
from lod.register.ingest.record_mapping import RecordStatements
from lod.register.statements import id_of
from lod.register.union.linker_protocol import LARGEST_BLOCK, Decided, Decision, Linker, pair

EXISTS = ""
"""The sketch of a thing that is compared with nothing: people decided what it is the same as."""


class Sketcher:
    """Makes sketches of what a record says; also of what only a decision names."""

    def __init__(self, linker: Linker, decided: frozenset[str] = frozenset()) -> None:
        self.linker = linker
        self._decided = decided

    def sketches(self, said: RecordStatements) -> list[tuple[str, str]]:
        """Names of things, and what the record tells of each by which it can be compared."""
        found = [*self.linker.sketches(said)]
        if self._decided:
            known = {name for name, _ in found}
            found += [(name, EXISTS) for name in said.lines if name in self._decided and name not in known]
        return found

    def keys(self, sketch: str) -> Iterable[int]:
        """What a thing with this sketch may have in common with others."""
        return self.linker.keys(sketch) if sketch != EXISTS else ()


class Candidates:
    """The sketches of all things of a register."""

    def __init__(self, db: Database, linker: Linker) -> None:
        self._db = db
        self.linker = linker
        self._sketches: dict[int, list[str]] = {}
        self._blocks: dict[int, list[int]] = {}

    def forget(self) -> None:
        """What was read may have changed."""
        self._sketches.clear()
        self._blocks.clear()

    def know(self, rows: Iterable[tuple[int, str]]) -> None:
        """Keep sketches at hand, given in the order of things."""
        for thing, data in rows:
            self._sketches.setdefault(thing, []).append(data)

    def _rows(self, thing: int) -> list[str]:
        found = self._sketches.get(thing)
        if found is None:
            rows = self._db.execute("SELECT data FROM sketch WHERE thing = ? ORDER BY data", (thing,))
            found = self._sketches[thing] = [data for (data,) in rows]
        return found

    def exists(self, thing: int) -> bool:
        """Whether a record names the thing."""
        return bool(self._rows(thing))

    def sketches(self, thing: int) -> list[str]:
        """What is known of a thing by which it can be compared."""
        found = self._rows(thing)
        return found if not found or found[0] != EXISTS else found[1:]

    def keys(self, thing: int) -> set[int]:
        """What the thing may have in common with others."""
        return {key for data in self.sketches(thing) for key in self.linker.keys(data)}

    def block(self, key: int) -> list[int]:
        """Things that have a key; none when they are too many to say much."""
        found = self._blocks.get(key)
        if found is None:
            rows = self._db.execute(
                "SELECT thing FROM block WHERE key = ? LIMIT ?", (key, LARGEST_BLOCK + 1)
            ).fetchall()
            found = self._blocks[key] = [thing for (thing,) in rows] if len(rows) <= LARGEST_BLOCK else []
        return found

    def neighbours(self, thing: int) -> dict[int, int]:
        """Things that are likely to be the same as this one, and how much speaks for it."""
        own = self.sketches(thing)
        near = {other for key in self.keys(thing) for other in self.block(key)} - {thing}
        scores = {other: self.linker.score(own, self.sketches(other)) for other in near}
        return {other: score for other, score in scores.items() if score is not None}

    def excluded(self, a: int, b: int) -> bool:
        """Whether two things cannot be the same."""
        one, other = self.sketches(a), self.sketches(b)
        return bool(one and other) and self.linker.excluded(one, other)

    # ------------------------------------------------------------ following changes

    def change(self, net: Mapping[tuple[int, str], int]) -> tuple[set[int], set[int]]:
        """Work a change of sketches in; the things it concerns, and those of blocks now too large or not."""
        rows = {key: number for key, number in net.items() if number}
        things = {thing for thing, _ in rows}
        before = {thing: self.keys(thing) for thing in things}
        self._db.executemany(
            "INSERT INTO sketch VALUES (?, ?, ?) ON CONFLICT (thing, data)"
            " DO UPDATE SET count = sketch.count + excluded.count",
            [(thing, data, number) for (thing, data), number in rows.items()],
        )
        self._db.executemany("DELETE FROM sketch WHERE thing = ? AND data = ? AND count = 0", rows)
        self.forget()
        crossed: set[int] = set()
        sizes: Counter[int] = Counter()
        for thing in sorted(things):
            after = self.keys(thing)
            sizes.update(after - before[thing])
            sizes.subtract(before[thing] - after)
            self._db.executemany(
                "DELETE FROM block WHERE key = ? AND thing = ?", [(k, thing) for k in before[thing] - after]
            )
            self._db.executemany(
                "INSERT INTO block VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(k, thing) for k in after - before[thing]],
            )
        for key, grown in sizes.items():
            crossed |= self._crossed(key, grown)
        self._blocks.clear()
        return things, crossed

    def _crossed(self, key: int, grown: int) -> set[int]:
        """The things of a block that was small enough to be looked at and is no more, or the other way."""
        if not grown:
            return set()
        rows = self._db.execute(
            "SELECT thing FROM block WHERE key = ? LIMIT ?", (key, LARGEST_BLOCK + abs(grown) + 1)
        ).fetchall()
        now, then = len(rows), len(rows) - grown
        if (now <= LARGEST_BLOCK) != (then <= LARGEST_BLOCK):
            return {thing for (thing,) in rows}
        return set()


def net_of(
    sketcher: Sketcher,
    before: Iterable[RecordStatements | None],
    after: Iterable[RecordStatements | None],
    names: dict[int, str],
) -> Counter[tuple[int, str]]:
    """How often each sketch comes and goes with what records said and say; notes the names of things."""
    net: Counter[tuple[int, str]] = Counter()
    for some, sign in ((before, -1), (after, 1)):
        for said in some:
            for name, data in sketcher.sketches(said) if said else ():
                names[id_of(name)] = name
                net[id_of(name), data] += sign
    return net


class Decisions:
    """What people decided, as the register knows it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @cached_property
    def known(self) -> list[Decision]:
        """All of them."""
        rows = self._db.execute("SELECT a, b, same, why, made_by, date FROM decision ORDER BY a, b")
        return [Decision(a, b, bool(same), why, by, date) for a, b, same, why, by, date in rows]

    @property
    def names(self) -> frozenset[str]:
        """Names of the things that decisions are about."""
        return frozenset(name for one in self.known for name in (one.a, one.b))

    def replace(self, given: Sequence[Decision]) -> set[int]:
        """Know these from now on; the things of which something else is decided than before."""
        before = {(one.a, one.b, one.same) for one in self.known}
        after = {(one.a, one.b, one.same) for one in given}
        self._db.execute("DELETE FROM decision")
        self._db.executemany(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (a, b) DO UPDATE"
            " SET same = excluded.same, why = excluded.why, made_by = excluded.made_by, date = excluded.date",
            [(one.a, one.b, one.same, one.why, one.by, one.date) for one in given],
        )
        del self.known
        return {id_of(name) for a, b, _ in before ^ after for name in (a, b)}

    def pairs(self) -> Decided:
        """As pairs of ids."""
        both = {same: frozenset(self._pairs(same)) for same in (True, False)}
        return Decided(both[True], both[False])

    def _pairs(self, same: bool) -> Iterator[tuple[int, int]]:
        return (pair(id_of(one.a), id_of(one.b)) for one in self.known if one.same == same)
