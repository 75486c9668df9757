"""What the register asks of a database: SQLite's own connection, or PostgreSQL behind the same few methods.

The register speaks one SQL. SQLite takes it as it stands, so that a connection of SQLite is used with nothing
in between; for PostgreSQL the few words that differ are put otherwise (see `postgres_dialect`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from lod import disk_errors
from lod.register.database.schema import DERIVED

Parameters = Any
"""Values for `?` in order, or for `:name` by name."""


class Rows(Protocol):
    """The answer to a statement."""

    def fetchone(self) -> Any:
        """The next row; None after the last."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Row after row."""


class Database(Protocol):
    """A connection; every statement outside BEGIN … COMMIT stands by itself."""

    def execute(self, sql: str, parameters: Parameters = (), /) -> Rows:
        """Run a statement."""

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> object:
        """Run a statement for each of many values, in their order."""

    def close(self) -> None:
        """Let go of it."""


def emptied(db: Database, table: str) -> None:
    """Empty a derived table, to be filled in the order of its key."""
    if isinstance(db, sqlite3.Connection):
        db.execute(f"DROP TABLE {table}")  # nothing is read again only to be deleted
        db.execute(DERIVED[table])
    else:
        # whoever reads meanwhile would wait for the end of the publish behind DROP or TRUNCATE
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - one of our tables


def undo(db: Database) -> None:
    """End a transaction as if it had never begun."""
    if isinstance(db, sqlite3.Connection):
        disk_errors.undo(db)
    else:
        db.execute("ROLLBACK")


STAGING = """
CREATE TABLE staging.describes (thing INTEGER, record INTEGER, digest INTEGER) STRICT;
CREATE TABLE staging.name (thing INTEGER, name TEXT) STRICT;
CREATE TABLE staging.uses (thing INTEGER, record INTEGER) STRICT;
CREATE TABLE staging.sketch (thing INTEGER, data TEXT, count INTEGER) STRICT;
CREATE TABLE staging.block (key INTEGER, thing INTEGER) STRICT;
CREATE TABLE staging.told (record INTEGER PRIMARY KEY) STRICT;
CREATE TABLE staging.telling (thing INTEGER, record INTEGER, digest INTEGER) STRICT;
"""


@contextmanager
def staging(db: Database, path: Path) -> Iterator[None]:
    """The tables in which a full build gathers what workers found; gone afterwards.

    With SQLite a database of its own at `path`; with PostgreSQL tables that only this connection sees.
    """
    if not isinstance(db, sqlite3.Connection):
        try:
            for statement in filter(str.strip, STAGING.split(";")):
                db.execute(statement)
            yield
        finally:
            db.execute("DISCARD TEMP")
        return
    db.execute("ATTACH ? AS staging", (str(path),))
    try:
        db.execute("PRAGMA staging.journal_mode = OFF")
        db.execute("PRAGMA staging.synchronous = OFF")
        db.execute("PRAGMA staging.cache_size = -65536")
        for statement in STAGING.split(";"):
            db.execute(statement)
        yield
    finally:
        db.execute("DETACH staging")
        path.unlink(missing_ok=True)
