"""What Oxigraph says of a query that does not parse, said so that its author sees what to do."""

from __future__ import annotations

import re

from lod.errors import QuerySyntax
from lod.rdf.names import PREFIXES

_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SIGN = re.compile(r'"((?:[^"\\]|\\.)+)"')
_WORD = re.compile(r"(?:^|, )([A-Z][A-Z_]+)(?=,|$)")
_SENTENCE = re.compile(r"(?:^|, )([A-Z][A-Za-z]*(?: [A-Za-z]+)+)(?=,|$)")
_PREFIXED = re.compile(r"([\w-]*):[\w-]*\Z")
_MENTIONED = 6


def explained(message: str, query: str) -> QuerySyntax:
    """The error with line, column and a hint.

    >>> error = explained("error at 1:17: expected Prefix not found", "ASK { ?s foaf:name ?o }")
    >>> error.line, error.column, error.hint
    (1, 17, 'The prefix foaf: is not declared. Put first: PREFIX foaf: <http://xmlns.com/foaf/0.1/>')
    """
    found = _MESSAGE.match(message)
    if found is None:
        return QuerySyntax(message.splitlines()[0] if message else "the query does not parse")
    line, column = int(found[1]), int(found[2])
    hint = _hint(found[3], _before(query, line, column), query)
    return QuerySyntax(
        f"line {line}, column {column}: the query does not parse here", line=line, column=column, hint=hint
    )


def _before(query: str, line: int, column: int) -> str:
    """The line up to where the parser stopped."""
    lines = query.split("\n")
    return lines[line - 1][: column - 1] if line <= len(lines) else ""


def _hint(expected: str, before: str, query: str) -> str:
    if "Prefix not found" in expected:
        return _undeclared(before)
    if "IRI parsing failed" in expected:
        return "An address between < and > is whole (https://…) and has no spaces or quotes in it."
    if not query.strip():
        return "The query is empty."
    sentence = _SENTENCE.search(expected)
    if sentence:
        return f"{sentence[1]}."
    wanted = list(dict.fromkeys([*_WORD.findall(expected), *_SIGN.findall(expected)]))[:_MENTIONED]
    return f"Here could be: {' '.join(wanted)}" if wanted else ""


def _undeclared(before: str) -> str:
    found = _PREFIXED.search(before)
    prefix = found[1] if found else ""
    namespace = PREFIXES.get(prefix, "…")
    return f"The prefix {prefix}: is not declared. Put first: PREFIX {prefix}: <{namespace}>"
