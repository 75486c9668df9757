"""A first mapping for records that nobody has mapped yet: made from their columns (or paths) and values.

What a column is called decides what it may be; its values decide how it is read. Columns that nothing is
known of are listed with some of their values, for a person to decide on.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from lod.errors import MappingError
from lod.mapping.drafting.column_heuristics import guessed
from lod.mapping.drafting.column_pairs import (
    BEGIN,
    END,
    contained,
    located,
    measures,
    named_apart,
    pointed,
    spanned,
)
from lod.mapping.drafting.column_profile import Column
from lod.mapping.drafting.example_records import as_xml, has_text, put
from lod.mapping.drafting.maker_roles import by_roles, makers, role_beside
from lod.mapping.drafting.named_fields import VALUES, elements, named_by
from lod.mapping.drafting.people_tables import PEOPLE, is_of_people
from lod.mapping.drafting.people_tables import head as head_of_people
from lod.mapping.drafting.templates import filled, maker_of, makers_of
from lod.mapping.language.loader import default_mappings, load
from lod.mapping.language.tree_paths import steps
from lod.mapping.rule_examples import run_examples
from lod.record import Record

_SAMPLE = 1_000
_SHOWN = 3
_LEAST_WRAPPED = 6  # columns that an element must have in it to hold the record
_FILE_NAME = '; a file name wants its server before it: | prefix("https://images.example.org/") | iri'
_FLAT = ("csv", "excel", "filemaker")
"""Formats whose columns have no others in them."""


_SPAN = (
    "schema:dateCreated: field | dated({value}) | date\n"
    "schema:temporal: [{{value: 'field | dated({value}) | match(\"^.+/.+$\")'}}, "
    "{{value: 'field | from_until({value}) | unless_undated @lang', when: 'not field | dated({value})'}}, "
    "{{value: 'field | from_until({value}) | dating', when: 'not field | dated({value})'}}]"
)

_WHERE = (
    "schema:contentLocation: {{part: place, a: schema:Place, schema:latitude: '{}', schema:longitude: '{}'}}"
)

_PART_OF = "schema:isPartOf: {{thing: object, of: '{value} | unless(\"^0$\")'}}"

_HEAD = """\
mapping: {name}
format: {format}
about: A draft, made from columns and their values.

things:
  object: object

once:
  schema:name: schema:alternateName

rules:
  - rule: record
    from: record
    why: Everything described is a creative work; who owns the collection describes and keeps it.
    gives:
      object:
        a: schema:CreativeWork
        schema:isPartOf: collection | iri
        schema:sdPublisher: owner | iri
        schema:maintainer: owner | iri  # take this line out where others keep what is described"""


def columns(records: Iterable[Record]) -> dict[str, Column]:
    """The columns (or paths) of some records, in the order in which they come up."""
    found: dict[str, Column] = {}
    sample = list(itertools.islice(records, _SAMPLE))
    named = named_by(record for record in sample if record.format not in _FLAT)
    for record in sample:
        for path, element, asked in elements(record.fields, named):
            for code, text in element.subfields:
                if code and code == asked:
                    continue
                name = f"{path}/{code}" if code else path
                column = found.get(name)
                if column is None:
                    column = found[name] = Column(name, record.format not in _FLAT)
                column.see(text)
    wrapper = _wrapper(found)
    for name, column in found.items():
        column.wrapper = wrapper if column.is_path and "/" in name else ""
    _label(found)
    return found


def _wrapper(found: dict[str, Column]) -> str:
    """The element that holds most of what is said of a record; empty when there is none."""
    firsts = Counter(steps(name)[0] for name in found if "/" in name)
    first, count = max(firsts.items(), key=lambda item: item[1], default=("", 0))
    return first if count >= _LEAST_WRAPPED and count * 2 > len(found) else ""


def _label(found: dict[str, Column]) -> None:
    """Tell each value what the label beside it says, where that is always the same."""
    for name, column in found.items():
        above, _, last = name.rpartition("/")
        beside = found.get(f"{above}/label")
        if above and last.lower() in VALUES and beside is not None and len(beside.distinct) == 1:
            column.label = next(iter(beside.distinct)).lower()


