"""The database of what others told: links and remarks, with what was decided of each.

Rows of links are never changed: what becomes of one is told by words, the newest of which holds. A remark is
deleted when it has been handled, with the address of who wrote it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from lod import disk_errors
from lod.errors import InboxError
from lod.rdf.iris import Thing

FILE = "inbox.sqlite"
State = Literal["waiting", "accepted", "refused", "withdrawn"]
Relation = Literal["about", "mentions"]
DECIDED = ("accepted", "refused", "withdrawn")
"""Words that say what becomes of a link; all others are notes beside it."""
_SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS secret (bytes BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS link (
    number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
    source TEXT NOT NULL, relation TEXT NOT NULL, title TEXT NOT NULL, language TEXT NOT NULL,
    actor TEXT NOT NULL, activity TEXT NOT NULL, via TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS link_source ON link (source);
CREATE TABLE IF NOT EXISTS word (
    number INTEGER PRIMARY KEY AUTOINCREMENT, link INTEGER NOT NULL, time TEXT NOT NULL,
    word TEXT NOT NULL, who TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS word_link ON word (link);
CREATE TABLE IF NOT EXISTS remark (
    number INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, iri TEXT NOT NULL, title TEXT NOT NULL,
    collection TEXT NOT NULL, record TEXT NOT NULL, owner TEXT NOT NULL, text TEXT NOT NULL,
    email TEXT NOT NULL, sent TEXT NOT NULL, tries INTEGER NOT NULL, fault TEXT NOT NULL) STRICT;
"""
_LINKS = """
SELECT number, time, kind, key, source, relation, title, language, actor, activity, via,
    coalesce((SELECT word FROM word WHERE link = link.number
        AND word IN ('accepted', 'refused', 'withdrawn') ORDER BY number DESC LIMIT 1), 'waiting') AS state
FROM link
"""


@dataclass(frozen=True, slots=True)
class LinkClaim:
    """That something of others links to a thing of ours."""

    thing: Thing
    source: str
    """Address of what links."""
    relation: Relation
    """Whether it is about the thing, or only mentions it."""
    title: str
    language: str = ""
    actor: str = ""
    activity: str = ""
    via: str = "inbox"
    """By which way it came: inbox or form."""


