"""What the index needs, picked from statements on their way into the store: no look-ups afterwards.

Reading entries from a store takes a look-up for each thing and each name. When everything is built anew, the
statements pass by anyway: those that an entry is made of are put aside in drawers, all of one thing in the
same drawer, and each drawer is made into entries by itself.
"""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import zstandard
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from lod.rdf.iris import Thing
from lod.rdf.iris import parse as thing_of
from lod.search import entries
from lod.search.entries import Entries, Entry, readable_name

DRAWERS = 32
"""A thing is in the drawer of its number; the more drawers, the less memory for each."""
SUFFIX = ".gleaned"
MADE = ("instance", "work", "item", "object")
"""Kinds of things that are mostly pointed to from their own record."""
_TYPE = f"<{entries.RDF_TYPE}>".encode()
_SCHEMA = f"<{entries.SCHEMA}".encode()
_ITEM_OF = f"<{entries.ITEM_OF}>".encode()
_LEVEL = 1


def wanted() -> frozenset[bytes]:
    """The predicates, as N-Triples, of the statements that entries are made of."""
    single = (entries.RDF_TYPE, entries.PART_OF, entries.LANGUAGE, entries.CHANGED, entries.ITEM_OF)
    tables = (
        entries.NAMES, entries.OTHER_NAMES, entries.MAKERS, entries.SUBJECTS, entries.PLACES, entries.NOTES,
        entries.IDENTIFIERS, entries.DATES, entries.ENDS, entries.VALUES, entries.HELD_BY, entries.ITEMS,
        entries.ONLINE, single,
    )  # fmt: skip
    return frozenset(f"<{iri}>".encode() for table in tables for iri in table)


def naming() -> frozenset[bytes]:
    """The predicates whose objects stand in the entry of their subject by name or by value."""
    tables = (entries.MAKERS, entries.SUBJECTS, entries.PLACES, entries.IDENTIFIERS, entries.ITEMS)
    return frozenset(f"<{iri}>".encode() for table in tables for iri in table)


class Gleaner:
    """Picks from batches of statements what entries are made of, into files in a folder."""

    def __init__(self, folder: Path, base: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._ours = f"<{base}id/".encode()
        self._wanted = wanted()
        self._naming = naming()
        self._made = tuple(f"<{base}id/{kind}/".encode() for kind in MADE)
        self._item = f"<{base}id/item/".encode()

    def see(self, lines: Iterable[bytes], name: str) -> None:
        """Put aside what is wanted of a batch of statements; `name` is the batch's own.

        Of parts only those are kept that an entry takes the name or the value of.
        """
        batch = _Batch()
        ours, some, naming = self._ours, self._wanted, self._naming
        for line in lines:
            subject, predicate, object = line.split(b" ", 2)
            if predicate not in some:
                continue
            if b"#" in subject and subject.startswith(ours):
                batch.parts.setdefault(subject, []).append(line)
                continue
            if predicate == _TYPE and not object.startswith(_SCHEMA):
                continue
            if subject.startswith(self._item):
                batch.items.append((subject, line))
                if predicate == _ITEM_OF:
                    batch.owners[subject] = object[:-2]
                continue
            batch.lines.append((subject, line))
            if predicate in naming:
                if b"#" in object:
                    batch.used.add(object[:-2])
                elif object.startswith(self._made):
                    batch.named.add(object[1:-3].decode())
        self._write(batch, name)

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
        (self._folder / f"{name}{SUFFIX}").write_bytes(marshal.dumps((packed, batch.named)))


@dataclass(slots=True)
class _Batch:
    """What is wanted of one batch: lines with their subjects."""

    lines: list[tuple[bytes, bytes]] = field(default_factory=list)
    items: list[tuple[bytes, bytes]] = field(default_factory=list)
    owners: dict[bytes, bytes] = field(default_factory=dict)
    """The edition of each copy."""
    parts: dict[bytes, list[bytes]] = field(default_factory=dict)
    used: set[bytes] = field(default_factory=set)
    """Parts that things take names and values from."""
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

    def lines(self, drawer: int) -> set[bytes]:
        """The statements in a drawer, each once."""
        found: set[bytes] = set()
        unpacker = zstandard.ZstdDecompressor()
        for file in self._files:
            packed = marshal.loads(file.read_bytes())[0][drawer]  # noqa: S302 - written by ourselves
            if packed:
                found.update(unpacker.decompress(packed).split(b"\n"))
        return found

    def named(self) -> set[str]:
        """IRIs of works, editions and objects that others are about, or made from: few have to be known."""
        found: set[str] = set()
        for file in self._files:
            found |= marshal.loads(file.read_bytes())[1]  # noqa: S302 - as above
        return found


class Gathered:
    """The statements in one drawer, read like a store."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._by_subject: dict[str, list[Quad]] = {}
        for quad in parse(b"\n".join(lines), RdfFormat.N_TRIPLES):
            self._by_subject.setdefault(quad.subject.value, []).append(quad)

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_subject)

    def quads_for_pattern(
        self, subject: Any, predicate: Any, object: Any = None, graph_name: Any = None
    ) -> Iterable[Quad]:
        """Statements by subject, and by predicate when one is given."""
        found = self._by_subject.get(subject.value, ())
        return found if predicate is None else [quad for quad in found if quad.predicate == predicate]


def names_in(drawer: Gathered, base: str, named: Collection[str]) -> dict[str, str]:
    """What things in a drawer that others point to are called, by IRI; of what is made, those `named`."""
    made = tuple(f"{base}id/{kind}/" for kind in MADE)
    return {
        iri: name
        for iri in drawer
        if "#" not in iri
        and (iri in named or not iri.startswith(made))
        and (name := readable_name(drawer, NamedNode(iri)))
    }


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
