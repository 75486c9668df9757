"""What came in: the records of a collection's files against those that the register has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lod.record import AGAIN, Deleted, Unreadable
from lod.register import bookkeeping
from lod.register.ingest.files import File
from lod.register.ingest.oai_deletions import Deletions
from lod.register.ingest.record_mapping import RecordMapper, key_of
from lod.register.ingest.worker import Place, SetAside, digest
from lod.register.register import Register
from lod.sources import Chunk

BROKEN = {
    "the file breaks off": "the file breaks off",
    "the file ends": "the file breaks off",
    "no record in it": "the file has no record in it",
}
"""How the reason begins when not all of a file is there, and what to call that."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A record that the register does not have just so, or a word that it is gone."""

    place: Place
    offset: int
    key: str
    format: str
    raw: bytes
    gone: bool = False
    """Whether the source says that it is gone."""
    id: int | None = None
    """Given when the register has it just so."""


@dataclass(slots=True)
class Arrivals:
    """What a collection's files hold, as far as the register does not have it yet."""

    unchanged: dict[int, Place] = field(default_factory=dict)
    """Where records are that the register has just so, by their id."""
    mentions: list[Mention] = field(default_factory=list)
    set_aside: dict[Place, SetAside] = field(default_factory=dict)
    records: dict[int, int] = field(default_factory=dict)
    """How many there are in each file, readable or not."""
    broken: dict[int, str] = field(default_factory=dict)
    """Files of which not all is there, and what is wrong with each."""


