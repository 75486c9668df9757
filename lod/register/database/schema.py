"""The register's tables, and opening a register of this or an older version.

A *publication* is one moment at which what the site says changed: a publish or a roll-back. Dates of things
are kept as the number of the publication. Ids of things are 64-bit hashes of `kind/key`, so that worker
processes know them without asking; hashes of statements are made the same way (see `statements.number`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from lod import disk_errors
from lod.errors import RegisterError

APPLICATION = 0x4C4F4452  # "LODR" in the file's header, so that `file` and we know what it is
VERSION = 3

LIVE, GONE, MOVED = range(3)
"""States of things."""

CREATE, UPDATE, DELETE, RESTORE, MOVE = range(5)
"""Types of changes in the log."""

BURIED = (
    "INSERT INTO tombstone VALUES (?, ?) ON CONFLICT (thing) DO UPDATE SET description = excluded.description"
)
"""A thing's last description is kept."""

TYPES = ("create", "update", "delete", "restore", "move")

NUMBERS = {"live": LIVE, "gone": GONE, "moved": MOVED} | {type: n for n, type in enumerate(TYPES)}
"""States and types as named parameters of SQL: `:live`, `:delete`."""

KEPT = """
CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE publication (
    number INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,              -- seconds since 1970, always later than the one before
    type TEXT NOT NULL CHECK (type IN ('publish', 'full', 'rollback')),
    release INTEGER NOT NULL,           -- the release that is served from then on
    counts TEXT NOT NULL                -- JSON
) STRICT;

CREATE TABLE collection (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    plan TEXT NOT NULL DEFAULT '{}',    -- JSON: how its records were mapped, to map them again
    mapped INTEGER NOT NULL DEFAULT 0,  -- subfields that a mapping used
    ignored INTEGER NOT NULL DEFAULT 0  -- subfields that a mapping ignores by name
) STRICT;

CREATE TABLE mapping (
    collection INTEGER NOT NULL REFERENCES collection,
    format TEXT NOT NULL,
    version TEXT NOT NULL,              -- of the rules and of all that the statements depend on
    PRIMARY KEY (collection, format)
) STRICT, WITHOUT ROWID;

CREATE TABLE mapped (                   -- every version of a mapping that there was
    collection INTEGER NOT NULL REFERENCES collection,
    format TEXT NOT NULL,
    since INTEGER NOT NULL,             -- publication
    version TEXT NOT NULL,
    PRIMARY KEY (collection, format, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL REFERENCES collection,
    name TEXT NOT NULL,
    stamp TEXT NOT NULL,                -- size and times: the same stamp, the same bytes
    format TEXT NOT NULL,
    records INTEGER NOT NULL,
    current INTEGER NOT NULL,           -- 0: not among the collection's files any more
    UNIQUE (collection, name)
) STRICT;

CREATE TABLE dictionary (
    id INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL REFERENCES collection,
    format TEXT NOT NULL,
    bytes BLOB NOT NULL,                -- a zstandard dictionary that raw records are compressed with
    UNIQUE (collection, format)
) STRICT;

CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL REFERENCES collection,
    key TEXT NOT NULL,
    hash BLOB NOT NULL,                 -- 16 bytes of BLAKE2b of its bytes
    format TEXT NOT NULL,
    source INTEGER REFERENCES source,   -- where it was when its bytes last changed
    position INTEGER NOT NULL,
    first INTEGER NOT NULL,             -- publication
    last INTEGER NOT NULL,              -- publication of its last change
    live INTEGER NOT NULL,
    dictionary INTEGER REFERENCES dictionary,
    raw BLOB NOT NULL,
    UNIQUE (collection, key)
) STRICT;

CREATE INDEX living_record ON record (collection, hash) WHERE live;

CREATE INDEX IF NOT EXISTS living_source ON record (source) WHERE live;

CREATE TABLE former (                   -- what a record was before it changed or went
    record INTEGER NOT NULL REFERENCES record,
    since INTEGER NOT NULL,             -- publication
    until INTEGER NOT NULL,             -- publication in which something else took its place, or nothing
    format TEXT NOT NULL,
    dictionary INTEGER REFERENCES dictionary,
    raw BLOB NOT NULL,
    PRIMARY KEY (record, until)
) STRICT;

CREATE TABLE thing (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    state INTEGER NOT NULL,             -- 0 live, 1 gone, 2 moved
    moved_to INTEGER,                   -- id of a thing
    created INTEGER NOT NULL,           -- publication
    changed INTEGER NOT NULL,           -- publication
    last INTEGER NOT NULL,              -- its newest row in the log
    digest INTEGER NOT NULL             -- sum of the different digests in table describes
) STRICT;

CREATE TABLE log (
    seq INTEGER PRIMARY KEY,            -- only ever appended to
    publication INTEGER NOT NULL REFERENCES publication,
    thing INTEGER NOT NULL,
    type INTEGER NOT NULL,              -- 0 create 1 update 2 delete 3 restore 4 move
    record INTEGER,                     -- one that caused it
    previous INTEGER,                   -- the thing's row before this one
    added INTEGER,                      -- number of statements; NULL: the statements were not kept
    taken INTEGER,
    diff BLOB                           -- what was served after it, against what was served before
) STRICT;

CREATE TABLE tombstone (
    thing INTEGER PRIMARY KEY,
    description BLOB NOT NULL           -- its last statements, compressed N-Triples
) STRICT;

CREATE TABLE withdrawn (
    thing INTEGER PRIMARY KEY,          -- things that a roll-back in force takes back
    type INTEGER NOT NULL,              -- what the roll-back did to it, as in the log
    publication INTEGER NOT NULL REFERENCES publication
) STRICT;

CREATE VIEW served AS                   -- state of each thing in the release that is served
    SELECT id, CASE type WHEN 2 THEN 1 WHEN 1 THEN 0 WHEN 3 THEN 0 ELSE state END AS state
    FROM thing LEFT JOIN withdrawn ON thing = id;

CREATE TABLE decision (                 -- what people decided: it wins over all evidence
    a TEXT NOT NULL,                    -- kind/key
    b TEXT NOT NULL,
    same INTEGER NOT NULL,
    why TEXT NOT NULL,
    made_by TEXT NOT NULL,
    date TEXT NOT NULL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;

CREATE TABLE fellow (                   -- things that are one with others
    thing INTEGER PRIMARY KEY,
    leader INTEGER NOT NULL             -- the thing whose name they have (its own for the leader)
) STRICT;

CREATE INDEX fellow_leader ON fellow (leader);

CREATE TABLE set_aside (
    source INTEGER NOT NULL REFERENCES source,
    position INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    key TEXT NOT NULL,                  -- of a record that could be read but not published
    hash BLOB NOT NULL,
    reason TEXT NOT NULL,
    raw BLOB NOT NULL,                  -- compressed
    PRIMARY KEY (source, position, offset)
) STRICT;

CREATE TABLE left_over (
    collection INTEGER NOT NULL REFERENCES collection,
    field TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (collection, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue (
    record INTEGER NOT NULL REFERENCES record,
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    field TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (record, number)
) STRICT, WITHOUT ROWID;
"""
"""What no rebuilding brings back, or what is kept record by record."""

