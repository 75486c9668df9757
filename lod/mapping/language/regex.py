"""Regular expressions of a mapping, checked when it is loaded."""

from __future__ import annotations

import re

from lod.errors import MappingError


def compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression; raises MappingError when it is none.

    >>> compiled("(")
    Traceback (most recent call last):
    lod.errors.MappingError: “(” is no pattern: missing ), unterminated subpattern at position 0
    """
    try:
        return re.compile(pattern)
    except re.error as error:
        raise MappingError(f"“{pattern}” is no pattern: {error}") from error
