"""A site that a command is about to write in."""

from __future__ import annotations

from pathlib import Path

from lod.site import Site
from lod.site.ownership import refuse_root


def load_to_write(folder: Path) -> Site:
    """The site in a folder; SiteError where root is about to write what its owner could not read."""
    site = Site.load(folder)
    refuse_root(site.var)
    return site
