"""Releases: each a folder that never changes once it is switched to.

    var/releases/000012/    manifest.json  complete  store/  index/  dumps/  counts.json  sitemaps/
    var/current             → releases/000012, switched in one step

One process at a time builds (it holds the site's lock); any number of processes read.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from lod.errors import ReleaseError
from lod.store import manifest
from lod.store.manifest import COMPLETE
from lod.store.release import Release
from lod.store.release_builder import ReleaseBuilder, synced_folder

CURRENT = "current"
RELEASES = "releases"


class Mirror(Protocol):
    """Where releases are served from besides their folders."""

    def bring(self, release: Release) -> None:
        """Have all statements of a release there; ReleaseError when that fails."""

    def keep(self, numbers: Collection[int]) -> None:
        """Remove all releases but these."""


class Releases:
    """The releases of one site, in its folder `var`; with a mirror, none is switched to that is not there."""

    def __init__(self, var: Path, mirror: Mirror | None = None) -> None:
        self.var = var
        self._mirror = mirror
        self.folder = var / RELEASES
        self._link = var / CURRENT

    def current(self) -> Release | None:
        """The release that is switched to, or None when nothing was ever published."""
        try:
            target = self._link.readlink()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ReleaseError(f"{self._link}: not a link to a release ({error.strerror})") from error
        name = target.name
        if not _is_number(name) or not (self.folder / name).is_dir():
            raise ReleaseError(
                f"{self._link}: points to {target}, which is not a release; lod publish mends it"
            )
        return Release(int(name), self.folder / name)

    def mend_link(self) -> None:
        """Take away a link that leads nowhere, as where a folder was copied without what it led to."""
        if self._link.is_symlink() and not self._link.exists():
            self._link.unlink()

    def all(self) -> list[Release]:
        """The complete releases, oldest first."""
        return [release for release in self._folders() if release.complete]

    def release(self, number: int) -> Release:
        """The release with this number; ReleaseError when it is not there or not complete."""
        found = next((r for r in self.all() if r.number == number), None)
        if found is None:
            known = ", ".join(str(r.number) for r in self.all()) or "none"
            raise ReleaseError(f"there is no release {number}; complete are: {known}")
        return found

    def begin(self, *, from_current: bool) -> ReleaseBuilder:
        """A new release to build: on top of the current one (hard links, no copying), or empty."""
        number = max((r.number for r in self._folders()), default=0) + 1
        origin = self.current() if from_current else None
        building = ReleaseBuilder(number, self.folder / f"{number:06d}")
        building.start(origin.path if origin else None)
        return building

    def switch(self, release: Release) -> None:
        """Make a release the current one, in one step that survives a crash."""
        if not release.complete:
            raise ReleaseError(f"{release.path}: never completed ({COMPLETE} is missing)")
        if self._mirror:
            self._mirror.bring(release)
        fresh = self.var / f"{CURRENT}.new"
        try:
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(Path(RELEASES) / release.path.name)
            fresh.replace(self._link)
            synced_folder(self.var)
        except OSError as error:
            raise ReleaseError(f"{self._link}: cannot be switched ({error.strerror})") from error

    def clean(self, keep: int) -> list[int]:
        """Remove what was never completed and all but the newest `keep`; never the current one."""
        current = self.current()
        kept = {release.number for release in self.all()[-keep:]} | {current.number if current else -1}
        gone = [release for release in self._folders() if release.number not in kept]
        if self._mirror:
            # readers may be at the release before the current one for another moment
            self._mirror.keep(kept | {release.number for release in self.all()[-2:]})
        for release in gone:
            # without its marker a half-removed release is not taken for one
            (release.path / COMPLETE).unlink(missing_ok=True)
            shutil.rmtree(release.path, ignore_errors=True)
        return [release.number for release in gone]

    def verify(self, release: Release) -> None:
        """Raise ReleaseError, naming the file, when a release is not as it was written."""
        manifest.check(release.path)

    def sound(self) -> Iterator[Release]:
        """Releases to serve, best first: the current one, then the ones before it, newest first."""
        current = self.current()
        if current is None:
            return
        yield current
        yield from (r for r in reversed(self.all()) if r.number < current.number)

    def _folders(self) -> list[Release]:
        if not self.folder.is_dir():
            return []
        found = [Release(int(f.name), f) for f in self.folder.iterdir() if _is_number(f.name)]
        return sorted(found, key=lambda release: release.number)


def _is_number(name: str) -> bool:
    return len(name) >= 6 and name.isascii() and name.isdigit()
