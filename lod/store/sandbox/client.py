"""The web side of the sandbox: hands over a question, waits for the whole answer, tells what went wrong."""

from __future__ import annotations

import itertools
import json
import logging
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lod.errors import QueryError, QueryLimit, ReleaseError
from lod.store.releases import CURRENT
from lod.store.sandbox import kept, syntax
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.frames import END, ERROR, Frames, Question, content, read_facts, timeval
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.supervisor import CONTROL, QUESTIONS

_LOOKS_EVERY = timeval(0.2)
"""So often it is asked whether the client is still there."""
_SLACK = 5.0
_COUNTER = itertools.count(1)

log = logging.getLogger(__name__)

Gone = Callable[[], bool]
"""Whether the one who asked has gone away."""


class Client:
    """Asks the workers of one sandbox; made once in each web process, used by all its threads."""

    def __init__(self, folder: Path, var: Path, limits: Limits, base: str | None = None) -> None:
        self.limits = limits
        self.var = var
        self._current = str(var / CURRENT)
        self._folder = folder
        self._questions = str(folder / QUESTIONS)
        self._control = str(folder / CONTROL)
        self._base = base
        self._kept = kept.Kept(var / "answers", limits.kept_mb)
        self._patience = timeval(limits.patience)

    def query(
        self,
        text: str,
        *,
        results: str = "json",
        graph: str = "ttl",
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
        prefixes: bool = True,
        gone: Gone | None = None,
    ) -> Answer:
        """The whole answer to a query that passed the gate; QueryError tells why there is none."""
        question = Question(
            _new_id(), text, results, graph, default_graphs, named_graphs, self._base, prefixes
        )
        release = self.release() if kept.is_steady(text) else None
        if release is None:
            return self._answered(question, gone)
        digest = kept.key(release, question)
        found = self._kept.get(release, digest, question)
        if found:
            return found
        try:
            answer = self._answered(question, gone)
        except QueryLimit as error:
            self._kept.put_end(digest, error)
            raise
        self._kept.put(release, digest, answer)
        return answer

    def _answered(self, question: Question, gone: Gone | None) -> Answer:
        # a worker that ended before it took the question says nothing about the question: ask another one
        return self._asked(question, gone) or self._asked(question, gone) or self._lost(question)

    def release(self) -> int | None:
        """Number of the release that a query is answered from now."""
        try:
            name = os.readlink(self._current).rpartition("/")[2]  # noqa: PTH115  # twice in each query
        except OSError:
            return None
        return int(name) if name.isdigit() else None

    def status(self) -> dict[str, Any]:
        """What the workers are doing, for the operator."""
        return self._control_says({"status": True})

    def _asked(self, question: Question, gone: Gone | None) -> Answer | None:
        with self._connected() as conn:
            conn.sendall(question.packed())
            exchange = _Exchange(conn)
            if exchange.complete(self._deadline(), gone):
                return exchange.answer(question)
        self._explain(question)
        return None

    def _deadline(self) -> float:
        """When nothing can come any more; the supervisor is much sooner."""
        return time.monotonic() + self.limits.seconds + self.limits.patience + _SLACK

    def _connected(self) -> socket.socket:
        conn = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, self._patience)
            conn.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _LOOKS_EVERY)
            conn.connect(self._questions)
            return conn
        except BlockingIOError as error:
            conn.close()
            raise QueryLimit("too many queries are waiting", "concurrent") from error
        except OSError as error:
            conn.close()
            raise QueryError(f"the query service is not there ({error.strerror})") from error

    def _explain(self, question: Question) -> None:
        """Raise what ended the worker; None when it was not this question."""
        fate = self._fate(question.id)
        if fate is None:
            return
        cost = f"{fate['seconds']:.1f} s, {fate['cpu_seconds']:.1f} s of processor, {fate['memory_mb']} MB"
        log.warning("query ended (%s; %s): %.1000r", fate["limit"] or "crash", cost, question.query)
        if fate["limit"]:
            raise QueryLimit(self._over(fate["limit"]), fate["limit"])
        raise QueryError("the query made its process crash")

    def _fate(self, id: str) -> dict[str, Any] | None:
        # the socket closes a moment before the supervisor hears of the end
        for wait in (0.0, 0.01, 0.03, 0.1):
            time.sleep(wait)
            if fate := self._control_says({"fate": id}):
                return fate
        return None

    def _over(self, limit: str) -> str:
        limits = self.limits
        return {
            "seconds": f"the query ran for more than {limits.seconds:g} seconds",
            "memory_mb": f"the query needs more than {limits.memory_mb} MB of memory",
            "concurrent": "too many long queries are running; try again later",
        }[limit]

    def _lost(self, question: Question) -> Answer:
        log.warning("query was lost twice: %.1000r", question.query)
        raise QueryError("the query service could not answer")

    def _control_says(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as conn:
                conn.settimeout(1)
                conn.connect(self._control)
                conn.sendall(json.dumps(asked).encode())
                said = b""
                while more := conn.recv(1 << 16):
                    said += more
                return dict(json.loads(said))
        except (OSError, ValueError):
            return {}


class _Exchange:
    """One question under way: waits for the end of the answer."""

    def __init__(self, conn: socket.socket) -> None:
        self._frames = Frames(conn)
        self._end: tuple[bytes, bytes] | None = None

    def complete(self, deadline: float, gone: Gone | None) -> bool:
        """Wait for the end; False when the worker ended without telling one."""
        try:
            while self._end is None:
                if not self._received(deadline, gone):
                    return False
                found = self._frames.next()
                while found and self._end is None:
                    self._end = found if found[0] in (END, ERROR) else None
                    found = self._frames.next()
            return True
        finally:
            if self._end is None:
                self._drop()

    def _received(self, deadline: float, gone: Gone | None) -> bool:
        while True:
            try:
                return self._frames.receive()
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise QueryLimit("the query service does not answer", "seconds") from None
                if gone and gone():
                    raise QueryLimit("the client went away", "client") from None

    def answer(self, question: Question) -> Answer:
        """The answer, or the error that was told in its place."""
        kind, body = self._end or (ERROR, b"{}")
        if kind == ERROR:
            self._drop()
            raise _told(content(body), question)
        facts, data = read_facts(body)
        return Answer(facts, data, self._frames.handle)

    def _drop(self) -> None:
        if self._frames.handle >= 0:
            os.close(self._frames.handle)
            self._frames.handle = -1


def _told(error: dict[str, Any], question: Question) -> Exception:
    """The error that a worker told."""
    message = str(error.get("message", ""))
    if "syntax" in error:
        return syntax.explained(str(error["syntax"]), question.query)
    if "limit" in error:
        return QueryLimit(message, str(error["limit"]))
    if error.get("release"):
        return ReleaseError(message)
    return QueryError(message)


def _new_id() -> str:
    """16 letters and digits that no other question of this machine has."""
    return f"{os.getpid():08x}{next(_COUNTER) & 0xFFFFFFFF:08x}"
