"""The current release, open for reading, as a web process follows it from switch to switch."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from threading import Lock

from pyoxigraph import Store

from lod.errors import ReleaseError
from lod.store.release import Release
from lod.store.releases import CURRENT, Releases
from lod.store.remote_release import RemoteStore
from lod.store.sparql_server import SparqlServer

CHECKED_EVERY = 0.5
"""Seconds until a switch is noticed, at most."""

log = logging.getLogger(__name__)


class Opened:
    """A release with its store open; the store closes when nobody holds this any more."""

    __slots__ = ("_release", "store")

    def __init__(self, release: Release, engine: SparqlServer | None = None) -> None:
        self._release = release
        self.store: Store | RemoteStore = RemoteStore(engine, release.number) if engine else release.open()
        """Its statements, for reading only: embedded, or those that an engine was loaded with."""

    @property
    def number(self) -> int:
        """Its number."""
        return self._release.number

    @property
    def path(self) -> Path:
        """Its folder."""
        return self._release.path

    @property
    def created(self) -> str:
        """When it was made, as an xsd:dateTime."""
        return self._release.created


class Follower:
    """Gives the current release; looks now and then whether it was switched. Safe between threads."""

    def __init__(
        self, var: Path, *, every: float = CHECKED_EVERY, engine: SparqlServer | None = None
    ) -> None:
        self._releases = Releases(var)
        self._engine = engine
        self._link = str(var / CURRENT)
        self._every = every
        self._lock = Lock()
        self._opened: Opened | None = None
        self._target = ""
        self._told: frozenset[str] = frozenset()
        self._looked = -every

    def current(self) -> Opened:
        """The current release, open; ReleaseError when there is none that can be read."""
        opened = self._opened
        if opened is not None and time.monotonic() - self._looked < self._every:
            return opened
        # to open a large release takes a second: meanwhile the others go on with the one they have
        if not self._lock.acquire(blocking=opened is None) and opened is not None:
            return opened
        try:
            return self._look()
        finally:
            self._lock.release()

    def _look(self) -> Opened:
        target = self._switched_to()
        if self._opened is None or target != self._target:
            self._opened = self._open()
            self._target = target
        self._looked = time.monotonic()
        return self._opened

    def _switched_to(self) -> str:
        try:
            return os.readlink(self._link)  # noqa: PTH115  # before each query; Path costs thrice as much
        except OSError:
            # a link that is away for a moment changes nothing for those who have a release open
            return self._target

    def _open(self) -> Opened:
        """The current release; the one before it when it is damaged."""
        faults = []
        for release in self._releases.sound():
            try:
                self._releases.verify(release)
                return Opened(release, self._engine)
            except ReleaseError as error:
                if str(error) not in self._told:  # it is tried again and again, and told once
                    log.error("release %d cannot be served: %s", release.number, error)
                faults.append(str(error))
        self._told = frozenset(faults)
        raise ReleaseError("; ".join(faults) or f"{self._link}: nothing is published yet")
