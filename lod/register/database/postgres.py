"""The register in PostgreSQL: opening a schema of a server, and who publishes to it.

There is one publish at a time, from whichever machine: who publishes holds an advisory lock of the server,
which goes with the connection however the process ends.
"""

from __future__ import annotations

import os
import socket
import ssl
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lod import environment
from lod.errors import Locked, RegisterError
from lod.register.database.location import Server
from lod.register.database.postgres_dialect import FUNCTIONS, definitions
from lod.register.database.schema import DERIVED, KEPT, VERSION
from lod.register.statements import number
from lod.site.database import Address

if TYPE_CHECKING:
    from lod.register.database.postgres_connection import Connection

INSTALL = (
    "a register in PostgreSQL is reached by pg8000: pip install '.[postgresql]' in the folder of the program"
)
CONNECTING = 5.0
"""So many seconds a server may take to answer at first: pages wait for it."""
READING = 60.0
"""And so many with what a page asks of it."""
KEEPING = 60
"""After so many seconds without a word the network is asked whether the other side is there."""
TRIES = 20
"""So often, ten times a second, a lock is asked for: the server may see late that its holder is gone."""

_OF = """
CREATE TABLE register_of (              -- one row: whose register this is
    version INTEGER NOT NULL,
    base TEXT NOT NULL,
    moved_to TEXT NOT NULL,             -- where it went: nobody is to go on with it here
    holder TEXT NOT NULL                -- who publishes, or published last
) STRICT;
"""
_SHARED = "to give each site a schema of its own, add ?schema=NAME to the address"


def connect(server: Server, write: bool, is_left: bool = False) -> Connection:
    """A connection to a register of this version; RegisterError when there is none, Locked when it is held.

    For writing, the schema is made when it is not there, and it is held until the connection is closed. One
    that a register has left is opened only with `is_left`.
    """
    db = _connected(server.address, write)
    try:
        if write:
            _hold(db, server)
            if not _is_made(db, server.address):
                _make(db, server)
        elif not _is_made(db, server.address):
            raise RegisterError(f"{_name(server)}: found no register there: nothing was published yet")
        _check(db, server, write, is_left)
        if write:
            if not is_left:
                server.noted()
            db.execute("UPDATE register_of SET holder = ?", (_me(),))
    except BaseException:
        db.close()
        raise
    return db


def is_there(server: Server) -> bool:
    """Whether something was published to this register."""
    with closing(_connected(server.address, False)) as db:
        return _is_made(db, server.address)


def holder(server: Server) -> str:
    """Who is publishing to it now, on whichever machine; empty when nobody is."""
    with closing(_connected(server.address, False)) as db:
        if not _is_made(db, server.address) or not _is_held(db, server.address):
            return ""
        (told,) = db.execute("SELECT holder FROM register_of").fetchone()
        return str(told) or "a process that did not say its name"


def _connected(address: Address, write: bool) -> Connection:
    """A connection to the database, in its schema: tables for the time being are found by their full name."""
    try:
        from pg8000.core import CoreConnection  # an extra that most sites do not need

        from lod.register.database.postgres_connection import Connection
    except ImportError as fault:
        raise RegisterError(INSTALL) from fault
    local = address.host.startswith("/")
    session = {"search_path": f'"{address.schema}", pg_temp', "client_min_messages": "warning", "jit": "off"}
    if write:
        session |= {"work_mem": "256MB", "temp_buffers": "64MB"}
        # a publish works for hours without a word to the server while the store is loaded
        session |= {"idle_in_transaction_session_timeout": "0", "statement_timeout": "0"}

    def opened() -> Any:
        wire = CoreConnection(
            address.user,
            host=address.host,
            port=address.port,
            database=address.database,
            password=environment.read().register_password,
            unix_sock=f"{address.host}/.s.PGSQL.{address.port}" if local else None,
            ssl_context=False if local else _tls(address),
            timeout=CONNECTING,
            application_name=f"lod {'publish' if write else 'read'}",
            startup_params=session,
        )
        wire._usock.settimeout(None if write else READING)
        if not local and hasattr(socket, "TCP_KEEPIDLE"):
            # what stands between must not forget the connection, nor the server wait for one that is gone
            wire._usock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPING)
        return wire

    return Connection(f"site.toml: register: {address}", opened, write)


