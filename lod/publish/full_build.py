"""A full build, thing by thing: what stands in the partitions becomes downloads, store and index at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from pathlib import Path

import zstandard

from lod.dataset import dumps
from lod.dataset.dumps.lexical_forms import respelled
from lod.dataset.dumps.partitioning import SITE, Owner, owner
from lod.dataset.dumps.void_statistics import Tally, thing_of, things
from lod.dataset.dumps.writer import Layout, Spread, Tallies
from lod.publish.derived_files import INDEXED
from lod.rdf.ntriples import has_other_escapes
from lod.register.change_log import Dates, date_line
from lod.register.ingest.partitions import Described, Partitions
from lod.register.ingest.worker import uncollected
from lod.register.statements import id_of
from lod.search import bulk_index
from lod.search.bulk_index import Indexing
from lod.search.extraction import Extractor
from lod.store import packed_descriptions
from lod.store.packed_descriptions import DescriptionPacker


@dataclass(frozen=True, slots=True)
class Task:
    """What a process needs to know to empty a partition."""

    folder: Path
    layout: Layout
    partitions: Partitions
    partition: int
    dates: Mapping[int, int]
    """Seconds since 1970 at which things (by their ids) last changed that did not do so now."""
    now: int
    gleaned: Path
    release: Path

    def date(self, name: str) -> bytes:
        """The statement of when what is said of a thing changed last."""
        return date_line(self.layout.base, name, self.dates.get(id_of(name), self.now))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came out of a partition."""

    texts: Sequence[Path]
    """The pieces of downloads that hold each of its statements once: the store is loaded from them."""
    tallies: Tallies


def draw(task: Task) -> Drawn:
    """Tell all about the things in a partition: to downloads, to what the index is made of, and to a file."""
    with uncollected():
        things = task.partitions.things(task.partition)
        dates = {name: task.date(name) for name in things}
        text = [piece for described in things.values() for piece in described.pieces.values()]
        text += [date + b"\n" for date in dates.values()]
        # split one after the other: what was let go of one is taken again for the next
        told = (
            (Owner(name, True), _keys(described), [*described.lines(), dates[name]])
            for name, described in sorted(things.items())
        )
        name = f"partition-{task.partition:06d}"
        drawn, packing = _tell(task, told, b"".join(text), name, task.partitions.number)
        packed_descriptions.write(task.release, task.partition, packing)
        return drawn


def _keys(described: Described) -> tuple[str, ...]:
    return tuple(sorted(key or SITE for key in described.collections))


def elsewhere(task: Task, lines: Sequence[bytes]) -> Drawn:
    """The same for what is said of things that are not ours."""
    by_subject: dict[bytes, list[bytes]] = {}
    for line in lines:
        by_subject.setdefault(line[: line.index(b">")], []).append(line)
    told = [(owner(subject, task.layout.base), (), some) for subject, some in by_subject.items()]
    packed_descriptions.write_others(task.release, [subject[1:] for subject in by_subject])
    return _tell(task, told, b"\n".join([*lines, b""]), "elsewhere", 1)[0]


def _tell(
    task: Task,
    told: Iterable[tuple[Owner, tuple[str, ...], list[bytes]]],
    text: bytes,
    name: str,
    partitions: int,
) -> tuple[Drawn, DescriptionPacker]:
    """Tell of things everywhere but in the release's descriptions, which are gathered only.

    `text` is all that is told, in any order and more than once.
    """
    odd = has_other_escapes(text)
    otherwise = respelled(text, odd)
    del text
    extractor = Extractor(task.gleaned, task.layout.base)
    spread = Spread(task.layout, partitions, odd)
    packing = DescriptionPacker(task.layout.base, odd)
    for about, collections, lines in told:
        if otherwise and (spelled := otherwise.get(thing_of(lines[0]))):
            lines = _respelled(lines, spelled)
        lines.sort()
        found = things(lines)
        for one in found.values():
            extractor.see(one)
            if about.ours:
                packing.add(about.name, one)
        # what is not ours is told of by its own IRI, without that of which it is a part
        spread.add(about, collections, lines, found if about.ours else None)
    extractor.write(name)
    tallies, texts = spread.write(task.folder, f"{task.partition:06d}")
    return Drawn(texts, tallies), packing


def _respelled(lines: Sequence[bytes], otherwise: Mapping[bytes, bytes]) -> list[bytes]:
    found: dict[bytes, None] = {}
    for line in lines:
        subject, predicate, object = line.split(b" ", 2)
        found[b"%b %b %b" % (subject, predicate, otherwise.get(object, object))] = None
    return [*found]


@dataclass(frozen=True, slots=True)
class BuildWorkers:
    """Who does the work: fresh processes, for those that mapped hold much."""

    executor: Executor
    size: int
    """How many they are; 0 for a thread of this process."""


class PartitionDrain:
    """All partitions, emptied by processes while the store is loaded."""

    def __init__(
        self,
        folder: Path,
        layout: Layout,
        partitions: Partitions,
        dates: Dates,
        gleaned: Path,
        staff: BuildWorkers,
    ) -> None:
        self._folder = folder
        self._layout = layout
        self._partitions = partitions
        self._dates = dates
        self._gleaned = gleaned
        self._executor = staff.executor
        self._size = staff.size
        self._tallies: Tallies = {}

    def parts(self, lines: Sequence[bytes]) -> Iterator[bytes]:
        """The N-Triples of everything, with `lines` about what is not ours; read them to the end.

        At the end the workers are free: they begin with the index while the store is finished.
        """
        dumps.begin(self._folder)
        waiting: deque[Future[Drawn]] = deque()
        waiting.append(self._executor.submit(elsewhere, self._task(0), lines))
        for partition in range(self._partitions.number):
            waiting.append(self._executor.submit(draw, self._task(partition)))
            if len(waiting) > 2 * self._size:
                yield from self._texts(waiting.popleft().result())
        while waiting:
            yield from self._texts(waiting.popleft().result())
        _add(self._tallies, dumps.join(self._folder, self._layout, self._executor))
        work = bulk_index.Work(self._gleaned, self._layout.base, INDEXED)
        self._indexing = Indexing(work, self._executor, max(1, self._size))

    def _task(self, partition: int) -> Task:
        dates = self._dates.of(partition, self._partitions.number)
        now, release = self._dates.now, self._folder.parent
        return Task(
            self._folder, self._layout, self._partitions, partition, dates, now, self._gleaned, release
        )

    def _texts(self, drawn: Drawn) -> Iterator[bytes]:
        _add(self._tallies, drawn.tallies)
        for path in drawn.texts:
            yield zstandard.ZstdDecompressor().decompress(path.read_bytes())

    def finish(self) -> tuple[Tally, Indexing]:
        """Bring downloads and descriptions to their end: what there is in all, and the index under way."""
        packed_descriptions.finish(self._folder.parent)
        dumps.finish(self._folder, self._layout, self._tallies)
        return dumps.whole(self._layout, self._tallies), self._indexing


class Parts:
    """Bytes for the loader; a fault on our side ends them, and is raised when the loader is done."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._fault: BaseException | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._parts
        except GeneratorExit:
            raise
        except BaseException as fault:
            self._fault = fault  # the loader would take it for a fault of the disk

    def raise_fault(self) -> None:
        """Raise the fault, if there was one."""
        if self._fault is not None:
            raise self._fault


def _add(tallies: Tallies, more: Tallies) -> None:
    for family, tally in more.items():
        tallies.setdefault(family, Tally()).add(tally)
