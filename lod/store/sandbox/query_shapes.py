"""Which queries are known to take long, by their shape: their text without values, spaces and comments.

A query of such a shape does not begin among the brisk ones. One that was taken for long and answers quickly
is forgotten again.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from threading import Lock

from lod.store.sandbox.gate import TOKEN
from lod.store.sandbox.limits import BRISK

_REMEMBERED = 600
_MOST = 5_000
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
    """The shapes that took long lately, as far as this process has seen."""

    def __init__(self) -> None:
        self._long: OrderedDict[str, float] = OrderedDict()
        """Shape → when it is forgotten, the first one first. Mostly there is none, and that costs nothing."""
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

    def note(self, query: str, seconds: float, *, taken_for_long: bool) -> None:
        """Remember how long a query took; `taken_for_long` is what was known of it before."""
        if seconds > BRISK:
            with self._lock:
                self._long.pop(found := shape(query), None)
                self._long[found] = time.monotonic() + _REMEMBERED
                if len(self._long) > _MOST:
                    self._long.popitem(last=False)
        elif taken_for_long:
            with self._lock:
                self._long.pop(shape(query), None)
