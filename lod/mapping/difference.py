"""What a change of a mapping does: the rules that it changes, and the statements that it adds and takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lod.errors import MappingError
from lod.mapping.mapper import Mapped, Mapper
from lod.mapping.rules import Rule
from lod.record import Record


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes different for one record."""

    record: Record
    added: tuple[str, ...]
    taken: tuple[str, ...]
    failed: MappingError | None = None
    """Why nothing is told: a rule of one of the two fails on it."""


def differences(records: Iterable[Record], before: Mapper, after: Mapper) -> Iterator[Difference]:
    """The records whose statements differ between two mappings, each with what is added and what is taken."""
    left = iter(records)
    while some := list(islice(left, before.together)):
        for record, old, new in zip(some, before.map_all(some), after.map_all(some), strict=True):
            failed = next((one for one in (new, old) if isinstance(one, MappingError)), None)
            if failed:
                yield Difference(record, (), (), failed)
            elif isinstance(old, Mapped) and isinstance(new, Mapped) and old.statements != new.statements:
                one, other = (set(each.statements.splitlines()) for each in (old, new))
                if one != other:
                    yield Difference(record, tuple(sorted(other - one)), tuple(sorted(one - other)))


def changed_rules(before: Iterable[Rule], after: Iterable[Rule]) -> Iterator[tuple[str, Rule]]:
    """Each rule that is not in both, with what happens to it: added, replaced or left out."""
    old, new = ({(r.where.file.partition("/")[0], r.id): r for r in rules} for rules in (before, after))
    for key, rule in new.items():
        if key not in old:
            yield "added", rule
        elif rule != old[key]:
            yield "replaced", rule
    for key, rule in old.items():
        if key not in new:
            yield "left out", rule