def draft(name: str, format: str, records: Iterable[Record]) -> str:
    """A mapping file in YAML whose rules have examples that hold, for a format that comes without one."""
    if own := default_mappings(format):
        raise MappingError(
            f"{format} comes with mappings: {', '.join(own)}; a site changes single rules of them"
        )
    sample = list(itertools.islice(records, _SAMPLE))
    found = columns(sample)
    if is_of_people(found.values()):
        told = list(guessed(found.values(), PEOPLE))
        head = head_of_people(name, format, told)
        rules = [Drafted(kind, (column,), template) for kind, column, template in told]
    else:
        head = _HEAD.format(name=name, format=format)
        rules = [*_rules(found), *_hierarchy(found, sample)]
    known = {column.name for rule in rules for column in rule.columns}
    rest = [column for column in found.values() if column.name not in known]
    return _with_examples(name, head, rules, rest)


class Drafted(NamedTuple):
    """A rule: its id, the columns that it reads, and what these become."""

    id: str
    columns: tuple[Column, ...]
    template: str


def _rules(found: dict[str, Column]) -> Iterator[Drafted]:
    """A rule for each property that a column gives."""
    told = _told(found)
    ends = spanned(found.values())
    named = next((column for kind, column, _ in told if kind == "object-name"), None)
    for kind, column, template in told:
        if kind == "description" and not named and column.looks_like("short") and not _is_named(told):
            # what is only described, in a few words, is called so: the pieces of an archive
            kind, template = "title", template.replace("schema:description:", "schema:name:")
        if kind == "date" and ends and column in ends:
            yield Drafted(kind, ends, filled(_SPAN, _asked(ends)))
        elif kind == "date" and (column.is_called(BEGIN) or column.is_called(END)):
            continue  # one end of a period is not when it was made
        elif kind == "title" and (others := _instead(column, told)):
            yield Drafted(
                kind, (column, *others), template + "".join(f" else {one.path} @lang" for one in others)
            )
        elif kind == "maker":
            yield from _made_by(column, found, template)
        else:
            yield Drafted(kind, (column,), template)
    kinds = {kind for kind, _, _ in told}
    yield from _together(found, kinds)
    if named and not _is_named(told):
        yield Drafted("called-by-kind", (named,), f"schema:name: {named.value} @lang")


def _told(found: dict[str, Column]) -> list[tuple[str, Column, str]]:
    """What each column may be; no name by its looks alone where a few words describe it."""
    told = list(guessed(found.values()))
    by_kind = {kind: column for kind, column, _ in told}
    described = by_kind.get("description")
    if "object-name" in by_kind or not described or not described.looks_like("short"):
        return told
    return [each for each in told if each[0] != "called"]


def _instead(title: Column, told: list[tuple[str, Column, str]]) -> tuple[Column, ...]:
    """Columns by which that is called which has no title: what it is, and what is told of it in few words."""
    by_kind = {kind: column for kind, column, _ in reversed(told)}
    described = by_kind.get("description")
    found = (by_kind.get("object-name"), described if described and described.looks_like("short") else None)
    return tuple(one for one in found if one and one.count > title.count)


def _asked(columns: Iterable[Column]) -> str:
    """The names of columns as a function is told them."""
    return ", ".join(json.dumps(each.name, ensure_ascii=False) for each in columns)


def _together(found: dict[str, Column], kinds: set[str]) -> Iterator[Drafted]:
    """A rule for what several columns say together: a maker, a size, a place on earth."""
    if "maker" not in kinds and (parts := named_apart(found.values())):
        yield Drafted("maker", parts, maker_of(f'field | phrases({_asked(parts)}) | split("; ")'))
    if "size" not in kinds and (sizes := measures(found.values())):
        yield Drafted("size", sizes, f"schema:size: field | measured({_asked(sizes)}) @lang")
    if pair := located(found.values()):
        yield Drafted(
            "where", pair, _WHERE.format(*(f"{column.path} | first".replace("'", "''") for column in pair))
        )
    elif point := pointed(found.values()):
        yield Drafted("where", (point,), _WHERE.format(f"{point.path} | last", f"{point.path} | first"))


def _made_by(column: Column, found: dict[str, Column], template: str) -> Iterator[Drafted]:
    """A rule for those of a list who made something; none where nobody is known to have."""
    some = makers(column, found)
    role = role_beside(column, found)
    if some and some.paths:
        yield Drafted("maker", (replace(column, name=some.paths[0]),), makers_of(some.paths))
    elif role:
        yield Drafted("maker", (column, role), by_roles(column, role))
    elif not some:
        yield Drafted("maker", (column,), template)


