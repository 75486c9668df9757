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
