"""Queries of a single pattern, answered where they are asked.

Handing a question to another process and its answer back costs three times what Oxigraph takes to find a
name. A single pattern needs no such guard: whatever of it is given, Oxigraph has statements in that order, so
that each step gives a row, and the work ends with the room for the answer. That takes what is looked for
here: variables that differ, nothing that filters, sorts, groups or joins. Any other query is for the sandbox,
and so is one with a long answer.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import IO, cast

from pyoxigraph import QueryBoolean, QuerySolutions, Store

from lod.store.sandbox.answer import Answer
from lod.store.sandbox.answering import FORMS, IN_MEMORY, TooLarge
from lod.store.sandbox.frames import Facts

LONGEST = 2_000
"""Letters of a query that is looked at."""

# no part of these can end where another one could have ended as well: one way to read a text, or none
_ABSOLUTE = r"<[A-Za-z][A-Za-z0-9+.-]*+:[^<>\"{}|^`\\\x00-\x20]*+>"
_PREFIXED = r"[A-Za-z][A-Za-z0-9_-]*+:[A-Za-z0-9_][A-Za-z0-9_-]*+"
_VARIABLE = r"[?$][A-Za-z][A-Za-z0-9_]*+"
_LITERAL = rf'"[^"\\\r\n]*+"(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*|\^\^(?:{_ABSOLUTE}|{_PREFIXED}))?'
_S = r"[ \t\r\n]"
_NODE = rf"{_ABSOLUTE}|{_PREFIXED}|{_VARIABLE}"
_SINGLE = re.compile(
    rf"""{_S}*+(?:PREFIX{_S}++[A-Za-z][A-Za-z0-9_-]*+:{_S}*+{_ABSOLUTE}{_S}*+)*
    (?:(?:SELECT){_S}*+(?P<asked>\*|(?:(?<=[ \t\r\n]){_VARIABLE}{_S}++)*?{_VARIABLE})|(?:ASK))
    {_S}*+(?:WHERE{_S}*+)?
    \{{{_S}*+(?P<subject>{_NODE}){_S}++(?P<predicate>{_NODE}|a){_S}++(?P<object>{_NODE}|{_LITERAL}){_S}*+(?:\.{_S}*+)?\}}
    {_S}*+(?:LIMIT{_S}++[0-9]{{1,9}}+{_S}*+)?\Z""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9_-]*+):", re.ASCII)


class _Sheet:
    """Takes the bytes of an answer."""

    __slots__ = ("pieces", "size")

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take some bytes; the serialiser calls this."""
        self.size += len(data)
        if self.size > IN_MEMORY:
            raise TooLarge
        self.pieces.append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing."""


def _read(query: str) -> re.Match[str] | None:
    """The parts of a query of a single pattern; None when it is another one.

    >>> [bool(_read(query)) for query in ("select ?l { <ex:a> schema:name ?l }", "ASK { ?s a ?c . }")]
    [True, True]
    >>> [bool(_read(query)) for query in ("SELECT * { ?x ?p ?x }", "SELECT ?o { ?s ?p ?o . ?o ?q ?r }")]
    [False, False]
    """
    found = _SINGLE.match(query) if len(query) <= LONGEST else None
    if found is None:
        return None
    names = [term[1:] for term in found.group("subject", "predicate", "object") if term[0] in "?$"]
    asked = found["asked"] or "*"
    # rows that are equal but for what nobody asked for are no fewer rows, so each has bytes in the answer
    if len({*names}) < len(names) or (asked != "*" and not {v[1:] for v in asked.split()} <= {*names}):
        return None
    return found


def answer(
    query: str, store: Store, release: int, results: str, prefixes: Mapping[str, str]
) -> Answer | None:
    """The answer to a single pattern; None when a query is none, when it is long, or when it does not parse.

    `prefixes` may be used without being declared.
    """
    found = _read(query)
    if found is None:
        return None
    started = time.perf_counter()
    used = (_NAME.match(term) for term in found.group("subject", "predicate", "object"))
    known = {name[1]: prefixes[name[1]] for name in used if name and name[1] in prefixes}
    sheet = _Sheet()
    try:
        made = cast("QuerySolutions | QueryBoolean", store.query(query, prefixes=known or None))
        made.serialize(cast(IO[bytes], sheet), FORMS[results])
    except (TooLarge, SyntaxError, OSError, ValueError):
        return None
    form = "boolean" if isinstance(made, QueryBoolean) else "solutions"
    facts = Facts(form, results, release, sheet.size, time.perf_counter() - started)
    return Answer(facts, b"".join(sheet.pieces), -1)