def _tls(address: Address) -> ssl.SSLContext | bool | None:
    """How pg8000 is told: None encrypts where the server can, and trusts whoever it is."""
    if address.tls == "disable":
        return False
    if address.tls == "require":
        return True
    if address.tls == "verify-full":
        return ssl.create_default_context(cafile=address.authorities or None)
    return None


def _name(server: Server) -> str:
    return f"site.toml: register: {server}"


def _me() -> str:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"process {os.getpid()} on {socket.gethostname()} since {now}"


def _lock(address: Address) -> int:
    """What stands for the schema among the advisory locks of its database."""
    return number(f"lod register {address.schema}".encode())


def _hold(db: Connection, server: Server) -> None:
    for again in range(TRIES):
        (held,) = db.execute("SELECT pg_try_advisory_lock(?)", (_lock(server.address),)).fetchone()
        if held:
            return
        time.sleep(0.1 if again < TRIES - 1 else 0)
    told = ""
    if _is_made(db, server.address):
        (told,) = db.execute("SELECT holder FROM register_of").fetchone()
    raise Locked(
        f"{_name(server)}: being published by {told or 'a process that did not say its name'}; "
        "try again when it is done"
    )


def _is_held(db: Connection, address: Address) -> bool:
    lock = _lock(address) & ((1 << 64) - 1)
    row = db.execute(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
        " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        " AND classid::bigint = ? AND objid::bigint = ? AND objsubid = 1",
        (lock >> 32, lock & 0xFFFFFFFF),
    ).fetchone()
    return bool(row[0])


def _is_made(db: Connection, address: Address) -> bool:
    (found,) = db.execute(
        "SELECT count(*) FROM pg_tables WHERE schemaname = ? AND tablename = 'register_of'", (address.schema,)
    ).fetchone()
    return bool(found)


def _make(db: Connection, server: Server) -> None:
    """An empty register, all of it or nothing; the schema may have been made by who runs the server."""
    schema = server.address.schema
    (encoding,) = db.execute("SELECT getdatabaseencoding()").fetchone()
    if encoding != "UTF8":
        raise RegisterError(f"{_name(server)}: found a database in {encoding}, expected one in UTF8")
    (schemas,) = db.execute("SELECT count(*) FROM pg_namespace WHERE nspname = ?", (schema,)).fetchone()
    (others,) = db.execute("SELECT count(*) FROM pg_tables WHERE schemaname = ?", (schema,)).fetchone()
    if others:
        raise RegisterError(f"{_name(server)}: found tables of another program; {_SHARED}")
    db.execute("BEGIN")
    try:
        if not schemas:
            db.execute(f'CREATE SCHEMA "{schema}"')
        db.script(definitions(_OF + KEPT + ";".join(DERIVED.values())))
        db.script(FUNCTIONS)
        db.execute("INSERT INTO register_of VALUES (?, ?, '', '')", (VERSION, server.base))
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _check(db: Connection, server: Server, write: bool, is_left: bool) -> None:
    version, base, moved_to = db.execute("SELECT version, base, moved_to FROM register_of").fetchone()
    if version != VERSION:
        raise RegisterError(
            f"{_name(server)}: found a register of version {version}, expected {VERSION}:"
            " use the program that made it"
        )
    if moved_to and not is_left:
        raise RegisterError(f"{_name(server)}: the register went to {moved_to}: say so in site.toml")
    if base == server.base:
        return
    if not server.is_noted:
        raise RegisterError(
            f"{_name(server)}: found the register of {base}, expected one of {server.base}; {_SHARED}"
        )
    if write:  # the site is called otherwise from now on
        db.execute("UPDATE register_of SET base = ?", (server.base,))
