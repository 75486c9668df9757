"""Workers that end of themselves are started again; a server of which they do so again and again ends too."""

from __future__ import annotations

import time

import pytest
from granian.constants import Interfaces
from granian.server.mp import MPServer

from webapp.serve import QUICK_ENDS, Doors


def doors(monkeypatch: pytest.MonkeyPatch) -> tuple[Doors, list[int]]:
    """A server with two workers that starts none, and which it would have started."""
    started: list[int] = []
    monkeypatch.setattr(
        MPServer, "_respawn_workers", lambda self, those, *rest, **named: started.extend(those)
    )
    return Doors("nothing", workers=2, interface=Interfaces.WSGI), started


def test_a_server_ends_with_workers_that_end_again_and_again_by_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, started = doors(monkeypatch)
    turns = [0, 1] * QUICK_ENDS
    for idx in turns:
        server._respawn_workers([idx], None, None)
    assert started == turns
    assert not server.interrupt_signal
    server._respawn_workers([0], None, None)
    assert started == turns
    assert server.interrupt_signal
    assert server.interrupt_children == [0], "by which it ends with an error"


def test_a_server_stays_with_workers_that_end_seldom_or_are_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    server, started = doors(monkeypatch)
    for _ in range(3 * QUICK_ENDS):
        server._respawn_workers([0, 1], None, None, delay=3.5)  # a reload
    for minute in range(3 * QUICK_ENDS):
        monkeypatch.setattr(time, "monotonic", lambda now=60.0 * minute: now)
        server._respawn_workers([0], None, None)
    assert len(started) == 3 * QUICK_ENDS * 3
    assert not server.interrupt_signal
