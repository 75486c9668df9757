"""The register as others see it: what a URI stands for, source records, the log."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from lod.rdf.iris import Thing
from lod.register.database import schema
from lod.register.database.connection import Database, undo
from lod.register.database.location import Place
from lod.register.ingest.compression import Packer, unpack
from lod.register.statements import id_of, name

State = Literal["live", "gone", "moved"]
MOST_MOVES = 100
"""So many moves one after the other are followed."""
STATES: tuple[State, ...] = ("live", "gone", "moved")


@dataclass(frozen=True, slots=True)
class ThingState:
    """What the register knows of a URI that was published."""

    state: State
    """As served: what a roll-back took back is gone."""
    moved_to: Thing | None
    changed: datetime
    description: str
    """Its last description in N-Triples when it is gone; empty when it is not."""


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record as its source gave it."""

    collection: str
    format: str
    raw: bytes
    position: int
    changed: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the log."""

    seq: int
    time: datetime
    thing: Thing
    type: str
    """create, update, delete, restore or move"""


@dataclass(frozen=True, slots=True)
class Publication:
    """A moment at which what the site says changed."""

    number: int
    time: datetime
    type: str
    """publish, full or rollback"""
    release: int
    counts: Mapping[str, Any]


class Register:
    """The memory of a site; a context manager.

    `Register(place)` can be written to, by one process at a time; `Register.read_only(place)` by any number.
    """

    def __init__(self, place: Place, write: bool = True) -> None:
        self.place = place
        self.db = _connected(place, write)
        self._packer = lru_cache(64)(self._make_packer)

    @classmethod
    def read_only(cls, place: Place) -> Register:
        """The register for reading; never waits for a publish, and sees its result at once."""
        return cls(place, write=False)

    def close(self) -> None:
        """Let go of the file, or of the server."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def publication(self, type: str, release: int) -> Iterator[int]:
        """A transaction in which a new publication is worked in, and its number; all of it or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            (number,) = self.db.execute(
                "INSERT INTO publication (number, time, type, release, counts)"
                " VALUES ((SELECT coalesce(max(number), 0) + 1 FROM publication), ?, ?, ?, '{}')"
                " RETURNING number",
                (self._now(), type, release),
            ).fetchone()
            yield int(number)
            self.db.execute("COMMIT")
        except BaseException:
            undo(self.db)
            raise

    def _now(self) -> int:
        """Now, but later than the publication before even if the clock was set back."""
        (last,) = self.db.execute("SELECT coalesce(max(time), 0) FROM publication").fetchone()
        return max(int(time.time()), int(last) + 1)

    # ------------------------------------------------------------ things

    def thing(self, kind: str, key: str) -> ThingState | None:
        """What became of a thing that once was published; None when it never was."""
        row = self.db.execute(
            "SELECT served.state, moved_to, coalesce(back.time, changed.time), description"
            " FROM thing JOIN served USING (id) JOIN publication AS changed ON changed.number = thing.changed"
            " LEFT JOIN withdrawn ON withdrawn.thing = thing.id"
            " LEFT JOIN publication AS back ON back.number = withdrawn.publication"
            " LEFT JOIN tombstone ON tombstone.thing = thing.id WHERE thing.id = ?",
            (id_of(name(Thing(kind, key))),),
        ).fetchone()
        if row is None:
            return None
        state, moved_to, changed, description = row
        return ThingState(
            STATES[state],
            self._end(moved_to) if state == schema.MOVED else None,
            _time(changed),
            unpack(description).decode() if description and state == schema.GONE else "",
        )

    def records_of(self, thing: Thing, limit: int = 1000) -> list[tuple[str, str]]:
        """Collection and key of the records that describe a thing; not what the site says itself."""
        return self.db.execute(
            "SELECT collection.key, record.key FROM describes JOIN record ON record.id = record"
            " JOIN collection ON collection.id = collection"
            " WHERE thing = ? AND collection.key <> '' ORDER BY describes.record LIMIT ?",
            (id_of(name(thing)), limit),
        ).fetchall()

    def _end(self, id: int) -> Thing | None:
        """Where a way of moves ends: what moved to something that moved on itself leads there in one step."""
        row = self.db.execute(
            "WITH RECURSIVE way (id, step) AS (SELECT ?, 0 UNION ALL SELECT moved_to, step + 1 FROM way"
            " JOIN served USING (id) JOIN thing USING (id)"
            " WHERE served.state = ? AND moved_to IS NOT NULL AND step < ?)"
            " SELECT kind, key FROM way JOIN thing USING (id) ORDER BY step DESC LIMIT 1",
            (id, schema.MOVED, MOST_MOVES),
        ).fetchone()
        return Thing(*row) if row else None

    # ------------------------------------------------------------ records

    def record(self, collection: str, key: str) -> SourceRecord | None:
        """A source record, living or not; None when there never was one."""
        row = self.db.execute(
            "SELECT record.format, raw, dictionary, position, time"
            " FROM record JOIN collection ON collection.id = record.collection"
            " JOIN publication ON publication.number = last WHERE collection.key = ? AND record.key = ?",
            (collection, key),
        ).fetchone()
        if row is None:
            return None
        format, raw, dictionary, position, changed = row
        raw = self._packer(dictionary).unpack(raw)
        return SourceRecord(collection, format, raw, position, _time(changed))

    def raw(self, record: int) -> tuple[str, bytes, str]:
        """Collection, bytes and format of a record, by its id."""
        collection, raw, dictionary, format = self.db.execute(
            "SELECT collection.key, raw, dictionary, format FROM record"
            " JOIN collection ON collection.id = collection WHERE record.id = ?",
            (record,),
        ).fetchone()
        return collection, self._packer(dictionary).unpack(raw), format

    def packer(self, dictionary: int | None) -> Packer:
        """What packs and unpacks records with one of the register's dictionaries."""
        return self._packer(dictionary)

    def _make_packer(self, dictionary: int | None) -> Packer:
        row = self.db.execute("SELECT bytes FROM dictionary WHERE id = ?", (dictionary,)).fetchone()
        return Packer(row[0] if row else None)

    # ------------------------------------------------------------ log

    def publications(self, limit: int = 100) -> list[Publication]:
        """The newest publications, newest first."""
        rows = self.db.execute(
            "SELECT number, time, type, release, counts FROM publication ORDER BY number DESC LIMIT ?",
            (limit,),
        )
        return [Publication(n, _time(t), type, r, json.loads(c)) for n, t, type, r, c in rows]

    def head(self) -> Publication | None:
        """The newest publish: the state that the register is in (a roll-back does not change that)."""
        rows = self.db.execute(
            "SELECT number, time, type, release, counts FROM publication WHERE type <> 'rollback'"
            " ORDER BY number DESC LIMIT 1"
        )
        return next((Publication(n, _time(t), type, r, json.loads(c)) for n, t, type, r, c in rows), None)

    def changes(self, since: int = 0, limit: int = 1000) -> list[Change]:
        """Lines of the log after number `since`, oldest first."""
        rows = self.db.execute(
            "SELECT seq, time, thing.kind, thing.key, log.type FROM log"
            " JOIN publication ON publication.number = publication JOIN thing ON thing.id = thing"
            " WHERE seq > ? ORDER BY seq LIMIT ?",
            (since, limit),
        )
        return [
            Change(seq, _time(when), Thing(kind, key), schema.TYPES[type])
            for seq, when, kind, key, type in rows
        ]

    def concerned(self, publication: int) -> list[tuple[Thing, int, State]]:
        """The things in the log of a publication, with ids and what they are now; quick for the newest."""
        rows = self.db.execute(
            "SELECT DISTINCT kind, key, id, state FROM log JOIN thing ON thing.id = log.thing"
            " WHERE publication = :now AND seq > coalesce("
            "(SELECT seq FROM log WHERE publication < :now ORDER BY seq DESC LIMIT 1), 0)",
            {"now": publication},
        )
        return [(Thing(kind, key), id, STATES[state]) for kind, key, id, state in rows]


def _connected(place: Place, write: bool) -> Database:
    if isinstance(place, Path):
        return schema.connect(place, write)
    from lod.register.database import postgres  # only where it is asked for: an extra

    return postgres.connect(place, write)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
