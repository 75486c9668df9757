"""How long one record may take: what is made to hang is set aside, and the rest is published.

Counted is processor time of this process, so that a busy or a slow machine sets nothing aside that another
would not. Patterns and loops are meant to be linear in what they read; this is for those that are not.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SECONDS = 120.0
"""One of LIDO with 100,000 titles takes eight."""
_AGAIN = 1.0
"""So many seconds later it is said once more, where what was asked for did not listen."""


class TookTooLong(Exception):
    """A record took more processor time than any should."""

    def __str__(self) -> str:
        return f"took more than {SECONDS:.0f} s of processor time"


class Patience:
    """Whether it came to an end while something was done."""

    __slots__ = ("ended",)

    def __init__(self) -> None:
        self.ended = False


@contextmanager
def time_limit() -> Iterator[Patience]:
    """Raises TookTooLong in what is done, after SECONDS; without a limit in threads, which get no signals."""
    told = Patience()
    if threading.current_thread() is not threading.main_thread():
        yield told
        return

    def end(number: int, frame: FrameType | None) -> None:
        told.ended = True
        raise TookTooLong

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS, _AGAIN)
    try:
        yield told
    finally:
        with suppress(TookTooLong):  # it may come just now
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
