"""Where the objects of a JSON source begin and end: one to a line, in a list, alone, or in a wrapper.

A wrapper is what a service puts around its answer: ``{"totalRecords": 2, "records": [{…}, {…}]}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lod.record import Unreadable
from lod.sources import plain_text
from lod.sources.chunk import BLANK, KEPT, MAX_RECORD, Chunk, too_long
from lod.sources.json_files import keyed as json_keyed
from lod.sources.streams import Blocks

_NAMES = (
    "records record items results result data rows objects docs documents sourcerecords instances hits "
    "entries features collection member members list response value values content adlibjson recordlist bib "
    "bibs @graph graph artworks artobjects works objecten werken kunstwerken boeken titels foto's fotos "
    "archiefstukken stukken resultaten collectie entities media search _embedded"
)
WRAPPED = frozenset(_NAMES.split())
"""Names under which services give lists of records."""

_TOLD = frozenset(
    ("id", "_id", "@id", "identifier", "title", "titel", "name", "naam", "leader", "fields", "instance")
)
"""Names of what is said of a thing: an object that has one is no wrapper."""
_LISTS = {"FeatureCollection": "features", "OrderedCollectionPage": "orderedItems"}
"""Wrappers that may have a name or an address: those of GeoJSON (RFC 7946 § 3.3) and of ActivityStreams."""
_DEEPEST = 4  # wrappers in each other
_TEXT = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*(")?', re.DOTALL)
_FIRST_LIST = re.compile(rb'"((?:[^"\\]|\\.){0,99})"\s*:\s*\[\s*\{')
_KEY_OF_LIST = re.compile(rb'"([^"\\]{0,99})"\s*:\s*\[\Z')
_LONGEST_KEY = 400
_BETWEEN = b"\x1e \t\r\n"  # RFC 7464 begins each text with RS
_SEPARATORS = BLANK + b"\x1e,[]"

_Piece = tuple[int, bytes, str]
"""Offset, bytes, and the reason why nobody needs to look at them."""


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each object, in UTF-8."""
    text = Blocks(plain_text.utf8(blocks))
    first = text.head().lstrip(_BETWEEN).partition(b"\n")
    if first[2].strip(_SEPARATORS) and _is_object(first[0]):
        pieces = _lines(text)
    else:
        head = text.head(MAX_RECORD) if first[0][:1] == b"{" else b""
        level, name = list_in(head)
        keyed = [] if level or not head else _keyed(head)
        pieces = ((*each, "") for each in keyed) if keyed else Objects(level, name=name).of(text)
    position = 0
    for offset, raw, reason in pieces:
        position += 1
        if reason:
            yield Unreadable(source, position, offset, reason, raw[:KEPT])
        else:
            yield Chunk(position, offset, raw)
    if blocks.broken:
        yield Unreadable(source, position + 1, blocks.passed, blocks.broken, b"")


def _keyed(head: bytes) -> list[tuple[int, bytes]]:
    """What stands under its number in a source that is no larger than what is looked at."""
    text = plain_text.text_of(head)[0].lstrip()
    return [*json_keyed.objects(text, WRAPPED)]


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(blocks: Blocks) -> Iterator[_Piece]:
    """Lines that are not blank; one that is too long is cut."""
    for offset, line, size in plain_text.lines(blocks, MAX_RECORD):
        if found := line.strip(_BETWEEN):
            yield offset, found, too_long(size) if size > MAX_RECORD else ""


