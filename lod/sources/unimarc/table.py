"""The table of the conversion of UNIMARC (mappings/unimarc-marc21/*.yaml), as rules that run.

A rule turns a field of UNIMARC into one or more of MARC 21:

- `from`: tags of UNIMARC; `to`: tag of MARC 21 and two indicators. `_` is a blank, `<` and `>` those of the
  field, `?` what `ind1`, `ind2` (by the own indicator) or `of-tag` (by its tag) gives, `*` for any other;
  `ind2: scheme` is what `$2` means in 6XX; `?tag` is what `tags` or `hierarchy` (by leader 7 and 8) gives
- `subfields`: code → code. With words behind it, what stands between it and what the code has already
  (`e: "b : "`), or a function (`4: "4 | relator"`). What a function does not take is left over
- `when`: `has` one of these subfields, `lacks` them, `beside` or `without` these fields, `matches`, `starts`,
  `type` and `level` (leader 6 and 7), `is-main` (a work, yes or no: the only one, under the main name),
  `of-person` (a work under the name of a person in the record); all must hold
- `each`: codes that begin a further field of MARC 21; `first`: a code of which only the first value is taken
  (others are left over); `order`: codes in the order of MARC 21; `add`: what is always there
- `before`: what MARC 21 puts before a code, at the end of the subfield before; `np`: of $p when it follows $n
- `link: yes`: a field 4XX, in either technique; `hook`: the function that makes the fields

A code (``codes:``) puts characters of a coded field into the leader, 007 or 008, by a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from lod.errors import MappingError
from lod.package_data import folder

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # pragma: no cover - wheels of PyYAML carry the C loader; a source build may not
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

NAME = "unimarc-marc21"
_TARGET = re.compile(r"(?P<code>.)(?:(?P<between>[^|]+)|\s*\|\s*(?P<function>[a-z_]+))?\Z")
_TO = re.compile(r"(?P<tag>[0-9]{3}|\?tag) (?P<first>[0-9_<?])(?P<second>[0-9_>?])\Z")
_PLACE = re.compile(r"(?P<tag>[a-z0-9]+)(?:\$(?P<code>.))?/(?P<start>[0-9]+)(?:-(?P<end>[0-9]+))?\Z")
_RULE = frozenset(
    {
        *("rule", "from", "to", "when", "ind1", "ind2", "of-tag", "tags", "hierarchy", "subfields", "each"),
        *("first", "order", "before", "link", "add", "hook", "spec", "why", "examples"),
    }
)
_CODE = frozenset(
    {
        *("code", "from", "to", "when", "unless", "table", "copy", "pack", "first", "whole"),
        *("spec", "why", "examples"),
    }
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a subfield goes."""

    code: str
    between: str = ""
    """What stands between it and what the code has already; empty: a subfield of its own."""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A field of UNIMARC, and what becomes of it."""

    given: str
    gives: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How fields with a tag of UNIMARC become fields of MARC 21."""

    id: str
    where: str
    tags: tuple[str, ...]
    to: tuple[str, str, str] = ("", "", "")
    """Tag and the two indicators, as `to` writes them."""
    when: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Any] = field(default_factory=dict)
    """ind1, ind2, of-tag, tags, hierarchy."""
    subfields: dict[str, Target] = field(default_factory=dict)
    each: str = ""
    first: str = ""
    order: str = ""
    before: dict[str, str] = field(default_factory=dict)
    link: bool = False
    add: dict[str, str] = field(default_factory=dict)
    hook: str = ""
    is_of_authority: bool = False
    why: str = ""
    spec: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Some characters of a coded field."""

    tag: str
    code: str
    start: int
    end: int
    """Behind the last of them."""


@dataclass(frozen=True, slots=True)
class Code:
    """How characters of a coded field become characters of another."""

    id: str
    where: str
    source: Place
    to: Place
    when: dict[str, str]
    unless: dict[str, str]
    table: dict[str, str]
    copy: str
    """A pattern; what it matches is taken as it is."""
    pack: bool
    """Whether codes stand from the left, without gaps."""
    first: bool
    """Whether only the first character that means something counts."""
    whole: bool
    """Whether all characters are one code."""
    why: str = ""
    spec: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The whole conversion."""

    rules: tuple[Rule, ...]
    codes: tuple[Code, ...]
    lists: dict[str, dict[str, str]]
    by_tag: dict[bool, dict[str, tuple[Rule, ...]]]
    """Whether it is for authority records → tag → rules."""


