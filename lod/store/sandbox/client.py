"""The web side of the sandbox: hands over a question, waits for the whole answer, tells what went wrong."""

from __future__ import annotations

import itertools
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lod.errors import QueryError, QueryLimit
from lod.store.releases import CURRENT
from lod.store.sandbox import answer_cache
from lod.store.sandbox.admission import Admission, Place
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.connection_pool import (
    BRISK_QUESTIONS,
    KNOWN_QUESTIONS,
    LONG_QUESTIONS,
    OUTLINES,
    Connection,
    ConnectionPool,
)
from lod.store.sandbox.control import Control
from lod.store.sandbox.exchange import Exchange
from lod.store.sandbox.limits import BRISK, Limits
from lod.store.sandbox.query_cost import SlowQueries
from lod.store.sandbox.query_fingerprints import QueryFingerprints
from lod.store.sandbox.wire_protocol import Question

_LOOKS_EVERY = 0.2
"""So often it is asked whether the client is still there."""
_SLACK = 5.0
"""So much longer than it may wait and run its end is waited for: who ends it may want for a processor."""
_OF_ITS_OWN = frozenset(("seconds", "memory_mb", "result_mb"))
"""Limits that a query goes over by itself, whoever asks what besides."""
UNKNOWN = 24
"""So many queries wait at once for a worker, of which nobody knows yet whether they take long.

Each holds a thread of the web process, which is to have some for others.
"""
KNOWN = 16
"""So many wait besides that are known to be brisk, for the same reason."""
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
        self._control = Control(folder)
        self._base = base
        self._kept = answer_cache.AnswerCache(var / "answers", limits.kept_mb, self.release)
        self._shapes = SlowQueries(QueryFingerprints(folder / OUTLINES))
        self._brisk = ConnectionPool(folder, BRISK_QUESTIONS, limits.patience)
        self._known = ConnectionPool(folder, KNOWN_QUESTIONS, limits.patience)
        self._long = ConnectionPool(folder, LONG_QUESTIONS, limits.patience)
        self._places = Admission(limits.at_once)
        self._unknown = Admission(UNKNOWN)
        self._known_ones = Admission(KNOWN)

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
        if not answer_cache.is_steady(text):
            return self._answered(question, gone)
        if found := self._kept.get(question):
            return self._placed(found, None)
        try:
            answer = self._answered(question, gone)
        except QueryLimit as error:
            if error.limit in _OF_ITS_OWN:
                self._kept.put_end(question, error)
            raise
        self._kept.put(question, answer)
        return answer

    def is_long(self, text: str) -> bool:
        """Whether queries of this shape took long lately."""
        return self._shapes.is_long(text)

    def release(self) -> int | None:
        """Number of the release that a query is answered from now."""
        try:
            name = os.readlink(self._current).rpartition("/")[2]  # noqa: PTH115  # often
        except OSError:
            return None
        return int(name) if name.isdigit() else None

    def close(self) -> None:
        """Let go of the connections that are kept."""
        for lines in (self._brisk, self._known, self._long):
            lines.close()

    def status(self) -> dict[str, Any]:
        """What the workers are doing, for the operator."""
        return self._control.status()

    def _answered(self, question: Question, gone: Gone | None) -> Answer:
        watch = _Watch(self, question, gone)
        try:
            if self._shapes.is_long(question.query):
                watch.stands_back()
            return self._placed(self._attended(question, watch), watch.place)
        except BaseException:
            if watch.place:
                watch.place.leave()
            raise
        finally:
            if watch.waits:
                watch.waits.leave()

    def _place(self) -> Place:
        if place := self._places.take():
            return place
        raise QueryLimit("too many long queries are in hand; try again later", "concurrent")

    def _placed(self, answer: Answer, place: Place | None) -> Answer:
        """An answer that keeps a place until it is sent, unless it is so short that it is sent at once."""
        if not answer.is_short:
            answer.place = place or self._place()
        elif place:
            place.leave()
        return answer

    def _attended(self, question: Question, watch: _Watch) -> Answer:
        lost = 0
        # a worker that ended before it took the question says nothing about the question: ask another one
        while lost < 2:
            lines, line = self._chosen(question, watch)
            if line is None:
                line = lines.connected()
                lost += 1
            try:
                if answer := self._asked(question, lines, line, watch):
                    self._shapes.note(question.query, answer.facts.worked, taken_for_long=watch.long)
                    return answer
            except _PassedOver:
                lost = 0
        log.warning("query was lost twice: %.1000r", question.query)
        raise QueryError("the query service could not answer")

    def _chosen(self, question: Question, watch: _Watch) -> tuple[ConnectionPool, Connection | None]:
        """Where to ask, and a connection when one is kept that is at nothing.

        No question waits among those that may take longer than it does.
        """
        if watch.long:
            return self._long, None
        if line := self._brisk.idle():
            return self._brisk, line
        known = self._shapes.is_brisk(question.query)
        watch.waits = watch.waits or (self._known_ones if known else self._unknown).take()
        if watch.waits is None:
            raise QueryLimit("too many queries are waiting; try again later", "concurrent")
        return (self._known, self._known.idle()) if known else (self._brisk, None)

    def _asked(
        self, question: Question, lines: ConnectionPool, line: Connection, watch: _Watch
    ) -> Answer | None:
        watch.line = line
        exchange = Exchange(line)
        ended = False
        try:
            line.conn.sendall(question.packed())
            ended = exchange.complete(watch.look)
        except (BrokenPipeError, ConnectionResetError):
            pass  # who kept this connection too is gone
        finally:
            if not ended:
                line.close()
        if ended:
            lines.keep(line)
            return exchange.answer(question)
        if lines.may_have_begun(line, question.id):
            self._explain(question)
        return None

    def _explain(self, question: Question) -> None:
        """Raise what ended the worker; return when it was not this question."""
        fate = self._control.fate(question.id)
        if fate is None:
            return
        self._shapes.note(question.query, fate["seconds"], taken_for_long=False)
        cost = f"{fate['seconds']:.1f} s, {fate['cpu_seconds']:.1f} s of processor, {fate['memory_mb']} MB"
        log.warning("query ended (%s; %s): %.1000r", fate["limit"] or "crash", cost, question.query)
        if fate["limit"]:
            raise QueryLimit(self._over(fate["limit"]), fate["limit"])
        raise QueryError("the query made its process crash")

    def _over(self, limit: str) -> str:
        limits = self.limits
        return {
            "seconds": f"the query ran for more than {limits.seconds:g} seconds",
            "memory_mb": f"the query needs more than {limits.memory_mb} MB of memory",
            "concurrent": "too many long queries are running; try again later",
        }[limit]


