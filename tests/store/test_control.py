"""The supervisor answers each who asks, and waits for none who does not."""

import json
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lod.store.sandbox import supervisor
from lod.store.sandbox.control import CONTROL, Control
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from lod.store.sandbox.supervisor import Supervisor
from lod.store.sandbox.worker import WorkerConfig


@pytest.fixture
def folder() -> Iterator[Path]:
    """The path of a socket is short: not in pytest's folder."""
    with tempfile.TemporaryDirectory(prefix="lod-") as made:
        yield Path(made)


@pytest.fixture
def hearing(folder: Path) -> Iterator[Supervisor]:
    """A supervisor in this process, without workers, that hears when it is told to."""
    made = Supervisor(folder, WorkerConfig(folder, Limits(), folder), brisk=0)
    yield made
    for one in (made._control, made._questions, made._known_questions, made._long_questions):
        one.close()


def idle(folder: Path) -> list[socket.socket]:
    """Twenty who connect and ask nothing."""
    made = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    for one in made:
        one.connect(str(folder / CONTROL))
    return made


def test_where_nobody_is_nothing_is_said(tmp_path: Path) -> None:
    assert Control(tmp_path).status() == {}


def test_nobody_waits_for_those_who_do_not_ask(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    with Sandbox(var, brisk=1) as sandbox:
        askers = idle(sandbox.folder)
        assert sandbox.status()["workers"]
        for one in askers:
            one.close()


def test_who_asks_late_is_answered_and_who_never_asks_is_sent_away(
    hearing: Supervisor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = idle(folder)
    hearing._hear()
    assert len(hearing._askers) == 20, "their moment to ask is not over yet"
    first.sendall(b'{"status": true}')
    hearing._hear()
    assert json.loads(first.recv(1 << 16)) == {"questions_ended": 0, "workers": []}
    monkeypatch.setattr(supervisor, "_ASKING", 0)
    hearing._hear()
    for one in others:
        assert one.recv(1) == b"", "who never asks is sent away"
    for one in (first, *others):
        one.close()
