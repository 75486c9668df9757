"""Advice on a query: forms that are slow however they are run, with the better form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lod.store.sandbox.gate import TOKEN
from webapp.languages import N_

FILTER_IN_OPTIONAL = N_(
    "FILTER inside OPTIONAL can take minutes. Put the pattern and the FILTER into a subquery inside "
    "the OPTIONAL: OPTIONAL { { SELECT … { … FILTER(…) } } }, or FILTER after it: FILTER(!BOUND(?x) || …)."
)
EVERYTHING = N_("This asks for everything. Add LIMIT, or take a download of the whole.")
TEXTS = N_(
    'REGEX and CONTAINS look at every text. The index is faster: ?thing lod:search "words" finds words in '
    "titles, names and subjects."
)
UNBOUND = N_(
    "A path with + or * may go on without end. Where you know how far, write it out: "
    "p / p? / p? is one to three steps."
)
LONGEST = 20_000
"""So many characters of a query are looked at."""
_WORD = re.compile(r"[{}]|[A-Za-z_]\w*+|[?$]\w++|\S")
# Nothing is gone back over, and a name is looked at from its beginning only: else the time grows with the
# square of the length, and a query of 40,000 letters kept a process busy for seven seconds.
_ALL = re.compile(r"[?$]\w++\s++[?$]\w++\s++[?$]\w++\s*+(?:\.\s*+)?\}", re.ASCII)
_PATH = re.compile(r"(?:(?<![\w-])[\w-]*+:[\w.-]++|>|\))\s*+[+*]\s*+(?:[?$<\"/|]|[\w-]*+:\w)")


def advice(query: str) -> list[str]:
    """What may be said of a query, as texts to translate; nothing of most.

    >>> advice("SELECT * { ?a <p:b> ?c OPTIONAL { ?a <p:d> ?e FILTER(?e > 1) } }") == [FILTER_IN_OPTIONAL]
    True
    >>> advice("SELECT * { ?a <p:b> ?c OPTIONAL { { SELECT ?a { ?a <p:d> ?e FILTER(?e > 1) } } } }")
    []
    """
    code = "".join(_code(query[:LONGEST]))
    upper = code.upper()
    found = []
    if _filters_what_is_optional(upper):
        found.append(FILTER_IN_OPTIONAL)
    if _ALL.search(code) and "LIMIT" not in upper and "COUNT" not in upper and "GROUP" not in upper:
        found.append(EVERYTHING)
    if re.search(r"\b(?:REGEX|CONTAINS)\s*\(", upper) and "SEARCH" not in upper:
        found.append(TEXTS)
    if _PATH.search(code):
        found.append(UNBOUND)
    return found


def _code(query: str) -> Iterator[str]:
    """A query without strings and comments; addresses are only their brackets."""
    end = 0
    for token in TOKEN.finditer(query):
        yield query[end : token.start()]
        end = token.end()
        if token["iri"]:
            yield "<>"
        elif token["open"] or token["close"]:
            yield token[0]
        else:
            yield " "
    yield query[end:]


def _filters_what_is_optional(code: str) -> bool:
    """Whether a FILTER stands right inside the braces of an OPTIONAL."""
    groups: list[bool] = []
    before = ""
    for found in _WORD.finditer(code):
        word = found[0]
        if word == "{":
            groups.append(before == "OPTIONAL")
        elif word == "}" and groups:
            groups.pop()
        elif word == "FILTER" and groups and groups[-1]:
            return True
        before = word
    return False
