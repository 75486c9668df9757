"""Publishes a site in child processes that can be killed; started once, because importing takes a second.

Reads lines `site what seconds point` from stdin: publish or roll back the site, and kill that process after
so many seconds, or when it comes to a point of the plot; `full-N` lets no file grow beyond N bytes, as on a
full disk. Answers with how it ended; 1 is an error that is told.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lod.dataset import dumps
from lod.dataset.dumps import making, showing
from lod.errors import LodError
from lod.publish import pipeline, rollback, switching
from lod.publish.pipeline import publish
from lod.site import Site
from lod.store.building import Building
from lod.store.releases import Releases
from tests.register.fake import Maker

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
        "started": (Building, "start"),
        "applied": (Building, "apply"),
        "loaded": (Building, "load_ntriples"),
        "finished": (Building, "finish"),
        "settled": (pipeline._Publish, "_settle"),
        "switched": (Releases, "switch"),
        "linked": (making, "_link"),
        "drawn": (showing, "update"),
        "listed": (making, "_follow"),
        "moved": (dumps, "renew"),
    }
    if point == "linked":  # the first time it is what takes the downloads of the release before over
        making._link = SecondTime(making._link)
    elif point in places:
        after(*places[point])
    if point.startswith("full-"):
        most = int(point.removeprefix("full-"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # then writing fails, as it does on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if point == "withdrawn":
        after(switching, "withdraw")
    if point == "committed":
        Releases.switch = die  # type: ignore[method-assign]  # the register knows it, nobody serves it


def run(site: Path, what: str, seconds: float, point: str) -> None:
    """Publish or roll back in this process, which may not live to see the end."""
    prepare(point)
    if seconds:
        threading.Timer(seconds, die).start()
    try:
        if what == "rollback":
            rollback(Site.load(site))
        else:
            publish(Site.load(site), make=Maker())
    except LodError:
        os._exit(1)
    os._exit(0)


def main() -> None:
    for line in sys.stdin:
        site, what, seconds, point = line.split()
        child = os.fork()
        if not child:
            try:
                run(Path(site), what, float(seconds), point)
            finally:
                os._exit(3)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
