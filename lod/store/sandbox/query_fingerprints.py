"""How queries of each outline were answered, in memory that all web processes see.

One process would learn of each kind of query for itself, and in a rush of heavy ones it learns nothing more.
"""

from __future__ import annotations

import mmap
import re
from contextlib import suppress
from pathlib import Path

from xxhash import xxh3_64_intdigest

from lod.store.sandbox.gate import TOKEN

_OUTLINES = 1 << 18
"""Places in the table. Two outlines that share one are taken for one: that may delay a query."""
_FULL = 255
_SURELY = 2
"""An outline is brisk when so many times more brisk answers are noted than long ones."""
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d+")


def fingerprint(query: str) -> str:
    """A query without its values.

    >>> fingerprint("SELECT * { ?s ?p 'a' }  # one") == fingerprint("SELECT *\\n{ ?s ?p 'b' }")
    True
    """
    bare = TOKEN.sub(lambda t: "''" if t["string"] else "" if t["comment"] else t[0], query)
    return _SPACE.sub(" ", _NUMBER.sub("0", bare)).strip()


def outline(query: str) -> str:
    """A query without its values, and without what it asks about.

    >>> outline("SELECT ?n { <http://a.example/1> ex:name ?n }")
    'SELECT ?n { <> ex:name ?n }'
    """
    return TOKEN.sub(lambda t: "<>" if t["iri"] else t[0], fingerprint(query))


class QueryFingerprints:
    """Two numbers for each outline: brisk answers and long ones, as far as they were noted."""

    def __init__(self, file: Path) -> None:
        """The table in a file, which is made when it is not there; of one's own where it cannot be."""
        self._table = mmap.mmap(-1, 2 * _OUTLINES)
        with suppress(OSError):
            if not file.exists():
                # written, not only made so long: a hole has no room yet, and mapped memory cannot say so
                file.write_bytes(bytes(2 * _OUTLINES))
            with file.open("r+b") as opened:
                self._table = mmap.mmap(opened.fileno(), 2 * _OUTLINES)

    def is_brisk(self, query: str) -> bool:
        """Whether queries of this outline were answered quickly, nearly always."""
        at = _place(query)
        return self._table[at] > _SURELY * self._table[at + 1]

    def note(self, query: str, *, brisk: bool) -> None:
        """Count an answer. Of two that are counted in the same moment one may be lost."""
        at = _place(query)
        if self._table[at + (not brisk)] == _FULL:
            for one in (at, at + 1):
                self._table[one] //= 2
        self._table[at + (not brisk)] = min(_FULL, self._table[at + (not brisk)] + 1)


def _place(query: str) -> int:
    return 2 * (xxh3_64_intdigest(outline(query).encode()) % _OUTLINES)