DERIVED = {
    "describes": """
        CREATE TABLE describes (
            thing INTEGER NOT NULL,
            record INTEGER NOT NULL,
            digest INTEGER NOT NULL,    -- of all that the record says about the thing
            PRIMARY KEY (thing, record)
        ) STRICT, WITHOUT ROWID""",
    "uses": """
        CREATE TABLE uses (
            thing INTEGER NOT NULL,     -- one that the record names and does not describe by this name
            record INTEGER NOT NULL,
            PRIMARY KEY (thing, record)
        ) STRICT, WITHOUT ROWID""",
    "sketch": """
        CREATE TABLE sketch (
            thing INTEGER NOT NULL,     -- by the name that records give it
            data TEXT NOT NULL,         -- what it can be compared by
            count INTEGER NOT NULL,     -- so many records tell it
            PRIMARY KEY (thing, data)
        ) STRICT, WITHOUT ROWID""",
    "block": """
        CREATE TABLE block (
            key INTEGER NOT NULL,       -- hash of what things that may be the same have in common
            thing INTEGER NOT NULL,
            PRIMARY KEY (key, thing)
        ) STRICT, WITHOUT ROWID""",
    "elsewhere": """
        CREATE TABLE elsewhere (
            hash INTEGER PRIMARY KEY,   -- of a statement about what is not ours
            count INTEGER NOT NULL      -- so many records say it
        ) STRICT""",
    "number_of": """
        CREATE TABLE number_of (
            what TEXT NOT NULL,         -- property, class (statements), kind (things), collection 1
            name TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (what, name)
        ) STRICT, WITHOUT ROWID""",
}
"""What a full build makes anew."""

