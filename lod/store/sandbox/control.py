"""Asking the supervisor: what became of a question, in which lane it is, how the workers are."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

CONTROL = "control"
"""The supervisor's own socket in the sandbox's folder."""
_PATIENCE = 5.0
"""So many seconds it is waited for where there is nothing else to do: on a busy machine it may be late."""
_MOMENT = 1.0
"""And so many where a query is looked after meanwhile."""


class Control:
    """The supervisor, as a web process knows it."""

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / CONTROL)

    def fate(self, id: str) -> dict[str, Any] | None:
        """What ended the worker that was at a question; None when that is not known."""
        # the socket closes a moment before the supervisor hears of the end
        for wait in (0.0, 0.01, 0.03, 0.1):
            time.sleep(wait)
            if fate := self._says({"fate": id}):
                return fate
        return None

    def lane(self, id: str) -> str:
        """The lane in which a question is: "brisk", "long", "waiting"; "" when no worker has taken it yet."""
        return str(self._says({"lane": id}, _MOMENT).get("lane", ""))

    def status(self) -> dict[str, Any]:
        """How the workers are."""
        return self._says({"status": True})

    def _says(self, asked: dict[str, Any], patience: float = _PATIENCE) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as conn:
                conn.settimeout(patience)
                conn.connect(self._path)
                conn.sendall(json.dumps(asked).encode())
                said = b""
                while more := conn.recv(1 << 16):
                    said += more
                return dict(json.loads(said))
        except (OSError, ValueError):
            return {}
