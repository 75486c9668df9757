"""The patterns of a plain query: triples side by side, and nothing that filters, sorts, groups or nests.

Only what can be read in one way is read: Oxigraph parses the same text again, and it is what answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import Literal, NamedNode, Variable

LONGEST = 2_000
"""Letters of a query that is looked at."""
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
_PLAIN = re.compile(
    rf"""{_S}*+(?P<prologue>(?:{_PREFIX.replace("(", "(?:")}{_S}*+)*)
    (?:SELECT(?P<distinct>{_S}++DISTINCT(?=[ \t\r\n*?$]))?{_S}*+
        (?P<asked>\*|(?:(?<=[ \t\r\n]){_VARIABLE}{_S}++)*?{_VARIABLE})|ASK)
    {_S}*+(?:WHERE{_S}*+)?
    \{{{_S}*+(?P<body>(?:(?:{_PART}){_S}*+)+)(?P<optional>(?:OPTIONAL{_S}*+\{{{_S}*+(?:(?:{_PART}){_S}*+)+\}}{_S}*+)*)\}}
    {_S}*+(?:LIMIT{_S}++[0-9]{{1,9}}+{_S}*+)?(?P<offset>OFFSET{_S}++[0-9]{{1,9}}+{_S}*+)?\Z""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_RUN = re.compile(rf"{_S}*+((?:(?:{_PART}){_S}*+)+)", re.ASCII)
_DECLARED = re.compile(_PREFIX, re.IGNORECASE | re.ASCII)
_TOKEN = re.compile(_PART, re.ASCII)
_GROUP = re.compile(r"\{([^{}]*+)\}")
_KEPT = {".": 0, ";": 1, ",": 2}
"""How many terms of a triple the next one begins with, by the sign between them."""
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
"""What `a` means."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain query."""

    patterns: tuple[Pattern, ...]
    """None of a query that has but one, and all of its rows: there is nothing to be known of that."""
    optional: tuple[Pattern, ...]
    """Those that need not be there, each on its own."""
    hides_rows: bool
    """Whether rows may be found that are not in the answer: equal ones, or those before the first."""
    start: int
    """Where its first pattern is in the text."""
    known: dict[str, str]
    """Prefixes that it uses and does not declare."""


class _OtherError(Exception):
    """It is not plain after all."""


def read(query: str, prefixes: Mapping[str, str]) -> Plain | None:
    """The patterns of a plain query; None when it is another one. It need not declare `prefixes`.

    >>> plain = read('SELECT ?l { <a:b> ex:p ?x . ?x ex:q "zee"@nl ; a ?l }', {"ex": "http://example.org/"})
    >>> [" ".join(map(str, pattern)) for pattern in plain.patterns][1:]
    ['?x <http://example.org/q> "zee"@nl', '?x <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?l']
    >>> [read(query, {}) for query in ("SELECT * { ?x ?p ?x }", "SELECT ?o { ?s ?p ?o FILTER(?o > 1) }")]
    [None, None]
    >>> read("SELECT ?o { <a:b> <a:c> ?o }", {}).patterns
    ()
    """
    found = _PLAIN.match(query) if len(query) <= LONGEST else None
    if found is None:
        return None
    prologue, distinct, asked, body, optional, offset = found.groups()
    tokens = _TOKEN.findall(body)
    if not (distinct or optional or offset) and len(tokens) <= 4 and "^^" not in body:
        return _single(tokens, asked, prefixes)
    terms = _Terms(dict(_DECLARED.findall(prologue)) if prologue else {}, prefixes)
    try:
        patterns = tuple(terms.triples(tokens))
        perhaps = tuple(
            one for group in _GROUP.findall(optional) for one in _alone(terms.triples(_TOKEN.findall(group)))
        )
    except (_OtherError, ValueError):  # ValueError: no IRI or no tag of a language, which the parser will say
        return None
    if len(patterns) + len(perhaps) > MOST or not _are_said(asked, {*chain(*patterns, *perhaps)}):
        return None
    return Plain(patterns, perhaps, bool(distinct or offset), found.start("body"), terms.known)


def _single(tokens: list[str], asked: str | None, prefixes: Mapping[str, str]) -> Plain | None:
    """A query of one pattern, whose terms are all that is to be known of it."""
    terms = tokens[:3]
    names = [term[1:] for term in terms if term[0] in "?$"]
    if len({*names}) < len(names) or tokens[0][0] == '"' or len(terms) < 3 or tokens[3:] not in ([], ["."]):
        return None
    if not _KEPT.keys().isdisjoint(terms):
        return None
    if asked and asked != "*" and not {name[1:] for name in asked.split()} <= {*names}:
        return None
    used = [term.partition(":")[0] for term in terms if term[0] not in '<?$"']
    return Plain((), (), False, 0, {name: prefixes[name] for name in used if name in prefixes})


def _are_said(asked: str | None, terms: set[Term]) -> bool:
    """Whether all that is asked for is in a pattern: a row without anything in it takes no room."""
    return not asked or asked == "*" or {Variable(name[1:]) for name in asked.split()} <= terms


def run_at(query: str, start: int, prefixes: Mapping[str, str]) -> Iterator[tuple[str, Pattern]]:
    """The plain patterns that stand first in a group which is opened before `start`, each with its text.

    >>> query = "PREFIX ex: <a:> SELECT * { ?s a ex:b ; ex:c 1, ?x ; ex:d/ex:e ?y }"
    >>> [text for text, _ in run_at(query, query.index("{") + 1, {})]
    ['?s a ex:b']
    """
    found = _RUN.match(query, start)
    if found is None:
        return
    declared = {**prefixes, **{name: iri[1:-1] for name, iri in _DECLARED.findall(query, 0, start)}}
    terms = _Terms({}, declared)
    with suppress(_OtherError, ValueError):  # what comes after these is not plain
        for said, pattern in terms.said(_TOKEN.findall(found[1])):
            yield " ".join(said), pattern


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
