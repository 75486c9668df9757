"""Where the parts of a finding aid begin and end: the whole (archdesc), and each component at any depth.

A part is cut out by its tags, without the components in it, and given when it ends: so those inside come
before it, and what it is made of is known. It is put in a small wrapper with its place in the finding aid
(`<context>`), so that its bytes can be read alone. Only the parts that are open are held in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lod.record import OWN_USE, Unreadable
from lod.sources.chunk import BLANK, KEPT, MAX_RECORD, Chunk, too_long
from lod.sources.ead.components import FindingAid, Part
from lod.sources.streams import Blocks
from lod.sources.xml_files.encoding import utf8
from lod.sources.xml_files.fields import DEEPEST
from lod.sources.xml_files.split import DOCTYPE, TAG

_TOKEN = re.compile(
    rb"<(?:(!--|!\[CDATA\[|\?|!DOCTYPE)"
    rb"|(/?)((?:[^\s<>/:!?]+:)?(?:ead|archdesc|c|c0[1-9]|c1[0-2]))(?=[\s/>]))"
)
_DOCTYPE = re.compile(DOCTYPE)
_SECTIONS = {b"!--": b"-->", b"![CDATA[": b"]]>", b"?": b"?>"}
_LONGEST_START = 128
_TAIL = 2**12
_NOTHING = re.compile(rb"noRecordsMatch|numberOfRecords>\s*0\s*<")


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each part of the finding aids in a source, to be parsed alone."""
    scan = _Scan(source)
    start = tail = b""
    for block in utf8(blocks):
        start += block[: KEPT - len(start)]
        tail = (tail + block)[-_TAIL:]
        yield from scan.take(block)
    yield from scan.end(blocks.broken, start, tail)


class _Scan:
    """One walk through one source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.buffer = b""
        self.base = 0  # offset of the buffer in the source
        self.at = 0  # in the buffer: all before it has been seen
        self.position = 0
        self.aid = FindingAid()
        self.open: list[Part] = []

    def take(self, block: bytes) -> Iterator[Chunk | Unreadable]:
        """What ends in the next block."""
        self.buffer += block
        while (token := _TOKEN.search(self.buffer, self.at)) is not None:
            end = self._end_of(token)
            if not end:
                self._pass(token.start())
                break
            self._pass(token.start())
            yield from self._token(token, self.buffer[token.start() : end])
            self.at = end
        else:
            last = self.buffer.rfind(b"<", max(self.at, len(self.buffer) - _LONGEST_START))
            self._pass(last if last >= 0 else len(self.buffer))
        self.base += self.at
        self.buffer = self.buffer[self.at :]
        self.at = 0

    def _end_of(self, token: re.Match[bytes]) -> int:
        """Where a tag or section ends in the buffer; 0 when more bytes are needed to know."""
        start = token.start()
        section = token[1]
        if section == b"!DOCTYPE":
            found = _DOCTYPE.match(self.buffer, start)
        elif section:
            end = self.buffer.find(_SECTIONS[section], start)
            if end >= 0:
                return end + len(_SECTIONS[section])
            found = None
        else:
            found = TAG.match(self.buffer, start)
        if found:
            return found.end()
        # what has no end within reason is text that only looks like a tag
        return token.end() if len(self.buffer) - start > MAX_RECORD else 0

    def _pass(self, end: int) -> None:
        """Text up to here belongs to the innermost part, or else to the head of the finding aid."""
        self._add(self.buffer[self.at : end])
        self.at = end

    def _add(self, text: bytes) -> None:
        if self.open:
            self.open[-1].add(text)
        else:
            self.aid.add(text)

    def _token(self, token: re.Match[bytes], tag: bytes) -> Iterator[Chunk | Unreadable]:
        section, slash, name = token.groups()
        if section:
            if section in (b"!--", b"![CDATA["):
                self._add(tag)
            return
        kind = name.rpartition(b":")[2]
        if kind == b"ead":
            yield from self._abandon("the finding aid ends inside this part")
            self.aid = FindingAid(b"" if slash else tag)
        elif slash:
            yield from self._ended(name, tag)
        else:
            self._begun(name, tag, self.base + token.start())
            if tag.endswith(b"/>"):
                yield self._given()

    def _begun(self, name: bytes, tag: bytes, offset: int) -> None:
        parent = self.open[-1] if self.open else None
        self.open.append(self.aid.part(name, tag, offset, parent))

    def _ended(self, name: bytes, tag: bytes) -> Iterator[Chunk | Unreadable]:
        if not any(part.name == name for part in self.open):
            self._add(tag)
            return
        while self.open[-1].name != name:
            yield self._given(f"<{self.open[-1].name.decode('utf-8', 'replace')}> is not closed")
        self.open[-1].add(tag)
        yield self._given()

    def _given(self, reason: str = "") -> Chunk | Unreadable:
        """The innermost part, which ends here."""
        part = self.open.pop()
        self.position += 1
        if part.depth > DEEPEST:
            reason = f"components more than {DEEPEST} deep in each other"
        reason = reason or (too_long(part.size) if part.size > MAX_RECORD else "")
        if reason:
            return Unreadable(self.source, self.position, part.offset, reason, part.own()[:KEPT])
        if not self.aid.facts(part).is_public:
            return Unreadable(self.source, self.position, part.offset, OWN_USE, part.own()[:KEPT])
        return Chunk(self.position, part.offset, self.aid.alone(part))

    def _abandon(self, reason: str) -> Iterator[Unreadable]:
        while self.open:
            found = self._given(reason)
            if isinstance(found, Unreadable):
                yield found

    def end(self, broken: str, start: bytes, tail: bytes) -> Iterator[Chunk | Unreadable]:
        """What is left when the source ends: parts that did not."""
        self._pass(len(self.buffer))
        if self.open:
            yield from self._abandon(broken or "the file ends inside this part of the finding aid")
        elif broken or not self.position:
            if not start.strip(BLANK) or (not broken and _NOTHING.search(tail)):
                return
            text = " ".join(re.sub(rb"<[^>]*>", b" ", start[:_TAIL]).decode("utf-8", "replace").split())
            reason = broken or f"no finding aid in it: {text[:200]!r}"
            yield Unreadable(self.source, self.position + 1, 0, reason, start)
