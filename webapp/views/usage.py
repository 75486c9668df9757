"""How the collections are used: counted by day, without anything about who used them.

Each worker counts in memory and adds its numbers to one small database now and then. Kept are only numbers:
of pages looked at, descriptions fetched, searches and requests started, by collection; of hosts that visitors
came from; and of words that were looked for in vain.
"""

from __future__ import annotations

import atexit
import logging
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from crawleruseragents import is_crawler

log = logging.getLogger(__name__)

SOUGHT = "lod.sought"
"""What is put into the environment of a search that found nothing: the text."""
EVERY = 15.0
"""Seconds between two additions to the database."""
LONGEST = 60
LONGEST_AGENT = 500
MOST_TOLD = 100
"""So many different hosts and texts at most are added each time."""
PERSON, CRAWLER = "person", "crawler"

_COLLECTION = re.compile(r'/id/collection/([a-z0-9-]+)>; rel="collection"')
_NAMED = re.compile(r"[a-z0-9-]+")
_SERVICES = {
    "search": "search",
    "ask": "ask",
    "sparql": "sparql",
    "reconcile": "reconcile",
    "oai": "oai",
    "dumps": "download",
    "changes": "feed",
    "ldes": "feed",
    "stories.atom": "feed",
}
_TABLES = """
CREATE TABLE IF NOT EXISTS counted (
    day TEXT NOT NULL, what TEXT NOT NULL, collection TEXT NOT NULL, visitor TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, what, collection, visitor)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (
    month TEXT NOT NULL, what TEXT NOT NULL, text TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (month, what, text)) STRICT, WITHOUT ROWID;
"""
_ADD = {
    "counted": "INSERT INTO counted VALUES (?, ?, ?, ?, ?)",
    "told": "INSERT INTO told VALUES (?, ?, ?, ?)",
}
_MORE = " ON CONFLICT DO UPDATE SET count = count + excluded.count"

Environ = dict[str, Any]


