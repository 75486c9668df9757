"""A full publish: every record read and mapped again, in worker processes."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lod.record import Deleted, Unreadable
from lod.register import bookkeeping
from lod.register.ingest import spool, worker
from lod.register.ingest.bulk_load import BulkLoad
from lod.register.ingest.files import File
from lod.register.ingest.oai_deletions import Deletions, header
from lod.register.ingest.partitions import FINEST, SUFFIX, Partitions, partitions_for
from lod.register.ingest.record_changes import again, broken, duplicate
from lod.register.ingest.record_mapping import VERBATIM, Account, MapperFactory, Plan, RecordMapper
from lod.register.ingest.spool import Renamed
from lod.register.ingest.worker import Batch, Place, SetAside, Taken
from lod.register.register import Register
from lod.register.rollback import LastDescriptions
from lod.register.statements import id_of
from lod.register.union import external_links
from lod.register.union.candidates import Decisions, Sketcher
from lod.register.union.clusters import Clusters
from lod.register.union.external_links import ExternalLinks
from lod.register.union.full_clustering import FullClustering
from lod.register.union.linker_protocol import Decision, Linker
from lod.register.union.renaming import Renamer
from lod.worker_pool import WorkerPool

RECORDS = 2_000
"""Records in a batch."""
BYTES = 4 << 20
"""Bytes of records in a batch, about."""
LENGTHENED = 256
"""So many bytes of statements a byte of a source file may become: of MARC 36, of MARC in gzip 112."""

Chunk = tuple[int, int, bytes]
Described = Callable[[Iterable[str]], set[str]]
"""Those of some names by which records of collections describe something."""


class FullUpdate:
    """One full build; all of it in the transaction that is open on the register."""

    def __init__(
        self,
        register: Register,
        publication: int,
        plans: Mapping[str, Plan],
        make: MapperFactory,
        linker: Linker,
        decisions: Sequence[Decision],
        folder: Path,
    ) -> None:
        self._register = register
        self._plans = plans
        self._make = make
        self._folder = folder
        self._publication = publication
        self._linker = linker
        self._decisions = Decisions(register.db)
        self._decisions.replace(decisions)
        self._bulk = BulkLoad(register.db, publication)
        self._parts = folder / "partitions"
        self._finely = 1
        self._made = 0
        self._kept: list[_Kept] = []
        self._size = 0
        self._leaders: dict[int, str] = {}
        self._moves: dict[int, int] = {}
        self.tallies: dict[str, bookkeeping.Tally] = {}
        self.done: Callable[[int], None] = lambda records: None
        """Told how many records were mapped, again and again."""

    @contextmanager
    def working(self, files: Mapping[str, Sequence[File]], pool: WorkerPool) -> Iterator[None]:
        """With as many of a pool as there is work for."""
        size = sum(file.path.stat().st_size for some in files.values() for file in some)
        self.pool = pool.for_bytes(size)
        self.ahead = self.pool.size * 2
        self._parts.mkdir()
        self._finely = min(FINEST, partitions_for(size * LENGTHENED))
        sketcher = Sketcher(self._linker, self._decisions.names)
        with self.pool.at_work(worker.start, [*self._plans.values()], self._make, sketcher) as self.workers:
            yield

    def map(self, files: Mapping[str, Sequence[File]], about: Callable[[Described], Sequence[bytes]]) -> None:
        """Map everything; what records say is kept beside the store until it is known what is the same.

        `about` gives what the site says about itself, once it is known what its collections describe.
        """
        for key, some in files.items():
            self._collection(key, some)
        for key in self._plans.keys() - files.keys() - {""}:
            if deleted := bookkeeping.records(self._register, key):
                self.tallies[key] = bookkeeping.Tally(deleted=deleted)  # it was taken out of the site
        self._about(about(self._bulk.names_described))

    def link(self) -> None:
        """Find out which things are one."""
        self._bulk.gather()
        gathering = FullClustering(self._register.db, self._linker, self._publication, self._bulk.name)
        leaders = gathering.group(self._decisions.pairs())
        self._moves = self._bulk.moves(leaders)
        self._leaders = {thing: self._bulk.name(leader) for thing, leader in leaders.items()}

    def link_out(self, links: ExternalLinks) -> None:
        """Say what things are in the files of others: records of the site itself, made of all the others."""
        id = bookkeeping.collection(self._register, self._plans[""])
        self._bulk.begin(id)
        raws: list[bytes] = []
        for thing, sketches in external_links.things(self._register.db):
            raws += links.records(self._bulk.name(thing), sketches)
            if len(raws) >= RECORDS:
                self._say(id, raws)
                raws = []
        self._say(id, raws)
        self._bulk.end()

    def rename(self) -> Partitions:
        """Have all that records say by thing, under the names of the union."""
        leaders = self._folder / "leaders"
        spool.write_leaders(leaders, self._leaders)
        partitions = Partitions(self._parts, partitions_for(self._size))
        waiting: deque[tuple[_Kept, Future[Renamed]]] = deque()
        for kept in self._kept:
            waiting.append(
                (kept, self.workers.submit(worker.rename, kept.part, leaders, kept.key, partitions))
            )
            if len(waiting) > self.ahead:
                self._retell(*waiting.popleft())
        while waiting:
            self._retell(*waiting.popleft())
        return partitions

    def _retell(self, kept: _Kept, future: Future[Renamed]) -> None:
        renamed = future.result()
        if renamed.positions:
            self._bulk.retell(kept.collection, kept.ids, renamed)

    def elsewhere(self) -> list[bytes]:
        """Statements about what is not ours, whoever says them, each once."""
        renamer = Renamer(self._plans[""].base, lambda name: self._leaders.get(id_of(name), name))
        told: Counter[bytes] = Counter()
        for line, count in self._bulk.elsewhere.items():
            told[renamer.line(line)] += count
        self._bulk.elsewhere = told
        return [*told]

    def finish(self, last: LastDescriptions) -> tuple[dict[str, str], frozenset[int]]:
        """Merge what was found into the register; what moved where, and what of that was served until now."""
        served = self._bulk.finish(last, self._moves)
        name = Clusters(self._register.db, self._linker, self._publication, self._bulk.name).name
        return {name(thing): name(to) for thing, to in self._moves.items()}, served

    # ------------------------------------------------------------ collections and files

    def _about(self, about: Sequence[bytes]) -> None:
        """What the site says about itself: a collection without files."""
        id = bookkeeping.collection(self._register, self._plans[""])
        self._bulk.begin(id)
        self._say(id, about)
        self._bulk.end()

    def _say(self, collection: int, raws: Sequence[bytes]) -> None:
        """Take in records that are statements already."""
        batch = Batch("", VERBATIM, [(n, 0, raw) for n, raw in enumerate(raws)], self._part())
        self._take(self.workers.submit(worker.take, batch).result(), collection, None, None)

    def _collection(self, key: str, files: Sequence[File]) -> None:
        id = bookkeeping.collection(self._register, self._plans[key])
        self._bulk.begin(id)
        stamps = [file.stamp for file in files]
        reading = _Reading(self._register, id, key, files, Deletions(files), self._dead(key, files))
        for order, (file, stamp) in enumerate(zip(files, stamps, strict=True)):
            self._file(reading, order)
            source, records = reading.sources[order], reading.records
            is_exact = bookkeeping.is_exact(self._register, source, reading.found, 0, records)
            bookkeeping.read(self._register, source, stamp, records, is_exact)
            if file.format != VERBATIM:  # of a file that is set aside as a whole
                version = self._make.version(self._plans[key], file.format)
                bookkeeping.set_version(self._register, id, file.format, version)
        self.tallies[key], gone = self._bulk.end()
        faults = [(files[order], fault) for order, fault in reading.broken.items()]
        bookkeeping.refuse_broken(self._register, id, faults, gone)
        bookkeeping.account(self._register, id, reading.account)

    def _file(self, reading: _Reading, order: int) -> None:
        """Map a file's batches two steps ahead of those that are taken in, and take them in, in order."""
        waiting: deque[tuple[Future[Taken], int | None]] = deque()
        for chunks in reading.batches(order):
            dictionary, trained = reading.dictionary(order, chunks)
            batch = Batch(
                reading.key, reading.files[order].format, chunks, self._part(), self._finely, trained
            )
            waiting.append((self.workers.submit(worker.take, batch), dictionary))
            if len(waiting) > self.ahead:
                self._accept(reading, order, *waiting.popleft())
        while waiting:
            self._accept(reading, order, *waiting.popleft())

    def _accept(self, reading: _Reading, order: int, future: Future[Taken], dictionary: int | None) -> None:
        """Take a batch in; a batch with records that must not be published is mapped again without them."""
        taken = future.result()
        raw = {position: (offset, data) for position, offset, data in taken.batch.chunks}
        source = reading.sources[order]
        refused = self._bulk.claim(taken, order, reading.dead)
        reasons = self._duplicates(taken, reading.id, refused)
        if refused:
            spool.remove(taken.batch.part)
            taken = self.workers.submit(worker.take, taken.batch.without(refused)).result()
        duplicates = [
            SetAside(position, raw[position][0], refused[position], reason, raw[position][1])
            for position, reason in reasons.items()
        ]
        bookkeeping.set_aside(self._register, source, [*taken.set_aside, *duplicates])
        reading.account.add(taken.account)
        reading.found.update(self._take(taken, reading.id, source, dictionary))
        self.done(len(taken.batch.chunks))

    def _duplicates(self, taken: Taken, collection: int, refused: Mapping[int, str]) -> dict[int, str]:
        """Why records whose key was taken are set aside: as another with that key, or as the same again."""
        hashes = {position: hash for position, _, hash, _ in taken.records}
        firsts = {key: hash for position, key, hash, _ in taken.records if position not in refused}
        found = {}
        for position, key in refused.items():
            if key and key not in firsts:
                row = self._register.db.execute(
                    "SELECT hash FROM record WHERE collection = ? AND key = ?", (collection, key)
                ).fetchone()
                firsts[key] = row[0] if row else b""
            if key:
                is_same = hashes.get(position) == firsts[key]
                found[position] = again(key) if is_same else duplicate(key)
        return found

    def _take(
        self, taken: Taken, collection: int, source: int | None, dictionary: int | None
    ) -> Collection[int]:
        ids = self._bulk.add(taken, source, dictionary)
        self._size += taken.size
        self._kept.append(_Kept(taken.batch.part, collection, taken.batch.collection, ids))
        return ids.values()

    def _dead(self, key: str, files: Sequence[File]) -> dict[str, Place]:
        """Where a record last says of itself that it is gone."""
        dead = {}
        reader = RecordMapper(self._plans[key], self._make)
        for order, file in enumerate(files):
            # MARC says it in the leader, if at all, and reading it all twice is dear
            if file.format in ("marc21", VERBATIM):
                continue
            for chunk in file.chunks():
                if b"deleted" in chunk.raw[:2000] and not header(chunk.raw):
                    found = reader.parse(chunk.raw, file.format, chunk.position, chunk.offset)
                    if isinstance(found, Deleted):
                        dead[found.id] = (order, chunk.position)
        return dead

    # ------------------------------------------------------------ workers

    def _part(self) -> Path:
        self._made += 1
        return self._parts / f"part-{self._made:06d}{SUFFIX}"


