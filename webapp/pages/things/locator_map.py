"""Where a place is, on a small map of our own: nothing is asked of anybody else's server."""

from __future__ import annotations

from dataclasses import dataclass

from lod.site.settings import Point
from lod.store.documents import Text
from webapp.languages import N_, Wording
from webapp.pages.things.property_values import Facts
from webapp.urls import Urls


@dataclass(frozen=True, slots=True)
class Map:
    """A map of ours: degrees are drawn on straight lines (equirectangular)."""

    file: str
    west: float
    north: float
    east: float
    south: float
    width: int
    height: int

    def holds(self, point: Point) -> bool:
        """Whether a point is on it."""
        return self.west < point.longitude < self.east and self.south < point.latitude < self.north

    def place(self, point: Point) -> tuple[int, int]:
        """Where a point is on it, from the left and from above."""
        across = (point.longitude - self.west) / (self.east - self.west)
        down = (self.north - point.latitude) / (self.north - self.south)
        return round(across * self.width), round(down * self.height)


MAPS = (
    Map("maps/netherlands.svg", 2.4, 54.0, 8.0, 50.3, 690, 740),
    Map("maps/world.svg", -180, 84, 180, -60, 1440, 576),
)
"""The most detailed first."""


@dataclass(frozen=True, slots=True)
class Locator:
    """A point on a map."""

    map: str
    """Address of the map."""
    width: int
    height: int
    x: int
    y: int
    said: str
    """The coordinates in words."""
    further: str
    """Address of the place on a map of somebody else; nothing is asked there until a visitor goes."""


def point_of(facts: Facts) -> Point | None:
    """Where the data say a thing is: schema:geo, or coordinates of its own."""
    subjects = [str(v) for v in facts.values("schema:geo") if facts.document.is_part(str(v))]
    for subject in (*subjects, facts.document.iri):
        found = [_number(facts, name, subject) for name in ("schema:latitude", "schema:longitude")]
        if found[0] is not None and found[1] is not None and abs(found[0]) <= 90 and abs(found[1]) <= 180:
            return Point(found[0], found[1])
    return None


def _number(facts: Facts, name: str, subject: str) -> float | None:
    for value in facts.values(name, subject):
        try:
            return float(value.value) if isinstance(value, Text) else None
        except ValueError:
            return None
    return None


def locator(point: Point, urls: Urls, wording: Wording) -> Locator | None:
    """A point on the most detailed map that has it; None when none has."""
    found = next((one for one in MAPS if one.holds(point)), None)
    if found is None:
        return None
    return Locator(
        urls.static(found.file),
        found.width,
        found.height,
        *found.place(point),
        f"{_degrees(point.latitude, 'NS', wording)}, {_degrees(point.longitude, 'EW', wording)}",
        f"https://www.openstreetmap.org/?mlat={point.latitude:.4f}&mlon={point.longitude:.4f}"
        f"#map=12/{point.latitude:.4f}/{point.longitude:.4f}",
    )


_SIDES = {"N": N_("N"), "S": N_("S"), "E": N_("E"), "W": N_("W")}


def _degrees(value: float, sides: str, wording: Wording) -> str:
    side = wording.text(_SIDES[sides[value < 0]])
    return f"{wording.decimal(abs(value))}° {side}"
