"""What a batch of records says, sorted by thing before it is known what is one with what.

It stands in pieces: all that a record says about one thing. What several records of a batch say
just so stands there once. Records that name a thing which has another name in the union are told anew later.
"""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from lod.register.ingest.partitions import Partitions, Piece, Told
from lod.register.ingest.record_mapping import RecordStatements
from lod.register.statements import digest_of, id_of, kind_of
from lod.register.union.renaming import Renamer

_LEVEL = 1


@dataclass(slots=True)
class Spool:
    """The pieces of one batch."""

    pieces: dict[Piece, Told] = field(default_factory=dict)
    size: int = 0

    def add(self, name: str, digest: int, lines: Sequence[bytes]) -> None:
        """Keep what is said of a thing, once."""
        if (name, digest) not in self.pieces:
            told = b"\n".join(lines) + b"\n"
            self.pieces[name, digest] = name, digest, told
            self.size += len(told)

    def write(
        self,
        part: Path,
        collection: str,
        finely: int,
        names: Mapping[int, str],
        describes: Sequence[tuple[int, int, int]],
        uses: Sequence[tuple[int, int]],
    ) -> None:
        """Bring it to disk, sorted into so many partitions, with what is needed to tell records anew."""
        Partitions(part.parent, finely).put(part.stem, collection, self.pieces.values())
        index: Any = (names, describes, uses)
        index_of(part).write_bytes(zstandard.ZstdCompressor(_LEVEL).compress(marshal.dumps(index)))


@dataclass(slots=True)
class Renamed:
    """What the register needs of records that were told anew."""

    describes: list[tuple[int, int, int]] = field(default_factory=list)
    """Thing, position of the record, digest of what it says about the thing."""
    uses: list[tuple[int, int]] = field(default_factory=list)
    """Thing that has another name in the union, and position of the record that names it."""
    positions: set[int] = field(default_factory=set)
    """The records."""
    kinds: Counter[str] = field(default_factory=Counter)
    """How many more (or fewer) things of each kind are described."""


def index_of(part: Path) -> Path:
    """Where it stands what the records of a part are about."""
    return part.with_suffix(".index")


def remove(part: Path) -> None:
    """The part is not wanted: some of its records are not published."""
    part.unlink()
    index_of(part).unlink()


def rename(
    part: Path, leaders: Mapping[int, str], base: str, collection: str, partitions: Partitions
) -> Renamed:
    """Tell the records of a part anew that name a thing with another name; `leaders` has those things."""
    names, describes, uses = marshal.loads(  # noqa: S302 - written by ourselves a minute ago
        zstandard.ZstdDecompressor().decompress(index_of(part).read_bytes())
    )
    index_of(part).unlink()
    renamed = Renamed()
    renamed.positions = {position for thing, position, _ in describes if thing in leaders}
    renamed.positions |= {position for thing, position in uses if thing in leaders}
    if not renamed.positions:
        return renamed
    told: dict[int, list[Piece]] = {position: [] for position in renamed.positions}
    for thing, position, digest in describes:
        if position in told:
            told[position].append((names[thing], digest))
    again = {piece for some in told.values() for piece in some}
    texts = partitions.texts(part.stem, again)
    partitions.drop(part.stem, again)
    renamer = Renamer(base, lambda name: leaders.get(id_of(name), name))
    out: list[Told] = []
    for position, some in told.items():
        said = RecordStatements(
            "", {name: texts[name, digest].split(b"\n")[:-1] for name, digest in some}, []
        )
        out += _tell(renamer.renamed(said), position, renamed)
        renamed.uses += [(id_of(name), position) for name, _ in some if id_of(name) in leaders]
        renamed.kinds.subtract(kind_of(name) for name in said.lines)
    partitions.put(f"{part.stem}-anew", collection, out)
    return renamed


def _tell(said: RecordStatements, position: int, renamed: Renamed) -> Iterator[Told]:
    for name, lines in said.lines.items():
        digest = digest_of(lines)
        renamed.describes.append((id_of(name), position, digest))
        renamed.kinds[kind_of(name)] += 1
        yield name, digest, b"\n".join(lines) + b"\n"


def write_leaders(path: Path, leaders: Mapping[int, str]) -> None:
    """Write for all workers which things have another name, and which."""
    path.write_bytes(marshal.dumps(dict(leaders)))


def read_leaders(path: Path) -> dict[int, str]:
    """The names that `write_leaders` wrote."""
    found: dict[int, str] = marshal.loads(path.read_bytes())  # noqa: S302 - as above
    return found
