"""What is served now: the current release, opened once, with all that is remembered of it."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from typing import Protocol

from pyoxigraph import Store

from lod.dataset import data_model, dataset_metadata, dumps, field_statistics, on_this_day
from lod.rdf.iris import Thing
from lod.rdf.namespaces import expand
from lod.search.searcher import Searcher
from lod.store import packed_descriptions
from lod.store.documents import Reader
from lod.store.store_protocol import ReadableStore
from webapp.http.response_cache import REPLIES_MB, ResponseCache
from webapp.pages.page_inputs import PageInputs

_PART_OF = expand("schema:isPartOf")
LET_GO_AFTER = 10.0
"""Seconds after a switch in which requests that began before it have ended."""


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
    def store(self) -> ReadableStore:
        """Its statements."""


class Follower(Protocol):
    """Knows which release is current, and notices the switch to another."""

    def current(self) -> Opened:
        """The current release; raises ReleaseError when there is none."""


class Served:
    """The current release with its reader, its counts and its cache of bodies."""

    def __init__(self, opened: Opened, base: str, has_stories: bool = False) -> None:
        self.opened = opened
        self.has_stories = has_stories
        self.number = opened.number
        self.created = opened.created
        # of another engine it is not known what it has
        own = isinstance(opened.store, Store)
        self.reader = Reader(opened.store, base, packed_descriptions.read(opened.path, base) if own else None)
        self.cache = ResponseCache()
        self.replies = ResponseCache(REPLIES_MB)
        """Answers of the SPARQL endpoint, which depend on statements alone."""
        self.page_inputs: dict[str, PageInputs] = {}
        """Language → what pages of things are made from, with what things are called."""
        self.searcher = _searcher(opened.path / "index")
        self.counts = _counts(opened.path / "counts.json", base)
        self._look_at_downloads()
        self.model = data_model.read(opened.path)
        self.days = on_this_day.read(opened.path)
        self.fields = field_statistics.read(opened.path)

    def _look_at_downloads(self) -> None:
        path = self.opened.path
        self.waits = dumps.waits(path)
        """Whether downloads are those of an earlier release, for new ones are being made."""
        self.downloads_created = dumps.since(path).created if self.waits else self.created
        self.described = dumps.made(path) or self.created
        """When what is told of the downloads was last changed."""
        self.downloads = {one.name: one for one in dumps.downloads(path)}
        self.downloads_of: dict[str, list[dumps.Download]] = {}
        for one in self.downloads.values():
            self.downloads_of.setdefault(one.collection, []).append(one)
        self.facts = dataset_metadata.read(path)

    def renewed(self, has_stories: bool) -> Served:
        """The same with the downloads that were made meanwhile, and with stories in the menu if there are
        any; answers that told otherwise are gone.
        """
        found = copy(self)
        found.has_stories = has_stories
        found.cache = ResponseCache()
        found.page_inputs = {}
        found._look_at_downloads()
        return found

    def folder(self, name: str) -> Path:
        """A folder of the release: sitemaps."""
        return self.opened.path / name


def _searcher(folder: Path) -> Searcher | None:
    """The search index of a release; None when it was published without one."""
    return Searcher(folder) if folder.is_dir() else None


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


def _let_go() -> None:
    """Free what was served before, once nobody is answered from it any more.

    What is kept of a release points to itself, and servers look for such cycles seldom: a store of 46 million
    statements held 280 MB after each switch.
    """
    timer = Timer(LET_GO_AFTER, gc.collect)
    timer.daemon = True
    timer.start()


class CurrentRelease:
    """Gives the release that is served now; a switch is noticed between two requests."""

    def __init__(
        self, follower: Follower, base: str, has_stories: Callable[[], bool] = lambda: False
    ) -> None:
        """`has_stories` says whether all pages lead to stories, which change without a release."""
        self._follower = follower
        self._base = base
        self._has_stories = has_stories
        self._served: Served | None = None
        self._lock = Lock()

    def __call__(self) -> Served:
        """What is served now."""
        opened = self._follower.current()
        served = self._served
        if served is None or served.opened is not opened:
            if not self._lock.acquire(blocking=served is None) and served is not None:
                return served  # another thread is at it
            try:
                if self._served is None or self._served.opened is not opened:
                    if self._served is not None:
                        _let_go()
                    self._served = Served(opened, self._base, self._has_stories())
                served = self._served
            finally:
                self._lock.release()
        elif (has_stories := self._has_stories()) != served.has_stories or (
            served.waits and not dumps.waits(opened.path)
        ):
            with self._lock:
                if self._served is served:
                    self._served = served.renewed(has_stories)
                served = self._served or served
        return served
