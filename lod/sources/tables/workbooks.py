"""Workbooks: Excel (.xlsx, .xlsm, .xlsb, .xls) and OpenDocument (.ods); a row of a visible sheet is a record.

A workbook is no stream: its parts stand anywhere in it. So it is taken in whole, up to MOST bytes; an
archive is unpacked once and counted before anyone opens it; and it is read by a process of its own, whose
memory and time are limited. Rows come from that one at a time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from lod.record import EXPLAINS, Unreadable
from lod.sources.chunk import KEPT, Chunk, InvalidRecord
from lod.sources.head import Head
from lod.sources.streams import Blocks
from lod.sources.tables import workbook_process
from lod.sources.tables.rows import Row, of_rows, parser

MOST = 100 * 2**20
"""Bytes of a workbook as it comes."""
UNPACKED = 1_000 * 2**20
"""Bytes of all its parts, unpacked."""
RATIO = 200
"""So many times as large may a part become that is larger than SMALL."""
SMALL = 10 * 2**20
PARTS = 10_000
"""Parts of a workbook."""

_STEP = 2**16
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMES = (b"xl/", b"[Content_Types].xml", b"_rels/.rels", b"docProps/")
_OTHERS = (b"word/", b"ppt/", b"visio/")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


_EXPLAINING = re.compile(
    "toelichting|uitleg|leeswijzer|legenda|leesmij|instructies?|handleiding|verantwoording|colofon"
    "|explanations?|legend|readme|instructions|erläuterung(en)?|hinweise|anleitung"
)


def explains(name: str) -> bool:
    """Whether a sheet is called as those are that explain the others.

    >>> [explains(name) for name in ("Toelichting", "Lees mij!", "Objecten", "Toelichting objecten")]
    [True, True, False, False]
    """
    return _EXPLAINING.fullmatch("".join(filter(str.isalpha, name.casefold()))) is not None


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is a workbook."""
    raw = head.raw
    if raw.startswith(_ZIP):
        if _ODS in raw[:200]:
            return 95
        name = raw[30 : 30 + int.from_bytes(raw[26:28], "little")]
        is_other = any(other in raw for other in _OTHERS)
        return 90 if b"xl/" in raw or (name.startswith(_NAMES) and not is_other) else 0
    # The streams of an old workbook are named far inside; Word has the same beginning.
    return 60 if raw.startswith(_OLE) else 0


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """Each row of each visible sheet with the names of its columns, as a table of its own."""
    with tempfile.NamedTemporaryFile(suffix=".workbook") as file:
        try:
            _take(blocks, file)
            _guard(Path(file.name))
        except InvalidRecord as fault:
            yield Unreadable(source, 1, 0, str(fault), b"")
            return
        yield from _records(Path(file.name), source)


def _take(blocks: Blocks, file: IO[bytes]) -> None:
    """Write a source to a file; InvalidRecord when it is too large or breaks off."""
    size = 0
    for block in blocks:
        size += len(block)
        if size > MOST:
            raise InvalidRecord(f"a workbook of more than {MOST:,} bytes: not opened")
        file.write(block)
    if blocks.broken:
        raise InvalidRecord(blocks.broken)
    file.flush()


def _guard(path: Path) -> None:
    """InvalidRecord when an archive is damaged or unpacks to too much, whatever sizes it states."""
    with path.open("rb") as file:
        if file.read(4) != _ZIP:
            return
        try:
            with zipfile.ZipFile(file) as archive:
                parts = archive.infolist()
            if len(parts) > PARTS:
                raise InvalidRecord(f"a workbook of {len(parts):,} parts (the most is {PARTS:,}): not opened")
            total = 0
            for part in parts:
                total += _unpacked(file, part, UNPACKED - total)
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as fault:
            raise InvalidRecord(f"the workbook is damaged: {fault}") from fault


