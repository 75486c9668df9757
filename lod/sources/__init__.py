"""bytes → Record; a file or a room for each format. Knows no RDF.

In: a path. Out: a stream of records and of what could not be read, in the order of the source. A bad record
never stops the stream; only a file that cannot be opened, or whose format nobody can tell, raises
SourceError.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources.chunk import MOST_FIELDS, MOST_SUBFIELDS, Chunk
from lod.sources.formats import FORMATS, Format, by_name, guess
from lod.sources.streams import open_blocks

__all__ = ["Chunk", "Format", "chunks", "formats", "guess", "parse", "read"]


def formats() -> tuple[Format, ...]:
    """Every format that can be read."""
    return FORMATS


def read(path: Path, format: str | None = None) -> Iterator[Outcome]:
    """Records of a file (plain, gzip, zstandard), one at a time; the format is guessed unless given."""
    found, pieces = _opened(path, format)
    source = path.name
    return (
        _bounded(found.parse(piece.raw, source, piece.position, piece.offset), piece.offset)
        if isinstance(piece, Chunk)
        else piece
        for piece in pieces
    )


def chunks(path: Path, format: str | None = None) -> Iterator[Chunk | Unreadable]:
    """The bytes of each record of a file, not read yet: to be parsed elsewhere, or to be compared.

    What is known to be no record (a file that breaks off, a record without end) comes as Unreadable.
    """
    return _opened(path, format)[1]


def parse(raw: bytes, format: str, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in these bytes: those of a chunk, or those that the register kept."""
    return _bounded(by_name(format).parse(raw, source, position, offset), offset)


def _bounded(found: Outcome, offset: int) -> Outcome:
    """What was read; Unreadable where it is a record that would take gigabytes of memory to map."""
    if isinstance(found, Record) and len(found.raw) > MOST_FIELDS and _has_too_many(found.fields):
        reason = f"more than {MOST_FIELDS:,} fields or {MOST_SUBFIELDS:,} subfields in one record"
        return Unreadable(found.source, found.position, offset, reason, found.raw)
    return found


def _has_too_many(fields: list[Field]) -> bool:
    waiting = [fields]
    count = subfields = 0
    while waiting and count <= MOST_FIELDS and subfields <= MOST_SUBFIELDS:
        level = waiting.pop()
        count += len(level)
        subfields += sum(len(field.subfields) for field in level)
        waiting += [field.fields for field in level if field.fields]
    return count > MOST_FIELDS or subfields > MOST_SUBFIELDS


def _opened(path: Path, format: str | None) -> tuple[Format, Iterator[Chunk | Unreadable]]:
    blocks = open_blocks(path)
    found = by_name(format) if format else guess(blocks.head(), str(path))
    return found, found.split(blocks, path.name)
