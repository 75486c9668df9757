"""What Oxigraph says of a query that does not parse, said so that its author sees what to do."""

from __future__ import annotations

import re

from lod.errors import QuerySyntax
from lod.rdf.namespaces import PREFIXES
from lod.store.sandbox import query_hints
from lod.store.sandbox.gate import TOKEN, place

_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SIGN = re.compile(r'"((?:[^"\\]|\\.)+)"')
_WORD = re.compile(r"(?:^|, )([A-Z][A-Z_]+)(?=,|$)")
_SENTENCE = re.compile(r"(?:^|, )([A-Z][A-Za-z]*(?: (?:[A-Za-z]+|\*))+)\.?(?=,|$)")
_PREFIXED = re.compile(r"([\w-]*):[\w-]*\Z")
_ONLY_WORDS = re.compile(r"(?:\w+|\[_\])(?:, (?:\w+|\[_\]))*")
_END = "[_]"
"""What the parser says that it expected where the query ended."""
_NEAR = 1_000
"""So many letters before and after a place are looked at."""
_LONG = 5
"""A word of so many letters that was not found says little: the mistake may be in what was read for it."""
_NAME = re.compile(r"([A-Za-z][\w-]*):\w")
_MENTIONED = 6
_LIKELY = "}.;,){]([ WHERE FROM GROUP ORDER LIMIT HAVING VALUES"
"""What is meant most often, first."""


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
    expected = found[3]
    end = _offset(query, line, column)
    start = _begun(expected, end)
    certain = query_hints.certain(query)
    if certain and certain[0] < max(end, 1):
        start, hint = certain
    else:
        hint = query_hints.usual(*_around(query, start))
        if not hint and _END in expected:  # it read on to the end, and began with what may be right
            start = end
        hint = hint or _hint(expected, query, start, end)
    if start != end:
        line, column = place(query, start)
    return QuerySyntax(
        f"line {line}, column {column}: the query does not parse here", line=line, column=column, hint=hint
    )


def _around(query: str, start: int) -> tuple[str, str]:
    """What stands before a place and after it, as far as it is looked at: patterns begin at every letter."""
    return query[max(0, start - _NEAR) : start], query[start : start + _NEAR]


def _offset(query: str, line: int, column: int) -> int:
    return sum(len(one) + 1 for one in query.split("\n")[: line - 1]) + column - 1


def _begun(expected: str, end: int) -> int:
    """Where the parser began to read the words that it did not find.

    For each it takes as many letters as the word has, or as there are, and says where those end.
    """
    words = [word for word in expected.split(", ") if word != _END]
    if not words or not _ONLY_WORDS.fullmatch(expected):
        return end
    return max(0, end - min(map(len, words)))


def _hint(expected: str, query: str, start: int, end: int) -> str:
    before, after = _around(query, start)
    if "IRI parsing failed" in expected:
        return "An address between < and > is whole (https://…) and has no spaces or quotes in it."
    if not query.strip():
        return "The query is empty."
    if "Prefix not found" in expected:
        return _undeclared(before)
    sentence = _SENTENCE.search(expected)
    if sentence:
        return f"{sentence[1]}."
    if not query[start:].strip():
        return _unclosed(query)
    name = _NAME.match(after)
    if name and not re.search(rf"\b{re.escape(name[1])}:\s*<", query):
        return _undeclared(f"{name[1]}:")
    if start < end and min(map(len, _WORD.findall(expected)), default=0) >= _LONG:
        return f"The mistake is here, or just after it: {query[start:end].split(chr(10))[0].strip()!r}"
    wanted = dict.fromkeys([*_SIGN.findall(expected), *_WORD.findall(expected)])
    likely = sorted(wanted, key=lambda sign: _LIKELY.find(sign) if sign in _LIKELY else len(_LIKELY))
    found = f"Found {query[start:].split(maxsplit=1)[0][:30]!r}; "
    return f"{found}here could be: {' '.join(likely[:_MENTIONED])}" if wanted else ""


def _unclosed(query: str) -> str:
    """Which bracket is open at the end of a query."""
    open_ones: list[str] = []
    for token in TOKEN.finditer(query):
        if token["open"]:
            open_ones.append(token[0])
        elif token["close"] and open_ones:
            open_ones.pop()
    if open_ones:
        return f"The query ends here, but a {open_ones[-1]} is not closed."
    if query.rstrip().endswith(";"):
        return "A query has no ; at its end."
    return "Something is missing before this: a pattern is subject, property, value; FILTER takes ( )."


def _undeclared(before: str) -> str:
    found = _PREFIXED.search(before)
    prefix = found[1] if found else ""
    namespace = PREFIXES.get(prefix, "…")
    return f"The prefix {prefix}: is not declared. Put first: PREFIX {prefix}: <{namespace}>"
