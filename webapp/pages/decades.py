"""When things are from: a bar for each decade, which leads to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST = 60
"""So many bars stand beside each other; of more decades the last."""


@dataclass(frozen=True, slots=True)
class Decade:
    """A bar of the histogram of years."""

    year: int
    count: int
    height: int
    """Of a hundred, of the highest bar."""
    href: str
    """Address of a search for what is from it; empty when nothing is."""


def decades(years: Sequence[tuple[int, int]], address: Callable[[int], str]) -> tuple[Decade, ...]:
    """Bars for the years in which decades begin, with how much is from each; none for a single decade.

    Decades from which nothing is stand between them as a gap, so that distances are true.

    >>> [(d.year, d.height) for d in decades([(1900, 2), (1920, 4)], str)]
    [(1900, 50), (1910, 0), (1920, 100)]
    """
    shown = dict(years)
    if len(shown) < 2:
        return ()
    last = max(shown)
    first = max(min(shown), last - 10 * (MOST - 1))
    highest = max(count for year, count in shown.items() if year >= first)
    return tuple(
        Decade(year, count, max(4, round(100 * count / highest)), address(year))
        if (count := shown.get(year, 0))
        else Decade(year, 0, 0, "")
        for year in range(first, last + 1, 10)
    )
