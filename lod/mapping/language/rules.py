"""What a mapping is made of: rules, the templates of nodes they give, what is ignored and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from lod.mapping.language import grammar
from lod.mapping.language.yaml_loader import Text


class Where(NamedTuple):
    """The place in a mapping file where something was written; of what has none, the mapping and line 0."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Given:
    """A value that becomes the object of a statement, under a condition, once or for each of something."""

    value: grammar.Value
    where: Where
    when: grammar.Condition | None = None
    each: grammar.Value | None = None
    scripts: bool = True
    """Whether it is made of the field in other scripts too."""


@dataclass(frozen=True, slots=True)
class Node:
    """The template of a node: how its IRI is made, its classes, its properties.

    `minted` is "part" (a hash IRI below its parent), "thing" (a URI of its own), "iri" (a URI that the
    record gives) or "subject" (a thing of the record, named in the mapping).
    """

    minted: str
    name: str
    where: Where
    key: grammar.Value | None = None
    address: grammar.Value | None = None
    """The IRI that a part has instead of its own when the record gives one."""
    classes: tuple[Given, ...] = ()
    properties: tuple[tuple[str, Where, Item], ...] = ()
    when: grammar.Condition | None = None
    each: grammar.Value | None = None
    of: bool = False
    """Whether the key is the id of another record, whose own thing it is."""
    members: tuple[Node, ...] = ()
    """Templates of the nodes of an RDF list, in their order."""
    always: bool = False
    groups: str = ""
    """How the field is taken apart; the node is made of each piece."""
    scripts: bool = True
    """Whether it is made of the field in other scripts too."""

    @property
    def numbered(self) -> bool:
        """Whether the part can repeat, so that its name ends in a digest of what it is made from."""
        return self.name.endswith("*")

    @property
    def named(self) -> bool:
        """Whether a value gives the part its name."""
        return self.name == "+"


Item = Given | Node


@dataclass(frozen=True, slots=True)
class Example:
    """Input fields, and the statements that the rule makes of them: a test of its rule."""

    fields: str
    expected: str
    where: Where


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a mapping."""

    id: str
    where: Where
    tags: tuple[str, ...]
    gives: tuple[tuple[tuple[str, ...], Node], ...]
    when: grammar.Condition | None = None
    each: grammar.Value | None = None
    why: str = ""
    spec: str = ""
    hook: str = ""
    reads: str = ""
    """Codes that a hook, or what takes the field apart, reads of it: for the account of what is left over."""
    groups: str = ""
    """How the field is taken apart; the rule is applied to each piece."""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    """Fields, or subfields of fields, that are left out by name and for a reason."""

    tags: tuple[str, ...]
    codes: str
    why: str
    where: Where


@dataclass
class RuleFile:
    """What one mapping file holds."""

    file: str
    mapping: str = ""
    format: str = ""
    records: grammar.Condition | None = None
    """Which records the mapping is for; without it, those that no other one is for."""
    things: dict[str, str] = field(default_factory=dict)
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Parts of things that rules give statements to as if they were things: of which, and its name there."""
    keys: dict[str, grammar.Value] = field(default_factory=dict)
    """What the URIs of some things are made from, where that is not the id of the record."""
    variables: dict[str, grammar.Value] = field(default_factory=dict)
    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    disabled: list[Text] = field(default_factory=list)
    once: dict[str, str] = field(default_factory=dict)
    """IRIs of properties of which a thing has one in each language, and of what a second one becomes."""
    speaks: bool = False
    """Whether a value asks for the language that its element is in."""
