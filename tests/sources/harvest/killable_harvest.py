"""Harvests in child processes that are killed (tests/killable_processes.py).

Reads lines `url var statement` from stdin: harvest, and die by SIGKILL when SQLite is given that statement
(0: live). Answers with how the child ended.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

from lod.site import Harvesting
from lod.sources.harvest import Fetcher, HarvestOptions, harvest, http_client
from tests.killable_processes import each_in_a_child
from tests.sources.harvest.conftest import collection


def run(url: str, var: str, deadly: str) -> None:
    """Harvest, and perhaps die."""
    connect = sqlite3.connect
    count = 0

    def look(statement: str) -> None:
        nonlocal count
        count += 1
        if count == int(deadly):
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(*args: object, **named: object) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*args, **named)  # type: ignore[call-overload]
        made.set_trace_callback(look)
        return made

    sqlite3.connect = watched  # type: ignore[assignment]
    manners = Harvesting(pause_seconds=0, attempts=1)
    (outcome,) = harvest(
        collection(url), Path(var), lambda: Fetcher(manners, "a@b.example"), HarvestOptions(), lambda n: None
    )
    os._exit(1 if outcome.fault else 0)


if __name__ == "__main__":
    http_client._certificates()  # read once, not by each child
    each_in_a_child(run)