def _hierarchy(found: dict[str, Column], sample: list[Record]) -> Iterator[Drafted]:
    """A rule for what a record is part of, where a column has the numbers of other records."""
    if parent := contained(found.values(), {record.id for record in sample if record.id}):
        yield Drafted("part-of", (parent,), filled(_PART_OF, parent.path))


def _is_named(told: list[tuple[str, Column, str]]) -> bool:
    return any(kind.partition("-")[0] in ("title", "called") for kind, _, _ in told)


def _with_examples(name: str, head: str, rules: list[Drafted], rest: list[Column]) -> str:
    """The draft with an example for each rule: the first of some values that it makes something of."""
    picks = {rule.id: 0 for rule in rules}
    found: dict[str, list[str]] = {}
    for _ in range(max((len(rule.columns[0].samples) for rule in rules), default=1) or 1):
        outcomes = _outcomes(name, _text(head, rules, rest, {}, picks))
        found |= {id: said for id, said in outcomes.items() if id not in found and said}
        barren = [rule for rule in rules if not outcomes.get(rule.id) and rule.id not in found]
        for rule in barren:
            picks[rule.id] += 1
        if not barren:
            break
    for rule in rules:
        picks[rule.id] = picks[rule.id] if rule.id in found else 0
    return _text(head, rules, rest, found, picks)


def _text(
    head: str,
    rules: list[Drafted],
    rest: list[Column],
    outcomes: dict[str, list[str]],
    picks: dict[str, int],
) -> str:
    lines = [head, *_example("{}", outcomes.get("record", []))]
    for rule in rules:
        given: dict[str, object] = {}
        for column in rule.columns:
            sample = column.samples[picks[rule.id] % len(column.samples)] if column.samples else "x"
            put(given, column.name, sample, column.is_path)
        names = ", ".join(column.name for column in rule.columns)
        is_file_name = rule.id == "image" and not any(map(_is_address, rule.columns[0].samples))
        hint = _FILE_NAME if is_file_name else ""
        lines += [
            "",
            f"  - rule: {rule.id}",
            "    from: record",
            f"    why: {_quoted(f'A guess from {names}{hint}')}",
        ]
        properties = [f"        {_in_yaml(each)}" for each in rule.template.split("\n")]
        lines += ["    gives:", f"      {_thing(head)}:", *properties]
        written = as_xml(given) if has_text(given) else json.dumps(given, ensure_ascii=False)
        lines += _example(written, outcomes.get(rule.id, []))
    if rest:
        lines += ["", "# Nothing reads these yet; they are counted as left over until a rule does:"]
    for column in rest:
        lines.append(
            f"#   {_quoted(column.name)}: {_quoted(', '.join(column.samples[:_SHOWN]) or 'long texts')}"
        )
    return "\n".join([*lines, ""])


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _thing(head: str) -> str:
    """What the records of the draft describe: the one thing that its head names."""
    return head.partition("things:\n")[2].strip().partition(":")[0]


def _in_yaml(template: str) -> str:
    r"""A property with its value, which is quoted where a name in it has a sign of YAML (`Datum: jaar`).

    >>> _in_yaml('schema:size: $"Maat # cm" | first'), _in_yaml("schema:size: maat | first")
    ('schema:size: \'$"Maat # cm" | first\'', 'schema:size: maat | first')
    """
    name, value = template.split(": ", 1)
    is_plain = value[:1] in ("{", "[") or not (": " in value or " #" in value)
    if is_plain:
        return template
    doubled = value.replace("'", "''")  # YAML 1.2 § 7.3.2
    return f"{name}: '{doubled}'"


def _quoted(text: str) -> str:
    """A text between quotation marks and on one line, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def _example(given: str, statements: list[str]) -> list[str]:
    lines = ["    examples:", f"      - in: {_quoted(given)}"]
    if not statements:
        return [*lines, "        out: nothing"]
    return [*lines, "        out: |", *(f"          {statement} ." for statement in statements)]


def _outcomes(name: str, text: str) -> dict[str, list[str]]:
    """What each rule of a draft makes of its example."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / name
        place.mkdir()
        (place / "draft.yaml").write_text(text, encoding="utf-8")
        mapping = load([name], Path(folder))
        return {one.rule.id: [_turtle(each) for each in one.extra] for one in run_examples(mapping)}


def _turtle(statement: str) -> str:
    """A statement of an outcome with its addresses between brackets."""
    terms = statement.split(" ", 2)
    return " ".join(f"<{term}>" if term.startswith(("http:", "https:")) else term for term in terms)
