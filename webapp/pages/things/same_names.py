"""Headings of several thesauri with the same name are shown once: readers cannot tell them apart."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from lod.search.index import named_on
from lod.search.index_entries import PARALLEL
from lod.search.searcher import BESIDE, Hit
from webapp.pages.search.request import LONGEST_VALUE

HEADINGS = frozenset({"subject", "genre", "place"})
"""Kinds of which two that are called the same are one to a reader; two persons may be namesakes."""
T = TypeVar("T")


def once(many: Iterable[T], key: Callable[[T], Hashable | None]) -> list[T]:
    """Those with different keys, the first of each; and all that have none.

    >>> once(["Koffie", "koffie", "Thee"], str.casefold)
    ['Koffie', 'Thee']
    """
    found: set[Hashable] = set()
    kept = []
    for one in many:
        its = key(one)
        if its is None or its not in found:
            kept.append(one)
        if its is not None:
            found.add(its)
    return kept


def in_own_language(value: str, hits: Iterable[Hit], language: str) -> str:
    """Of what is said in several languages, as a value of a facet has it, that of the page: as far as a thing
    that was found tells which it is, else all of it.
    """
    if PARALLEL not in value:
        return value
    told = {name: tag for hit in hits for _, names in named_on(hit.card) or () for tag, name in names.items()}
    return next((one for one in value.split(PARALLEL) if told.get(one) == language), value)


def name_of_heading(hit: Hit) -> tuple[str, str] | None:
    """What a heading is called, to know it by; None for what is no heading."""
    kind = hit.thing.kind
    name = next(iter(hit.card.get("titles", {}).values()), "")
    return (kind, name.casefold()) if kind in HEADINGS and name else None


def together(values: Sequence[tuple[str, int]], called: Callable[[str], str]) -> list[tuple[str, int]]:
    """Values of a facet with their numbers; of those that are called the same, one that stands for all.

    >>> names = {"x://a": "Q", "x://b": "R", "q": "q", "S": "S", "s": "s"}
    >>> together([("x://a", 3), ("x://b", 2), ("q", 1), ("S", 1), ("s", 1)], names.get)
    [('x://a|q', 0), ('x://b', 2), ('S', 1), ('s', 1)]
    >>> together([("x://a", 3), ("q|r", 1)], {"x://a": "Q|R", "q|r": "q|r"}.get)
    [('x://a', 3), ('q|r', 1)]
    """
    groups: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for value, count in values:
        alone = value if BESIDE in value else ""  # among others it would be taken for several
        groups.setdefault((called(value).casefold(), alone), []).append((value, count))
    made = []
    for group in groups.values():
        joined = BESIDE.join(value for value, _ in group)
        can_be_one = any("://" in value for value, _ in group) and len(joined) <= LONGEST_VALUE
        made += [(joined, 0)] if len(group) > 1 and can_be_one else group
    return made
