"""Making the parts of a release: all of them, or only those with changed things."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import IO, Any, cast

import zstandard
from pyoxigraph import DefaultGraph, RdfFormat, Store

from lod import disk_errors
from lod.dataset.dumps import deferred, derived_formats, distinct_objects, partitioning
from lod.dataset.dumps.deferred import FOLDER, DeferredFiles, Homes, Since
from lod.dataset.dumps.derived_formats import DerivedLines
from lod.dataset.dumps.downloads import INDEX, PARTS, Before, before_of, write_downloads
from lod.dataset.dumps.incremental import Changes
from lod.dataset.dumps.partitioning import Members, Owner
from lod.dataset.dumps.parts import FORMS, TEXT, Part, in_order, in_texts, part_at
from lod.dataset.dumps.void_statistics import About, Tally, difference, of_json
from lod.register.change_log import xsd_datetime
from lod.register.collection_membership import MembershipChange
from lod.register.register import Register
from lod.register.statements import Delta, id_of
from lod.store import statistics
from lod.store.release import downloads_of
from lod.store.release_builder import synced, synced_folder
from lod.store.statistics import STATISTICS, read_objects

Tallies = dict[str, Tally]
"""How much there is in each family."""

HELD = 64 << 20
"""So many bytes of statements are held in memory while they are sorted into parts."""
THREADS = 2
_FORMS = [form.suffix for form in FORMS]
WORK = "work"
"""Where pieces of parts wait for the others."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How statements are spread over files."""

    base: str
    keys: Sequence[str]
    """Of all collections that ever were."""
    sizes: Mapping[str, int]
    """How many parts each family has."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A release that another is built on, and what differs."""

    path: Path
    since: Since
    delta: Delta
    rehomed: Mapping[str, MembershipChange]
    """Things that collections begin or cease to describe."""
    collections: Collection[int] | None
    """Ids of the collections of which records changed since that release; None when nobody knows."""


def layout(register: Register, base: str) -> Layout:
    """How everything that a register knows is spread over files."""
    return Layout(base, Members(register.db).keys, partitioning.sizes(register.db))


def members(register: Register) -> dict[int, tuple[str, ...]]:
    """Id of a thing → the collections that describe it."""
    return Members(register.db).all()


def whole(layout: Layout, tallies: Tallies) -> Tally:
    """How much there is of what in everything together, each statement once."""
    total = Tally()
    for family in _families_of_whole(layout.keys):
        total.add(tallies.get(family, Tally()))
    return total


def _families_of_whole(keys: Iterable[str]) -> tuple[str, ...]:
    """The families that say each statement once."""
    return partitioning.of_whole([key for key in keys if key != partitioning.SITE], quads=False)


