"""Where the records of an XML file begin and end, without parsing it.

Each record is cut out by its tags and parsed on its own: one that is broken harms no other, what a record
weighs is bounded, several can be parsed at once, and no document type declaration is ever near a parser.
Wrappers (OAI-PMH, SRU) are also called ``record``: the innermost is the record, a wrapper without one inside
is given as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lod.record import Unreadable
from lod.sources.chunk import BLANK, KEPT, MAX_RECORD, Chunk, too_long
from lod.sources.streams import Blocks
from lod.sources.xml_files.encoding import utf8

DOCTYPE = rb"<!DOCTYPE[^\[>]*+(?:\[[^\]]*+\]\s*+)?>"
"""The pattern of a document type, as far as its brackets go."""
PROLOG = rb"(?:<\?[^?]*+(?:\?(?!>)[^?]*+)*\?>|<!--[^-]*+(?:-(?!->)[^-]*+)*-->|" + DOCTYPE + rb")"
"""The pattern of one thing that may stand before the root of a document."""
_INSIDE = rb"""[^\s<>"']++[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*"""
TAG = re.compile(rb"<" + _INSIDE + rb">")
"""A tag, with marks in what is quoted in it."""
_QUOTED = re.compile(rb"<" + _INSIDE + rb"""(?:"[^"<]*+|'[^'<]*+)\Z""")
_NAMESPACE = re.compile(rb"""\sxmlns(?::([^\s=]+))?\s*=\s*(?:"[^"<]*"|'[^'<]*')""")
_UNPREFIXED = re.compile(rb"<[A-Za-z_][^\s<>/:]*[\s/>]")
_SECTIONS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_ROOT = re.compile(rb"[^<]*+(?:" + PROLOG + rb"[^<]*+)*<([^\s<>/!?]+)")
_LAST_TAG = re.compile(rb".*<(/?)([^\s<>/!?]+)[^<>]*>", re.DOTALL)
_TAIL = 2**12
_PREFIX = 102  # bytes before a name: "</", a prefix, a colon
_DEEPEST = 100  # records and wrappers inside each other
# What has no record in it and need not have: an empty collection, a search or harvest that found nothing.
_EMPTY = rb"collection|modsCollection|lidoWrap|recordList|pockets|RDF"
_NOTHING = re.compile(rb"noRecordsMatch|numberOfRecords>\s*0\s*<|<(?:[^\s<>/:]+:)?(?:" + _EMPTY + rb")[\s/>]")

_Piece = tuple[int, bytes, str]
"""Offset, bytes, and the reason why nobody needs to look at them."""


@dataclass(slots=True)
class _Open:
    """An element that has begun."""

    name: bytes
    start: int
    """Offset in the source."""
    tag: bytes
    is_done: bool = False
    """Something inside it has been given as a record, or it was set aside."""


class Splitter:
    """Finds the elements of these local names; or of all that a pattern fits.

    >>> from lod.sources.streams import Blocks
    >>> source = b"<c xmlns='urn:x'><record>1</record><record>2</record></c>"
    >>> pieces = Splitter("record").split(Blocks(iter([source])), "file.xml")
    >>> [piece.raw for piece in pieces]
    [b"<record xmlns='urn:x'>1</record>", b"<record xmlns='urn:x'>2</record>"]
    """

    def __init__(
        self,
        *names: str,
        fitting: bytes = b"",
        begun: tuple[bytes, ...] = (),
        longest: int = MAX_RECORD,
        outermost: tuple[bytes, ...] = (),
        unnested: tuple[str, ...] = (),
    ) -> None:
        alternatives = fitting or "|".join(map(re.escape, names)).encode()
        self.token = re.compile(
            rb"<(?:([!?])|(/?)((?:[^\s<>/:!?]{1,99}:)?(?:" + alternatives + rb"))(?=[\s/>]))"
        )
        self.names = names
        self.signs = (b"<!", b"<?", *(name.encode() for name in names))
        """What is in every token, to be found without looking at the tags between."""
        self.begun = begun
        """Starts of elements that only stand in a record itself: after these, no other is inside it."""
        self.longest = longest
        self.outermost = outermost
        """Names of elements that never stand in one another: then it is the outermost that is a record, and
        one of these that begins inside another of its name shows that this one was not closed."""
        self.unnested = frozenset(name.encode() for name in unnested)
        """Names of elements that never stand in themselves: one that begins in another of its name shows that
        this one was not closed. The innermost is still the record."""

    def split(self, blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
        """Each record's bytes, as UTF-8 that can be parsed alone; what breaks off comes as Unreadable."""
        scan = _Scan(self)
        position = 0
        for pieces in scan.walk(blocks):
            for offset, raw, reason in pieces:
                position += 1
                yield (
                    Unreadable(source, position, offset, reason, raw)
                    if reason
                    else Chunk(position, offset, raw)
                )


class _Scan:
    """One walk through one source."""

    def __init__(self, splitter: Splitter) -> None:
        self.splitter = splitter
        self.buffer = b""
        self.base = 0  # offset of the buffer in the source
        self.at = 0  # in the buffer: all before it has been seen
        self.seen = 0  # in the buffer: no token begins between at and here
        self.gap = 0  # in the buffer: namespaces declared before it are known
        self.next: dict[bytes, int] = {}  # where in the buffer each sign is next; -1: nowhere
        self.until = b""  # the end of the comment, CDATA section or instruction we are in
        self.open: list[_Open] = []
        self.namespaces: dict[bytes, bytes] = {}
        self.found: list[_Piece] = []
        self.any = False

    def walk(self, blocks: Blocks) -> Iterator[list[_Piece]]:
        """Pieces, a list for each block."""
        start = tail = b""
        for block in utf8(blocks):
            start += block[: KEPT - len(start)]
            tail = (tail + block)[-_TAIL:]
            self.buffer += block
            at = max(self.at, self.seen)
            self.next = {sign: self.buffer.find(sign, at) for sign in self.splitter.signs}
            while self._step():
                pass
            self._relieve()
            yield self._taken()
        self._end(blocks.broken, start, tail)
        yield self._taken()

    def _taken(self) -> list[_Piece]:
        taken, self.found = self.found, []
        self.any = self.any or bool(taken)
        return taken

    def _step(self) -> bool:
        """Deal with the next token; False when more bytes are needed for it."""
        if self.until:
            end = self.buffer.find(self.until, self.at)
            self.at = end + len(self.until) if end >= 0 else max(self.at, len(self.buffer) - 2)
            if end >= 0:
                self.until = b""
                self.gap = self.gap if self._unfinished() else self.at
            return end >= 0
        token = self._token()
        if token is None:
            last = self.buffer.rfind(b"<", self.at)
            self.at = last if last >= 0 and not TAG.match(self.buffer, last) else len(self.buffer)
            return False
        self.at = token.start()
        sign, slash, name = token.groups()
        if sign:
            return self._section()
        return self._ended(name) if slash else self._begun(name)

    def _token(self) -> re.Match[bytes] | None:
        """The next token in the buffer, which is where one of the signs is after its "<"."""
        at = max(self.at, self.seen)
        while self.splitter.names:
            for sign, place in self.next.items():
                if 0 <= place < at:
                    self.next[sign] = self.buffer.find(sign, at)
            found = min((place for place in self.next.values() if place >= 0), default=-1)
            if found < 0:
                self.seen = len(self.buffer) - 2 * _PREFIX
                return None
            start = self.buffer.rfind(b"<", max(self.at, found - _PREFIX), found + 1)
            token = self.splitter.token.match(self.buffer, start) if start >= 0 else None
            if token and token.end() > found:
                return token
            at = found + 1
        token = self.splitter.token.search(self.buffer, at)
        self.seen = self.seen if token else len(self.buffer) - 2 * _PREFIX
        return token

    def _section(self) -> bool:
        """A comment, a CDATA section, an instruction, a document type declaration: nothing in it counts."""
        if not self._unfinished():
            self._learn(self.at)
        for start, end in _SECTIONS.items():
            if self.buffer.startswith(start, self.at):
                self.at += len(start)
                self.until = end
                return True
        if len(self.buffer) < self.at + 9:
            return False
        if self.buffer.startswith(b"<!DOCTYPE", self.at):
            return self._doctype()
        self.at += 2
        return True

    def _doctype(self) -> bool:
        end = self.buffer.find(b">", self.at)
        subset = self.buffer.find(b"[", self.at)
        if end < 0 and subset < 0:
            return False
        if subset < 0 or 0 <= end < subset:
            self.at = end + 1
        else:
            self.at, self.until = subset, b"]"
        return True

    def _begun(self, name: bytes) -> bool:
        tag = TAG.match(self.buffer, self.at)
        end = tag.end() if tag else self.buffer.find(b">", self.at) + 1
        if not end or (tag is None and _QUOTED.match(self.buffer, self.at)):
            return False  # its end, or that of a value in it, is yet to come
        self._learn(self.at)
        if self.open and not self.open[-1].is_done:
            before = self.buffer[self.open[-1].start - self.base : self.at]
            if any(name in before for name in self.splitter.begun):
                self._give(self.open.pop(), self.at)
        self._leave(name)
        if self.splitter.outermost:
            self._cut(name)
        if len(self.open) == _DEEPEST:
            self._give(self.open.pop(0), self.at)
        self.open.append(_Open(name, self.base + self.at, self.buffer[self.at : end]))
        self.at = end
        if self.open[-1].tag.endswith(b"/>"):
            self._give(self.open.pop(), end)
        return True

    def _leave(self, name: bytes) -> None:
        """Give the elements that should have ended before one of this name begins, as they are."""
        kind = name.rpartition(b":")[2]
        if kind in self.splitter.unnested and any(element.name == name for element in self.open):
            while (element := self.open.pop()).name != name:
                self._give(element, self.at)
            self._give(element, self.at)

    def _cut(self, name: bytes) -> None:
        """Give the outermost element as it is, when this name says that it should have ended before."""
        kind = name.rpartition(b":")[2]
        if kind in self.splitter.outermost and any(element.name == name for element in self.open):
            first, self.open = self.open[0], []
            self._give(first, self.at)

    def _ended(self, name: bytes) -> bool:
        end = self.buffer.find(b">", self.at) + 1
        if not end:
            return False
        if any(element.name == name for element in self.open):
            while (element := self.open.pop()).name != name:
                self._give(element, self.at)
            self._give(element, end)
        self.at = end
        return True

    def _give(self, element: _Open, end: int) -> None:
        """The element, which ends here, as a piece; unless it has been given, or something inside it."""
        if element.is_done or (self.splitter.outermost and self.open):
            return
        raw = self.buffer[element.start - self.base : end]
        self.found.append((element.start, self._alone(element, raw), ""))
        self._learn(end, forget=True)
        for other in self.open:
            other.is_done = True

    def _learn(self, end: int, forget: bool = False) -> None:
        """Namespaces declared in what has been passed since the last record (but not inside that)."""
        while not forget and (place := self.buffer.find(b"xmlns", self.gap, end)) >= 0:
            tag = TAG.match(self.buffer, max(0, self.buffer.rfind(b"<", self.gap, place)), end)
            for found in _NAMESPACE.finditer(tag[0]) if tag else ():
                self.namespaces[found[1] or b""] = found[0].strip()
            self.gap = max(place + 5, tag.end() if tag else 0)
        self.gap = max(self.gap, end)

    def _alone(self, element: _Open, raw: bytes) -> bytes:
        """The element with the namespaces declared around it that it uses."""
        own = {found[1] or b"" for found in _NAMESPACE.finditer(element.tag)}
        added = b""
        for prefix, declaration in self.namespaces.items():
            if prefix not in own and (prefix + b":" in raw if prefix else _UNPREFIXED.search(raw)):
                added += b" " + declaration
        at = len(element.name) + 1
        return raw[:at] + added + raw[at:] if added else raw

    def _relieve(self) -> None:
        """Forget what has been passed; set aside an element that has grown too long."""
        keep = self._needed()
        while (size := len(self.buffer) - keep) > self.splitter.longest:
            first = self._unfinished()
            if first is None:
                self.found.append(
                    (self.base + keep, self.buffer[keep : keep + KEPT], f"in a tag: {too_long(size)}")
                )
                self.at = keep = len(self.buffer)
                break
            self.found.append((first.start, self.buffer[keep : keep + KEPT], too_long(size)))
            first.is_done = True
            keep = self._needed()
        self._learn(keep, forget=bool(self.until))  # what a comment declares is not declared
        self.buffer = self.buffer[keep:]
        self.base += keep
        self.at -= keep
        self.gap -= keep
        self.seen -= keep

    def _unfinished(self) -> _Open | None:
        return next((element for element in self.open if not element.is_done), None)

    def _needed(self) -> int:
        """Where in the buffer begins what is still needed."""
        first = self._unfinished()
        return first.start - self.base if first else self.at

    def _end(self, broken: str, start: bytes, tail: bytes) -> None:
        """What is left when the source ends: an element that did not end, or a root that did not."""
        rest = self._needed()
        piece = self.base + rest, self.buffer[rest:]
        root = found[1] if (found := _ROOT.match(start)) else b""
        if broken or self._unfinished():
            self.found.append((*piece, broken or "the file ends inside a record"))
        elif not root and start.strip(BLANK):
            self.found.append((0, start, "no XML: no element begins in it"))
        elif root and not self._closes(_LAST_TAG.match(_without_remarks(tail)), root):
            self.found.append((*piece, f"the file ends before </{root[:60].decode('utf-8', 'replace')}>"))
        elif root and not (self.any or self.found or _NOTHING.search(tail)):
            self.found.append((0, start, f"no record in it: {_shown(start)}"))

    def _closes(self, last: re.Match[bytes] | None, root: bytes) -> bool:
        """Whether the last tag of the source closes its root, or a record that is a document of its own."""
        if last is None:
            return False
        if last[2] == root:
            return bool(last[1]) or last[0].endswith(b"/>")
        return self.splitter.token.match(b"<" + root + b">") is not None


def _without_remarks(tail: bytes) -> bytes:
    """The end of a source without the comments and instructions behind its root.

    >>> _without_remarks(b"</rdf:RDF> <!--<urn:x>--> <?end?> ")
    b'</rdf:RDF>'
    """
    while True:
        tail = tail.rstrip()
        begin = next((sign for sign in (b"<!--", b"<?") if tail.endswith(_SECTIONS[sign])), b"")
        at = tail.rfind(begin) if begin else -1
        if at < 0:
            return tail
        tail = tail[:at]


def _shown(data: bytes) -> str:
    """The text in markup, for a message: what a server said instead of records."""
    text = re.sub(rb"<[^>]*>", b" ", data[:_TAIL]).decode("utf-8", "replace")
    return repr(" ".join(text.split())[:200])
