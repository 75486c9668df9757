"""A field taken apart: subfields that belong together, each group read as a field of its own.

How is said by a pattern over the codes of the field: in 340 ``$apaper$0…$cink`` the pattern ``[a-q]0*`` finds
``a0`` and ``c``. Subfields outside all groups (``$2``, ``$3``) belong to each of them; an identifier among
these (``$0``, ``$1``) identifies one thing, and goes with the group before it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lod.mapping.language.regex import compiled
from lod.record import Field

if TYPE_CHECKING:
    from lod.mapping.runtime.mapper import RuleFunction
    from lod.mapping.runtime.record_run import Run


@dataclass(frozen=True, slots=True, eq=False)
class Splitter:
    """A way to take a field apart."""

    split: Callable[[Run, Field], list[Field]]
    asks: str = ""
    """Name in ASKS of what it asks of the rest of the record; nothing when it looks at its field only."""
    reads: str = ""
    """Codes that it makes pieces from whose codes are others: for the account of what is left over."""


ASKS: dict[str, Callable[[Run, Field], Hashable]] = {}
"""What splitters and functions of the whole field ask of the rest of its record, by name: while the answer is
the same, they do the same with the same field."""

SPLITTERS: dict[str, Splitter] = {}
"""Ways that a pattern cannot say, by name."""


@cache
def splitter(how: str) -> Splitter:
    """The way with this name, or by this pattern; raises MappingError when it is neither."""
    return SPLITTERS.get(how) or Splitter(_by_pattern(how))


def _by_pattern(pattern: str) -> Callable[[Run, Field], list[Field]]:
    find = compiled(pattern).finditer

    @lru_cache(maxsize=4096)
    def places(codes: str) -> tuple[tuple[int, ...], ...]:
        """Which subfields of a field with these codes are in each group, those outside all groups behind."""
        found = [found.span() for found in find(codes) if found.end() > found.start()]
        grouped = {at for start, end in found for at in range(start, end)}
        outside = [at for at in range(len(codes)) if at not in grouped]
        several = len(found) > 1
        before = {at: max((g for g in found if g[0] < at), default=found[0]) for at in outside if several}
        return tuple(
            (
                *range(*group),
                *(at for at in outside if not several or codes[at] not in "01" or before[at] == group),
            )
            for group in found
        )

    def split(run: Run, field: Field) -> list[Field]:
        subfields = field.subfields
        found = places("".join([code[:1] or " " for code, _ in subfields]))
        if found == (tuple(range(len(subfields))),):
            return [field]
        return [Field(field.tag, field.indicators, [subfields[at] for at in group]) for group in found]

    return split


def by_group(function: RuleFunction, how: str, run_piece: Callable[[Run, Field], int]) -> RuleFunction:
    """A rule function applied to each group of its field; versions in other scripts go side by side.

    What has no version in another script is left to `run_piece`, which does the same and may do it quicker.
    """
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
        if field is read and field is not None and not language:
            for piece, _ in run.groups(field, split):
                used |= run_piece(run, piece)
            return used
        for key, own, piece, found in run.pieces(field, read, split) if field else ():
            used |= function(run, key, piece, found, own, language)
        return used

    return grouped