@dataclass(slots=True)
class _Kept:
    """A batch that waits until it is known what is one with what."""

    part: Path
    collection: int
    key: str
    """Of the collection."""
    ids: dict[int, int]
    """Ids of its records by position."""


class _Reading:
    """Reading one collection's files for a full build."""

    def __init__(
        self,
        register: Register,
        id: int,
        key: str,
        files: Sequence[File],
        deletions: Deletions,
        dead: Mapping[str, Place],
    ) -> None:
        self._register = register
        self.id = id
        self.key = key
        self.files = files
        self.dead = dead
        """Up to where records with a key are gone, when no harvest says so but the record."""
        self._deletions = deletions
        self.sources = bookkeeping.sources(register, id, files)
        self.records = 0
        """Records seen in the file that is being read."""
        self.found: set[int] = set()
        """Ids of the records of that file that are published."""
        self.broken: dict[int, str] = {}
        self.account = Account()
        self._dictionaries: dict[str, tuple[int | None, bytes | None]] = {}

    def batches(self, order: int) -> Iterator[list[Chunk]]:
        """The records of a file in batches; what is known to be none is set aside."""
        self.records = size = 0
        self.found.clear()
        batch: list[Chunk] = []
        for chunk in self._deletions.chunks(order, self.files[order]):
            self.records += 1
            if isinstance(chunk, Deleted):
                continue
            if isinstance(chunk, Unreadable):
                self._note(order, chunk)
                continue
            batch.append((chunk.position, chunk.offset, chunk.raw))
            size += len(chunk.raw)
            if len(batch) >= RECORDS or size >= BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _note(self, order: int, found: Unreadable) -> None:
        aside = SetAside(found.position, found.offset, "", found.reason, found.raw)
        bookkeeping.set_aside(self._register, self.sources[order], [aside])
        if fault := broken(found.reason):
            self.broken[order] = fault

    def dictionary(self, order: int, chunks: Iterable[Chunk]) -> tuple[int | None, bytes | None]:
        """Id and bytes of the dictionary for records of this format; trained on these if there is none."""
        format = self.files[order].format
        if format not in self._dictionaries:
            samples = [raw for _, _, raw in chunks]
            self._dictionaries[format] = bookkeeping.dictionary(self._register, self.id, format, samples)
        return self._dictionaries[format]
