"""The examples of rules are their tests: input fields in, exactly the expected statements out.

    in: |
      245 10 $aMax Havelaar /$cMultatuli.
    out: |
      <work> bf:title <work#title> .
      <work#title> a bf:Title ; bf:mainTitle "Max Havelaar" .

`#` or `_` is a blank indicator, `LDR` the leader. Things are written short: `<work>`, `<instance#title>`,
and shared ones by their heading (`<agent/multatuli-1820-1887>`). Parts that repeat are numbered in the order
they are made (`<instance#note-1>`). `out: nothing` says that the rule makes no statement.

Of PICA+ the input is as in the plain form (`028C/01 $aMultatuli`), with `$$` for a dollar.

Of a record that is a tree, the input is what stands in it, as XML without namespaces or as JSON:

    in: |
      <titleSet><appellationValue lang="nl">De Nachtwacht</appellationValue></titleSet>
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph

from lod.errors import MappingError
from lod.mapping.language.rules import Example, Rule
from lod.mapping.runtime.alternate_scripts import linked_fields
from lod.mapping.runtime.mapper import Mapper, Mapping
from lod.mapping.runtime.record_run import Run
from lod.rdf import iris, namespaces
from lod.record import Field, Record
from lod.sources import formats
from lod.sources.chunk import InvalidRecord
from lod.sources.json_files import fields as json_fields
from lod.sources.pica import in_lines as pica
from lod.sources.rdf_files import records as rdf_records
from lod.sources.xml_files import fields as xml_fields
from lod.sources.xml_files import tree as xml_tree

BASE = "http://example.org/"

_LINE = re.compile(r"(LDR|[0-9A-Za-z@/]{3,7})(?: +(.*))?\Z", re.DOTALL)
_PREFIXES = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in namespaces.PREFIXES.items())
_THEIRS = {p: ns for ns, p in rdf_records.KNOWN.items() if p not in namespaces.PREFIXES}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an example showed: the statements that are missing and those that are too many."""

    rule: Rule
    example: Example
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the rule does what its example says."""
        return not self.missing and not self.extra

    def __str__(self) -> str:
        lines = [f"{self.example.where}: rule {self.rule.id}"]
        lines += [f"  missing  {line} ." for line in self.missing]
        lines += [f"  extra    {line} ." for line in self.extra]  # as it can be put in the example
        return "\n".join(lines)


class ExampleRun(Run):
    """A run in which things and parts have names that a person can write down."""

    __slots__ = ("numbers",)

    def __init__(self, mapper: Mapper, record: Record) -> None:
        self.numbers: dict[str, int] = {}
        super().__init__(mapper, record)

    def own(self, kind: str) -> str:
        """The kind alone: an example has one of each."""
        return f"{BASE}{kind}"

    def mint(self, kind: str, key: str) -> str:
        """Kind and heading."""
        plain = unicodedata.normalize("NFKD", key.rpartition("\0")[2] if kind == "agent" else key)
        slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
        return f"{BASE}{kind}/{slug}"

    def digest(self, field: Field) -> str:
        """Its number among the contents met so far."""
        return self._numbered(f"{field.tag}{field.indicators}{field.subfields}{field.fields or ''}")

    def digest_of(self, texts: Iterable[str]) -> str:
        """Its number among the contents met so far."""
        return self._numbered("\x1f".join(texts))

    def own_of(self, kind: str, record: str) -> str:
        """Kind and id of the record."""
        return f"{BASE}{kind}/{iris.key(record)}"

    def _numbered(self, content: str) -> str:
        return str(self.numbers.setdefault(content, len(self.numbers) + 1))


def record_of(text: str) -> Record:
    """The record that the input of an example writes down; raises MappingError at a line that is no field.

    >>> record_of("LDR 00000nam a2200000 a 4500\\n008 230102s1860    ne\\n245 1# $aMax").fields[1].indicators
    '1 '
    """
    leader, fields = "00000nam a2200000 a 4500", []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = _LINE.match(line.strip())
        if not found:
            raise MappingError(
                f"“{line.strip()}” is no field: expected “245 10 $aTitle” or “008 230102s1860…”"
            )
        tag, rest = found.group(1), found.group(2) or ""
        if tag == "LDR":
            leader = rest.ljust(24)
        elif "$" not in rest[:4] and (tag < "010" and tag.isdigit()):
            fields.append(Field(tag, "", [("", rest.replace("#", " "))]))
        else:
            fields.append(_field(tag, rest))
    control = next((f.first("") for f in fields if f.tag == "001"), "1")
    return Record("marc21", control, leader, fields, source="example", position=1)


def tree_of(text: str, format: str) -> Record:
    """The record that the input of an example writes down as XML or JSON; raises MappingError when it is not.

    >>> tree_of('<title lang="nl">Max Havelaar</title>', "lido").fields
    [title Max Havelaar$@langnl]
    """
    if format == "rdf":
        return _resource_of(text)
    try:
        if text.lstrip().startswith("{"):
            found = json_fields.fields(text, [])
        else:
            found = xml_fields.fields(xml_tree.parse_tree(f"<record>{text}</record>".encode())[0])
    except (InvalidRecord, ValueError) as error:
        raise MappingError(f"cannot read “{text[:100].strip()}”: {error}") from error
    found = next((row.shape(found) for row in formats() if row.name == format), found)
    return Record(format, "1", "", found, source="example", position=1)


def pica_of(text: str) -> Record:
    """The record that the input of an example writes down as plain PICA+; raises MappingError when it is not.

    >>> pica_of("028C/01 $aMultatuli").fields
    [028C 01 $aMultatuli]
    """
    found = pica.parse(text.encode(), "example", 1)
    if not isinstance(found, Record):
        raise MappingError(f"cannot read “{text[:100].strip()}” as PICA+")
    found.id = found.id or "1"
    return found


def _resource_of(text: str) -> Record:
    """The record in an example in Turtle, with the prefixes that everybody knows."""
    theirs = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in _THEIRS.items())
    made = rdf_records.parse((_PREFIXES + theirs + text).encode(), "example", 1)
    if not isinstance(made, Record):
        raise MappingError(f"cannot read “{text[:100].strip()}” as Turtle: {getattr(made, 'reason', '')}")
    return made


def _field(tag: str, rest: str) -> Field:
    head, mark, body = rest.partition("$")
    if not mark:
        # YAML takes a # behind a blank, such as that of an indicator, for the start of a remark
        raise MappingError(f"“{tag} {rest}” has no subfield; a field with # in it stands below: in: |")
    indicators = head.strip(" ").replace("#", " ").replace("_", " ").ljust(2)
    subfields = [(part[:1], part[1:]) for part in re.split(r"(?<!\\)\$", body)]
    return Field(tag, indicators, [(code, value.replace("\\$", "$")) for code, value in subfields])


def run_examples(mapping: Mapping) -> Iterator[Outcome]:
    """The outcome of each example of a mapping."""
    mapper = mapping.mapper(
        BASE,
        collection="demo",
        owner_isil="NL-Demo",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
    )
    for rule in mapping.rules:
        for example in rule.examples:
            yield outcome(mapper, rule, example)


def outcome(mapper: Mapper, rule: Rule, example: Example) -> Outcome:
    """What a rule makes of its example, held against what the example says."""
    try:
        made = set(_statements("".join(_apply(mapper, rule, _input(mapper, example))), "nt"))
        expected = "" if example.expected.strip() == "nothing" else example.expected
        wanted = set(_statements(_PREFIXES + expected, "ttl"))
    except (MappingError, SyntaxError) as error:
        raise MappingError(f"{example.where}: example of rule {rule.id}: {error}") from error
    return Outcome(rule, example, tuple(sorted(wanted - made)), tuple(sorted(made - wanted)))


def _input(mapper: Mapper, example: Example) -> Record:
    mapping = mapper.mapping
    if mapping.tree:
        return tree_of(example.fields, mapping.source.format)
    return pica_of(example.fields) if mapping.source.format == "pica" else record_of(example.fields)


def _apply(mapper: Mapper, rule: Rule, record: Record) -> list[str]:
    run = ExampleRun(mapper, record)
    function = mapper.mapping.compiled(rule).function
    tree = mapper.mapping.tree
    if "record" in rule.tags:
        whole = run.subfields(run.root)
        function(run, run.root if tree else None, run.root, whole, whole, "")
    for tag, field in run.readable():
        if rule not in mapper.rules_for(tag):
            continue
        subfields = run.subfields(field)
        if linked := run.scripts.get(id(field)):
            for version in linked_fields(run.variables["language"], field, subfields, linked):
                function(run, field, *version)
        else:
            function(run, field, field, subfields, subfields, "")
    return [run.statements()] if mapper.mapping.once else run.lines


def _statements(text: str, syntax: str) -> Iterator[str]:
    format = pyoxigraph.RdfFormat.TURTLE if syntax == "ttl" else pyoxigraph.RdfFormat.N_TRIPLES
    for quad in pyoxigraph.parse(text.encode(), format=format, base_iri=BASE):
        yield " ".join(_short(term) for term in (quad.subject, quad.predicate, quad.object))


def _short(term: object) -> str:
    if isinstance(term, pyoxigraph.NamedNode):
        if term.value.startswith(BASE):
            return f"<{term.value[len(BASE) :]}>"
        compact = namespaces.compact(term.value)
        found = compact if compact != term.value else f"<{compact}>"
        return "a" if compact == "rdf:type" else found
    return str(term)
