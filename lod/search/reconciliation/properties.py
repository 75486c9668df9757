"""The properties that refine a query or are fetched: their names, where they stand, how they compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stdnum import isbn

from lod.rdf.namespaces import expand
from lod.search.index import forms
from lod.search.reconciliation import name_similarity
from lod.search.reconciliation.types import local_name
from lod.store.documents import NAMES, Reader, Text, Value

LOOKS = 3
"""Up to so many predicates are looked up one by one; for more, all statements of a thing are read once."""
_SCHEME = re.compile(r"https?://(www\.)?")
_YEAR = re.compile(r"(?<![0-9])-?[0-9]{4}(?![0-9])")


@dataclass(frozen=True, slots=True)
class Property:
    """A property of our things."""

    id: str
    """Its name in Schema.org, or one of ours for what stands in several places."""
    names: Mapping[str, str]
    predicates: tuple[str, ...]
    """IRIs of the predicates that say it."""
    sort: str = "text"
    """How values compare: text, person, title, date, identifier."""
    kind: str = ""
    """The kind of the things that are its values; empty for plain values."""
    of: tuple[str, ...] = ()
    """The kinds of things that have it; any when empty."""
    weight: float = 0.25
    """How much it counts beside the name, which counts 1."""


def _property(
    id: str,
    nl: str,
    en: str,
    *,
    at: str = "",
    sort: str = "text",
    kind: str = "",
    of: str = "",
    weight: float = 0.25,
) -> Property:
    predicates = tuple(expand(name if ":" in name else f"schema:{name}") for name in (at or id).split())
    return Property(id, {"nl": nl, "en": en}, predicates, sort, kind, tuple(of.split()), weight)


_MADE = "work instance object"
_MAKERS = "creator author contributor editor translator illustrator composer director"
PROPERTIES = (
    _property("creator", "Maker", "Maker", at=_MAKERS, sort="person", kind="agent", of=_MADE, weight=0.5),
    _property("author", "Auteur", "Author", at=_MAKERS, sort="person", kind="agent", of=_MADE, weight=0.5),
    _property("datePublished", "Jaar van uitgave", "Year of publication", at="datePublished dateCreated",
              sort="date", of=_MADE, weight=0.3),
    _property("dateCreated", "Datering", "Date of creation", at="dateCreated datePublished",
              sort="date", of=_MADE, weight=0.3),
    _property("publisher", "Uitgever", "Publisher", of="instance", weight=0.2),
    _property("locationCreated", "Plaats van uitgave of vervaardiging", "Place of publication or making",
              at="locationCreated contentLocation", of=_MADE, weight=0.15),
    _property("isbn", "ISBN", "ISBN", sort="identifier", of="instance", weight=1.0),
    _property("issn", "ISSN", "ISSN", sort="identifier", of="work instance", weight=1.0),
    _property("identifier", "Nummer (PPN, inventarisnummer …)", "Number (PPN, inventory number …)",
              at="identifier", sort="identifier", weight=1.0),
    _property("isil", "ISIL", "ISIL",
              at="identifier bf:code", sort="identifier", of="organization", weight=1.0),
    _property("sameAs", "Zelfde als", "Same as",
              at="sameAs owl:sameAs skos:exactMatch", sort="identifier", weight=1.0),
    _property("inLanguage", "Taal", "Language", of=_MADE, weight=0.15),
    _property("about", "Onderwerp", "Subject", kind="subject", of=_MADE, weight=0.2),
    _property("genre", "Genre of vorm", "Genre or form", kind="genre", of=_MADE, weight=0.1),
    _property("exampleOfWork", "Uitgave van", "Edition of",
              sort="title", kind="work", of="instance", weight=0.3),
    _property("isPartOf", "Maakt deel uit van", "Part of", sort="title", of="instance object", weight=0.2),
    _property("birthDate", "Geboortejaar", "Year of birth", sort="date", of="agent", weight=0.5),
    _property("deathDate", "Sterfjaar", "Year of death", sort="date", of="agent", weight=0.4),
    _property("location", "Plaats", "Place", of="agent organization", weight=0.3),
    _property("name", "Naam", "Name"),
    _property("alternateName", "Andere naam", "Other name", at="alternateName skos:altLabel"),
    _property("description", "Beschrijving", "Description", at="description abstract", weight=0.1),
    _property("numberOfPages", "Bladzijden", "Pages", of="instance", weight=0.1),
    _property("url", "Adres op het web", "Web address", sort="identifier", weight=0.5),
    _property("license", "Licentie", "Licence", at="license sdLicense", of=_MADE, weight=0.05),
    _property("image", "Afbeelding", "Image", at="image thumbnailUrl", of=_MADE, weight=0.05),
)  # fmt: skip
"""Those that are suggested, the most useful first."""

_BY_ID = {property.id: property for property in PROPERTIES}
_ALIASES = {
    "date": "datePublished",
    "year": "datePublished",
    "ppn": "identifier",
    "oclc": "identifier",
    "lccn": "identifier",
    "maker": "creator",
    "place": "locationCreated",
    "language": "inLanguage",
    "subject": "about",
    "born": "birthDate",
    "died": "deathDate",
}
_PART = expand("schema:value"), expand("rdf:value")


def read(id: str) -> Property | None:
    """The property with this identifier, in any usual spelling; None when there is none.

    >>> read("https://schema.org/isbn").names["en"], read("ppn").id, read("nonsense")
    ('ISBN', 'identifier', None)
    """
    local = local_name(id)
    return _BY_ID.get(local) or _BY_ID.get(_ALIASES.get(local.lower(), ""))


def of_type(kinds: Sequence[str]) -> list[Property]:
    """The properties that things of these kinds can have."""
    return [one for one in PROPERTIES if not one.of or not kinds or set(one.of) & set(kinds)]


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of a property: a text, or a thing with what it is called."""

    text: str
    iri: str = ""
    """Of the thing; empty for a text, and for a part that has no page of its own."""
    datatype: str = ""
    language: str = ""
    others: tuple[str, ...] = field(default=(), compare=False)
    """What else the thing is called."""


