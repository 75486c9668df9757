"""How many long questions of one web process may be in hand, until their answers are sent.

Each holds a thread of the process while it waits, runs, and while its answer goes out, however slowly that is
read. Without a bound, two hundred clients with long queries leave no thread for anybody else's small one.
"""

from __future__ import annotations

from threading import Lock

from lod.errors import QueryLimit


class Place:
    """A place that was taken."""

    __slots__ = ("_places",)

    def __init__(self, places: Places) -> None:
        self._places: Places | None = places

    def leave(self) -> None:
        """Give it back; once is enough."""
        places, self._places = self._places, None
        if places is not None:
            places.left()


class Places:
    """The places of one process."""

    def __init__(self, count: int) -> None:
        self._free = count
        self._lock = Lock()

    def take(self) -> Place:
        """A place; QueryLimit says that there is none."""
        with self._lock:
            if self._free <= 0:
                raise QueryLimit("too many long queries are in hand; try again later", "concurrent")
            self._free -= 1
        return Place(self)

    def left(self) -> None:
        """Somebody left."""
        with self._lock:
            self._free += 1
