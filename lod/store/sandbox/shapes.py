"""Which queries are known to take long, by their shape: their text without values, spaces and comments.

A query of such a shape does not begin among the brisk ones. One that was taken for long and answers quickly
is forgotten again.
"""

from __future__ import annotations

import re
from threading import Lock

from cachetools import TTLCache

from lod.store.sandbox.gate import TOKEN
from lod.store.sandbox.limits import BRISK

_REMEMBERED = 600
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
        self._long: TTLCache[str, None] = TTLCache(5_000, _REMEMBERED)
        self._lock = Lock()

    def is_long(self, query: str) -> bool:
        """Whether a query of this shape took long."""
        if not self._long:
            return False
        found = shape(query)
        with self._lock:
            return found in self._long

    def note(self, query: str, seconds: float) -> None:
        """Remember how long a query took."""
        if seconds > BRISK:
            with self._lock:
                self._long[shape(query)] = None
        elif self._long:
            with self._lock:
                self._long.pop(shape(query), None)