Migration = Callable[[sqlite3.Connection], None]


def _clusters(db: sqlite3.Connection) -> None:
    """Version 2 knows which things are one; the next publish builds everything anew and finds out."""
    for name in ("decision", "fellow", "fellow_leader"):
        start = KEPT.index(f"CREATE {'INDEX' if '_' in name else 'TABLE'} {name}")
        db.execute(KEPT[start : KEPT.index(";", start)])
    for name in ("uses", "sketch", "block"):
        db.execute(DERIVED[name])


def _history(db: sqlite3.Connection) -> None:
    """Version 3 keeps what records were, and can tell what was served; of most older changes nobody knows."""
    for name in ("mapped", "former"):
        start = KEPT.index(f"CREATE TABLE {name}")
        db.execute(KEPT[start : KEPT.index(";", start)])
    db.execute("INSERT INTO mapped SELECT collection, format, 0, version FROM mapping")
    db.execute("UPDATE log SET added = NULL, taken = NULL WHERE diff IS NULL")


MIGRATIONS: dict[int, Migration] = {1: _clusters, 2: _history}
"""By the version it starts from: how to come to the next one."""


def connect(path: Path, write: bool) -> sqlite3.Connection:
    """A connection to a register of this version; RegisterError when it is none."""
    if not path.exists():
        if not write:
            raise RegisterError(
                f"{path}: no register is there; lod publish makes it when nothing was published yet"
            )
        create(path)
    # Where nothing can be written SQLite cannot note who reads; but nothing changes there either.
    still = not write and not os.access(path.parent, os.W_OK)
    uri = f"{path.resolve().as_uri()}?mode={'rw' if write else 'ro'}{'&immutable=1' if still else ''}"
    with ExitStack() as undone:
        try:
            # One that is read may be let go of in another thread than the one that read it.
            db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30, check_same_thread=write)
            undone.callback(db.close)
            db.execute("PRAGMA foreign_keys = ON")
            db.execute("PRAGMA cache_size = -65536" if write else "PRAGMA cache_size = -8192")
            if write:
                db.execute("PRAGMA synchronous = FULL")
            _check(db, path, write)
        except sqlite3.Error as error:
            raise RegisterError(f"{path}: cannot be opened as a register: {error}") from error
        undone.pop_all()
    return db


def create(path: Path) -> None:
    """Make an empty register beside its place, then put it there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with closing(sqlite3.connect(new, isolation_level=None)) as db:
        db.execute("PRAGMA page_size = 8192")
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(KEPT)
        for statement in DERIVED.values():
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {VERSION}")
    new.replace(path)


def _check(db: sqlite3.Connection, path: Path, write: bool) -> None:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION:
        raise RegisterError(f"{path}: found a database of another program, expected a register")
    if version > VERSION:
        raise RegisterError(
            f"{path}: found a register of version {version}, expected at most {VERSION}: use a newer program"
        )
    if version < VERSION:
        if not write:
            raise RegisterError(
                f"{path}: found a register of version {version}, expected {VERSION}; lod publish migrates it"
            )
        migrate(db, path, version)
    if write:  # registers of this version may be from before there was one; older programs do not mind it
        start = KEPT.index("CREATE INDEX IF NOT EXISTS living_source")
        db.execute(KEPT[start : KEPT.index(";", start)])


def migrate(db: sqlite3.Connection, path: Path, version: int) -> None:
    """Bring an older register to this version, all steps or none; a backup stays beside it."""
    backup = path.with_name(f"{path.stem}.version-{version}{path.suffix}")
    with closing(sqlite3.connect(backup)) as copy:
        db.backup(copy)
    with disk_errors.whole(db):
        for step in range(version, VERSION):
            MIGRATIONS[step](db)
        db.execute(f"PRAGMA user_version = {VERSION}")
