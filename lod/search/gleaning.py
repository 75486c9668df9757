"""What the index needs, picked from statements on their way into the store: no look-ups afterwards.

Reading entries from a store takes a look-up for each thing and each name. When everything is built anew, the
statements pass by anyway: those that an entry is made of are put aside in drawers, all of one thing in the
same drawer, and each drawer is made into entries by itself. All that is said of one thing is in one batch, so
what it is called is noted there and then.
"""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import zstandard

from lod.rdf.iris import Thing
from lod.rdf.iris import parse as thing_of
from lod.rdf.ntriples import Term, term
from lod.register import blobs
from lod.search import entries
from lod.search.entries import Entries, Entry, first_of

DRAWERS = 32
"""A thing is in the drawer of its number; the more drawers, the less memory for each."""
SUFFIX = ".gleaned"
MADE = ("instance", "work", "item", "object")
"""Kinds of things that are mostly pointed to from their own record."""
_TYPE = f"<{entries.RDF_TYPE}>".encode()
_SCHEMA = f"<{entries.SCHEMA}".encode()
_ITEM_OF = f"<{entries.ITEM_OF}>".encode()
_LEVEL = 1


def _spelled(*tables: Iterable[str]) -> dict[bytes, str]:
    """IRIs by how N-Triples spell them."""
    return {f"<{iri}>".encode(): iri for table in tables for iri in table}


_NAMES = _spelled(entries.NAMES)
_ITEMS = _spelled(entries.ITEMS)
_NAMING = _spelled(entries.MAKERS, entries.SUBJECTS, entries.PLACES, entries.IDENTIFIERS, entries.ITEMS)
"""The predicates whose objects stand in the entry of their subject by name or by value."""
_WANTED = _NAMES | _NAMING | _spelled(
    entries.OTHER_NAMES, entries.NOTES, entries.DATES, entries.ENDS, entries.VALUES, entries.HELD_BY,
    entries.ONLINE,
    (entries.RDF_TYPE, entries.PART_OF, entries.LANGUAGE, entries.CHANGED, entries.ITEM_OF),
)  # fmt: skip
"""The predicates of the statements that entries are made of."""


