"""What speaks for two things being one, and against it, in points; and how many of them are enough."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Evidence = tuple[str, int]
"""A reason in words, and its points."""
ENOUGH = 100


def score(excluding: Iterator[str], weighed: Iterable[Evidence]) -> int | None:
    """The points of two things when they are one; None when anything excludes it, or too few speak for it.

    >>> score(iter([]), [("one number", 90), ("one year", 10)])
    100
    >>> score(iter(["two parts"]), [("one number", 200)])
    """
    if any(True for _ in excluding):
        return None
    points = sum(weight for _, weight in weighed)
    return points if points >= ENOUGH else None
