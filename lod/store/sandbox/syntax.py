"""What Oxigraph says of a query that does not parse, said so that its author sees what to do."""

from __future__ import annotations

import re

from lod.errors import QuerySyntax
from lod.rdf.names import PREFIXES
from lod.store.sandbox.gate import TOKEN, place

_MESSAGE = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_SIGN = re.compile(r'"((?:[^"\\]|\\.)+)"')
_WORD = re.compile(r"(?:^|, )([A-Z][A-Z_]+)(?=,|$)")
_SENTENCE = re.compile(r"(?:^|, )([A-Z][A-Za-z]*(?: (?:[A-Za-z]+|\*))+)\.?(?=,|$)")
_PREFIXED = re.compile(r"([\w-]*):[\w-]*\Z")
_ONLY_WORDS = re.compile(r"\w+(?:, \w+)*")
_UNKNOWN = re.compile(
    "[\x0b\x0c\ufeff]|[^\x00-\x7f\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
)
"""Characters that stand in texts, comments and addresses only (SPARQL 1.1 § 19.8, PN_CHARS)."""
_IN_SELECT = re.compile(r"\bSELECT\b[^{]*\Z", re.IGNORECASE)
_CALL = re.compile(r"[A-Za-z_]+\s*\(")
_COMMA = re.compile(r"[?$]\w+\s*,")
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
    strange = _strange(query)
    if strange is not None:
        line, column = place(query, strange)
        code = f"U+{ord(query[strange]):04X}"
        hint = (
            f"No word or name of SPARQL has the character {code}, which may have come along when the query "
            "was copied."
        )
    else:
        line, column = _begun(found[3], line, column, query)
        hint = _hint(found[3], *_split(query, line, column), query)
    return QuerySyntax(
        f"line {line}, column {column}: the query does not parse here", line=line, column=column, hint=hint
    )


def _strange(query: str) -> int | None:
    """Where the first character stands that SPARQL has no use for; None when there is none."""
    end = 0
    for token in TOKEN.finditer(query):
        if token["string"] or token["comment"] or token["iri"]:
            if found := _UNKNOWN.search(query, end, token.start()):
                return found.start()
            end = token.end()
    found = _UNKNOWN.search(query, end)
    return found.start() if found else None


def _begun(expected: str, line: int, column: int, query: str) -> tuple[int, int]:
    """Where the parser began to read the words that it did not find.

    For each it takes as many letters as the word has, and says where those end.
    """
    if not _ONLY_WORDS.fullmatch(expected):
        return line, column
    lines = query.split("\n")
    end = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    return place(query, max(0, end - min(map(len, expected.split(", ")))))


def _split(query: str, line: int, column: int) -> tuple[str, str]:
    """The line up to where the parser stopped, and all text from there on."""
    lines = query.split("\n")
    if line > len(lines):
        return "", ""
    here = lines[line - 1]
    return here[: column - 1], "\n".join([here[column - 1 :], *lines[line:]])


def _hint(expected: str, before: str, after: str, query: str) -> str:
    if "Prefix not found" in expected:
        return _undeclared(before)
    if "IRI parsing failed" in expected:
        return "An address between < and > is whole (https://…) and has no spaces or quotes in it."
    if not query.strip():
        return "The query is empty."
    sentence = _SENTENCE.search(expected)
    if sentence:
        return f"{sentence[1]}."
    if not after.strip():
        return _unclosed(query)
    name = _NAME.match(after)
    if name and not re.search(rf"\b{re.escape(name[1])}:\s*<", query):
        return _undeclared(f"{name[1]}:")
    if _IN_SELECT.search(before) and _CALL.match(after):
        return "In SELECT an expression stands in brackets, with a name: (COUNT(*) AS ?number)."
    if _IN_SELECT.search(before) and _COMMA.match(after):
        return "There are no commas between the variables of SELECT."
    wanted = dict.fromkeys([*_SIGN.findall(expected), *_WORD.findall(expected)])
    likely = sorted(wanted, key=lambda sign: _LIKELY.find(sign) if sign in _LIKELY else len(_LIKELY))
    found = f"Found {after.split()[0][:30]!r}; "
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
