"""Full-text search inside a query: `?thing lod:search "koffie"`, answered by the site's own index.

The engine knows nothing of the index. A pattern with the property `lod:search` is therefore turned into what
was found, as `VALUES`, before the engine gets the query:

    ?thing lod:search "max havelaar"                what has these words
    (?thing ?score) lod:search ("havelaar" 20)      with how well each fits, the best 20

Texts are understood as on the search page: words, "phrases", `maker:…`, `-without`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import RdfFormat, parse

from lod.errors import QueryLimit, QuerySyntax
from lod.store.sandbox.gate import IRI, LONG, SHORT, place

LIMIT = 100
"""So many things are found when a query does not say how many."""
MOST = 500
SEARCHES = 16
"""So many times a query may search: it is done here, before anything of the sandbox watches over it."""

Search = Callable[[str, int], Sequence[tuple[str, float]]]
"""Finds things by words: the IRIs of at most so many, the best first, with how well they fit."""

LONGEST_PREFIX = 250
"""A prefix has at most so many letters: in a row of words and stops, each may be the beginning of one."""

_TOKEN = re.compile(
    rf"""(?P<string>{LONG}|{SHORT})
    |(?P<iri>{IRI})
    |(?P<skip>\s++|\#[^\r\n]*+)
    |(?P<variable>[?$]\w++)
    |(?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*(?:--(?:ltr|rtl))?)
    |(?P<number>[0-9]++)
    |(?P<name>(?:[^\W\d_][\w.-]{{0,{LONGEST_PREFIX}}}+)?:[\w.%-]*+|[^\W\d_]\w*+)
    |(?P<sign>\\.|.)""",
    re.VERBOSE | re.DOTALL,
)
HINT = (
    "Write it as a triple of its own: "
    '?thing lod:search "words" . or (?thing ?score) lod:search ("words" 20) .'
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def expanded(query: str, namespace: str, search: Search, prefixes: Mapping[str, str]) -> str:
    """The query with what was found in place of each search; the very same when it has none.

    QuerySyntax when the property is used in another way, QueryLimit when it is used too often. `prefixes`
    need not be declared.
    """
    name = f"{namespace}search"
    if "search" not in query:
        return query
    tokens = [
        _Token(match.lastgroup or "", match[0], match.start(), match.end())
        for match in _TOKEN.finditer(query)
        if match.lastgroup != "skip"
    ]
    named = {**prefixes, **_declared(tokens)}
    at = [n for n, token in enumerate(tokens) if _means(token, name, named)]
    if len(at) > SEARCHES:
        raise QueryLimit(f"a query may search at most {SEARCHES} times", "searches")
    pieces, end = [], 0
    for n in at:
        start, stop, text = _pattern(query, tokens, n, search)
        if start < end:
            raise _misused(query, tokens[n])
        pieces += [query[end:start], text]
        end = stop
    return "".join((*pieces, query[end:]))


def _declared(tokens: Sequence[_Token]) -> dict[str, str]:
    """The prefixes that a query declares."""
    found = {}
    for one, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if one.text.upper() == "PREFIX" and name.kind == "name" and iri.kind == "iri":
            found[name.text.rstrip(":")] = iri.text[1:-1]
    return found


def _means(token: _Token, iri: str, prefixes: Mapping[str, str]) -> bool:
    if token.kind == "iri":
        return token.text[1:-1] == iri
    prefix, colon, local = token.text.partition(":")
    return token.kind == "name" and bool(colon) and prefixes.get(prefix, "\0") + local == iri


def _pattern(query: str, tokens: Sequence[_Token], at: int, search: Search) -> tuple[int, int, str]:
    """Where a search stands in the query, and what takes its place."""
    first, variables = _subject(query, tokens, at)
    last, text, limit = _object(query, tokens, at)
    following = [token.text for token in tokens[last + 1 :]]
    if (first and tokens[first - 1].text not in ("{", "}", ".", ")") and tokens[first - 1].kind != "iri") or (
        following[:1] in ([","], ["^"])  # another value, or the datatype of this one
    ):
        raise _misused(query, tokens[at])
    found = search(text, min(limit, MOST)) if limit else ()
    rows = " ".join(_row(iri, score, len(variables)) for iri, score in found)
    values = f"VALUES ({' '.join(variables)}) {{ {rows} }}"
    more = next((n for n, text in enumerate(following) if text != ";"), len(following))
    if not more:
        return tokens[first].start, tokens[last].end, values
    ends = more == len(following) or following[more] in (".", "}")
    return tokens[first].start, tokens[last + more].end, values if ends else f"{values} {variables[0]}"


def _subject(query: str, tokens: Sequence[_Token], at: int) -> tuple[int, list[str]]:
    """The variables before the property, and where they begin."""
    before = tokens[at - 1] if at else None
    if before is not None and before.kind == "variable":
        return at - 1, [before.text]
    if before is not None and before.text == ")":
        start = at - 2
        while start >= 0 and tokens[start].kind == "variable":
            start -= 1
        variables = [token.text for token in tokens[start + 1 : at - 1]]
        if start >= 0 and tokens[start].text == "(" and 1 <= len(variables) <= 2:
            return start, variables
    raise _misused(query, tokens[at])


def _object(query: str, tokens: Sequence[_Token], at: int) -> tuple[int, str, int]:
    """The text after the property, how many things are wanted, and where that ends."""
    following = [*tokens[at + 1 : at + 6], *[_Token("", "", 0, 0)] * 5]
    one, two, three, four = following[:4]
    if one.kind == "string":
        return (at + 2 if two.kind == "tag" else at + 1), _text(query, one), LIMIT
    if one.text == "(" and two.kind == "string":
        if three.text == ")":
            return at + 3, _text(query, two), LIMIT
        if three.kind == "number" and four.text == ")" and len(three.text) < 7:
            return at + 4, _text(query, two), int(three.text)
    raise _misused(query, tokens[at])


def _text(query: str, string: _Token) -> str:
    """What a string says; escapes are those of Turtle."""
    try:
        (triple,) = parse(f"<a:a> <a:a> {string.text} .", RdfFormat.TURTLE)
    except SyntaxError as error:
        line, column = place(query, string.start)
        message = f"line {line}, column {column}: there is no such escape, or no such character"
        raise QuerySyntax(message, line=line, column=column) from error
    return str(triple.object.value)


def _row(iri: str, score: float, size: int) -> str:
    return f"(<{iri}> {score:.4f})" if size == 2 else f"(<{iri}>)"


def _misused(query: str, token: _Token) -> QuerySyntax:
    line, column = place(query, token.start)
    message = f"line {line}, column {column}: {token.text} is not used like this"
    return QuerySyntax(message, line=line, column=column, hint=HINT)
