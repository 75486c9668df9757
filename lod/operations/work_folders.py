"""Folders to work in, which are cleared away also when the process that made them was killed."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"\.([\w.-]+)-at-work-[a-z0-9_]{8}\Z", re.ASCII)


@contextmanager
def work_folder(parent: Path, what: str) -> Iterator[Path]:
    """A folder in another one, gone at the end; those that killed processes left of this kind go first.

    Who works in one holds a lock on it, which the kernel lets go of however the process ends.
    """
    _clear(parent, what)
    while True:
        made = Path(tempfile.mkdtemp(prefix=f".{what}-at-work-", dir=parent))
        held = _held(made)
        if held is None:
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            if not made.is_dir():  # cleared away before it was locked
                continue
            try:
                yield made
            finally:
                shutil.rmtree(made, ignore_errors=True)
            return
        finally:
            os.close(held)


def is_work_folder(path: Path) -> bool:
    """Whether a folder is such a one, of any kind.

    >>> is_work_folder(Path("var/.backup-at-work-x_8fj2kq")), is_work_folder(Path("var/harvest"))
    (True, False)
    """
    return _NAME.match(path.name) is not None


def _clear(parent: Path, what: str) -> None:
    for left in parent.iterdir():
        found = _NAME.match(left.name)
        if found and found[1] == what and left.is_dir() and not left.is_symlink():
            held = _held(left)
            if held is None:
                continue
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            except BlockingIOError:
                pass  # somebody works there
            finally:
                os.close(held)


def _held(folder: Path) -> int | None:
    """A folder that is open, to be locked; None when another process cleared it away just now."""
    try:
        return os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