def _unpacked(file: IO[bytes], part: zipfile.ZipInfo, most: int) -> int:
    """How many bytes a part unpacks to; InvalidRecord when these are too many."""
    if part.flag_bits & 1:
        raise InvalidRecord("a workbook with a password: not opened")
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise InvalidRecord(f"a part of the workbook is packed in a way that none is ({part.compress_type})")
    file.seek(part.header_offset)
    header = file.read(30)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    stream, left, size = zlib.decompressobj(-15), part.compress_size, 0
    while left > 0 and not stream.eof and (block := file.read(min(_STEP, left))):
        left -= len(block)
        size += len(stream.decompress(block))
        if size > most or (size > SMALL and size > RATIO * part.compress_size):
            raise InvalidRecord(f"a part of the workbook unpacks to more than {size:,} bytes: not opened")
    return size


def _records(path: Path, source: str) -> Iterator[Chunk | Unreadable]:
    """What the reader of workbooks tells, sheet by sheet."""
    command = [sys.executable, "-I", workbook_process.__file__, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:  # noqa: S603 - our own
        try:
            told = _Told(reader)
            position = 0
            for sheet in told.sheets():
                if sheet in told.explaining:
                    for number, _, raw, _ in told.rows():
                        position += 1
                        yield Unreadable(source, position, number, EXPLAINS, raw)
                    continue
                more = sheet if told.several else ""
                told.groups.clear()
                for piece in of_rows(told.rows(), source, position, more, told.groups):
                    position = piece.position
                    yield piece
            for fault in told.faults:
                position += 1
                yield Unreadable(source, position, 0, fault, b"")
        finally:
            reader.kill()


class _Told:
    """The lines of the reader of workbooks."""

    def __init__(self, reader: subprocess.Popen[bytes]) -> None:
        self._reader = reader
        self._next: list[Any] = []
        self.faults: list[str] = []
        """What kept a sheet, or all of it, from being read."""
        self.explaining: set[str] = set()
        """Sheets that explain the others."""
        self.groups: set[int] = set()
        """Numbers of rows with names of groups of columns: several of their cells are merged sideways."""
        self.several = False
        """Whether there is more than one sheet of records."""
        self._pull()

    def _pull(self) -> None:
        """Take the next line in; one that says that something is not read is kept for the end."""
        while True:
            line = self._reader.stdout.readline() if self._reader.stdout else b""
            if not line.endswith(b"\n"):
                self._next = []
                self.faults.append(_ended(self._reader.wait()))
                return
            self._next = json.loads(line)
            if self._next[0] == "hidden":
                self.faults.append(f"the sheet “{self._next[1]}” is hidden: not read")
            elif self._next[0] == "fault":
                self.faults.append(f"not read as a workbook: {self._next[1]}")
                self._next = []
                return
            elif self._next[0] == "sheets":
                self._know(self._next[1])
            else:
                return

    def _know(self, names: list[str]) -> None:
        """Tell the sheets that explain from those with records: of several, by what they are called."""
        found = {name for name in names if explains(name)}
        self.explaining = found if len(found) < len(names) else set()
        self.several = len(names) - len(self.explaining) > 1

    def sheets(self) -> Iterator[str]:
        """Names of the sheets; of each, `rows` are to be taken before the next is asked for."""
        while self._next and self._next[0] == "sheet":
            name = str(self._next[1])
            self._pull()
            if self._next and self._next[0] == "row":
                yield name
        self._next = []

    def rows(self) -> Iterator[Row]:
        """The rows of the sheet that was given last; the number of the row stands for its offset."""
        while self._next and self._next[0] == "row":
            _, number, cells, wide = self._next
            if wide > 1:
                self.groups.add(number)
            yield number, cells, json.dumps(cells, ensure_ascii=False).encode()[:KEPT], ""
            self._pull()


def _ended(code: int) -> str:
    return (
        f"reading the workbook needs more than {workbook_process.MEMORY // 2**20:,} MB of memory or "
        f"{workbook_process.SECONDS} s of processor time, or it broke its reader (exit code {code})"
    )


parse = parser("excel")
"""The record in a table of one row."""
