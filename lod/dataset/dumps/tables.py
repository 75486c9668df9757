"""Things as rows of tables, for those who count and compare: one row a thing, copy, maker or link.

A table says less than the statements do, and nothing that they do not say. What has several values has them
with a bar between.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lod.csv_cells import cell
from lod.dataset.dumps.void_statistics import LINKS, TYPE, About
from lod.rdf import ntriples
from lod.rdf.iris import KINDS
from lod.rdf.namespaces import compact
from lod.rdf.ntriples import term

Row = list[str]
BETWEEN = " | "
"""Stands between values, as in Darwin Core."""


def _iris(*names: str) -> tuple[bytes, ...]:
    return tuple(map(ntriples.iri, names))


NAMES = _iris("schema:name", "rdfs:label", "skos:prefLabel")
OTHER_NAMES = _iris("schema:alternateName", "schema:alternativeHeadline", "skos:altLabel")
MAKERS = _iris(*(f"schema:{one}" for one in ("creator", "author", "contributor", "editor", "translator",
                                            "illustrator", "composer")))  # fmt: skip
DATES = _iris("schema:datePublished", "schema:dateCreated", "schema:temporalCoverage")
IDENTIFIERS = _iris("schema:identifier", "schema:isbn", "schema:issn", "bf:identifiedBy")
VALUES = _iris("rdf:value", "schema:value")
LABELS = _iris("rdfs:label")
WORKS = _iris("bf:instanceOf", "schema:exampleOfWork")
LANGUAGES = _iris("schema:inLanguage")
SUBJECTS = _iris("schema:about", "schema:genre", "schema:additionalType")
PART_OF = _iris("schema:isPartOf")
HELD_BY = _iris("bf:heldBy", "schema:holdingArchive")
LICENCES = _iris("schema:sdLicense")
CHANGED = _iris("schema:sdDatePublished")
EDITIONS = _iris("bf:itemOf")
BORN = _iris("schema:birthDate", "schema:foundingDate")
DIED = _iris("schema:deathDate", "schema:dissolutionDate")
SAME_AS = _iris("schema:sameAs", "owl:sameAs", "skos:exactMatch")
SHELF_MARKS = _iris("bf:shelfMark")
PLACES = _iris("bf:sublocation", "bf:physicalLocation")
ENUMERATION = _iris("bf:enumerationAndChronology")
NOTES = _iris("bf:note", "bf:usageAndAccessPolicy")


class Told:
    """What is said of one thing, as text."""

    def __init__(self, iri: bytes, about: About, kind: str) -> None:
        self.iri = iri[1:-1].decode()
        self.kind = kind
        self.about = about
        self.root: Mapping[bytes, list[bytes]] = about.get(iri, {})

    def objects(self, predicates: Iterable[bytes]) -> list[bytes]:
        """What it has for any of these predicates, as N-Triples, each once."""
        root, found = self.root, []
        for name in predicates:
            if name in root:
                found.append(root[name])
        if not found:
            return []
        return found[0] if len(found) == 1 else list(dict.fromkeys(one for some in found for one in some))

    def texts(self, predicates: Iterable[bytes]) -> str:
        """The same as text: values, and IRIs of other things."""
        found = self.objects(predicates)
        return BETWEEN.join([term(one)[0] for one in found]) if found else ""

    def parts(self, predicates: Iterable[bytes], inside: Iterable[bytes]) -> str:
        """The same, where of parts is told what they have for the predicates `inside`."""
        nodes = self.objects(predicates)
        if not nodes:
            return ""
        found = []
        for one in nodes:
            part = self.about.get(one)
            found += [v for name in inside for v in part.get(name, ())] if part is not None else [one]
        return BETWEEN.join(dict.fromkeys([term(one)[0] for one in found]))

    def names(self) -> tuple[str, str, str]:
        """Its name in Dutch, in English, and in other languages or none."""
        found: dict[str, list[str]] = {"nl": [], "en": [], "": []}
        for predicate in NAMES:
            for value, language in map(term, self.root.get(predicate, ())):
                found[language if language in found else ""].append(value)
            if predicate in self.root:
                break
        return BETWEEN.join(found["nl"]), BETWEEN.join(found["en"]), BETWEEN.join(found[""])

    def types(self) -> str:
        """Its types, with prefixes."""
        return BETWEEN.join([_short(one) for one in self.root.get(TYPE, ())])


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `None` for a thing that has no row in it."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Told], Iterable[tuple[str, ...]]]
    title: Mapping[str, str]
    """What it holds, in Dutch and English."""


def _things(told: Told) -> Iterable[tuple[str, ...]]:
    if told.kind in ("item", "agent"):
        return ()
    works = [term(one)[0] for one in told.objects(WORKS) if b"#" not in one]  # a part of it is no other thing
    return ((
        told.iri, told.kind, told.types(), *told.names(), told.texts(OTHER_NAMES), BETWEEN.join(works),
        told.parts(MAKERS, NAMES), told.texts(DATES), told.parts(IDENTIFIERS, VALUES), told.texts(LANGUAGES),
        told.parts(SUBJECTS, NAMES), told.texts(PART_OF), told.texts(HELD_BY), told.texts(LICENCES),
        told.texts(CHANGED),
    ),)  # fmt: skip


def _agents(told: Told) -> Iterable[tuple[str, ...]]:
    if told.kind != "agent":
        return ()
    return ((
        told.iri, told.types(), *told.names(), told.texts(OTHER_NAMES), told.texts(BORN), told.texts(DIED),
        told.parts(IDENTIFIERS, VALUES), told.texts(SAME_AS), told.texts(CHANGED),
    ),)  # fmt: skip


def _copies(told: Told) -> Iterable[tuple[str, ...]]:
    if told.kind != "item":
        return ()
    inside = (*LABELS, *VALUES, *NAMES)
    return ((
        told.iri, told.texts(EDITIONS), told.texts(HELD_BY), told.parts(PLACES, inside),
        told.parts(SHELF_MARKS, inside), told.parts(IDENTIFIERS, VALUES), told.parts(ENUMERATION, inside),
        told.parts(NOTES, inside), told.texts(CHANGED),
    ),)  # fmt: skip


def _links(told: Told) -> Iterable[tuple[str, ...]]:
    for predicate in sorted(LINKS & told.root.keys()):
        for one in told.root[predicate]:
            if one[0] == 60:
                yield told.iri, _short(predicate), one[1:-1].decode()


_NAMED = ("name_nl", "name_en", "name_other", "other_names")
TABLES = (
    Table(
        "things",
        ("uri", "kind", "types", *_NAMED, "work", "makers", "date", "identifiers", "languages", "subjects",
         "part_of", "held_by", "licence", "changed"),
        _things,
        {"nl": "Tabel van alles behalve makers en exemplaren", "en": "Table of all but makers and copies"},
    ),
    Table(
        "agents",
        ("uri", "types", *_NAMED, "born", "died", "identifiers", "same_as", "changed"),
        _agents,
        {"nl": "Tabel van personen en organisaties", "en": "Table of persons and organisations"},
    ),
    Table(
        "copies",
        ("uri", "edition", "held_by", "location", "shelf_mark", "identifiers", "enumeration", "notes",
         "changed"),
        _copies,
        {"nl": "Tabel van exemplaren", "en": "Table of copies"},
    ),
    Table(
        "links",
        ("uri", "property", "same_as"),
        _links,
        {"nl": "Tabel van gelijkstellingen", "en": "Table of what is the same elsewhere"},
    ),
)  # fmt: skip
"""All of them."""


@lru_cache(1_024)
def _short(node: bytes) -> str:
    return compact(node[1:-1].decode())


def rows(iri: bytes, about: About, ours: bytes) -> Iterable[tuple[str, Row]]:
    """The rows of a thing with the names of their tables; `ours` is how our IRIs begin, with the bracket."""
    if iri.startswith(ours):
        kind = iri[len(ours) :].partition(b"/")[0].decode()
        if kind in KINDS:
            told = Told(iri, about, kind)
            for table in TABLES:
                for row in table.rows(told):
                    yield table.name, [*row]


def written(found: Iterable[Row]) -> bytes:
    """Rows as CSV, in order."""
    out = io.StringIO()
    # what begins with a letter or a figure is no formula
    safe = ([one if not one or one[0].isalnum() else cell(one) for one in row] for row in sorted(found))
    csv.writer(out, lineterminator="\r\n").writerows(safe)
    return out.getvalue().encode()


def read(data: bytes) -> list[Row]:
    """Rows of a table that was written, with their cells as they stand there."""
    csv.field_size_limit(1 << 30)  # nothing of ours is refused
    return list(csv.reader(io.StringIO(data.decode(), newline="")))
