"""What the index needs, picked from statements on their way into the store: no look-ups afterwards.

Reading entries from a store takes a look-up for each thing and each name. When everything is built anew, the
statements pass by anyway: those that an entry is made of are put aside in partitions, all of one thing in the
same one, and each partition is made into entries by itself. All that is said of one thing is in one batch, so
what it is called is noted there and then.
"""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from zlib import crc32

import zstandard

from lod.rdf.iris import Thing
from lod.rdf.iris import parse as thing_of
from lod.rdf.ntriples import Term, term
from lod.register import blobs
from lod.search import index_entries
from lod.search.ancestors import PART_OF, parents_in
from lod.search.index_entries import Entries, Entry
from lod.search.label_encoding import encode

DRAWERS = 32
"""A thing is in the partition of its number; the more partitions, the less memory for each."""
SUFFIX = ".gleaned"
MADE = ("instance", "work", "item", "object")
"""Kinds of things that are mostly pointed to from their own record."""
_TYPE = f"<{index_entries.RDF_TYPE}>".encode()
_SCHEMA = f"<{index_entries.SCHEMA}".encode()
_PART_OF = f"<{PART_OF}>".encode()
_ITEM_OF = f"<{index_entries.ITEM_OF}>".encode()
_LEVEL = 1


def _spelled(*tables: Iterable[str]) -> dict[bytes, str]:
    """IRIs by how N-Triples spell them."""
    return {f"<{iri}>".encode(): iri for table in tables for iri in table}


_NAMES = _spelled(index_entries.NAMES)
_ITEMS = _spelled(index_entries.ITEMS)
_NAMING = _spelled(
    index_entries.MAKERS,
    index_entries.SUBJECTS,
    index_entries.KINDS_OF,
    index_entries.MATERIALS,
    index_entries.PLACES,
    index_entries.PUBLISHERS,
    index_entries.IDENTIFIERS,
    index_entries.ITEMS,
    index_entries.WHO,
    index_entries.ONLINE,
    (PART_OF, index_entries.TITLE),
)
"""The predicates whose objects stand in the entry of their subject by name or by value."""
_WANTED = _NAMES | _NAMING | _spelled(
    index_entries.OTHER_NAMES, index_entries.NOTES, index_entries.DATES, index_entries.PERIOD,
    index_entries.ENDS, index_entries.VALUES, index_entries.HELD_BY,
    (index_entries.RDF_TYPE, PART_OF, index_entries.LANGUAGE, index_entries.CHANGED, index_entries.ITEM_OF,
     index_entries.POSITION, index_entries.NON_SORTING, index_entries.LICENCE),
)  # fmt: skip
"""The predicates of the statements that entries are made of."""


_NUMBERS = {predicate: number for number, predicate in enumerate(_WANTED)}
_IRIS = [*_WANTED.values()]

Statements = Mapping[bytes, list[bytes]]
"""Predicate → objects, as N-Triples."""
Kept = dict[int, list[bytes]]
"""The same of those that are wanted, by the number of the predicate."""


