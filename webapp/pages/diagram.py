"""The data model as a drawing: kinds of things in a ring, and how often they point to each other, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lod.dataset.model import Link
from lod.rdf.iris import KINDS
from lod.rdf.names import compact

WIDTH, HEIGHT = 900, 760
BOX, TALL = 150, 50
LINES = 14
"""So many lines are drawn, of what occurs most."""
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
    return Diagram(tuple(boxes.values()), tuple(_line(boxes[a], boxes[b], some) for (a, b), some in most))


def _place(at: int, of: int) -> tuple[float, float]:
    """The middle of a box."""
    angle = 2 * math.pi * at / of - math.pi / 2
    x = WIDTH / 2 + (WIDTH / 2 - BOX / 2 - 10) * math.cos(angle)
    y = HEIGHT / 2 + (HEIGHT / 2 - TALL / 2 - 10) * math.sin(angle)
    return round(x, 1), round(y, 1)


def _line(one: Box, other: Box, links: Sequence[Link]) -> Line:
    (x1, y1), (x2, y2) = _edge(one, other), _edge(other, one)
    long = math.hypot(x2 - x1, y2 - y1) or 1
    bend_x = (x1 + x2) / 2 - (y2 - y1) / long * _BEND
    bend_y = (y1 + y2) / 2 + (x2 - x1) / long * _BEND
    seen = sum(link.seen for link in links)
    label = compact(max(links, key=lambda link: (link.seen, link.property)).property)
    more = f" +{len(links) - 1}" if len(links) > 1 else ""
    return Line(
        f"M{x1:.1f} {y1:.1f}Q{bend_x:.1f} {bend_y:.1f} {x2:.1f} {y2:.1f}",
        label + more,
        round(_on(x1, bend_x, x2), 1),
        round(_on(y1, bend_y, y2), 1),
        round(min(5.0, 1 + math.log10(max(seen, 1))), 1),
    )


def _on(start: float, bend: float, end: float) -> float:
    """Where a label stands: a third along a line, for in the middle of the ring all lines meet."""
    return (4 * start + 4 * bend + end) / 9


def _edge(box: Box, toward: Box) -> tuple[float, float]:
    """Where a line to another box leaves this one."""
    dx, dy = toward.x - box.x, toward.y - box.y
    scale = min(
        (BOX / 2 + 4) / abs(dx) if dx else math.inf,
        (TALL / 2 + 4) / abs(dy) if dy else math.inf,
    )
    return box.x + dx * scale, box.y + dy * scale
