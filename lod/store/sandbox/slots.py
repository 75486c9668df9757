"""What each worker is doing, in memory that the supervisor sees too."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass

_SLOT = struct.Struct("=d16sBxxxxxxx")
_NO_ID = bytes(16)


@dataclass(frozen=True, slots=True)
class Doing:
    """What a worker is at: the question, and since when (monotonic clock; 0 when it is idle)."""

    since: float
    id: str


class Slots:
    """A table with a line for each worker; only that worker and the supervisor write in it."""

    def __init__(self, count: int) -> None:
        self._table = mmap.mmap(-1, max(count * _SLOT.size, mmap.PAGESIZE))
        self.count = count

    def clear(self, slot: int) -> None:
        """Make a line ready for a new worker."""
        _SLOT.pack_into(self._table, slot * _SLOT.size, 0.0, _NO_ID, 0)

    def begin(self, slot: int, id: str, now: float) -> None:
        """Note that a worker begins with a question. The moment is written last: it makes the rest true."""
        start = slot * _SLOT.size
        self._table[start + 8 : start + 24] = id.encode("ascii", "replace")[:16].ljust(16, b"\0")
        struct.pack_into("=d", self._table, start, now)

    def end(self, slot: int) -> None:
        """Note that a worker is idle."""
        struct.pack_into("=d", self._table, slot * _SLOT.size, 0.0)

    def doing(self, slot: int) -> Doing:
        """What a worker is at."""
        since, id, _ = _SLOT.unpack_from(self._table, slot * _SLOT.size)
        return Doing(since, id.rstrip(b"\0").decode("ascii"))

    def retire(self, slot: int) -> None:
        """Ask a worker to end after what it is at."""
        self._table[slot * _SLOT.size + 24] = 1

    def retires(self, slot: int) -> bool:
        """Whether a worker is asked to end."""
        return self._table[slot * _SLOT.size + 24] == 1
