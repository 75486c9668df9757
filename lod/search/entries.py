"""What the index knows of a thing, read from the store."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode

from lod.rdf.iris import Thing
from lod.rdf.names import expand

NAMES = tuple(expand(name) for name in ("schema:name", "rdfs:label", "skos:prefLabel"))
OTHER_NAMES = tuple(
    expand(name) for name in ("schema:alternateName", "schema:alternativeHeadline", "skos:altLabel")
)
MAKERS = tuple(
    expand(f"schema:{name}")
    for name in ("creator", "author", "contributor", "editor", "translator", "illustrator", "composer")
)
SUBJECTS = tuple(expand(name) for name in ("schema:about", "schema:genre", "schema:keywords"))
PLACES = tuple(expand(name) for name in ("schema:contentLocation", "schema:locationCreated"))
NOTES = tuple(expand(f"schema:{name}") for name in ("description", "abstract", "text"))
IDENTIFIERS = tuple(expand(f"schema:{name}") for name in ("identifier", "isbn", "issn", "sku"))
DATES = tuple(
    expand(f"schema:{name}") for name in ("datePublished", "dateCreated", "birthDate", "foundingDate")
)
RDF_TYPE = expand("rdf:type")
PART_OF = expand("schema:isPartOf")
LANGUAGE = expand("schema:inLanguage")
HELD_BY = tuple(
    expand(name) for name in ("bf:heldBy", "schema:offeredBy", "schema:holdingArchive", "schema:seller")
)
CHANGED = expand("schema:sdDatePublished")
ENDS = tuple(expand(name) for name in ("schema:deathDate", "schema:dissolutionDate"))
VALUES = tuple(expand(name) for name in ("schema:value", "rdf:value"))
ITEMS = tuple(expand(name) for name in ("bf:hasItem", "schema:offers"))
ITEM_OF = expand("bf:itemOf")
ONLINE = tuple(expand(name) for name in ("schema:url", "schema:associatedMedia", "schema:encoding"))
GENERIC = frozenset({expand("schema:CreativeWork"), expand("schema:Thing")})
SCHEMA = expand("schema:")

_YEAR = re.compile(r"-?[0-9]{4}")


class Readable(Protocol):
    """What of the store is needed here."""

    def quads_for_pattern(
        self, subject: Any, predicate: Any, object: Any, graph_name: Any = None
    ) -> Iterable[Any]:
        """Statements by subject, predicate and object."""


@dataclass(slots=True)
class Entry:
    """What the index knows of a thing."""

    iri: str
    kind: str
    titles: dict[str, str] = field(default_factory=dict)
    """Its names by language tag; the empty tag for a name without one."""
    other_titles: list[str] = field(default_factory=list)
    makers: dict[str, str] = field(default_factory=dict)
    subjects: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    year: int | None = None
    until: int | None = None
    """The year in which a person died, or a body ended."""
    online: bool = False
    changed: int | None = None
    """When its description last changed: seconds since 1970."""

    @property
    def title(self) -> str:
        """The name to show first."""
        return next(iter(self.titles.values()), "")


class Entries:
    """Reads entries; names of makers and subjects, which many things share, are kept."""

    KEPT = 200_000

    def __init__(self, store: Readable, base: str, names: Mapping[str, str] | None = None) -> None:
        self._store = store
        self._base = base
        self._known = names or {}
        """Names that need not be looked up."""
        self._names: dict[str, str] = {}

    def read(self, thing: Thing) -> Entry | None:
        """The entry of a thing, or None when the store does not describe it."""
        iri = thing.iri(self._base)
        by_predicate: dict[str, list[Any]] = {}
        for quad in self._store.quads_for_pattern(NamedNode(iri), None, None, None):
            by_predicate.setdefault(quad.predicate.value, []).append(quad.object)
        if not by_predicate:
            return None
        entry = Entry(iri, thing.kind)
        self._describe(entry, by_predicate)
        self._relate(entry, by_predicate)
        self._hold(entry, by_predicate)
        return entry

    def _describe(self, entry: Entry, found: dict[str, list[Any]]) -> None:
        for predicate in NAMES:
            if predicate in found:
                entry.titles = {_language(o): o.value for o in _ordered(found[predicate])}
                break
        entry.other_titles = _texts(found, OTHER_NAMES)
        entry.notes = _texts(found, NOTES)
        entry.identifiers = [*_texts(found, IDENTIFIERS), *self._numbers(entry.iri, found)]
        entry.languages = _texts(found, (LANGUAGE,))
        entry.types = sorted(
            o.value.removeprefix(SCHEMA)
            for o in found.get(RDF_TYPE, ())
            if o.value.startswith(SCHEMA) and o.value not in GENERIC
        )
        years = (_YEAR.match(text) for text in _texts(found, DATES))
        entry.year = next((int(year.group()) for year in years if year), None)
        ends = (_YEAR.match(text) for text in _texts(found, ENDS))
        entry.until = next((int(year.group()) for year in ends if year), None)
        entry.changed = _moment(next(iter(_texts(found, (CHANGED,))), ""))
        entry.online = any(predicate in found for predicate in ONLINE)

    def _relate(self, entry: Entry, found: dict[str, list[Any]]) -> None:
        for predicates, into in ((MAKERS, entry.makers), (SUBJECTS, entry.subjects), (PLACES, entry.places)):
            for predicate in predicates:
                if predicate not in found:
                    continue
                for node in _ordered(found[predicate]):
                    if isinstance(node, Literal):
                        into[node.value] = node.value
                    elif name := self.name(node):
                        into[node.value] = name
        collections = f"{self._base}id/collection/"
        parts = [o.value for o in found.get(PART_OF, ()) if not isinstance(o, Literal)]
        entry.collections = sorted(iri for iri in parts if iri.startswith(collections))

    def _hold(self, entry: Entry, found: dict[str, list[Any]]) -> None:
        """Who holds it: stated of the thing itself, or of its items and offers."""
        holders = {o.value for predicate in HELD_BY for o in found.get(predicate, ())}
        for predicate in ITEMS:
            for item in found.get(predicate, ()):
                for quad in self._store.quads_for_pattern(item, None, None, None):
                    if quad.predicate.value in HELD_BY:
                        holders.add(quad.object.value)
                    elif quad.predicate.value in IDENTIFIERS:
                        entry.identifiers.append(quad.object.value)
        entry.organizations = sorted(holders)

    def _numbers(self, iri: str, found: dict[str, list[Any]]) -> list[str]:
        """Identifiers that are parts of the thing, with a value of their own."""
        parts = {
            node.value
            for predicate in IDENTIFIERS
            for node in found.get(predicate, ())
            if not isinstance(node, Literal) and node.value.startswith(iri + "#")
        }
        return sorted(
            quad.object.value
            for part in parts
            for quad in self._store.quads_for_pattern(NamedNode(part), None, None, None)
            if quad.predicate.value in VALUES and isinstance(quad.object, Literal)
        )

    def name(self, node: NamedNode) -> str:
        """A name of a thing that another one points to; empty when it has none."""
        iri: str = node.value
        known = self._known.get(iri)
        if known is not None:
            return known
        if iri not in self._names:
            if len(self._names) > self.KEPT:
                self._names.clear()
            self._names[iri] = readable_name(self._store, node)
        return self._names[iri]


def readable_name(store: Readable, node: NamedNode) -> str:
    """A name of a thing, Dutch before English before others; empty when it has none."""
    for predicate in NAMES:
        found = [quad.object for quad in store.quads_for_pattern(node, NamedNode(predicate), None, None)]
        if found:
            return str(_ordered(found)[0].value)
    return ""


@lru_cache(1_024)
def _moment(text: str) -> int | None:
    """Seconds since 1970 of an xsd:dateTime; None for what is none."""
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return None


def _ordered(terms: Iterable[Any]) -> list[Any]:
    """Dutch first, then English, then the others, each in the order of their text."""
    rank = {"nl": 0, "en": 1}
    listed = list(terms)
    if len(listed) < 2:
        return listed
    return sorted(listed, key=lambda term: (rank.get(_language(term), 2), term.value))


def _language(term: Any) -> str:
    return (term.language or "") if isinstance(term, Literal) else ""


def _texts(found: dict[str, list[Any]], predicates: Iterable[str]) -> list[str]:
    values = {o.value for p in predicates if p in found for o in found[p] if isinstance(o, Literal)}
    return sorted(values) if len(values) > 1 else list(values)
