"""FMPXMLRESULT, as FileMaker exports a table: the names of its columns first, then rows without names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lod.record import Unreadable
from lod.sources.chunk import Chunk, InvalidRecord
from lod.sources.head import Head
from lod.sources.streams import Blocks
from lod.sources.tables.rows import REPETITION, Row, of_rows, parser
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

_FIELD = re.compile(rb"""<FIELD\s[^<>]*?\bNAME\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
_ROWS = Splitter("ROW")

parse = parser("filemaker")
"""The record in a table of one row."""


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is a table of FileMaker in XML."""
    return 97 if head.is_xml and head.elements[0] == "FMPXMLRESULT" else 0


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """Each row with the names of its columns, as a table of its own.

    >>> raw = b'<FMPXMLRESULT><METADATA><FIELD NAME="Titel"/><FIELD NAME="Nr"/></METADATA><RESULTSET>'
    >>> raw += b"<ROW><COL><DATA>Kan</DATA></COL><COL><DATA>7</DATA></COL></ROW></RESULTSET></FMPXMLRESULT>"
    >>> [chunk.raw for chunk in split(Blocks(iter([raw])), "")]
    [b'Titel,Nr\\nKan,7\\n']
    """
    markup = Head(blocks.head()).markup
    found = ((double or single).decode("utf-8", "replace") for double, single in _FIELD.findall(markup))
    names = [unescape(name) for name in found]
    return of_rows(_rows(names, blocks, source), source)


def _rows(names: list[str], blocks: Blocks, source: str) -> Iterator[Row]:
    """The row with the names, then each row; several values in one column stand as FileMaker has them."""
    yield 0, names, b"", ""
    for piece in _ROWS.split(blocks, source):
        if isinstance(piece, Unreadable):
            yield piece.offset, [], piece.raw, piece.reason
            continue
        try:
            row, _ = parse_tree(piece.raw)
        except InvalidRecord as fault:
            yield piece.offset, [], piece.raw, str(fault)
            continue
        columns = [column for column in row if local_name(column.tag) == "COL"]
        values = [REPETITION.join("".join(data.itertext()) for data in column) for column in columns]
        yield piece.offset, values, piece.raw, ""