@cache
def table() -> Table:
    """The conversion as its files have it; MappingError, with file and rule, when one is not right."""
    rules: list[Rule] = []
    codes: list[Code] = []
    lists: dict[str, dict[str, str]] = {}
    for path in sorted((folder("mappings") / NAME).glob("*.yaml")):
        where = f"{NAME}/{path.name}"
        try:
            tree = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - texts only
        except yaml.YAMLError as error:
            raise MappingError(f"{where}: not YAML: {error}") from error
        is_of_authority = tree.get("records") == "authority"
        rules += [_rule(where, item, is_of_authority=is_of_authority) for item in tree.get("rules", ())]
        codes += [_code(where, item) for item in tree.get("codes", ())]
        lists |= tree.get("tables", {})
    by_tag = {sort: _by_tag(rule for rule in rules if rule.is_of_authority == sort) for sort in (True, False)}
    return Table(tuple(rules), tuple(codes), lists, by_tag)


def _by_tag(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for tag in rule.tags:
            found[tag] = (*found.get(tag, ()), rule)
    return found


def _rule(file: str, item: dict[str, Any], *, is_of_authority: bool = False) -> Rule:
    where = f"{file} {item.get('rule', '')}"
    _known(where, item, _RULE)
    to = _match(_TO, str(item["to"]), where) if "to" in item else None
    return Rule(
        id=item["rule"],
        where=where,
        tags=tuple(item["from"].split()),
        to=(to["tag"], to["first"], to["second"]) if to else ("", "", ""),
        when=item.get("when", {}),
        tables={key: item[key] for key in ("ind1", "ind2", "of-tag", "tags", "hierarchy") if key in item},
        subfields={code: _target(text, where) for code, text in item.get("subfields", {}).items()},
        each=item.get("each", ""),
        first=item.get("first", ""),
        order=item.get("order", ""),
        before=item.get("before", {}),
        link=item.get("link") == "yes",
        add=item.get("add", {}),
        hook=item.get("hook", ""),
        is_of_authority=is_of_authority,
        why=item.get("why", ""),
        spec=item.get("spec", ""),
        examples=_examples(item),
    )


def _code(file: str, item: dict[str, Any]) -> Code:
    where = f"{file} {item.get('code', '')}"
    _known(where, item, _CODE)
    return Code(
        id=item["code"],
        where=where,
        source=_place(item["from"], where),
        to=_place(item["to"], where),
        when=item.get("when", {}),
        unless=item.get("unless", {}),
        table=item.get("table", {}),
        copy=item.get("copy", ""),
        pack=item.get("pack") == "yes",
        first=item.get("first") == "yes",
        whole=item.get("whole") == "yes",
        why=item.get("why", ""),
        spec=item.get("spec", ""),
        examples=_examples(item),
    )


def _known(where: str, item: dict[str, Any], keys: frozenset[str]) -> None:
    if strange := item.keys() - keys:
        raise MappingError(
            f"{where}: no key {', '.join(sorted(strange))}; there are {', '.join(sorted(keys))}"
        )


def _match(pattern: re.Pattern[str], text: str, where: str) -> re.Match[str]:
    found = pattern.match(text)
    if found is None:
        raise MappingError(f"{where}: cannot read {text!r}")
    return found


def _target(text: str, where: str) -> Target:
    found = _match(_TARGET, text, where)
    return Target(found["code"], found["between"] or "", found["function"] or "")


def _place(text: str, where: str) -> Place:
    found = _match(_PLACE, text, where)
    start = int(found["start"])
    return Place(found["tag"], found["code"] or "", start, int(found["end"] or start) + 1)


def _examples(item: dict[str, Any]) -> tuple[Example, ...]:
    return tuple(Example(one["in"], one["out"]) for one in item.get("examples", ()))