class Gleaner:
    """Picks from batches of statements what entries are made of, into files in a folder."""

    def __init__(self, folder: Path, base: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._ours = f"<{base}id/".encode()
        self._made = tuple(f"<{base}id/{kind}/".encode() for kind in MADE)
        self._item = f"<{base}id/item/".encode()

    def see(self, lines: Iterable[bytes], name: str) -> None:
        """Put aside what is wanted of a batch, which has all statements on its things; `name` is its own.

        Of parts only those are kept that an entry takes the name or the value of.
        """
        batch = _Batch()
        ours = self._ours
        for line in lines:
            subject, predicate, object = line.split(b" ", 2)
            if predicate not in _WANTED:
                continue
            if b"#" in subject and subject.startswith(ours):
                batch.parts.setdefault(subject, []).append(line)
            elif predicate != _TYPE or object.startswith(_SCHEMA):
                self._note(batch, subject, predicate, object[:-2])
                (batch.items if subject.startswith(self._item) else batch.lines).append((subject, line))
        self._write(batch, name)

    def _note(self, batch: _Batch, subject: bytes, predicate: bytes, object: bytes) -> None:
        """Note what a thing is called, and what its entry takes names and values from."""
        if predicate in _NAMES:
            batch.names.setdefault(subject, {}).setdefault(predicate, []).append(object)
        elif predicate == _ITEM_OF:
            batch.owners[subject] = object
        elif predicate in _NAMING:
            if b"#" in object:
                batch.used[object] = None
            elif predicate not in _ITEMS and object.startswith(self._made):
                batch.named.add(object[1:-1].decode())

    def _write(self, batch: _Batch, name: str) -> None:
        drawers: list[list[bytes]] = [[] for _ in range(DRAWERS)]
        for subject, line in batch.lines:
            drawers[drawer_of(subject)].append(line)
        for subject, line in batch.items:  # a copy is read with its edition: in the same drawer
            drawers[drawer_of(batch.owners.get(subject, subject))].append(line)
        for subject in batch.used:
            drawers[drawer_of(subject)] += batch.parts.get(subject, ())
        packer = zstandard.ZstdCompressor(_LEVEL)
        packed = [packer.compress(b"\n".join(lines)) if lines else b"" for lines in drawers]
        names = marshal.dumps((batch.named, *self._names(batch)))
        blobs.write(self._folder / f"{name}{SUFFIX}", [*packed, packer.compress(names)])

    def _names(self, batch: _Batch) -> tuple[dict[str, str], dict[str, str]]:
        """What the things of a batch are called: those that others point to, and those that are made."""
        pointed: dict[str, str] = {}
        made: dict[str, str] = {}
        for subject, found in batch.names.items():
            terms = next(found[predicate] for predicate in _NAMES if predicate in found)
            name = first_of([term(one) for one in terms])
            if name:
                (made if subject.startswith(self._made) else pointed)[subject[1:-1].decode()] = name
        return pointed, made


@dataclass(slots=True)
class _Batch:
    """What is wanted of one batch: lines with their subjects."""

    lines: list[tuple[bytes, bytes]] = field(default_factory=list)
    items: list[tuple[bytes, bytes]] = field(default_factory=list)
    owners: dict[bytes, bytes] = field(default_factory=dict)
    """The edition of each copy."""
    parts: dict[bytes, list[bytes]] = field(default_factory=dict)
    used: dict[bytes, None] = field(default_factory=dict)
    """Parts that things take names and values from."""
    names: dict[bytes, dict[bytes, list[bytes]]] = field(default_factory=dict)
    """What things are called, by predicate."""
    named: set[str] = field(default_factory=set)
    """IRIs of what is made, and stands in an entry of something else."""


def drawer_of(subject: bytes) -> int:
    """The drawer of a thing and its parts, by its IRI as N-Triples.

    >>> drawer_of(b"<https://a.example/id/work/x>") == drawer_of(b"<https://a.example/id/work/x#title>")
    True
    """
    return crc32(subject.partition(b"#")[0].rstrip(b">")) % DRAWERS


class Drawers:
    """All that was gleaned into a folder."""

    def __init__(self, folder: Path) -> None:
        self._files = sorted(folder.glob(f"*{SUFFIX}"))

    def lines(self, drawer: int) -> Iterator[bytes]:
        """The statements in a drawer; those on one thing are together."""
        unpacker = zstandard.ZstdDecompressor()
        for file in self._files:
            packed, _ = blobs.read(file, drawer)
            if packed:
                yield from unpacker.decompress(packed).split(b"\n")

    def names(self) -> dict[str, str]:
        """What things are called that others point to, by IRI; of what is made, few have to be known."""
        named: set[str] = set()
        found: dict[str, str] = {}
        for some, pointed, _ in self._noted():
            named |= some
            found |= pointed
        for _, _, made in self._noted() if named else ():
            found.update((iri, name) for iri, name in made.items() if iri in named)
        return found

    def _noted(self) -> Iterator[tuple[set[str], dict[str, str], dict[str, str]]]:
        unpacker = zstandard.ZstdDecompressor()
        for file in self._files:
            yield marshal.loads(unpacker.decompress(blobs.read(file, DRAWERS)[0]))  # noqa: S302 - our own file


class Gathered:
    """The statements in one drawer, by what they are about."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._things: dict[str, dict[str, list[Term]]] = {}
        before = b""
        for line in lines:
            subject, predicate, object = line.split(b" ", 2)
            if subject != before:
                before = subject
                about = self._things.setdefault(subject[1:-1].decode(), {})
            about.setdefault(_WANTED[predicate], []).append(term(object[:-2]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def about(self, iri: str) -> Mapping[str, Sequence[Term]]:
        """What is said of something: objects by predicate."""
        return self._things.get(iri, {})

    def objects(self, iri: str, predicate: str) -> Sequence[Term]:
        """What is said of it by one predicate."""
        return self.about(iri).get(predicate, ())


def entries_in(
    drawer: Gathered, names: Mapping[str, str], base: str, kinds: Collection[str]
) -> Iterator[Entry]:
    """The entries of the things of some kinds in a drawer."""
    reader = Entries(drawer, base, names)
    for iri in sorted(drawer):
        thing: Thing | None = thing_of(base, iri) if "#" not in iri else None
        entry = reader.read(thing) if thing and thing.kind in kinds else None
        if entry:
            yield entry
