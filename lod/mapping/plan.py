"""What is done with the fields of one tag, and what is remembered of it.

Headings, notes and codes come back in record after record. Most rules are decided by their field and a few
facts of the record (its type, its language), so what they wrote for the same field and facts is written
again, with the record's own things put in. Rules that look at some positions of a control field share what
they wrote for those, whatever stands beside them. What hardly ever repeats (a title) is found out, and not
remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lod.mapping.groups import ASKS
from lod.mapping.run import NO_FIELD, Issue, Run
from lod.record import Field

if TYPE_CHECKING:
    from lod.mapping.compile import Compiled
    from lod.mapping.mapper import RuleFunction

ROOM = 20_000
"""Fields remembered for a tag, at about a kilobyte each; when it is full, it starts anew."""

TRIALS = {1_000: 0.05, 10_000: 0.2}
"""Remembering is given up when, after so many fields, fewer than this share came back."""


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
        self.direct = [rule.function for rule in rules if rule.asks is None]
        marks = {name: chr(1 + at) for at, name in enumerate(things)}
        alike: dict[Any, list[Compiled]] = {}
        for rule in rules:
            if rule.asks is not None:
                alike.setdefault(_company(rule), []).append(rule)
        self.memories = [Memory(some, marks) for some in alike.values()]

    def rules(self, run: Run, field: Field) -> tuple[list[RuleFunction], int]:
        """The rules still to be run on the field, and what the others, remembered, have used of it."""
        used = 0
        for memory in self.memories:
            used |= memory.write(run, field)
            if memory.tries in TRIALS and memory.hits < memory.tries * TRIALS[memory.tries]:
                self.memories = [other for other in self.memories if other is not memory]
                self.direct = [*self.direct, *memory.rules]
        return self.direct, used


class Memory:
    """What some rules wrote for the fields that they saw: all rules that look at a whole field together;
    of those that look at some positions of a control field, the ones that ask the same of the record.
    """

    def __init__(self, rules: list[Compiled], marks: dict[str, str]) -> None:
        self.rules: list[RuleFunction] = [rule.function for rule in rules]
        self.marks = marks
        self.of_whole = any(rule.spans is None for rule in rules)
        self.key = _key(rules)
        self.known: dict[Any, Written] = {}
        self.tries = 0
        self.hits = 0

    def write(self, run: Run, field: Field) -> int:
        """Write what the rules give for a field; the bits of the subfield codes that they used."""
        key = self.key(run, field)
        self.tries += 1
        written = self.known.get(key)
        if written is None:
            if len(self.known) >= ROOM:
                self.known.clear()
            written = self.known[key] = self._written(run, field)
        else:
            self.hits += 1
        text = written.text
        if text:
            for name, mark in self.marks.items():
                text = text.replace(mark, run.things[name])
            run.lines.append(text)
            for iri in written.minted:
                run.minted[iri] = None
        for issue in written.issues:
            field_shown = issue.field if self.of_whole else run.shown(field)
            run.issues.append(replace(issue, record=run.record.name, field=field_shown))
        return written.used

    def _written(self, run: Run, field: Field) -> Written:
        """Run the rules with placeholders for the things of the record, and take what they wrote."""
        lines, minted, issues, things = run.lines, run.minted, run.issues, run.things
        run.lines, run.minted, run.issues, run.things = [], {}, [], self.marks
        used = 0
        subfields = run.subfields(field)
        own = None if field is NO_FIELD else field
        for rule in self.rules:
            used |= rule(run, own, field, subfields, subfields, "")
        written = Written("".join(run.lines), used, tuple(run.minted), tuple(run.issues))
        run.lines, run.minted, run.issues, run.things = lines, minted, issues, things
        return written


def _company(rule: Compiled) -> object:
    """What a rule shares with those that it is remembered together with."""
    if rule.spans == ():  # no field: some rules ask for texts of the record, the others for few facts
        return tuple(ask for ask in rule.asks or () if "values(" in ask or "control(" in ask), "record"
    return None if rule.spans is None else rule.asks


def _key(rules: list[Compiled]) -> Callable[[Run, Field], Any]:
    """A function that gives what decides what some rules write: of the record, and of the field."""
    asked = "".join(f"{ask}, " for ask in dict.fromkeys(ask for rule in rules for ask in rule.asks or ()))
    if any(rule.spans is None for rule in rules):
        seen = "f.indicators, *f.subfields"
    else:
        seen = "".join(
            f"t[{start}:{end}], " for start, end in _united([s for r in rules for s in r.spans or ()])
        )
        seen = f"(t := f.first('')) and ({seen})," if seen else ""
    made: Callable[[Run, Field], Any] = eval(  # noqa: S307 - our own text
        f"lambda r, f: ({asked}{seen})", {"ASKS": ASKS}
    )
    return made


def _united(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same positions in as few spans as can be.

    >>> _united([(33, 34), (18, 22), (20, 23), (23, 24)])
    [(18, 24), (33, 34)]
    """
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return united


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
