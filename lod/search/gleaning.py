"""What the index needs, picked from statements on their way into the store: no look-ups afterwards.

Reading entries from a store takes a look-up for each thing and each name. When everything is built anew, the
statements pass by anyway: those that an entry is made of are put aside in drawers, all of one thing in the
same drawer, and each drawer is made into entries by itself.
"""

from __future__ import annotations

import marshal
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import zstandard
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from lod.rdf.iris import Thing
from lod.rdf.iris import parse as thing_of
from lod.rdf.names import expand
from lod.search import entries
from lod.search.entries import Entries, Entry, readable_name

DRAWERS = 32
"""A thing is in the drawer of its number; the more drawers, the less memory for each."""
SUFFIX = ".gleaned"
_ITEM_OF = f"<{expand('bf:itemOf')}>".encode()
_ITEM = b"id/item/"
_LEVEL = 1


def wanted() -> frozenset[bytes]:
    """The predicates, as N-Triples, of the statements that entries are made of."""
    tables = (
        entries.NAMES, entries.OTHER_NAMES, entries.MAKERS, entries.SUBJECTS, entries.PLACES, entries.NOTES,
        entries.IDENTIFIERS, entries.DATES, entries.ENDS, entries.VALUES, entries.HELD_BY, entries.ITEMS,
        entries.ONLINE, (entries.RDF_TYPE, entries.PART_OF, entries.LANGUAGE, entries.CHANGED),
    )  # fmt: skip
    return frozenset(f"<{iri}>".encode() for table in tables for iri in table)


class Gleaner:
    """Picks from batches of statements what entries are made of, into files in a folder."""

    def __init__(self, folder: Path, base: str) -> None:
        self._folder = folder
        self._ours = f"<{base}id/".encode()
        self._wanted = wanted()

    def glean(self, text: bytes, name: str) -> None:
        """Put aside what is wanted of a batch of N-Triples; `name` is the batch's own."""
        drawers: list[list[bytes]] = [[] for _ in range(DRAWERS)]
        items: dict[bytes, bytes] = {}
        held: list[tuple[bytes, bytes]] = []
        ours, some, item = self._ours, self._wanted, self._ours + b"item/"
        for line in text.split(b"\n"):
            subject, _, rest = line.partition(b" ")
            predicate = rest.partition(b" ")[0]
            if subject.startswith(item):
                if predicate == _ITEM_OF:
                    items[subject] = rest.rpartition(b" ")[0].rpartition(b" ")[2]
                elif predicate in some:
                    held.append((subject, line))
            elif predicate in some:
                drawers[drawer_of(subject)].append(line)
        for subject, line in held:
            # a copy is read with its edition: it stands in the same drawer
            owner = items.get(subject.partition(b"#")[0].removesuffix(b">") + b">", subject)
            drawers[drawer_of(owner if owner.startswith(ours) else subject)].append(line)
        packer = zstandard.ZstdCompressor(_LEVEL)
        packed = [packer.compress(b"\n".join(lines)) if lines else b"" for lines in drawers]
        (self._folder / f"{name}{SUFFIX}").write_bytes(marshal.dumps(packed))


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
            packed = marshal.loads(file.read_bytes())[drawer]  # noqa: S302 - written by ourselves
            if packed:
                found.update(unpacker.decompress(packed).split(b"\n"))
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


def names_in(drawer: Gathered, base: str) -> dict[str, str]:
    """What the things in a drawer that others point to are called, by IRI."""
    made = tuple(f"{base}id/{kind}/" for kind in ("instance", "work", "item", "object"))
    return {
        iri: name
        for iri in drawer
        if "#" not in iri and not iri.startswith(made) and (name := readable_name(drawer, NamedNode(iri)))
    }


def entries_in(
    drawer: Gathered, names: Mapping[str, str], base: str, kinds: Collection[str], without: Collection[str]
) -> Iterator[Entry]:
    """The entries of the things of some kinds in a drawer; not of those `without`, by their names."""
    reader = Entries(drawer, base, names)
    for iri in sorted(drawer):
        thing: Thing | None = thing_of(base, iri) if "#" not in iri else None
        if thing and thing.kind in kinds and f"{thing.kind}/{thing.key}" not in without:
            entry = reader.read(thing)
            if entry:
                yield entry
