"""Whose a site is: what root makes there, the service that serves it could not read."""

from __future__ import annotations

import getpass
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

from lod.errors import SiteError

NOBODY = 65534
"""Owner of what belongs to a user whom this machine, or this container, does not know."""


def refuse_root(var: Path) -> None:
    """SiteError where root is about to write in somebody else's `var`, who could not read what it makes."""
    if os.geteuid() or not var.exists() or (uid := var.stat().st_uid) in (0, NOBODY):
        return
    name = user_name(uid)
    raise SiteError(
        f"{var}: belongs to {name}, who serves it, and may not be able to read what root makes there; "
        f"run this as {name} (sudo -u {name} lod …), or as root once it is root's (chown -R root: {var})"
    )


def refuse_unreadable(var: Path) -> None:
    """SiteError where `var` may not be read by who runs this command: nothing could be served."""
    try:
        if var.exists():
            os.scandir(var).close()
    except PermissionError as fault:
        owner = user_name(var.stat().st_uid)
        raise SiteError(
            f"{var}: cannot be read (it belongs to {owner}, and this runs as {user_name(os.geteuid())})"
        ) from fault


def files_of_others(var: Path) -> Iterator[Path]:
    """What stands in `var` and its folders, and does not belong to who owns `var`."""
    uid = var.stat().st_uid
    if not uid:  # root's folder, into which others may write
        return
    for folder in (var, var / "releases", var / "harvest"):
        if folder.is_dir():
            yield from sorted(
                path for path in folder.iterdir() if not path.is_symlink() and path.stat().st_uid != uid
            )


def user_name(uid: int) -> str:
    """What a user is called, or their number.

    >>> user_name(987_654_321)
    '987654321'
    """
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def current_user() -> str:
    """Who runs this command: as they logged in, or are called here, or their number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may give numbers that have no name
        return str(os.getuid())
