"""Harvests in child processes that are killed; started once, because importing takes a second.

Reads lines `url var statement` from stdin: harvest, and die by SIGKILL when SQLite is given that statement
(0: live). Answers with how the child ended.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path

from lod.site import Harvesting
from lod.sources.harvest import Asked, Fetcher, fetching, harvest
from tests.sources.harvest.conftest import collection


def run(url: str, var: Path, deadly: int) -> None:
    """Harvest, and perhaps die."""
    connect = sqlite3.connect
    count = 0

    def look(statement: str) -> None:
        nonlocal count
        count += 1
        if count == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(*args: object, **named: object) -> sqlite3.Connection:
        made: sqlite3.Connection = connect(*args, **named)  # type: ignore[call-overload]
        made.set_trace_callback(look)
        return made

    sqlite3.connect = watched  # type: ignore[assignment]
    manners = Harvesting(pause_seconds=0, attempts=1)
    (outcome,) = harvest(
        collection(url), var, lambda: Fetcher(manners, "a@b.example"), Asked(), lambda n: None
    )
    os._exit(1 if outcome.fault else 0)


def main() -> None:
    fetching._certificates()  # read once, not by each child
    for line in sys.stdin:
        url, var, deadly = line.split()
        child = os.fork()
        if not child:
            try:
                run(url, Path(var), int(deadly))
            finally:
                os._exit(3)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
