"""The supervisor: keeps workers at hand, ends the ones that go over a limit, remembers what became of them.

It is a process of its own, without threads and without a store, so that it forks workers cheaply. It ends,
with all its workers, when whoever started it does (the end of its standard input).
"""

from __future__ import annotations

import json
import logging
import os
import resource
import select
import shutil
import signal
import socket
import sys
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from lod.store.sandbox import worker
from lod.store.sandbox.connection_pool import BRISK_QUESTIONS, KNOWN_QUESTIONS, LONG_QUESTIONS, TABLE
from lod.store.sandbox.control import CONTROL
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.scheduling import Lane, WorkerState, judge
from lod.store.sandbox.worker import LONG_NICE
from lod.store.sandbox.worker_slots import Slots
from lod.store.sparql_server import SparqlServer

_TICK = 0.025
_ASKING = 1.0
"""So many seconds may pass between connecting and asking about a question."""
_FATES = 2_000
_PAGE = resource.getpagesize()
_TICKS = os.sysconf("SC_CLK_TCK")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a question whose worker ended."""

    limit: str = ""
    """The limit it went over; empty when the worker ended of itself."""
    signal: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    memory_mb: int = 0


class Supervisor:
    """The workers, and what is known of them."""

    def __init__(self, folder: Path, setting: worker.WorkerConfig, brisk: int) -> None:
        limits = setting.limits
        self._folder = folder
        self._setting = setting
        self._brisk = brisk
        self._slots = Slots.made(folder / TABLE, 2 * (brisk + 1) + 2 * limits.concurrent + limits.queue)
        self._questions = worker.listening(folder / BRISK_QUESTIONS)
        self._known_questions = worker.listening(folder / KNOWN_QUESTIONS)
        for questions in (self._questions, self._known_questions):
            questions.setblocking(False)  # several workers are told of a question, and one of them takes it
        self._long_questions = worker.listening(folder / LONG_QUESTIONS)
        self._control = worker.listening(folder / CONTROL)
        self._control.setblocking(False)
        self._askers: dict[socket.socket, float] = {}
        """Who is about to ask about a question, and since when."""
        self._hands: dict[int, WorkerState] = {}
        self._fates: OrderedDict[str, Fate] = OrderedDict()
        self._ended: dict[int, str] = {}
        self._before: dict[int, float] = {}
        """Seconds of processor of each worker when its question was first seen."""
        self._hire_after = 0.0
        self._ended_questions = 0

    def run(self) -> None:
        """Look after the workers until the standard input ends."""
        self._hire()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        parent = sys.stdin.fileno()
        try:
            while True:
                ready, _, _ = select.select([parent, self._control, *self._askers], [], [], _TICK)
                if parent in ready and not os.read(parent, 1 << 10):
                    return
                self._hear()
                self._tend()
        finally:
            self._dismiss()

    def _tend(self) -> None:
        """One look at all workers."""
        self._reap()
        now = time.monotonic()
        for hand in self._hands.values():
            self._look(hand)
        verdict = judge(self._hands.values(), self._setting.limits, now)
        for hand, limit in verdict.end:
            self._end(hand, limit, now)
        for hand in verdict.stop:
            self._stop(hand, now)
        for hand in verdict.go:
            self._go(hand, now)
        self._hire()

    def _look(self, hand: WorkerState) -> None:
        doing = self._slots.doing(hand.slot)
        if hand.lane is not Lane.BRISK and doing.since != hand.since:
            # a long question was answered; its worker retires, but may have gone on before it was told
            hand.lane, hand.stopped = Lane.LONG, 0.0
            if not doing.since:
                self._kill(hand)
        if doing.since and hand.lane is Lane.BRISK:
            worked = _worked(hand.pid)
            if doing.since != hand.since:
                self._before[hand.pid] = worked
            hand.worked = worked - self._before[hand.pid]
            if self._setting.engine is not None:
                hand.worked = hand.ran(time.monotonic())  # another server does the work
        hand.since, hand.id = doing.since, doing.id
        if doing.since:
            hand.memory = max(hand.memory, _memory(hand.pid))

    def _go(self, hand: WorkerState, now: float) -> None:
        if hand.lane is Lane.WAITING:
            hand.stopped += now - hand.stopped_at
        else:
            self._slow_down(hand)
        hand.lane = Lane.LONG
        with suppress(ProcessLookupError):
            os.kill(hand.pid, signal.SIGCONT)

    def _stop(self, hand: WorkerState, now: float) -> None:
        self._slow_down(hand)
        hand.lane = Lane.WAITING
        hand.stopped_at = now
        with suppress(ProcessLookupError):
            os.kill(hand.pid, signal.SIGSTOP)

    def _slow_down(self, hand: WorkerState) -> None:
        """Low priority from here on; it cannot be taken back, so the worker retires after this question."""
        self._slots.retire(hand.slot)
        with suppress(OSError):
            for thread in Path(f"/proc/{hand.pid}/task").iterdir():
                os.setpriority(os.PRIO_PROCESS, int(thread.name), LONG_NICE)

    def _end(self, hand: WorkerState, limit: str, now: float) -> None:
        self._remember(hand.id, Fate(limit, signal.SIGKILL, hand.ran(now), 0.0, hand.memory >> 20))
        self._ended[hand.pid] = limit
        self._kill(hand)

    def _kill(self, hand: WorkerState) -> None:
        hand.ended = True
        with suppress(ProcessLookupError):
            os.kill(hand.pid, signal.SIGKILL)

    def _reap(self) -> None:
        while self._hands:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._before.pop(pid, None)
            if hand := self._hands.pop(pid, None):
                self._note(hand, status, usage)

    def _note(self, hand: WorkerState, status: int, usage: resource.struct_rusage) -> None:
        """Write down the end of a worker, and what it was at."""
        now = time.monotonic()
        doing = self._slots.doing(hand.slot)
        if not doing.since:
            if status and not hand.ended and now - hand.born < 1:
                self._hire_after = now + 1  # something is wrong with all of them; do not fork in a circle
            return
        killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        limit = self._ended.pop(hand.pid, "")
        if hand.ended and not limit:
            return  # one too many, that took a question while it was ended: another one will answer it
        self._ended_questions += 1
        if killed == signal.SIGABRT and not limit:
            limit = "memory_mb"  # Rust aborts when it is given no memory
        known = self._fates.get(doing.id)
        fate = Fate(
            limit,
            killed,
            known.seconds if known else now - doing.since - hand.stopped,
            usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss >> 10,
        )
        self._remember(doing.id, fate)
        log.info("question %s ended: %s", doing.id, fate)

    def _remember(self, id: str, fate: Fate) -> None:
        self._fates[id] = fate
        while len(self._fates) > _FATES:
            self._fates.popitem(last=False)

    def _hire(self) -> None:
        """Start workers: enough for the brisk lane, one of them for what is known to be brisk.

        And one for the long lane, when it has a place.
        """
        if time.monotonic() < self._hire_after:
            return
        hands = [hand for hand in self._hands.values() if not hand.ended]
        brisk = Counter(hand.known for hand in hands if hand.lane is Lane.BRISK)
        for _ in range(self._brisk - brisk[False]):
            self._start(Lane.BRISK)
        if not brisk[True]:
            self._start(Lane.BRISK, known=True)
        running = sum(hand.lane is Lane.LONG and hand.since > 0 for hand in hands)
        ready = [hand for hand in hands if hand.lane is Lane.LONG and not hand.since]
        if running < self._setting.limits.concurrent and not ready:
            self._start(Lane.LONG)
        elif running >= self._setting.limits.concurrent:
            for hand in ready:
                self._kill(hand)

    def _start(self, lane: Lane, *, known: bool = False) -> None:
        taken = {hand.slot for hand in self._hands.values()}
        slot = next((slot for slot in range(self._slots.count) if slot not in taken), None)
        if slot is None:
            return
        self._slots.clear(slot)
        long = lane is Lane.LONG
        any_questions = self._known_questions if known else self._questions
        post = worker.Post(self._long_questions if long else any_questions, self._slots, slot, long)
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._slots.take(slot, pid)
            self._hands[pid] = WorkerState(pid, slot, time.monotonic(), lane, known=known)
            return
        status = 1
        try:
            self._become_worker()
            worker.run(post, self._setting, parent)
            status = 0
        except BaseException:
            # the outer door of a forked process: nothing of the supervisor may run on in it
            log.exception("a worker could not go on")
        finally:
            os._exit(status)

    def _become_worker(self) -> None:
        for ours in (self._control, *self._askers):
            ours.close()
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 0)
        os.dup2(nowhere, 1)
        os.close(nowhere)

    def _hear(self) -> None:
        """Answer who asks about questions; nobody is waited for, and who never asks is sent away."""
        now = time.monotonic()
        with suppress(BlockingIOError, ConnectionError):
            while True:
                conn, _ = self._control.accept()
                conn.setblocking(False)
                self._askers[conn] = now
        for asker, since in [*self._askers.items()]:
            try:
                asked = asker.recv(1 << 12)
            except OSError:
                if now - since < _ASKING:
                    continue
                asked = b""
            del self._askers[asker]
            self._tell(asker, asked)

    def _tell(self, asker: socket.socket, asked: bytes) -> None:
        """Answer one question about questions."""
        with asker, suppress(OSError, ValueError):
            self._reap()
            asker.sendall(json.dumps(self._said(json.loads(asked))).encode())

    def _said(self, asked: dict[str, object]) -> dict[str, object]:
        if "fate" in asked:
            fate = self._fates.get(str(asked["fate"]))
            return asdict(fate) if fate else {}
        if "lane" in asked:
            at_it = (h for h in self._hands.values() if self._slots.doing(h.slot).id == asked["lane"])
            hand = next(at_it, None)
            return {"lane": hand.lane.value} if hand else {}
        return {"questions_ended": self._ended_questions, "workers": list(self._described())}

    def _described(self) -> Iterator[dict[str, object]]:
        now = time.monotonic()
        for hand in self._hands.values():
            doing = self._slots.doing(hand.slot)
            yield {
                "pid": hand.pid,
                "lane": hand.lane.value,
                "known": hand.known,
                "seconds": round(now - doing.since, 3) if doing.since else 0,
                "memory_mb": _memory(hand.pid) >> 20,
            }

    def _dismiss(self) -> None:
        for hand in self._hands.values():
            self._kill(hand)
        shutil.rmtree(self._folder, ignore_errors=True)


def _memory(pid: int) -> int:
    """Resident memory of a process in bytes; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123  # forty times a second for each worker
            return int(file.read().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def _worked(pid: int) -> float:
    """Seconds of processor that a process has used; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:  # noqa: PTH123  # as above
            fields = file.read().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    except (OSError, IndexError):
        return 0.0


def main() -> None:
    """Be the supervisor; what to do comes as a line of JSON on the standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends whoever started us, and that ends us
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s sandbox: %(message)s")
    line = bytearray()
    while not line.endswith(b"\n"):
        more = os.read(0, 1)
        if not more:
            return
        line += more
    told = json.loads(line)
    told["limits"]["service_hosts"] = tuple(told["limits"]["service_hosts"])
    setting = worker.WorkerConfig(
        var=Path(told["var"]),
        limits=Limits(**told["limits"]),
        folder=Path(told["spool"]),
        prefixes=told["prefixes"],
        engine=SparqlServer(**told["engine"]) if told["engine"] else None,
    )
    Supervisor(Path(told["folder"]), setting, told["brisk"]).run()
