"""A disk that takes no more: told with the name of what was to be written, and what was begun is undone.

And one that knows no hard links: what never changes is copied there.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lod.errors import LodError

_OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
_OF_SQLITE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)

_LINKS_NOTHING = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EMLINK)


def link(source: str | Path, target: str | Path) -> None:
    """Give a file that never changes a second name; where the file system has no hard links, a copy of it.

    Shared folders, object storage that is mounted and pools of disks have none, or not between all folders.
    """
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in _LINKS_NOTHING:
            raise
        shutil.copyfile(source, target)


def can_link(source: Path, target: Path) -> bool:
    """Whether a file can have a second name there; also where that failed for another reason than links."""
    try:
        os.link(source, target)
    except OSError as error:
        return error.errno not in _LINKS_NOTHING
    target.unlink()
    return True


def refusal(error: BaseException) -> str:
    """What a disk said, when it was a disk that did not take what was to be written; empty when it was not.

    >>> refusal(OSError(errno.ENOSPC, "No space left on device"))
    'No space left on device'
    >>> refusal(OSError(errno.EPIPE, "Broken pipe"))
    ''
    """
    if isinstance(error, OSError):
        return error.strerror or "" if error.errno in _OF_DISKS else ""
    # only errors of SQLite itself have a code; what Python's module finds wrong has none
    code = getattr(error, "sqlite_errorcode", 0) if isinstance(error, sqlite3.Error) else 0
    return str(error) if code & 0xFF in _OF_SQLITE else ""


@contextmanager
def named(place: Path) -> Iterator[None]:
    """Tell a disk that takes no more as an error that names the file, or where that is not known `place`.

    The system names a file that it does not open, but not one that it does not write to.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        said = refusal(error)
        if not said:
            raise
        raise LodError(f"{getattr(error, 'filename', None) or place}: cannot be written: {said}") from error


@contextmanager
def whole(db: sqlite3.Connection) -> Iterator[None]:
    """A transaction: all of it or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        undo(db)
        raise


def undo(db: sqlite3.Connection) -> None:
    """End a transaction as if it had never begun; where the disk is full SQLite has done so by itself."""
    if db.in_transaction:
        db.execute("ROLLBACK")
