"""The words of a text: as they are compared, and marked where they were looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import lru_cache

from lod.search.schema import STEMMED, words

_WORD = re.compile(r"(\w+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text."""

    text: str
    marked: bool


@lru_cache(8_192)
def word_set(text: str) -> frozenset[str]:
    """The words of a name that comes back on many pages."""
    return frozenset(words(text))


@lru_cache(4_096)
def stems_of(text: str) -> frozenset[str]:
    """The stems of the words of a text, in the languages that are found by stem."""
    return frozenset(stem for language in STEMMED for stem in words(text, language))


def marked(text: str, wanted: Set[str]) -> Iterator[Piece]:
    """A text in pieces, those that are wanted words marked.

    >>> [(p.text, p.marked) for p in marked("Kaart van Één stad", {"een"})]
    [('Kaart van ', False), ('Één', True), (' stad', False)]
    """
    plain = ""
    for piece in _WORD.split(text):
        if piece and set(words(piece)) & wanted:
            if plain:
                yield Piece(plain, False)
            yield Piece(piece, True)
            plain = ""
        else:
            plain += piece
    if plain:
        yield Piece(plain, False)
