"""What is served now: the current release, opened once, with all that is remembered of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

from cachetools import LRUCache

from lod.rdf.iris import Thing
from lod.rdf.names import expand
from lod.store.documents import Readable, Reader

_PART_OF = expand("schema:isPartOf")
SHELF_MB = 64
"""So much memory each worker keeps for rendered pages."""


class Opened(Protocol):
    """A release that is open for reading."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def path(self) -> Path:
        """Its folder."""

    @property
    def created(self) -> str:
        """When it was made, as an xsd:dateTime."""

    @property
    def store(self) -> Readable:
        """Its statements."""


class Follower(Protocol):
    """Knows which release is current, and notices the switch to another."""

    def current(self) -> Opened:
        """The current release; raises ReleaseError when there is none."""


@dataclass(frozen=True, slots=True)
class Body:
    """What an address answers with: made once, then given many times."""

    content: bytes
    content_type: str
    etag: str
    modified: str = ""
    """When the description last changed, as an xsd:dateTime."""
    link: str = ""
    language: str = ""


class Shelf:
    """Bodies that were made, up to so many bytes; the ones least asked for go first."""

    def __init__(self, megabytes: int = SHELF_MB) -> None:
        self._bodies: LRUCache[Hashable, Body] = LRUCache(
            megabytes << 20, lambda body: len(body.content) + 1_000
        )
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Body]) -> Body:
        """The body for a key; made when it is not on the shelf."""
        with self._lock:
            found = self._bodies.get(key)
        if found is None:
            found = make()
            with self._lock:
                if len(found.content) < self._bodies.maxsize // 8:
                    self._bodies[key] = found
        return found


class Served:
    """The current release with its reader, its counts and its shelf of bodies."""

    def __init__(self, opened: Opened, base: str) -> None:
        self.opened = opened
        self.number = opened.number
        self.created = opened.created
        self.reader = Reader(opened.store, base)
        self.shelf = Shelf()
        self.counts = _counts(opened.path / "counts.json", base)

    def folder(self, name: str) -> Path:
        """A folder of the release: sitemaps, dumps."""
        return self.opened.path / name


@dataclass(frozen=True, slots=True)
class Counts:
    """What publishing counted."""

    kinds: Mapping[str, int]
    """Kind → number of things."""
    collections: Mapping[str, int]
    """Collection → number of records."""
    lists: Mapping[str, Mapping[str, int]]
    """IRI of a thing → predicate → how many things point to it with that."""


def _counts(file: Path, base: str) -> Counts:
    """What a release counted; nothing when it did not."""
    found = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    collections = found.get("collections", {})
    lists = {
        Thing("collection", key).iri(base): {_PART_OF: _held(one["describes"])}
        for key, one in collections.items()
        if "describes" in one
    }
    return Counts(found.get("things", {}), {key: one["records"] for key, one in collections.items()}, lists)


def _held(describes: Mapping[str, int]) -> int:
    """How many of the things that a collection describes are in it."""
    return describes.get("instance", 0) + describes.get("object", 0)


class Current:
    """Gives the release that is served now; a switch is noticed between two requests."""

    def __init__(self, follower: Follower, base: str) -> None:
        self._follower = follower
        self._base = base
        self._served: Served | None = None
        self._lock = Lock()

    def __call__(self) -> Served:
        """What is served now."""
        opened = self._follower.current()
        served = self._served
        if served is None or served.opened is not opened:
            with self._lock:
                if self._served is None or self._served.opened is not opened:
                    self._served = Served(opened, self._base)
                served = self._served
        return served
