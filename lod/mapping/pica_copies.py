"""Copies in PICA: the fields of a copy share an occurrence, and stand after the fields of their library.

Level 1 (101@ and other 1XX) is what a library says of the title, level 2 (2XX) what it says of a copy. A
library begins at 101@, or where fields of level 1 follow those of a copy. The German union catalogue of
serials writes the library into the copy itself (247C).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lod.mapping.functions import function
from lod.mapping.pica_names import catalogue
from lod.mapping.run import Run
from lod.rdf import iris
from lod.record import Field

_ISIL = re.compile(r"[A-Z]{2,4}-[A-Za-z0-9/:-]{1,11}\Z")
_WORDS = re.compile(r"[^\W\d_]{3,}")


class Place(NamedTuple):
    """Where a field of level 1 or 2 belongs."""

    library: list[Field]
    """Fields of level 1 of the library."""
    copy: list[Field]
    """Fields of level 2 with the same occurrence in that library; none for a field of level 1."""


def place(run: Run, field: Field) -> Place:
    """The library and the copy that a field belongs to."""
    places: dict[int, Place] | None = run.known.get("places")
    if places is None:
        places = run.known["places"] = _places(run.fields)
    return places.get(id(field), Place([], [field]))


def _places(fields: list[Field]) -> dict[int, Place]:
    found: dict[int, Place] = {}
    library: list[Field] = []
    copies: dict[str, list[Field]] = {}
    for field in fields:
        level = field.tag[:1]
        if field.tag == "101@" or (level == "1" and copies):
            library, copies = [], {}
        if level == "1":
            library.append(field)
            found[id(field)] = Place(library, [])
        elif level == "2":
            copy = copies.setdefault(field.indicators, [])
            copy.append(field)
            found[id(field)] = Place(library, copy)
    return found


def _of(fields: list[Field], tag: str, codes: str) -> str:
    texts = [value.strip() for f in fields if f.tag == tag for code, value in f.subfields if code in codes]
    return next((text for text in texts if text), "")


@function("copy_key", "field", "text")
def copy_key(run: Run, field: Field) -> str:
    """The key of the copy that a field is about: its number (203@ $0), else its library and occurrence."""
    library, copy = place(run, field)
    own = _of(copy, "203@", "0") or f"{_of(library, '101@', 'a') or '0'}.{field.indicators or '00'}"
    return f"={run.record_key}-{iris.key(own)}"


@function("without_copies", "field", "text")
def without_copies(run: Run, field: Field) -> str:
    """Something when the library that a field of level 1 is of has no copies."""
    library = place(run, field).library
    of_copies = (found for found in run.known["places"].values() if found.copy)
    return "" if any(found.library is library for found in of_copies) else "yes"


@function("library_key", "field", "text")
def library_key(run: Run, field: Field) -> str:
    """The key of the library that a field of level 1 or 2 is of: its ISIL, else its number (ILN)."""
    isil = library_isil(run, field)
    if isil:
        return f"={iris.key(isil)}"
    number = _of(place(run, field).library, "101@", "a")
    within = catalogue(run) or run.mapper.collection
    return f"={iris.key(f'{within}-iln-{number}'.lstrip('-'))}" if number else ""


@function("library_isil", "field", "text")
def library_isil(run: Run, field: Field) -> str:
    """The ISIL of the library that a field of level 1 or 2 is of (101@ $b, 247C $T)."""
    library, copy = place(run, field)
    found = (_of(copy, "247C", "T"), _of(library, "101@", "b"))
    return next((isil for isil in found if _ISIL.match(isil)), "")


@function("library_number", "field", "text")
def library_number(run: Run, field: Field) -> str:
    """The internal number (ILN) of the library that a field of level 1 or 2 is of."""
    return _of(place(run, field).library, "101@", "a")


@function("library_name", "field", "text")
def library_name(run: Run, field: Field) -> str:
    """The name of the library that a field of level 1 or 2 is of, where the record has one."""
    library, copy = place(run, field)
    found = _of(copy, "247C", "a") or _of(library, "101@", "d")
    return " ".join(re.sub(r"<[^<>]*>", "", found).split()).strip(" ,") if _WORDS.search(found) else ""
