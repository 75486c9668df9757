"""One rdf:RDF with many objects in it, cut into records: an object, its aggregation, and what they refer to.

The nodes come in any order, and those that several objects refer to (a maker, a term) may come once. They are
held back until an object that names them is complete, and remembered for later ones.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from lod.record import Unreadable
from lod.sources.chunk import MAX_RECORD, Chunk
from lod.sources.edm.names import NODE, class_name
from lod.sources.streams import Blocks
from lod.sources.xml_files.split import Splitter

_OBJECT, _AGGREGATION, _PROXY = b"ProvidedCHO", b"Aggregation", b"Proxy"
_NAME = re.compile(rb"<(?:[^\s<>/:]*:)?([^\s<>/]+)")
_TYPE = re.compile(rb"""(?i)type[^<>]*resource\s*=\s*["'][^"'<>]*[#/](ProvidedCHO|Aggregation|Proxy)["']""")
_ABOUT = re.compile(rb"""\s(?:[^\s<>/:="']*:)?(?:about|ID|nodeID)\s*=\s*["']([^"'<>]*)["']""")
_REFERENCE = re.compile(rb"""\s(?:[^\s<>/:="']*:)?(?:resource|nodeID)\s*=\s*["']([^"'<>]*)["']""")
_OF = re.compile(rb"""(?i)(?:aggregatedCHO|proxyFor)[^<>]*resource\s*=\s*["']([^"'<>]*)["']""")
_ROOT = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</rdf:RDF>'
_REMEMBERED = 4 * 2**20
"""Bytes of nodes that are kept for objects that may still name them."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A node in the file: its class where that matters, its address, the object that it is of."""

    kind: bytes
    about: bytes
    of: bytes
    chunk: Chunk


def split_one(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each record, as an rdf:RDF of its own."""
    for position, found in enumerate(_found(blocks, source), start=1):
        if isinstance(found, Chunk):
            yield Chunk(position, found.offset, found.raw)
        else:
            yield Unreadable(found.source, position, found.offset, found.reason, found.raw)


def _found(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """Records, each followed by what in or after it could not be cut out."""
    gathering = _Gathering()
    aside: list[Unreadable] = []
    for found in Splitter(fitting=NODE, outermost=(_OBJECT, _AGGREGATION)).split(blocks, source):
        if isinstance(found, Unreadable):
            aside.append(found)
        else:
            done = gathering.take(_piece(found))
            yield from done
            if done:
                yield from aside
                aside = []
    last, left = gathering.end()
    yield from last
    yield from aside
    yield from left


def _piece(chunk: Chunk) -> _Piece:
    raw = chunk.raw
    tag = raw[: raw.find(b">") + 1]
    name = found[1] if (found := _NAME.match(tag)) else b""
    if name == b"Description" and (typed := _TYPE.search(raw)):
        name = typed[1]
    name = class_name(name.decode("utf-8", "replace")).encode()
    about = found[1] if (found := _ABOUT.search(tag)) else b""
    of = found[1] if (found := _OF.search(raw)) else b""
    return _Piece(name, about, about if name == _OBJECT else of, chunk)


def _alone(piece: _Piece) -> Chunk:
    """A node that no object named, as a graph of its own: it will be set aside as one without an object."""
    return Chunk(0, piece.chunk.offset, _ROOT % piece.chunk.raw)


class _Gathering:
    """The record that is being put together, and nodes that no object has named yet."""

    def __init__(self) -> None:
        self._core: list[_Piece] = []
        self._loose: list[_Piece] = []
        """Nodes without an address, which nothing can name: they are of the record that they stand in."""
        self._size_of_record = 0
        """Bytes of what is in both."""
        self._near: OrderedDict[bytes, _Piece] = OrderedDict()
        """By address: nodes since the last record, and before it, the oldest first."""
        self._size = 0
        self._named: set[bytes] = set()
        self._is_begun = False
        """Whether a record was complete before."""

    def take(self, piece: _Piece) -> list[Chunk]:
        """The record that is complete when this node begins, if one is."""
        if piece.kind not in (_OBJECT, _AGGREGATION, _PROXY):
            return self._hold(piece) if piece.about else self._gather(piece)
        done: list[Chunk] = []
        is_full = self._size_of_record > MAX_RECORD
        if self._core and (is_full or not self._is_same(piece)):
            done.append(self._record())
        self._core.append(piece)
        self._size_of_record += len(piece.chunk.raw)
        return done

    def end(self) -> tuple[list[Chunk], list[Chunk]]:
        """The last record, and the nodes that no object named; in a file with one object they are of it."""
        if self._core and not self._is_begun:
            self._core += self._near.values()
            self._near.clear()
            return [self._record()], []
        done: list[Chunk] = [self._record()] if self._core else []
        left = [piece for about, piece in self._near.items() if about not in self._named]
        return done, [_alone(piece) for piece in (*self._loose, *left)]

    def _is_same(self, piece: _Piece) -> bool:
        """Whether a node is about the object of the record that is being put together."""
        of = next((each.of for each in self._core if each.of), b"")
        if piece.of and of:
            return piece.of == of
        return all(each.kind != piece.kind for each in self._core)

    def _gather(self, piece: _Piece) -> list[Chunk]:
        """Keep a node without an address for the record; more than may be kept are nobody's."""
        self._loose.append(piece)
        self._size_of_record += len(piece.chunk.raw)
        if self._core:
            return [self._record()] if self._size_of_record > MAX_RECORD else []
        if self._size_of_record <= _REMEMBERED:
            return []
        left, self._loose, self._size_of_record = self._loose, [], 0
        return [_alone(each) for each in left]

    def _hold(self, piece: _Piece) -> list[Chunk]:
        key = piece.about
        forgotten: list[Chunk] = []
        before = self._near.pop(key, None)
        if before is not None:
            self._size -= len(before.chunk.raw)
            if key not in self._named and before.chunk.raw != piece.chunk.raw:
                forgotten.append(_alone(before))
        self._near[key] = piece
        self._size += len(piece.chunk.raw)
        while self._size > _REMEMBERED:
            about, old = self._near.popitem(last=False)
            self._size -= len(old.chunk.raw)
            if about not in self._named:
                forgotten.append(_alone(old))
            self._named.discard(about)
        return forgotten

    def _record(self) -> Chunk:
        """The record, with all nodes that it names, and those that these name."""
        self._is_begun = True
        pieces, self._core, self._loose, self._size_of_record = [*self._core, *self._loose], [], [], 0
        chosen: dict[bytes, _Piece] = {}
        ahead = list(pieces)
        while ahead:
            for address in _REFERENCE.findall(ahead.pop().chunk.raw):
                near = self._near.get(address)
                if near is not None and address not in chosen:
                    chosen[address] = near
                    ahead.append(near)
        self._named.update(chosen)
        whole = b"".join(piece.chunk.raw for piece in (*pieces, *chosen.values()))
        return Chunk(0, min(piece.chunk.offset for piece in pieces), _ROOT % whole)
