"""An index made from statements passing by has what one made by look-ups has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, Store

from lod.dataset.dumps.void_statistics import things
from lod.rdf.iris import Thing, parse
from lod.rdf.ntriples import Term
from lod.search import bulk_index
from lod.search.extraction import _WANTED as WANTED
from lod.search.extraction import DRAWERS, Extractor, Gathered, Partitions, entries_in
from lod.search.index import FORM_FILE, build, can_be_built_on, tidy, update
from lod.search.index_entries import NAMES, Entries, Entry, Stored
from lod.search.searcher import Searcher, SearchRequest
from tests.webapp.sample_release import BASE, fill

KINDS = ("instance", "object", "work", "agent", "subject", "genre", "place", "organization", "collection")

PERIOD = f"""
<{BASE}id/object/of-a-period> a <https://schema.org/CreativeWork> ;
    <https://schema.org/name> "Kan"@nl ;
    <https://schema.org/temporal> "17e eeuw"@nl , "1600/1699" ;
    <https://schema.org/associatedMedia> <{BASE}id/object/of-a-period#image> .
<{BASE}id/object/of-a-period#image>
    <https://schema.org/license> <https://creativecommons.org/licenses/by/4.0/> .
"""

DEEP = "".join(
    f"""<{BASE}id/object/level-{n}> <https://schema.org/name> "Level {n}"@en , "Laag {n}"@nl ;
    <https://schema.org/isPartOf> <{BASE}id/object/level-{n + 1}> , <{BASE}id/object/nowhere> ,
        <{BASE}id/collection/boeken> , <{BASE}id/object/level-{n}#register> .
<{BASE}id/object/level-{n}#register> <https://schema.org/name> "Register {n}"@nl ;
    <https://schema.org/isPartOf> <{BASE}id/object/level-{n}#archive> .
<{BASE}id/object/level-{n}#archive> <https://schema.org/name> "Archief {n}"@nl .
"""
    for n in range(20)
)
"""Pieces in pieces, each of them also in something that nothing is said of."""


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    fill(store)
    store.load(f"{PERIOD}{DEEP}".encode(), format=RdfFormat.TURTLE)
    return store


def lines(store: Store) -> list[bytes]:
    return sorted(f"{quad.triple} .".encode() for quad in store)


def glean(store: Store, folder: Path, batches: int = 5) -> None:
    """As publishing does it: batch after batch, in each all that is said of some things."""
    spread: list[list[bytes]] = [[] for _ in range(batches)]
    for line in lines(store):
        root = line[: line.index(b">")].partition(b"#")[0]
        spread[sum(root) % batches].append(line)
    for number, some in enumerate(spread):
        see(some, folder, f"part-{number}")


def see(lines: list[bytes], folder: Path, name: str) -> None:
    extractor = Extractor(folder, BASE)
    for about in things(lines).values():
        extractor.see(about)
    extractor.write(name)


def by_look_up(store: Store) -> dict[str, Entry]:
    entries = Entries(Stored(store), BASE)
    things = {thing for quad in store if (thing := parse(BASE, quad.subject.value)) and thing.kind in KINDS}
    return {thing.iri(BASE): entry for thing in things if (entry := entries.read(thing))}


def test_each_entry_is_the_same(store: Store, tmp_path: Path) -> None:
    glean(store, tmp_path)
    partitions = [Gathered(Partitions(tmp_path).things(number)) for number in range(DRAWERS)]
    names = Partitions(tmp_path).names()
    gleaned = {e.iri: e for one in partitions for e in entries_in(one, names, BASE, KINDS)}
    expected = by_look_up(store)
    assert gleaned.keys() == expected.keys()
    assert {iri: e for iri, e in gleaned.items() if e != expected[iri]} == {}
    within = expected[f"{BASE}id/object/level-0"].within
    assert within[:5] == ["Register 0", "Laag 1", "Level 1", "Laag 2", "Level 2"]


class Asked(dict[str, list[Term]]):
    """What is said of something, and what was looked for in it."""

    def __init__(self, said: Mapping[str, list[Term]], asked: set[str]) -> None:
        super().__init__(said)
        self._asked = asked

    def __contains__(self, predicate: object) -> bool:
        self._asked.add(str(predicate))
        return super().__contains__(predicate)

    def get(self, predicate: str, default: Any = None) -> Any:
        self._asked.add(predicate)
        return super().get(predicate, default)


class Everything:
    """A source in which each thing has all that is put aside, as a part of it, and notes what it is asked."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def about(self, iri: str) -> Mapping[str, Sequence[Term]]:
        root = iri.partition("#")[0]
        said: dict[str, list[Term]] = {name: [(f"{root}#part", None)] for name in WANTED.values()}
        return Asked(said | {NAMES[0]: [("Everything", "en")]}, self.asked)

    def objects(self, iri: str, predicate: str) -> Sequence[Term]:
        self.asked.add(predicate)
        return self.about(iri).get(predicate, ())


def test_all_that_an_entry_is_made_of_is_put_aside() -> None:
    source = Everything()
    for kind in KINDS:
        assert Entries(source, BASE).read(Thing(kind, "x")) is not None
    assert source.asked - {*WANTED.values()} == set()


def test_the_index_has_everything_once_and_can_be_built_on(store: Store, tmp_path: Path) -> None:
    glean(store, tmp_path)
    expected = by_look_up(store)
    with ThreadPoolExecutor(2) as executor:
        indexing = bulk_index.Indexing(bulk_index.Work(tmp_path, BASE, KINDS), executor, 2)
        written = indexing.finish(tmp_path / "index")
    whole, anew = Searcher(tmp_path / "index"), tmp_path / "anew"
    build(anew, expected.values())
    assert written == whole.size == len(expected)
    for text in ("", "havelaar", "koffie", "multatuli", "laag 3"):
        found = {hit.iri for hit in whole.every(SearchRequest(text))}
        assert found == {hit.iri for hit in Searcher(anew).every(SearchRequest(text))}
    tidy(tmp_path / "index")
    assert can_be_built_on(tmp_path / "index")
    changed = expected[f"{BASE}id/agent/multatuli"]
    update(tmp_path / "next", tmp_path / "index", [changed], [f"{BASE}id/instance/boeken-001"])
    assert Searcher(tmp_path / "next").size == len(expected) - 1
    assert can_be_built_on(tmp_path / "next")
    (tmp_path / "next" / FORM_FILE).write_text("1")
    assert not can_be_built_on(tmp_path / "next")


def test_a_copy_is_read_with_its_edition(tmp_path: Path) -> None:
    text = (
        f"<{BASE}id/item/i> <http://id.loc.gov/ontologies/bibframe/heldBy> <{BASE}id/organization/o> .\n"
        f"<{BASE}id/item/i> <http://id.loc.gov/ontologies/bibframe/itemOf> <{BASE}id/instance/x> .\n"
        f"<{BASE}id/instance/x> <http://id.loc.gov/ontologies/bibframe/hasItem> <{BASE}id/item/i> .\n"
        f'<{BASE}id/instance/x> <https://schema.org/name> "X"@nl .\n'
    ).encode()
    see(text.splitlines(), tmp_path, "one")
    found = [
        entry
        for number in range(DRAWERS)
        for entry in entries_in(Gathered(Partitions(tmp_path).things(number)), ({}, {}), BASE, KINDS)
    ]
    assert [(e.title, e.organizations) for e in found] == [("X", [f"{BASE}id/organization/o"])]
