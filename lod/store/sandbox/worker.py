"""A worker: takes questions from the common socket and answers them, one at a time, until it is ended.

It watches nothing itself. The supervisor ends it at a limit; the kernel ends it (SIGIO) when the web process
that asked goes away.
"""

from __future__ import annotations

import fcntl
import logging
import os
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
from lod.store.sandbox.frames import ERROR, START, Question, frame, read_question, timeval, told
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.passing_on import PassingOn
from lod.store.sandbox.slots import Slots

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
    if post.long:
        os.nice(LONG_NICE)
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
            return PassingOn(
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
        )

    def work(self) -> None:
        """Take questions until asked to retire."""
        confinement.confine(self._setting.limits, connects=self._setting.engine is not None)
        while not self._post.slots.retires(self._post.slot):
            try:
                conn, _ = self._post.listener.accept()
            except BlockingIOError:  # nobody came for a while
                self.reopen()
                continue
            with conn:
                self._serve(conn)

    def _serve(self, conn: socket.socket) -> None:
        with suppress(OSError):
            question = read_question(conn)
            if question is None:
                return
            self._post.slots.begin(self._post.slot, question.id, time.monotonic())
            try:
                self._answer(question, conn)
            finally:
                self._post.slots.end(self._post.slot)

    def _answer(self, question: Question, conn: socket.socket) -> None:
        self.reopen()
        if self._answering is None:
            conn.sendall(told(ERROR, {"release": True, "message": self._trouble}))
            return
        if not watched(conn):
            return
        if self._post.long:
            conn.sendall(frame(START, b""))

        def last(data: bytes) -> None:
            unwatched(conn)
            conn.sendall(data)

        self._answering.answer(question, conn, last)


def watched(conn: socket.socket) -> bool:
    """From here on, the end of the other side ends this process; False when it has ended already."""
    fcntl.fcntl(conn, fcntl.F_SETOWN, os.getpid())
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
