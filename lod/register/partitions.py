"""What all records say, sorted by thing: all that is said of one stands in the same partition.

Records come in batches; one thing is told of in many of them. A partition is small enough to be read at once:
then everything about its things is at hand, each statement once, what may be said once only settled.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from lod.register import blobs
from lod.register.conflicts import settled
from lod.register.ranges import part_of, power_of_two
from lod.register.statements import id_of

SUFFIX = ".sorted"
BYTES = 16 << 20
"""So many bytes of statements a partition may hold, about."""
_LEVEL = 1

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
        return settled(frozenset(line for text in self.pieces.values() for line in text.split(b"\n")[:-1]))


@dataclass(frozen=True, slots=True)
class Partitions:
    """A folder with what was sorted; several processes may put batches into it side by side."""

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
        blobs.write(self.folder / f"{batch}{SUFFIX}", packed, collection)

    def things(self, partition: int) -> Mapping[str, Described]:
        """The things in a partition by name, in no order that means anything."""
        found: dict[str, Described] = {}
        for collection, columns in self._read(partition):
            for name, digest, text in zip(*columns, strict=True):
                described = found.get(name)
                if described is None:
                    described = found[name] = Described()
                described.collections.add(collection)
                described.pieces[digest] = text
        return found

    def _read(self, partition: int) -> Iterator[tuple[str, Any]]:
        unpacker = zstandard.ZstdDecompressor()
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            packed, collection = blobs.read(path, partition)
            if packed:
                yield collection, marshal.loads(unpacker.decompress(packed))  # noqa: S302 - our own file


def partitions_for(bytes: int) -> int:
    """How many partitions so many bytes of statements need.

    >>> partitions_for(0), partitions_for(100 * BYTES)
    (1, 128)
    """
    return power_of_two(-(-bytes // BYTES))
