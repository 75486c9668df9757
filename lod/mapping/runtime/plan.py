"""What is done with the fields of one tag, and what is remembered of it.

Headings, notes and codes come back in record after record. Most rules are decided by their field and a few
facts of the record (its type, its language), so what they wrote for the same field and facts is written
again. What has not come back yet is not kept, and where hardly anything does (titles), nothing is
looked for. What rules write names the record's own things by marks, which the record replaces at its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lod.mapping.language.subfield_groups import ASKS
from lod.mapping.runtime.record_run import Issue, Run
from lod.mapping.runtime.specialized_rules import Specialization, SpecializedRules
from lod.record import Field

if TYPE_CHECKING:
    from lod.mapping.compiler.compiled_rule import Compiled
    from lod.mapping.runtime.mapper import Mapper, RuleFunction

ROOM = 40_000_000
"""Characters that are remembered at most; what was not asked for lately goes first."""

_OVERHEAD = 600
"""What keeping something costs beside its text."""

MET = 100_000
"""Fields of a tag of which it is known that they came by once."""

TRIALS = {1_000: 0.05, 10_000: 0.1}
"""Remembering is given up when, after so many fields, fewer than this share came back."""


@dataclass(frozen=True, slots=True)
class Written:
    """What rules made of a field, with marks for the record's own things."""

    text: str
    used: int
    issues: tuple[Issue, ...]
    mapped: int
    ignored: int
    left: tuple[tuple[str, int], ...]
    """Subfields that were left over, and how many of each."""
    rest: bool
    """Whether any were ignored or left over."""
    marks: tuple[tuple[str, str], ...]
    """Things of the record that stand in the text, and the marks that stand there for them."""


Kept = tuple[list[str], list[Issue]]
Counts = tuple[int, int, tuple[tuple[str, int], ...]]


