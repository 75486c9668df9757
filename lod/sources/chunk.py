"""One record's bytes, before anyone has looked inside."""

from dataclasses import dataclass

MAX_RECORD = 10 * 2**20
"""Bytes of one record that are held in memory at most.

ISO 2709 can say no more than 99,999 in its leader; serials with thousands of items are seen at 1–2 MB
(longer than they say). Ten times that is no record but a file without terminators.
"""

MOST_FIELDS, MOST_SUBFIELDS = 200_000, 500_000
"""So many a record may have, at all levels together: while it is mapped, a field takes up to three kilobytes.

A serial with thousands of items, of 2 MB, has some fifty thousand fields.
"""

KEPT = 64 * 2**10
"""Bytes kept of what is longer than MAX_RECORD and therefore set aside."""

BLANK = b" \t\r\n\x00\x1a\xef\xbb\xbf"
"""Bytes between records that say nothing: spaces, line ends, NUL padding, Ctrl-Z of old systems, a BOM."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The bytes of one record, found but not read."""

    position: int
    """Its number in the source, from 1."""
    offset: int
    """Where it starts, in bytes of the (decompressed) source."""
    raw: bytes


def too_long(size: int) -> str:
    """The reason for setting aside what grew past MAX_RECORD."""
    return f"no end in {size:,} bytes (the most is {MAX_RECORD:,}); its first {KEPT:,} bytes are kept"


class InvalidRecord(Exception):
    """No record can be made of these bytes; the text says why. It becomes an Unreadable before it leaves."""
