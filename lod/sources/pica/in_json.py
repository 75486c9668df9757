"""PICA+ in JSON: a record is a list of fields, a field a list of its tag, occurrence, codes and values.

Records come one to a line, in a list, or alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import html_markup, plain_text
from lod.sources.chunk import KEPT, Chunk, InvalidRecord
from lod.sources.head import Head
from lod.sources.json_files.records import beginning
from lod.sources.json_files.split import Objects
from lod.sources.pica.values import cleaned, ident
from lod.sources.streams import Blocks

_FIRST = re.compile(rb'\[\s*(?:\[\s*){1,2}"[0-2][0-9]{2}[A-Z@]"\s*,')
_TAG = re.compile(r"([0-2][0-9]{2}[A-Z@])(?:/([0-9]{2,3}))?")
_OUTER = re.compile(rb"\s*\[\s*\[\s*\[")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is PICA+ in JSON."""
    return 90 if _FIRST.match(beginning(head.raw)) else 0


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each record."""
    # Records in a list are one bracket deeper than records that stand by themselves.
    text = Blocks(plain_text.utf8(blocks))
    top = 1 if _OUTER.match(text.head()) else 0
    position = 0
    for offset, raw, reason in Objects(top, b"[]").of(text):
        position += 1
        yield (
            Unreadable(source, position, offset, reason, raw[:KEPT])
            if reason
            else Chunk(position, offset, raw)
        )
    if blocks.broken:
        yield Unreadable(source, position + 1, blocks.passed, blocks.broken, b"")


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in a list of fields.

    >>> parse(b'[["003@", "", "0", "12345678X"], ["028C", "01", "a", "Multatuli"]]').fields
    [003@ $012345678X, 028C 01 $aMultatuli]
    """
    warnings: list[str] = []
    try:
        text, is_mended = plain_text.text_of(raw)
        if is_mended:
            warnings.append("bytes that are not UTF-8 are read as Windows-1252")
        found = json.loads(text, strict=False)
        if not isinstance(found, list) or not found:
            raise InvalidRecord("no field of PICA+ in it")
        fields = [_field(item, warnings) for item in found]
        html_markup.tidy(fields)
        own = ident(fields, warnings)
    except (ValueError, RecursionError, InvalidRecord) as fault:
        return Unreadable(source, position, offset, f"cannot be read as PICA+ in JSON: {fault}"[:500], raw)
    return Record("picajson", own, "", fields, source, position, raw, list(dict.fromkeys(warnings)))


def _field(item: Any, warnings: list[str]) -> Field:
    """A field: tag, occurrence (which may be null), and codes and values by turns."""
    if not isinstance(item, list) or not item or not isinstance(item[0], str):
        raise InvalidRecord(f"a field is a list that begins with its tag, not {str(item)[:40]!r}")
    found = _TAG.fullmatch(item[0].strip())
    if not found:
        raise InvalidRecord(f"{item[0][:20]!r} is no tag of PICA+")
    rest = ["" if value is None else str(value) for value in item[1:]]
    occurrence = found[2] or ""
    if len(rest) % 2:
        occurrence = rest.pop(0).strip() or occurrence
    if not occurrence.isdigit() or not occurrence.isascii() or not occurrence.strip("0"):
        occurrence = ""
    pairs = list(zip(rest[::2], rest[1::2], strict=True))
    return Field(
        found[1],
        occurrence,
        [
            (cleaned(code[:1], found[1], warnings) or "?", cleaned(value, found[1], warnings, code))
            for code, value in pairs
        ],
    )
