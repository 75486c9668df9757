"""Deletions among files of OAI-PMH: one file says that a record is gone which another one has.

The header of a harvest names a record by the identifier of the harvest, whatever the record calls itself,
and says when it was changed or deleted. The last word counts: the later datestamp; of two that are alike, or
where one is missing, the one that is read later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import chain

from lod.record import Deleted, Unreadable
from lod.register.ingest.files import File
from lod.register.ingest.worker import Place
from lod.sources import Chunk
from lod.sources.streams import open_blocks
from lod.sources.xml_files.split import Splitter

_FAR = 4_000
"""Bytes of a record in which its header begins and ends, when that came along."""
_NAME = rb"(?:[^\s<>/:!?]{1,99}:)?"
_HEADER = re.compile(
    rb"<" + _NAME + rb"header(?P<given>\s[^<>]*)?>(?P<inner>.*?)</" + _NAME + rb"header\s*>", re.DOTALL
)
_IDENTIFIER = re.compile(rb"<" + _NAME + rb"identifier[^<>]*>([^<>]*)<")
_STAMP = re.compile(rb"<" + _NAME + rb"datestamp[^<>]*>\s*([0-9TZ:.+-]*)\s*<")
_DELETED = re.compile(rb"""\sstatus\s*=\s*["']deleted["']""")


@dataclass(frozen=True, slots=True)
class Header:
    """What a harvest says of a record."""

    identifier: str
    stamp: str
    deleted: bool


def header(raw: bytes) -> Header | None:
    """The header in the first bytes of a record; None when it has none.

    >>> header(b'<record><header status="deleted"><identifier>oai:7</identifier></header></record>')
    Header(identifier='oai:7', stamp='', deleted=True)
    """
    found = _HEADER.search(raw, 0, _FAR)
    named = _IDENTIFIER.search(found["inner"]) if found else None
    if found is None or named is None:
        return None
    stamp = _STAMP.search(found["inner"])
    return Header(
        unescape(named[1].decode("utf-8", "replace")).strip(),
        stamp[1].decode() if stamp else "",
        _DELETED.search(found["given"] or b"") is not None,
    )


class Deletions:
    """Where the files of a collection say that records are gone."""

    def __init__(self, files: Iterable[File]) -> None:
        self._said: dict[str, list[tuple[str, Place]]] = {}
        for order, file in enumerate(files):
            if file.may_delete:
                for offset, said in _headers(file):
                    if said.deleted:
                        self._said.setdefault(said.identifier, []).append((said.stamp, (order, offset)))

    def chunks(self, order: int, file: File) -> Iterator[Chunk | Unreadable | Deleted]:
        """The records of a file, the first being number 0; instead of each that is gone, that it is."""
        return self._living(order, file) if self._said and file.may_delete else iter(file.chunks())

    def _living(self, order: int, file: File) -> Iterator[Chunk | Unreadable | Deleted]:
        ahead = chain(_headers(file), [(-1, None)])
        after, following = next(ahead)
        offset, said = -1, None
        for chunk in file.chunks():
            # Readers cut records out with their header or without it: then it is the last one before them.
            while following and after < chunk.offset:
                (offset, said), (after, following) = (after, following), next(ahead)
            if isinstance(chunk, Chunk):
                at, own = (chunk.offset, inside) if (inside := header(chunk.raw)) else (offset, said)
                if own and (own.deleted or self._is_gone(own, (order, at))):
                    yield Deleted(file.name, chunk.position, own.identifier)
                    continue
            yield chunk

    def _is_gone(self, said: Header, place: Place) -> bool:
        return any(_later(one, (said.stamp, place)) for one in self._said.get(said.identifier, ()))


def _headers(file: File) -> Iterator[tuple[int, Header]]:
    """The headers in a file, each with its offset."""
    for found in Splitter("header").split(open_blocks(file.path), file.name):
        if isinstance(found, Chunk) and (said := header(found.raw)):
            yield found.offset, said


def _later(one: tuple[str, Place], other: tuple[str, Place]) -> bool:
    """Whether something was said after something else; stamps may be days or moments.

    >>> _later(("2024-05-02", (0, 1)), ("2024-05-01T10:00:00Z", (1, 1)))
    True
    >>> _later(("2024-05-01", (0, 1)), ("2024-05-01T10:00:00Z", (1, 1)))
    False
    """
    size = min(len(one[0]), len(other[0]))
    first, second = one[0][:size], other[0][:size]
    return first > second if first != second else one[1] > other[1]
