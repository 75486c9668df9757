"""The release that the tests of the web serve: a dozen varied things written by hand, and some long lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from lod.dataset import on_this_day
from lod.rdf.iris import Thing, parse
from lod.register.register import SourceRecord, ThingState
from lod.search import index
from lod.search.index_entries import Entries, Stored

FIXTURE = Path(__file__).parent / "fixture"
BASE = "https://data.example.org/"
SCHEMA = "https://schema.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DAY = Literal("2026-11-18T10:30:00Z", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#dateTime"))


@dataclass
class Opened:
    """A release as the store's room opens it."""

    store: Store
    path: Path
    number: int = 12
    created: str = "2026-11-20T09:00:00Z"


@dataclass
class Following:
    """Says which release is current; a test changes it."""

    opened: Opened

    def current(self) -> Opened:
        return self.opened


THEN = datetime(2026, 10, 1, 12, tzinfo=UTC)


RECORDS = ("ocm 1/2", "/repositories/2/7", "//7", "x" * 1_000)


class Remembering:
    """A register with one thing that moved, one that is gone with its subject, and one source record."""

    def thing(self, kind: str, key: str) -> ThingState | None:
        thing = Thing(kind, key)
        if key == "verhuisd":
            return ThingState("moved", Thing("instance", "boeken-001"), THEN, "")
        if key == "weg":
            iri = thing.iri(BASE)
            last = f'<{iri}> <{SCHEMA}name> "Wat er was"@nl .\n<{iri}> <{RDF}type> <{SCHEMA}Book> .\n'
            last += f"<{iri}> <{SCHEMA}about> <{BASE}id/subject/weg-ermee> .\n"
            return ThingState("gone", None, THEN, last)
        if key == "weg-ermee":
            last = f'<{thing.iri(BASE)}> <{SCHEMA}name> "Vergankelijkheid"@nl .\n'
            return ThingState("gone", None, THEN, last)
        return None

    def records_of(self, thing: Thing, limit: int = 1000) -> list[tuple[str, str]]:
        return [("boeken", "ocm 1/2")] if thing.key == "boeken-001" else []

    def register(self) -> None:
        return None

    def record(self, collection: str, key: str) -> SourceRecord | None:
        if collection != "boeken" or key not in RECORDS:
            return None
        raw = b"00026nam a2200000 a 4500\x1e\x1d"
        return SourceRecord(collection, "marc21", raw, 1, THEN)


def fill(store: Store) -> None:
    """The fixture's statements: written by hand, and a few that are long or many."""
    for file in sorted(FIXTURE.glob("*.ttl")):
        store.load(path=file, format=RdfFormat.TURTLE)
    store.extend(made())


def made() -> Iterator[Quad]:
    """A title of 3,000 characters, a book with 500 subjects, and a maker of 500 books."""

    def node(path: str) -> NamedNode:
        return NamedNode(f"{BASE}id/{path}")

    def say(subject: NamedNode, name: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, NamedNode(SCHEMA + name), value, DefaultGraph())

    def typed(subject: NamedNode, name: str) -> Quad:
        return Quad(subject, NamedNode(RDF + "type"), NamedNode(SCHEMA + name), DefaultGraph())

    def book(path: str, title: str) -> NamedNode:
        books.append(typed(node(path), "Book"))
        books.append(say(node(path), "name", Literal(title, language="nl")))
        books.append(say(node(path), "isPartOf", node("collection/boeken")))
        books.append(say(node(path), "sdDatePublished", DAY))
        return node(path)

    books: list[Quad] = []
    book("instance/boeken-050", " ".join(["Verhandeling over het water en het land,"] * 75)[:3000])
    many = book("instance/boeken-051", "Over alles")
    for n in range(500):
        term = node(f"subject/onderwerp-{n}")
        yield typed(term, "DefinedTerm")
        yield say(term, "name", Literal(f"Onderwerp {n}", language="nl"))
        yield say(many, "about", term)
    maker = node("agent/veelschrijver")
    yield typed(maker, "Person")
    yield say(maker, "name", Literal("Veelschrijver, Anna", language="nl"))
    for n in range(500):
        yield say(book(f"instance/boeken-1{n:03}", f"Deel {n:03} van een lange reeks"), "author", maker)
    yield from books


def write_index(path: Path, store: Store) -> None:
    """What publishing would have made for search."""
    entries = Entries(Stored(store), BASE)
    typed = store.quads_for_pattern(None, NamedNode(RDF + "type"), None)
    things = {thing for quad in typed if (thing := parse(BASE, quad.subject.value))}
    ordered = sorted(things, key=lambda thing: (thing.kind, thing.key))
    index.build(path / "index", (entry for thing in ordered if (entry := entries.read(thing))))


def write_days(path: Path, store: Store) -> None:
    """What publishing would have noted of the days of the year."""
    on_this_day.write(path, on_this_day.collect(store, BASE))


def write_counts(path: Path) -> None:
    """What publishing would have counted."""
    counts = {
        "things": {"instance": 513},
        "collections": {
            "boeken": {"records": 512, "describes": {"instance": 511, "work": 1}},
            "haven": {"records": 2, "describes": {"object": 2}},
            "archief": {"records": 2, "describes": {"object": 2}},
        },
    }
    (path / "counts.json").write_text(json.dumps(counts))
