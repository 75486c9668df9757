"""Columns that say one thing together: first and last year, height and width, latitude and longitude."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

from lod.mapping.drafting.column_heuristics import LIFE
from lod.mapping.drafting.column_profile import Column
from lod.mapping.functions.measures import in_one_unit

_DATED = ".*(jaar|year|dat(um|e|ering|ing))s?"
BEGIN = (
    f"{LIFE}(?:early[ ._-]?date|(?:.*(?=begin))?(begin|start)[ ._-]*{_DATED}"
    f"|{_DATED}[ ._-]*(van|vanaf|from|begin|start|earliest|vroegste?))"
)
END = (
    f"{LIFE}(?:late[ ._-]?date|(?:.*(?=eind))?(ein[dt]|end)[ ._-]*{_DATED}"
    f"|{_DATED}[ ._-]*(tot|t/m|to|until|ein[dt]e?|end|latest|laatste?))"
)
FIRST = "(?i)voorna(am|men)|first[ ._-]?name|given[ ._-]?name|forename"
BETWEEN = "(?i)tussenvoegsel|voorvoegsel"
LAST = "(?i)achternaam|surname|last[ ._-]?name|family[ ._-]?name"
_OF_MAKER = re.compile(
    "(?i)maker|vervaardiger|kunstenaar|artist|creator|auteur|author|fotograaf|photographer"
)
LATITUDE = "lat|latitude|breedtegraad|.*_lat|geo_?lat.*"
LONGITUDE = "lon|lng|long|longitude|lengtegraad|.*_(?:lon|lng|long)|geo_?lon.*"

PARENT = re.compile(
    r"(?:.*[ ._-])?(?:parent|bovenliggend|moeder|hoofd[ ._-]?(?:object|record|nummer)|overkoepelend"
    r"|(?:onder)?deel[ ._-]?van|part[ ._-]?of|hoort[ ._-]?bij|in[ ._-]?geheel).*"
)
"""What the column is called that tells in which other record a record is."""


def contained(columns: Iterable[Column], idents: Set[str]) -> Column | None:
    """The column with the number of the record that a record is part of; none when its numbers are others."""
    called = (each for each in columns if each.is_readable and any(map(PARENT.match, each.steps)))
    return next((each for each in called if _leads(each, idents)), None)


def _leads(column: Column, idents: Set[str]) -> bool:
    """Whether most of what it says, apart from 0 for nothing, is the number of a record."""
    numbers = column.distinct - {"0"}
    return bool(numbers) and len(numbers & idents) * 2 > len(numbers)


def spanned(columns: Iterable[Column]) -> tuple[Column, Column] | None:
    """The columns with the first and the last year, when both are there."""
    readable = [column for column in columns if column.is_readable]
    first = next((column for column in readable if column.is_called(BEGIN)), None)
    last = next((column for column in readable if column.is_called(END)), None)
    return (first, last) if first and last else None


def named_apart(columns: Iterable[Column]) -> tuple[Column, ...]:
    """First name, what stands before the last name, and last name of a maker, when each has a column."""
    of_makers = [column for column in columns if column.is_readable and _OF_MAKER.search(column.name)]
    found = [
        next((column for column in of_makers if re.search(pattern, column.name)), None)
        for pattern in (FIRST, BETWEEN, LAST)
    ]
    return tuple(filter(None, found)) if found[0] and found[2] else ()


def pointed(columns: Iterable[Column]) -> Column | None:
    """The longitude and the latitude of points as GeoJSON has them, when there are no other shapes."""
    known = {column.name: column for column in columns}
    kinds = known.get("geometry/type")
    is_point = kinds is not None and kinds.distinct == {"Point"}
    return known.get("geometry/coordinates") if is_point else None


def located(columns: Iterable[Column]) -> tuple[Column, Column] | None:
    """The columns with latitude and longitude, when both are there and are numbers."""
    numbers = [column for column in columns if column.is_readable and column.looks_like("number")]
    latitude = next((column for column in numbers if column.is_called(LATITUDE)), None)
    longitude = next((column for column in numbers if column.is_called(LONGITUDE)), None)
    return (latitude, longitude) if latitude and longitude else None


_MEASURES = re.compile(
    "(?i)(?:(?:afmeting(?:en)?|maat|object|dimensions?)[ ._-]+)?"
    "(?:[hbdlw]|hoogte|breedte|diepte|lengte|dikte|diameter|doorsnede|doorsnee|omtrek|gewicht"
    "|height|width|depth|length|thickness|weight|höhe|breite|tiefe|länge|durchmesser"
    "|hauteur|largeur|profondeur|longueur|diamètre|poids)"
    r"(?:[ ._-]+(?:object|voorwerp|totaal|lijst|met lijst|zonder lijst)|\s*\([^()]*lijst\))?\Z"
)
_MOST_MEASURES = 9


def measures(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns of a table with a measure each, and its unit: in their names or in their values."""
    found = (column for column in columns if column.is_readable and not column.is_path)
    named = ((column, *in_one_unit(column.name)) for column in found)
    told = [
        column for column, kind, unit in named if _MEASURES.match(kind) and (unit or not column.is_figures)
    ]
    return tuple(told[:_MOST_MEASURES])
