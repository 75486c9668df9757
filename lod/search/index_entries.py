"""What the index knows of a thing, read from the statements about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode

from lod.rdf.iris import Thing
from lod.rdf.namespaces import expand
from lod.rdf.ntriples import Term
from lod.search.ancestors import PART_OF, Ancestors, shortened
from lod.search.label_encoding import RANK, decode, encode, is_several, ordered, preferred
from lod.search.nonfiling_articles import article

NAMES = tuple(expand(name) for name in ("schema:name", "rdfs:label", "skos:prefLabel"))
OTHER_NAMES = tuple(
    expand(name) for name in ("schema:alternateName", "schema:alternativeHeadline", "skos:altLabel")
)
MAKERS = tuple(
    expand(f"schema:{name}")
    for name in ("creator", "author", "contributor", "editor", "translator", "illustrator", "composer")
)
SUBJECTS = tuple(expand(name) for name in ("schema:about", "schema:genre", "schema:keywords"))
KINDS_OF = (expand("schema:additionalType"),)
MATERIALS = tuple(expand(f"schema:{name}") for name in ("material", "artMedium"))
PLACES = tuple(expand(name) for name in ("schema:contentLocation", "schema:locationCreated"))
NOTES = tuple(expand(f"schema:{name}") for name in ("description", "abstract", "text"))
PUBLISHERS = (expand("schema:publisher"),)
IDENTIFIERS = (
    *(expand(f"schema:{name}") for name in ("identifier", "isbn", "issn", "sku", "serialNumber")),
    expand("bf:identifiedBy"),
)
DATES = tuple(
    expand(f"schema:{name}") for name in ("datePublished", "dateCreated", "birthDate", "foundingDate")
)
PERIOD = (expand("schema:temporal"),)
"""Where nothing tells its year: a period (1600/1699, 1650~) counts from its beginning."""
RDF_TYPE = expand("rdf:type")
TITLE, NON_SORTING = expand("bf:title"), expand("bflc:nonSortNum")
POSITION = expand("schema:position")
LANGUAGE = expand("schema:inLanguage")
HELD_BY = tuple(
    expand(name) for name in ("bf:heldBy", "schema:offeredBy", "schema:holdingArchive", "schema:seller")
)
WHO = tuple(expand(f"schema:{name}") for name in ("author", "creator", "byArtist", "contributor"))
"""Of the makers, those that a list names: of the first of these that there are any of."""
WHEN = tuple(expand(f"schema:{name}") for name in ("datePublished", "dateCreated"))
SHOWN = 3
"""So many makers a list names."""
CHANGED = expand("schema:sdDatePublished")
ENDS = tuple(expand(name) for name in ("schema:deathDate", "schema:dissolutionDate"))
VALUES = tuple(expand(name) for name in ("schema:value", "rdf:value"))
ITEMS = tuple(expand(name) for name in ("bf:hasItem", "schema:offers"))
ITEM_OF = expand("bf:itemOf")
ONLINE = tuple(expand(name) for name in ("schema:url", "schema:associatedMedia", "schema:encoding"))
LICENCE = expand("schema:license")
GENERIC = frozenset({expand("schema:CreativeWork"), expand("schema:Thing")})
SCHEMA = expand("schema:")

PIECE = "ArchiveComponent"
"""Of such a thing, its own kind is the level at which it stands."""
TITLED = frozenset({"instance", "work", "object"})
"""Kinds whose names are titles."""
_BEFORE_A_WORD = frozenset(" '’-([\"“‘«")

CONTRIBUTOR = expand("schema:contributor")
PARALLEL = " = "
"""Between what is said of a maker in one language and in another, as ISBD has it (A.3.2.7)."""
_YEAR = re.compile(r"-?[0-9]{4}")
FREE = re.compile(r"https?://creativecommons\.org/(?:publicdomain|licenses/by(?:-sa)?)/")
"""Licences that ask for no more than a name, and the public domain."""


class Readable(Protocol):
    """What things are read from."""

    def about(self, iri: str) -> Mapping[str, Sequence[Term]]:
        """What is said of something: objects by predicate."""

    def objects(self, iri: str, predicate: str) -> Sequence[Term]:
        """What is said of it by one predicate."""


class Stored:
    """Things in a store."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def about(self, iri: str) -> Mapping[str, Sequence[Term]]:
        """What is said of something: objects by predicate."""
        found: dict[str, list[Term]] = {}
        for quad in self._store.quads_for_pattern(NamedNode(iri), None, None, None):
            found.setdefault(quad.predicate.value, []).append(_term(quad.object))
        return found

    def objects(self, iri: str, predicate: str) -> Sequence[Term]:
        """What is said of it by one predicate."""
        found = self._store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None, None)
        return [_term(quad.object) for quad in found]


