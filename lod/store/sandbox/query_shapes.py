"""Which queries are known to take long, and which are known to be brisk, by their shape.

A shape is the text without values, spaces and comments. A query whose shape took long does not begin among
the brisk ones; one that was taken for long and answers quickly is forgotten again. One whose shape was
answered quickly does not wait among those of which nothing is known.
"""

from __future__ import annotations

import itertools
import re
import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from lod.store.sandbox.gate import TOKEN
from lod.store.sandbox.limits import BRISK

_REMEMBERED = 600
_MOST = 5_000
_ONE_OF = 4
"""Of so many brisk answers the shape of one is noted, for that takes time; what is often asked is known."""
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d+")


def shape(query: str) -> str:
    """A query without its values.

    >>> shape("SELECT * { ?s ?p 'a' }  # one") == shape("SELECT *\\n{ ?s ?p 'b' }")
    True
    """
    bare = TOKEN.sub(lambda t: "''" if t["string"] else "" if t["comment"] else t[0], query)
    return _SPACE.sub(" ", _NUMBER.sub("0", bare)).strip()


class Shapes:
    """The shapes that took long lately, and some of those that did not, as far as this process has seen."""

    def __init__(self) -> None:
        self._long: OrderedDict[str, float] = OrderedDict()
        """Shape → when it is forgotten, the first one first. Mostly there is none, and that costs nothing."""
        self._brisk: OrderedDict[str, None] = OrderedDict()
        self._answered = itertools.count()
        self._lock = Lock()

    def is_long(self, query: str) -> bool:
        """Whether a query of this shape took long."""
        if not self._long:
            return False
        found, now = shape(query), time.monotonic()
        with self._lock:
            while self._long and next(iter(self._long.values())) < now:
                self._long.popitem(last=False)
            return found in self._long

    def is_brisk(self, query: str) -> bool:
        """Whether queries of this shape were answered quickly, the last one too."""
        return shape(query) in self._brisk

    def note(self, query: str, seconds: float, *, taken_for_long: bool) -> None:
        """Remember how long a query took; `taken_for_long` is what was known of it before."""
        if seconds > BRISK:
            found = shape(query)
            with self._lock:
                self._brisk.pop(found, None)
                self._long.pop(found, None)
                self._long[found] = time.monotonic() + _REMEMBERED
                _shorten(self._long)
        elif taken_for_long:
            with self._lock:
                self._long.pop(shape(query), None)
        elif next(self._answered) % _ONE_OF == 0:
            found = shape(query)
            with self._lock:
                if found not in self._long:
                    self._brisk[found] = None
                    self._brisk.move_to_end(found)
                    _shorten(self._brisk)


def _shorten(shapes: OrderedDict[str, Any]) -> None:
    if len(shapes) > _MOST:
        shapes.popitem(last=False)