class Extractor:
    """Picks from batches of statements what entries are made of, into files in a folder."""

    def __init__(self, folder: Path, base: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._ours = f"<{base}id/".encode()
        self._made = tuple(f"<{base}id/{kind}/".encode() for kind in MADE)
        self._item = f"<{base}id/item/".encode()
        self._partitions: list[list[tuple[bytes, Kept]]] = [[] for _ in range(DRAWERS)]
        self._pointed: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._asked: set[str] = set()
        self._base = base
        self._object = f"<{base}id/object/".encode()
        self._parents: dict[str, list[str]] = {}
        """What pieces of archives are part of: those in them may be in other partitions."""

    def see(self, about: Mapping[bytes, Statements]) -> None:
        """Put aside what is wanted of all that is said of a thing and its parts, by subject.

        Of parts only those are kept that the entry takes the name or the value of.
        """
        used: dict[bytes, None] = {}
        for subject, statements in about.items():
            if b"#" in subject and subject.startswith(self._ours):
                continue
            kept = _kept(statements)
            if _TYPE in statements:
                classes = [one for one in statements[_TYPE] if one.startswith(_SCHEMA)]
                if classes:
                    kept[_NUMBERS[_TYPE]] = classes
                else:
                    del kept[_NUMBERS[_TYPE]]
            if kept:
                self._note(subject, statements, used)
                self._keep(subject, statements, kept)
        for subject in used:
            if subject.startswith(self._ours) and subject in about and (kept := _kept(about[subject])):
                self._partitions[partition_of(subject)].append((subject, kept))

    def _keep(self, subject: bytes, statements: Statements, kept: Kept) -> None:
        owner = subject
        if subject.startswith(self._item):  # a copy is read with its edition: in the same partition
            owner = statements.get(_ITEM_OF, [subject])[-1]
        self._partitions[partition_of(owner)].append((subject, kept))

    def _note(self, subject: bytes, statements: Statements, used: dict[bytes, None]) -> None:
        """Note what a thing is called, and what its entry takes names and values from."""
        objects = next((statements[name] for name in _NAMES if name in statements), ())
        if objects and (name := encode([term(one) for one in objects])):
            names = self._named if subject.startswith(self._made) else self._pointed
            names[subject[1:-1].decode()] = name
        if _PART_OF in statements and subject.startswith(self._object):
            parents = parents_in(self._base, [term(one) for one in statements[_PART_OF]])
            if parents:
                self._parents[subject[1:-1].decode()] = parents
        for predicate in _NAMING.keys() & statements.keys():
            for one in statements[predicate]:
                if one[0] != 60:  # "<"
                    continue
                if b"#" in one:
                    used[one] = None
                elif predicate not in _ITEMS and one.startswith(self._made):
                    self._asked.add(one[1:-1].decode())

    def write(self, name: str) -> None:
        """Bring a batch to disk, under a name of its own."""
        packer = zstandard.ZstdCompressor(_LEVEL)
        names = self._asked, self._pointed, self._named, self._parents
        packed = [packer.compress(marshal.dumps(one)) if one else b"" for one in self._partitions]
        blobs.write(self._folder / f"{name}{SUFFIX}", [*packed, packer.compress(marshal.dumps(names))])


def _kept(statements: Statements) -> Kept:
    """What entries are made of, of what is said of one subject."""
    return {_NUMBERS[name]: statements[name] for name in statements if name in _NUMBERS}


def partition_of(subject: bytes) -> int:
    """The partition of a thing and its parts, by its IRI as N-Triples.

    >>> partition_of(b"<https://a.example/id/work/x>") == partition_of(b"<https://a.example/id/work/x#title>")
    True
    """
    return crc32(subject.partition(b"#")[0].rstrip(b">")) % DRAWERS


class Partitions:
    """All that was gleaned into a folder."""

    def __init__(self, folder: Path) -> None:
        self._files = sorted(folder.glob(f"*{SUFFIX}"))

    def things(self, partition: int) -> Iterator[tuple[bytes, Kept]]:
        """What was kept in a partition, by subject."""
        unpacker = zstandard.ZstdDecompressor()
        for file in self._files:
            packed, _ = blobs.read(file, partition)
            if packed:
                yield from marshal.loads(unpacker.decompress(packed))  # noqa: S302 - our own file

    def names(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        """What things are called that others point to, by IRI, and what those are part of; of what is made,
        few have to be known.
        """
        named: set[str] = set()
        found: dict[str, str] = {}
        parents: dict[str, list[str]] = {}
        for some, pointed, _, _ in self._noted():
            named |= some
            found |= pointed
        for _, _, made, within in self._noted() if named else ():
            found.update((iri, name) for iri, name in made.items() if iri in named)
            parents.update((iri, some) for iri, some in within.items() if iri in named)
        return found, parents

    def _noted(self) -> Iterator[tuple[set[str], dict[str, str], dict[str, str], dict[str, list[str]]]]:
        unpacker = zstandard.ZstdDecompressor()
        for file in self._files:
            yield marshal.loads(unpacker.decompress(blobs.read(file, DRAWERS)[0]))  # noqa: S302 - our own file


class Gathered:
    """What is in one partition, by what it is about."""

    def __init__(self, things: Iterable[tuple[bytes, Kept]]) -> None:
        self._things = {
            subject[1:-1].decode(): {_IRIS[n]: [term(one) for one in objects] for n, objects in kept.items()}
            for subject, kept in things
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def about(self, iri: str) -> Mapping[str, Sequence[Term]]:
        """What is said of something: objects by predicate."""
        return self._things.get(iri, {})

    def objects(self, iri: str, predicate: str) -> Sequence[Term]:
        """What is said of it by one predicate."""
        return self.about(iri).get(predicate, ())


def entries_in(
    partition: Gathered,
    names: tuple[Mapping[str, str], Mapping[str, Sequence[str]]],
    base: str,
    kinds: Collection[str],
) -> Iterator[Entry]:
    """The entries of the things of some kinds in a partition, with what `Partitions.names` tells."""
    reader = Entries(partition, base, *names)
    for iri in sorted(partition):
        thing: Thing | None = thing_of(base, iri) if "#" not in iri else None
        entry = reader.read(thing) if thing and thing.kind in kinds else None
        if entry:
            yield entry
