"""A release: a folder that never changes once it is switched to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Store

from lod.errors import ReleaseError
from lod.store import manifest
from lod.store.manifest import COMPLETE, Manifest

STORE = "store"
DOWNLOADS = "dumps"
"""Its downloads; those of an earlier release while LACKING says so."""
DOWNLOADS_ANEW = "dumps-anew"
"""Those that were made after it was switched to; there whole, or not at all."""
LACKING = "waiting.zst"


@dataclass(frozen=True)
class Release:
    """One published state."""

    number: int
    path: Path

    @cached_property
    def manifest(self) -> Manifest:
        """What it holds."""
        return manifest.read(self.path)

    @property
    def created(self) -> str:
        """When it was made, as an xsd:dateTime."""
        return self.manifest.created

    @property
    def complete(self) -> bool:
        """Whether it was ever finished, as far as this process may see."""
        return os.path.isfile(self.path / COMPLETE)  # noqa: PTH113  # that of Path fails where it may not look

    def open(self) -> Store:
        """Its statements, for reading only."""
        try:
            return Store.read_only(str(self.path / STORE))
        except OSError as error:
            raise ReleaseError(f"{self.path / STORE}: cannot be opened ({error})") from error


def downloads_of(release: Path) -> Path | None:
    """The folder with the downloads of a release; None while they are those of an earlier one."""
    anew, taken_over = release / DOWNLOADS_ANEW, release / DOWNLOADS
    if anew.is_dir():
        return anew
    return None if (taken_over / LACKING).is_file() else taken_over
