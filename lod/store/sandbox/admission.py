"""How many requests of one sort a web process may have in hand, until their answers are sent.

A long query holds a thread of the process while it waits, runs, and while its answer goes out, however slowly
that is read, and so does a download. Without a bound, two hundred clients with long queries leave no thread
for anybody else's small one.
"""

from __future__ import annotations

from threading import Lock


class Place:
    """A place that was taken."""

    __slots__ = ("_places",)

    def __init__(self, places: Admission) -> None:
        self._places: Admission | None = places

    def leave(self) -> None:
        """Give it back; once is enough."""
        places, self._places = self._places, None
        if places is not None:
            places.left()


class Admission:
    """The places of one process."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._lock = Lock()

    def take(self) -> Place | None:
        """A place; None when there is none."""
        with self._lock:
            if self._free <= 0:
                return None
            self._free -= 1
        return Place(self)

    def left(self) -> None:
        """Somebody left."""
        with self._lock:
            self._free += 1
