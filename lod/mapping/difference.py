"""What a change of a mapping does: the statements that it adds and takes, record by record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lod.mapping.mapper import Mapper
from lod.record import Record


@dataclass(frozen=True, slots=True)
class Difference:
    """What becomes different for one record."""

    record: Record
    added: tuple[str, ...]
    taken: tuple[str, ...]


def differences(records: Iterable[Record], before: Mapper, after: Mapper) -> Iterator[Difference]:
    """The records whose statements differ between two mappings, each with what is added and what is taken."""
    for record in records:
        old = set(before.map(record).statements.splitlines())
        new = set(after.map(record).statements.splitlines())
        if old != new:
            yield Difference(record, tuple(sorted(new - old)), tuple(sorted(old - new)))
