"""Files that are written when they differ, each whole or not at all; and what is there no longer removed."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import xxhash

PART = ".part~"
"""How the name of a file ends that is not complete."""


@dataclass(slots=True)
class Tally:
    """What was done with files."""

    written: int = 0
    unchanged: int = 0
    bytes: int = 0
    names: list[int] = field(default_factory=list)
    """A number for each file that belongs there: the 64-bit hash of its name, for there are very many."""
    left_out: list[str] = field(default_factory=list)
    """Addresses that are no file, with the reason."""

    def add(self, other: Tally) -> None:
        """Counts what another counted too."""
        self.written += other.written
        self.unchanged += other.unchanged
        self.bytes += other.bytes
        self.names += other.names
        self.left_out += other.left_out


class Files:
    """A folder that files are written into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tally = Tally()

    def put(self, name: str, content: bytes) -> None:
        """A file with this content; one that has it already is not touched."""
        path = self._place(name, len(content))
        try:
            if path.stat().st_size == len(content) and path.read_bytes() == content:
                self.tally.unchanged += 1
                return
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{os.getpid()}{PART}")  # others write in this folder too
        part.write_bytes(content)
        part.replace(path)
        self.tally.written += 1

    def pour(self, name: str, size: int, blocks: Iterable[bytes]) -> None:
        """The same for a file too large to be held."""
        path = self._place(name, size)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{os.getpid()}{PART}")  # others write in this folder too
        with part.open("wb") as file:
            file.writelines(blocks)
        if path.is_file() and filecmp.cmp(part, path, shallow=False):
            part.unlink()
            self.tally.unchanged += 1
            return
        part.replace(path)
        self.tally.written += 1

    def _place(self, name: str, size: int) -> Path:
        self.tally.names.append(number(name))
        self.tally.bytes += size
        return self.folder / name

    def take(self) -> Tally:
        """What was done since this was asked last."""
        done, self.tally = self.tally, Tally()
        return done


def number(name: str) -> int:
    """The number of a file's name."""
    return xxhash.xxh3_64_intdigest(name.encode())


def clean(folder: Path, tops: Iterable[str], belonging: Collection[int]) -> int:
    """Remove files in some folders that do not belong there; how many. Others are nobody's business."""
    removed = 0
    for top in tops:
        for path in sorted((folder / top).rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif number(path.relative_to(folder).as_posix()) not in belonging:
                path.unlink()
                removed += 1
    return removed
