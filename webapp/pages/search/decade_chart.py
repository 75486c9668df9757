"""When things are from: a bar for each decade, and links to as many of them as a finger can tell apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

MOST = 60
"""So many bars stand beside each other; of more decades the last."""
LINKS = 10
"""So many links at the most have room enough for a finger each (WCAG 2.5.8), also on a small phone."""
_TOGETHER = (1, 2, 5, 10)
"""So many decades one link may lead to: each begins with a round year."""


@dataclass(frozen=True, slots=True)
class Period:
    """Some decades of the histogram that one link leads to."""

    first: int
    last: int
    """The years that it begins and ends with."""
    count: int
    bars: tuple[int, ...]
    """The height of the bar of each decade, of a hundred; 0 where nothing is from it."""
    href: str
    """Address of a search for what is from it; empty when nothing is."""


def decades(years: Sequence[tuple[int, int]], address: Callable[[int, int], str]) -> tuple[Period, ...]:
    """Bars for the years in which decades begin, with how much is from each; none for a single decade.

    Decades from which nothing is stand between them as a gap, so that distances are true. Nothing is from a
    decade that has not begun: such a year is a slip, or a cataloguer's sign for "until now".

    >>> made = decades([(1900, 2), (1920, 4)], lambda since, until: f"{since}-{until}")
    >>> [(p.first, p.last, p.bars) for p in made]
    [(1900, 1909, (50,)), (1910, 1919, (0,)), (1920, 1929, (100,))]
    >>> [p.href for p in decades([(1900, 2), (2020, 4)], lambda since, until: f"{since}-{until}")]
    ['1900-1919', '', '', '', '', '', '2020-2029']
    >>> decades([(1900, 2), (9990, 1)], lambda since, until: "")
    ()
    """
    shown = {year: count for year, count in years if year <= date.today().year}
    if len(shown) < 2:
        return ()
    last = max(shown)
    first = max(min(shown), last - 10 * (MOST - 1))
    highest = max(count for year, count in shown.items() if year >= first)
    step = next((10 * n for n in _TOGETHER if last // (10 * n) - first // (10 * n) < LINKS), 100)
    heights = {year: max(4, round(100 * count / highest)) if count else 0 for year, count in shown.items()}
    made = []
    for start in range(first // step * step, last + 1, step):
        inside = [*range(start, start + step, 10)]
        count = sum(shown.get(year, 0) for year in inside if year >= first)
        bars = tuple(heights.get(year, 0) if year >= first else 0 for year in inside)
        end = min(start + step, last + 10) - 1
        made.append(Period(start, end, count, bars, address(start, end) if count else ""))
    return tuple(made)
