"""Read replicas: a publisher puts its release into a depot, replicas take it and switch together.

A replica serves what it served until a release is there whole and every piece of it is what it is called.
A process that is killed leaves what it fetched, and the next one goes on from there.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lod import disk_errors
from lod.dataset.dumps import deferred
from lod.errors import LodError, ReleaseError
from lod.operations.backup import copied_register
from lod.operations.depot import PIECE, Depot, Kept, Listed
from lod.operations.work_folders import work_folder
from lod.register.database import location
from lod.register.lock import locked
from lod.site import Site
from lod.store.manifest import COMPLETE
from lod.store.release import Release
from lod.store.release_builder import synced_folder
from lod.store.releases import Releases

KEPT = 3
"""So many releases stay in a depot, and in a replica."""
LONGEST_WAIT = 86_400.0
"""A switch more than so many seconds ahead is taken for a wrong clock."""
_PASSING = ("LOG", "LOCK")
"""Files that Oxigraph writes when it only reads."""

_BEING_MADE = f"{deferred.ANEW}.part"
"""The folder of downloads that are not there yet."""

_NEVER_SHARED = (COMPLETE, "IDENTITY")
"""Files of a release that no other release may share."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was sent or fetched."""

    release: int
    files: int
    bytes: int
    """What was new of it."""
    at: float
    """Seconds since 1970 when it is, or was, switched to."""


def send(site: Site, url: str, wait: float = 0) -> Moved:
    """Put the release that is served into a depot; replicas switch to it `wait` seconds from now on."""
    depot = Depot(url)
    with disk_errors.named(site.var), locked(site.var):
        current = Releases(site.var).current()
        if current is None:
            raise ReleaseError(f"{site.var}: nothing was published yet, so there is nothing to send")
        files, new = {}, 0
        for path in sorted(current.path.rglob("*")):
            if path.is_file() and not path.name.startswith(_PASSING) and _BEING_MADE not in path.parts:
                kept, size = depot.put_file(path)
                files[path.relative_to(current.path).as_posix()] = kept
                new += size
        with work_folder(site.var, "replica") as work:
            register, size = depot.put_file(copied_register(location.of(site), work / "register"))
    at = time.time() + wait
    depot.announce(Listed(current.number, site.base, files, register), at)
    depot.clean(KEPT)
    return Moved(current.number, len(files), new + size, at)


def fetch(site: Site, url: str, sleep: Callable[[float], None] = time.sleep) -> Moved:
    """Bring the newest release of a depot into the `var` of a replica, and switch to it when it is time."""
    latest, listed = Depot(url).latest()
    if listed.base != site.base:
        raise LodError(f"{url}: found a release of {listed.base}, expected one of {site.base}")
    wait = latest.at - time.time()
    if wait > LONGEST_WAIT:
        raise LodError(f"{url}: is to be switched to in {wait / 3600:.0f} hours: is a clock wrong?")
    try:
        site.var.mkdir(parents=True, exist_ok=True)
        with locked(site.var):
            return _fetched(site, Depot(url), listed, latest.at, sleep)
    except OSError as fault:
        raise LodError(f"{fault.filename or site.var}: cannot be written: {fault.strerror}") from fault


def _fetched(site: Site, depot: Depot, listed: Listed, at: float, sleep: Callable[[float], None]) -> Moved:
    releases = Releases(site.var)
    release = Release(listed.number, releases.folder / f"{listed.number:06d}")
    mark = listed.files.get(COMPLETE)
    if mark is None:
        raise LodError(f"{depot.url}: release {listed.number} there was never completed")
    there = release.complete and _is(release.path / COMPLETE, mark)
    if release.complete and not there and releases.current() == release:
        # its files are being read: another release is never built over them
        raise LodError(
            f"{depot.url}: found another release {listed.number} than the one served here: use a new var"
        )
    bring = _bring_downloads if there else _bring
    sizes = list(bring(depot, listed, release, releases))
    releases.verify(release)
    register, new = site.var / location.FILE, site.var / f"{location.FILE}.new"
    # a replica that asks the server itself needs no copy
    if not site.register and not _is(register, listed.register) and not _is(new, listed.register):
        sizes.append(_write(depot, listed.register, new))
    sleep(max(0.0, at - time.time()))
    if new.is_file():
        # First: what moved or is gone is looked up only for what the release does not hold.
        new.replace(register)
    if releases.current() != release:
        releases.switch(release)
    releases.clean(KEPT)
    return Moved(listed.number, len(listed.files), sum(sizes), at)


def _bring(depot: Depot, listed: Listed, release: Release, releases: Releases) -> Iterator[int]:
    """The sizes of files as each is fetched; the mark of completeness comes last."""
    (release.path / COMPLETE).unlink(missing_ok=True)  # one of this number from before is none from now on
    before = [one.path for one in reversed(releases.all())]
    if release.path.is_dir():
        for path in sorted(release.path.rglob("*"), reverse=True):
            if path.is_file() and path.relative_to(release.path).as_posix() not in listed.files:
                path.unlink()
    for name, kept in sorted(listed.files.items(), key=lambda one: one[0] == COMPLETE):
        target = release.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name == COMPLETE:
            _sync(release.path)
        if _is(target, kept):
            continue
        same = next((folder / name for folder in before if _is(folder / name, kept)), None)
        if same and target.name not in _NEVER_SHARED:
            target.unlink(missing_ok=True)
            disk_errors.link(same, target)
        else:
            yield _write(depot, kept, target)
    synced_folder(release.path)


def _bring_downloads(depot: Depot, listed: Listed, release: Release, releases: Releases) -> Iterator[int]:
    """The same for downloads that were made when the release was served already: all or none."""
    start = f"{deferred.ANEW}/"
    wanted = {name.removeprefix(start): kept for name, kept in listed.files.items() if name.startswith(start)}
    if not wanted or (release.path / deferred.ANEW).is_dir():
        return
    work = release.path / _BEING_MADE
    old = release.path / deferred.FOLDER
    for name, kept in sorted(wanted.items()):
        target = work / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if _is(target, kept):
            continue
        if _is(old / name, kept):
            target.unlink(missing_ok=True)
            disk_errors.link(old / name, target)
        else:
            yield _write(depot, kept, target)
    _sync(work)
    work.rename(release.path / deferred.ANEW)
    synced_folder(release.path)


def _write(depot: Depot, kept: Kept, target: Path) -> int:
    """Fetch a file, whole or not at all."""
    part = target.with_name(f"{target.name}.part")
    with part.open("wb") as file:
        file.writelines(depot.blocks(kept))
        file.flush()
        os.fsync(file.fileno())
    if part.stat().st_size != kept.size:
        raise LodError(f"{depot.url}: {target.name} has not the size that was told")
    part.replace(target)
    return kept.size


def _is(path: Path, kept: Kept) -> bool:
    """Whether a file has the content of one in a depot."""
    try:
        if path.stat().st_size != kept.size:
            return False
        with path.open("rb") as file:
            blocks = iter(lambda: file.read(PIECE), b"")
            return tuple(hashlib.sha256(block).hexdigest() for block in blocks) == kept.pieces
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    """Bring the names of files to disk."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            synced_folder(path)
