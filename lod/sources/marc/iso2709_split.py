"""Where the records of an ISO 2709 file begin and end.

The record terminator (1D) is the only thing trusted; the length in the leader only tells whether all is well.
When it does not agree, leaders are looked for: a record that was cut, text between records, and a terminator
inside a record are told apart that way.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from itertools import pairwise

from lod.record import Unreadable
from lod.sources.chunk import BLANK, KEPT, MAX_RECORD, Chunk, too_long
from lod.sources.streams import Blocks

TERMINATOR = b"\x1d"

LEADER = re.compile(rb"[0-9]{5}[^0-9\x00-\x1f]{2}[ -~]{3}22[0-9]{5}[ -~]{3}45[0 ][0 ](?=[0-9A-Za-z]{3}[0-9])")
"""A leader so regular, with a directory after it, that it is not found in text by chance."""

_INSIDE = 8
"""Terminators that may stand inside one record before it is given up."""

_Piece = tuple[int, bytes, str]
"""Offset, bytes, and the reason why nobody needs to look at them."""


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """Each record's bytes, in order; what is not worth reading comes as Unreadable."""
    for position, (offset, raw, reason) in enumerate(_framed(_terminated(blocks)), start=1):
        yield Unreadable(source, position, offset, reason, raw) if reason else Chunk(position, offset, raw)


def _terminated(blocks: Blocks) -> Iterator[_Piece]:
    """Bytes up to each terminator, and what comes after the last one."""
    held: list[bytes] = []
    offset = size = 0
    for block in blocks:
        first, *others = block.split(TERMINATOR)
        held.append(first)
        size += len(first)
        if others:
            yield _piece(offset, b"".join(held) + TERMINATOR, size + 1)
            offset += size + 1
            last = others.pop()
            for part in others:
                yield offset, part + TERMINATOR, ""
                offset += len(part) + 1
            held, size = [last], len(last)
        elif size > MAX_RECORD:
            piece, held = _relieved(offset, held, size)
            if piece:
                yield piece
                offset += len(piece[1])
                size -= len(piece[1])
    if size or blocks.broken:
        offset, raw, reason = _piece(offset, b"".join(held), size)
        yield offset, raw, blocks.broken or reason


def _piece(offset: int, raw: bytes, size: int) -> _Piece:
    if size > MAX_RECORD:
        return offset, raw[:KEPT], too_long(size)
    return offset, raw, ""


def _relieved(offset: int, held: list[bytes], size: int) -> tuple[_Piece | None, list[bytes]]:
    """What is held, made small again: cut at the last leader in it, or only its beginning kept."""
    data = b"".join(held)
    if not data.strip(BLANK) and size == len(data):
        return (offset, data, ""), []
    starts = [found.start() for found in LEADER.finditer(data) if found.start()]
    if starts and size == len(data):
        return (offset, data[: starts[-1]], ""), [data[starts[-1] :]]
    return None, [data[:KEPT]]


def _framed(pieces: Iterator[_Piece]) -> Iterator[_Piece]:
    """Pieces that are one record each, as far as can be told."""
    waiting: deque[_Piece] = deque()
    while piece := waiting.popleft() if waiting else next(pieces, None):
        offset, raw, reason = piece
        if reason or raw[:5] == b"%05d" % len(raw):
            yield piece
        else:
            yield from _mended(offset, raw, pieces, waiting)


def _mended(offset: int, raw: bytes, pieces: Iterator[_Piece], waiting: deque[_Piece]) -> Iterator[_Piece]:
    """A piece whose leader disagrees with its length: cut at leaders, joined over terminators inside it."""
    if not raw.strip(BLANK + TERMINATOR):
        return
    start = beginning(raw)
    starts = [start, *(found.start() for found in LEADER.finditer(raw, start + 1)), len(raw)]
    *before, (last, _) = pairwise(starts)
    for begin, end in before:
        yield offset + begin, raw[begin:end], ""
    yield offset + last, _joined(raw[last:], pieces, waiting), ""


def beginning(raw: bytes) -> int:
    """Where the leader begins after blanks, of which five or six may be its own: a length that is not given.

    >>> beginning(b"\\n00024nam a22"), beginning(b"\\n     nam a22")
    (1, 1)
    """
    start = len(raw) - len(raw.lstrip(BLANK))
    middle = raw.find(b"22", start, start + 7)
    if middle >= 10 and not raw[start : start + 5].isdigit() and not raw[middle - 10 : start].strip(b" "):
        return middle - 10
    return start


def _joined(raw: bytes, pieces: Iterator[_Piece], waiting: deque[_Piece]) -> bytes:
    """The record with the pieces after it, if they bring it to the length in its leader, to the byte.

    Terminators that came into a finished record by accident are not in that length.
    """
    length = int(raw[:5]) if raw[:5].isdigit() else 0
    taken: list[_Piece] = []
    size = len(raw)
    while size < length + len(taken) and len(taken) < _INSIDE and raw.endswith(TERMINATOR):
        piece = waiting.popleft() if waiting else next(pieces, None)
        if piece is None:
            break
        taken.append(piece)
        size += len(piece[1])
        if piece[2] or LEADER.match(piece[1].lstrip(BLANK)):
            break
    if (
        taken
        and size - length in (0, len(taken))
        and not LEADER.match(taken[-1][1])
        and taken[-1][1].endswith(TERMINATOR)
    ):
        return raw + b"".join(part for _, part, _ in taken)
    waiting.extendleft(reversed(taken))
    return raw