def list_in(head: bytes) -> tuple[int, str]:
    """How many wrappers stand around the records of a source that begins like this.

    With the key of their list, when it is one of several lists.

    >>> list_in(b'{"total": 2, "records": [{"id": 1}, {"id": 2}]}'), list_in(b'{"id": 1, "makers": [{}]}')
    ((1, ''), (0, ''))
    >>> list_in(b'{"search": {"results": [{"id": 1}], "facets": [{"name": "maker"}]}}')
    (2, 'results')
    """
    if head.lstrip()[:1] != b"{":
        return 0, ""
    try:
        found, _ = json.JSONDecoder().raw_decode(plain_text.text_of(head)[0].lstrip())
    except (ValueError, RecursionError):
        return _list_by_name(head)
    level = 0
    while isinstance(found, dict) and level < _DEEPEST:
        name = _wrapped(found)
        if name is None:
            return 0, ""
        level += 1
        outer, found = found, found[name]
        if isinstance(found, list):
            is_one = sum(map(_is_list_of_objects, outer.values())) < 2
            return level, "" if is_one else name
    return 0, ""


def _wrapped(found: dict[str, Any]) -> str | None:
    """Under what a wrapper has a list of objects, or another wrapper; None when it is a record itself."""
    listed = _LISTS.get(str(found.get("type")), "")
    if _is_list_of_objects(found.get(listed)):
        return listed
    if _TOLD & {key.lower() for key in found}:
        return None
    lists = [key for key, value in found.items() if _is_list_of_objects(value)]
    if len(found) == len(lists) == 1:
        return lists[0]
    named = [key for key in found if key.lower() in WRAPPED]
    if lists:  # what else is listed says of the answer what may be asked for next: facets
        listed_so = [key for key in named if key in lists]
        return listed_so[0] if len(listed_so) == 1 else None
    inner = [key for key in named if isinstance(found[key], dict)] or [
        key for key in named if found[key] == []
    ]
    return inner[0] if len(inner) == 1 else None


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(isinstance(each, dict) for each in value)


def _list_by_name(head: bytes) -> tuple[int, str]:
    """The same for what cannot be read as a whole: the first list of objects that has such a name."""
    for found in _FIRST_LIST.finditer(head, 0, 2**16):
        name = found[1].decode("utf-8", "replace")
        if name.lower() in WRAPPED:
            before = Objects(-1)
            before.buffer = head[: found.start()]
            for _ in before._seen():
                pass
            return (before.depth, name) if 0 < before.depth <= _DEEPEST else (0, "")
    return 0, ""


class _Stray:
    """What stands between the objects of a list: commas and brackets, or what is no record.

    >>> stray = _Stray()
    >>> stray.add(9, b", 3, ")
    >>> list(stray.taken())
    [(9, b'3', 'stands in no object, so it is no record')]
    """

    def __init__(self) -> None:
        self._seen = b""
        self._offset = -1
        self._is_any = False
        self._open = 0  # lists that have begun and not ended

    def add(self, offset: int, raw: bytes) -> None:
        """A stretch of it; of a long one, no more is kept than needed."""
        self._offset = offset if self._offset < 0 else self._offset
        self._open += raw.count(b"[") - raw.count(b"]")
        self._is_any = self._is_any or bool(raw.strip(_SEPARATORS))
        self._seen += raw[: KEPT - len(self._seen)]

    def taken(self, end: int = -1) -> Iterator[_Piece]:
        """What is no record, if there is any; and at the end of the source, that there should be more."""
        if self._is_any:
            yield self._offset, self._seen.strip(_SEPARATORS), "stands in no object, so it is no record"
        if end >= 0 and self._open > 0:
            yield end, b"", "the file ends inside a list"
        self._seen, self._offset, self._is_any = b"", -1, False


