"""Which queries are known to take long, and which are known to be brisk, by their text.

A shape is the text without values, spaces and comments. A query whose shape took long does not begin among
the brisk ones; one that was taken for long and answers quickly is forgotten again. One that differs from some
that were answered quickly by what it asks about does not wait among those of which nothing is known.
"""

from __future__ import annotations

import itertools
import time
from collections import OrderedDict
from threading import Lock

from lod.store.sandbox.limits import BRISK
from lod.store.sandbox.query_fingerprints import QueryFingerprints, fingerprint

_REMEMBERED = 600
_MOST = 5_000
_ONE_OF = 4
"""Of so many brisk answers the shape of one is noted, for that takes time; what is often asked is known."""


class SlowQueries:
    """The shapes that took long lately, as far as this process has seen, and how outlines were answered."""

    def __init__(self, outlines: QueryFingerprints) -> None:
        self._long: OrderedDict[str, float] = OrderedDict()
        """Shape → when it is forgotten, the first one first. Mostly there is none, and that costs nothing."""
        self._outlines = outlines
        self._answered = itertools.count()
        self._lock = Lock()

    def is_long(self, query: str) -> bool:
        """Whether a query of this shape took long."""
        if not self._long:
            return False
        found, now = fingerprint(query), time.monotonic()
        with self._lock:
            while self._long and next(iter(self._long.values())) < now:
                self._long.popitem(last=False)
            return found in self._long

    def is_brisk(self, query: str) -> bool:
        """Whether queries of this outline were answered quickly, nearly always."""
        return self._outlines.is_brisk(query)

    def note(self, query: str, seconds: float, *, taken_for_long: bool) -> None:
        """Remember how long a query took; `taken_for_long` is what was known of it before."""
        if seconds > BRISK:
            self._outlines.note(query, brisk=False)
            found = fingerprint(query)
            with self._lock:
                self._long.pop(found, None)
                self._long[found] = time.monotonic() + _REMEMBERED
                if len(self._long) > _MOST:
                    self._long.popitem(last=False)
        elif taken_for_long:
            with self._lock:
                self._long.pop(fingerprint(query), None)
        elif next(self._answered) % _ONE_OF == 0:
            self._outlines.note(query, brisk=True)