@dataclass(frozen=True, slots=True)
class Link:
    """Such a link as it was kept, and what became of it."""

    number: int
    time: str
    told: LinkClaim
    state: State


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """What was said of a link: accepted, refused, withdrawn; or asked, seen, unseen, unreachable."""

    time: str
    word: str
    who: str
    note: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody says is wrong in a record."""

    iri: str
    title: str
    collection: str
    record: str
    owner: str
    """Key of the organisation whose record it is."""
    text: str
    email: str = ""
    number: int = 0
    time: str = ""
    sent: str = ""
    tries: int = 0
    fault: str = ""


class Box:
    """The database, opened for reading and adding; a context manager. Made when it is not there yet."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InboxError(f"{folder}: nothing was published yet, so nobody can have told anything")
        path = folder / FILE
        with ExitStack() as undone:
            try:
                self._db = sqlite3.connect(path, timeout=10, isolation_level=None)
                undone.callback(self._db.close)
                self._db.executescript(_SCHEMA)
                self._secret = self._own_secret()
            except sqlite3.Error as fault:
                raise InboxError(f"{path}: cannot be opened: {fault}") from fault
            undone.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def _own_secret(self) -> bytes:
        """What proves that a form or an address was made here; made once."""
        with self._writing():
            row = self._db.execute("SELECT bytes FROM secret").fetchone()
            if row is None:
                row = (secrets.token_bytes(32),)
                self._db.execute("INSERT INTO secret VALUES (?)", row)
        return bytes(row[0])

    def proof(self, of: str) -> str:
        """A short text that only this site can make of another one."""
        return hmac.new(self._secret, of.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]

    # ------------------------------------------------------------ links

    def add(self, told: LinkClaim, most: int) -> Link | None:
        """Keep a link; None when it is known and was not refused or withdrawn. InboxError when it is full."""
        thing = told.thing
        with self._writing():
            for one in self.links("kind = ? AND key = ? AND source = ?", thing.kind, thing.key, told.source):
                if one.state in ("waiting", "accepted"):
                    return None
            if self.count("waiting") >= most:
                raise InboxError("so many links wait that no more are taken: try again in some days")
            row = (now(), thing.kind, thing.key, told.source, told.relation, told.title, told.language)
            number = self._db.execute(
                "INSERT INTO link (time, kind, key, source, relation, title, language, actor, activity, via)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, told.actor, told.activity, told.via),
            ).lastrowid
        return self.link(number or 0)

    def say(self, link: int, word: str, who: str, note: str = "") -> None:
        """Add a word on a link."""
        with self._writing():
            self._db.execute(
                "INSERT INTO word (link, time, word, who, note) VALUES (?, ?, ?, ?, ?)",
                (link, now(), word, who, note),
            )

    def link(self, number: int) -> Link | None:
        """The link with this number."""
        return next(iter(self.links("number = ?", number)), None)

    def links(self, where: str = "1", *values: object) -> list[Link]:
        """Links that a condition on their columns is true of, the oldest first."""
        return [_link(row) for row in self._db.execute(f"{_LINKS} WHERE {where} ORDER BY number", values)]

    def in_state(self, state: str) -> list[Link]:
        """Links in one state, the oldest first."""
        return self.links("state = ?", state)

    def count(self, state: str) -> int:
        """How many links are in a state."""
        (found,) = self._db.execute(
            f"SELECT count(*) FROM ({_LINKS}) WHERE state = ?",  # noqa: S608  # a text of ours
            (state,),
        ).fetchone()
        return int(found)

    def words(self, link: int) -> list[LinkEvent]:
        """All that was said of a link, in order."""
        rows = self._db.execute(
            "SELECT time, word, who, note FROM word WHERE link = ? ORDER BY number", (link,)
        )
        return [LinkEvent(*row) for row in rows]

    # ------------------------------------------------------------ remarks

    def remark(self, one: Remark, most: int) -> int:
        """Keep a remark; its number. InboxError when too many wait.

        One that is there word for word, as when a button was pressed twice, is not kept again.
        """
        given = (one.iri, one.title, one.collection, one.record, one.owner, one.text, one.email)
        with self._writing():
            same = self._db.execute(
                "SELECT number FROM remark WHERE (iri, title, collection, record, owner, text, email)"
                " = (?, ?, ?, ?, ?, ?, ?)",
                given,
            ).fetchone()
            if same:
                return int(same[0])
            (waiting,) = self._db.execute("SELECT count(*) FROM remark").fetchone()
            if waiting >= most:
                raise InboxError("so many remarks wait that no more are taken: write a letter")
            return int(
                self._db.execute(
                    "INSERT INTO remark (time, iri, title, collection, record, owner, text, email,"
                    " sent, tries, fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', 0, '')",
                    (now(), *given),
                ).lastrowid
                or 0
            )

    def remarks(self, owner: str = "") -> Iterator[Remark]:
        """All remarks, or those for one organisation, the oldest first."""
        rows = self._db.execute(
            "SELECT iri, title, collection, record, owner, text, email, number, time, sent, tries, fault"
            " FROM remark WHERE ? IN ('', owner) ORDER BY number",
            (owner,),
        )
        return (Remark(*row) for row in rows.fetchall())

    def sent(self, number: int, fault: str = "") -> None:
        """Note that a remark was sent, or why it was not."""
        with self._writing():
            self._db.execute(
                "UPDATE remark SET sent = ?, tries = tries + 1, fault = ? WHERE number = ?",
                ("" if fault else now(), fault, number),
            )

    def forget(self, number: int) -> bool:
        """Delete a remark; whether there was one."""
        with self._writing():
            return self._db.execute("DELETE FROM remark WHERE number = ?", (number,)).rowcount > 0

    def forget_old(self, days: int) -> int:
        """Delete remarks that are older; how many there were."""
        before = now(time.time() - days * 86_400)
        with self._writing():
            return self._db.execute("DELETE FROM remark WHERE time < ?", (before,)).rowcount

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with disk_errors.whole(self._db):
                yield
        except sqlite3.OperationalError as fault:  # it is being written to, or the disk has no room
            raise InboxError(f"the inbox cannot be written to: {fault}") from fault


def accepted(folder: Path) -> list[Link]:
    """The links that were accepted; none when nobody ever told anything."""
    if not (folder / FILE).is_file():
        return []
    with Box(folder) as box:
        return box.in_state("accepted")


def now(seconds: float | None = None) -> str:
    """This moment as an xsd:dateTime, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _link(row: tuple[object, ...]) -> Link:
    number, when, kind, key, *told, state = row
    return Link(int(str(number)), str(when), LinkClaim(Thing(str(kind), str(key)), *told), state)  # type: ignore[arg-type]
