"""What a change of a mapping does: the rules that it changes, and the statements that it adds and takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Named
from dataclasses import dataclass
from itertools import islice

from lod.errors import MappingError
from lod.mapping.language.rules import Rule
from lod.mapping.runtime.mapper import Mapped, Mapper, Mapping
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
    few = _changed(before, after)
    while some := list(islice(left, before.together)):
        if few is not None:  # what the other rules write is the same
            made = zip(some, few[0].map_all(some), few[1].map_all(some), strict=True)
            some = [record for record, old, new in made if _may_differ(old, new)]
        for record, old, new in zip(some, before.map_all(some), after.map_all(some), strict=True):
            failed = next((one for one in (new, old) if isinstance(one, MappingError)), None)
            if failed:
                yield Difference(record, (), (), failed)
            elif isinstance(old, Mapped) and isinstance(new, Mapped) and old.statements != new.statements:
                one, other = (set(each.statements.splitlines()) for each in (old, new))
                if one != other:
                    yield Difference(record, tuple(sorted(other - one)), tuple(sorted(one - other)))


def _may_differ(old: Mapped | MappingError, new: Mapped | MappingError) -> bool:
    if isinstance(old, Mapped) and isinstance(new, Mapped):
        return old.statements != new.statements
    return True


def _changed(before: Mapper, after: Mapper) -> tuple[Mapper, Mapper] | None:
    """Two mappers with nothing but the rules that differ; None where more differs, or rules hang together."""
    old, new = ((one.mapping, *one.mapping.others) for one in (before, after))
    pairs = list(zip(old, new, strict=False))
    if before.mapping.tree or len(old) != len(new) or not all(_agree(*pair) for pair in pairs):
        return None
    taken = [_missing_in(other.rules, one.rules) for one, other in pairs]
    added = [_missing_in(one.rules, other.rules) for one, other in pairs]
    return before.with_rules(taken), after.with_rules(added)


def _missing_in(rules: Iterable[Rule], others: Iterable[Rule]) -> list[Rule]:
    """Those of the others that are not among the rules, just as they are."""
    known = {(rule.where, rule.id): rule for rule in rules}
    return [rule for rule in others if known.get((rule.where, rule.id)) != rule]


def _agree(before: Mapping, after: Mapping) -> bool:
    """Whether rules give the same in both: all that they can name in the one is the same in the other."""
    old, new = before.source, after.source
    named: list[tuple[Named[str, object], Named[str, object]]] = [
        (old.things, new.things),
        (old.parts, new.parts),
        (old.keys, new.keys),
        (old.variables, new.variables),
        (old.tables, new.tables),
    ]
    alike = all(b.get(name) == value for a, b in named for name, value in a.items())
    return alike and (old.once, before.records) == (new.once, after.records)


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