class Usage:
    """The counts of one site; safe between threads and processes."""

    def __init__(self, path: Path, root: str = "/", own_hosts: Iterable[str] = ()) -> None:
        self._path = path
        self._root = root
        self._own = frozenset(own_hosts)
        self._counted: Counter[tuple[str, ...]] = Counter()
        self._told: Counter[tuple[str, ...]] = Counter()
        self._lock = Lock()
        self._added = time.monotonic()
        atexit.register(self.add)

    def note(self, environ: Environ, status: str, headers: Iterable[tuple[str, str]]) -> None:
        """Count a request that was answered."""
        if environ["REQUEST_METHOD"] not in ("GET", "POST") or status[:3] not in ("200", "303"):
            return
        path: str = environ["PATH_INFO"]
        if not path.startswith(self._root):
            return
        first, _, rest = path[len(self._root) :].partition("/")
        if first == "doc" and status.startswith("200"):
            self._thing(environ, headers)
        elif first in _SERVICES and not (first == "ask" and status.startswith("200")):
            self._service(_SERVICES[first], rest, environ)
        if time.monotonic() - self._added > EVERY:
            self.add()

    def _thing(self, environ: Environ, headers: Iterable[tuple[str, str]]) -> None:
        found = dict(headers)  # as our own answers spell them
        what = "view" if found.get("Content-Type", "").startswith("text/html") else "data"
        collections = _COLLECTION.findall(found.get("Link", "")) or [""]
        visitor = visitor_of(environ.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT])
        self._count(what, collections, visitor)
        if what == "view" and visitor == PERSON and (host := self._from(environ.get("HTTP_REFERER", ""))):
            self._tell("from", host)

    def _service(self, what: str, rest: str, environ: Environ) -> None:
        visitor = visitor_of(environ.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT])
        first, _, second = rest.partition("/")
        if what == "reconcile":
            first = second.partition("/")[0] if first == "collection" else ""
        named = first.partition(".")[0] if what in ("download", "reconcile") else ""
        self._count(what, [named if _NAMED.fullmatch(named) else ""], visitor)
        sought = environ.get(SOUGHT)
        if sought is not None:
            self._count("nothing", [""], visitor)
            if visitor == PERSON:
                self._tell("sought", " ".join(sought.casefold().split())[:LONGEST])

    def _tell(self, what: str, text: str) -> None:
        """Count a text that a visitor brought, if it is not one of very many: those are made up."""
        key = _month(), what, text
        with self._lock:
            if key in self._told or len(self._told) < MOST_TOLD:
                self._told[key] += 1

    def _count(self, what: str, collections: Iterable[str], visitor: str) -> None:
        day = _day(int(time.time()) // 86_400)
        with self._lock:
            for collection in collections:
                self._counted[day, what, collection, visitor] += 1

    def _from(self, referer: str) -> str:
        """The host that a visitor came from, when it is another one."""
        try:
            host = (urlsplit(referer[:500]).hostname or "").removeprefix("www.")
        except ValueError:
            return ""
        plain = host.isascii() and len(host) <= 100 and "." in host
        return host if plain and host not in self._own else ""

    def add(self) -> None:
        """Add what was counted to the database; where nothing can be written, it is dropped."""
        with self._lock:
            self._added = time.monotonic()
            counted, told = self._counted, self._told
            self._counted, self._told = Counter(), Counter()
        if (not counted and not told) or not self._path.parent.is_dir():
            return
        try:
            with self._open() as db, db:
                db.executemany(_ADD["counted"] + _MORE, [(*key, count) for key, count in counted.items()])
                db.executemany(_ADD["told"] + _MORE, [(*key, count) for key, count in told.items()])
        except (sqlite3.Error, OSError) as error:
            log.warning("%s: what was counted could not be written: %s", self._path, error)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=5)) as db:
            db.executescript(_TABLES)
            yield db

    def rows(self, since: str) -> list[tuple[str, str, str, str, int]]:
        """Day, what, collection, visitor and number, from a day on."""
        return self._read("SELECT * FROM counted WHERE day >= ? ORDER BY 1, 2, 3, 4", (since,))

    def told(self, what: str, since: str, least: int) -> list[tuple[str, int]]:
        """Hosts that visitors came from, or words sought in vain, from a month on; not those that are few."""
        query = (
            "SELECT text, sum(count) FROM told WHERE what = ? AND month >= ?"
            " GROUP BY text HAVING sum(count) >= ? ORDER BY 2 DESC, 1 LIMIT 25"
        )
        return self._read(query, (what, since, least))

    def _read(self, query: str, values: tuple[object, ...]) -> list[Any]:
        self.add()
        if not self._path.exists():
            return []
        try:
            with self._open() as db:
                return db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            log.warning("%s: cannot be read: %s", self._path, error)
            return []


class UsageMiddleware:
    """WSGI: tells the counts of each answer."""

    def __init__(self, app: Callable[..., Iterable[bytes]], usage: Usage) -> None:
        self._app = app
        self._usage = usage

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            self._usage.note(environ, status, headers)
            return start(status, headers, *rest)

        return self._app(environ, noting)


@lru_cache(4_096)
def visitor_of(agent: str) -> str:
    """Whether a program that walks the web asks, or somebody's browser.

    >>> visitor_of("Mozilla/5.0 (compatible; Googlebot/2.1)"), visitor_of("Mozilla/5.0 (X11) Firefox/140.0")
    ('crawler', 'person')
    """
    return CRAWLER if not agent or is_crawler(agent) else PERSON


@lru_cache(2)
def _day(number: int) -> str:
    """A day by its number since 1970, as it is written down."""
    return time.strftime("%Y-%m-%d", time.gmtime(number * 86_400))


def _month() -> str:
    return time.strftime("%Y-%m", time.gmtime())
