"""Which release is served: finishing what a killed run left, going back to an older release."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from lod import disk_errors
from lod.errors import ReleaseError
from lod.register.change_log import DATE
from lod.register.database import location
from lod.register.lock import locked
from lod.register.register import Register
from lod.register.rollback import Descriptions, LastDescriptions, withdraw
from lod.site import Site
from lod.store import documents
from lod.store.manifest import COMPLETE
from lod.store.release import Release
from lod.store.releases import Releases
from lod.store.remote_loading import mirror


def recover(releases: Releases, register: Register) -> None:
    """Finish what a killed run left: switch to what the register knows, remove what it does not know."""
    known = {publication.release for publication in register.publications(10_000)}
    latest = next(iter(register.publications(1)), None)
    releases.mend_link()
    current = releases.current()
    complete = {release.number: release for release in releases.all()}
    # A current release that the register does not know comes from after the backup that it was restored from.
    ours = current is None or current.number in known
    if latest and ours and latest.release in complete and current != complete[latest.release]:
        releases.switch(complete[latest.release])
        current = releases.current()
    if releases.folder.is_dir():
        for folder in releases.folder.iterdir():
            number = int(folder.name) if folder.name.isdigit() else -1
            if number not in known and (current is None or number != current.number):
                (folder / COMPLETE).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)


def rollback(site: Site, number: int | None = None) -> Release:
    """Serve an older release again, the one before if none is named; also forward again.

    What it takes back is in the log, and URIs that came since answer 410 until they are published again.
    """
    with disk_errors.named(site.var), locked(site.var), Register(location.of(site)) as register:
        releases = Releases(site.var, mirror(site))
        recover(releases, register)
        wanted = _wanted(releases, register, number)
        with register.publication("rollback", wanted.number) as publication:
            withdraw(
                register.db,
                publication,
                wanted.number,
                site.base,
                _Dates(wanted),
                Descriptions(
                    last_descriptions(releases, register),
                    descriptions_of(releases.current()),
                    descriptions_of(wanted),
                    site.publish.history_changes,
                ),
            )
        releases.switch(wanted)
        return wanted


def _wanted(releases: Releases, register: Register, number: int | None) -> Release:
    current = releases.current()
    if current is None:
        raise ReleaseError(f"{releases.var}: nothing was published yet, so there is nothing to go back to")
    if number == current.number:
        raise ReleaseError(f"release {number} is served already")
    known = {publication.release for publication in register.publications(10_000)}
    older = [r for r in releases.all() if r.number in known and r.number < current.number]
    if number is None:
        if not older:
            raise ReleaseError(f"there is no complete release before {current.number} to go back to")
        return older[-1]
    wanted = releases.release(number)
    if number not in known:
        raise ReleaseError(
            f"the register does not know release {number}: it was made after the register's backup"
        )
    return wanted


class _Dates:
    """Dates of the descriptions in a release."""

    def __init__(self, release: Release) -> None:
        self._store = release.open()
        self._base = release.manifest.base

    def __call__(self, name: str) -> str | None:
        subject = NamedNode(f"{self._base}id/{name}")
        for quad in self._store.quads_for_pattern(subject, NamedNode(DATE), None, DefaultGraph()):
            return quad.object.value if isinstance(quad.object, Literal) else None
        return None


def last_descriptions(releases: Releases, register: Register) -> LastDescriptions:
    """What the newest release says about things; nothing when there is none."""
    head = register.head()
    numbers = {release.number: release for release in releases.all()}
    return descriptions_of(numbers.get(head.release) if head else None)


def descriptions_of(release: Release | None) -> LastDescriptions:
    """What a release says about things; nothing when there is none."""
    return Description(release.open(), release.manifest.base) if release else lambda name: ()


class Description:
    """Lines that describe a thing in a store."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base

    def __call__(self, name: str) -> Iterator[bytes]:
        """The lines that describe the thing with this name, without its date."""
        for quad in documents.describe(self._store, f"{self._base}id/{name}"):
            if quad.predicate.value != DATE:
                yield f"{quad.triple} .".encode()
