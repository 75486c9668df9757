"""What becomes of things: their states, the log, tombstones, and the date in each description."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lod.register.database.connection import Database
from lod.register.database.schema import BURIED, CREATE, DELETE, GONE, LIVE, MOVE, MOVED, RESTORE, UPDATE
from lod.register.ingest.compression import pack_diff, pack_lines, unpack_diff
from lod.register.ingest.hash_ranges import bounds
from lod.register.statements import Delta, id_of, kind_of, thing

DATE = "https://schema.org/sdDatePublished"
DATE_TYPE = "http://www.w3.org/2001/XMLSchema#dateTime"


@dataclass(slots=True)
class ChangedThing:
    """A thing whose statements or describers changed."""

    name: str
    alive: bool
    """Whether a record describes it now."""
    digest: int = 0
    delta: Delta = field(default_factory=Delta)
    record: int | None = None
    """One that caused it."""


def date_line(base: str, name: str, seconds: int) -> bytes:
    """The statement that says when a description last changed.

    >>> date_line("https://a.example/", "work/x", 0)[-69:]
    b'"1970-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .'
    """
    return f'<{base}id/{name}> <{DATE}> "{xsd_datetime(seconds)}"^^<{DATE_TYPE}> .'.encode()


def xsd_datetime(seconds: int) -> str:
    """A time as an xsd:dateTime.

    >>> xsd_datetime(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Dates:
    """When each living thing last changed, for a full build."""

    def __init__(self, db: Database, publication: int) -> None:
        self._db = db
        self._publication = publication
        (self.now,) = db.execute("SELECT time FROM publication WHERE number = ?", (publication,)).fetchone()

    def of(self, part: int, parts: int) -> dict[int, int]:
        """Seconds since 1970 by id, for those things in a range that did not change now."""
        first, end = bounds(part, parts)
        rows = self._db.execute(
            "SELECT id, time FROM thing JOIN publication ON number = changed"
            " WHERE id BETWEEN ? AND ? AND state = ? AND changed <> ?",
            (first, end - 1, LIVE, self._publication),
        )
        return dict(rows.fetchall())


class Changes:
    """The changes of one publication to single things."""

    def __init__(self, db: Database, publication: int, base: str) -> None:
        self._db = db
        self._now = publication
        self._base = base
        (self._time,) = db.execute("SELECT time FROM publication WHERE number = ?", (publication,)).fetchone()
        self._seq = int(db.execute("SELECT coalesce(max(seq), 0) FROM log").fetchone()[0])
        self._first = self._seq
        self._noted: set[int] = set()
        self.moving: Mapping[str, str] = {}
        """What is to move: when nothing describes it any more, it is not gone."""
        self.kinds: Counter[str] = Counter()
        """How many more things of each kind live than before."""
        self.dates = Delta()
        """The dates that come and go with the changes."""
        self._leaving: dict[int, Delta | None] = {}

    @property
    def logged(self) -> int:
        """How many lines were added to the log."""
        return self._seq - self._first

    def note(self, touched: ChangedThing) -> None:
        """Bring a thing up to date: state, digest, log, date."""
        id = id_of(touched.name)
        row = self._db.execute(
            "SELECT thing.state, served.state, changed, last, thing.id IN (SELECT thing FROM withdrawn)"
            " FROM thing JOIN served USING (id) WHERE id = ?",
            (id,),
        ).fetchone()
        state, served, changed, last, withdrawn = row or (None, None, None, None, 0)
        self._noted.add(id)
        self._db.execute(
            "UPDATE thing SET digest = ? WHERE id = ? AND digest <> ?", (touched.digest, id, touched.digest)
        )
        if state == LIVE and touched.alive and not touched.delta and not withdrawn:
            return
        type = change_type(state is not None, served == LIVE, touched.alive)
        delta = self._from_served(id, touched.delta) if withdrawn else touched.delta
        if type == DELETE and touched.name in self.moving:
            self._leaving[id] = delta
        elif type is not None:
            last = self.log(id, type, delta, touched.record)
        self._state(id, touched, last)
        self.kinds[kind_of(touched.name)] += touched.alive - (state == LIVE)
        self._date(touched.name, changed if state == LIVE else None, touched.alive)

    def settle(self) -> None:
        """End a roll-back that was in force: what it took back holds again."""
        rows = self._db.execute(
            "SELECT id, kind || '/' || key, thing.state, served.state, changed"
            " FROM withdrawn JOIN thing ON id = thing JOIN served USING (id) ORDER BY id"
        ).fetchall()
        for id, name, state, served, changed in rows:
            type = change_type(True, served == LIVE, state == LIVE)
            if id in self._noted or type is None:
                continue
            type = MOVE if state == MOVED else type
            self.log(id, type, self._from_served(id, Delta()))
            self._db.execute("UPDATE thing SET changed = ? WHERE id = ?", (self._now, id))
            self._date(name, changed if state == LIVE else None, state == LIVE)
        self._db.execute(
            "DELETE FROM tombstone WHERE thing IN"
            " (SELECT id FROM withdrawn JOIN thing ON id = thing WHERE state = ?)",
            (LIVE,),
        )
        self._db.execute("DELETE FROM withdrawn")

    def _from_served(self, id: int, delta: Delta) -> Delta | None:
        """What is different from what a roll-back serves, when `delta` is from the newest state.

        None when it was not kept.
        """
        back = Delta()
        rows = self._db.execute(
            "WITH RECURSIVE line (seq) AS (SELECT last FROM thing WHERE id = ? UNION ALL"
            " SELECT previous FROM line JOIN log USING (seq) JOIN publication ON number = publication"
            " WHERE publication.type = 'rollback')"
            " SELECT added, diff FROM line JOIN log USING (seq) JOIN publication ON number = publication"
            " WHERE publication.type = 'rollback' AND number > (SELECT min(number) FROM publication"
            " WHERE release = (SELECT max(release) FROM publication)) ORDER BY seq DESC",
            (id,),
        )
        for added, diff in rows.fetchall():
            if added is None:
                return None
            back = back.then(unpack_diff(diff).undone() if diff else Delta())
        return back.then(delta)

    def log(self, id: int, type: int, delta: Delta | None, record: int | None = None) -> int:
        """Add a line to the log; its number. `delta` is None when what is different is not known."""
        self._seq += 1
        row = self._db.execute("SELECT last FROM thing WHERE id = ?", (id,)).fetchone()
        last = row[0] if row else None
        self._db.execute(
            "INSERT INTO log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(self._seq, self._now, id, type, record, last),
                *((None, None) if delta is None else (len(delta.added), len(delta.taken))),
                pack_diff(delta) if delta and type != CREATE else None,
            ),
        )
        self._db.execute("UPDATE thing SET last = ? WHERE id = ?", (self._seq, id))
        return self._seq

    def _state(self, id: int, touched: ChangedThing, last: int | None) -> None:
        db, now = self._db, self._now
        found = thing(touched.name)
        db.execute(
            "INSERT INTO thing VALUES (:id, :kind, :key, :state, NULL, :now, :now, :seq, :digest)"
            " ON CONFLICT (id) DO UPDATE SET"
            " state = :state, moved_to = NULL, changed = :now, last = :seq",
            {
                **{"id": id, "kind": found.kind, "key": found.key, "now": now, "seq": last},
                **{"state": LIVE if touched.alive else GONE},
                "digest": touched.digest,
            },
        )
        if touched.alive:
            db.execute("DELETE FROM tombstone WHERE thing = ?", (id,))
        else:
            row = (id, pack_lines(touched.delta.taken))
            db.execute(BURIED, row)

    def _date(self, name: str, before: int | None, alive: bool) -> None:
        if before is not None:
            (time,) = self._db.execute("SELECT time FROM publication WHERE number = ?", (before,)).fetchone()
            self.dates.taken.add(date_line(self._base, name, time))
        if alive:
            self.dates.added.add(date_line(self._base, name, self._time))

    def move(self, moves: Mapping[str, str], served: Collection[int] = ()) -> int:
        """Let names that nothing describes point to another thing for ever; how many were new.

        `served` has ids of those that were described until now, whatever their rows say.
        """
        count = 0
        for old, new in moves.items():
            id, target = id_of(old), id_of(new)
            row = self._db.execute("SELECT state, moved_to FROM thing WHERE id = ?", (id,)).fetchone()
            if row and row[0] == LIVE:
                continue
            if row == (MOVED, target) and id not in served and id not in self._leaving:
                continue
            self.log(id, MOVE, None if id in served else self._leaving.get(id, Delta()))
            found = thing(old)
            self._db.execute(
                "INSERT INTO thing VALUES (:id, :kind, :key, :moved, :target, :now, :now, :seq, 0)"
                " ON CONFLICT (id) DO UPDATE SET"
                " state = :moved, moved_to = :target, changed = :now, last = :seq",
                {
                    **{"id": id, "kind": found.kind, "key": found.key, "target": target},
                    **{"moved": MOVED, "now": self._now, "seq": self._seq},
                },
            )
            self._db.execute("DELETE FROM tombstone WHERE thing = ?", (id,))
            count += 1
        return count

    def lead_on(self, id: int, target: int) -> None:
        """Let what is gone point to another thing; its last words are kept: a person may take that back."""
        row = self._db.execute("SELECT state, moved_to FROM thing WHERE id = ?", (id,)).fetchone()
        if row == (MOVED, target):
            return
        self.log(id, MOVE, Delta())
        self._db.execute(
            "UPDATE thing SET state = ?, moved_to = ?, changed = ? WHERE id = ?",
            (MOVED, target, self._now, id),
        )

    def lead_nowhere(self, id: int) -> None:
        """Let what led on be gone again; no line in the log, for who follows it has forgotten it already."""
        self._db.execute("UPDATE thing SET state = ?, moved_to = NULL WHERE id = ?", (GONE, id))


def change_type(known: bool, served: bool, alive: bool) -> int | None:
    """What happens to a thing in the eyes of those who follow the log; None: nothing."""
    if alive:
        return CREATE if not known else UPDATE if served else RESTORE
    return DELETE if served else None