class RecordChanges:
    """One collection's files compared with the register."""

    def __init__(
        self,
        register: Register,
        collection: int,
        read: RecordMapper,
        passed: Mapping[int, tuple[int, int]],
    ) -> None:
        """`passed` are files that need not be read, by their place: their ids and numbers of records."""
        self._passed = passed
        self.elsewhere = {
            id: order for order, (source, _) in passed.items() for id in bookkeeping.living(register, source)
        }
        """Where records are that were not read, by their id."""
        self._db = register.db
        self._register = register
        self._collection = collection
        self._read = read
        self.arrivals = Arrivals()

    def compare(self, files: Sequence[File], most: int) -> bool:
        """Look at each record; False when more than `most` of them are new or changed."""
        known, refused = self._known(), self._refused()
        deletions = Deletions(files)
        new = 0
        for order, file in enumerate(files):
            _, self.arrivals.records[order] = self._passed.get(order, (0, 0))
            if order in self._passed:
                continue
            for chunk in deletions.chunks(order, file):
                self.arrivals.records[order] += 1
                if isinstance(chunk, Deleted):
                    continue
                if isinstance(chunk, Unreadable):
                    self._note(order, chunk)
                    continue
                hash = digest(chunk.raw)
                id = known.get(hash)
                if id is not None and id not in self.arrivals.unchanged and id not in self.elsewhere:
                    self.arrivals.unchanged[id] = (order, chunk.position)
                    continue
                new += hash not in refused
                if new > most:
                    return False
                self._mention((order, chunk.position), file.format, chunk, refused.get(hash, ""))
        return True

    def _known(self) -> dict[bytes, int]:
        """Ids of living records by the hash of their bytes."""
        rows = self._db.execute(
            "SELECT hash, id FROM record WHERE collection = ? AND live", (self._collection,)
        )
        return dict(rows)

    def _refused(self) -> dict[bytes, str]:
        """Keys of records that were read but set aside the last time, by the hash of their bytes."""
        rows = self._db.execute(
            "SELECT hash, key FROM set_aside JOIN source ON source.id = source"
            " WHERE collection = ? AND key <> ''",
            (self._collection,),
        )
        return dict(rows)

    def _mention(self, place: Place, format: str, chunk: Chunk, key: str) -> None:
        gone = False
        if not key:
            found = self._read.parse(chunk.raw, format, chunk.position, chunk.offset)
            if isinstance(found, Unreadable):
                return self._note(place[0], found)
            gone = isinstance(found, Deleted)
            key = found.id if isinstance(found, Deleted) else key_of(found)
        self.arrivals.mentions.append(Mention(place, chunk.offset, key, format, chunk.raw, gone))
        return None

    def _note(self, order: int, found: Unreadable) -> None:
        aside = SetAside(found.position, found.offset, "", found.reason, found.raw)
        self.arrivals.set_aside[order, found.position] = aside
        if fault := broken(found.reason):
            self.arrivals.broken[order] = fault

    def winners(self) -> Iterator[tuple[Mention, int | None]]:
        """The records to publish anew, each with its id when the register knows its key."""
        by_key: dict[str, list[Mention]] = {}
        for mention in self.arrivals.mentions:
            by_key.setdefault(mention.key, []).append(mention)
        for key, mentions in by_key.items():
            id = self._id(key)
            place = None if id is None else self.arrivals.unchanged.pop(id, None) or self._unread(id)
            if id is not None and place is not None:
                mentions.append(Mention(place, 0, key, "", b"", id=id))
            first, *others = self._living(mentions)
            for other in others:
                is_same = other is not None and first is not None and self._raw(other) == self._raw(first)
                self.refuse(other, again(key) if is_same else duplicate(key))
            if first and id is not None:
                self.arrivals.unchanged[id] = first.place
            if first and first.id is None:
                yield first, id

    def _id(self, key: str) -> int | None:
        row = self._db.execute(
            "SELECT id FROM record WHERE collection = ? AND key = ?", (self._collection, key)
        ).fetchone()
        return row[0] if row else None

    def _unread(self, id: int) -> Place | None:
        """Where a record is in a file that was not read, but has to be looked at all the same."""
        order = self.elsewhere.pop(id, None)
        if order is None:
            return None
        (position,) = self._db.execute("SELECT position FROM record WHERE id = ?", (id,)).fetchone()
        return order, position

    def _living(self, mentions: list[Mention]) -> list[Mention | None]:
        """What comes after the last word that it is gone, first first; at least None."""
        dead = max((mention.place for mention in mentions if mention.gone), default=(-1, 0))
        living = sorted(
            (one for one in mentions if not one.gone and one.place > dead), key=lambda one: one.place
        )
        return [*living] or [None]

    def _raw(self, mention: Mention) -> bytes:
        return mention.raw if mention.id is None else self._register.raw(mention.id)[1]

    def refuse(self, mention: Mention | None, reason: str) -> None:
        """Set a record aside that could be read."""
        if mention is not None:
            raw = self._raw(mention)
            aside = SetAside(mention.place[1], mention.offset, mention.key, reason, raw)
            self.arrivals.set_aside[mention.place] = aside

    def gone(self) -> list[int]:
        """Ids of living records that none of the files has any more; to be asked after the winners."""
        rows = self._db.execute(
            "SELECT id FROM record WHERE collection = ? AND live ORDER BY id", (self._collection,)
        )
        kept = self.arrivals.unchanged.keys() | self.elsewhere.keys()
        return [id for (id,) in rows if id not in kept]

    def is_exact(self, order: int, source: int, new: int) -> bool:
        """Whether all records of a file are published from it and no others; so many `new` had no id."""
        found = {id for id, place in self.arrivals.unchanged.items() if place[0] == order}
        found.update(id for id, at in self.elsewhere.items() if at == order)
        return bookkeeping.is_exact(self._register, source, found, new, self.arrivals.records[order])


def broken(reason: str) -> str:
    """What this reason says of the file as a whole; empty when it concerns one record.

    >>> broken("the file ends before </collection>"), broken("a row of totals")
    ('the file breaks off', '')
    """
    return next((fault for start, fault in BROKEN.items() if reason.startswith(start)), "")


def duplicate(key: str) -> str:
    """Why a record is set aside whose key was taken."""
    return f"found a second record with id {key!r}, expected one; the first in reading order is published"


def again(key: str) -> str:
    """Why a record is set aside that came before, just so."""
    return f"{AGAIN}, with id {key!r}: it is published once"
