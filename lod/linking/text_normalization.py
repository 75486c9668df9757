"""Texts as they are compared: without what cataloguers write differently for one and the same."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache

from lod.package_data import folder

_SIGNS = re.compile(r"[^\w]+|_")
_APOSTROPHES = re.compile(r"(?<=\w)['’ʹʻʼ`](?=\w)")
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"(?=[ivxlc])(c{0,3})(x[cl]|l?x{0,3})(i[xv]|v?i{0,3})\Z")
_NUMERALS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SPECIAL = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)
_LISTS = tomllib.loads((folder("vocabularies") / "linking-words.toml").read_text(encoding="utf-8"))


def word_list(name: str) -> frozenset[str]:
    """A list of words in vocabularies/linking-words.toml."""
    return frozenset(str(_LISTS[name]).split())


PARTICLES = word_list("particles")
COMMON = word_list("common")
WORD_NUMBERS = {word: str(at) for at, some in enumerate(_LISTS["numbers"], 1) for word in some.split()}


@lru_cache(maxsize=100_000)
def normalized(text: str) -> str:
    """A text in small letters without accents and signs, one space between its words.

    >>> normalized("Max Havelaar, of De koffij-veilingen…")
    'max havelaar of de koffij veilingen'
    >>> normalized("L'Étranger"), normalized("Œuvres & lettres")
    ('letranger', 'oeuvres lettres')
    """
    text = _APOSTROPHES.sub("", text.casefold().translate(_SPECIAL))
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_SIGNS.sub(" ", text).split())


@lru_cache(maxsize=20_000)
def numbers(text: str) -> str:
    """The numbers in the designation of a part or an edition, however they are written; else its words.

    >>> numbers("Vol. II"), numbers("deel 2"), numbers("tweede druk"), numbers("Index")
    ('2', '2', '2', 'index')
    """
    told = normalized(text).split()
    for way in (_NUMBER.findall, _worded, _roman):
        found = [number.lstrip("0") or "0" for word in told for number in way(word)]
        if found:
            return " ".join(found)
    return " ".join(told)


def _worded(word: str) -> list[str]:
    return [WORD_NUMBERS[word]] if word in WORD_NUMBERS else []


def _roman(word: str) -> list[str]:
    if not _ROMAN.match(word) or word in ("l", "c", "d"):
        return []
    values = [_NUMERALS[sign] for sign in word]
    return [str(sum(-v if v < max(values[at:]) else v for at, v in enumerate(values)))]


def significant_words(title: str) -> list[str]:
    """The words of a title that say what it is."""
    return [word for word in title.split() if word not in COMMON]
