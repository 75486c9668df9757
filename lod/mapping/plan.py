"""What is done with the fields of one tag, and what is remembered of it.

Headings, notes and codes come back in record after record. Most rules are decided by their field and a few
facts of the record (its type, its language), so what they wrote for the same field and facts is written
again, with the record's own things put in. A tag that hardly ever repeats (a title) is found out, and not
remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lod.mapping.run import NO_FIELD, Issue, Run
from lod.record import Field

if TYPE_CHECKING:
    from lod.mapping.compile import Compiled
    from lod.mapping.mapper import RuleFunction

ROOM = 20_000
"""Fields remembered for a tag, at about a kilobyte each; when it is full, it starts anew."""

TRIAL = 10_000
WORTH = 0.2
"""Remembering is given up for a tag when, after so many fields, fewer than this share came back."""


@dataclass(frozen=True, slots=True)
class Written:
    """What rules wrote, with the record's own things as placeholders."""

    text: str
    used: int
    minted: tuple[str, ...]
    issues: tuple[Issue, ...]


class Plan:
    """The rules that read the fields of one tag (or, as "record", the record as a whole)."""

    def __init__(self, rules: Iterable[Compiled], ignored: int, things: Iterable[str]) -> None:
        rules = list(rules)
        self.all: list[RuleFunction] = [rule.function for rule in rules]
        self.ignored = ignored
        self.remembered = [rule.function for rule in rules if rule.asks is not None]
        self.direct = [rule.function for rule in rules if rule.asks is None]
        asked = dict.fromkeys(ask for rule in rules for ask in rule.asks or ())
        self.asks: Callable[[Run], tuple[str, ...]] = _asking(asked)
        self.marks = {name: chr(1 + at) for at, name in enumerate(things)}
        self.memory: dict[Any, Written] = {}
        self.tries = 0
        self.hits = 0

    def rules(self, run: Run, field: Field) -> tuple[list[RuleFunction], int]:
        """The rules still to be run on the field, and what the others, remembered, have used of it."""
        if not self.remembered:
            return self.direct, 0
        key = (self.asks(run), field.indicators, *field.subfields)
        self.tries += 1
        written = self.memory.get(key)
        if written is None:
            if self.tries > TRIAL and self.hits < self.tries * WORTH:
                self.forget()
                return self.direct, 0
            written = self._write(run, field)
            if len(self.memory) >= ROOM:
                self.memory.clear()
            self.memory[key] = written
        else:
            self.hits += 1
        self._replay(run, written)
        return self.direct, written.used

    def forget(self) -> None:
        """Run every rule for every field from now on."""
        self.direct, self.remembered = self.all, []
        self.memory.clear()

    def _write(self, run: Run, field: Field) -> Written:
        """Run the rules with placeholders for the things of the record, and take what they wrote."""
        lines, minted, issues, things = run.lines, run.minted, run.issues, run.things
        run.lines, run.minted, run.issues, run.things = [], {}, [], self.marks
        used = 0
        subfields = run.subfields(field)
        own = None if field is NO_FIELD else field
        for rule in self.remembered:
            used |= rule(run, own, field, subfields, subfields, "")
        written = Written("".join(run.lines), used, tuple(run.minted), tuple(run.issues))
        run.lines, run.minted, run.issues, run.things = lines, minted, issues, things
        return written

    def _replay(self, run: Run, written: Written) -> None:
        text = written.text
        if text:
            for name, mark in self.marks.items():
                text = text.replace(mark, run.things[name])
            run.lines.append(text)
        for iri in written.minted:
            run.minted[iri] = None
        for issue in written.issues:
            run.issues.append(replace(issue, record=run.record.name))


def _asking(expressions: Iterable[str]) -> Callable[[Run], tuple[str, ...]]:
    """A function that gives the facts of a record that some rules ask for."""
    text = "".join(f"{expression}, " for expression in expressions)
    made: Callable[[Run], tuple[str, ...]] = eval(f"lambda r: ({text})")  # noqa: S307 - our own text
    return made


def account(
    field: Field,
    subfields: dict[str, list[str]],
    bits: dict[str, int],
    used: int,
    ignored: int,
    left: Counter[str],
) -> tuple[int, int]:
    """How many subfields were mapped and how many ignored; those that were neither are counted in `left`."""
    mapped, skipped = 0, 0
    for code, values in subfields.items():
        bit = bits.get(code, 1)
        if bit & used:
            mapped += len(values)
        elif bit & ignored:
            skipped += len(values)
        else:
            left[f"{field.tag}${code}"] += len(values)
    return mapped, skipped
