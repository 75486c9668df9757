"""Everything that is published, as files."""

from __future__ import annotations

from pathlib import Path

from lod import disk_errors
from lod.dataset import dumps
from lod.errors import ReleaseError
from lod.site import Site
from lod.store.releases import Releases


def export(site: Site, folder: Path, *, parquet: bool = False) -> list[Path]:
    """Write the downloads of the release that is served into a folder; or its tables, as Parquet."""
    releases = Releases(site.var)
    current = releases.current()
    if current is None:
        raise ReleaseError(f"{site.var}: nothing was published yet, so there is nothing to export")
    with disk_errors.named(folder):
        written = (dumps.parquet if parquet else dumps.export)(current.path, folder)
    if not written:
        raise ReleaseError(
            f"release {current.number} was made without downloads; publish with --full makes them"
        )
    return written


def as_of(site: Site) -> str:
    """Of which moment the downloads are, when they are those of an earlier release; else empty."""
    current = Releases(site.var).current()
    return dumps.since(current.path).created if current and dumps.waits(current.path) else ""
