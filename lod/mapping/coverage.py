"""How often fields occur in some records, and how often each rule made something of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from lod.mapping.runtime.mapper import Mapper
from lod.record import Record


@dataclass(slots=True)
class Coverage:
    """What was counted over a sample of records."""

    records: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    """In how many records a field occurs, by its tag or path."""
    rules: Counter[str] = field(default_factory=Counter)
    """In how many records a rule made a statement, by where it was written."""
    statements: Counter[str] = field(default_factory=Counter)
    """How many statements a rule made, by where it was written."""

    def share(self, count: int) -> str:
        """A count of records as a share of all.

        >>> Coverage(records=200).share(50)
        '25 %'
        """
        return f"{100 * count / self.records:.0f} %" if self.records else "–"


def coverage(records: Iterable[Record], mapper: Mapper) -> Coverage:
    """Count what the rules of a mapping make of some records."""
    found = Coverage()
    for record in records:
        found.records += 1
        found.fields.update({each.tag for each in record.fields})
        made = [str(one.rule.where) for one in mapper.explain(record)]
        found.statements.update(made)
        found.rules.update(set(made))
    return found
