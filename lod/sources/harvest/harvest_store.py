"""What was harvested from one source: a small database, so that publishing needs no network.

A harvest gathers in `incoming`; only when it is complete is that worked into `record`, in one transaction.
A process may be killed at any point: what can be read is the state before or the state after, and the next
harvest goes on from the last page that was taken in whole.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import zstandard

from lod import disk_errors
from lod.errors import SourceError

_TABLES = """
CREATE TABLE IF NOT EXISTS record (
    seq INTEGER PRIMARY KEY,      -- the order of arrival: the order of reading
    id TEXT NOT NULL UNIQUE,      -- as the source identifies it
    raw BLOB NOT NULL             -- its bytes, zstandard
) STRICT;
CREATE TABLE IF NOT EXISTS incoming (
    id TEXT PRIMARY KEY,
    raw BLOB                      -- NULL: the source says that it is deleted
) STRICT;
CREATE TABLE IF NOT EXISTS token (text TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
RUN = "run."
"""How the names of facts about the harvest under way begin; they go when it ends."""


@dataclass(frozen=True, slots=True)
class Item:
    """One record as a source gives it."""

    id: str
    raw: bytes | None
    """Its bytes; None when the source says that it is deleted."""


@dataclass(frozen=True, slots=True)
class HarvestChanges:
    """What a completed harvest changed."""

    new: int = 0
    changed: int = 0
    deleted: int = 0
    records: int = 0
    """How many there are now."""


class HarvestStore:
    """The database of one source; a context manager. Written to by one process at a time."""

    def __init__(self, path: Path, write: bool = True) -> None:
        self.path = path
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        # Where nothing can be written SQLite cannot note who reads; but nothing changes there either.
        still = not write and not os.access(path.parent, os.W_OK)
        uri = f"{path.resolve().as_uri()}?mode={'rwc' if write else 'ro'}{'&immutable=1' if still else ''}"
        with ExitStack() as undone:
            try:
                self._db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)
                undone.callback(self._db.close)
                if write:
                    self._db.execute("PRAGMA journal_mode = WAL")
                    self._db.execute("PRAGMA synchronous = NORMAL")
                    self._db.executescript(_TABLES)
            except (sqlite3.Error, OSError) as error:
                raise SourceError(f"{path}: cannot be opened: {error}") from error
            undone.pop_all()
        self._packer = zstandard.ZstdCompressor(level=6)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    # ------------------------------------------------------------ facts

    def fact(self, name: str, default: str = "") -> str:
        """A fact about the source or the harvest under way."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else default

    def note(self, **facts: str) -> None:
        """Note facts; `run_token` is about the harvest under way."""
        with self._whole():
            self._note(facts)

    def _note(self, facts: dict[str, str]) -> None:
        rows = [(name.replace("run_", RUN, 1), value) for name, value in facts.items()]
        self._db.executemany("INSERT OR REPLACE INTO fact VALUES (?, ?)", rows)

    def count(self) -> int:
        """How many records there are."""
        return int(self._db.execute("SELECT count(*) FROM record").fetchone()[0])

    def gathered(self) -> int:
        """How many records the harvest under way has gathered."""
        return int(self._db.execute("SELECT count(*) FROM incoming").fetchone()[0])

    # ------------------------------------------------------------ a harvest

    def begin(self, **facts: str) -> None:
        """Begin a harvest; one that was under way is forgotten."""
        with self._whole():
            self._forget()
            self._note(facts)

    def take(self, items: Iterable[Item], token: str, **facts: str) -> int:
        """Take a page in, and where to go on after it, together; how many records were not seen yet."""
        before = self.gathered()
        with self._whole():
            self._db.executemany(
                "INSERT OR REPLACE INTO incoming VALUES (?, ?)",
                [(one.id, None if one.raw is None else self._packer.compress(one.raw)) for one in items],
            )
            if token:
                self._db.execute("INSERT OR IGNORE INTO token VALUES (?)", (token,))
            self._note({"run_token": token, **facts})
        return self.gathered() - before

    def has_had(self, token: str) -> bool:
        """Whether this harvest was given this token before."""
        return self._db.execute("SELECT 1 FROM token WHERE text = ?", (token,)).fetchone() is not None

    def abandon(self) -> None:
        """Forget the harvest under way."""
        with self._whole():
            self._forget()

    def vanished(self) -> int:
        """How many records the harvest under way has not come across."""
        row = self._db.execute("SELECT count(*) FROM record WHERE id NOT IN (SELECT id FROM incoming)")
        return int(row.fetchone()[0])

    def complete(self, full: bool, **facts: str) -> HarvestChanges:
        """Work a harvest in that came to its end; after a full one, what it did not come across is gone."""
        with self._whole():
            db = self._db
            is_new = "raw IS NOT NULL AND id NOT IN (SELECT id FROM record)"
            (new,) = db.execute(f"SELECT count(*) FROM incoming WHERE {is_new}").fetchone()  # noqa: S608
            gone = "id IN (SELECT id FROM incoming WHERE raw IS NULL)"
            if full:
                gone += " OR id NOT IN (SELECT id FROM incoming)"
            deleted = db.execute(f"DELETE FROM record WHERE {gone}").rowcount  # noqa: S608 - no text from outside
            changed = db.execute(
                "UPDATE record SET raw = incoming.raw FROM incoming"
                " WHERE incoming.id = record.id AND incoming.raw <> record.raw"
            ).rowcount
            db.execute(
                "INSERT INTO record (id, raw) SELECT id, raw FROM incoming WHERE raw IS NOT NULL"
                " AND id NOT IN (SELECT id FROM record) ORDER BY rowid"
            )
            self._forget()
            self._note(facts)
            if new or changed or deleted or not self.fact("revision"):
                # Random, so that a revision lost in a power failure is never taken for its successor.
                self._note({"revision": secrets.token_hex(8)})
        return HarvestChanges(new, changed, deleted, self.count())

    def _forget(self) -> None:
        self._db.execute("DELETE FROM incoming")
        self._db.execute("DELETE FROM token")
        self._db.execute("DELETE FROM fact WHERE name LIKE ?", (RUN + "%",))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """A transaction: all of it or nothing."""
        with disk_errors.whole(self._db):
            yield

    # ------------------------------------------------------------ reading

    def records(self) -> Iterator[bytes]:
        """The bytes of each record, in the order in which they first came."""
        unpacker = zstandard.ZstdDecompressor()
        with closing(self._db.cursor()) as cursor:
            for (raw,) in cursor.execute("SELECT raw FROM record ORDER BY seq"):
                yield unpacker.decompress(raw)
