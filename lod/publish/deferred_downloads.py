"""Making downloads anew after the switch: until then a release has those of an earlier one, which say so.

What is served needs nothing of this, so it holds no publish up: it has a lock of its own, and a publish that
comes meanwhile takes over what is there. A process that is killed leaves the downloads as they were, and
the next one begins again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from lod import disk_errors
from lod.dataset import dumps
from lod.errors import LodError, ReleaseError
from lod.register.database import location
from lod.register.lock import waiting
from lod.register.register import Register
from lod.site import Site
from lod.store.release import Release
from lod.store.releases import Releases

LOCK = "downloads.lock"

log = logging.getLogger(__name__)


def renew(site: Site, progress: Callable[[str, int], None] | None = None) -> bool | None:
    """Make the downloads of what is served anew, if they are of an earlier release.

    Whether they were made; None when there was nothing to make. Waits for another process that makes them.
    """
    releases = Releases(site.var)
    made = None
    with disk_errors.named(site.var), waiting(site.var / LOCK):
        while (current := releases.current()) and dumps.waits(current.path):
            if progress:
                progress("downloads", 0)
            try:
                _renew(site, current)
                made = True
            except (LodError, OSError) as fault:
                if releases.current() == current:
                    log.warning("release %d keeps its earlier downloads: %s", current.number, fault)
                    return False
                # another one was switched to meanwhile, and this one perhaps removed
        if current:
            _count(current, after_small_change=bool(made))
    return made


def _count(release: Release, *, after_small_change: bool) -> None:
    """Count what all of its downloads tell together: until then such counts are left to the engine.

    That takes as long as there is much, so on a large site a small change leaves it to a publish that has
    nothing else to do, or does everything.
    """
    try:
        dumps.count_objects(release.path, if_few=after_small_change)
    except OSError as fault:
        log.warning("different objects of release %d are not counted: %s", release.number, fault)


def _renew(site: Site, release: Release) -> None:
    def members() -> dict[int, tuple[str, ...]]:
        with Register.read_only(location.of(site)) as register:
            register.db.execute("BEGIN")  # one state of it, whatever is published meanwhile
            head = register.head()
            if head is None or head.release != release.number:
                raise ReleaseError("the register knows another state; publish again")
            return dumps.members(register)

    dumps.renew(release.path, release.open(), members)
