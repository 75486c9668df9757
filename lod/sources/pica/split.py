"""Where the records of a PICA+ file begin and end: three ways of writing them, told apart by their signs.

================  =====================  ==========================  ==============================
                  subfield               field                       record
================  =====================  ==========================  ==============================
plain             ``$``, ``ƒ`` or 1F     a line                      blank line, or a line ``SET: …``
normalized        1F                     ends in 1E                  a line
binary, import    1F                     1E before or after it       1D before or after it
================  =====================  ==========================  ==============================

A line break inside a field of the normalized form is none between records: what follows one must look like
the beginning of a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lod.record import Unreadable
from lod.sources import plain_text
from lod.sources.chunk import BLANK, KEPT, MAX_RECORD, Chunk, too_long
from lod.sources.streams import Blocks

TAG = rb"[0-2][0-9]{2}[A-Z@](?:/[0-9]{2,3})?"

_START = rb"'?(?:[0-9]{2,12}[0-9X]? {0,12}\x1e|" + TAG + rb" ?\x1f)"
"""How a record of the normalized form begins; in old exports with its number in a field of its own."""
_BINARY = re.compile(rb"\x1d")
_NORMALIZED = re.compile(rb"\r?\n(?=" + _START + rb")|(?<=\x1e)[\r\n]*+(?<=\n)(?=[^\x1e])")
_PLAIN = re.compile(rb"\n(?:[ \t']{0,8}\r?\n)+|\n(?='?SET: )|(?<=\n)(?='?SET: )|\x1d")
_FIELD = re.compile(rb"(?:\A|[\n\x1e\x1d])[' ]?" + TAG)
_ABOVE = re.compile(rb"SET: |[^\s:]{3,20}: [0-9]{3,5}:[0-9]{2}-[0-9]{2}-[0-9]{2}")
_AHEAD = 64
"""Bytes after a boundary that may be needed to tell that it is one."""
_SEPARATORS = BLANK + b"\x1d\x1e'"

_Piece = tuple[int, bytes, str]
"""Offset, bytes, and the reason why they are not parsed; empty when they are."""


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """Each record's bytes, in order; what is not worth reading comes as Unreadable.

    >>> blocks = Blocks(iter([b"003@ $0123\\n021A $aA\\n\\n003@ $0456\\n"]))
    >>> [piece.raw for piece in split(blocks, "file")]
    [b'003@ $0123\\n021A $aA', b'003@ $0456\\n']
    """
    position = 0
    text = Blocks(plain_text.utf8(blocks)) if plain_text.is_wide(blocks.head()) else blocks
    head = text.head()
    if b"\r" in head and b"\n" not in head and b"\x1d" not in head:  # lines that end as on old Macintoshes
        head = head.replace(b"\r", b"\n")
        text = Blocks(block.replace(b"\r", b"\n") for block in text)
    between = boundary(head)
    closed = between is _NORMALIZED
    waiting: _Piece | None = None
    for piece in _pieces(text, between):
        if piece[2] or not _says_nothing(piece[1]):
            if waiting:
                position += 1
                closed = closed and _is_closed(waiting)
                yield _told(waiting, source, position)
            waiting = piece
    if waiting:
        position += 1
        if closed and position > 1 and not waiting[2] and not _is_closed(waiting):
            reason = blocks.broken or "the file ends inside a record"
            yield Unreadable(source, position, waiting[0], reason, waiting[1][:KEPT])
            return
        yield _told(waiting, source, position)
    if blocks.broken:
        yield Unreadable(source, position + 1, blocks.passed, blocks.broken, b"")


def _told(piece: _Piece, source: str, position: int) -> Chunk | Unreadable:
    offset, raw, reason = piece
    return Unreadable(source, position, offset, reason, raw) if reason else Chunk(position, offset, raw)


def _is_closed(piece: _Piece) -> bool:
    """Whether a record of the normalized form ends as its fields do: one that is cut does not."""
    return piece[1].rstrip(b"\r\n\t ").endswith(b"\x1e")


def boundary(head: bytes) -> re.Pattern[bytes]:
    """What stands between the records of a source that begins like this."""
    if b"\x1d" in head and head.count(b"\x1d") >= len(_NORMALIZED.findall(head)):
        return _BINARY
    return _NORMALIZED if b"\x1e" in head and b"\x1f" in head else _PLAIN


def _says_nothing(raw: bytes) -> bool:
    """Whether there is nothing between two boundaries, or only the line that WinIBW puts above a record."""
    rest = raw.strip(_SEPARATORS)
    return not rest or (_ABOVE.match(rest) is not None and not _FIELD.search(rest))


def _pieces(blocks: Blocks, between: re.Pattern[bytes]) -> Iterator[_Piece]:
    """Bytes from boundary to boundary; what grows too long is cut."""
    buffer, base, seen = b"", 0, 0
    cut: tuple[int, bytes] | None = None
    for block in blocks:
        buffer += block
        start = 0
        # What could still become a boundary, or a longer one, waits for the next block.
        for found in between.finditer(buffer, seen):
            if found.end() + _AHEAD > len(buffer):
                break
            if found.end() > start:
                yield _piece(base, buffer[start : found.start()], start, cut)
                cut, start = None, found.end()
        buffer, base = buffer[start:], base + start
        seen = max(0, len(buffer) - 2 * _AHEAD)
        if len(buffer) > MAX_RECORD:
            cut = cut or (base, buffer[:KEPT])
            base += seen
            buffer, seen = buffer[seen:], 0
    start = 0
    for found in between.finditer(buffer):
        if found.end() > start:
            yield _piece(base, buffer[start : found.start()], start, cut)
            cut, start = None, found.end()
    if start < len(buffer) or cut:
        yield _piece(base, buffer[start:], start, cut)


def _piece(base: int, raw: bytes, start: int, cut: tuple[int, bytes] | None) -> _Piece:
    offset = base + start
    if cut:
        return cut[0], cut[1], too_long(offset + len(raw) - cut[0])
    if len(raw) > MAX_RECORD:
        return offset, raw[:KEPT], too_long(len(raw))
    return offset, raw, ""
