"""A field taken apart: subfields that belong together, each group read as a field of its own.

How is said by a pattern over the codes of the field: in 340 ``$apaper$0…$cink`` the pattern ``[a-q]0*`` finds
``a0`` and ``c``. Subfields outside all groups (``$2``, ``$3``) belong to each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lod.mapping.patterns import compiled
from lod.record import Field

if TYPE_CHECKING:
    from lod.mapping.mapper import RuleFunction
    from lod.mapping.run import Run


@dataclass(frozen=True, slots=True)
class Splitter:
    """A way to take a field apart; a pure one looks at nothing but the field."""

    split: Callable[[Run, Field], list[Field]]
    pure: bool = True


SPLITTERS: dict[str, Splitter] = {}
"""Ways that a pattern cannot say, by name."""


@cache
def splitter(how: str) -> Splitter:
    """The way with this name, or by this pattern; raises MappingError when it is neither."""
    return SPLITTERS.get(how) or Splitter(_by_pattern(how))


def _by_pattern(pattern: str) -> Callable[[Run, Field], list[Field]]:
    find = compiled(pattern).finditer

    def split(run: Run, field: Field) -> list[Field]:
        subfields = field.subfields
        codes = "".join([code[:1] or " " for code, _ in subfields])
        spans = [found.span() for found in find(codes) if found.end() > found.start()]
        if spans == [(0, len(codes))]:
            return [field]
        grouped = {at for start, end in spans for at in range(start, end)}
        shared = [pair for at, pair in enumerate(subfields) if at not in grouped]
        return [Field(field.tag, field.indicators, subfields[start:end] + shared) for start, end in spans]

    return split


def by_group(function: RuleFunction, how: str) -> RuleFunction:
    """A rule function applied to each group of its field; versions in other scripts go side by side."""
    split = splitter(how)

    def grouped(
        run: Run,
        field: Field | None,
        read: Field,
        subfields: dict[str, list[str]],
        own: dict[str, list[str]],
        language: str,
    ) -> int:
        used = 0
        for key, piece in run.pieces(field, read, split) if field else ():
            found = run.subfields(piece)
            own = found if piece is key else run.subfields(key)
            used |= function(run, key, piece, found, own, language)
        return used

    return grouped
