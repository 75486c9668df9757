"""Some records changed: which statements come and go, at a cost that grows with the change only.

A statement goes when no record says it any more. Of everything that a record says about a thing the register
keeps one digest, so it knows whether another record says just the same; only when some say something else (a
heading spelled in two ways) is one record of each kind read and mapped again. Three kinds for one thing is
much: in 4,964 records of the Library of Congress no thing has more. Statements about what is not ours (labels
of code lists) are counted instead, for a few hundred of them are said by very many records.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lod.errors import RegisterError
from lod.register.change_log import ChangedThing, Changes
from lod.register.database.connection import Database
from lod.register.ingest.record_mapping import RecordStatements
from lod.register.statements import NOT_OURS, Delta, digest_of, id_of, number
from lod.register.union.conflicts import resolve

SaidBy = Callable[[int], RecordStatements]
"""What a record says that did not change, by its id."""

Lines = frozenset[bytes]


@dataclass(frozen=True)
class Edit:
    """One record as it was and as it is; None: it was not, or is not."""

    record: int
    before: RecordStatements | None
    after: RecordStatements | None

    @cached_property
    def names(self) -> set[str]:
        """Names of the things that it described or describes."""
        return {name for said in (self.before, self.after) if said for name in said.lines}


@dataclass(frozen=True, slots=True)
class Part:
    """What one edit means for one thing."""

    record: int
    before: Lines
    after: Lines

    @property
    def variants(self) -> Iterable[tuple[int, Lines]]:
        """Digest and lines of what the record said and says; nothing has no digest."""
        return [(digest_of(lines), lines) for lines in (self.before, self.after) if lines]


class Revision:
    """The edits of one publication, worked into the register; `delta` is what the store must follow."""

    def __init__(self, db: Database, changes: Changes, edits: Sequence[Edit], said_by: SaidBy) -> None:
        self._db = db
        self._changes = changes
        self._said_by = said_by
        self._read_again: dict[int, RecordStatements] = {}
        self._edits = edits
        self.delta = Delta()

    def apply(self) -> None:
        """Work all edits in."""
        by_name: dict[str, list[Part]] = {}
        for edit in self._edits:
            for name in edit.names:
                part = Part(edit.record, _lines(edit.before, name), _lines(edit.after, name))
                by_name.setdefault(name, []).append(part)
        self._count(by_name.pop(NOT_OURS, []))
        for name in sorted(by_name):
            touched = self._touch(name, by_name[name])
            self.delta.added |= touched.delta.added
            self.delta.taken |= touched.delta.taken
            self._changes.note(touched)

    def _touch(self, name: str, parts: Sequence[Part]) -> ChangedThing:
        """What comes and goes of a thing, and who describes it from now on."""
        id = id_of(name)
        others = self._others(id, {part.record for part in parts})
        delta = self._delta(name, parts, others)
        self._describe(id, parts)
        digests = {*others, *(digest_of(part.after) for part in parts if part.after)}
        return ChangedThing(name, bool(digests), sum(digests), delta, parts[0].record)

    def _others(self, id: int, edited: set[int]) -> dict[int, int]:
        """What other records say about a thing: each digest with a record of it."""
        rows = self._db.execute(
            "SELECT digest, min(record) FROM describes"
            " WHERE thing = ? AND record NOT IN (SELECT value FROM json_each(?)) GROUP BY digest",
            (id, json.dumps([*edited])),
        )
        return dict(rows)

    def _delta(self, name: str, parts: Sequence[Part], others: Mapping[int, int]) -> Delta:
        before = Lines().union(*(part.before for part in parts))
        after = Lines().union(*(part.after for part in parts))
        was = {*others, *(digest_of(part.before) for part in parts if part.before)}
        now = {*others, *(digest_of(part.after) for part in parts if part.after)}
        if before == after and (len(was) > 1) == (len(now) > 1):
            return Delta()
        # What others say stays as it is. Some of it is known already: an edited record said or says the same.
        known = {digest: lines for part in parts for digest, lines in part.variants if digest in others}
        kept = Lines().union(*known.values())
        if (before ^ after) - kept or len(was) != len(now):
            unknown = [record for digest, record in others.items() if digest not in known]
            kept = kept.union(*(_lines(self._said(record), name) for record in unknown))
        told = _together(before | kept, was), _together(after | kept, now)
        return Delta(set(told[1] - told[0]), set(told[0] - told[1]))

    def _said(self, record: int) -> RecordStatements:
        """What a record says that did not change."""
        found = self._read_again.get(record)
        if found is None:
            found = self._read_again[record] = self._said_by(record)
        return found

    def _describe(self, id: int, parts: Iterable[Part]) -> None:
        gone = [(id, part.record) for part in parts if not part.after]
        now = [(id, part.record, digest_of(part.after)) for part in parts if part.after]
        self._db.executemany("DELETE FROM describes WHERE thing = ? AND record = ?", gone)
        self._db.executemany(
            "INSERT INTO describes VALUES (?, ?, ?)"
            " ON CONFLICT (thing, record) DO UPDATE SET digest = excluded.digest",
            now,
        )

    def _count(self, parts: Iterable[Part]) -> None:
        """Count statements about what is not ours; those said for the first time, or no more, come and go."""
        net: Counter[bytes] = Counter()
        for part in parts:
            net.update(part.after - part.before)
            net.subtract(part.before - part.after)
        for line, change in sorted(net.items()):
            if not change:
                continue
            hash = number(line)
            row = self._db.execute("SELECT count FROM elsewhere WHERE hash = ?", (hash,)).fetchone()
            before = row[0] if row else 0
            if before + change < 0:
                told = line.decode()
                raise RegisterError(f"{before} records are known to say what {-change} took back: {told}")
            self._db.execute(
                "INSERT INTO elsewhere VALUES (?, ?) ON CONFLICT (hash) DO UPDATE SET count = excluded.count",
                (hash, before + change),
            )
            if not before:
                self.delta.added.add(line)
            if not before + change:
                self.delta.taken.add(line)
        self._db.execute("DELETE FROM elsewhere WHERE count = 0")


def _lines(said: RecordStatements | None, name: str) -> Lines:
    return Lines(said.lines.get(name, ())) if said else Lines()


def _together(lines: Lines, digests: Collection[int]) -> Lines:
    """What records say of a thing together; what one record says stays as it is."""
    return resolve(lines) if len(digests) > 1 else lines
