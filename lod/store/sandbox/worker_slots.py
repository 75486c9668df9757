"""What each worker is doing, in memory that the supervisor and the web processes see too."""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from pathlib import Path

_SLOT = struct.Struct("=d16sBBxxI")
_SINCE = struct.Struct("=d")
_PID = struct.Struct("=I")
_ID, _RETIRES, _FREE, _WHO = 8, 24, 25, 28
"""Where these stand in a line."""
_NO_ID = bytes(16)


@dataclass(frozen=True, slots=True)
class Doing:
    """What a worker is at: the question, and since when (monotonic clock; 0 when it is idle)."""

    since: float
    id: str


class Slots:
    """A table with a line for each worker; only that worker and the supervisor write in it."""

    def __init__(self, table: mmap.mmap) -> None:
        self._table = table
        self.count = len(table) // _SLOT.size

    @classmethod
    def made(cls, file: Path, count: int) -> Slots:
        """A new table, in a file."""
        file.touch(mode=0o600)
        # written, not only made so long: a hole has no room yet, and memory that is mapped cannot say so
        file.write_bytes(bytes(count * _SLOT.size))
        with file.open("r+b") as opened:
            return cls(mmap.mmap(opened.fileno(), count * _SLOT.size))

    @classmethod
    def of(cls, file: Path) -> Slots:
        """A table that another process made, for reading."""
        with file.open("rb") as opened:
            return cls(mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ))

    def clear(self, slot: int) -> None:
        """Make a line ready for a new worker."""
        _SLOT.pack_into(self._table, slot * _SLOT.size, 0.0, _NO_ID, 0, 0, 0)

    def take(self, slot: int, pid: int) -> None:
        """Note which process is the worker of a line."""
        _PID.pack_into(self._table, slot * _SLOT.size + _WHO, pid)

    def begin(self, slot: int, id: str, now: float) -> None:
        """Note that a worker begins with a question. The moment is written last: it makes the rest true."""
        start = slot * _SLOT.size
        self._table[start + _FREE] = 0
        self._table[start + _ID : start + _RETIRES] = id.encode("ascii", "replace")[:16].ljust(16, b"\0")
        _SINCE.pack_into(self._table, start, now)

    def free(self, slot: int) -> None:
        """Note that a worker has but to send its answer: who gets it may ask the next question at once."""
        self._table[slot * _SLOT.size + _FREE] = 1

    def end(self, slot: int) -> None:
        """Note that a worker is idle."""
        _SINCE.pack_into(self._table, slot * _SLOT.size, 0.0)

    def doing(self, slot: int) -> Doing:
        """What a worker is at."""
        since, id, *_ = _SLOT.unpack_from(self._table, slot * _SLOT.size)
        return Doing(since, id.rstrip(b"\0").decode("ascii"))

    def is_free(self, slot: int) -> bool:
        """Whether a worker is at nothing, but for sending its answer."""
        return self._table[slot * _SLOT.size + _FREE] == 1

    def serves(self, slot: int, pid: int) -> bool:
        """Whether a process is the worker of a line, and not asked to end."""
        start = slot * _SLOT.size
        return not self._table[start + _RETIRES] and _PID.unpack_from(self._table, start + _WHO)[0] == pid

    def retire(self, slot: int) -> None:
        """Ask a worker to end after what it is at."""
        self._table[slot * _SLOT.size + _RETIRES] = 1

    def retires(self, slot: int) -> bool:
        """Whether a worker is asked to end."""
        return self._table[slot * _SLOT.size + _RETIRES] == 1
