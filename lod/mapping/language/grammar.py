"""The small language inside a rule: values (`$a | chop @nl`) and conditions (`ind2 = 0 and not $t`).

A value is a source and the functions it goes through; `else` gives another way when the first yields nothing:

    $a                  each subfield a               $abc    subfields a, b, c as one text, in record order
    245$a               subfield a of any 245         $*      all subfields but the control ones, as one text
    /35-37              characters of a control field; leader/06 and 008/35-37 name another one
    "text" <iri> bf:x   a constant                    .       the value that `each` is at; code: its subfield
    028C/01$a           of PICA, with occurrence: /01, /01-09, /00 for none
    ind1 ind2 tag       of the field itself           name    a variable or a thing of the mapping
    $a | chop | code(countries)                       $c | edtf else $c | chop
    $a @nl  $a @language  $a ^^xsd:date               a language tag, or a datatype

In formats that are trees (XML, JSON, columns) what follows `$` is a path below the field: `$name/@lang`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from lod.errors import MappingError

_BLANKS = re.compile(r"\$\w+ (?!else\b|and\b|or\b|in\b|matches\b|among\b|starts\b)[A-Za-z]")
"""A name with blanks that stands in no quotes: columns are called so."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value begins. `kind` is one of sub, slice, text, iri, word, name, current."""

    kind: str
    text: str = ""
    tag: str = ""
    start: int = 0
    end: int = 0

    def about_each(self) -> bool:
        """Whether it is the value that `each` is at, or its code."""
        return self.kind == "current" or (self.kind == "word" and self.text == "code")


@dataclass(frozen=True, slots=True)
class Call:
    """A function by name, with its arguments as text."""

    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A source, the functions it goes through, and the language tag or datatype of what comes out."""

    source: Source
    calls: tuple[Call, ...] = ()
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """Pipelines of which the first that yields something counts."""

    alternatives: tuple[Pipeline, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: an operand, and what it is held against (`""` when only its presence is asked)."""

    operand: Pipeline
    operator: str = ""
    against: tuple[str, ...] = ()
    among: Pipeline | None = None
    """What the operand is held against when that is itself read from the record."""

    def about_each(self) -> bool:
        """Whether it asks about the value that `each` is at."""
        return self.operand.source.about_each() or bool(self.among and self.among.source.about_each())


@dataclass(frozen=True, slots=True)
class Logic:
    """Conditions joined by "and" or "or", or one negated by "not"."""

    operator: str
    parts: tuple[Condition, ...]

    def about_each(self) -> bool:
        """Whether it asks about the value that `each` is at."""
        return any(part.about_each() for part in self.parts)


Condition = Test | Logic

FIELD_WORDS = frozenset({"ind1", "ind2", "occurrence", "tag", "code", "field", "record"})

_OCCURRENCE = r"(?:/(?:[0-9]+(?:-[0-9]+)?|\*))?"
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<iri><[^<>\s]*>)
    | (?P<slice>(?:[0-9]{{3}}|leader)?/[0-9]+(?:-[0-9]+)?)
    | (?P<sub>(?:(?:[0-9A-Z]{{3}}|[0-9][0-9.]{{2}})[A-Z@.]?{_OCCURRENCE})?\$(?:"[^"]*"|[^\s|,()=!]+))
    | (?P<curie>[A-Za-z][\w-]*:[^\s|,()=!]+)
    | (?P<tag>[0-9][0-9.]{{2}}[A-Z@.]?{_OCCURRENCE}(?![\w.]))
    | (?P<name>[A-Za-z_][\w-]*)
    | (?P<number>[0-9]+)
    | (?P<mark>\^\^|!=|[|(),@=.])
    )""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A word of the language and where it stands."""

    kind: str
    text: str
    at: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a value or condition; raises MappingError at what is none."""
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            raise MappingError(f"cannot read “{text[at:].strip()}” in “{text}”")
        yield Token(found.lastgroup, found.group(found.lastgroup), at)
        at = found.end()