class _PassedOver(Exception):
    """A question that waits where it should not: behind one that is no quick one, or being none itself."""


class _Watch:
    """Looks after one question that is under way, now and then."""

    line: Connection
    """Where it was asked."""

    def __init__(self, client: Client, question: Question, gone: Gone | None) -> None:
        self.long = False
        """Whether it is asked as one that takes long."""
        self.place: Place | None = None
        """One that takes long has a place, whether that was known before or not."""
        self.waits: Place | None = None
        """One that waits for a worker has a place among those of which as much is known."""
        self._client = client
        self._question = question
        self._gone = gone
        self._asked_at = time.monotonic()
        self._looks_at = BRISK
        self._looked = 0.0

    def stands_back(self) -> None:
        """It is known to take long, before it was begun."""
        self.long = True
        self._takes_place()

    def look(self, begun: bool) -> None:
        """Give up when it has become pointless; learn whether the query is a long one."""
        waited = time.monotonic() - self._asked_at
        taken = begun or self.line.slot >= 0
        self._look_at_time(waited, taken=taken)
        if self._gone and waited - self._looked >= _LOOKS_EVERY:
            self._looked = waited
            if self._gone():
                raise QueryLimit(f"the client went away after {waited:.1f} s", "client")
        if self._client._brisk.is_passed_over(self.line, self._question.id):
            raise _PassedOver
        if not self.long:
            self._look_at_kind(waited, taken=taken)

    def _look_at_time(self, waited: float, *, taken: bool) -> None:
        limits = self._client.limits
        if waited > limits.seconds + limits.patience + _SLACK:
            raise QueryLimit("the query service does not answer; try again later", "concurrent")
        if taken or waited <= limits.patience:
            return
        if self.long:
            raise QueryLimit("too many long queries are waiting; try again later", "concurrent")
        raise QueryLimit("too many queries are waiting; try again later", "concurrent")

    def _look_at_kind(self, waited: float, *, taken: bool) -> None:
        shapes, query = self._client._shapes, self._question.query
        if not taken and shapes.is_long(query):
            self.stands_back()  # others of its kind took long while it waited
            raise _PassedOver
        if taken and waited > self._looks_at:
            self._looks_at = 2 * waited
            if self._client._control.lane(self._question.id) in ("long", "waiting"):
                # others of its kind need not wait for this one's end to be known as long ones
                shapes.note(query, waited, taken_for_long=False)
                self._takes_place()

    def _takes_place(self) -> None:
        self.place = self.place or self._client._place()
        if self.waits:
            self.waits.leave()


def _new_id() -> str:
    """16 letters and digits that no other question of this machine has."""
    return f"{os.getpid():08x}{next(_COUNTER) & 0xFFFFFFFF:08x}"
