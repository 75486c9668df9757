"""Python text being written: lines, blocks, and the names it uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from lod.errors import MappingError, VocabularyError
from lod.mapping.language.rules import Rule, Where
from lod.mapping.runtime.trees import alike
from lod.rdf import literals, namespaces

LANGUAGES = {
    "la": "lg or r.language_of(f)",
    "ls": "'' if lg[-5:] == '-Latn' else lg",
}
"""Names for the language of a text: that of its field, which in hardly any record depends on its letters;
that of another script, if it is in one. A term of an English thesaurus is English also where it is paired."""


class Stream(NamedTuple):
    """Python text that yields values: one expression, or something to loop over and what becomes of each."""

    many: bool
    over: str
    each: str
    gives: str
    refuses: str = ""
    """Name of a last function that may refuse, for the report."""
    before: str = ""
    """Expression for the value as it was before that function."""
    constant: str | None = None
    """The value itself, when it is the same for every record."""
    keeps: bool = False
    """Whether that function gives a literal for what it refuses."""
    suffix: str = "{lg}"
    """What follows the quotation marks of a literal: a language tag or a datatype."""

    def listed(self) -> str:
        """Expression for the list of all values that are not empty."""
        if not self.many:
            return f"[w for w in ({self.each},) if w]"
        return (
            f"list({self.over})"
            if self.each == "v"
            else f"[w for w in [{self.each} for v in {self.over}] if w]"
        )


class Scope(NamedTuple):
    """What the names of a template stand for at this place."""

    node: str
    """Python name of the IRI that properties are given to."""
    anchor: str
    """Python name of the nearest IRI of our own, below which parts are named."""
    is_part: bool
    current: str = ""
    own: str = ""
    """Python name of what `current` is in the field itself, when `current` is read in another script."""
    code: str = ""
    element: bool = False
    """Whether `current` is an element of a tree, which has more to tell it from others than its text."""


class Names(Protocol):
    """What the words of a mapping stand for; the compiler of the mapping knows."""

    variables: frozenset[str]
    things: Mapping[str, str]
    parts: frozenset[str]
    tables: dict[str, dict[str, str]]
    tree: bool
    paths: set[str]

    def bit(self, code: str) -> int:
        """The bit of a subfield code."""


class Writer:
    """Writes the Python text of one rule."""

    def __init__(self, names: Names, rule: Rule) -> None:
        self.names = names
        self.rule = rule
        self.lines: list[str] = []
        self.pending: list[str] = []
        self.depth = 0
        self.count = 0
        self.masks: list[int] = [0]
        self.in_key = False
        self.in_test = False
        self.below = ""
        """In a tree, the path from the element of the rule to the one that `each:` is at."""
        self.asked: dict[str, None] = {}
        """What the rule asks of the rest of its record, as expressions: leader, fields, variables."""
        self.spans: list[tuple[int, int]] = []
        """Positions of the rule's own control field that it looks at."""
        self.pure = True
        """Whether that, and its field, decide all that it writes."""
        self.namespace: dict[str, Any] = {"esc": literals.escape, "E": (), "alike": alike}

    def line(self, text: str) -> None:
        """One line at the present depth."""
        self.flush()
        self.lines.append("    " * self.depth + text)

    def write(self, text: str) -> None:
        """Statements, as the inside of an f-string; what is written without a break is one string."""
        self.pending.append(text)

    def flush(self) -> None:
        """Write out what is pending."""
        if self.pending:
            pending, self.pending = "".join(self.pending), []
            self.lines.append("    " * self.depth + f"o(f'{pending}')")

    def asks(self, expression: str) -> str:
        """The expression, noted as something that the rule asks of the rest of its record."""
        self.asked[expression] = None
        return expression

    def asks_named(self, name: str) -> None:
        """Note what a splitter or a function asks of the rest of the record."""
        if name:
            self.asks(f"ASKS[{name!r}](r, f)")

    def fresh(self, letter: str) -> str:
        """A name not used before in this rule."""
        self.count += 1
        return f"{letter}{self.count}"

    def constant(self, thing: object) -> str:
        """A name in the function's namespace for an object."""
        name = self.fresh("k")
        self.namespace[name] = thing
        return name

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """An indented block in which the subfields read are accounted for only when it is entered."""
        self.line(head)
        self.depth += 1
        at = len(self.lines)
        self.masks.append(0)
        yield
        self.flush()
        mask = self.masks.pop()
        if mask & ~self.masks[-1]:
            self.lines.insert(at, "    " * self.depth + f"u |= {mask}")
        if len(self.lines) == at:
            self.line("pass")
        self.depth -= 1

    def reads(self, codes: tuple[str, ...]) -> None:
        """Note that these codes of the field are read here."""
        self.names.paths.update(codes)
        for code in codes:
            self.masks[-1] |= self.names.bit(self.below + code if code else self.below.removesuffix("/"))

    def error(self, where: Where, message: str) -> MappingError:
        """An error that names file, line and rule."""
        return MappingError(f"{where}: rule {self.rule.id}: {message}")

    # ------------------------------------------------------------ nodes

    def term(self, name: str, where: Where) -> str:
        """The IRI of a property or class; refuses what no vocabulary has."""
        try:
            return namespaces.term(name).iri
        except VocabularyError as error:
            raise self.error(where, str(error)) from error


def in_f_string(text: str) -> str:
    """A text as it stands inside an f-string between single quotes."""
    for mark, written in (("\\", "\\\\"), ("'", "\\'"), ("{", "{{"), ("}", "}}"), ("\n", "\\n")):
        text = text.replace(mark, written)
    return text
