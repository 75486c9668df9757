"""Connections to workers that are kept from one question to the next.

To connect for each question cost more than to ask it: a worker was woken twice, and each time another one,
whose memory was cold. So a connection is kept when its answer is there, and the one that was used last is
used again, as long as its worker is at nothing else. When all are busy a new one is made, and the first
worker that is free takes it.
"""

from __future__ import annotations

import os
import socket
import weakref
from contextlib import suppress
from pathlib import Path

from lod.errors import QueryError, QueryLimit
from lod.store.sandbox.wire_protocol import send_lifeline, timeval
from lod.store.sandbox.worker_slots import Slots

BRISK_QUESTIONS, KNOWN_QUESTIONS, LONG_QUESTIONS = "questions", "known-questions", "long-questions"
"""Sockets in the sandbox's folder: for any query, for one known to be brisk, for one known to take long."""
TABLE, OUTLINES = "workers", "outlines"
"""Beside them: what workers do, and how queries were answered."""
LOOKS_EVERY = 0.05
"""So often who waits for an answer looks up."""
_MOST = 32


class Connection:
    """A connection to a worker."""

    __slots__ = ("_lifeline", "conn", "pid", "slot")

    def __init__(self, conn: socket.socket, lifeline: socket.socket) -> None:
        self.conn = conn
        self._lifeline = lifeline
        self.slot = -1
        """The worker's line in the table, once it has said which; no other connection is kept."""
        self.pid = 0

    def close(self) -> None:
        """Hang up: a worker that is at a question from here ends."""
        self._lifeline.close()
        self.conn.close()


class ConnectionPool:
    """The connections of one web process to the workers at one socket."""

    def __init__(self, folder: Path, name: str, patience: float) -> None:
        self._folder = folder
        self._name = name
        self._patience = timeval(patience)
        self._looks_every = timeval(LOOKS_EVERY)
        self._kept: list[Connection] = []
        # not __del__: in a circle that is collected the sockets may be gone before who kept them
        weakref.finalize(self, _hang_up, self._kept)
        self._slots: Slots | None = None

    def idle(self) -> Connection | None:
        """A kept connection to a worker that is at nothing; the one used last, whose memory is warm."""
        slots, passed, found = self._slots, [], None
        while slots and self._kept:
            try:
                line = self._kept.pop()  # in one step: another thread gets another one
            except IndexError:
                break
            if not slots.serves(line.slot, line.pid):
                line.close()
            elif slots.is_free(line.slot):
                found = line
                break
            else:
                passed.append(line)
        self._kept += reversed(passed)
        return found

    def keep(self, line: Connection) -> None:
        """Keep a connection on which a question was answered to its end."""
        if line.slot < 0 or len(self._kept) >= _MOST or self._table() is None:
            line.close()
            return
        self._kept.append(line)

    def connected(self) -> Connection:
        """A new connection; a worker takes it when one is free."""
        conn = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, self._patience)
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, self._looks_every)
            conn.connect(f"{self._folder}/{self._name}")
            here, there = socket.socketpair()
            with there:
                line = Connection(conn, here)
                send_lifeline(conn, there)
            return line
        except BlockingIOError as error:
            conn.close()
            raise QueryLimit("too many queries are waiting; try again later", "concurrent") from error
        except OSError as error:
            conn.close()
            raise QueryError(f"the query service is not there ({os.strerror(error.errno or 0)})") from error

    def may_have_begun(self, line: Connection, id: str) -> bool:
        """Whether the worker at the other end, which is gone, may have been at a question."""
        slots = self._slots
        certain = slots is not None and line.slot >= 0 and slots.serves(line.slot, line.pid)
        return not certain or slots is None or slots.doing(line.slot).id == id

    def is_passed_over(self, line: Connection, id: str) -> bool:
        """Whether the worker at the other end is at another question, and this one waits for that."""
        if line.slot < 0:
            return False  # none has taken it yet
        slots = self._table()
        if slots is None:
            return False
        doing = slots.doing(line.slot)
        return doing.since > 0 and doing.id != id

    def _table(self) -> Slots | None:
        """What the workers do; None when the service has ended."""
        if self._slots is None:
            with suppress(FileNotFoundError):
                self._slots = Slots.of(self._folder / TABLE)
        return self._slots

    def close(self) -> None:
        """Hang up everywhere."""
        _hang_up(self._kept)


def _hang_up(lines: list[Connection]) -> None:
    while lines:
        lines.pop().close()
