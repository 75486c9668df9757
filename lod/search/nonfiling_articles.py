"""What a title begins with that it is not put in order by."""

from __future__ import annotations

import re
from collections.abc import Mapping

ARTICLES: Mapping[str, frozenset[str]] = {
    "nl": frozenset({"de", "het", "een", "'t", "’t", "'n", "’n"}),
    "en": frozenset({"the", "a", "an"}),
    "de": frozenset({"der", "die", "das", "ein", "eine"}),
    "fr": frozenset({"le", "la", "les", "l'", "l’", "un", "une"}),
}
"""The articles of some languages."""
_BEGUN = re.compile(r"((?:['’]?\w+(?=\s))|\w+['’])\s*(?=\S)")


def article(title: str, language: str) -> str:
    """The article that a title in a language begins with, with the space behind it; empty when with none.

    >>> article("De avonden", "nl"), article("L'étranger", "fr"), article("The end", "nl")
    ('De ', "L'", '')
    """
    begun = _BEGUN.match(title) if language[:2] in ARTICLES else None
    return begun[0] if begun and begun[1].lower() in ARTICLES[language[:2]] else ""
