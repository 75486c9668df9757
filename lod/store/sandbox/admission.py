"""How many requests of one sort a web process may have in hand, until their answers are sent.

A long query holds a thread of the process while it waits, runs, and while its answer goes out, however slowly
that is read, and so does a download. Without a bound, two hundred clients with long queries leave no thread
for anybody else's small one. And where clients are told apart none has more than half of the places: one that
reads a byte a second, on as many connections as it likes, keeps nobody else from downloading.
"""

from __future__ import annotations

from collections import Counter
from threading import Lock


class Place:
    """A place that was taken."""

    __slots__ = ("_client", "_places")

    def __init__(self, places: Admission, client: str) -> None:
        self._places: Admission | None = places
        self._client = client

    def leave(self) -> None:
        """Give it back; once is enough."""
        places, self._places = self._places, None
        if places is not None:
            places.left(self._client)


class Admission:
    """The places of one process."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._of_one = max(1, count // 2)
        self._held: Counter[str] = Counter()
        self._lock = Lock()

    def take(self, client: str = "") -> Place | None:
        """A place; None when there is none, or when this client has its share; "" is nobody in particular."""
        with self._lock:
            if self._free <= 0 or (client and self._held[client] >= self._of_one):
                return None
            self._free -= 1
            self._held[client] += 1
        return Place(self, client)

    def left(self, client: str) -> None:
        """Somebody left."""
        with self._lock:
            self._free += 1
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]