@dataclass(slots=True)
class Entry:
    """What the index knows of a thing."""

    iri: str
    kind: str
    titles: dict[str, str] = field(default_factory=dict)
    """Its names by language tag; the empty tag for a name without one."""
    unfiled: int = 0
    """How many characters of the name that is shown first do not count where names are put in order."""
    other_titles: list[str] = field(default_factory=list)
    makers: dict[str, str] = field(default_factory=dict)
    who: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of the makers, those that a list names, each with its names by language."""
    subjects: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    publishers: dict[str, str] = field(default_factory=dict)
    made_of: dict[str, str] = field(default_factory=dict)
    """What kind of thing it is, and of what material."""
    translated: dict[str, list[str]] = field(default_factory=dict)
    """What makers, subjects, places and what it is made of are called in other languages, by field."""
    notes: list[str] = field(default_factory=list)
    series: list[str] = field(default_factory=list)
    """What it is a part of, a series or a journal, with its number there."""
    within: list[str] = field(default_factory=list)
    """The titles of what it stands in up to the archive, the nearest first."""
    identifiers: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)
    copies: int = 0
    """How many copies of it are told of, or who hold it, whichever is more."""
    collections: list[str] = field(default_factory=list)
    year: int | None = None
    when: str = ""
    """From when it is, as exactly as is told."""
    until: int | None = None
    """The year in which a person died, or a body ended."""
    digitised: list[str] = field(default_factory=list)
    """"yes" when it can be seen or read online, and "free" when anybody may use that for anything."""
    changed: int | None = None
    """When its description last changed: seconds since 1970."""

    @property
    def title(self) -> str:
        """The name to show first."""
        return next(iter(self.titles.values()), "")

    @property
    def filed(self) -> str:
        """The same from the word on by which it is put in order."""
        return self.title[self.unfiled :]


class Entries:
    """Reads entries; names of makers and subjects, which many things share, are kept."""

    KEPT = 200_000

    def __init__(
        self,
        source: Readable,
        base: str,
        names: Mapping[str, str] | None = None,
        parents: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._source = source
        self._base = base
        self._known = names or {}
        """Names that need not be looked up."""
        self._names: dict[str, str] = {}
        self._ancestors = Ancestors(base, lambda iri: source.objects(iri, PART_OF), parents)

    def read(self, thing: Thing) -> Entry | None:
        """The entry of a thing, or None when nothing is said of it."""
        iri = thing.iri(self._base)
        found = self._source.about(iri)
        if not found:
            return None
        entry = Entry(iri, thing.kind)
        self._describe(entry, found)
        self._relate(entry, found)
        self._hold(entry, found)
        return entry

    def _describe(self, entry: Entry, found: Mapping[str, Sequence[Term]]) -> None:
        for predicate in NAMES:
            if predicate in found:
                entry.titles = {language or "": text for text, language in ordered(found[predicate])}
                break
        entry.unfiled = self._unfiled(entry, found)
        entry.other_titles = _texts(found, OTHER_NAMES)
        entry.notes = _texts(found, NOTES)
        entry.identifiers = [*_texts(found, IDENTIFIERS), *self._numbers(entry.iri, found)]
        entry.languages = [text for text in _texts(found, (LANGUAGE,)) if " " not in text]  # no sentences
        entry.types = sorted(
            iri.removeprefix(SCHEMA)
            for iri, _ in found.get(RDF_TYPE, ())
            if iri.startswith(SCHEMA) and iri not in GENERIC
        )
        for predicate in (*WHEN, *PERIOD):
            if predicate in found and (told := _texts(found, (predicate,))):
                in_words = {text for text, language in found[predicate] if language}
                entry.when = next((text for text in told if text in in_words), told[0])
                break
        dates = _texts(found, DATES) or _texts(found, PERIOD)
        years = (_YEAR.match(text) for text in dates)
        entry.year = next((int(year.group()) for year in years if year), None)
        ends = (_YEAR.match(text) for text in _texts(found, ENDS))
        entry.until = next((int(year.group()) for year in ends if year), None)
        entry.changed = _moment(next(iter(_texts(found, (CHANGED,))), ""))
        if any(predicate in found for predicate in ONLINE):
            entry.digitised = ["yes", "free"] if self._is_free(found) else ["yes"]

    def _is_free(self, found: Mapping[str, Sequence[Term]]) -> bool:
        """Whether one of its files has a free licence; or it has, where no file tells of its own."""
        files = [iri for name in ONLINE for iri, language in found.get(name, ()) if language is None]
        told = [one for iri in files if "#" in iri for one in self._source.objects(iri, LICENCE)]
        return any(FREE.match(licence) for licence, _ in told or found.get(LICENCE, ()))

    def _unfiled(self, entry: Entry, found: Mapping[str, Sequence[Term]]) -> int:
        """What a record says of its title, else the article that it begins with in its language."""
        own = (entry.iri + "#title", None)
        told = self._source.objects(own[0], NON_SORTING) if own in found.get(TITLE, ()) else ()
        for text, _ in sorted(told, key=lambda one: one[1] or ""):  # that of another script comes last
            if text.isascii() and text.isdigit() and entry.title[: int(text[:9])][-1:] in _BEFORE_A_WORD:
                return int(text[:9])  # Python takes no numbers of 4,300 digits
        return len(article(entry.title, next(iter(entry.titles), ""))) if entry.kind in TITLED else 0

    def _relate(self, entry: Entry, found: Mapping[str, Sequence[Term]]) -> None:
        for predicates, into in (
            (MAKERS, entry.makers),
            (SUBJECTS, entry.subjects),
            (PLACES, entry.places),
            (PUBLISHERS, entry.publishers),
            (MATERIALS if PIECE in entry.types else (*KINDS_OF, *MATERIALS), entry.made_of),
        ):
            for predicate in predicates:
                if predicate in found:
                    self._name_all(entry.iri, ordered(found[predicate]), into)
        self._translate(entry)
        for predicate in WHO:
            if told := found.get(predicate):
                some = ordered(told)[:SHOWN]
                entry.who = {v: self._called(v) if tag is None else {tag: v} for v, tag in some}
                break
        if parts := [value for value, language in found.get(PART_OF, ()) if language is None]:
            self._belong(entry, parts, found)
            around = self._ancestors.above(entry.iri, found[PART_OF])
            names = (name for iri in around for name in self._called(iri).values())
            entry.within = [*dict.fromkeys(map(shortened, names))]

    def _translate(self, entry: Entry) -> None:
        for name in ("makers", "subjects", "places", "made_of"):
            named: Mapping[str, str] = getattr(entry, name)
            several = (iri for iri, called in named.items() if iri != called and is_several(self._noted(iri)))
            others = [other for iri in several for other in self._called(iri).values()]
            if told := [other for other in dict.fromkeys(others) if other not in named.values()]:
                entry.translated[name] = told

    def _name_all(self, iri: str, values: Sequence[Term], into: dict[str, str]) -> None:
        """Add what values are called, each under its IRI; texts and parts of the thing under their names."""
        parts = []
        for value, language in values:
            if language is not None:
                into[value] = value
            elif value.startswith(f"{iri}#"):
                parts.append(value)
            elif name := self.name(value):
                into[value] = name
        # a part is nobody by itself: those of many things that are called the same are one
        for name in self._parallel(parts) if len(parts) > 1 else map(self.name, parts):
            if name:
                into[name] = name

    def _parallel(self, parts: Sequence[str]) -> Iterator[str]:
        """What parts are called; those that say the same of one maker in several languages are called by all
        of it: "naar Rembrandt = after Rembrandt".
        """
        said: list[tuple[str, dict[str, str]]] = []
        for part in parts:
            agents = [v for v, tag in self._source.objects(part, CONTRIBUTOR) if tag is None]
            agent, names = (agents or [part])[0], self._called(part)
            for other, known in said:
                if other == agent and not names.keys() & known.keys():
                    known |= names
                    break
            else:
                said.append((agent, names))
        for _, names in said:
            ordered = sorted(names, key=lambda tag: (RANK.get(tag, 2), tag))
            yield PARALLEL.join(dict.fromkeys(names[tag] for tag in ordered))

    def _belong(self, entry: Entry, parts: Sequence[str], found: Mapping[str, Sequence[Term]]) -> None:
        """The collections that it is in, and the series or journals, with its number there."""
        collections, works = f"{self._base}id/collection/", f"{self._base}id/work/"
        entry.collections = sorted(iri for iri in parts if iri.startswith(collections))
        if series := [name for iri in parts if iri.startswith(works) and (name := self.name(iri))]:
            number = " ".join(_texts(found, (POSITION,)))
            entry.series = sorted(f"{name} {number}".strip() for name in series)

    def _hold(self, entry: Entry, found: Mapping[str, Sequence[Term]]) -> None:
        """Who holds it: stated of the thing itself, or of its items and offers."""
        holders = {value for predicate in HELD_BY for value, _ in found.get(predicate, ())}
        for predicate in ITEMS:
            for item, language in found.get(predicate, ()):
                if language is None:
                    entry.copies += 1
                    about = self._source.about(item)
                    holders.update(value for name in HELD_BY for value, _ in about.get(name, ()))
                    entry.identifiers += [value for name in IDENTIFIERS for value, _ in about.get(name, ())]
        entry.organizations = sorted(holders)
        entry.copies = max(entry.copies, len(holders))

    def _numbers(self, iri: str, found: Mapping[str, Sequence[Term]]) -> list[str]:
        """Identifiers that are parts of the thing, with a value of their own."""
        parts = {
            value
            for predicate in IDENTIFIERS
            for value, language in found.get(predicate, ())
            if language is None and value.startswith(iri + "#")
        }
        return sorted(
            value
            for about in map(self._source.about, parts)
            for name in VALUES
            for value, language in about.get(name, ())
            if language is not None
        )

    def name(self, iri: str) -> str:
        """A name of a thing that another one points to; empty when it has none."""
        return preferred(self._noted(iri))

    def _called(self, iri: str) -> dict[str, str]:
        """What a thing is called in each language; empty when it has no name."""
        return decode(self._noted(iri))

    def _noted(self, iri: str) -> str:
        known = self._known.get(iri)
        if known is not None:
            return known
        if iri not in self._names:
            if len(self._names) > self.KEPT:
                self._names.clear()
            self._names[iri] = _name_in(self._source, iri)
        return self._names[iri]


def _name_in(source: Readable, iri: str) -> str:
    for predicate in NAMES:
        found = source.objects(iri, predicate)
        if found:
            return encode(found)
    return ""


def _term(node: Any) -> Term:
    return node.value, (node.language or "") if isinstance(node, Literal) else None


@lru_cache(1_024)
def _moment(text: str) -> int | None:
    """Seconds since 1970 of an xsd:dateTime; None for what is none."""
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError:
        return None


def _texts(found: Mapping[str, Sequence[Term]], predicates: Iterable[str]) -> list[str]:
    values = []
    for predicate in predicates:
        if predicate in found:
            values += [value for value, language in found[predicate] if language is not None]
    return sorted({*values}) if len(values) > 1 else values
