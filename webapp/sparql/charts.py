"""What rows look like when looking beats reading: bars for numbers, columns for years, dots for places.

A picture is beside the table, never in its place, and says nothing that the table does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lod.rdf.namespaces import compact, expand
from lod.site.settings import Point
from webapp.pages.things.locator_map import MAPS, Map
from webapp.urls import Urls

FEWEST = 2
"""One row is no picture."""
BARS = 30
"""So many rows are drawn as bars."""
YEARS = 400
"""So many years fit beside each other."""
LONGEST_LABEL = 60
_NUMBERS = frozenset(
    map(expand, ("xsd:integer", "xsd:int", "xsd:long", "xsd:decimal", "xsd:double", "xsd:float"))
)
_POINT = re.compile(r"\s*POINT\s*\(\s*([-+.\dEe]+)\s+([-+.\dEe]+)\s*\)\s*", re.IGNORECASE)
_WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
_YEAR = re.compile(r"[12]\d{3}")
_LATITUDE, _LONGITUDE = ("lat", "latitude", "breedte"), ("lon", "long", "lng", "longitude", "lengte")

Row = Sequence[object]
Name = Callable[[int, int], str]
"""What the value in a row and a column is called; "" when it has no name."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row."""

    label: str
    number: str
    share: int
    """Of a thousand, of the longest."""
    at: int = 0
    """Where it stands, of a thousand, among years."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A number for each of some things, or for each of some years."""

    what: str
    """The column that is drawn,"""
    by: str
    """and the column that says of what."""
    bars: tuple[Bar, ...]
    is_years: bool = False
    width: int = 1000
    """Of one column, of a thousand, when they are years."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map."""

    x: int
    y: int
    label: str


@dataclass(frozen=True, slots=True)
class Places:
    """Places on a map of ours."""

    map: str
    width: int
    height: int
    dots: tuple[Dot, ...]


def picture(columns: Sequence[str], rows: Sequence[Row], name: Name, urls: Urls) -> Chart | Places | None:
    """The picture that fits some rows, if one does; `name` is what a value of them is called."""
    if len(rows) < FEWEST or len(columns) < 2:
        return None
    return _places(columns, rows, name, urls) or _chart(columns, rows, name)


# ---------------------------------------------------------------- places


def _places(columns: Sequence[str], rows: Sequence[Row], name: Name, urls: Urls) -> Places | None:
    pointed = _points(columns, rows)
    if not pointed:
        return None
    found, spoken_for = pointed
    shown = next((one for one in MAPS if all(one.holds(point) for _, point in found)), None)
    if shown is None:
        return None
    label = next((i for i in range(len(columns)) if i not in spoken_for), None)
    dots = tuple(
        _dot(shown, point, _label(rows[at], at, label, name) if label is not None else "")
        for at, point in found
    )
    return Places(urls.static(shown.file), shown.width, shown.height, dots)


def _points(
    columns: Sequence[str], rows: Sequence[Row]
) -> tuple[list[tuple[int, Point]], frozenset[int]] | None:
    """The points in some rows, with the numbers of the rows, and the columns that they stand in."""
    across = next((i for i, one in enumerate(columns) if one.lower() in _LONGITUDE), None)
    down = next((i for i, one in enumerate(columns) if one.lower() in _LATITUDE), None)
    found: list[tuple[int, Point]] = []
    if across is not None and down is not None:
        for at, row in enumerate(rows):
            longitude, latitude = _number(row[across]), _number(row[down])
            if longitude is not None and latitude is not None and _is_on_earth(latitude, longitude):
                found.append((at, Point(latitude, longitude)))
        return (found, frozenset((across, down))) if found else None
    for i in range(len(columns)):
        found = [(at, point) for at, row in enumerate(rows) if (point := _well_known(row[i]))]
        if found:
            return found, frozenset((i,))
    return None


def _well_known(value: object) -> Point | None:
    """A point as GeoSPARQL writes it (OGC 11-052r4 § 8.5.1)."""
    if not isinstance(value, Literal) or value.datatype.value != _WKT:
        return None
    said = _POINT.fullmatch(value.value)
    if said is None:
        return None
    try:
        longitude, latitude = float(said[1]), float(said[2])
    except ValueError:
        return None
    return Point(latitude, longitude) if _is_on_earth(latitude, longitude) else None


def _is_on_earth(latitude: float, longitude: float) -> bool:
    return abs(latitude) <= 90 and abs(longitude) <= 180


def _dot(map: Map, point: Point, label: str) -> Dot:
    across = (point.longitude - map.west) / (map.east - map.west)
    down = (map.north - point.latitude) / (map.north - map.south)
    return Dot(round(across * map.width), round(down * map.height), label)


# ---------------------------------------------------------------- numbers


def _chart(columns: Sequence[str], rows: Sequence[Row], name: Name) -> Chart | None:
    """Bars for the last column that holds nothing but numbers, by the first that is something else."""
    numbers = [i for i in range(len(columns)) if all(_number(row[i]) is not None for row in rows)]
    years = [i for i in range(len(columns)) if all(_year(row[i]) for row in rows)]
    measured = next((i for i in reversed(numbers) if years != [i] or len(numbers) > 1), None)
    if measured is None or (measured in years and len(numbers) == 1):
        return None
    by = next((i for i in range(len(columns)) if i != measured and (i in years or i not in numbers)), None)
    if by is None or any((_number(row[measured]) or 0) < 0 for row in rows):
        return None
    most = max(_number(row[measured]) or 0 for row in rows)
    if not most or not math.isfinite(most):
        return None
    if by in years and len({_year(row[by]) for row in rows}) == len(rows):
        return _columns(columns, rows, measured, by, most)
    if len(rows) > BARS:
        rows = rows[:BARS]
    bars = tuple(
        Bar(
            _label(row, at, by, name),
            _text(row[measured]),
            round(1000 * (_number(row[measured]) or 0) / most),
        )
        for at, row in enumerate(rows)
    )
    return Chart(columns[measured], columns[by], bars)


def _columns(
    columns: Sequence[str], rows: Sequence[Row], measured: int, by: int, most: float
) -> Chart | None:
    """Numbers by year, each where it stands in time."""
    by_year = sorted((int(_year(row[by])), _number(row[measured]) or 0, _text(row[measured])) for row in rows)
    first, last = by_year[0][0], by_year[-1][0]
    span = last - first + 1
    if span > YEARS:
        return None
    width = 1000 / span
    bars = tuple(
        Bar(str(year), said, round(1000 * number / most), round((year - first) * width))
        for year, number, said in by_year
    )
    return Chart(columns[measured], columns[by], bars, is_years=True, width=max(1, round(width * 0.9)))


def _number(value: object) -> float | None:
    if not isinstance(value, Literal) or value.datatype.value not in _NUMBERS:
        return None
    try:
        return float(value.value)
    except ValueError:
        return None


def _year(value: object) -> str:
    """The year that a value is; "" when it is none."""
    if isinstance(value, Literal) and _YEAR.fullmatch(value.value):
        return value.value
    return ""


def _label(row: Row, at: int, column: int, name: Name) -> str:
    found = name(at, column) or _text(row[column])
    return found if len(found) <= LONGEST_LABEL else found[: LONGEST_LABEL - 1] + "…"


def _text(value: object) -> str:
    if isinstance(value, NamedNode):
        return compact(value.value)
    return value.value if isinstance(value, Literal) else ""
