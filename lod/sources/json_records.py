"""JSON: objects one to a line (JSON Lines), in a list, or alone; an object is a record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources.chunk import KEPT, MAX_RECORD, Chunk, Unfit, too_long
from lod.sources.head import Head
from lod.sources.json_fields import fields
from lod.sources.streams import Blocks

KEYS = ("id", "@id", "_id", "identifier", "uuid")
"""Names of what tells one record from another, in the order in which they are looked for."""

_SIGN = re.compile(rb'"(?:[^"\\]|\\.)*+(?:(")|\\?\Z)|[{}]', re.DOTALL)
_BOM = b"\xef\xbb\xbf"


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is JSON with objects in it."""
    start = head.raw.removeprefix(_BOM).lstrip()
    if start[:1] == b"{" or (start[:1] == b"[" and start[1:].lstrip()[:1] in (b"{", b"")):
        return 60
    return 0


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each object."""
    first = blocks.head().removeprefix(_BOM).lstrip().partition(b"\n")
    pieces = _lines(blocks) if first[1] and _is_object(first[0]) else _objects(blocks)
    position = 0
    for offset, raw, reason in pieces:
        position += 1
        yield (
            Unreadable(source, position, offset, reason, raw[:KEPT])
            if reason
            else Chunk(position, offset, raw)
        )
    if blocks.broken:
        yield Unreadable(source, position + 1, 0, blocks.broken, b"")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(blocks: Blocks) -> Iterator[tuple[int, bytes, str]]:
    """Lines that are not blank; one that is too long is cut."""
    rest, base = b"", 0
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            if line.strip():
                yield (
                    base,
                    line.removeprefix(_BOM).strip(),
                    too_long(len(line)) if len(line) > MAX_RECORD else "",
                )
            base += len(line) + 1
        if len(rest) > 2 * MAX_RECORD:
            yield base, rest, too_long(len(rest))
            base += len(rest)
            rest = b""
    if rest.strip():
        yield base, rest.removeprefix(_BOM).strip(), ""


def _objects(blocks: Blocks) -> Iterator[tuple[int, bytes, str]]:
    """Objects that are in no other, wherever they stand."""
    buffer, base, at, start, depth = b"", 0, 0, -1, 0
    for block in blocks:
        buffer += block
        while (sign := _SIGN.search(buffer, at)) is not None:
            what = sign[0]
            if what[:1] == b'"' and not sign[1]:
                break  # a text that goes on in the next block
            at = sign.end()
            if what == b"{":
                start = sign.start() if depth == 0 else start
                depth += 1
            elif what == b"}" and depth:
                depth -= 1
                if depth == 0:
                    yield base + start, buffer[start:at], ""
                    start = -1
        else:
            at = len(buffer)
        if start >= 0 and len(buffer) - start > MAX_RECORD:
            yield base + start, buffer[start : start + KEPT], too_long(len(buffer) - start)
            start, depth, at = -1, 0, len(buffer)
        keep = start if start >= 0 else at
        buffer, base, at = buffer[keep:], base + keep, at - keep
        start = 0 if start >= 0 else -1
    if start >= 0:
        yield base, buffer, "the file ends inside an object"


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in an object; numbers stay as they are written.

    >>> parse(b'{"id": 7, "title": "Brief", "height": 20.50}').fields
    [id 7, title Brief, height 20.50]
    """
    warnings: list[str] = []

    def constant(name: str) -> None:
        warnings.append(f"{name} is no value in JSON: left out")

    try:
        found = json.loads(raw, parse_int=str, parse_float=str, parse_constant=constant)
        if not isinstance(found, dict):
            return Unreadable(source, position, offset, "no object, so no record", raw)
        inner = fields(found)
    except (ValueError, RecursionError, Unfit) as fault:
        return Unreadable(source, position, offset, f"cannot be read as JSON: {fault}"[:500], raw)
    return Record(
        "json", _ident(found, inner), "", inner, source, position, raw, list(dict.fromkeys(warnings))
    )


def _ident(found: dict[str, Any], inner: list[Field]) -> str:
    for key in KEYS:
        if isinstance(found.get(key), str):
            return str(found[key])
    return ""
