"""Things in the order in which they last changed, for those who harvest.

Each stands where its newest line in the log stands, so that whoever reads on from where they were misses
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lod.rdf.iris import Thing
from lod.register.database.connection import Database
from lod.register.database.schema import LIVE
from lod.register.ingest.compression import unpack
from lod.register.register import Register
from lod.register.statements import id_of, name

PART_OF = b" <https://schema.org/isPartOf> <"


@dataclass(frozen=True, slots=True)
class Listed:
    """A thing, and its newest change."""

    seq: int
    thing: Thing
    live: bool
    """As served: what moved, or what a roll-back took back, is not."""
    time: datetime
    collections: tuple[str, ...] = ()
    """Those that describe it; when it is gone, that of its last description."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Which things to list."""

    kinds: Sequence[str]
    collection: str = ""
    """Only things that records of this collection describe."""
    formats: Sequence[str] = ()
    """Only things that a record in one of these formats describes."""
    since: datetime | None = None
    until: datetime | None = None
    """Up to and including this second."""


def listed(register: Register, wanted: ListRequest, after: int, limit: int) -> list[Listed]:
    """The next things after a line of the log; those that are gone are among them."""
    db = register.db
    start, end = max(after, _before(db, wanted.since)), _end(db, wanted.until)
    found: list[Listed] = []
    while len(found) < limit:
        rows = db.execute(*_query(wanted, start, end, limit)).fetchall()
        for seq, id, kind, key, state, seconds in rows:
            thing = Thing(kind, key)
            collections = _collections(db, id) if state == LIVE else _last(db, id)
            if state == LIVE or not wanted.collection or wanted.collection in collections:
                time = datetime.fromtimestamp(seconds, UTC)
                found.append(Listed(seq, thing, state == LIVE, time, collections))
            start = seq
        if len(rows) < limit:
            break
    return found[:limit]


def one(register: Register, thing: Thing) -> Listed | None:
    """A thing as it would be listed; None when it never was."""
    db = register.db
    row = db.execute(
        "SELECT seq, thing.id, served.state, time FROM thing JOIN served ON served.id = thing.id"
        " JOIN log ON seq = last JOIN publication ON number = log.publication WHERE kind = ? AND key = ?"
        " AND thing.id = ?",
        (thing.kind, thing.key, _id(thing)),
    ).fetchone()
    if row is None:
        return None
    seq, id, state, seconds = row
    collections = _collections(db, id) if state == LIVE else _last(db, id)
    return Listed(seq, thing, state == LIVE, datetime.fromtimestamp(seconds, UTC), collections)


def formats_of(register: Register, thing: Thing) -> dict[str, tuple[str, str]]:
    """Format → collection and key of a record in it that describes a thing."""
    rows = register.db.execute(
        "SELECT format, collection.key, record.key FROM describes JOIN record ON record.id = record"
        " JOIN collection ON collection.id = collection WHERE thing = ? ORDER BY record.id DESC LIMIT 50",
        (_id(thing),),
    )
    return {format: (collection, key) for format, collection, key in rows}


def earliest(register: Register) -> datetime:
    """When the site first said anything."""
    (seconds,) = register.db.execute("SELECT coalesce(min(time), 0) FROM publication").fetchone()
    return datetime.fromtimestamp(seconds, UTC)


def _id(thing: Thing) -> int:
    return id_of(name(thing))


def _query(wanted: ListRequest, start: int, end: int, limit: int) -> tuple[str, list[object]]:
    kinds = ", ".join("?" for _ in wanted.kinds)
    text = (
        "SELECT seq, thing.id, kind, thing.key, served.state, time FROM log"  # noqa: S608 - only marks
        " JOIN thing ON thing.id = log.thing AND thing.last = seq"
        " JOIN served ON served.id = thing.id JOIN publication ON number = log.publication"
        f" WHERE seq > ? AND seq < ? AND kind IN ({kinds})"
    )
    values: list[object] = [start, end, *wanted.kinds]
    conditions = []
    if wanted.collection:
        conditions.append("collection.key = ?")
        values.append(wanted.collection)
    if wanted.formats:
        conditions.append(f"format IN ({', '.join('?' for _ in wanted.formats)})")
        values += wanted.formats
    if conditions:
        text += (
            " AND (served.state <> 0 OR EXISTS (SELECT 1 FROM describes JOIN record ON record.id = record"  # noqa: S608
            " JOIN collection ON collection.id = record.collection"
            f" WHERE describes.thing = thing.id AND {' AND '.join(conditions)}))"
        )
    return f"{text} ORDER BY seq LIMIT ?", [*values, limit]


def _collections(db: Database, thing: int) -> tuple[str, ...]:
    rows = db.execute(
        "SELECT DISTINCT collection.key FROM describes JOIN record ON record.id = record"
        " JOIN collection ON collection.id = collection WHERE thing = ? AND collection.key <> ''"
        " ORDER BY collection.key LIMIT 100",
        (thing,),
    )
    return tuple(key for (key,) in rows)


def _last(db: Database, thing: int) -> tuple[str, ...]:
    """The collections that the last description of a thing names."""
    row = db.execute("SELECT description FROM tombstone WHERE thing = ?", (thing,)).fetchone()
    lines = unpack(row[0]).split(b"\n") if row else []
    parts = (line.partition(PART_OF)[2].partition(b">")[0].decode() for line in lines if PART_OF in line)
    return tuple(sorted({part.partition("/id/collection/")[2] for part in parts} - {""}))


def _before(db: Database, since: datetime | None) -> int:
    """The last line of the log before a moment."""
    return 0 if since is None else _first(db, "time >= ?", since) - 1


def _end(db: Database, until: datetime | None) -> int:
    """The first line of the log after a moment."""
    return (1 << 62) if until is None else _first(db, "time > ?", until)


def _first(db: Database, condition: str, moment: datetime) -> int:
    """The first line of the log of the first publication for which something holds; found by halving."""
    (publication,) = db.execute(
        f"SELECT min(number) FROM publication WHERE {condition}",  # noqa: S608 - one of two constants
        (int(moment.timestamp()),),
    ).fetchone()
    if publication is None:
        return 1 << 62
    low, high = 1, db.execute("SELECT coalesce(max(seq), 0) + 1 FROM log").fetchone()[0]
    while low < high:
        middle = (low + high) // 2
        row = db.execute(
            "SELECT publication FROM log WHERE seq >= ? ORDER BY seq LIMIT 1", (middle,)
        ).fetchone()
        if row is None or row[0] >= publication:
            high = middle
        else:
            low = middle + 1
    return low