class _Reader:
    """A recursive-descent reader over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.at = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at] if self.at < len(self.tokens) else Token("end", "", len(self.text))

    def take(self, *texts: str) -> bool:
        """Step over the next token when it is one of these."""
        if self.now.kind in ("mark", "name") and self.now.text in texts:
            self.at += 1
            return True
        return False

    def next(self) -> Token:
        token = self.now
        self.at += 1
        return token

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise self.error(f"“{text}”")

    def error(self, expected: str) -> MappingError:
        found = f"“{self.now.text}”" if self.now.text else "the end"
        return MappingError(f"expected {expected} but found {found} in “{self.text}”")

    def end(self) -> None:
        if self.now.kind != "end":
            hint = '; a name with blanks in it stands in quotes: $"…"' if _BLANKS.search(self.text) else ""
            hint = hint or ("; one = says that two are the same" if "==" in self.text else "")
            raise MappingError(f"{self.error('nothing more')}{hint}")

    # ------------------------------------------------------------ values

    def value(self) -> Value:
        alternatives = [self.pipeline()]
        while self.take("else"):
            alternatives.append(self.pipeline())
        return Value(tuple(alternatives))

    def pipeline(self) -> Pipeline:
        source = self.source()
        calls = []
        while self.take("|"):
            calls.append(self.call())
        language = datatype = ""
        if self.take("@"):
            language = self.next().text
        elif self.take("^^"):
            datatype = self.next().text
        return Pipeline(source, tuple(calls), language, datatype)

    def call(self) -> Call:
        token = self.next()
        if token.kind != "name":
            self.at -= 1
            raise self.error("the name of a function")
        arguments: list[str] = []
        if self.take("("):
            while not self.take(")"):
                arguments.append(unquote(self.next()))
                if self.now.kind == "end":
                    raise self.error("“)”")
                self.take(",")
        return Call(token.text, tuple(arguments))

    def source(self) -> Source:
        token = self.next()
        match token.kind:
            case "string":
                return Source("text", unquote(token))
            case "iri" | "curie":
                return Source("iri", token.text)
            case "sub":
                tag, _, codes = token.text.partition("$")
                return Source("sub", codes.strip('"'), tag)
            case "tag":
                return Source("has", token.text)
            case "slice":
                return _slice(token.text)
            case "name":
                return Source("word" if token.text in FIELD_WORDS else "name", token.text)
            case "mark" if token.text == ".":
                return Source("current")
        self.at -= 1
        raise self.error("a value")

    # ------------------------------------------------------------ conditions

    def condition(self) -> Condition:
        parts = [self.conjunction()]
        while self.take("or"):
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else Logic("or", tuple(parts))

    def conjunction(self) -> Condition:
        parts = [self.negation()]
        while self.take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))

    def negation(self) -> Condition:
        if self.take("not"):
            return Logic("not", (self.negation(),))
        if self.take("("):
            inner = self.condition()
            self.expect(")")
            return inner
        return self.test()

    def test(self) -> Test:
        operand = self.pipeline()
        if self.take("among"):
            return Test(operand, "among", among=self.pipeline())
        for operator in ("=", "!=", "in", "matches", "starts"):
            if self.take(operator):
                return Test(operand, operator, self.against(many=operator == "in"))
        return Test(operand)

    def against(self, *, many: bool) -> tuple[str, ...]:
        if self.now.kind == "end":
            raise self.error("something to compare with")
        found = [unquote(self.next())]
        while many and self.now.kind not in ("end", "mark") and self.now.text not in ("and", "or"):
            found.append(unquote(self.next()))
        return tuple(found)


def _slice(text: str) -> Source:
    tag, _, positions = text.partition("/")
    start, _, end = positions.partition("-")
    return Source("slice", "", tag, int(start), int(end or start) + 1)


def unquote(token: Token) -> str:
    """The text of a token, without the quotes and backslashes of a string."""
    if token.kind != "string":
        return token.text
    return re.sub(r"\\(.)", r"\1", token.text[1:-1])


# Shapes say the same in many rules: of 6,737 texts of the rules for MARC, 1,517 are different.
@lru_cache(4096)
def read_value(text: str) -> Value:
    """The value that a text says; raises MappingError.

    >>> [p.language for p in read_value("$a | chop @language else \\"-\\" @nl").alternatives]
    ['language', 'nl']
    """
    reader = _Reader(text)
    value = reader.value()
    reader.end()
    return value


@lru_cache(4096)
def read_condition(text: str) -> Condition:
    """The condition that a text says; raises MappingError.

    >>> read_condition("leader/06 in a t and not $2").operator
    'and'
    """
    reader = _Reader(text)
    condition = reader.condition()
    reader.end()
    return condition
