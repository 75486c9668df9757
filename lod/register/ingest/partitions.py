"""What all records say, sorted by thing: all that is said of one stands in the same partition.

Records come in batches; one thing is told of in many of them. A partition is small enough to be read at once:
then everything about its things is at hand, each statement once, what may be said once only settled.
"""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from lod.register import blobs
from lod.register.ingest.hash_ranges import part_of, power_of_two
from lod.register.statements import id_of
from lod.register.union.conflicts import resolve

SUFFIX = ".sorted"
BYTES = 16 << 20
"""So many bytes of statements a partition may hold, about."""
FINEST = 1_024
"""Into so many a batch is sorted at most."""
_DROPPED = ".dropped"
_LEVEL = 1

Piece = tuple[str, int]
"""Name of a thing, and digest of what a record says of it."""
Told = tuple[str, int, bytes]
"""Name of a thing, digest of what a record says of it, and that, as lines that end with a line end."""


@dataclass(slots=True)
class Described:
    """All that is said of one thing."""

    collections: set[str] = field(default_factory=set)
    """Keys of the collections whose records say it."""
    pieces: dict[int, bytes] = field(default_factory=dict)
    """What records say, by its digest."""

    def lines(self) -> Iterable[bytes]:
        """The statements, each once; where records say different things, what is true of all of them."""
        if len(self.pieces) == 1:
            (text,) = self.pieces.values()
            return text.split(b"\n")[:-1]
        return resolve(frozenset(line for text in self.pieces.values() for line in text.split(b"\n")[:-1]))


@dataclass(frozen=True, slots=True)
class Partitions:
    """A folder with what was sorted; several processes may put batches into it side by side.

    How many partitions are needed is known at the end only. Batches are sorted before into as many as there
    may be at most, mostly: then one of those that are needed is a row of them.
    """

    folder: Path
    number: int
    """How many partitions there are."""

    def put(self, batch: str, collection: str, told: Iterable[Told]) -> None:
        """Sort what the records of a batch say; `batch` is a name of its own, without a suffix."""
        partitions: list[tuple[list[str], list[int], list[bytes]]] = [
            ([], [], []) for _ in range(self.number)
        ]
        for name, digest, text in told:
            partition = partitions[part_of(id_of(name), self.number)]
            for column, value in zip(partition, (name, digest, text), strict=True):
                column.append(value)  # type: ignore[attr-defined] # three columns of three types
        packer = zstandard.ZstdCompressor(_LEVEL)
        packed = [
            packer.compress(marshal.dumps(partition)) if partition[0] else b"" for partition in partitions
        ]
        blobs.write(self.path(batch), packed, collection)

    def path(self, batch: str) -> Path:
        """The file with what was sorted of a batch."""
        return self.folder / f"{batch}{SUFFIX}"

    def drop(self, batch: str, pieces: Collection[Piece]) -> None:
        """Let some of what a batch says be as if it had not been put."""
        self.path(batch).with_suffix(_DROPPED).write_bytes(marshal.dumps({*pieces}))

    def texts(self, batch: str, pieces: Iterable[Piece]) -> dict[Piece, bytes]:
        """Some of what a batch says."""
        names = {name for name, _ in pieces}
        return {
            (name, digest): text
            for partition in {part_of(id_of(name), self.number) for name in names}
            for _, name, digest, text in self._read(self.path(batch), partition)
            if name in names
        }

    def things(self, partition: int) -> Mapping[str, Described]:
        """The things in a partition by name, in no order that means anything."""
        found: dict[str, Described] = {}
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            for collection, name, digest, text in self._read(path, partition):
                described = found.get(name)
                if described is None:
                    described = found[name] = Described()
                described.collections.add(collection)
                described.pieces[digest] = text
        return found

    def _read(self, path: Path, partition: int) -> Iterator[tuple[str, str, int, bytes]]:
        """What of a batch is in a partition: collection, name, digest and text."""
        packed, collection, number = blobs.share(path, partition, self.number)
        unpacker = zstandard.ZstdDecompressor()
        dropped = path.with_suffix(_DROPPED)
        gone: set[Piece] = marshal.loads(dropped.read_bytes()) if dropped.is_file() else set()  # noqa: S302
        for one in filter(None, packed):
            columns = marshal.loads(unpacker.decompress(one))  # noqa: S302 - our own file
            for name, digest, text in zip(*columns, strict=True):
                if gone and (name, digest) in gone:
                    continue
                if number >= self.number or part_of(id_of(name), self.number) == partition:
                    yield collection, name, digest, text


def partitions_for(bytes: int) -> int:
    """How many partitions so many bytes of statements need.

    >>> partitions_for(0), partitions_for(100 * BYTES)
    (1, 128)
    """
    return power_of_two(-(-bytes // BYTES))
