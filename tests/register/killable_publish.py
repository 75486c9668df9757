"""Publishes a site in child processes that can be killed (tests/killable_processes.py).

Reads lines `site what seconds point` from stdin: publish or roll back the site, and kill that process after
so many seconds, or when it comes to a point of the plot; `full-N` lets no file grow beyond N bytes, as on a
full disk. Answers with how it ended; 1 is an error that is told.
"""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lod.dataset import dumps
from lod.dataset.dumps import derived_formats, writer
from lod.errors import LodError
from lod.publish import pipeline, release_switch, rollback
from lod.publish.pipeline import publish
from lod.site import Site
from lod.store.release_builder import ReleaseBuilder
from lod.store.releases import Releases
from tests.killable_processes import each_in_a_child
from tests.register.small_site import Maker

POINTS = ("started", "applied", "loaded", "finished", "settled", "committed", "switched")
LATER = ("linked", "drawn", "listed", "moved")
"""Points in the making of downloads after the switch."""


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def after(owner: Any, name: str) -> None:
    """Die right after a function."""
    before: Callable[..., Any] = getattr(owner, name)

    def deadly(*args: Any, **named: Any) -> Any:
        before(*args, **named)
        die()

    setattr(owner, name, deadly)


class SecondTime:
    """A function after which this process dies when it is called again."""

    def __init__(self, done: Callable[..., Any]) -> None:
        self._done = done
        self._calls = 0

    def __call__(self, *args: Any) -> None:
        self._done(*args)
        self._calls += 1
        if self._calls == 2:
            die()


def prepare(point: str) -> None:
    """Arrange to die at a point."""
    places: dict[str, tuple[Any, str]] = {
        "started": (ReleaseBuilder, "start"),
        "applied": (ReleaseBuilder, "apply"),
        "loaded": (ReleaseBuilder, "load_ntriples"),
        "finished": (ReleaseBuilder, "finish"),
        "settled": (pipeline._Publish, "_settle"),
        "switched": (Releases, "switch"),
        "linked": (writer, "_link"),
        "drawn": (derived_formats, "update"),
        "listed": (writer, "_follow"),
        "moved": (dumps, "renew"),
    }
    if point == "linked":  # the first time it is what takes the downloads of the release before over
        writer._link = SecondTime(writer._link)
    elif point in places:
        after(*places[point])
    if point.startswith("full-"):
        most = int(point.removeprefix("full-"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then writing fails, as it does on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if point == "withdrawn":
        after(release_switch, "withdraw")
    if point == "committed":
        Releases.switch = die  # type: ignore[method-assign]  # the register knows it, nobody serves it


def run(site: str, what: str, seconds: str, point: str) -> None:
    """Publish or roll back in this process, which may not live to see the end."""
    prepare(point)
    if float(seconds):
        threading.Timer(float(seconds), die).start()
    try:
        if what == "rollback":
            rollback(Site.load(Path(site)))
        else:
            publish(Site.load(Path(site)), make=Maker())
    except LodError:
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    each_in_a_child(run)
