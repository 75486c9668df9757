"""What the register remembers, for what a release does not hold: moved and gone URIs, and source records."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from lod import sources
from lod.errors import RegisterError
from lod.rdf.iris import Thing
from lod.register.database import location
from lod.register.database.location import Place, Server
from lod.register.register import Register, SourceRecord, ThingState
from lod.site import Site

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""After so many seconds a register that could not be opened is tried again."""
T = TypeVar("T")

SOURCES = 20
"""So many source records of one thing are named."""


class RegisterReader(Protocol):
    """What is asked of a register."""

    def thing(self, kind: str, key: str) -> ThingState | None:
        """What became of a URI that was published once."""

    def records_of(self, thing: Thing, limit: int = 1000) -> list[tuple[str, str]]:
        """Collection and key of the records that describe a thing."""

    def record(self, collection: str, key: str) -> SourceRecord | None:
        """A source record."""

    def register(self) -> Register | None:
        """The register itself, for those who read it in order; None as long as there is none."""


class RegisterLookups:
    """The register of a site, opened for reading once in each thread; empty as long as there is none.

    One that cannot be read, or whose server is not there, is told to the log, and pages do without it.
    """

    def __init__(self, site: Site) -> None:
        self._place = _place(site)
        self._opened = threading.local()

    def thing(self, kind: str, key: str) -> ThingState | None:
        """What became of a URI that was published once."""
        return self._asked(lambda register: register.thing(kind, key), None)

    def records_of(self, thing: Thing, limit: int = 1000) -> list[tuple[str, str]]:
        """Collection and key of the records that describe a thing."""
        return self._asked(lambda register: register.records_of(thing, limit), [])

    def record(self, collection: str, key: str) -> SourceRecord | None:
        """A source record."""
        return self._asked(lambda register: register.record(collection, key), None)

    def _asked(self, ask: Callable[[Register], T], otherwise: T) -> T:
        register = self.register()
        if register is None:
            return otherwise
        try:
            return ask(register)
        except RegisterError as error:
            log.error("the register cannot be read: %s", error)
            self._missed()
            return otherwise

    def register(self) -> Register | None:
        """The register of this thread; opened again when another file took its place."""
        if isinstance(self._place, Server):
            return self._of_server(self._place)
        try:
            inode = self._place.stat().st_ino if self._place else None
        except OSError:
            return None
        if self._place and getattr(self._opened, "inode", 0) != inode:
            self._opened.register = None
            if self._tried(self._place):
                self._opened.inode = inode
        found: Register | None = getattr(self._opened, "register", None)
        return found

    def _of_server(self, server: Server) -> Register | None:
        found: Register | None = getattr(self._opened, "register", None)
        return found or self._tried(server)

    def _tried(self, place: Place) -> Register | None:
        """The register, opened; one that could not be is tried again after a while only.

        Each page would wait for a server. A file cannot be opened while a disk is full, but once it is not.
        """
        if time.monotonic() < getattr(self._opened, "again", 0.0):
            return None
        found = self._opened.register = _open(place)
        self._opened.again = 0.0 if found else time.monotonic() + PATIENCE
        return found

    def _missed(self) -> None:
        self._opened.register, self._opened.inode = None, 0
        self._opened.again = time.monotonic() + PATIENCE


def _place(site: Site) -> Place | None:
    try:
        return location.of(site)
    except RegisterError as error:
        log.error("the register cannot be read: %s", error)
        return None


def _open(where: Place) -> Register | None:
    """A register that is closed when nobody has it any more: its thread ended, or another took its place."""
    try:
        register = Register.read_only(where)
    except RegisterError as error:
        log.error("the register cannot be read: %s", error)
        return None
    weakref.finalize(register, register.db.close)
    return register


@dataclass(frozen=True, slots=True)
class SourceForm:
    """How a source record is served and called."""

    media_type: str
    name: str
    suffix: str = ""
    """How its files usually end."""


def form_of(record_format: str) -> SourceForm:
    """The form of source records of a format.

    >>> form_of("marc21").media_type, form_of("unheard-of").media_type
    ('application/marc', 'application/octet-stream')
    """
    known = next((f for f in sources.formats() if f.name == record_format), None)
    if known is None:
        return SourceForm("application/octet-stream", record_format)
    return SourceForm(known.media_type, known.title, known.suffixes[0] if known.suffixes else "")
