"""What a batch of records says, kept on disk until it is known which of its things are one with others.

The text of a batch stands in pieces: all that a record says about one thing. What several records of a batch
say just so stands there once. Then it is sorted by thing: records that name a thing which has another name in
the union are told anew; the rest is passed on as it is.
"""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from lod.register.interpreter import Said
from lod.register.partitions import Partitions, Told
from lod.register.renaming import Renamer
from lod.register.statements import digest_of, id_of, kind_of

Piece = tuple[int, int]
"""A thing, and the digest of what is said of it."""

_LEVEL = 1
"""N-Triples shrink to a tenth in less time than it takes to write them out."""


@dataclass(slots=True)
class Spool:
    """The pieces of one batch."""

    pieces: dict[Piece, tuple[int, int]] = field(default_factory=dict)
    """Where each stands in the text."""
    text: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, piece: Piece, lines: Sequence[bytes]) -> None:
        """Keep what is said of a thing, once."""
        if piece not in self.pieces:
            told = b"\n".join(lines) + b"\n"
            self.pieces[piece] = self.size, self.size + len(told)
            self.text.append(told)
            self.size += len(told)

    def write(
        self,
        part: Path,
        names: Mapping[int, str],
        describes: Sequence[tuple[int, int, int]],
        uses: Sequence[tuple[int, int]],
    ) -> None:
        """Bring it to disk, with what is needed to tell records anew."""
        packed = zstandard.ZstdCompressor(_LEVEL).compress(b"".join(self.text))
        part.write_bytes(packed)
        index: Any = (names, describes, uses, self.pieces)
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
    """Where it stands what is in a part."""
    return part.with_suffix(".index")


def read(part: Path) -> bytes:
    """The text of a batch as its records told it."""
    return zstandard.ZstdDecompressor().decompress(part.read_bytes())


def remove(part: Path) -> None:
    """The part is not wanted: some of its records are not published."""
    part.unlink()
    index_of(part).unlink()


def sort(
    part: Path, leaders: Mapping[int, str], base: str, collection: str, partitions: Partitions
) -> Renamed:
    """Sort a part into partitions; records that name a thing with another name are told anew.

    `leaders` has the things with another name. The part is gone afterwards.
    """
    names, describes, uses, pieces = marshal.loads(  # noqa: S302 - written by ourselves a minute ago
        zstandard.ZstdDecompressor().decompress(index_of(part).read_bytes())
    )
    renamed = Renamed()
    renamed.positions = {position for thing, position, _ in describes if thing in leaders}
    renamed.positions |= {position for thing, position in uses if thing in leaders}
    told: dict[int, list[Piece]] = {position: [] for position in renamed.positions}
    for thing, position, digest in describes if told else ():
        if position in told:
            told[position].append((thing, digest))
    again = {piece for some in told.values() for piece in some}
    text = read(part)
    out = [
        (names[piece[0]], piece[1], text[start:end])
        for piece, (start, end) in pieces.items()
        if piece not in again
    ]
    renamer = Renamer(base, lambda name: leaders.get(id_of(name), name))
    for position, some in told.items():
        said = Said("", {names[thing]: _lines(text, pieces[thing, digest]) for thing, digest in some}, [])
        out += _tell(renamer.renamed(said), position, renamed)
        renamed.uses += [(thing, position) for thing, _ in some if thing in leaders]
        renamed.kinds.subtract(kind_of(name) for name in said.lines)
    partitions.put(part.stem, collection, out)
    part.unlink()
    index_of(part).unlink()
    return renamed


def _tell(said: Said, position: int, renamed: Renamed) -> Iterator[Told]:
    for name, lines in said.lines.items():
        digest = digest_of(lines)
        renamed.describes.append((id_of(name), position, digest))
        renamed.kinds[kind_of(name)] += 1
        yield name, digest, b"\n".join(lines) + b"\n"


def _lines(text: bytes, place: tuple[int, int]) -> list[bytes]:
    return text[place[0] : place[1] - 1].split(b"\n")


def write_leaders(path: Path, leaders: Mapping[int, str]) -> None:
    """Write for all workers which things have another name, and which."""
    path.write_bytes(marshal.dumps(dict(leaders)))


def read_leaders(path: Path) -> dict[int, str]:
    """The names that `write_leaders` wrote."""
    found: dict[int, str] = marshal.loads(path.read_bytes())  # noqa: S302 - as above
    return found
