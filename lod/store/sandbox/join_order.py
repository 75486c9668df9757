"""What a query is begun with, where Oxigraph cannot know.

Of several patterns that give a property and its value, as in `?book schema:genre "poetry" ; schema:isbn "…"`,
it begins with the first, whatever there is of it in the store: ten thousand books are looked through for one.
Whoever writes a query should not have to know. So where one of the others has fewer statements, it is said
once more where it is seen first: a pattern that a query has anyway changes no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from lod.store.sandbox.basic_graph_patterns import TYPE, Pattern, Term, run_at
from lod.store.sandbox.gate import TOKEN, form_of
from lod.store.sparql_server import bound

LONGEST = 20_000
"""Letters of a query that is looked at."""
LITTLE = 64
"""A pattern of which there is no more may well come first."""
COUNTED = 2_000
"""So far the statements of a pattern are counted: some thousandth of a second."""
_GROUPS = 20
"""Groups of a query that are looked at."""
_BEGINS = re.compile(r"(?:\bWHERE|\bASK|\bUNION|[?$]\w+|[*){}])\s*\Z", re.IGNORECASE)
"""What stands before a group that is looked for on its own: not for what was found outside of it."""
_ELSEWHERE = re.compile(r"\b(?:GRAPH|SILENT|SERVICE)\s+[?$]\w+\s*\Z", re.IGNORECASE)
"""What stands before a group that is looked for in another graph, or by another server."""
_BEFORE = 100


def reordered(query: str, store: Store, prefixes: Mapping[str, str]) -> str:
    """The query, its patterns in an order that is quick; the same text when it is well begun."""
    if len(query) > LONGEST:
        return query
    pieces, end = [], 0
    for start in _groups(query):
        better = _better([*run_at(query, start, prefixes)], store)
        if better:
            pieces += [query[end:start], f" {better} . "]
            end = start
    return "".join((*pieces, query[end:])) if pieces else query


def _groups(query: str) -> Iterator[int]:
    """Where the groups of a query begin that are looked for on their own."""
    number = 0
    # the first of a CONSTRUCT is what it makes, or both: there a pattern that is said twice is given twice
    passed_over = form_of(query) == "CONSTRUCT"
    for token in TOKEN.finditer(query):
        at = token.end()
        if passed_over and token[0] == "{":
            passed_over = False
            continue
        before = query[max(0, at - _BEFORE) : at - 1] if token[0] == "{" else ""
        if _BEGINS.search(before) and not _ELSEWHERE.search(before):
            yield at
            number += 1
            if number == _GROUPS:
                return


def _better(patterns: list[tuple[str, Pattern]], store: Store) -> str:
    """The text of the pattern to begin with; nothing when it does not matter, or the first one is it."""
    if len(patterns) < 2 or any(not isinstance(pattern[0], Variable) for _, pattern in patterns):
        return ""  # what is said of one thing is looked up first anyway
    given = [one for one in patterns if Variable not in map(type, one[1][1:])]
    # of what is said of things it expects less than of the things of a class
    alike = [one for one in given if one[1][1] != TYPE] or given
    if len(alike) < 2:
        return ""
    least = _number(alike[0][1], store)
    better = ""
    if least <= LITTLE:
        return better
    for text, pattern in alike[1:]:
        number = _number(pattern, store)
        if number < least:
            least, better = number, text
    return better


def _number(pattern: Pattern, store: Store) -> int:
    """How many statements have this property with this value, as far as it is counted."""
    _, property, value = cast(tuple[Term, NamedNode, NamedNode | Literal], pattern)
    query = bound("how-many", property=property, value=value, most=COUNTED)
    return int(next(cast(QuerySolutions, store.query(query)))[0].value)
