"""Which statements stand together in parts, so that every download is made of whole families.

What only one collection describes is a family of its own; what several describe stands in a family of each of
them, and once more in a family of all that is shared, so that the whole says it once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lod.dataset.dumps.parts import Part
from lod.rdf.iris import KINDS
from lod.register.database.connection import Database
from lod.register.ingest.hash_ranges import part_of, power_of_two
from lod.register.statements import id_of, kind_of, number

SITE = "_site"
"""What the site says about itself; no collection can have this name."""
SHARED = "shared._all"
ELSEWHERE = "elsewhere"
"""Statements about what is not ours: names of codes and linked terms."""
LARGEST = 4_096
"""So many things a part holds about."""


def own(key: str) -> str:
    """The family of what only this collection describes."""
    return f"own.{key}"


def shared(key: str) -> str:
    """The family of what this collection describes together with others."""
    return f"shared.{key}"


def of_thing(collections: tuple[str, ...]) -> tuple[str, ...]:
    """The families of a thing that these collections describe.

    >>> of_thing(("boeken",)), of_thing(("a", "b"))
    (('own.boeken',), ('shared.a', 'shared.b', 'shared._all'))
    """
    if len(collections) == 1:
        return (own(collections[0]),)
    return (*(shared(key) for key in collections), SHARED)


def graph(base: str, family: str) -> str:
    """The graph that the statements of a family are in, in N-Quads: the collection."""
    key = family.partition(".")[2]
    return f"{base}id/collection/{key}" if key and not key.startswith("_") else base


def of_collection(key: str) -> tuple[str, ...]:
    """The families that a collection's download is made of."""
    return own(key), shared(key), ELSEWHERE


def of_whole(keys: Iterable[str], quads: bool) -> tuple[str, ...]:
    """The families that the whole is made of: each statement once; in N-Quads once in each graph."""
    keys = (*keys, SITE)
    rest = tuple(shared(key) for key in keys) if quads else (SHARED,)
    return (*(own(key) for key in keys), *rest, ELSEWHERE)


class Members:
    """Which collections describe which things."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._keys = {id: key or SITE for id, key in db.execute("SELECT id, key FROM collection")}
        self._sets: dict[tuple[int, ...], tuple[str, ...]] = {}

    @property
    def keys(self) -> list[str]:
        """All collections that ever were, in order."""
        return sorted(self._keys.values())

    def all(self) -> dict[int, tuple[str, ...]]:
        """Id of a thing → its collections."""
        rows = self._db.execute(
            "SELECT thing, collection FROM describes JOIN record ON record.id = record ORDER BY thing"
        )
        return dict(self._grouped(rows))

    def of(self, thing: int) -> tuple[str, ...]:
        """The collections that describe a thing; none when nothing does."""
        rows = self._db.execute(
            "SELECT thing, collection FROM describes JOIN record ON record.id = record WHERE thing = ?",
            (thing,),
        )
        return next((found for _, found in self._grouped(rows)), ())

    def without(self, keys: Collection[str], come: Collection[int], gone: Collection[int]) -> tuple[str, ...]:
        """Collections before some came and others went, which are given by their ids."""
        added, taken = ({self._keys[id] for id in ids} for ids in (come, gone))
        return tuple(sorted({*keys} - added | taken))

    def _grouped(self, rows: Iterable[tuple[int, int]]) -> Iterator[tuple[int, tuple[str, ...]]]:
        thing: int | None = None
        found: set[int] = set()
        for one, collection in rows:
            if one != thing:
                if thing is not None:
                    yield thing, self._named(found)
                thing, found = one, set()
            found.add(collection)
        if thing is not None:
            yield thing, self._named(found)

    def _named(self, ids: set[int]) -> tuple[str, ...]:
        """Their keys; the same tuple for the same set, for there are many things and few sets."""
        place = tuple(sorted(ids))
        if place not in self._sets:
            self._sets[place] = tuple(sorted(self._keys[id] for id in ids))
        return self._sets[place]


def sizes(db: Database) -> dict[str, int]:
    """How many parts each family has: a power of two, so that it seldom changes."""
    names = {f"collection {id}": key or SITE for id, key in db.execute("SELECT id, key FROM collection")}
    found = {own(key): 0 for key in names.values()}
    rows = db.execute("SELECT what, sum(count) FROM number_of WHERE what LIKE 'collection %' GROUP BY what")
    for what, things in rows:
        found[own(names[what])] += things
    (things,) = db.execute("SELECT count(*) FROM thing").fetchone()
    (statements,) = db.execute("SELECT count(*) FROM elsewhere").fetchone()
    for key in names.values():
        found[shared(key)] = min(things, found[own(key)]) // 4
    found[SHARED] = things // 4
    found[ELSEWHERE] = statements // 4
    return {family: power_of_two(-(-things // LARGEST)) for family, things in found.items()}


@dataclass(frozen=True, slots=True)
class Owner:
    """What a statement is about, as the name of a thing of ours, or as an IRI of others."""

    name: str
    ours: bool

    @property
    def id(self) -> int:
        """The number that decides in which part of its family it is."""
        return id_of(self.name) if self.ours else number(self.name.encode())

    def part(self, family: str, sizes: Mapping[str, int]) -> Part:
        """Its part in a family."""
        return Part(family, part_of(self.id, sizes[family]))


def parts_of(about: Owner, collections: tuple[str, ...], sizes: Mapping[str, int]) -> list[Part]:
    """Where the statements on something stand; what no collection describes is with what is not ours."""
    names = of_thing(collections) if collections else (ELSEWHERE,)
    return [about.part(family, sizes) for family in names]


def owner(subject: bytes, base: str) -> Owner:
    """What a statement with this subject ("<…" without the closing bracket) is about.

    >>> owner(b"<https://a.example/id/work/x#title", "https://a.example/")
    Owner(name='work/x', ours=True)
    """
    head = f"<{base}id/".encode()
    if subject.startswith(head):
        name = subject[len(head) :].partition(b"#")[0].decode()
        if kind_of(name) in KINDS:
            return Owner(name, True)
    return Owner(subject[1:].decode(), False)
