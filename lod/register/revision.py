"""Some records changed: which statements come and go, at a cost that grows with the change only.

A statement about a thing that one record describes comes and goes with that record. One about a thing that
several records describe is counted: it comes with the first record that says it and goes with the last.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lod.errors import RegisterError
from lod.register.changes import Changes, Touched
from lod.register.said import Interpreters, Said
from lod.register.statements import COUNTED, NOT_OURS, Delta, id_of, kind_of, number

Raw = Callable[[int], tuple[str, bytes, str]]
"""Collection, bytes and format of a record, by its id."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One record as it was and as it is; None: it was not, or is not."""

    record: int
    before: Said | None
    after: Said | None

    def lines(self, name: str) -> tuple[frozenset[bytes], frozenset[bytes]]:
        """What it said and says about a thing."""
        return _lines(self.before, name), _lines(self.after, name)


def _lines(said: Said | None, name: str) -> frozenset[bytes]:
    return frozenset(said.lines.get(name, ())) if said else frozenset()


class Revision:
    """The edits of one publication, worked into the register; `delta` is what the store must follow."""

    def __init__(
        self, db: sqlite3.Connection, changes: Changes, edits: Sequence[Edit], raw: Raw, read: Interpreters
    ) -> None:
        self._db = db
        self._changes = changes
        self._raw = raw
        self._read = read
        self._edits = {edit.record: edit for edit in edits}
        self._by_name: dict[str, list[Edit]] = {}
        for edit in edits:
            for name in _names(edit):
                self._by_name.setdefault(name, []).append(edit)
        self.delta = Delta()

    def apply(self) -> None:
        """Work all edits in."""
        touched = {name: self._touch(name) for name in self._by_name if name != NOT_OURS}
        self._count([*(name for name, one in touched.items() if one.counted), NOT_OURS], touched)
        self._describe()
        for one in (touched[name] for name in sorted(touched)):
            one.alive = self._alive(one.name)
            self.delta.added |= one.delta.added
            self.delta.taken |= one.delta.taken
            self._changes.note(one)

    def _touch(self, name: str) -> Touched:
        """A thing with what comes and goes, unless that must be counted."""
        edits = self._by_name[name]
        touched = Touched(name, True, self._is_counted(name), record=edits[0].record)
        if not touched.counted:
            before = frozenset[bytes]().union(*(edit.lines(name)[0] for edit in edits))
            after = frozenset[bytes]().union(*(edit.lines(name)[1] for edit in edits))
            touched.delta = Delta(set(after - before), set(before - after))
        return touched

    def _is_counted(self, name: str) -> bool:
        """Whether who says what of this thing is counted; from now on if a second record describes it."""
        if kind_of(name) in COUNTED:
            return True
        id = id_of(name)
        row = self._db.execute("SELECT counted FROM thing WHERE id = ?", (id,)).fetchone()
        if row and row[0]:
            return True
        before = {r for (r,) in self._db.execute("SELECT record FROM describes WHERE thing = ?", (id,))}
        after = set(before)
        for edit in self._by_name[name]:
            after.discard(edit.record)
            if edit.after and name in edit.after.lines:
                after.add(edit.record)
        if len(after) < 2:
            return False
        self._promote(name, before)
        return True

    def _promote(self, name: str, records: Iterable[int]) -> None:
        """Count what records said of a thing until now."""
        for record in records:
            edit = self._edits.get(record)
            said = edit.before if edit else self._said(record)
            self._add(Counter(dict.fromkeys(_lines(said, name), 1)))

    def _said(self, record: int) -> Said:
        collection, raw, format = self._raw(record)
        return self._read(collection).said(raw, format)

    def _count(self, names: Iterable[str], touched: dict[str, Touched]) -> None:
        """Count statements in and out; those that are new or not said any more come and go."""
        for name in names:
            net: Counter[bytes] = Counter()
            for edit in self._by_name.get(name, ()):
                before, after = edit.lines(name)
                net.update(after - before)
                net.subtract(before - after)
            delta = touched[name].delta if name in touched else self.delta
            for line, first in self._add(net):
                (delta.added if first else delta.taken).add(line)

    def _add(self, net: Counter[bytes]) -> Iterator[tuple[bytes, bool]]:
        """Change counts; each line that now is said for the first time (True) or no more (False)."""
        found = []
        for line, change in net.items():
            if not change:
                continue
            hash = number(line)
            row = self._db.execute("SELECT count FROM shared WHERE hash = ?", (hash,)).fetchone()
            before = row[0] if row else 0
            after = before + change
            if after < 0:
                raise RegisterError(
                    f"the register counts {before} records that say what {-change} took back: {line.decode()}"
                )
            if after:
                self._db.execute("INSERT OR REPLACE INTO shared VALUES (?, ?)", (hash, after))
            else:
                self._db.execute("DELETE FROM shared WHERE hash = ?", (hash,))
            if not before or not after:
                found.append((line, not before))
        return iter(found)

    def _describe(self) -> None:
        """Who describes what, as it is now."""
        for edit in self._edits.values():
            before = set(edit.before.lines if edit.before else ())
            after = set(edit.after.lines if edit.after else ())
            gone = [(id_of(name), edit.record) for name in before - after if name]
            new = [(id_of(name), edit.record) for name in after - before if name]
            self._db.executemany("DELETE FROM describes WHERE thing = ? AND record = ?", gone)
            self._db.executemany("INSERT INTO describes VALUES (?, ?)", new)

    def _alive(self, name: str) -> bool:
        row = self._db.execute("SELECT 1 FROM describes WHERE thing = ? LIMIT 1", (id_of(name),)).fetchone()
        return row is not None


def _names(edit: Edit) -> set[str]:
    return {name for said in (edit.before, edit.after) if said for name in said.lines}
