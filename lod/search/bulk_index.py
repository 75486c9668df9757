"""The index of a full build: made from what was gleaned, by several processes with segments of their own."""

from __future__ import annotations

import json
import marshal
import shutil
from collections.abc import Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from lod import disk_errors
from lod.register.ingest.worker import uncollected
from lod.search import index
from lod.search.extraction import DRAWERS, Gathered, Partitions, entries_in
from lod.search.index import FORM, FORM_FILE

META, MANAGED = "meta.json", ".managed.json"
_NAMES = "names"


@dataclass(frozen=True, slots=True)
class Work:
    """What each process needs to know."""

    folder: Path
    """Where it was gleaned into."""
    base: str
    kinds: Collection[str]
    """Kinds of things that are in the index."""


class Indexing:
    """An index under way: each process makes segments of its own, while other things may be done."""

    def __init__(self, work: Work, executor: Executor, processes: int) -> None:
        """Begin. Everything must have been gleaned."""
        (work.folder / _NAMES).write_bytes(marshal.dumps(Partitions(work.folder).names()))
        shares = [range(n, DRAWERS, processes) for n in range(processes)]
        self._parts = [_folder(work, n) for n in range(processes)]
        self._written = [executor.submit(_entries, (work, share, n)) for n, share in enumerate(shares)]

    def finish(self, target: Path) -> int:
        """Wait for all segments, and make one index of them in a new folder; how many entries it has."""
        written = sum(one.result() for one in self._written)
        unite(target, self._parts)
        return written


def _folder(work: Work, number: int) -> Path:
    return work.folder / f"index-{number}"


def _entries(task: tuple[Work, Sequence[int], int]) -> int:
    """Make the segments of some partitions."""
    work, share, number = task
    names: tuple[dict[str, str], dict[str, list[str]]] = marshal.loads((work.folder / _NAMES).read_bytes())  # noqa: S302 - our own file
    partitions = Partitions(work.folder)
    made = (
        entry
        for partition in share
        for entry in entries_in(Gathered(partitions.things(partition)), names, work.base, work.kinds)
    )
    with uncollected():
        return index.build(_folder(work, number), made)


def unite(target: Path, parts: Sequence[Path]) -> None:
    """Make one index of several that have nothing in common: their segments side by side, in one list."""
    target.mkdir(parents=True)
    metas = []
    for part in parts:
        for file in part.iterdir():
            if file.name not in (META, MANAGED, FORM_FILE) and file.suffix != ".lock":
                disk_errors.link(file, target / file.name)
        metas.append(json.loads((part / META).read_text("utf-8")))
    meta = metas[0]
    meta["segments"] = [segment for one in metas for segment in one["segments"]]
    meta["opstamp"] = max(one["opstamp"] for one in metas)
    (target / META).write_text(json.dumps(meta), "utf-8")
    names = sorted([*(file.name for file in target.iterdir()), META])
    (target / MANAGED).write_text(json.dumps(list(dict.fromkeys(names))), "utf-8")
    (target / FORM_FILE).write_text(FORM, "utf-8")  # after the list: what is in it, the library may remove
    for part in parts:
        shutil.rmtree(part)
