"""The data model as a drawing: kinds of things in a ring, and how often they point to each other, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lod.dataset.data_model import Link
from lod.rdf.iris import KINDS
from lod.rdf.namespaces import compact

WIDTH, HEIGHT = 900, 760
BOX, TALL = 150, 50
LINES = 14
"""So many lines are drawn, of what occurs most."""
LETTER, ROW = 6.8, 16
"""How wide a letter of a label is, about, and how tall a label."""
_PARTS = (1 / 3, 1 / 4, 0.42, 0.55, 0.65, 0.75)
"""Where on its line a label may stand: a third along it at best, for all lines meet in the ring's middle."""
_BEND = 26
"""How far a line is bent, so that there and back do not cover each other."""


@dataclass(frozen=True, slots=True)
class Box:
    """A kind of things, and how many there are."""

    kind: str
    count: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """What leads from one kind to another."""

    path: str
    label: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Diagram:
    """All of it."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(things: Mapping[str, int], links: Sequence[Link]) -> Diagram:
    """A diagram of the kinds that there are.

    >>> made = draw({"work": 2, "agent": 1}, [Link("work", "https://schema.org/author", "agent", 5)])
    >>> [box.kind for box in made.boxes], made.lines[0].label
    (['work', 'agent'], 'schema:author')
    """
    kinds = [kind for kind in KINDS if things.get(kind)]
    boxes = {kind: Box(kind, things[kind], *_place(at, len(kinds))) for at, kind in enumerate(kinds)}
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if link.kind in boxes and link.other in boxes and link.kind != link.other:
            pairs.setdefault((link.kind, link.other), []).append(link)
    most = sorted(pairs.items(), key=lambda one: (-sum(link.seen for link in one[1]), one[0]))[:LINES]
    taken = [_Area(box.x, box.y, BOX, TALL) for box in boxes.values()]
    return Diagram(
        tuple(boxes.values()), tuple(_line(boxes[a], boxes[b], some, taken) for (a, b), some in most)
    )


class _Area(NamedTuple):
    """What a box or a label covers; `x` and `y` are its middle."""

    x: float
    y: float
    wide: float
    tall: float

    def shared(self, other: _Area) -> float:
        """How much of another one it covers."""
        wide = (self.wide + other.wide) / 2 - abs(self.x - other.x)
        tall = (self.tall + other.tall) / 2 - abs(self.y - other.y)
        return max(0, wide) * max(0, tall)


def _place(at: int, of: int) -> tuple[float, float]:
    """The middle of a box."""
    angle = 2 * math.pi * at / of - math.pi / 2
    x = WIDTH / 2 + (WIDTH / 2 - BOX / 2 - 10) * math.cos(angle)
    y = HEIGHT / 2 + (HEIGHT / 2 - TALL / 2 - 10) * math.sin(angle)
    return round(x, 1), round(y, 1)


def _line(one: Box, other: Box, links: Sequence[Link], taken: list[_Area]) -> Line:
    (x1, y1), (x2, y2) = _edge(one, other), _edge(other, one)
    long = math.hypot(x2 - x1, y2 - y1) or 1
    bend_x = (x1 + x2) / 2 - (y2 - y1) / long * _BEND
    bend_y = (y1 + y2) / 2 + (x2 - x1) / long * _BEND
    seen = sum(link.seen for link in links)
    label = compact(max(links, key=lambda link: (link.seen, link.property)).property)
    more = f" +{len(links) - 1}" if len(links) > 1 else ""
    text = label + more
    out = ROW if y1 + y2 > HEIGHT else -ROW
    wide = len(text) * LETTER
    places = [
        _Area(_on(part, x1, bend_x, x2) + beside, _on(part, y1, bend_y, y2) + above, wide, ROW)
        for above in (0, out, -out, 2 * out)
        for beside in (0, wide / 4, -wide / 4, wide / 2, -wide / 2)
        for part in _PARTS
    ]
    place = min(places, key=lambda place: sum(map(place.shared, taken)))
    taken.append(place)
    return Line(
        f"M{x1:.1f} {y1:.1f}Q{bend_x:.1f} {bend_y:.1f} {x2:.1f} {y2:.1f}",
        text,
        round(place.x, 1),
        round(place.y + ROW / 4, 1),
        round(min(5.0, 1 + math.log10(max(seen, 1))), 1),
    )


def _on(part: float, start: float, bend: float, end: float) -> float:
    """Where a part of a line is."""
    return (1 - part) ** 2 * start + 2 * part * (1 - part) * bend + part**2 * end


def _edge(box: Box, toward: Box) -> tuple[float, float]:
    """Where a line to another box leaves this one."""
    dx, dy = toward.x - box.x, toward.y - box.y
    scale = min(
        (BOX / 2 + 4) / abs(dx) if dx else math.inf,
        (TALL / 2 + 4) / abs(dy) if dy else math.inf,
    )
    return box.x + dx * scale, box.y + dy * scale
