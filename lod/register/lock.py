"""The locks of a site. That of publishing says who holds it: there is one publish at a time."""

from __future__ import annotations

import fcntl
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from lod.errors import Locked, RegisterError

_HOLDER = re.compile(r"process ([0-9]{1,9}) on (\S+) since ")


@contextmanager
def locked(var: Path, done: str = "published") -> Iterator[None]:
    """Hold the site's lock; Locked when another process does. It is let go of however this process ends."""
    with _opened(var / "lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "a process that did not say its name"
            raise Locked(f"{var / 'lock'}: being {done} by {holder}; try again when it is done") from None
        file.truncate(0)
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        file.write(f"process {os.getpid()} on {socket.gethostname()} since {now}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


@contextmanager
def waiting(lock: Path) -> Iterator[None]:
    """Hold another lock, waiting for whoever has it."""
    with _opened(lock) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _opened(lock: Path) -> TextIO:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        return lock.open("a+", encoding="utf-8")
    except OSError as error:
        if nowhere := leads_nowhere(lock.parent):
            raise RegisterError(nowhere) from error
        raise RegisterError(f"{lock}: cannot be written ({error.strerror})") from error


def leads_nowhere(var: Path) -> str:
    """What is wrong with a link to a folder that is not there, as on an unmounted disk; else empty."""
    if var.is_symlink() and not var.exists():
        return f"{var}: leads to {var.readlink()}, which is not there: is a disk not mounted?"
    return ""


def holder(var: Path) -> str:
    """Who is publishing now; empty when nobody is or did not say, also when who did was ended since."""
    try:
        told = (var / "lock").read_text("utf-8").strip()
    except OSError:
        return ""
    found = _HOLDER.match(told)
    if found and found[2] == socket.gethostname() and not _is_alive(int(found[1])):
        return ""
    return told


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, and somebody else's
        return True
    return True
