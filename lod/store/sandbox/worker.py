"""A worker: takes questions from the common socket and answers them, one at a time, until it is ended.

It watches nothing itself. The supervisor ends it at a limit; the kernel ends it (SIGIO) when the web process
that asked goes away.
"""

from __future__ import annotations

import fcntl
import logging
import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode

from lod.errors import ReleaseError
from lod.store.engine import Engine
from lod.store.follower import Follower, Opened
from lod.store.remote import RemoteStore
from lod.store.sandbox import confinement
from lod.store.sandbox.answering import Answering, Function
from lod.store.sandbox.counted import Counted
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.remote import RemoteAnswering
from lod.store.sandbox.slots import Slots
from lod.store.sandbox.wire import ERROR, START, Question, frame, hello, read_question, timeval, told

FunctionsOf = Callable[[Path], Mapping[NamedNode, Function]]
"""Makes the functions that queries may call, from the folder of a release."""

LONG_NICE = 5
"""So far long questions stand back for others; more, and they would stand still while a site is published."""
_LOOKS_EVERY = 0.5
"""An idle worker looks so often whether another release is current."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Setting:
    """What workers are started with."""

    var: Path
    limits: Limits
    folder: Path
    """Where answers are kept that are too long for the socket."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    functions: FunctionsOf | None = None
    engine: Engine | None = None
    """The SPARQL server that questions are passed on to; without one they are answered here."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where a worker stands: at which socket, and on which line of the table."""

    listener: socket.socket
    slots: Slots
    slot: int
    long: bool = False
    """Whether it takes questions that are known to take long."""


def run(post: Post, setting: Setting, parent: int) -> None:
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

    def __init__(self, post: Post, setting: Setting) -> None:
        self._post = post
        self._setting = setting
        self._follower = Follower(setting.var, every=0, engine=setting.engine)
        self._opened: Opened | None = None
        self._answering: Answering | None = None
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

    def _made(self, opened: Opened) -> Answering:
        setting = self._setting
        functions = setting.functions(opened.path) if setting.functions else {}
        largest = setting.limits.result_mb << 20
        store = opened.store
        if isinstance(store, RemoteStore):
            return RemoteAnswering(
                store,
                opened.number,
                folder=setting.folder,
                largest=largest,
                prefixes=setting.prefixes,
                functions=functions,
            )
        return Answering(
            store,
            opened.number,
            folder=setting.folder,
            largest=largest,
            prefixes=setting.prefixes,
            functions=functions,
            counted=Counted(opened.path),
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
            with conn:
                belongs_here(conn)
                self._serve(conn)

    def _take_from_several(self) -> None:
        """Questions from connections that are kept, and from new ones, which bring a question along."""
        lines: dict[int, socket.socket] = {}
        with select.epoll() as waiting:
            # one of the workers is woken, not all
            waiting.register(self._post.listener, select.EPOLLIN | select.EPOLLEXCLUSIVE)
            while not self._post.slots.retires(self._post.slot):
                ready = waiting.poll(_LOOKS_EVERY, 1)
                if not ready:
                    self.reopen()
                    continue
                conn = lines.get(ready[0][0]) or self._taken()
                if conn is None:
                    continue
                is_new = conn.fileno() not in lines
                if self._serve(conn):
                    if is_new:
                        lines[conn.fileno()] = conn
                        waiting.register(conn, select.EPOLLIN)
                else:
                    lines.pop(conn.fileno(), None)
                    conn.close()  # and the kernel forgets to wait for it

    def _taken(self) -> socket.socket | None:
        """A new connection; None when another worker was sooner, or who made it is gone."""
        with suppress(OSError):
            conn, _ = self._post.listener.accept()
            try:
                belongs_here(conn)
                conn.sendall(hello(self._post.slot, os.getpid()))
                return conn
            except OSError:
                conn.close()
        return None

    def _serve(self, conn: socket.socket) -> bool:
        """Answer a question; False when there is none, and will be none."""
        slots, slot = self._post.slots, self._post.slot
        with suppress(OSError):
            question = read_question(conn)
            if question is None:
                return False
            slots.begin(slot, question.id, time.monotonic())
            try:
                return self._answer(question, conn)
            finally:
                slots.free(slot)
                slots.end(slot)
        return False

    def _answer(self, question: Question, conn: socket.socket) -> bool:
        self.reopen()
        if self._answering is None:
            conn.sendall(told(ERROR, {"release": True, "message": self._trouble}))
            return True
        if not watched(conn):
            return False
        if self._post.long:
            conn.sendall(frame(START, b""))
            # not sooner: at low priority a busy machine would not let it begin while somebody waits for that
            os.setpriority(os.PRIO_PROCESS, 0, LONG_NICE)

        def last(data: bytes) -> None:
            unwatched(conn)
            self._post.slots.free(self._post.slot)
            conn.sendall(data)

        self._answering.answer(question, conn, last)
        return True


def belongs_here(conn: socket.socket) -> None:
    """Signals about a connection are for this process, while they are asked for."""
    fcntl.fcntl(conn, fcntl.F_SETOWN, os.getpid())


def watched(conn: socket.socket) -> bool:
    """From here on, the end of the other side ends this process; False when it has ended already."""
    fcntl.fcntl(conn, fcntl.F_SETFL, os.O_RDWR | os.O_ASYNC)
    try:
        return bool(conn.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return True


def unwatched(conn: socket.socket) -> None:
    """The other side may end now."""
    fcntl.fcntl(conn, fcntl.F_SETFL, os.O_RDWR)


def listening(path: Path, backlog: int) -> socket.socket:
    """The common socket; `accept` gives up after a while, so that idle workers look up."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)
    listener.listen(backlog)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval(_LOOKS_EVERY))
    return listener
