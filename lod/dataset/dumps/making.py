"""Making the parts of a release: all of them from its store, or only those with changed things."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import DefaultGraph, RdfFormat, Store

from lod.dataset.dumps import families
from lod.dataset.dumps.changes import Changes
from lod.dataset.dumps.downloads import FOLDER, INDEX, PARTS, write_downloads
from lod.dataset.dumps.families import Members
from lod.dataset.dumps.parts import Part, in_order
from lod.dataset.dumps.tallies import Tally, count, of_json
from lod.register.memory import Register
from lod.register.statements import Delta

HELD = 64 << 20
"""So many bytes of statements are held in memory while they are sorted into parts."""
THREADS = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """All that the register knows of how statements are spread over files."""

    base: str
    keys: Sequence[str]
    sizes: Mapping[str, int]
    members: Mapping[int, tuple[str, ...]]
    """Id of a thing → the collections that describe it."""


def layout(register: Register, base: str) -> Layout:
    """How everything that a register knows is spread over files."""
    members = Members(register.db)
    return Layout(base, members.keys, families.sizes(register.db), members.all())


def write(release: Path, store: Store, layout: Layout) -> None:
    """Make all files of a release from its store. It needs nothing of the register: a thread may do it."""
    folder = release / FOLDER / PARTS
    folder.mkdir(parents=True, exist_ok=True)
    base = layout.base
    work = release / FOLDER / "work"
    work.mkdir()
    sorter = _Sorter(work, layout)
    store.dump(cast(IO[bytes], sorter), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    sorter.close()
    tallies = {family: Tally() for family in layout.sizes}
    with ThreadPoolExecutor(THREADS) as executor:
        jobs = [executor.submit(_from_work, work, part, folder, base) for part in in_order(sorter.parts)]
        for job in jobs:
            family, tally = job.result()
            tallies[family].add(tally)
    shutil.rmtree(work)
    _finish(release, layout.keys, layout.sizes, tallies)


def _from_work(work: Path, part: Part, folder: Path, base: str) -> tuple[str, Tally]:
    lines = sorted(part.path(work, "lines").read_bytes().split(b"\n")[:-1])
    part.write(folder, lines, families.graph(base, part.family))
    return part.family, count(lines)


class _Sorter:
    """A file to which a store is dumped: each line goes to the parts of what it is about."""

    def __init__(self, work: Path, layout: Layout) -> None:
        self._work = work
        self._layout = layout
        self._rest = b""
        self._held: dict[Part, list[bytes]] = {}
        self._bytes = 0
        self.parts: set[Part] = set()

    def write(self, data: bytes) -> int:
        """Take a piece of N-Triples."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        subject = b""
        lists: list[list[bytes]] = []
        for line in lines:
            found = line[: line.index(b">")]
            if found != subject:
                subject = found
                lists = [self._held.setdefault(part, []) for part in self._parts(subject)]
            for held in lists:
                held.append(line)
        self._bytes += len(data)
        if self._bytes > HELD:
            self._spill()
        return len(data)

    def flush(self) -> None:
        """Nothing: `close` does."""

    def close(self) -> None:
        """Bring what is held to disk."""
        if self._rest:
            self.write(b"\n")
        self._spill()

    def _parts(self, subject: bytes) -> list[Part]:
        about = families.owner(subject, self._layout.base)
        collections = self._layout.members.get(about.id, ()) if about.ours else ()
        return families.parts_of(about, collections, self._layout.sizes)

    def _spill(self) -> None:
        for part, lines in self._held.items():
            self.parts.add(part)
            with part.path(self._work, "lines").open("ab") as file:
                file.write(b"\n".join(lines) + b"\n")
        self._held.clear()
        self._bytes = 0


def update(
    release: Path,
    register: Register,
    base: str,
    before: Path,
    delta: Delta,
    touched: Collection[str],
) -> bool:
    """Make the files of a release from those of the one before; False when that cannot be done.

    `touched` names the things whose describing records changed. It cannot be done when the release before
    has no files, or files of another number of parts.
    """
    sizes = families.sizes(register.db)
    index = before / FOLDER / INDEX
    kept = json.loads(index.read_text("utf-8")) if index.is_file() else {}
    if kept.get("parts") != sizes:
        return False
    folder, old = release / FOLDER / PARTS, before / FOLDER / PARTS
    folder.mkdir(parents=True, exist_ok=True)
    for file in old.iterdir():
        os.link(file, folder / file.name)
    tallies = {family: of_json(tally) for family, tally in kept["tallies"].items()}
    members = Members(register.db)
    changes = Changes(old, members, sizes, base, delta, touched)
    for part, (lines, fresh) in changes.parts().items():
        part.write(folder, fresh, families.graph(base, part.family))
        tallies[part.family].add(count(lines), -1)
        tallies[part.family].add(count(fresh))
    _finish(release, members.keys, sizes, tallies)
    return True


def _finish(
    release: Path, keys: Sequence[str], sizes: Mapping[str, int], tallies: Mapping[str, Tally]
) -> None:
    kept = {
        "parts": sizes,
        "tallies": {family: tally.as_json() for family, tally in sorted(tallies.items())},
    }
    write_downloads(release / FOLDER, keys, kept)
