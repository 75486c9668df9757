"""The libraries of a site on a map of our own: who points at a dot gets the nearest first, without script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from lod.site import Organization
from lod.site.settings import Point
from webapp.languages import Wording
from webapp.pages.things.holdings import local
from webapp.pages.things.locator_map import MAPS
from webapp.urls import Urls

APART = 60
"""Libraries that are nearer to each other than this, of the 690 that the map is wide, are one dot: a finger
has to tell dots apart (WCAG 2.5.8), also on a small phone."""
_AT = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")


@dataclass(frozen=True, slots=True)
class Dot:
    """One or more libraries on the map."""

    x: int
    y: int
    name: str
    """The towns they are in."""
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class LibraryMap:
    """The map with its dots."""

    file: str
    width: int
    height: int
    reach: int
    """How far around a dot a finger may land."""
    dots: tuple[Dot, ...]


def point_at(text: str) -> Point | None:
    """The place in an address.

    >>> point_at("52.7,5.35"), point_at("somewhere"), point_at("91,0")
    (Point(latitude=52.7, longitude=5.35), None, None)
    """
    found = _AT.fullmatch(text)
    point = Point(float(found[1]), float(found[2])) if found else None
    return point if point and abs(point.latitude) <= 90 and abs(point.longitude) <= 180 else None


def library_map(
    libraries: Iterable[Organization], wording: Wording, urls: Urls, back: str, at: Point | None
) -> LibraryMap | None:
    """The most detailed map that has all libraries of which it is known where they are; None for one dot."""
    placed = [(one.point, one) for one in libraries if one.point]
    found = next((one for one in MAPS if all(one.holds(point) for point, _ in placed)), None)
    if found is None:
        return None
    groups: list[tuple[int, int, list[tuple[Point, Organization]]]] = []
    for point, one in sorted(placed, key=lambda row: row[0]):
        x, y = found.place(point)
        near = next((g for g in groups if (g[0] - x) ** 2 + (g[1] - y) ** 2 < APART**2), None)
        if near is None:
            groups.append((x, y, near_by := []))
        else:
            near_by = near[2]
        near_by.append((point, one))
    if len(groups) < 2:
        return None
    dots = (_dot(x, y, members, wording, urls, back, at) for x, y, members in groups)
    return LibraryMap(urls.static(found.file), found.width, found.height, APART // 2, tuple(dots))


def _dot(
    x: int,
    y: int,
    members: list[tuple[Point, Organization]],
    wording: Wording,
    urls: Urls,
    back: str,
    at: Point | None,
) -> Dot:
    towns = dict.fromkeys(local(one.place.name, wording) for _, one in members if one.place)
    point = members[0][0]
    place = f"{point.latitude:.4f},{point.longitude:.4f}"
    query = urlencode({"at": place, **({"next": back} if back else {})}, safe=",/")
    return Dot(x, y, ", ".join(towns), f"{urls.page('my-library')}?{query}", at == point_at(place))