def write(folder: Path, store: Store, layout: Layout, members: Mapping[int, tuple[str, ...]]) -> None:
    """Make all files of a release in a folder, from its store.

    `members`: id of a thing → collections that describe it.
    """
    sorter = _Sorter(begin(folder), layout, members)
    store.dump(cast(IO[bytes], sorter), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    sorter.close()
    with ThreadPoolExecutor(THREADS) as executor:
        tallies = join(folder, layout, executor)
    finish(folder, layout, tallies)


def begin(folder: Path) -> Path:
    """Make the folders for files, in one of a release; gives the one for pieces of parts."""
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    work = folder / WORK
    work.mkdir()
    return work


class Spread:
    """Statements spread over the parts of files."""

    def __init__(self, layout: Layout, partitions: int = 0, odd: bool = True) -> None:
        """`partitions`: of how many partitions they come; `odd`: as for `DerivedLines`."""
        self._layout = layout
        self._partitions = partitions
        self._odd = odd
        self._parts: dict[Part, list[bytes]] = {}
        """Texts: between the lines of one never comes a line of another."""
        self._shown: dict[Part, DerivedLines] = {}

    def add(
        self,
        about: Owner,
        collections: tuple[str, ...],
        lines: Sequence[bytes],
        things: Mapping[bytes, About] | None = None,
    ) -> None:
        """Add statements about something that these collections describe: one subject, or a thing of ours
        and its parts, in order.

        They may be given as `things` too: then all must be that are written to a part.
        """
        texts = in_texts(lines)
        for part in partitioning.parts_of(about, collections, self._layout.sizes):
            self._parts.setdefault(part, []).extend(texts)
            if things is not None and self._is_whole(part):
                if part not in self._shown:
                    self._shown[part] = DerivedLines(self._layout.base, self._odd)
                self._shown[part].add(things)

    def _is_whole(self, part: Part) -> bool:
        """Whether all of a part is in one partition."""
        return self._layout.sizes[part.family] >= self._partitions

    def write(self, folder: Path, name: str) -> tuple[Tallies, list[Path]]:
        """Write the parts of which all is here; keep the rest as pieces by `name`.

        Gives how much there is in those parts, and the files that together say each statement once.
        """
        tallies: Tallies = {}
        once, texts = _families_of_whole(self._layout.keys), []
        for part, some in self._parts.items():
            if self._is_whole(part):
                text = b"".join(sorted(some))
                tally = _write_part(folder / PARTS, part, text, self._layout.base, self._shown.get(part))
                tallies.setdefault(part.family, Tally()).add(tally)
                path = part.path(folder / PARTS, TEXT)
            else:
                path = self._keep(folder / WORK, part, some, name)
            if part.family in once:
                texts.append(path)
        return tallies, texts

    def keep(self, work: Path, name: str) -> None:
        """Keep everything as pieces."""
        for part, some in self._parts.items():
            self._keep(work, part, some, name)
        self._parts.clear()

    @staticmethod
    def _keep(work: Path, part: Part, texts: list[bytes], name: str) -> Path:
        packed = zstandard.ZstdCompressor(1).compress(b"".join(texts))
        path = part.path(work, name)
        path.write_bytes(packed)
        return path


def join(folder: Path, layout: Layout, executor: Executor) -> Tallies:
    """Write the parts that wait in pieces."""
    work, made = folder / WORK, folder / PARTS
    pieces: dict[Part, list[Path]] = {}
    for path in work.iterdir():
        pieces.setdefault(part_at(path), []).append(path)
    jobs = [
        (part, executor.submit(_join, made, part, sorted(pieces[part]), layout.base))
        for part in in_order(pieces)
    ]
    tallies: Tallies = {}
    for part, job in jobs:
        tallies.setdefault(part.family, Tally()).add(job.result())
    return tallies


def _join(folder: Path, part: Part, pieces: Sequence[Path], base: str) -> Tally:
    unpacker = zstandard.ZstdDecompressor()
    lines = [line for path in pieces for line in unpacker.decompress(path.read_bytes()).split(b"\n")[:-1]]
    return _write_part(folder, part, b"\n".join([*sorted(lines), b""]), base)


def _write_part(folder: Path, part: Part, text: bytes, base: str, shown: DerivedLines | None = None) -> Tally:
    part.write(folder, text, partitioning.graph(base, part.family))
    return (shown or derived_formats.derive(text.split(b"\n")[:-1], base)).write(part, folder)


def finish(folder: Path, layout: Layout, tallies: Tallies) -> None:
    """Write what there is in the files, and throw away what they were made of."""
    shutil.rmtree(folder / WORK)
    whole(layout, tallies).statistics.write(folder)
    _finish(folder, layout.keys, layout.sizes, {family: Tally() for family in layout.sizes} | tallies)


class _Sorter:
    """A file to which a store is dumped: each line goes to the parts of what it is about."""

    def __init__(self, work: Path, layout: Layout, members: Mapping[int, tuple[str, ...]]) -> None:
        self._work = work
        self._layout = layout
        self._members = members
        self._rest = b""
        self._spread = Spread(layout)
        self._bytes = 0
        self._kept = 0

    def write(self, data: bytes) -> int:
        """Take a piece of N-Triples."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for subject, some in groupby(lines, lambda line: line[: line.index(b">")]):
            about = partitioning.owner(subject, self._layout.base)
            collections = self._members.get(about.id, ()) if about.ours else ()
            self._spread.add(about, collections, [*some])
        self._bytes += len(data)
        if self._bytes > HELD:
            self._keep()
        return len(data)

    def flush(self) -> None:
        """Nothing: `close` does."""

    def close(self) -> None:
        """Bring what is held to disk."""
        if self._rest:
            self.write(b"\n")
        self._keep()

    def _keep(self) -> None:
        self._kept += 1
        self._spread.keep(self._work, f"{self._kept:06d}")
        self._bytes = 0


def take_over(release: Path, register: Register, base: str, before: Origin) -> bool:
    """Take the files of the release before over, and note what they lack; False when it has none."""
    old = deferred.folder(before.path)
    if not (old / INDEX).is_file():
        return False
    folder = release / FOLDER
    _link(old, folder)
    disk_errors.link(old / INDEX, folder / INDEX)
    if (old / STATISTICS).is_file():
        disk_errors.link(old / STATISTICS, folder / STATISTICS)
    earlier = deferred.read(before.path) if deferred.waits(before.path) else None
    members = Members(register.db)
    lacking = DeferredFiles(
        before.since,
        base,
        members.keys,
        partitioning.sizes(register.db),
        before.delta,
        _homes(members, before, base),
    )
    lacking.after(earlier).write(folder)
    return True


def _homes(members: Members, before: Origin, base: str) -> Homes:
    """Who described, and who describes, what is in the delta, and what others come to describe."""
    lines = chain(before.delta.taken, before.delta.added)
    subjects = {line[: line.index(b">")].partition(b"#")[0] for line in lines}
    abouts = [partitioning.owner(subject, base) for subject in subjects]
    names = {*before.rehomed, *(about.name for about in abouts if about.ours)}
    found = {}
    for name in names:
        now = members.of(id_of(name))
        change = before.rehomed.get(name)
        found[name] = (members.without(now, change.come, change.gone) if change else now, now)
    return found


def renew(release: Path, store: Store, members: Callable[[], Mapping[int, tuple[str, ...]]]) -> None:
    """Make the files of a release anew from those that it took over; afterwards they are there, all at once.

    `members` is only asked for when they must be made of the store.
    """
    lacking = deferred.read(release)
    if lacking is None:
        return
    work = release / f"{deferred.ANEW}.part"
    shutil.rmtree(work, ignore_errors=True)
    try:
        _renew(work, release / FOLDER, store, lacking, members)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    work.rename(release / deferred.ANEW)
    synced_folder(release)


def count_objects(release: Path, *, if_few: bool = False) -> bool:
    """Count how many different objects there are, of a release whose downloads are made; whether it was done.

    False when it was counted before, or cannot be; `if_few`, when that would take long.
    """
    folder = downloads_of(release)
    if folder is None or not (folder / INDEX).is_file() or read_objects(folder):
        return False
    kept = json.loads((folder / INDEX).read_text("utf-8"))
    keys = [family.partition(".")[2] for family in kept["parts"] if family.startswith("own.")]
    once = _families_of_whole(keys)
    parts = [Part(family, n) for family in once for n in range(kept["parts"].get(family, 0))]
    found = distinct_objects.counted(folder / PARTS, parts, distinct_objects.FEW if if_few else None)
    if found is None:
        return False
    found.write(folder)
    return True


def _renew(
    work: Path,
    old: Path,
    store: Store,
    lacking: DeferredFiles,
    members: Callable[[], Mapping[int, tuple[str, ...]]],
) -> None:
    kept = json.loads((old / INDEX).read_text("utf-8"))
    if lacking.everything or kept["parts"] != lacking.sizes or kept["forms"] != _FORMS:
        write(work, store, Layout(lacking.base, lacking.keys, lacking.sizes), members())
    else:
        _follow(work, old, kept, lacking)
    (work / deferred.MADE).write_text(xsd_datetime(int(time.time())), "ascii")
    synced(work)


def _follow(folder: Path, old: Path, kept: Mapping[str, Any], lacking: DeferredFiles) -> None:
    """Make files of other files and what came and went."""
    base, parts = lacking.base, folder / PARTS
    _link(old, folder)
    tallies = {family: of_json(tally) for family, tally in kept["tallies"].items()}
    counted = statistics.read(old)
    once = {*_families_of_whole(lacking.keys)}
    changes = Changes(old / PARTS, lacking.sizes, base, lacking.delta, lacking.homes)
    written = []
    for part, lines, fresh in changes.parts():
        written += [part.path(parts, form.suffix).name for form in FORMS]
        part.write(parts, b"\n".join([*fresh, b""]) if fresh else b"", partitioning.graph(base, part.family))
        derived_formats.update(part, parts, lines, fresh, base)
        gone, come = difference(lines, fresh)
        tallies[part.family].add(gone, -1)
        tallies[part.family].add(come)
        if counted and part.family in once:
            counted.add(gone.statistics, -1)
            counted.add(come.statistics)
    if counted:
        counted.write(folder)
    _finish(folder, lacking.keys, lacking.sizes, tallies, before_of(kept, written))


def _link(old: Path, folder: Path) -> None:
    (folder / PARTS).mkdir(parents=True, exist_ok=True)
    with os.scandir(old / PARTS) as files:  # thousands, of which a Path costs as much as the link
        for file in files:
            disk_errors.link(file.path, f"{folder}/{PARTS}/{file.name}")


def _finish(
    folder: Path,
    keys: Sequence[str],
    sizes: Mapping[str, int],
    tallies: Mapping[str, Tally],
    before: Before | None = None,
) -> None:
    derived_formats.write_header(folder / PARTS)
    kept = {
        "parts": sizes,
        "forms": _FORMS,
        "tallies": {family: tally.as_json() for family, tally in sorted(tallies.items())},
    }
    write_downloads(folder, keys, kept, before)
