"""A connection to PostgreSQL that is used as one to SQLite is.

Statements are prepared once; many rows at a time go by COPY, for each journey to the server takes longer than
the work. A reader whose connection broke (the server was started anew) opens another one by itself.
"""

from __future__ import annotations

import os
import re
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from pg8000.exceptions import DatabaseError, InterfaceError

from lod.errors import RegisterError
from lod.register.database.postgres_dialect import escaped, plain, translated

FEW = 8
"""So many rows are sent one by one."""
BLOCK = 2_000
"""Rows in a piece of COPY."""
MANY = 5_000
"""A table that grew by so many rows is looked at, so that the server chooses the way to them by its size."""

BIGINT, TEXT, BYTEA, NUMERIC, BOOLEAN, INTEGER, OID = 20, 25, 17, 1700, 16, 23, 26

_INSERT = re.compile(r'INSERT INTO ([\w.]+)(?: \(([\w, "]+)\))? VALUES \(\$1(?:, \$\d+)*\)')
_INTO = re.compile(r"\s*(?:INSERT INTO|CREATE TABLE) ([\w.]+)")
_PLACE = re.compile(r"\$(\d+)")
_TYPES = {int: ("i", "bigint"), bool: ("i", "bigint"), str: ("t", 'text COLLATE "C"'), bytes: ("b", "bytea")}
_SIGNS = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_BROKEN = (InterfaceError, OSError, ValueError)
"""What pg8000 raises when the connection is gone, or is used after that."""

_OVER = ("ROLLBACK", "DISCARD TEMP")
"""What the server does by itself when a connection ends."""


class Lost(RegisterError):
    """The server is not reached, or not any more."""


class Answer:
    """The rows of an answer."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)

    def fetchone(self) -> Any:
        """The next row; None after the last."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return [*self._rows]

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def __next__(self) -> Any:
        return next(self._rows)


