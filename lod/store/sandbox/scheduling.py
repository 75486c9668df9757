"""Which workers run, wait or end: the rules of the supervisor, apart from processes and clocks.

A query begins in the brisk lane. One that takes longer than a moment is a long one: it goes on at low
priority when there is a place, is stopped until there is one, or is sent away when too many wait. So a
point query never stands behind a long one, however many of those there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from lod.store.sandbox.limits import BRISK, STANDING, Limits


class Lane(Enum):
    """Where a worker is."""

    BRISK = "brisk"
    LONG = "long"
    WAITING = "waiting"


@dataclass(slots=True)
class WorkerState:
    """A worker as the supervisor sees it."""

    pid: int
    slot: int
    born: float
    lane: Lane = Lane.BRISK
    since: float = 0.0
    """When its question began; 0 while it is idle."""
    id: str = ""
    """Its question."""
    stopped_at: float = 0.0
    """Since when it waits for a place."""
    stopped: float = 0.0
    """How many seconds it waited in all; they do not count."""
    worked: float = 0.0
    """Seconds of processor that its question took so far."""
    memory: int = 0
    """Most memory seen, in bytes."""
    known: bool = False
    """Whether it began where questions are asked that are known to be brisk."""
    ended: bool = False
    """Whether it was killed, and is only not gone yet."""

    def ran(self, now: float) -> float:
        """How long its question has run, without the time it waited."""
        if not self.since:
            return 0.0
        waiting = now - self.stopped_at if self.lane is Lane.WAITING else 0.0
        return now - self.since - self.stopped - waiting

    def is_long(self, now: float) -> bool:
        """Whether its question is no brisk one: it used the processor for that long, or waits for something.

        A small question may have to wait for a processor on a machine that has more to do than it can.
        """
        ran = self.ran(now)
        return ran > BRISK and (self.worked > BRISK / 2 or ran > STANDING)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done: end some (and the limit they went over), stop some, let some go on."""

    end: list[tuple[WorkerState, str]] = field(default_factory=list)
    stop: list[WorkerState] = field(default_factory=list)
    go: list[WorkerState] = field(default_factory=list)


def judge(hands: Iterable[WorkerState], limits: Limits, now: float) -> Verdict:
    """What is to be done with the workers at this moment."""
    verdict = Verdict()
    busy = sorted((hand for hand in hands if hand.since and not hand.ended), key=lambda hand: hand.since)
    for hand in busy:
        if limit := _over(hand, limits, now):
            verdict.end.append((hand, limit))
    over = [hand for hand, _ in verdict.end]
    left = [hand for hand in busy if not any(hand is other for other in over)]
    running = sum(hand.lane is Lane.LONG for hand in left)
    waiting = sum(hand.lane is Lane.WAITING for hand in left)
    for hand in left:
        # the ones that wait were asked earlier, so they come first
        long = hand.lane is Lane.BRISK and hand.is_long(now)
        if hand.lane is not Lane.WAITING and not long:
            continue
        if running < limits.concurrent:
            running += 1
            waiting -= hand.lane is Lane.WAITING
            verdict.go.append(hand)
        elif long and waiting < limits.queue:
            waiting += 1
            verdict.stop.append(hand)
        elif long:
            verdict.end.append((hand, "concurrent"))
    return verdict


def _over(hand: WorkerState, limits: Limits, now: float) -> str:
    """The limit that a question goes over, if any."""
    if hand.ran(now) > limits.seconds:
        return "seconds"
    if hand.memory > limits.memory_mb << 20:
        return "memory_mb"
    if hand.lane is Lane.WAITING and now - hand.stopped_at > limits.patience:
        return "concurrent"
    return ""
