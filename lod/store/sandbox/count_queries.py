"""Queries that count over everything, as far as they are read: one pattern, what is asked of it, and by what.

Read is a SELECT whose group says which statements are counted (`?s ?p ?o`, perhaps with `?s a ?class`), in
whatever spelling, with tests of the kind of a subject or an object, and with what is made of properties,
classes, datatypes, languages and namespaces. Anything else is not read: then the engine counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lod.rdf.namespaces import expand
from lod.store.sandbox.gate import IRI, LONG, SHORT

TYPE = expand("rdf:type")
AGGREGATES = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
_TOKEN = re.compile(
    rf"""(?P<string>{LONG}|{SHORT})
    |(?P<iri>{IRI})
    |(?P<skip>\s++|\#[^\r\n]*+)
    |(?P<variable>[?$]\w++)
    |(?P<name>(?:[A-Za-z][\w.-]{{0,250}}+)?:[\w.%-]*+|[A-Za-z]\w*+)
    |(?P<sign>\\.|.)""",
    re.VERBOSE | re.DOTALL,
)
_NAMESPACES = {
    **dict.fromkeys(("([^/]+$)", "[^/]+$", "([^/]*$)", "[^/]*$"), "place"),
    **dict.fromkeys(("([^/#]+$)", "[^/#]+$", "([^/#]*$)", "[^/#]*$"), "home"),
}
"""Patterns for what comes after the last slash, or the last slash or #."""
_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:")
_AFTER = frozenset(("}", "HAVING", "ORDER", "LIMIT", "OFFSET"))
_KINDS = {"ISLITERAL": "literal", "ISIRI": "iri", "ISURI": "iri", "ISBLANK": "blank"}


class NotACountQuery(Exception):
    """It is not such a query."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """A keyword, or the name of a function."""
        return self.text.upper() if self.kind == "name" else self.text

    @property
    def variable(self) -> str:
        """The name of a variable; NotACountQuery when it is none."""
        if self.kind != "variable":
            raise NotACountQuery
        return self.text[1:]


@dataclass(frozen=True, slots=True)
class Term:
    """A variable or an IRI."""

    name: str
    is_variable: bool


Triple = tuple[Term, Term, Term]


@dataclass(frozen=True, slots=True)
class Rest:
    """What stays in the group as it is: a filter, values, or what a variable is bound to."""

    text: str
    uses: frozenset[str]
    binds: str = ""


@dataclass(slots=True)
class Group:
    """What stands between brackets."""

    triples: list[Triple] = field(default_factory=list)
    tests: list[tuple[str, str, bool]] = field(default_factory=list)
    """Variable, the kind that it is to be, and whether it is to be that."""
    made: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Variable → what it is (datatype, language, place, home) of which one."""
    rest: list[Rest] = field(default_factory=list)
    inner: Select | None = None

    @property
    def is_bound(self) -> bool:
        """Whether something was bound in it."""
        return bool(self.made) or any(one.binds for one in self.rest)


@dataclass(slots=True)
class Select:
    """A SELECT, up to the bracket after it, or the end."""

    distinct: bool
    asked: list[str]
    """Its variables, without those that are calculated."""
    calculated: list[tuple[Token, ...]]
    """How those are."""
    begin: int
    """The token after SELECT,"""
    open: int
    """that of the bracket that opens its group,"""
    close: int
    """that of the one that closes it,"""
    end: int
    """and the one after all of it."""
    group: Group
    keys: tuple[str, ...]
    """By which variables it groups."""


def tokens(query: str) -> list[Token]:
    """The words and signs of a query, without spaces and comments."""
    return [
        Token(found.lastgroup or "", found[0], found.start(), found.end())
        for found in _TOKEN.finditer(query)
        if found.lastgroup != "skip"
    ]


def closing(words: Sequence[Token], at: int, brackets: str = "()") -> int:
    """Where a bracket is closed that is opened at a place; NotACountQuery when none is."""
    if at >= len(words) or words[at].text != brackets[0]:
        raise NotACountQuery
    depth = 0
    for n in range(at, len(words)):
        if words[n].kind == "sign":
            depth += (words[n].text == brackets[0]) - (words[n].text == brackets[1])
            if not depth:
                return n
    raise NotACountQuery


class Reader:
    """Reads the SELECTs of one query."""

    def __init__(self, query: str, words: Sequence[Token], prefixes: Mapping[str, str]) -> None:
        self._query = query
        self._words = [*words, *[Token("end", "", len(query), len(query))] * 4]
        self._prefixes = dict(prefixes)
        for one, name, iri in zip(words, words[1:], words[2:], strict=False):
            if one.word == "PREFIX" and name.text.endswith(":") and iri.kind == "iri":
                self._prefixes[name.text[:-1]] = iri.text[1:-1]
        self._unnamed = 0

    def select(self, at: int) -> Select:
        """The SELECT at a place; NotACountQuery when it is not read."""
        words = self._words
        begin = at = at + 1
        distinct = words[at].word == "DISTINCT"
        at += distinct
        asked: list[str] = []
        calculated: list[tuple[Token, ...]] = []
        while words[at].text != "{" and words[at].word != "WHERE":
            if words[at].text == "(":
                close = closing(words, at)
                calculated.append(tuple(words[at + 1 : close]))
                at = close
            else:
                asked.append(words[at].variable)
            at += 1
        at += words[at].word == "WHERE"
        if words[at].text != "{":
            raise NotACountQuery
        close = closing(words, at, "{}")
        group = self._group(at + 1, close)
        keys, end = self._after(close + 1)
        return Select(distinct, asked, calculated, begin, at, close, end, group, keys)

    def _after(self, at: int) -> tuple[tuple[str, ...], int]:
        """By what it groups, and where all of it ends."""
        words, keys = self._words, []
        if words[at].word == "GROUP" and words[at + 1].word == "BY":
            at += 2
            while words[at].kind == "variable":
                keys.append(words[at].variable)
                at += 1
            if not keys:
                raise NotACountQuery
        if words[at].kind != "end" and words[at].word not in _AFTER:
            raise NotACountQuery
        depth = 0
        while words[at].kind != "end" and not (words[at].text == "}" and not depth):
            if words[at].word in ("VALUES", "GROUP"):
                raise NotACountQuery
            depth += (words[at].text == "{") - (words[at].text == "}")
            at += 1
        return tuple(keys), at

    def _group(self, at: int, close: int) -> Group:
        group = Group()
        while at < close:
            at = self._element(group, at)
        return group

    def _element(self, group: Group, at: int) -> int:
        one = self._words[at]
        if one.word == "FILTER":
            return self._filter(group, at + 1)
        if one.word == "BIND":
            return self._bind(group, at + 1)
        if one.word == "VALUES":
            return self._values(group, at)
        if one.text == "{":
            return self._nested(group, at)
        if one.text == ".":
            return at + 1
        if group.is_bound:  # what comes after that has not been seen by it
            raise NotACountQuery
        return self._triples(group, at)

    def _nested(self, group: Group, at: int) -> int:
        close = closing(self._words, at, "{}")
        if self._words[close + 1].word in ("UNION", "MINUS"):
            raise NotACountQuery
        if self._words[at + 1].word == "SELECT":
            if group.inner or group.is_bound:
                raise NotACountQuery
            group.inner = self.select(at + 1)
            return close + 1
        inside = self._group(at + 1, close)
        if inside.inner or inside.made or inside.rest or group.is_bound:
            raise NotACountQuery
        group.triples += inside.triples
        group.tests += inside.tests
        return close + 1

    def _filter(self, group: Group, at: int) -> int:
        words = self._words
        start = at
        if words[at].kind == "name":
            at += 1
        if words[at].text != "(":
            raise NotACountQuery
        close = closing(words, at)
        inside = words[start : close + 1]
        while len(inside) > 2 and inside[0].text == "(" and closing(inside, 0) == len(inside) - 1:
            inside = inside[1:-1]
        negated = inside[0].text == "!"
        inside = inside[negated:]
        kind = _KINDS.get(inside[0].word) if len(inside) == 4 else None
        if kind and inside[1].text == "(":
            group.tests.append((inside[2].variable, kind, not negated))
        else:
            group.rest.append(self._rest(start - 1, close))
        return close + 1

    def _bind(self, group: Group, at: int) -> int:
        words = self._words
        if words[at].text != "(":
            raise NotACountQuery
        close = closing(words, at)
        if words[close - 2].word != "AS":
            raise NotACountQuery
        name, inside = words[close - 1].variable, words[at + 1 : close - 2]
        if name in group.made or any(one.binds == name for one in group.rest):
            raise NotACountQuery
        made = _made(inside)
        if made:
            group.made[name] = made
        else:
            rest = self._rest(at - 1, close)
            group.rest.append(Rest(rest.text, rest.uses - {name}, name))
        return close + 1

    def _values(self, group: Group, at: int) -> int:
        words = self._words
        name = words[at + 1].variable
        if words[at + 2].text != "{":
            raise NotACountQuery
        close = closing(words, at + 2, "{}")
        group.rest.append(Rest(self._text(at, close), frozenset((name,))))
        return close + 1

    def _rest(self, first: int, last: int) -> Rest:
        inside = self._words[first : last + 1]
        if any(one.text in "{}" or one.word in (*AGGREGATES, "EXISTS") for one in inside):
            raise NotACountQuery
        return Rest(
            self._text(first, last), frozenset(one.variable for one in inside if one.kind == "variable")
        )

    def _text(self, first: int, last: int) -> str:
        return self._query[self._words[first].start : self._words[last].end]

    def _triples(self, group: Group, at: int) -> int:
        words = self._words
        subject, at = self._term(at)
        while True:
            predicate, at = self._term(at, is_predicate=True)
            while True:
                object, at = self._term(at)
                group.triples.append((subject, predicate, object))
                if words[at].text != ",":
                    break
                at += 1
            if words[at].text != ";":
                return at
            while words[at].text == ";":
                at += 1
            if words[at].text in (".", "}"):
                return at

    def _term(self, at: int, *, is_predicate: bool = False) -> tuple[Term, int]:
        one = self._words[at]
        if one.kind == "variable":
            return Term(one.text[1:], True), at + 1
        if one.text == "[" and self._words[at + 1].text == "]" and not is_predicate:
            self._unnamed += 1
            return Term(f"[{self._unnamed}]", True), at + 2
        if one.kind == "iri":
            return _iri(one.text[1:-1]), at + 1
        if one.text == "a" and is_predicate:
            return Term(TYPE, False), at + 1
        prefix, colon, local = one.text.partition(":")
        if one.kind == "name" and colon and prefix in self._prefixes and "%" not in local:
            if local.endswith("."):  # the end of the triple, in truth
                raise NotACountQuery
            return _iri(self._prefixes[prefix] + local), at + 1
        raise NotACountQuery


def _iri(text: str) -> Term:
    """An IRI that is whole as it stands."""
    if "\\" in text or not _WHOLE.match(text):
        raise NotACountQuery
    return Term(text, False)


def _made(inside: Sequence[Token]) -> tuple[str, str] | None:
    """What an expression makes of one variable, where it makes something that is counted by."""
    words = [one.word for one in inside]
    if len(words) == 4 and words[0] in ("DATATYPE", "LANG") and inside[2].kind == "variable":
        return ("datatype" if words[0] == "DATATYPE" else "language"), inside[2].variable
    shape = ["REPLACE", "(", "STR", "(", "", ")", ",", "", ",", "", ")"]
    if len(words) != len(shape) or any(a and a != b for a, b in zip(shape, words, strict=True)):
        return None
    made = _NAMESPACES.get(inside[7].text[1:-1])
    if made and inside[9].text in ('""', "''") and inside[4].kind == "variable":
        return made, inside[4].variable
    return None
