"""The files of a collection: which there are, whether they changed, and the records in them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lod import sources
from lod.errors import SourceError
from lod.record import Unreadable
from lod.site import Collection
from lod.sources.streams import open_blocks

JUST_NOW = 2 * 10**9
"""A file written less than so many nanoseconds ago may be written to again without its times showing it."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a collection."""

    path: Path
    name: str
    """As the register and messages call it: relative to the collection's folder."""
    format: str

    @property
    def stamp(self) -> str:
        """The same stamp, the same bytes; empty when that cannot be promised yet."""
        seen = self.path.stat()
        if time.time_ns() - max(seen.st_mtime_ns, seen.st_ctime_ns) < JUST_NOW:
            return ""
        return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino} {self.format}"

    def chunks(self) -> Iterator[sources.Chunk | Unreadable]:
        """The bytes of each record, and what is known to be none."""
        return sources.chunks(self.path, self.format)


def files(collection: Collection) -> list[File]:
    """Files of a collection in reading order; SourceError when a source names none."""
    found: dict[Path, None] = {}
    for pattern in collection.sources:
        paths = sorted(_named(collection.folder, pattern))
        if not paths:
            raise SourceError(
                f"collections/{collection.key}/collection.toml: sources: found no file for {pattern!r}, "
                "expected a file, a folder with files or a pattern"
            )
        found.update(dict.fromkeys(paths))
    return [_file(collection, path) for path in found]


def _named(folder: Path, pattern: str) -> Iterator[Path]:
    """Files that a source names; hidden ones only by their own name."""
    start = folder / pattern
    inside: Iterable[Path] = [start]
    if start.is_dir():
        inside = start.rglob("*")
    elif not start.exists():
        root = Path(start.anchor) if Path(pattern).is_absolute() else folder
        inside = root.glob(str(start.relative_to(root)))
    for path in inside:
        hidden = (
            any(part.startswith(".") for part in path.relative_to(folder).parts)
            if (path.is_relative_to(folder))
            else path.name.startswith(".")
        )
        if path.is_file() and (path == start or not hidden):
            yield path


def _file(collection: Collection, path: Path) -> File:
    inside = path.is_relative_to(collection.folder)
    name = path.relative_to(collection.folder).as_posix() if inside else str(path)
    format = collection.format or sources.guess(open_blocks(path).head(), str(path)).name
    return File(path, name, format)
