"""Taking records in by the thousand: what a worker process makes of a batch.

A worker writes the N-Triples of its batch to a file of its own and hands back what the register needs, as
plain numbers and texts. Everything in a batch depends on its bytes only, never on what the worker did before.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from lod.errors import MappingError
from lod.record import Deleted, Outcome, Record, Unreadable
from lod.register.ingest.compression import Packer
from lod.register.ingest.partitions import Partitions
from lod.register.ingest.record_mapping import (
    Account,
    MapperFactory,
    Plan,
    RecordMapper,
    RecordStatements,
    key_of,
)
from lod.register.ingest.spool import Renamed, Spool, read_leaders
from lod.register.ingest.spool import rename as rename_in
from lod.register.ingest.time_limit import TookTooLong, time_limit
from lod.register.statements import NOT_OURS, digest_of, id_of, kind_of
from lod.register.union.candidates import Sketcher
from lod.register.union.renaming import named

Place = tuple[int, int]
"""Number of the file in reading order, and position in it: where a record comes first or later."""


Chunk = tuple[int, int, bytes]
"""Position, offset and bytes of a record."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one file, not read yet."""

    collection: str
    format: str
    chunks: Sequence[Chunk]
    part: Path
    """Where its N-Triples go."""
    finely: int = 1
    """Into how many partitions they are sorted."""
    dictionary: bytes | None = None
    skip: frozenset[int] = frozenset()
    """Positions of records that are not published: their key was taken before."""

    def without(self, positions: Iterable[int]) -> Batch:
        """The same batch, with these records left out."""
        return replace(self, skip=frozenset(positions))


@dataclass(slots=True)
class SetAside:
    """A record that is not published."""

    position: int
    offset: int
    key: str
    """Empty when it could not be read."""
    reason: str
    raw: bytes


@dataclass(slots=True)
class Taken:
    """What the register needs of a batch."""

    batch: Batch
    records: list[tuple[int, str, bytes, bytes]] = field(default_factory=list)
    """Position, key, hash and compressed bytes of each record."""
    deleted: list[tuple[int, str]] = field(default_factory=list)
    """Position and key of what the source says is gone."""
    set_aside: list[SetAside] = field(default_factory=list)
    issues: list[tuple[int, str, str, str]] = field(default_factory=list)
    """Position of the record, rule, field, message."""
    names: dict[int, str] = field(default_factory=dict)
    """Name of each thing by its id."""
    describes: list[tuple[int, int, int]] = field(default_factory=list)
    """Thing, position of the record, digest of what the record says about the thing."""
    kinds: Counter[str] = field(default_factory=Counter)
    """How many things of each kind are described, once for each record."""
    elsewhere: Counter[bytes] = field(default_factory=Counter)
    """Statements about what is not ours, and how many records say them."""
    uses: list[tuple[int, int]] = field(default_factory=list)
    """Thing that a record names and does not describe, and position of the record."""
    sketches: Counter[tuple[int, str]] = field(default_factory=Counter)
    """What things can be compared by, and how many records tell it."""
    keys: set[tuple[int, int]] = field(default_factory=set)
    """Hash of what a thing may have in common with others, and the thing."""
    account: Account = field(default_factory=Account)
    size: int = 0
    """Bytes of what the records say."""


def digest(raw: bytes) -> bytes:
    """What tells one version of a record from another."""
    return blake2b(raw, digest_size=16).digest()


