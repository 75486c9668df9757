"""What the register remembers, for what a release does not hold: moved and gone URIs, and source records."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lod import sources
from lod.errors import RegisterError
from lod.rdf.iris import Thing
from lod.register.memory import Register, SourceRecord, ThingState

log = logging.getLogger(__name__)

SOURCES = 20
"""So many source records of one thing are named."""


class Memory(Protocol):
    """What is asked of a register."""

    def thing(self, kind: str, key: str) -> ThingState | None:
        """What became of a URI that was published once."""

    def records_of(self, thing: Thing, limit: int = 1000) -> list[tuple[str, str]]:
        """Collection and key of the records that describe a thing."""

    def record(self, collection: str, key: str) -> SourceRecord | None:
        """A source record."""

    def register(self) -> Register | None:
        """The register itself, for those who read it in order; None as long as there is none."""


class Remembered:
    """The register of a site, opened for reading once in each thread; empty as long as there is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = threading.local()

    def thing(self, kind: str, key: str) -> ThingState | None:
        """What became of a URI that was published once."""
        register = self.register()
        return register.thing(kind, key) if register else None

    def records_of(self, thing: Thing, limit: int = 1000) -> list[tuple[str, str]]:
        """Collection and key of the records that describe a thing."""
        register = self.register()
        return register.records_of(thing, limit) if register else []

    def record(self, collection: str, key: str) -> SourceRecord | None:
        """A source record."""
        register = self.register()
        return register.record(collection, key) if register else None

    def register(self) -> Register | None:
        """The register of this thread; opened again when another file took its place."""
        try:
            inode = self._path.stat().st_ino
        except OSError:
            return None
        if getattr(self._opened, "inode", 0) != inode:
            self._opened.register = _open(self._path)
            self._opened.inode = inode
        found: Register | None = self._opened.register
        return found


def _open(path: Path) -> Register | None:
    try:
        return Register.read_only(path)
    except RegisterError as error:
        log.error("the register cannot be read: %s", error)
        return None


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
