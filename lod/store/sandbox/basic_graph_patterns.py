"""The patterns of a plain query: triples side by side, and nothing that filters, sorts, groups or nests.

Only what can be read in one way is read. There `#` begins a comment wherever it is in no text and no IRI, and
`<` an IRI, so comments can be taken out before: what they leave is plain, or it is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Variable

from lod.store.sandbox.gate import TOKEN

LONGEST = 2_000
"""Letters of a query that is looked at, without its comments."""
COMMENTED = 20_000
"""The same with them."""
MOST = 8
"""Patterns of a query that is looked at."""

Term = NamedNode | Literal | Variable
Pattern = tuple[Term, Term, Term]

# no part of these can end where another one could have ended as well: one way to read a text, or none
_S = r"[ \t\r\n]"
_IRI = r"<[A-Za-z][A-Za-z0-9+.-]*+:[^<>\"{}|^`\\\x00-\x20]*+>"
_NAME = rf"[A-Za-z][A-Za-z0-9_-]*+:[A-Za-z0-9_][A-Za-z0-9_-]*+(?=[;,.]?{_S}|\}})"
_VARIABLE = r"[?$][A-Za-z][A-Za-z0-9_]*+"
_LITERAL = (
    rf'"[^"\\\r\n]*+"(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*(?![A-Za-z0-9-])|\^\^(?:{_IRI}|{_NAME})|(?![@^]))'
)
_A = rf"a(?={_S}|[<?$])"
_PART = rf"{_IRI}|{_NAME}|{_VARIABLE}|{_LITERAL}|{_A}|[.;,]"
_PREFIX = rf"PREFIX{_S}++([A-Za-z][A-Za-z0-9_-]*+):{_S}*+({_IRI})"
_RUN_OF = rf"(?:(?:{_PART}){_S}*+)+"
_PLAIN = re.compile(
    rf"""{_S}*+(?P<prologue>(?:{_PREFIX.replace("(", "(?:")}{_S}*+)*)
    (?:(?P<form>SELECT(?P<distinct>{_S}++DISTINCT(?=[ \t\r\n*?$]))?{_S}*+
            (?P<asked>\*|(?:(?<=[ \t\r\n]){_VARIABLE}{_S}++)*?{_VARIABLE})|ASK){_S}*+(?:WHERE{_S}*+)?
        |CONSTRUCT(?:{_S}*+\{{{_S}*+(?P<template>{_RUN_OF})\}}{_S}*+(?:WHERE{_S}*+)?|{_S}++WHERE{_S}*+))
    \{{{_S}*+(?P<body>{_RUN_OF})(?P<optional>(?:OPTIONAL{_S}*+\{{{_S}*+{_RUN_OF}\}}{_S}*+)*)\}}
    {_S}*+(?:LIMIT{_S}++(?P<limit>[0-9]{{1,9}}+){_S}*+)?(?:OFFSET{_S}++(?P<offset>[0-9]{{1,9}}+){_S}*+)?\Z""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_DESCRIBE = re.compile(
    rf"""{_S}*+(?P<prologue>(?:{_PREFIX.replace("(", "(?:")}{_S}*+)*)
    DESCRIBE(?:{_S}*+)(?P<thing>{_IRI}|(?<={_S})[A-Za-z][A-Za-z0-9_-]*+:[A-Za-z0-9_][A-Za-z0-9_-]*+){_S}*+\Z""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_RUN = re.compile(rf"{_S}*+({_RUN_OF})", re.ASCII)
_DECLARED = re.compile(_PREFIX, re.IGNORECASE | re.ASCII)
_TOKEN = re.compile(_PART, re.ASCII)
_GROUP = re.compile(rf"\{{{_S}*+({_RUN_OF})\}}", re.ASCII)
_KEPT = {".": 0, ";": 1, ",": 2}
"""How many terms of a triple the next one begins with, by the sign between them."""
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
"""What `a` means."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain query."""

    form: str
    """SELECT, ASK, or CONSTRUCT: the statements that fit its one pattern."""
    patterns: tuple[Pattern, ...]
    optional: tuple[Pattern, ...]
    """Those that need not be there, each on its own."""
    asked: tuple[str, ...]
    """The variables of its rows, in order."""
    distinct: bool
    offset: int
    limit: int | None
    known: dict[str, str]
    """Prefixes that it uses and does not declare."""

    @property
    def is_one(self) -> bool:
        """Whether it asks for what fits one pattern, and all of that."""
        return len(self.patterns) == 1 and not (self.optional or self.distinct or self.offset)


class _OtherError(Exception):
    """It is not plain after all."""


def read(query: str, prefixes: Mapping[str, str]) -> Plain | None:
    r"""The patterns of a plain query; None when it is another one. It need not declare `prefixes`.

    >>> plain = read('SELECT ?l { <a:b> ex:p ?x . ?x ex:q "zee"@nl ; a ?l }', {"ex": "http://example.org/"})
    >>> [" ".join(map(str, pattern)) for pattern in plain.patterns][1:]
    ['?x <http://example.org/q> "zee"@nl', '?x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?l']
    >>> others = ("SELECT * { ?x ?p ?x }", "SELECT ?s ?s { ?s ?p ?o }", "ASK { ?s ?p ?o } OFFSET 1")
    >>> [read(query, {}) for query in (*others, "SELECT ?o { ?s ?p ?o FILTER(?o > 1) }")]
    [None, None, None, None]
    >>> read("SELECT * { <a:b#c> <a:c> ?o } # all of it\nLIMIT 3", {}).asked
    ('o',)
    """
    with suppress(
        _OtherError, ValueError
    ):  # ValueError: no IRI or no tag of a language, as the parser will say
        found = None
        if len(query) <= LONGEST:
            found = _read(query, prefixes) or _description(query, prefixes)
        if found is None and "#" in query and len(query) <= COMMENTED:
            bare = TOKEN.sub(lambda token: " " if token["comment"] else token[0], query)
            if bare != query:
                return read(bare, prefixes)
        return found
    return None


def _read(query: str, prefixes: Mapping[str, str]) -> Plain | None:
    found = _PLAIN.match(query)
    if found is None:
        return None
    prologue, form, distinct, asked, template, body, optional, limit, offset = found.groups()
    tokens = _TOKEN.findall(body)
    terms = _Terms(dict(_DECLARED.findall(prologue)) if prologue else {}, prefixes)
    patterns = tuple(terms.triples(tokens))
    perhaps = tuple(
        one for group in _GROUP.findall(optional) for one in _alone(terms.triples(_TOKEN.findall(group)))
    )
    if len(patterns) + len(perhaps) > MOST:
        return None
    said = {t.value: None for one in (*patterns, *perhaps) for t in one if isinstance(t, Variable)}
    names = tuple(sorted(said)) if asked in (None, "*") else tuple([name[1:] for name in asked.split()])
    # a row without anything in it takes no room, and one name asked for twice is a mistake
    if form and form[:3].upper() == "ASK" and (limit or offset):
        return None
    if not form and (len(patterns) != 1 or perhaps or (template and tuple(terms.of(template)) != patterns)):
        return None
    if not said.keys() >= {*names} or len({*names}) < len(names):
        return None
    kind = form[:6].upper() if form else "CONSTRUCT"
    most = int(limit) if limit else None
    return Plain(
        "ASK" if kind[:3] == "ASK" else kind,
        patterns,
        perhaps,
        names,
        bool(distinct),
        int(offset or 0),
        most,
        terms.known,
    )


def _description(query: str, prefixes: Mapping[str, str]) -> Plain | None:
    """That of one thing: the statements that have it as their subject."""
    found = _DESCRIBE.match(query)
    if found is None:
        return None
    prologue, thing = found.groups()
    terms = _Terms(dict(_DECLARED.findall(prologue)) if prologue else {}, prefixes)
    patterns = tuple(terms.triples([thing, "?p", "?o"]))
    return Plain("CONSTRUCT", patterns, (), (), False, 0, None, terms.known)


def run_at(query: str, start: int, prefixes: Mapping[str, str]) -> Iterator[tuple[str, Pattern]]:
    """The plain patterns that stand first in a group which is opened before `start`, each with its text.

    >>> query = "PREFIX ex: <a:> SELECT * { ?s a ex:b ; ex:c 1, ?x ; ex:d/ex:e ?y }"
    >>> [text for text, _ in run_at(query, query.index("{") + 1, {})]
    ['?s a ex:b']
    """
    found = _RUN.match(*_without_comments(query, start))
    if found is None:
        return
    declared = {**prefixes, **{name: iri[1:-1] for name, iri in _DECLARED.findall(query, 0, start)}}
    terms = _Terms({}, declared)
    with suppress(_OtherError, ValueError):  # what comes after these is not plain
        for said, pattern in terms.said(_TOKEN.findall(found[1])):
            yield " ".join(said), pattern


def _without_comments(query: str, start: int) -> tuple[str, int]:
    """A query, and where its patterns begin; of one with comments, a group up to its first bracket."""
    if query.find("#", start) < 0:
        return query, start
    pieces, at = [], start
    for token in TOKEN.finditer(query, start):
        if token["comment"]:
            pieces += [query[at : token.start()], " "]
            at = token.end()
        elif token["open"] or token["close"]:
            return "".join((*pieces, query[at : token.end()])), 0
    return "".join((*pieces, query[at:])), 0


def _alone(patterns: Iterator[Pattern]) -> tuple[Pattern, ...]:
    found = tuple(patterns)
    if len(found) != 1:
        raise _OtherError
    return found


class _Terms:
    """Reads terms, and triples of them."""

    def __init__(self, declared: Mapping[str, str], prefixes: Mapping[str, str]) -> None:
        self._declared = declared
        self._prefixes = prefixes
        self.known: dict[str, str] = {}

    def triples(self, tokens: list[str]) -> Iterator[Pattern]:
        """The triples that stand there."""
        return (pattern for _, pattern in self.said(tokens))

    def of(self, text: str) -> Iterator[Pattern]:
        """The triples that a text says."""
        return self.triples(_TOKEN.findall(text))

    def said(self, tokens: list[str]) -> Iterator[tuple[list[str], Pattern]]:
        """The triples that stand there, each as it is written and what it means."""
        said: list[str] = []
        for token in tokens:
            kept = _KEPT.get(token)
            if kept is None:
                said.append(token)
                if len(said) == 3:
                    yield said, _triple(*map(self._term, said))
            elif len(said) == 3:
                del said[kept:]
            else:
                raise _OtherError
        if len(said) not in (0, 3):
            raise _OtherError

    def _term(self, token: str) -> Term:
        first = token[0]
        if first in "?$":
            return Variable(token[1:])
        if first == "<":
            return NamedNode(token[1:-1])
        if first == '"':
            return self._literal(token)
        return self._named(token) if ":" in token else TYPE

    def _literal(self, token: str) -> Literal:
        text, _, rest = token[1:].partition('"')
        if rest[:1] == "@":
            return Literal(text, language=rest[1:].lower())
        if not rest:
            return Literal(text)
        return Literal(text, datatype=NamedNode(rest[3:-1]) if rest[2] == "<" else self._named(rest[2:]))

    def _named(self, token: str) -> NamedNode:
        prefix, _, local = token.partition(":")
        if prefix in self._declared:
            return NamedNode(self._declared[prefix][1:-1] + local)
        if prefix not in self._prefixes:
            raise _OtherError
        self.known[prefix] = self._prefixes[prefix]
        return NamedNode(self._prefixes[prefix] + local)


def _triple(*terms: Term) -> Pattern:
    """Three terms as a pattern, if they can be one whose variables are all different."""
    variables = [term for term in terms if isinstance(term, Variable)]
    if len(terms) != 3 or len({*variables}) < len(variables):
        raise _OtherError
    if isinstance(terms[0], Literal) or isinstance(terms[1], Literal):
        raise _OtherError
    return terms[0], terms[1], terms[2]
