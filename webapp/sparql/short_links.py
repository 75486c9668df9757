"""Short links to queries: what somebody wants to share is kept, under a key that follows from its text.

Kept is the text alone: not who asked it, nor when it is read. The same text has the same key everywhere.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from lod.errors import LodError, QueryLimit

KEPT = "questions.sqlite"
"""Name of the database below var."""
MOST = 200_000
"""So many queries are kept; then no more are taken."""
LONGEST = 10_000
"""Bytes of a query that is kept: all of them together take two gigabytes at most."""
LENGTH = 8
"""Characters of a key."""
_TABLE = """
CREATE TABLE IF NOT EXISTS question (key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID
"""


log = logging.getLogger(__name__)


class QuestionError(LodError):
    """Queries cannot be kept or read."""


class QueryStore:
    """The queries that are kept at one site; safe between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, text: str) -> str:
        """Keep a query; gives its key.

        QueryLimit when it is too long, too many are kept or there is no place to keep it; QuestionError when
        the database is damaged.
        """
        if len(text.encode()) > LONGEST:
            raise QueryLimit(f"a query of at most {LONGEST:,} bytes gets a short link", "query_kb")
        digest = base64.b32encode(hashlib.sha256(text.encode()).digest()).decode("ascii").lower()
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as db, db:
                db.execute(_TABLE)
                # two texts that begin alike are told apart by more characters
                for length in range(LENGTH, len(digest.rstrip("=")) + 1):
                    key = digest[:length]
                    found = db.execute("SELECT text FROM question WHERE key = ?", (key,)).fetchone()
                    if found is None:
                        self._add(db, key, text)
                    if found is None or found[0] == text:
                        return key
        except sqlite3.OperationalError as error:  # a full disk, or one that is only read from
            log.warning("%s: cannot be written: %s", self._path, error)
            raise QueryLimit("short links cannot be kept now; this query has none", "disk") from error
        except sqlite3.Error as error:
            raise QuestionError(f"{self._path}: cannot be written: {error}") from error
        raise QuestionError("this query has the key of another one")

    @staticmethod
    def _add(db: sqlite3.Connection, key: str, text: str) -> None:
        (count,) = db.execute("SELECT count(*) FROM question").fetchone()
        if count >= MOST:
            raise QueryLimit(f"{MOST} queries are kept; no more are taken", "disk")
        db.execute("INSERT INTO question VALUES (?, ?)", (key, text))

    def text(self, key: str) -> str | None:
        """The query with a key; None when none is kept under it."""
        if not self._path.exists():
            return None
        try:
            with closing(sqlite3.connect(self._path, timeout=5)) as db:
                found = db.execute("SELECT text FROM question WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            raise QuestionError(f"{self._path}: cannot be read: {error}") from error
        return found[0] if found else None
