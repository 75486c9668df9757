"""Tables: CSV and TSV with any delimiter, quoting, line ends and character set; a row is a record."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress

from lod.record import Unreadable
from lod.sources import plain_text
from lod.sources.chunk import KEPT, MAX_RECORD, Chunk, too_long
from lod.sources.head import Head
from lod.sources.streams import Blocks
from lod.sources.tables.rows import LONGEST, Row, of_rows, parser

DELIMITERS = ",;\t|"
_SAMPLE = 2**15
_ROWS = 30
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_DELIMITER_LINE = re.compile(rb"(?i)sep=([,;\t|:])\r?\Z")


_MAX_LINES = 10_000  # of one row
_QUOTED = re.compile(r'"[^"]*"\Z')

_Line = tuple[int, bytes, str]
"""Offset, bytes, and why nobody needs to look at them."""


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is a table."""
    raw = _utf8(head.raw[:_SAMPLE])
    if head.is_xml or raw[:1] in (b"{", b"[") or not raw or _BINARY.search(raw):
        return 0
    is_named = head.name.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt"))
    sample, delimiter = _sample(raw), delimiter_of(raw)
    rows, width = _fit(sample, delimiter)
    first = sample.lstrip("\n").partition("\n")[0]
    if delimiter not in first and not _is_below_a_title(head, sample, rows):
        return 0  # prose, or lines of a kind of their own
    if not is_named and delimiter in ",;" and not re.search(rf"{delimiter}(?! )", first):
        return 0  # a sentence
    return (40 if width > 1 and rows > 1 else 0) + (30 if is_named and rows > 1 else 0)


def _is_below_a_title(head: Head, sample: str, rows: int) -> bool:
    """Whether a file that is called a table has one, below lines of which none is a row."""
    lines = sum(bool(line.strip()) for line in itertools.islice(sample.split("\n"), _ROWS))
    return head.name.lower().removesuffix(".gz").endswith((".csv", ".tsv")) and rows > 1 and rows * 2 > lines


def first_row(raw: bytes) -> list[str]:
    """The values in the first row of a table that begins so.

    >>> first_row(b"nr;titel\\n1;Kan\\n")
    ['nr', 'titel']
    """
    rows = csv.reader(io.StringIO(_sample(raw).lstrip("\n"), newline=""), delimiter=delimiter_of(raw))
    with suppress(csv.Error):
        return next(rows, [])
    return []


def delimiter_of(raw: bytes) -> str:
    """The character between the values of a table: the one under which its rows are most alike.

    >>> delimiter_of(b"nr;titel, en meer\\n1;a\\n2;b, c\\n")
    ';'
    """
    first = _utf8(raw[:_SAMPLE]).removeprefix(codecs.BOM_UTF8).partition(b"\n")[0]
    if found := _DELIMITER_LINE.match(first):
        return found[1].decode()
    sample = _sample(raw)
    # Of two that fit as many rows, the one that is in more of them: commas stand in texts.
    fits = [
        (*_fit(sample, delimiter), sum(delimiter in line for line in sample.split("\n")), -at)
        for at, delimiter in enumerate(DELIMITERS)
    ]
    rows, width, _, at = max(fits, key=lambda fit: (fit[0], fit[2], fit[1], fit[3]))
    return DELIMITERS[-at] if width > 1 and rows else ","


def _fit(sample: str, delimiter: str) -> tuple[int, int]:
    """How many rows are as wide as most are that have more than one value, and how wide that is."""
    try:
        found = (row for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row)
        rows = list(itertools.islice(found, _ROWS))
    except csv.Error:
        return 0, 0
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
    return count, width


def _sample(raw: bytes) -> str:
    """Whole lines from the beginning, but for the one that names the delimiter."""
    text = plain_text.text_of(_utf8(raw[:_SAMPLE]))[0]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _DELIMITER_LINE.match(text.partition("\n")[0].encode()):
        text = text.partition("\n")[2]
    return text.rpartition("\n")[0] + "\n" if len(raw) >= _SAMPLE else text


def _utf8(raw: bytes) -> bytes:
    name = plain_text.encoding_of(raw)
    return raw if name == "utf-8-sig" else raw.decode(name, "ignore").encode("utf-8", "ignore")


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """Each row with the names of its columns, as a table of its own."""
    position = 0
    rows = _Rows(blocks, delimiter_of(blocks.head(_SAMPLE)))
    for piece in of_rows(iter(rows), source):
        position = piece.position
        yield piece
    if blocks.broken:
        yield Unreadable(source, position + 1, rows.offset, blocks.broken, b"")


class _Rows:
    """The rows of a source that are not empty.

    A line is a part of a row when a quotation mark is open. When that mark does not close as it should, the
    line in which it stands is a row by itself, and what follows is read anew: it swallows nothing.
    """

    def __init__(self, blocks: Blocks, delimiter: str) -> None:
        self._delimiter = delimiter
        self._coming = self._lines(blocks)
        self._again: deque[_Line] = deque()
        self._lines_of_row: list[_Line] = []
        self._size = 0
        self.offset = 0

    def __iter__(self) -> Iterator[Row]:
        reader = self._reader()
        while True:
            self._lines_of_row, self._size = [], 0
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._alone()
                reader = self._reader()
                continue
            offset, raw, _ = self._lines_of_row[0]
            if reason := next((reason for _, _, reason in self._lines_of_row if reason), ""):
                yield offset, [], raw, reason
            elif any(value.strip() for value in row):
                yield offset, row, raw, ""

    def _reader(self) -> Iterator[list[str]]:
        csv.field_size_limit(LONGEST)
        return csv.reader(iter(self._next, None), delimiter=self._delimiter, strict=True)

    def _next(self) -> str | None:
        """The next line as text; None at the end, and in a row that has become too long."""
        if self._size > MAX_RECORD or len(self._lines_of_row) > _MAX_LINES:
            return None
        line = self._again.popleft() if self._again else next(self._coming, None)
        if line is None:
            return None
        self._lines_of_row.append(line)
        self.offset, raw, reason = line
        self._size += len(raw)
        return "\n" if reason else plain_text.text_of(raw)[0] + "\n"

    def _alone(self) -> Row:
        """The first line of a row that cannot be read, when what its values are is beyond doubt alone."""
        (offset, raw, _), *others = self._lines_of_row
        self._again.extendleft(reversed(others))
        text = plain_text.text_of(raw)[0]
        plain = text.split(self._delimiter)
        if len(next(csv.reader([text], delimiter=self._delimiter))) != len(plain) or _is_open(plain[-1]):
            return offset, [], raw, "a quotation mark that does not close as those of tables do"
        return offset, [value[1:-1] if _QUOTED.match(value) else value for value in plain], raw, ""

    def _lines(self, blocks: Blocks) -> Iterator[_Line]:
        """Lines, whatever ends them."""
        for offset, line, size in plain_text.lines(blocks, MAX_RECORD):
            if size > MAX_RECORD:
                yield offset, line[:KEPT], too_long(size)
            elif offset or not _DELIMITER_LINE.match(line):
                yield offset, line, ""


def _is_open(value: str) -> bool:
    """Whether a value may go on in the next line."""
    return value.startswith('"') and value.count('"') % 2 == 1


parse = parser("csv")
"""The record in a table of one row.

>>> parse(b'id,Object name\\n7,"Boek, oud"\\n').fields
[id 7, Object name Boek, oud]
"""
