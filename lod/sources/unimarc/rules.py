"""The rules of the table of UNIMARC, run on a field: the fields of MARC 21, and what went into them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lod.record import Field
from lod.sources.unimarc import authorities, names, titles
from lod.sources.unimarc.conversion_record import Made, Source, indicators
from lod.sources.unimarc.links import Part, parts, standard
from lod.sources.unimarc.table import Rule, Target, table
from lod.sources.unimarc.values import FUNCTIONS, SCHEME_INDICATOR, scheme_of

_LINKS = frozenset("67")
"""Subfields that link fields or say their script: what they say is in 880."""

HOOKS: dict[str, Callable[[Field, Source], Made]] = {
    "agency": names.agency,
    "authority_number": authorities.number_of_record,
    "embedded_heading": authorities.embedded_heading,
    "embedded_name": names.embedded_name,
    "heading": authorities.heading,
    "life": authorities.life,
    "main_name": names.main_name,
    "name": names.name,
    "period": titles.period,
    "title": titles.title,
}
"""The functions that rules name under `hook`."""


def converted(one: Field, source: Source) -> tuple[list[Field], list[tuple[str, str]]]:
    """What becomes of a field, and the subfields that no rule takes."""
    made: list[Field] = []
    used: set[int] = set()
    for rule in table().by_tag[source.is_authority].get(one.tag, ()):
        fields, own = made_by(rule, one, source)
        made += fields
        used |= own
    left = [
        (code, value)
        for at, (code, value) in enumerate(one.subfields)
        if at not in used and code not in _LINKS
    ]
    return made, left


def made_by(rule: Rule, one: Field, source: Source) -> Made:
    """The fields that a rule makes of one; none when it is not for it."""
    pieces = standard(one) if rule.link else parts(one)
    read = Field(one.tag, one.indicators, [part[:2] for part in pieces]) if rule.link else one
    if not source.holds(rule.when, read):
        return [], set()
    made, used = HOOKS[rule.hook](one, source) if rule.hook else _by_table(rule, pieces, one, source)
    for each in made if rule.before else ():
        _punctuate(each.subfields, rule.before)
    return made, used


def _by_table(rule: Rule, pieces: list[Part], one: Field, source: Source) -> Made:
    """The fields that a rule makes of the subfields of one, as its table says."""
    used: set[int] = set()
    groups: list[list[tuple[str, str]]] = [[]]
    begun: set[str] = set()
    for code, value, places in pieces:
        target = rule.subfields.get(code)
        put = _put(target, value, one, source) if target else None
        if put is None or target is None:
            continue
        if put[0] in rule.first and any(own == put[0] and text != put[1] for own, text in groups[-1]):
            continue  # the same in other words, which is left over
        used |= places
        if code in rule.each:
            if begun:
                groups.append([])
            begun.add(code)
        if put[0] != "-" and not (put[0] in rule.first and any(put[0] == own for own, _ in groups[-1])):
            _add(groups[-1], put[0], put[1], target.between)
    tag, marks = _to(rule, one, source)
    fields = [Field(tag, marks, _ordered(rule, group)) for group in groups if group]
    return fields, used


def _put(target: Target, value: str, one: Field, source: Source) -> tuple[str, str] | None:
    """Code and value in MARC 21; None when the value is not known."""
    if not value.strip():
        return None
    if not target.function:
        return target.code, value
    answer = FUNCTIONS[target.function](value, one, source)
    if isinstance(answer, tuple):
        return answer
    return (target.code, answer) if answer else None


def _add(subfields: list[tuple[str, str]], code: str, value: str, between: str) -> None:
    """Put a value behind what the code has already, or in a subfield of its own."""
    if between:
        for at in range(len(subfields) - 1, -1, -1):
            if subfields[at][0] == code:
                subfields[at] = (code, f"{subfields[at][1].rstrip()}{between}{value.strip()}")
                return
    subfields.append((code, value))


def _ordered(rule: Rule, subfields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The subfields in the order of MARC 21, with those that are always there."""
    own = {code for code, _ in subfields}
    whole = subfields + [(code, value) for code, value in rule.add.items() if code not in own]
    if rule.order:
        whole.sort(key=lambda each: rule.order.find(each[0]) if each[0] in rule.order else len(rule.order))
    return whole


_ENDS = (",", ";", ":", "/", "=", "+")


def _punctuate(subfields: list[tuple[str, str]], marks: dict[str, str]) -> None:
    """Put the marks of ISBD where MARC 21 has them: at the end of the subfield before."""
    for at in range(1, len(subfields)):
        before, code = subfields[at - 1][0], subfields[at][0]
        mark = marks.get(before + code, marks.get(code, ""))
        text = subfields[at - 1][1].rstrip()
        if mark and not text.endswith(_ENDS) and not (mark == "." and text.endswith((".", "?", "!"))):
            subfields[at - 1] = (before, text + mark)


def _to(rule: Rule, one: Field, source: Source) -> tuple[str, str]:
    """Tag and indicators of the fields that a rule makes."""
    tag, first, second = rule.to
    given = one.indicators.ljust(2)
    if tag == "?tag":
        hierarchy = rule.tables.get("hierarchy")
        tag = _level(hierarchy, source) if hierarchy else rule.tables["tags"][one.tag]
    first = given[0] if first == "<" else _marked(rule, "ind1", first, given[0], one)
    second = given[1] if second == ">" else _marked(rule, "ind2", second, given[1], one)
    return tag, indicators(first, second)


def _level(hierarchy: dict[str, str], source: Source) -> str:
    """A tag by the level of the record, analytic or below a set, and what it is for all others."""
    level, place = source.leader[7], source.leader[8]
    return hierarchy.get(level) or hierarchy.get(place) or hierarchy["*"]


def _marked(rule: Rule, name: str, sign: str, given: str, one: Field) -> str:
    """An indicator, looked up where the rule says so."""
    if sign != "?":
        return sign
    listed: Any = rule.tables.get(name) or rule.tables.get("of-tag") or {}
    if listed == "scheme":
        own = scheme_of(one)
        return SCHEME_INDICATOR.get(own, "7") if own else "4"
    key = one.tag if name not in rule.tables else given
    return str(listed.get(key, listed.get("*", "#")))
