"""Common mistakes in queries, recognised by their text, with a hint for each."""

from __future__ import annotations

import re
from difflib import get_close_matches

from lod.store.sandbox.gate import TOKEN

Found = tuple[int, str]
"""The place of a mistake in the query, and a hint."""

_UNKNOWN = re.compile(
    "[\x0b\x0c\ufeff]|[^\x00-\x7f\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f"
    "\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]"
)
"""Characters that stand in texts, comments and addresses only (SPARQL 1.1 § 19.8, PN_CHARS)."""
_PAIRS = {"}": "{", ")": "(", "]": "["}
_ADDRESS = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*:|[#/.>])")
_WORD = re.compile(r"[A-Za-z]{3,20}+(?![\w:])")
_IN_SELECT = re.compile(r"\bSELECT\b[^{]*\Z", re.IGNORECASE)
_CALL = re.compile(r"[A-Za-z_]+\s*\(")
_COMMA = re.compile(r"[?$]\w+\s*,")
_WEB = re.compile(r"https?:?\Z")
_LAST = frozenset(("LIMIT", "OFFSET", "ORDER", "GROUP", "HAVING"))
_WORDS = re.findall(
    r"\w+",
    """
    SELECT CONSTRUCT DESCRIBE ASK PREFIX BASE DISTINCT REDUCED FROM NAMED WHERE OPTIONAL UNION MINUS GRAPH
    SERVICE SILENT FILTER EXISTS BIND VALUES UNDEF ORDER GROUP HAVING LIMIT OFFSET ASC DESC COUNT SUM AVG MIN
    MAX SAMPLE GROUP_CONCAT LANG LANGMATCHES REGEX CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REPLACE
    STRLEN SUBSTR UCASE LCASE CONCAT COALESCE BOUND DATATYPE ISIRI ISBLANK ISLITERAL YEAR MONTH
    """,
)
"""Words that are often mistyped."""


def certain(query: str) -> Found | None:
    """The first thing that cannot be right, whatever stands around it.

    >>> certain("ASK { ?s ?p ?o FILTER(?o > 1 }"), certain("ASK {}}")
    ((29, 'A ( is not closed before this }.'), (6, 'This } closes nothing.'))
    """
    found = [one for one in (_strange(query), _unmatched(query)) if one]
    return min(found) if found else None


def _strange(query: str) -> Found | None:
    """The first character that SPARQL has no use for."""
    end = 0
    found = None
    for token in TOKEN.finditer(query):
        if token["string"] or token["comment"] or token["iri"]:
            if found := _UNKNOWN.search(query, end, token.start()):
                break
            end = token.end()
    found = found or _UNKNOWN.search(query, end)
    if found is None:
        return None
    code = f"U+{ord(found[0]):04X}"
    hint = f"No word or name of SPARQL has the character {code}, which may have come along by copying."
    return found.start(), hint


def _unmatched(query: str) -> Found | None:
    """The first bracket that closes another one than was opened."""
    opened: list[str] = []
    for token in TOKEN.finditer(query):
        if token["iri"] and not _ADDRESS.match(token[0]):
            return None  # it may be a comparison, with brackets in it
        if token["open"]:
            opened.append(token[0])
        elif token["close"]:
            if not opened:
                return token.start(), f"This {token[0]} closes nothing."
            if (last := opened.pop()) != _PAIRS[token[0]]:
                return token.start(), f"A {last} is not closed before this {token[0]}."
    return None


def usual(before: str, after: str) -> str:
    """A hint, by the text before and after the place of a mistake; empty when the mistake is no common one.

    >>> usual("SELECT * { ?s ?p ?o ", "FLITER(?o > 3) }"), usual("ASK { ?s ?p ?o ", "}")
    ("Found 'FLITER'; is FILTER meant?", '')
    """
    if after.startswith("@"):
        return "A prefix is declared as PREFIX name: <address>, without @ and without a full stop."
    if after.startswith(("http:", "https:")) or _WEB.search(before):
        return "An address stands between < and >."
    if after[:1] in "?$" and before.rstrip().upper().endswith("FILTER"):
        return "What FILTER tests stands in brackets: FILTER(?number > 3)."
    if _IN_SELECT.search(before) and _COMMA.match(after):
        return "There are no commas between the variables of SELECT."
    word = _WORD.match(after)
    if word and word[0].upper() in _LAST and before.count("{") > before.count("}"):
        return f"{word[0]} stands after the last }}."
    if (
        word
        and word[0].upper() not in _WORDS
        and (near := get_close_matches(word[0].upper(), _WORDS, 1, 0.75))
    ):
        return f"Found {word[0]!r}; is {near[0]} meant?"
    if _IN_SELECT.search(before) and _CALL.match(after):
        return "In SELECT an expression stands in brackets, with a name: (COUNT(*) AS ?number)."
    return ""
