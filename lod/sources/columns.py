"""Tables: CSV and TSV with any delimiter, quoting and character set; a row is a record.

The bytes kept of a record are a table of their own, in UTF-8 with commas: column names and the row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources.chunk import KEPT, Chunk
from lod.sources.encoding import windows
from lod.sources.head import Head
from lod.sources.streams import Blocks
from lod.sources.xml_fields import cleaned

DELIMITERS = ",;\t|"
KEYS = ("id", "identifier", "identificatie", "priref", "recordnr", "recordnummer", "objectid", "ppn", "uuid")
"""Names of columns that tell one record from another, in the order in which they are looked for."""

_SAMPLE = 2**15
_ROWS = 30
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_UNDECODED = re.compile("[\udc80-\udcff]+")
_NOT_LETTERS = re.compile(r"[^a-z]")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is a table."""
    raw = head.raw[:_SAMPLE]
    if head.is_xml or raw[:1] in (b"{", b"[") or not raw:
        return 0
    if _BINARY.search(raw) and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return 0
    is_named = head.name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt"))
    rows, width = _fit(_sample(raw), delimiter_of(raw))
    return (40 if width > 1 and rows > 1 else 0) + (30 if is_named and rows > 1 else 0)


def delimiter_of(raw: bytes) -> str:
    """The character between the values of a table: the one under which its rows are most alike.

    >>> delimiter_of(b"nr;titel, en meer\\n1;a\\n2;b, c\\n")
    ';'
    """
    sample = _sample(raw)
    fits = [(_fit(sample, delimiter), -at) for at, delimiter in enumerate(DELIMITERS)]
    (rows, width), at = max(fits)
    return DELIMITERS[-at] if width > 1 and rows else ","


def _fit(sample: str, delimiter: str) -> tuple[int, int]:
    """How many rows are as wide as the first, and how wide that is; nothing when it is one column."""
    try:
        rows = [row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row][
            :_ROWS
        ]
    except csv.Error:
        return 0, 0
    width = len(rows[0]) if rows else 0
    return (sum(len(row) == width for row in rows), width) if width > 1 else (0, width)


def _sample(raw: bytes) -> str:
    """Whole lines from the beginning."""
    text = raw[:_SAMPLE].decode(_encoding(raw), "replace")
    return text.rpartition("\n")[0] + "\n" if len(raw) >= _SAMPLE else text


def _encoding(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """Each row with the names of its columns, as a table of its own."""
    head = blocks.head(_SAMPLE)
    lines = _Lines(blocks, _encoding(head))
    reader = csv.reader(lines, delimiter=delimiter_of(head))
    names: list[str] = []
    position = 0
    while True:
        offset = lines.offset
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as fault:
            position += 1
            yield Unreadable(source, position, offset, f"no row of a table: {fault}", lines.last[:KEPT])
            continue
        if not any(value.strip() for value in row):
            continue
        if not names:
            names = [cleaned(name) or f"column {at}" for at, name in enumerate(row, 1)]
            continue
        position += 1
        if len(row) > len(names):
            reason = f"a row of {len(row)} values under {len(names)} columns"
            yield Unreadable(source, position, offset, reason, lines.last[:KEPT])
        else:
            yield Chunk(position, offset, _table(names, row))
    if blocks.broken:
        yield Unreadable(source, position + 1, lines.offset, blocks.broken, b"")


class _Lines:
    """The lines of a source as text; bytes that are not what the rest is are read as Windows-1252."""

    def __init__(self, blocks: Blocks, encoding: str) -> None:
        self._blocks = blocks
        self._encoding = encoding
        self.offset = 0
        self.last = b""

    def __iter__(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding)("surrogateescape")
        rest = ""
        for block in self._blocks:
            lines = (rest + decoder.decode(block)).splitlines(keepends=True)
            rest = lines.pop() if lines else ""
            for line in lines:
                yield self._line(line)
        rest += decoder.decode(b"", True)
        if rest:
            yield self._line(rest)

    def _line(self, line: str) -> str:
        self.last = line.encode("utf-8", "surrogateescape")
        self.offset += len(self.last)
        return _UNDECODED.sub(lambda found: windows(found[0].encode("utf-8", "surrogateescape")), line)


def _table(names: list[str], row: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [names[: len(row)] if len(row) < len(names) else names, row]
    )
    return out.getvalue().encode("utf-8", "replace")


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in a table of one row.

    >>> parse(b'id,Object name\\n7,"Boek, oud"\\n').fields
    [id 7, Object name Boek, oud]
    """
    try:
        names, row = list(csv.reader(io.StringIO(raw.decode("utf-8", "replace"), newline="")))[:2]
    except (csv.Error, ValueError) as fault:
        return Unreadable(source, position, offset, f"no row of a table: {fault}", raw)
    fields = [
        Field(name, "", [("", text)])
        for name, value in zip(names, row, strict=False)
        if (text := cleaned(value))
    ]
    return Record("csv", _ident(fields), "", fields, source, position, raw)


def _ident(fields: list[Field]) -> str:
    found = {_NOT_LETTERS.sub("", field.tag.lower()): field.text for field in reversed(fields)}
    return next((found[key] for key in KEYS if found.get(key)), "")
