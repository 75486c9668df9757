"""Periods of which each end stands for itself, as EAD3 and LIDO have them: a day, or between two of them."""

from __future__ import annotations

import re
from collections.abc import Callable

from lod.mapping.functions.textual_dates import ERA
from lod.mapping.functions.tree_values import interval
from lod.mapping.language.function_registry import function
from lod.mapping.runtime import trees
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_STILL = frozenset(
    re.split(
        r"\|",
        "|..|9999|9999-12-31|open|present|ongoing|current|now|to date|heden|nu|lopend"
        "|heute|gegenwart|laufend|présent|aujourd'hui",
    )
)
"""What stands for the end of what has not ended."""


@function("outer_dates", "field", "text", (2, 2))
def outer_dates(start: str, end: str) -> Callable[[Run, Field], str]:
    """The first and the last day that elements at two paths may mean, as an ISO 8601 interval.

    An end is what its `standarddate` says, else the outer one of `notbefore` and `notafter`, else its text.
    One that is not there is open; nothing when one is no date.
    """

    def said(run: Run, field: Field) -> str:
        first = _end(run.below(field, start), "@notbefore", "@notafter", 0)
        last = _end(run.below(field, end), "@notafter", "@notbefore", -1)
        backwards = ".." not in (first, last) and first[:4] > last[:4]
        return "".join(interval([first, last])) if first and last and not backwards else ""

    return said


def _end(found: list[Field], outer: str, inner: str, at: int) -> str:
    """One end of a period as a date; ".." when it is open, nothing when it is no date."""
    if not found:
        return ".."
    element = found[0]
    bounds = "" if element.first(outer) or not element.first(inner) else ".."
    text = (element.first("@standarddate") or element.first(outer) or bounds or element.text).strip()
    text = text.split("/")[at].strip()
    return ".." if text.casefold() in _STILL else "".join(interval([text]))


@function("from_until", "field", "text", (2, 4))
def from_until(*paths: str) -> Callable[[Run, Field], str]:
    """Two dates as one text, each behind its precision: "circa 1683 – 1693"; four paths, or two."""
    if len(paths) == 2:
        paths = ("\0", paths[0], "\0", paths[1])
    asked = trees.path_prefixes(paths)

    def said(run: Run, field: Field) -> str:
        texts = trees.flatten(field, run.said, asked)
        told = [next(iter(texts.get(path, ())), "") for path in paths]
        ends = [_with_precision(*told[at : at + 2]) for at in (0, 2)]
        return " – ".join(dict.fromkeys(filter(None, ends)))

    return said


def _with_precision(precision: str, date: str) -> str:
    """A date behind its precision; an era stands behind the year that it is said of."""
    if not date:
        return ""
    if ERA.fullmatch(precision.strip().casefold()):
        return f"{date.lstrip('0')} {precision}"
    return f"{precision} {date}".strip()
