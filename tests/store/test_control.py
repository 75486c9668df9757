"""The supervisor answers each who asks, and waits for none who does not."""

import json
import socket
import time
from pathlib import Path

from lod.store.sandbox.control import CONTROL, Control
from lod.store.sandbox.service import Sandbox


def test_where_nobody_is_nothing_is_said(tmp_path: Path) -> None:
    assert Control(tmp_path).status() == {}


def test_nobody_waits_for_those_who_do_not_ask(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir()
    with Sandbox(var, brisk=1) as sandbox:
        idle = [socket.socket(socket.AF_UNIX) for _ in range(20)]
        for one in idle:
            one.connect(str(sandbox.folder / CONTROL))
        assert sandbox.status()["workers"]
        idle[0].settimeout(20)
        time.sleep(0.3)  # longer than it takes on a machine that has little to do
        idle[0].sendall(b'{"status": true}')
        assert json.loads(b"".join(iter(lambda: idle[0].recv(1 << 16), b"")))["workers"]
        for one in idle[1:]:
            one.settimeout(20)
            assert one.recv(1) == b"", "who never asks is sent away"
        for one in idle:
            one.close()
