"""A worker: takes questions from the common socket and answers them, one at a time, until it is ended.

It watches nothing itself. The supervisor ends it at a limit; the kernel ends it (SIGIO) when the web process
that asked goes away.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from lod.errors import ReleaseError
from lod.store.current_release import Follower, Opened
from lod.store.remote_release import RemoteStore
from lod.store.sandbox import confinement
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.precomputed_counts import PrecomputedCounts
from lod.store.sandbox.query_execution import QueryExecutor
from lod.store.sandbox.remote_execution import RemoteExecutor
from lod.store.sandbox.wire_protocol import (
    ERROR,
    START,
    Question,
    frame,
    hello,
    json_frame,
    read_lifeline,
    read_question,
    timeval,
)
from lod.store.sandbox.worker_slots import Slots
from lod.store.sparql_server import SparqlServer

LONG_NICE = 5
"""So far long questions stand back for others; more, and they would stand still while a site is published."""
_ROOM = 4_096
"""So many connections wait at a socket."""
_LOOKS_EVERY = 0.5
"""An idle worker looks so often whether another release is current."""


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """What workers are started with."""

    var: Path
    limits: Limits
    folder: Path
    """Where answers are kept that are too long for the socket."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    engine: SparqlServer | None = None
    """The SPARQL server that questions are passed on to; without one they are answered here."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where a worker stands: at which socket, and on which line of the table."""

    listener: socket.socket
    slots: Slots
    slot: int
    long: bool = False
    """Whether it takes questions that are known to take long."""


def run(post: Post, setting: WorkerConfig, parent: int) -> None:
    """Be a worker; returns when asked to retire."""
    confinement.die_with_parent(parent)
    for caught in (signal.SIGTERM, signal.SIGINT, signal.SIGIO):
        signal.signal(caught, signal.SIG_DFL)
    worker = Worker(post, setting)
    worker.reopen()
    threading.stack_size(confinement.STACK)
    thread = threading.Thread(target=worker.work)
    thread.start()
    thread.join()


class Worker:
    """One worker."""

    def __init__(self, post: Post, setting: WorkerConfig) -> None:
        self._post = post
        self._setting = setting
        self._follower = Follower(setting.var, every=0, engine=setting.engine)
        self._opened: Opened | None = None
        self._answering: QueryExecutor | None = None
        self._trouble = ""

    def reopen(self) -> None:
        """Open the current release when it is another one than before."""
        try:
            opened = self._follower.current()
        except ReleaseError as error:
            self._opened = self._answering = None
            self._trouble = str(error)
            return
        if opened is not self._opened:
            self._opened = opened
            self._answering = self._made(opened)

    def _made(self, opened: Opened) -> QueryExecutor:
        setting = self._setting
        largest = setting.limits.result_mb << 20
        store = opened.store
        if isinstance(store, RemoteStore):
            return RemoteExecutor(
                store,
                opened.number,
                folder=setting.folder,
                largest=largest,
                prefixes=setting.prefixes,
            )
        return QueryExecutor(
            store,
            opened.number,
            folder=setting.folder,
            largest=largest,
            prefixes=setting.prefixes,
            counted=PrecomputedCounts(opened.path),
        )

    def work(self) -> None:
        """Take questions until asked to retire."""
        confinement.confine(self._setting.limits, connects=self._setting.engine is not None)
        if self._post.long:
            self._take_one_by_one()
        else:
            self._take_from_several()

    def _take_one_by_one(self) -> None:
        while not self._post.slots.retires(self._post.slot):
            try:
                conn, _ = self._post.listener.accept()
            except BlockingIOError:  # nobody came for a while
                self.reopen()
                continue
            with conn, suppress(OSError):
                lifeline = read_lifeline(conn)
                if lifeline is not None:
                    with lifeline:
                        belongs_here(lifeline)
                        self._serve(Line(conn, lifeline))

    def _take_from_several(self) -> None:
        """Questions from connections that are kept, and from new ones, which bring a question along."""
        lines: dict[int, Line] = {}
        with select.epoll() as waiting:
            # one of the workers is woken, not all
            waiting.register(self._post.listener, select.EPOLLIN | select.EPOLLEXCLUSIVE)
            while not self._post.slots.retires(self._post.slot):
                ready = waiting.poll(_LOOKS_EVERY, 1)
                if not ready:
                    self.reopen()
                    continue
                line = lines.get(ready[0][0]) or self._taken()
                if line is None:
                    continue
                at = line.conn.fileno()
                if self._serve(line):
                    if at not in lines:
                        lines[at] = line
                        waiting.register(at, select.EPOLLIN)
                else:
                    lines.pop(at, None)
                    line.close()  # and the kernel forgets to wait for it

    def _taken(self) -> Line | None:
        """A new connection; None when another worker was sooner, or who made it is gone."""
        with suppress(OSError):
            conn, _ = self._post.listener.accept()
            try:
                lifeline = read_lifeline(conn)
                if lifeline is not None:
                    belongs_here(lifeline)
                    conn.sendall(hello(self._post.slot, os.getpid()))
                    return Line(conn, lifeline)
            except OSError:
                pass
            conn.close()
        return None

    def _serve(self, line: Line) -> bool:
        """Answer a question; False when there is none, and will be none."""
        slots, slot = self._post.slots, self._post.slot
        with suppress(OSError):
            question = read_question(line.conn)
            if question is None:
                return False
            slots.begin(slot, question.id, time.monotonic())
            try:
                return self._answer(question, line)
            finally:
                slots.free(slot)
                slots.end(slot)
        return False

    def _answer(self, question: Question, line: Line) -> bool:
        conn, lifeline = line
        self.reopen()
        if self._answering is None:
            conn.sendall(json_frame(ERROR, {"release": True, "message": self._trouble}))
            return True
        if not watched(lifeline):
            return False
        if self._post.long:
            conn.sendall(frame(START, b""))
            # not sooner: at low priority a busy machine would not let it begin while somebody waits for that
            os.setpriority(os.PRIO_PROCESS, 0, LONG_NICE)

        def last(data: bytes) -> None:
            unwatched(lifeline)
            self._post.slots.free(self._post.slot)
            conn.sendall(data)

        self._answering.answer(question, conn, last)
        return True


class Line(NamedTuple):
    """A connection, and what ends when the other side of it does.

    The kernel tells of a question's arrival as it tells of an end, and may still be about to when the
    question has been read: that is why nothing arrives over what is watched.
    """

    conn: socket.socket
    lifeline: socket.socket

    def close(self) -> None:
        """Let go of both."""
        self.conn.close()
        self.lifeline.close()


def belongs_here(lifeline: socket.socket) -> None:
    """Signals about a lifeline are for this process, while they are asked for."""
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())


def watched(lifeline: socket.socket) -> bool:
    """From here on, the end of the other side ends this process; False when it has ended already."""
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_RDWR | os.O_ASYNC)
    try:
        return bool(lifeline.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return True


def unwatched(lifeline: socket.socket) -> None:
    """The other side may end now."""
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_RDWR)


def listening(path: Path) -> socket.socket:
    """A common socket; `accept` gives up after a while, so that idle workers look up."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    # whoever finds no room here stands still until there is some, and looks after nothing meanwhile:
    # how many may wait is for those who ask to say
    listener.listen(_ROOM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval(_LOOKS_EVERY))
    return listener
