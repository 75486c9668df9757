"""Taking a register from a file to a server and back: every table, compared afterwards row by row."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from xxhash import xxh3_64_intdigest as hash_of

from lod.errors import RegisterError
from lod.register.database import location, schema
from lod.register.database.connection import Database
from lod.register.database.location import Server
from lod.register.lock import locked
from lod.site import Site
from lod.site.database import address

FILE = "file"
"""How the file in var is called, where else the address of a server stands."""
PUT_ASIDE = "register.moved.sqlite"
"""What the file in var is called when the register went to a server: it may be removed."""
BATCH = 5_000
"""Rows that are held at once."""


@dataclass(frozen=True, slots=True)
class Move:
    """What was moved."""

    origin: str
    target: str
    rows: int


def move(site: Site, to: str, replace: bool = False) -> Move:
    """Move the register of a site to the address of a server, or to FILE; site.toml is for the operator.

    RegisterError when another register is there, unless that is to be replaced; then nothing was moved.
    """
    file, note = site.var / location.FILE, site.var / location.NOTE
    with locked(site.var, "moved"):
        if to == FILE:
            return _to_file(Server(address(_at(site, note)), site.base, note), file)
        try:
            server = Server(address(to), site.base, note)
        except ValueError as fault:
            raise RegisterError(f"the address to move to: expected {fault}") from None
        if not file.exists():
            raise RegisterError(f"{file}: found no register to be moved to {server}")
        return _to_server(file, server, replace)


def _at(site: Site, note: Path) -> str:
    """The server that a site has its register on."""
    if site.register:
        return site.register
    if note.exists():
        return note.read_text("utf-8").strip()
    raise RegisterError(f"{site.folder}: the register is on no server: nothing is to be moved")


def export_to_file(server: Server, to: Path) -> int:
    """Write a register on a server into a file of SQLite, as it is at one moment; how many rows it has."""
    from lod.register.database import postgres

    with closing(postgres.connect(server, write=False)) as origin:
        return _filed(origin, to)


def _filed(origin: Database, to: Path) -> int:
    schema.create(to)
    origin.execute("BEGIN")
    with closing(sqlite3.connect(to, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("BEGIN")
        rows = _copied(origin, copy)
        copy.execute("COMMIT")
        copy.execute("PRAGMA journal_mode = DELETE")  # all in one file
    origin.execute("COMMIT")
    return rows


def _to_file(server: Server, file: Path) -> Move:
    from lod.register.database import postgres

    if file.exists():
        raise RegisterError(f"{file}: found a register there already: nothing was moved")
    with closing(postgres.connect(server, write=True)) as origin:
        new = file.with_name(f"{file.name}.new")
        rows = _filed(origin, new)
        with closing(sqlite3.connect(new, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = WAL")
        new.replace(file)
        origin.execute("UPDATE register_of SET moved_to = ?", (str(file),))
        server.note.unlink(missing_ok=True)
    return Move(str(server), str(file), rows)


def _to_server(file: Path, server: Server, replace: bool) -> Move:
    from lod.register.database import postgres

    with (
        closing(schema.connect(file, write=True)) as origin,
        closing(postgres.connect(server, write=True, is_left=True)) as copy,
    ):
        (there,) = copy.execute(
            "SELECT count(*) FROM publication WHERE (SELECT moved_to FROM register_of) = ''"
        ).fetchone()
        if there and not replace:
            raise RegisterError(f"{server}: found a register there already: nothing was moved; see --replace")
        copy.execute("BEGIN")
        try:
            for table in reversed(_tables()):
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 - one of our tables
            rows = _copied(origin, copy)
            copy.execute("UPDATE register_of SET moved_to = ''")
            copy.execute("COMMIT")
        except BaseException:
            copy.execute("ROLLBACK")
            raise
        server.noted()
        origin.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.replace(file.with_name(PUT_ASIDE))
    for rest in ("-wal", "-shm"):
        file.with_name(file.name + rest).unlink(missing_ok=True)
    return Move(str(file), str(server), rows)


# ---------------------------------------------------------------- tables


def _tables() -> list[str]:
    """All tables, each behind those that it refers to."""
    return [*re.findall(r"CREATE TABLE (\w+)", schema.KEPT), *schema.DERIVED]


def _columns() -> dict[str, list[str]]:
    """The columns of each table."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(schema.KEPT + ";".join(schema.DERIVED.values()))
        return {
            table: [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")] for table in _tables()
        }


def _copied(origin: Database, copy: Database) -> int:
    """Copy all rows; RegisterError when the copy is not the same. How many they are."""
    total = 0
    for table, columns in _columns().items():
        names, marks = ", ".join(columns), ", ".join("?" for _ in columns)
        rows = _rows(origin, table, names)
        while batch := [*islice(rows, BATCH)]:
            copy.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)  # noqa: S608 - ours
        here, there = (_summed(_rows(one, table, names)) for one in (origin, copy))
        if here != there:
            raise RegisterError(f"table {table}: found {there[0]:,} rows that are not those of the origin")
        total += here[0]
    return total


def _rows(db: Database, table: str, names: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, never all of them at once."""
    select = f"SELECT {names} FROM {table}"  # noqa: S608 - our tables
    if isinstance(db, sqlite3.Connection):
        yield from db.execute(select)
        return
    db.execute(f"DECLARE moving NO SCROLL CURSOR FOR {select}")
    while some := db.execute(f"FETCH {BATCH} FROM moving").fetchall():
        yield from some
    db.execute("CLOSE moving")


def _summed(rows: Iterator[tuple[Any, ...]]) -> tuple[int, int]:
    """How many rows there are, and a number that stands for them in whatever order."""
    count = digest = 0
    for row in rows:
        count += 1
        digest += hash_of(repr(row).encode("utf-8", "surrogatepass"))
    return count, digest & ((1 << 64) - 1)
