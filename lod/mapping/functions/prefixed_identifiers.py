"""Identifiers that say whose they are: ``(DE-599)ZDB2581964-1``, ``(uri) http:…``, ``9021413833 (pbk.)``."""

from __future__ import annotations

import re
from functools import lru_cache

from lod.mapping.language.function_registry import function

_PREFIX = re.compile(r"\s*[A-Za-z]{0,3}\(([^()]*)\)\s*(?=\S)")


@function("prefix_of", "text", "text")
def prefix_of(text: str) -> str:
    """What stands in parentheses before an identifier: who gave it.

    >>> prefix_of("(DE-599)ZDB2581964-1"), prefix_of("ZDB2581964-1")
    ('DE-599', '')
    """
    found = _PREFIX.match(text)
    return found.group(1).strip() if found else ""


@function("without_prefix", "text", "text")
def without_prefix(text: str) -> str:
    """An identifier without what stands in parentheses before it.

    >>> without_prefix("(DE-599)ZDB2581964-1"), without_prefix("ZDB2581964-1")
    ('ZDB2581964-1', 'ZDB2581964-1')
    """
    found = _PREFIX.match(text)
    return text[found.end() :] if found else text


@function("uri", "text", "text")
@lru_cache(maxsize=16384)
def uri(text: str) -> str:
    """The address that a subfield 0 or 1 holds, and nothing when it holds an identifier of another kind.

    >>> uri("(uri) http://id.loc.gov/authorities/subjects/sh85061212"), uri("(DE-588)118540238")
    ('http://id.loc.gov/authorities/subjects/sh85061212', '')
    >>> uri("(OCoLC)fst01919741")
    'http://id.worldcat.org/fast/01919741'
    """
    if text.startswith("(OCoLC)fst"):
        return "http://id.worldcat.org/fast/" + text[10:].strip()
    bare = text.removeprefix("(uri)").strip()
    return bare if bare.startswith(("http://", "https://")) else ""


@function("outside_parentheses", "text", "text")
def outside_parentheses(text: str) -> str:
    """A text without the first remark in parentheses in it.

    >>> outside_parentheses("9021413833 (pbk.) :")
    '9021413833  :'
    """
    before, opening, rest = text.partition("(")
    _, closing, after = rest.partition(")")
    return before + after if opening and closing else text


@function("in_parentheses", "text", "text")
def in_parentheses(text: str) -> str:
    """The first remark in parentheses in a text.

    >>> in_parentheses("9021413833 (pbk.) :"), in_parentheses("9021413833")
    ('pbk.', '')
    """
    rest = text.partition("(")[2]
    remark, closing, _ = rest.partition(")")
    return remark if closing else ""


@function("unparenthesized", "text", "text")
@lru_cache(maxsize=16384)
def unparenthesized(text: str) -> str:
    """A remark without the parentheses around it, though more may follow them.

    >>> unparenthesized("(pbk.) :"), unparenthesized("pbk. (2nd)")
    ('pbk. :', 'pbk. (2nd)')
    """
    text = text.strip()
    while text.startswith("("):
        end = text.rfind(")")
        text = (text[1:end] + text[end + 1 :] if end > 1 else text[1:]).strip()
    return text
