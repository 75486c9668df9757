"""Pages of example queries: all of them by level, and each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lod.store.example_queries import LEVELS, Example
from webapp.languages import N_, Wording

_TITLES = {
    "beginner": N_("To begin with"),
    "intermediate": N_("A step further"),
    "advanced": N_("For those who know SPARQL"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The examples of one level."""

    level: str
    title: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class ExamplesPage:
    """All examples, or one."""

    groups: tuple[Group, ...]
    one: Example | None = None


def groups(some: Iterable[Example], wording: Wording) -> tuple[Group, ...]:
    """Examples by level, the easy ones first."""
    found = tuple(some)
    return tuple(
        Group(level, wording.text(_TITLES[level]), tuple(one for one in found if one.level == level))
        for level in LEVELS
    )
