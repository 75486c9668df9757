"""SCHEMA-AP-NDE, the application profile of Schema.org for Dutch heritage, as direct checks of a thing."""

from __future__ import annotations

from collections.abc import Iterator

from lod.dataset.rules.rule import (
    Breach,
    Graph,
    Rule,
    Values,
    at_most_one,
    both,
    breaches,
    by_class,
    dates,
    either,
    in_languages,
    matching,
    named_things,
    of_class,
    plain_texts,
    some,
    terms,
    told,
    unclassed,
    web,
)
from lod.rdf.namespaces import expand
from lod.store.documents import Text

NAME = ("Geef een naam met taal, één per taal", "Give a name with its language, one for each language")
CHANGED = (
    "Zeg precies één keer wanneer de beschrijving wijzigde",
    "Say exactly once when the description changed",
)
LANGUAGE = ("Zeg in welke taal de tekst is", "Say in which language the text is")
TERM = (
    "Verwijs naar een term met een naam in een taal, niet naar tekst of een kaal adres",
    "Point to a term with a name in a language, not to text or a bare address",
)
PLACE = ("Verwijs naar een plaats of term met een naam", "Point to a place or term with a name")
MAKER = ("Verwijs naar een persoon of organisatie", "Point to a person or an organisation")
DATE = (
    "Geef hoogstens één datum, als jaar, maand, dag of EDTF",
    "Give one date at most, as year, month, day or EDTF",
)
IDENTIFIER = ("Een nummer is tekst zonder taal", "A number is text without a language")
PART = ("Zeg van welke collectie het is, met haar adres", "Say which collection it is of, by its address")
PICTURE = ("Geef bij een afbeelding adres en licentie", "Give a picture's address and licence")

_PERIOD = matching(r"^(https?://|-?\d{4,}|\.\.)")
_TIMES = ("xsd:date", "xsd:gYearMonth", "xsd:gYear", "xsd:dateTime", "schema:Date", "locdt:edtf")
_DATATYPES = tuple(map(expand, _TIMES))
_place = named_things("schema:Place")


def _date(graph: Graph, values: Values) -> bool:
    return all(isinstance(v, Text) and v.datatype in _DATATYPES for v in values)


_WHERE = either(terms, _place)
_AGENT = either(of_class("schema:Person", "schema:Organization"), unclassed)
"""Who may be either has no class, and a name (§ creator of the profile)."""
_ABOUT = either(terms, of_class("schema:CreativeWork", "schema:Person", "schema:Organization"))


def _rules() -> Iterator[Rule]:
    for type in (
        "schema:CreativeWork",
        "schema:Person",
        "schema:Organization",
        "schema:Place",
        "schema:DefinedTerm",
    ):
        yield Rule(type, "schema:name", both(some, in_languages), *NAME)
    work = "schema:CreativeWork"
    yield Rule(work, "schema:sdDatePublished", both(some, at_most_one, dates), *CHANGED)
    yield Rule(work, "schema:isPartOf", web, *PART)
    yield Rule(work, "schema:creator", _AGENT, *MAKER)
    yield Rule(work, "schema:identifier", either(plain_texts, of_class("schema:PropertyValue")), *IDENTIFIER)
    for property in ("schema:additionalType", "schema:material", "schema:genre"):
        yield Rule(work, property, terms, *TERM)
    for property in ("schema:description", "schema:abstract", "schema:text"):
        yield Rule(work, property, told, *LANGUAGE)
    for property in ("schema:contentLocation", "schema:locationCreated"):
        yield Rule(work, property, _WHERE, *PLACE)
    yield Rule(work, "schema:about", _ABOUT, *TERM)
    yield Rule(work, "schema:temporalCoverage", either(terms, _PERIOD), *DATE)
    yield Rule(work, "schema:dateCreated", both(at_most_one, _date), *DATE)
    for property in ("schema:birthDate", "schema:deathDate"):
        yield Rule("schema:Person", property, both(at_most_one, _date), *DATE)
    for property in ("schema:birthPlace", "schema:deathPlace"):
        yield Rule("schema:Person", property, both(at_most_one, _WHERE), *PLACE)
    yield Rule("schema:MediaObject", "schema:license", both(some, web), *PICTURE)


RULES = by_class(_rules())


def check(graph: Graph) -> Iterator[Breach]:
    """What the profile would remark on a thing and its parts."""
    yield from breaches(graph, graph.subjects, RULES)
