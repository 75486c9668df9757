"""Whether the client that asked is still there, when the server does not say it (WSGI has no word for that).

A server that tells (waitress, gunicorn) is believed. Otherwise we look at the connections of our own
process, for all queries at once. Each query under way has a connection on which the last bytes came in, and
none went out since, about when the query began. When a client has more queries under way than such
connections, and no connection fits a query, then who asked it has gone. Where that is not certain nobody is
sent away: the limit of time remains.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

_ESTABLISHED = 1
_INFO = struct.Struct("=B43xIIII")
"""Of Linux' struct tcp_info: the state, and milliseconds since data and acknowledgements went and came."""
_LOOKS_EVERY = 0.2
"""So many seconds pass between two looks at the connections,"""
_RESTS = 20
"""and so many times what a look takes: a process may have many thousand connections."""
_EARLIER, _LATER = 2.0, 0.05
"""A request came in at most so many seconds before its query began (it may wait for a thread), or after."""

Gone = Callable[[], bool]


@dataclass(eq=False, slots=True)
class Waiting:
    """A query under way."""

    peer: str
    since: float
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection of this process that waits for an answer."""

    peer: str
    asked_at: float
    """When the last bytes of its request came in."""


_OfAPeer = TypeVar("_OfAPeer", Waiting, Connection)

_waiting: set[Waiting] = set()
"""The queries under way; a set, which is added to and taken from in one step."""


def watcher(environ: dict[str, Any]) -> Gone | None:
    """Tells whether who sent a request has gone; None when there is no way to know."""
    told = environ.get("waitress.client_disconnected")
    if callable(told):
        return lambda: bool(told())
    own = environ.get("gunicorn.socket")
    if isinstance(own, socket.socket):
        return lambda: _closed(own)
    peer = environ.get("REMOTE_ADDR")
    server = str(environ.get("SERVER_SOFTWARE", ""))
    if not peer or not server.startswith("Granian") or environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        return None
    return Watch(str(peer))


class Watch:
    """Watches the connection of one query; forgets it when nobody asks any more."""

    def __init__(self, peer: str) -> None:
        self._waiting = Waiting(peer, time.monotonic())
        _waiting.add(self._waiting)

    def __call__(self) -> bool:
        """Whether the client has gone."""
        _lookout.look()
        return self._waiting.gone

    def __del__(self) -> None:
        _waiting.discard(self._waiting)


class Lookout:
    """Looks at the connections, for all queries: when each did for itself, many of them did nothing else."""

    def __init__(self) -> None:
        self._looking = Lock()
        self._looks_at = 0.0

    def look(self) -> None:
        """Mark the queries whose clients have gone, unless that was done just now, or is being done."""
        start = time.monotonic()
        if start < self._looks_at or not self._looking.acquire(blocking=False):
            return
        try:
            # in this order: of what begins meanwhile only the connection is seen, and that sends nobody away
            waiting = _by_peer(query for query in tuple(_waiting) if not query.gone)
            open_ones = _by_peer(connections())
            for peer, queries in waiting.items():
                for lost in missing(queries, open_ones.get(peer, [])):
                    lost.gone = True
        finally:
            now = time.monotonic()
            self._looks_at = now + max(_LOOKS_EVERY, _RESTS * (now - start))
            self._looking.release()


_lookout = Lookout()


def _by_peer(them: Iterable[_OfAPeer]) -> dict[str, list[_OfAPeer]]:
    found: dict[str, list[_OfAPeer]] = {}
    for one in them:
        found.setdefault(one.peer, []).append(one)
    return found


def missing(waiting: list[Waiting], open_ones: list[Connection]) -> list[Waiting]:
    """The queries of a client whose connection has gone, as far as that is certain.

    >>> first, second = Waiting("x", 10.0), Waiting("x", 20.0)
    >>> missing([first, second], [Connection("x", 10.001)]) == [second]
    True
    >>> missing([first, second], [Connection("x", 10.001), Connection("x", 19.99)])
    []
    """
    if len(open_ones) >= len(waiting):
        return []
    times = [connection.asked_at for connection in open_ones]
    return [w for w in waiting if not any(w.since - _EARLIER <= t <= w.since + _LATER for t in times)]


def connections() -> Iterator[Connection]:
    """The connections of this process that wait for an answer."""
    now = time.monotonic()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError, ValueError):
            if not os.readlink(entry).startswith("socket:"):  # noqa: PTH115  # many of them
                continue
            with socket.socket(fileno=os.dup(int(entry.name))) as conn:
                if conn.family not in (socket.AF_INET, socket.AF_INET6):
                    continue
                peer = str(conn.getpeername()[0]).removeprefix("::ffff:")
                state, sent, _, received, _ = _INFO.unpack_from(
                    conn.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
                )
            # it waits when what came in last is newer than what went out last
            if state == _ESTABLISHED and received <= sent:
                yield Connection(peer, now - received / 1000)


def _closed(conn: socket.socket) -> bool:
    try:
        return conn.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