class Shelf:
    """All that the plans of a mapper remember: what was asked for lately, and what was before that."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.taken = 0
        self.memories: list[Memory] = []

    def put(self, characters: int) -> None:
        """Count what is kept; when half of the room is taken, what was not asked for since goes."""
        self.taken += characters + _OVERHEAD
        if self.taken > self.room // 2:
            self.taken = 0
            for memory in self.memories:
                memory.before, memory.lately = memory.lately, {}


class Plan:
    """The rules that read the fields of one tag (or, as "record", the record as a whole).

    With a shelf, what they make of a field is remembered, unless that cannot be told from the field and the
    facts that they ask for.
    """

    def __init__(
        self, rules: Iterable[Compiled], ignored: int, bits: dict[str, int], shelf: Shelf | None
    ) -> None:
        self.rules = list(rules)
        self.all: list[RuleFunction] = [rule.function for rule in self.rules]
        self.bits = bits
        self.ignored = ignored
        remembered = [rule for rule in self.rules if rule.asks is not None] if shelf else []
        self.memory = Memory(remembered, shelf, bits) if shelf and remembered else None
        self.direct = SpecializedRules([rule for rule in self.rules if rule not in remembered], bits)

    def run_all(self, rows: Iterable[tuple[Run, Field]], mapper: Mapper) -> None:
        """Write what the rules give for fields of several records."""
        for run, field in rows:
            if run.scripts and (linked := run.scripts.get(id(field))):
                self.account_linked(run, field, mapper.in_scripts(run, self, field, linked), mapper)
            elif self.memory is None:
                form = self.direct.form(field)
                used = self.direct.run_form(run, field, form)
                if form.present & ~used:
                    self.account(run, field, form, used, mapper)
                else:
                    mapper.mapped += form.size
            else:
                self.run(run, field, self.memory, mapper)

    def run(self, run: Run, field: Field, memory: Memory, mapper: Mapper) -> None:
        """Write what the rules give for a field, some of it from memory, and account for its subfields."""
        if self.direct.rules:
            return self.partly(memory, run, field, mapper)
        written = memory.find(run, field)
        if written is None:
            return self.first(memory, run, field, mapper)
        memory.write(written, run)
        mapper.mapped += written.mapped
        if written.rest:
            mapper.ignored += written.ignored
            for name, times in written.left:
                mapper.left_over[name] += times
        return None

    def first(self, memory: Memory, run: Run, field: Field, mapper: Mapper) -> None:
        """What is done with a field that is not remembered."""
        form = memory.by_form.form(field)
        if memory.is_new():
            self.account(run, field, form, memory.by_form.run_form(run, field, form), mapper)
        else:
            before, left_over = (mapper.mapped, mapper.ignored), mapper.left_over
            mapper.left_over = Counter()
            kept = memory.begin(run)
            used = memory.by_form.run_form(run, field, form)
            self.account(run, field, form, used, mapper)
            left = tuple(mapper.left_over.items())
            mapper.left_over = left_over
            mapper.left_over.update(dict(left))
            memory.keep(run, kept, used, (mapper.mapped - before[0], mapper.ignored - before[1], left))
        self.give_up(memory)

    def partly(self, memory: Memory, run: Run, field: Field, mapper: Mapper) -> None:
        """What is done with a field of which only some rules are remembered."""
        form = self.direct.form(field)
        written = memory.find(run, field)
        if written is not None:
            memory.write(written, run)
            used = written.used
        elif memory.is_new():
            used = memory.by_form.run(run, field)
        else:
            kept = memory.begin(run)
            used = memory.by_form.run(run, field)
            memory.keep(run, kept, used, (0, 0, ()))
        used |= self.direct.run_form(run, field, form)
        self.account(run, field, form, used, mapper)
        self.give_up(memory)

    def record(self, run: Run) -> None:
        """Write what the rules give for the record as a whole."""
        self.direct.run_record(run)

    def give_up(self, memory: Memory) -> None:
        """Run all rules afresh each time when hardly anything came back."""
        if memory.tries in TRIALS and memory.hits < memory.tries * TRIALS[memory.tries]:
            self.direct = SpecializedRules(self.rules, self.bits)
            self.memory = None
            memory.forget()

    def account(self, run: Run, field: Field, form: Specialization, used: int, mapper: Mapper) -> None:
        """Count what became of the subfields of a field."""
        if form.present & ~used:
            subfields = run.subfields(field)
            mapped, ignored = account(field, subfields, self.bits, used, self.ignored, mapper.left_over)
            mapper.mapped += mapped
            mapper.ignored += ignored
        else:
            mapper.mapped += form.size

    def account_linked(self, run: Run, field: Field, used: int, mapper: Mapper) -> None:
        """Count what became of the subfields of a field that has versions in other scripts."""
        self.account(run, field, self.direct.form(field), used, mapper)


class Memory:
    """What some rules wrote for the fields that they saw."""

    def __init__(self, rules: list[Compiled], shelf: Shelf, bits: dict[str, int]) -> None:
        self.by_form = SpecializedRules(rules, bits)
        self.key = _key(rules)
        self.shelf = shelf
        shelf.memories.append(self)
        self.met: set[int] = set()
        self.lately: dict[Any, Written] = {}
        self.before: dict[Any, Written] = {}
        self.tries = 0
        self.hits = 0
        self.at: Any = None
        """What was looked for last."""

    def find(self, run: Run, field: Field) -> Written | None:
        """What the rules wrote for such a field before, when that is known."""
        key = self.at = self.key(run, field)
        self.tries += 1
        if key in self.lately:
            self.hits += 1
            return self.lately[key]
        written = self.before.get(key)
        if written is not None:
            self.hits += 1
            self.lately[key] = written
            self.shelf.put(len(written.text))
        return written

    def write(self, written: Written, run: Run) -> None:
        """Write it again."""
        text = written.text
        for name, mark in written.marks:
            text = text.replace(mark, run.called[name])
        run.lines.append(text)
        for issue in written.issues:
            run.issues.append(replace(issue, record=run.record.name))

    def is_new(self) -> bool:
        """Whether what was looked for last was not met before; from now on it was."""
        mark = hash(self.at)
        if mark in self.met:
            return False
        if len(self.met) >= MET:
            self.met.clear()
        self.met.add(mark)
        return True

    def begin(self, run: Run) -> Kept:
        """Let rules write where it can be kept; what was written before is handed back."""
        kept = run.lines, run.issues
        run.lines, run.issues = [], []
        run.things = run.mapper.marks
        return kept

    def keep(self, run: Run, kept: Kept, used: int, counts: Counts) -> None:
        """Remember what rules wrote, and write it behind what was written before."""
        rest = bool(counts[1] or counts[2])
        text = "".join(run.lines)
        marks = tuple((name, mark) for name, mark in run.things.items() if mark in text)
        made = Written(text, used, tuple(run.issues), *counts, rest, marks)
        run.lines, run.issues = kept
        run.things = run.called
        self.lately[self.at] = made
        self.shelf.put(len(made.text))
        self.write(made, run)

    def forget(self) -> None:
        """Let go of everything."""
        self.shelf.memories.remove(self)
        self.met, self.lately, self.before = set(), {}, {}


def _key(rules: list[Compiled]) -> Callable[[Run, Field], Any]:
    """A function that gives what decides what some rules write: of the record, and of the field."""
    asked = "".join(f"{ask}, " for ask in dict.fromkeys(ask for rule in rules for ask in rule.asks or ()))
    made: Callable[[Run, Field], Any] = eval(  # noqa: S307 - our own text
        f"lambda r, f: ({asked}f.indicators, *f.subfields)", {"ASKS": ASKS}
    )
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
