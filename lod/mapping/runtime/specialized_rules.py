"""Rules run by the form of their field: as they were compiled at first, fitted to it when it comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from lod.mapping.compiler.specialization import specialize
from lod.mapping.compiler.static_values import Form
from lod.mapping.runtime.record_run import NO_FIELD
from lod.record import Field

if TYPE_CHECKING:
    from lod.mapping.compiler.compiled_rule import Compiled
    from lod.mapping.runtime.record_run import Run

AFTER = 60
"""So many fields of a form are seen before rules are fitted to it, which takes as long as two hundred."""

MOST = 2_000
"""Forms that rules are fitted to, for one tag; a form that comes later runs as it was compiled."""


SORTS = 100
"""Sorts of record in which a form is counted; rules are not fitted to it in any more."""

Facts = tuple[str, ...]
"""What tells the sort of a record, to some rules: answers to what they ask."""
Function = Callable[[Any, Any], "int | None"]


class Specialization:
    """What is known of one form of field."""

    __slots__ = ("functions", "present", "seen", "size")

    def __init__(self, present: int, size: int) -> None:
        self.present = present
        """Bits of its subfield codes."""
        self.size = size
        self.seen: dict[Facts, int] = {}
        self.functions: dict[Facts, Function] = {}
        """The rules as they were fitted, by the sort of record."""


class SpecializedRules:
    """Some rules that read the fields of one tag."""

    def __init__(self, rules: Sequence[Compiled], bits: dict[str, int]) -> None:
        self.rules = list(rules)
        self.functions = [rule.function for rule in rules]
        self.bits = bits
        self.forms: dict[str, Specialization] = {}
        self.fitted = 0
        self.asked = tuple(dict.fromkeys(fact for rule in rules for fact in rule.facts))
        self.facts = _facts(self.asked)
        self.record = Specialization(0, 0)

    def form(self, field: Field) -> Specialization:
        """What is known of the form of a field."""
        subfields = field.subfields
        codes = "".join([code for code, _ in subfields])
        found = self.forms.get(field.indicators + codes)
        if found is None or found.size != len(subfields):
            return self._new(field, codes)
        return found

    def _new(self, field: Field, codes: str) -> Specialization:
        present = 0
        for code, _ in field.subfields:
            present |= self.bits.get(code, 1)
        made = Specialization(present, len(field.subfields))
        # Codes and indicators run together tell the form only when each is one character, or there are none.
        is_plain = len(codes) == made.size and len(field.indicators) == 2
        is_control = made.size == 1 and not codes and not field.indicators
        if (is_plain or is_control) and len(self.forms) < 4 * MOST:
            self.forms[field.indicators + codes] = made
        return made

    def run(self, run: Run, field: Field) -> int:
        """Run the rules on a field; the bits of the subfield codes that they used."""
        return self.run_form(run, field, self.form(field))

    def run_form(self, run: Run, field: Field, form: Specialization) -> int:
        """Run the rules on a field of which the form is known."""
        facts = self.facts(run)
        function = form.functions.get(facts) or self._fitted(form, field, facts)
        if function is not None:
            used = function(run, field)
            if used is not None:
                return used
        return self.as_compiled(run, field)

    def _fitted(self, form: Specialization, field: Field, facts: Facts) -> Function | None:
        """The rules fitted to a form in a sort of record, once it has come back often enough."""
        seen = form.seen.get(facts, 0) + 1
        if seen <= AFTER and (seen > 1 or len(form.seen) < SORTS):
            form.seen[facts] = seen
        if seen != AFTER or self.fitted >= MOST:
            return None
        self.fitted += 1
        codes = tuple(code for code, _ in field.subfields)
        told = dict(zip(self.asked, facts, strict=True))
        made = form.functions[facts] = specialize(self.rules, Form(field.tag, field.indicators, codes, told))
        return made

    def run_record(self, run: Run) -> None:
        """Run the rules on the record as a whole."""
        self.run_form(run, NO_FIELD, self.record)

    def as_compiled(self, run: Run, field: Field) -> int:
        """Run the rules on a field as they were compiled."""
        used = 0
        subfields = run.subfields(field)
        key = None if field is NO_FIELD else field
        for rule in self.functions:
            used |= rule(run, key, field, subfields, subfields, "")
        return used


def _facts(asked: Sequence[str]) -> Callable[[Run], Facts]:
    """A function that gives the answers to some questions."""
    made: Callable[[Run], Facts] = eval(f"lambda r: ({''.join(f'{ask}, ' for ask in asked)})")  # noqa: S307
    return made


class Pieces:
    """A rule run on the pieces of fields, whose tags a splitter may have changed."""

    def __init__(self, rule: Compiled, bits: dict[str, int]) -> None:
        self.rule = rule
        self.bits = bits
        self.by_tag: dict[str, SpecializedRules] = {}

    def run(self, run: Run, field: Field) -> int:
        """Run the rule on a piece; the bits of the subfield codes that it used."""
        by_form = self.by_tag.get(field.tag)
        if by_form is None:
            by_form = self.by_tag[field.tag] = SpecializedRules([self.rule], self.bits)
        return by_form.run(run, field)
