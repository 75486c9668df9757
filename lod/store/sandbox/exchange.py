"""One question under way, as the web process sees it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from lod.errors import QueryError, QueryLimit, ReleaseError
from lod.store.sandbox import syntax_errors
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.connection_pool import Connection
from lod.store.sandbox.wire_protocol import (
    END,
    ERROR,
    HELLO,
    START,
    Frames,
    Question,
    content,
    read_facts,
    read_hello,
)

Look = Callable[[bool], None]
"""Is called now and then while nothing comes, with whether a worker has begun; it may raise to give up."""


class Exchange:
    """Waits on a connection for the end of the answer."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._frames = Frames(line.conn)
        self._end: tuple[bytes, bytes] | None = None
        self._begun = False

    def complete(self, look: Look) -> bool:
        """Wait for the end; False when the worker ended without telling one."""
        try:
            while self._end is None:
                if not self._received(look):
                    return False
                self._take()
            return True
        finally:
            if self._end is None:
                self._drop()

    def _received(self, look: Look) -> bool:
        while True:
            try:
                return self._frames.receive()
            except BlockingIOError:
                look(self._begun)

    def _take(self) -> None:
        while self._end is None and (found := self._frames.next()):
            if found[0] in (END, ERROR):
                self._end = found
            elif found[0] == HELLO:
                self._line.slot, self._line.pid = read_hello(found[1])
            elif found[0] == START:
                self._begun = True

    def answer(self, question: Question) -> Answer:
        """The answer, or the error that was told in its place."""
        kind, body = self._end or (ERROR, b"{}")
        if kind == ERROR:
            self._drop()
            raise told_error(content(body), question)
        facts, data = read_facts(body)
        return Answer(facts, data, self._frames.handle)

    def _drop(self) -> None:
        if self._frames.handle >= 0:
            os.close(self._frames.handle)
            self._frames.handle = -1


def told_error(error: dict[str, Any], question: Question) -> Exception:
    """The error that a worker told."""
    message = str(error.get("message", ""))
    if "syntax" in error:
        return syntax_errors.explained(str(error["syntax"]), question.query)
    if "limit" in error:
        return QueryLimit(message, str(error["limit"]))
    if error.get("release"):
        return ReleaseError(message)
    return QueryError(message)