class Facts:
    """Reads values of properties from a release."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def read(self, iri: str, property: Property) -> list[Fact]:
        """The values of a property of a thing, in the order of the store's documents."""
        return self._read(
            [self._reader.values(iri, predicate) for predicate in property.predicates], property
        )

    def read_all(self, iri: str, wanted: Sequence[Property]) -> list[list[Fact]]:
        """The values of each of these properties, by one look at the thing when that is quicker."""
        predicates = {predicate for property in wanted for predicate in property.predicates}
        if len(predicates) < LOOKS:
            return [self.read(iri, property) for property in wanted]
        said = self._reader.said(iri, predicates)
        return [
            self._read([said.get(predicate, ()) for predicate in property.predicates], property)
            for property in wanted
        ]

    def _read(self, several: Iterable[Sequence[Value]], property: Property) -> list[Fact]:
        found: dict[tuple[str, str], Fact] = {}
        for values in several:
            for value in values:
                fact = (
                    Fact(value.value, "", value.datatype, value.language)
                    if isinstance(value, Text)
                    else self._node(value, property)
                )
                if fact is not None:
                    found.setdefault((fact.text, fact.iri), fact)
        return list(found.values())

    def _node(self, iri: str, property: Property) -> Fact | None:
        if "#" not in iri or not self._reader.is_ours(iri):
            linked = self._reader.linked(iri)
            names = [text.value for text in linked.names]
            if property.sort == "identifier":
                return Fact(iri, iri)
            return Fact(names[0] if names else iri, iri, "", "", tuple(names[1:]))
        for predicate in (*NAMES, *_PART):
            texts = [v for v in self._reader.values(iri, predicate) if isinstance(v, Text)]
            if texts:
                return Fact(texts[0].value, "", "", texts[0].language, tuple(t.value for t in texts[1:]))
        return None


def agree(property: Property, asked: str, fact: Fact, *, exact: bool = False) -> float:
    """How well an asked value agrees with a known one, from 0 to 1; `exact` wants the same text.

    >>> agree(read("datePublished"), "c. 1999", Fact("1999"))
    1.0
    >>> agree(read("isbn"), "90-254-1278-5", Fact("9789025412784"))
    1.0
    """
    if exact:
        return 1.0 if asked in (fact.text, fact.iri, *fact.others) else 0.0
    if property.sort == "identifier":
        return 1.0 if set(spellings(asked)) & set(spellings(fact.text)) else 0.0
    if property.sort == "date":
        return _years(asked, fact.text)
    if asked == fact.iri:
        return 1.0
    compare = {"person": name_similarity.persons, "title": name_similarity.titles}.get(
        property.sort, name_similarity.texts
    )
    return max(compare(asked, name) for name in (fact.text, *fact.others))


def spellings(identifier: str) -> list[str]:
    """An identifier in its usual spellings, and an ISBN in its longer form."""
    found = forms(_SCHEME.sub("", identifier))
    return found + [isbn.to_isbn13(form) for form in found if len(form) == 10 and isbn.is_valid(form)]


def _years(asked: str, known: str) -> float:
    mine, theirs = _YEAR.search(asked), _YEAR.search(known)
    if not mine or not theirs:
        return 0.0
    apart = abs(int(mine.group()) - int(theirs.group()))
    return 1.0 if apart == 0 else 0.7 if apart == 1 else 0.3 if apart <= 3 else 0.0


def best(property: Property, asked: str, facts: Iterable[Fact], *, exact: bool = False) -> float:
    """How well an asked value agrees with the known one that fits best; 0 when there is none."""
    return max((agree(property, asked, fact, exact=exact) for fact in facts), default=0.0)
