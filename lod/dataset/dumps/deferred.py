"""Downloads that wait: a release that is built on another takes its files over, and notes what they lack.

What a release was switched with stands in `dumps`. When that is what an earlier release said, a note beside
it tells which, and what came and went since; what is made of that later stands in `dumps-anew`, which is
there whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from lod.register.statements import Delta
from lod.store.release import DOWNLOADS, DOWNLOADS_ANEW, LACKING, downloads_of

FOLDER = DOWNLOADS
"""Name of the folder in a release."""
ANEW = DOWNLOADS_ANEW
"""Name of the one with what was made after the switch."""
SINCE = "since.json"
NOTE = LACKING
MADE = "made.txt"
"""When they were made anew, as an xsd:dateTime."""
MOST = 1_000_000
"""Above so many lines that came and went, everything is made of the store: that is no slower by then."""

Homes = Mapping[str, tuple[Sequence[str], Sequence[str]]]
"""Name of a thing → the collections that described it, and those that do."""


@dataclass(frozen=True, slots=True)
class Since:
    """The release whose statements the files hold."""

    release: int
    created: str
    datasets: Mapping[str, Any]
    """Its facts of the datasets, as they are kept."""


@dataclass(frozen=True, slots=True)
class DeferredFiles:
    """What files lack."""

    since: Since
    base: str
    keys: Sequence[str]
    """Of all collections that ever were."""
    sizes: Mapping[str, int]
    """How many parts each family is to have."""
    delta: Delta = field(default_factory=Delta)
    homes: Homes = field(default_factory=dict)
    """Of the things in the delta, and of those that other collections describe now."""
    everything: bool = False
    """Whether they must be made of the store."""

    def after(self, before: DeferredFiles | None) -> DeferredFiles:
        """This after what was waiting before."""
        if before is None:
            return self
        delta = before.delta.then(self.delta)
        homes = {**before.homes}
        for name, (left, now) in self.homes.items():
            homes[name] = (before.homes.get(name, (left, now))[0], now)
        everything = self.everything or before.everything or len(delta.added) + len(delta.taken) > MOST
        if everything:
            delta, homes = Delta(), {}
        return DeferredFiles(before.since, self.base, self.keys, self.sizes, delta, homes, everything)

    def write(self, folder: Path) -> None:
        """Note it beside the files."""
        since = json.dumps([self.since.release, self.since.created, self.since.datasets])
        (folder / SINCE).write_text(since, encoding="utf-8")
        content = {
            "base": self.base,
            "keys": self.keys,
            "sizes": self.sizes,
            "everything": self.everything,
            "homes": self.homes,
            "added": _text(self.delta.added),
            "taken": _text(self.delta.taken),
        }
        packed = zstandard.ZstdCompressor(1).compress(json.dumps(content, sort_keys=True).encode())
        (folder / NOTE).write_bytes(packed)


def read(release: Path) -> DeferredFiles | None:
    """What the files that a release was switched with lack; None when nothing."""
    file = release / FOLDER / NOTE
    if not file.is_file():
        return None
    found = json.loads(zstandard.ZstdDecompressor().decompress(file.read_bytes()))
    return DeferredFiles(
        since(release),
        found["base"],
        found["keys"],
        found["sizes"],
        Delta(_lines(found["added"]), _lines(found["taken"])),
        {name: (before, after) for name, (before, after) in found["homes"].items()},
        found["everything"],
    )


def since(release: Path) -> Since:
    """The release whose statements the files that a release was switched with hold."""
    return Since(*json.loads((release / FOLDER / SINCE).read_text("utf-8")))


def waits(release: Path) -> bool:
    """Whether the downloads of a release are still those of an earlier one."""
    return downloads_of(release) is None


def made(release: Path) -> str:
    """When the downloads of a release were made anew, as an xsd:dateTime; empty when they never were."""
    file = release / ANEW / MADE
    return file.read_text("ascii") if file.is_file() else ""


def folder(release: Path) -> Path:
    """Where the newest downloads of a release are."""
    return downloads_of(release) or release / FOLDER


def _text(lines: Collection[bytes]) -> str:
    return b"\n".join(sorted(lines)).decode()


def _lines(text: str) -> set[bytes]:
    return {*text.encode().split(b"\n")} if text else set()
