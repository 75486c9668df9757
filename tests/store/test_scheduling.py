"""Which workers run, wait or end: rules without processes."""

from lod.store.sandbox.limits import Limits
from lod.store.sandbox.scheduling import Lane, WorkerState, judge

LIMITS = Limits(seconds=10, concurrent=2, queue=1, patience=5, memory_mb=100)
NOW = 1_000.0


def hand(pid: int, seconds: float, lane: Lane = Lane.BRISK, **more: float) -> WorkerState:
    """A worker that has been at its question for so many seconds."""
    made = WorkerState(pid, pid, 0.0, lane, NOW - seconds if seconds else 0.0, worked=seconds)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def pids(hands: list[WorkerState]) -> list[int]:
    return [h.pid for h in hands]


def test_idle_and_brisk_workers_are_left_alone() -> None:
    verdict = judge([hand(1, 0), hand(2, 0.01)], LIMITS, NOW)
    assert (verdict.end, verdict.stop, verdict.go) == ([], [], [])


def test_a_question_that_takes_long_goes_on_where_there_is_a_place() -> None:
    verdict = judge([hand(1, 0.2), hand(2, 3, Lane.LONG)], LIMITS, NOW)
    assert pids(verdict.go) == [1]


def test_a_question_that_waits_for_a_processor_is_no_long_one_yet() -> None:
    busy = [hand(n, 3, Lane.LONG) for n in (1, 2)] + [hand(3, 2, Lane.WAITING, stopped_at=NOW - 1)]
    starved = [hand(4, 0.9, worked=0.04), hand(5, 0.9, worked=0.06), hand(6, 1.1, worked=0.0)]
    assert {h.pid for h, _ in judge([*busy, *starved], LIMITS, NOW).end} == {5, 6}


def test_the_next_one_waits_and_the_one_after_that_is_sent_away() -> None:
    busy = [hand(1, 3, Lane.LONG), hand(2, 3, Lane.LONG)]
    verdict = judge([*busy, hand(4, 0.2), hand(3, 0.3)], LIMITS, NOW)
    assert pids(verdict.stop) == [3]
    assert [(h.pid, limit) for h, limit in verdict.end] == [(4, "concurrent")]


def test_who_waits_longest_goes_first() -> None:
    waiting = [hand(5, 2, Lane.WAITING, stopped_at=NOW - 1.8), hand(4, 3, Lane.WAITING, stopped_at=NOW - 2.8)]
    verdict = judge([hand(1, 5, Lane.LONG), *waiting, hand(2, 0.2)], LIMITS, NOW)
    assert pids(verdict.go) == [4]
    assert verdict.stop == []
    assert [(h.pid, limit) for h, limit in verdict.end] == [(2, "concurrent")]


def test_each_that_goes_on_leaves_as_many_places_to_wait_as_there_were() -> None:
    """Unless it waited itself: then there is one more."""
    verdict = judge([hand(1, 3, Lane.LONG), hand(2, 0.4), hand(3, 0.3), hand(4, 0.2)], LIMITS, NOW)
    assert (pids(verdict.go), pids(verdict.stop), [h.pid for h, _ in verdict.end]) == ([2], [3], [4])
    waiting = hand(2, 2, Lane.WAITING, stopped_at=NOW - 1.8)
    verdict = judge([hand(1, 3, Lane.LONG), waiting, hand(3, 0.3), hand(4, 0.2)], LIMITS, NOW)
    assert (pids(verdict.go), pids(verdict.stop), [h.pid for h, _ in verdict.end]) == ([2], [3], [4])


def test_time_over_memory_over_and_patience_over_each_end_a_question() -> None:
    hands = [
        hand(1, 10.1, Lane.LONG),
        hand(2, 1, Lane.LONG, memory=101 << 20),
        hand(3, 6, Lane.WAITING, stopped_at=NOW - 5.5),
        hand(4, 11, Lane.LONG, stopped=2.0),
    ]
    verdict = judge(hands, LIMITS, NOW)
    assert {(h.pid, limit) for h, limit in verdict.end} == {
        (1, "seconds"),
        (2, "memory_mb"),
        (3, "concurrent"),
    }


def test_time_spent_waiting_does_not_count() -> None:
    assert hand(1, 11, Lane.WAITING, stopped_at=NOW - 4, stopped=3).ran(NOW) == 4
    assert hand(1, 0, stopped=3).ran(NOW) == 0


def test_who_is_being_ended_holds_no_place() -> None:
    hands = [hand(1, 10.1, Lane.LONG), hand(2, 3, Lane.LONG), hand(3, 2, Lane.WAITING, stopped_at=NOW - 1)]
    assert pids(judge(hands, LIMITS, NOW).go) == [3]
    hands[0].ended = True
    assert pids(judge(hands, LIMITS, NOW).end) == []