class Connection:
    """One session with a server; `opened` begins one, `name` stands before what goes wrong."""

    def __init__(self, name: str, opened: Callable[[], Any], write: bool) -> None:
        self._name = name
        self._opened = opened
        self._write = write
        self._prepared: dict[tuple[str, tuple[int, ...]], tuple[Any, ...]] = {}
        self._rows: dict[str, int] = {}
        """How many rows each table grew by in this session."""
        self._seen: dict[str, int] = {}
        """How many when it was last looked at."""
        self._wire: Any = None
        self._ended: Callable[[], Any] = lambda: None
        self._open()

    def _open(self) -> None:
        self._prepared.clear()
        try:
            self._wire = self._opened()
        except (DatabaseError, *_BROKEN) as fault:
            raise Lost(f"{self._name}: cannot be reached ({_refused(fault)})") from None
        # in a circle of values its socket could go before who says goodbye with it
        self._ended = weakref.finalize(self, _end, self._wire, os.getpid())
        self._wire.message_types[b"D"] = _row
        self._wire.pg_types.clear()
        self._wire.pg_types.default_factory = lambda: _text
        self._wire.pg_types.update(
            {BIGINT: int, INTEGER: int, OID: int, NUMERIC: int, BOOLEAN: _boolean, BYTEA: _bytes}
        )

    def close(self) -> None:
        """Let go of the server, and of all locks before it sees by itself that nobody is there."""
        if self._write and self._wire is not None and self._wire._transaction_status == b"I":
            with suppress(DatabaseError, *_BROKEN):
                self._wire.execute_simple("SELECT pg_advisory_unlock_all()")
        self._wire = None
        self._ended()

    # ------------------------------------------------------------ statements

    def execute(self, sql: str, parameters: Any = (), /) -> Answer:
        """Run a statement."""
        text, names = translated(sql)
        if self._wire is None and text in _OVER:
            return Answer(())
        named = isinstance(parameters, Mapping)
        values = [parameters[name] for name in names] if named else [*parameters]
        if self._rows:
            self._look()
        found = self._kept(lambda: self._run(text, values))
        into = _INTO.match(text)
        if into and found.row_count > MANY:
            self._grew(into[1], found.row_count)
        if text == "DISCARD TEMP":
            self._rows.clear()
            self._seen.clear()
        return Answer(found.rows or ())

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> None:
        """Run a statement for each of many values, in their order."""
        rows = [*parameters]
        text, _ = translated(sql)
        if len(rows) <= FEW:
            for row in rows:
                self._kept(lambda row=row: self._run(text, row))  # type: ignore[misc]
            return
        plain_insert = _INSERT.fullmatch(text)
        if plain_insert:
            self._copy(plain_insert[1], plain_insert[2], rows)
            self._grew(plain_insert[1], len(rows))
        else:
            self._loop(text, rows)

    def script(self, text: str) -> None:
        """Run many statements without values, that are PostgreSQL's own."""
        self._kept(lambda: self._wire.execute_simple(text))

    def _run(self, text: str, values: Sequence[Any]) -> Any:
        if not values and not text.lstrip().startswith(("SELECT", "WITH")):
            return self._wire.execute_simple(text)
        oids = tuple([_oid(value) for value in values])
        known = self._prepared.get((text, oids))
        if known is None:
            known = self._prepared[text, oids] = self._wire.prepare_statement(text, oids)
        return self._wire.execute_named(known[0], [_sent(one) for one in values], known[1], known[2], text)

    def _kept(self, run: Callable[[], Any]) -> Any:
        """Run it; a reader tries once more on another connection when this one is gone."""
        try:
            return self._tried(run)
        except Lost:
            inside = self._wire is not None and self._wire._transaction_status != b"I"
            self.close()
            if self._write or inside:
                raise
            self._open()
            return self._tried(run)

    def _tried(self, run: Callable[[], Any]) -> Any:
        if self._wire is None:
            raise Lost(f"{self._name}: the connection is closed")
        try:
            return run()
        except DatabaseError as fault:
            if _code(fault)[:2] in ("57", "08"):  # the server is being stopped, or ended this session
                raise Lost(f"{self._name}: {_told(fault)}") from fault
            raise RegisterError(f"{self._name}: {_told(fault)}") from fault
        except _BROKEN as fault:
            raise Lost(f"{self._name}: the connection is gone ({fault.__cause__ or fault})") from fault
        except BaseException:
            self.close()  # interrupted in the middle of an answer: what comes next would be the rest of it
            raise

    # ------------------------------------------------------------ many rows

    def _copy(self, table: str, columns: str | None, rows: Sequence[Sequence[Any]]) -> None:
        statement = f"COPY {table}{f' ({columns})' if columns else ''} FROM STDIN"
        self._kept(lambda: self._wire.execute_unnamed(statement, stream=_pieces(rows)))

    def _loop(self, text: str, rows: Sequence[Sequence[Any]]) -> None:
        """Send the values first, then let the server run the statement for each."""
        columns = [
            next((_TYPES[type(row[at])] for row in rows if row[at] is not None), None)
            for at in range(len(rows[0]))
        ]
        table = "rows_" + "".join(one[0] if one else "n" for one in columns)
        defined = ", ".join(f"c{at} {one[1] if one else 'text'}" for at, one in enumerate(columns))
        self._kept(lambda: self._wire.execute_simple(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({defined})"))
        self._copy(f"pg_temp.{table}", None, rows)

        def value(found: re.Match[str]) -> str:
            return f"r.c{int(found[1]) - 1}" if columns[int(found[1]) - 1] else "NULL"

        loop = (
            f"DO $do$ DECLARE r record; BEGIN FOR r IN SELECT * FROM pg_temp.{table} LOOP"  # noqa: S608 - ours
            f" {_PLACE.sub(value, text)}; END LOOP; END $do$"
        )
        self._kept(lambda: self._wire.execute_simple(loop))
        self._kept(lambda: self._wire.execute_simple(f"TRUNCATE pg_temp.{table}"))

    def _grew(self, table: str, rows: int) -> None:
        self._rows[table] = self._rows.get(table, 0) + rows

    def _look(self) -> None:
        """Let the server look at tables that grew much: inside a transaction it does not by itself."""
        for table, rows in self._rows.items():
            if rows - self._seen.get(table, 0) > max(MANY, self._seen.get(table, 0)):
                self._seen[table] = rows
                self._kept(lambda table=table: self._wire.execute_simple(f"ANALYZE {table}"))  # type: ignore[misc]


_NOT_LET_IN = "28P01"
"""SQLSTATE of a password that is wrong or missing."""


def _refused(fault: BaseException) -> str:
    """Why there is no connection: what the server said before it was found gone, or what the network says."""
    found: BaseException | None = fault
    while found is not None:
        if isinstance(found, DatabaseError):
            wrong = isinstance(found.args[0], dict) and found.args[0].get("C") == _NOT_LET_IN
            return _told(found) + ("; expected it in LOD_REGISTER_PASSWORD" if wrong else "")
        found = found.__context__
    return str(fault.__cause__ or fault)


def _end(wire: Any, process: int) -> None:
    if os.getpid() != process:  # a worker process was given a copy, and the connection is not its own
        return
    with suppress(*_BROKEN):  # it may be gone already
        wire.close()


def _code(fault: DatabaseError) -> str:
    told = fault.args[0] if fault.args else {}
    return str(told.get("C", "")) if isinstance(told, dict) else ""


def _told(fault: DatabaseError) -> str:
    """What the server said, without values."""
    told = fault.args[0] if fault.args else {}
    return str(told.get("M", told)) if isinstance(told, dict) else str(told)


def _oid(value: Any) -> int:
    if isinstance(value, int):
        return BIGINT
    return TEXT if isinstance(value, str) else BYTEA if isinstance(value, bytes) else 0


def _sent(value: Any) -> str | None:
    """A value as PostgreSQL reads it in text."""
    if value is None:
        return None
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return str(int(value))


def _pieces(rows: Sequence[Sequence[Any]]) -> Iterator[bytes]:
    for at in range(0, len(rows), BLOCK):
        yield "".join(
            ["\t".join([_copied(one) for one in row]) + "\n" for row in rows[at : at + BLOCK]]
        ).encode()


def _copied(value: Any) -> str:
    """A value as COPY reads it in text."""
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, str):
        return escaped(value).translate(_SIGNS)
    return "\\N" if value is None else "\\\\x" + value.hex()


def _row(data: bytes, context: Any) -> None:
    """Read a row: values come as text, each behind its length."""
    at = 2
    row: list[Any] = []
    for read in context.input_funcs:
        length = int.from_bytes(data[at : at + 4], "big", signed=True)
        at += 4
        if length < 0:
            row.append(None)
        else:
            row.append(read(data[at : at + length]))
            at += length
    context.rows.append(tuple(row))


def _text(data: bytes) -> str:
    return plain(data.decode())


def _bytes(data: bytes) -> bytes:
    return bytes.fromhex(data[2:].decode())


def _boolean(data: bytes) -> int:
    return int(data == b"t")