class Objects:
    """Finds the objects (or, by their brackets, the lists) that stand in so many others, wherever that is.

    >>> [raw for _, raw, _ in Objects(1).of(Blocks(iter([b'{"records": [{"a": {}}, {}]}'])))]
    [b'{"a": {}}', b'{}']
    >>> [raw for _, raw, _ in Objects(1).of(Blocks(iter([b'{"meta": {"page": 1}, "data": [{"a": 1}]}'])))]
    [b'{"a": 1}']
    """

    def __init__(self, level: int, brackets: bytes = b"{}", name: str = "") -> None:
        self.level = level
        self.name = name.encode()
        """The key of the list that is meant, where a wrapper has others beside it."""
        self.is_in_list = not name
        self.opens = brackets[:1]
        self.sign = re.compile(b'["' + re.escape(brackets) + b"]")
        self.buffer = b""
        self.base = 0  # offset of the buffer in the source
        self.at = 0  # in the buffer: all before it has been seen
        self.before = b""  # the last sign before the buffer
        self.depth = 0
        self.in_text = False  # whether a text has begun and not ended before it
        self.start = -1  # offset of the object we are in; -1: in none
        self.kept = b""  # the beginning of that object, when the rest has been let go
        self.stray = _Stray()
        self.mark = 0  # offset: all before it is in an object, or has been seen to be in none

    def of(self, blocks: Blocks) -> Iterator[_Piece]:
        """Each object of a source."""
        for block in blocks:
            self.buffer += block
            yield from self._seen()
            if self.start >= 0 and not self.kept and self.base + self.at - self.start > MAX_RECORD:
                self.kept = self.buffer[self.start - self.base :][:KEPT]
            if self.start < 0:
                self._pass(self.at)
            keep = self.start - self.base if self.start >= 0 and not self.kept else self.at
            if self.start < 0:
                keep = max(0, keep - _LONGEST_KEY)  # the key of a list may stand before its first object
            self.before = (self.before + self.buffer[:keep]).rstrip(BLANK)[-1:]
            self.buffer, self.base, self.at = self.buffer[keep:], self.base + keep, self.at - keep
        if self.start >= 0:
            yield (
                self.start,
                self.kept or self.buffer[self.start - self.base :],
                "the file ends inside a record",
            )
        elif self.level and self.depth:
            yield (
                self.base + self.at,
                self.buffer[self.at :],
                "the file ends inside what is around the records",
            )
        elif not self.level:
            yield from self.stray.taken(self.base + self.at)

    def _seen(self) -> Iterator[_Piece]:
        """The objects that end in what has come in."""
        while True:
            if self.in_text:
                rest = _TEXT.match(self.buffer, self.at)
                self.at = rest.end() if rest else self.at
                if not rest or not rest[1]:
                    return  # it goes on in the next block
                self.in_text = False
            sign = self.sign.search(self.buffer, self.at)
            if sign is None:
                self.at = len(self.buffer)
                return
            self.at = sign.end()
            if sign[0] == b'"':
                self.in_text = True
            elif sign[0] == self.opens:
                if not self.level and not self.depth:
                    self._pass(self.at - 1)
                    yield from self.stray.taken()
                self._begin()
            elif self.depth:
                self.depth -= 1
                if self.start >= 0 and self.depth == self.level:
                    yield self._taken()

    def _pass(self, end: int) -> None:
        """What stands in no object, up to this place in the buffer."""
        if not self.level and self.base + end > self.mark:
            self.stray.add(self.mark, self.buffer[self.mark - self.base : end])
            self.mark = self.base + end

    def _begin(self) -> None:
        if self.depth == self.level and (not self.level or self._is_meant()):
            self.start = self.base + self.at - 1
        self.depth += 1

    def _is_meant(self) -> bool:
        """Whether what begins here is in a list, and in the one that is meant: the last that began.

        The value of a key is what a service says besides its list of records.
        """
        before = self.buffer[max(0, self.at - 1 - _LONGEST_KEY) : self.at - 1].rstrip(BLANK)
        sign = before[-1:] or self.before
        if self.name and sign == b"[" and (begun := _KEY_OF_LIST.search(before)):
            self.is_in_list = begun[1] == self.name
        return sign != b":" and self.is_in_list

    def _taken(self) -> _Piece:
        start, end = self.start, self.base + self.at
        raw = self.kept or self.buffer[start - self.base : self.at]
        self.start, self.kept, self.mark = -1, b"", end
        return start, raw, too_long(end - start) if end - start > MAX_RECORD else ""
