"""Iconclass as its makers keep it: lines with a letter (N, C, R, K) and a value, a record up to a line ``$``.

``; 12`` after ``C 11`` is one more value of C. N is the notation, C the notations right below it, R those to
which it refers, K the row of keys that may be put behind it (github.com/iconclass/data, README). The words
for a notation stand in files of their own, a table for each language (``11A|Deity, God``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import plain_text
from lod.sources.chunk import KEPT, MAX_RECORD, Chunk, too_long
from lod.sources.head import Head
from lod.sources.json_files.records import beginning
from lod.sources.streams import Blocks
from lod.sources.xml_files.fields import cleaned

_BEGUN = re.compile(rb"\A(?:\$\s*\n|\s)*N [0-9][^\n|]*\n")
_LINE = re.compile(r"(?:([A-Z])|;) (.*)", re.DOTALL)
_END = b"$"


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is Iconclass: a notation first, and only such lines."""
    start = beginning(head.raw).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not _BEGUN.match(start):
        return 0
    lines = [line.decode("utf-8", "replace") for line in start.split(b"\n")[:200] if line.strip()]
    like = sum(line.strip() == "$" or _LINE.match(line) is not None for line in lines)
    return 95 if b"\n$" in start and like * 10 >= len(lines) * 9 else 0


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The lines of each record, without the one that ends it."""
    position, start, size = 0, 0, 0
    kept: list[bytes] = []

    def whole() -> Chunk | Unreadable:
        raw = b"\n".join(kept)
        if size > MAX_RECORD:
            return Unreadable(source, position, start, too_long(size), raw[:KEPT])
        return Chunk(position, start, raw)

    for offset, line, length in plain_text.lines(blocks, MAX_RECORD + 1):
        is_end = line.rstrip() == _END
        if line.strip() and not is_end:
            if not kept:
                position, start, size = position + 1, offset, 0
            if size <= MAX_RECORD:
                kept.append(line.rstrip(b"\r"))
            size += length + 1
        elif is_end and kept:
            yield whole()
            kept = []
    if kept:
        yield whole()
    if blocks.broken:
        yield Unreadable(source, position + 1, blocks.passed, blocks.broken, b"")


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in these lines: a field for each value, known by its notation.

    >>> record = parse(b"N 11A\\nK 11k\\nC 11A1\\n; 11A2")
    >>> record.id, record.fields
    ('11A', [N 11A, K 11k, C 11A1, C 11A2])
    """
    text, is_mended = plain_text.text_of(raw)
    warnings = ["bytes that are not UTF-8 are read as Windows-1252"] if is_mended else []
    fields: list[Field] = []
    for line in text.split("\n"):
        found = _LINE.fullmatch(line.rstrip("\r"))
        if not found or not (found[1] or fields):
            return Unreadable(source, position, offset, f"no line of a record: {line[:60]!r}", raw)
        fields.append(Field(found[1] or fields[-1].tag, "", [("", cleaned(found[2]))]))
    notation = next((field.text for field in fields if field.tag == "N"), "")
    if not notation:
        return Unreadable(source, position, offset, "a record without a notation (N)", raw)
    return Record("iconclass", notation, "", fields, source, position, raw, warnings)
