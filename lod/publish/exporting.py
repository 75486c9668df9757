"""Everything that is published, as files."""

from __future__ import annotations

from pathlib import Path

from lod.dataset import dumps
from lod.errors import ReleaseError
from lod.publish.switching import REGISTER
from lod.register.lock import locked
from lod.register.mappings import Mappings
from lod.register.memory import Register
from lod.register.said import Maker
from lod.site import Site
from lod.store.releases import Releases


def export(site: Site, folder: Path, make: Maker | None = None) -> list[Path]:
    """Write the current release into a folder: N-Triples and N-Quads, by collection and as a whole."""
    releases = Releases(site.var)
    current = releases.current()
    if current is None:
        raise ReleaseError(f"{site.var}: nothing was published yet, so there is nothing to export")
    with locked(site.var), Register.read_only(site.var / REGISTER) as register:
        head = register.head()
        if head is None or head.release != current.number:
            raise ReleaseError(
                f"release {current.number} is served after a roll-back, but records are those of the newest "
                "release; publish, or roll forward, before exporting"
            )
        return dumps.export(register, current.open(), folder, make or Mappings(), current.manifest.base)
