"""A first mapping for records that nobody has mapped yet: made from their columns (or paths) and values.

What a column is called decides what it may be; its values decide how it is read. Columns that nothing is
known of are listed with some of their values, for a person to decide on.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lod.mapping import trees
from lod.mapping.examples import run_examples
from lod.mapping.load import load
from lod.record import Record

_SAMPLE = 1_000
_SHOWN = 3
_MARKS = "#;|"
_PLAIN = re.compile(r"[A-Za-z0-9_./@-]+\Z")

_TERM = "{{each: '{value}', thing: %s, key: . | heading_key(term), a: [%s], schema:name: . @lang}}"
_MAKER = (
    "{{each: '{value}', thing: agent, key: . | heading_key(agent), schema:name: . | reading_order @lang}}"
)
_SUBJECT = _TERM % ("subject", "schema:DefinedTerm")
_GENRE = _TERM % ("genre", "schema:DefinedTerm")
_PLACE = _TERM % ("place", "schema:Place, schema:DefinedTerm")

_GUESSES = (
    (
        "identifier",
        "id|.*nummer|.*number|.*nr|priref|identifier|ppn|inventar.*",
        "schema:identifier: {value}",
    ),
    ("title", ".*titel|.*title|naam|name|benaming", "schema:name: {value} @lang"),
    (
        "maker",
        ".*maker.*|vervaardiger.*|creator.*|auteur.*|author.*|kunstenaar.*|artist.*|fotograaf.*",
        f"schema:creator: {_MAKER}",
    ),
    ("description", "beschrijving.*|description.*|omschrijving.*", "schema:description: {value} @lang"),
    (
        "date",
        "(?!.*(birth|death|geboorte|overl|wijzig|invoer)).*(jaar|year|dat(um|e)).*",
        "schema:dateCreated: {value} | first | year",
    ),
    ("image", "afbeelding.*|image.*|thumbnail.*", "schema:image: {value} | iri"),
    ("address", "url|link|uri|website|permalink", "schema:url: {value} | iri"),
    ("material", "materia.*|medium", f"schema:material: {_SUBJECT}"),
    ("subject", "onderwerp.*|subject.*|trefwoord.*|keyword.*", f"schema:about: {_SUBJECT}"),
    ("place", "plaats.*|place.*", f"schema:contentLocation: {_PLACE}"),
    ("genre", "soort|type|genre|categor.*|objectnaam|classification.*", f"schema:genre: {_GENRE}"),
    ("size", "afmeting.*|formaat|dimension.*|size", "schema:size: {value} | first @lang"),
    ("language", "taal|language", "schema:inLanguage: {value} | bcp47 else {value}"),
    ("credit", "credit.*|herkomst", "schema:creditText: {value} @lang"),
)
"""Rule, what the column is called (the last of its path), and what its values become."""

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
    why: Everything described is a creative work.
    gives:
      object:
        a: schema:CreativeWork
        schema:isPartOf: collection | iri
        schema:sdPublisher: owner | iri"""


@dataclass(slots=True)
class Column:
    """A column, or a path, and what stands in it."""

    name: str
    count: int = 0
    marked: dict[str, int] = field(default_factory=dict)
    """How often each mark between values was seen."""
    samples: list[str] = field(default_factory=list)

    def see(self, text: str) -> None:
        """Take one value in."""
        self.count += 1
        for mark in _MARKS:
            if mark in text:
                self.marked[mark] = self.marked.get(mark, 0) + 1
        if len(self.samples) < _SHOWN and text not in self.samples and len(text) < 80:
            self.samples.append(text)

    @property
    def value(self) -> str:
        """How a rule reads it: with its values taken apart when more than one in five has a mark."""
        path = self.name if _PLAIN.match(self.name) else f'"{self.name}"'
        mark = next((mark for mark, count in self.marked.items() if count * 5 > self.count), "")
        return f'${path} | split("{mark}")' if mark else f"${path}"

    @property
    def is_readable(self) -> bool:
        """Whether a rule can name it."""
        return self.name.isprintable() and not set(self.name) & set("\"'\\")


def columns(records: Iterable[Record]) -> dict[str, Column]:
    """The columns (or paths) of some records, in the order in which they come up."""
    found: dict[str, Column] = {}
    for _, record in zip(range(_SAMPLE), records, strict=False):
        for path, element in trees.elements(record.fields):
            for code, text in element.subfields:
                name = f"{path}/{code}" if code else path
                found.setdefault(name, Column(name)).see(text)
    return found


def draft(name: str, format: str, records: Iterable[Record]) -> str:
    """A mapping file in YAML, whose rules have examples that hold."""
    found = columns(records)
    rules = list(_rules(found))
    known = {column.name for _, column, _ in rules}
    rest = [column for column in found.values() if column.name not in known]
    head = _HEAD.format(name=name, format=format)
    outcomes = _outcomes(name, _text(head, rules, rest, {}))
    return _text(head, rules, rest, outcomes)


def _rules(found: dict[str, Column]) -> Iterator[tuple[str, Column, str]]:
    """Id, column and template of each column that its name tells something of; a property is given once."""
    for kind, pattern, template in _GUESSES:
        for column in found.values():
            if column.is_readable and re.fullmatch(pattern, column.name.rpartition("/")[2].lower()):
                yield kind, column, template.format(value=column.value)
                break


def _text(
    head: str, rules: list[tuple[str, Column, str]], rest: list[Column], outcomes: dict[str, list[str]]
) -> str:
    lines = [head, *_example("{}", outcomes.get("record", []))]
    for kind, column, template in rules:
        given = _nested(column.name, column.samples[0] if column.samples else "x")
        why = _quoted(f"A guess from the name of the column {column.name}")
        lines += ["", f"  - rule: {kind}", "    from: record", f"    why: {why}"]
        lines += ["    gives:", "      object:", f"        {template}"]
        lines += _example(given, outcomes.get(kind, []))
    if rest:
        lines += ["", "# Nothing reads these yet; they are counted as left over until a rule does:"]
    for column in rest:
        lines.append(f"#   {_quoted(column.name)}: {_quoted(', '.join(column.samples) or 'long texts')}")
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    """A text between quotation marks and on one line, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def _nested(path: str, value: str) -> str:
    """An object with one value at a path, as JSON."""
    made: object = value
    for name in reversed(path.split("/")):
        made = {name: made}
    return _quoted(made) if isinstance(made, str) else json.dumps(made, ensure_ascii=False)


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