class Worker:
    """Maps batches of all collections of a site."""

    def __init__(self, plans: Sequence[Plan], make: MapperFactory, sketcher: Sketcher) -> None:
        self._interpreters = {plan.collection: RecordMapper(plan, make) for plan in plans}
        self._sketcher = sketcher
        self._base = plans[0].base
        self._leaders: tuple[Path, dict[int, str]] | None = None

    def take(self, batch: Batch) -> Taken:
        """Read and map a batch, and write its statements to its part."""
        interpreter = self._interpreters[batch.collection]
        packer = Packer(batch.dictionary)
        taken = Taken(batch)
        spool = Spool()
        together = interpreter.together(batch.format)
        for at in range(0, len(batch.chunks), together):
            for (position, _, raw), said in self._say(interpreter, taken, batch.chunks[at : at + together]):
                taken.records.append((position, said.key, digest(raw), packer.pack(raw)))
                _account(said, position, taken, spool)
                self._compare(said, position, taken)
        taken.account = interpreter.account()
        told = taken.names, taken.describes, taken.uses
        spool.write(batch.part, batch.collection, batch.finely, *told)
        taken.size = spool.size
        return taken

    def _compare(self, said: RecordStatements, position: int, taken: Taken) -> None:
        """Note by what the things of a record can be compared, and which it names besides."""
        for name, data in self._sketcher.sketches(said):
            thing = id_of(name)
            if (thing, data) not in taken.sketches:
                taken.keys.update([(key, thing) for key in self._sketcher.keys(data)])
            taken.sketches[thing, data] += 1
        for name in named(said, self._base):
            if name not in said.lines:
                taken.uses.append((id_of(name), position))

    def rename(self, part: Path, leaders: Path, collection: str, partitions: Partitions) -> Renamed:
        """Have what the records of a part say under the names of the union."""
        if self._leaders is None or self._leaders[0] != leaders:
            self._leaders = leaders, read_leaders(leaders)
        return rename_in(part, self._leaders[1], self._base, collection, partitions)

    def _say(
        self, interpreter: RecordMapper, taken: Taken, chunks: Sequence[Chunk]
    ) -> Iterator[tuple[Chunk, RecordStatements]]:
        """What some records say; of those that are not published, a note why."""
        records: list[Record] = []
        found: list[Chunk] = []
        for chunk, record in _read(interpreter, taken.batch, chunks):
            position, offset, raw = chunk
            if isinstance(record, Deleted):
                taken.deleted.append((position, record.id))
            elif isinstance(record, Unreadable):
                taken.set_aside.append(SetAside(position, offset, "", record.reason, raw))
            elif position not in taken.batch.skip:
                records.append(record)
                found.append(chunk)
        for chunk, record, said in zip(found, records, interpreter.says_all(records), strict=True):
            if isinstance(said, MappingError):
                taken.set_aside.append(SetAside(*chunk[:2], key_of(record), str(said), chunk[2]))
            else:
                yield chunk, said


def _read(
    interpreter: RecordMapper, batch: Batch, chunks: Sequence[Chunk]
) -> Iterator[tuple[Chunk, Outcome]]:
    """The records in some chunks; a chunk that takes too long is one that cannot be read."""
    found: list[tuple[Chunk, Outcome]] = []
    while len(found) < len(chunks):
        try:
            with time_limit():
                for position, offset, raw in chunks[len(found) :]:
                    record = interpreter.parse(raw, batch.format, position, offset)
                    found.append(((position, offset, raw), record))
        except TookTooLong as fault:
            position, offset, raw = chunk = chunks[len(found)]
            found.append((chunk, Unreadable(batch.collection, position, offset, str(fault), raw)))
    return iter(found)


def _account(said: RecordStatements, position: int, taken: Taken, spool: Spool) -> None:
    """Note what a record says; what another one of the batch said just so of a thing is not written again."""
    for name, lines in said.lines.items():
        if name == NOT_OURS:
            taken.elsewhere.update(lines)
            continue
        thing, digest = id_of(name), digest_of(lines)
        taken.names[thing] = name
        taken.describes.append((thing, position, digest))
        taken.kinds[kind_of(name)] += 1
        spool.add(name, digest, lines)
    taken.issues += [(position, *issue) for issue in said.issues]


@contextmanager
def uncollected() -> Iterator[None]:
    """Without looking for cycles in memory: among millions of small values that takes longer than the work.

    Reading a MARC record takes 60 µs instead of 260. Records, statements and rows hold no cycles.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


_worker: Worker | None = None


def start(plans: Sequence[Plan], make: MapperFactory, sketcher: Sketcher) -> None:
    """Make this process a worker."""
    global _worker
    _worker = Worker(plans, make, sketcher)


def take(batch: Batch) -> Taken:
    """What the worker of this process makes of a batch."""
    if _worker is None:
        raise RuntimeError("this process is no worker")
    with uncollected():
        return _worker.take(batch)


def rename(part: Path, leaders: Path, collection: str, partitions: Partitions) -> Renamed:
    """Let the worker of this process tell records of a part anew."""
    if _worker is None:
        raise RuntimeError("this process is no worker")
    with uncollected():
        return _worker.rename(part, leaders, collection, partitions)
