"""First and last issue of a serial, read from its statement of numbering (field 362)."""

from __future__ import annotations

from functools import lru_cache

from lod.mapping.functions.punctuation import chop
from lod.mapping.language.function_registry import function

Numbering = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""First issues, last issues, and statements that could not be read."""


@lru_cache(maxsize=4096)
def numbering(text: str) -> Numbering:
    """What a formatted statement of numbering says.

    >>> numbering("Vol. 1, no. 1 (Apr. 1981)-v. 6 (1986).")
    (('Vol. 1, no. 1 (Apr. 1981)',), ('v. 6 (1986).',), ())
    >>> numbering("1999 - 2004; damit Ersch. eingest.")
    ((), (), ('1999 - 2004; damit Ersch. eingest.',))
    """
    if ";" in text or "-" not in text or text.count("=") > 1:
        return (), (), (text,)
    first, last, unread = [], [], []
    for part in text.split("="):
        span = _span(part.strip())
        if span is None:
            unread.append(part.strip() if "=" in text else text)
        else:
            first.append(span[0])
            last.append(span[1])
    return tuple(filter(None, first)), tuple(filter(None, last)), tuple(unread)


def _span(text: str) -> tuple[str, str] | None:
    """First and last issue, on both sides of the hyphen that follows a date, or of the only one."""
    start, dated, end = text.partition(")-")
    if dated:
        return chop(start + ")"), chop(end)
    start, hyphen, end = text.partition("-")
    return (chop(start), chop(end)) if hyphen and "-" not in end else None


@function("first_issues", "text", "texts")
def first_issues(text: str) -> tuple[str, ...]:
    """The first issue that a statement of numbering names, one for each system of numbering."""
    return numbering(text)[0]


@function("last_issues", "text", "texts")
def last_issues(text: str) -> tuple[str, ...]:
    """The last issue that a statement of numbering names."""
    return numbering(text)[1]


@function("unread_numbering", "text", "texts")
def unread_numbering(text: str) -> tuple[str, ...]:
    """A statement of numbering that does not say first and last issue in the usual way."""
    return numbering(text)[2]
