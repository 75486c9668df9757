"""One name in two spellings: letters that catalogues write in two ways, and who is the elder of two.

What is found here is told apart from what is the same to the letter, so that a namesake who is spelt as
was asked comes first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

RESPELT = 0.95
"""What a name counts that is the same but for its spelling."""

_TWO_LETTERS = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ø": "oe",
        "å": "aa",
        "Ä": "Ae",
        "Ö": "Oe",
        "Ü": "Ue",
        "Ø": "Oe",
        "Å": "Aa",
    }
)
_VOWELS = frozenset("aeiouy")

_ELDER = (
    r"\bthe\s+elder\b",
    r"(?-i:\bd\.\s?(?:Ä|A\u0308)\.)",
    r"\bder\s+(?:ä|a\u0308|ae)ltere\b",
    r"\bl['’]ancien\b",
    r"\bil\s+vecchio\b",
    r"\bse?n?r\b\.?",
    r"[(\[]\s*I\s*[)\]]",
    r",\s*(?:senior|de\s+oude)\b",
)
_YOUNGER = (
    r"\bthe\s+younger\b",
    r"(?-i:\bd\.\s?J\.)",
    r"\bder\s+j(?:ü|u\u0308|ue)ngere\b",
    r"\ble\s+jeune\b",
    r"\bil\s+giovane\b",
    r"\bjn?r\b\.?",
    r"[(\[]\s*II\s*[)\]]",
    r"\bII\b",
    r",\s*(?:junior|de\s+jonge)\b",
)
_THIRD = (r"[(\[]\s*III\s*[)\]]", r"\bIII\b")
_SURELY = re.compile(
    rf"(?<=[\w.])[\s,]*(?:(?P<elder>{'|'.join(_ELDER)})|(?P<younger>{'|'.join(_YOUNGER)})"
    rf"|(?P<third>{'|'.join(_THIRD)}))",
    re.IGNORECASE,
)
"""What says which of a family is meant, wherever it stands."""
_PERHAPS = re.compile(
    r"(?<=\w)\s+(?:(?P<elder>de\s+oude|I|senior)|(?P<younger>de\s+jonge|junior))\s*\Z", re.IGNORECASE
)
"""What says so at the end of a name, or is a surname or an initial."""
_ORDER = ("elder", "younger", "third")


@lru_cache(20_000)
def generations(text: str) -> tuple[tuple[str, int], ...]:
    """The ways to read a name: without what tells the elder from the younger, and which it says, else 0.

    >>> generations("Bruegel, Pieter, the Elder"), generations("Velde, Willem van de (II)")
    ((('Bruegel, Pieter', 1),), (('Velde, Willem van de', 2),))
    >>> generations("Jan Brueghel de Oude")
    (('Jan Brueghel de Oude', 0), ('Jan Brueghel', 1))
    """
    sure = _SURELY.search(text)
    if sure:
        return (_without(text, sure),)
    perhaps = _PERHAPS.search(text)
    if perhaps and len(text[: perhaps.start()].split()) > 1:
        return (text, 0), _without(text, perhaps)
    return ((text, 0),)


def _without(text: str, found: re.Match[str]) -> tuple[str, int]:
    rank = next(n for n, name in enumerate(_ORDER, 1) if found.groupdict().get(name))
    return text[: found.start()] + text[found.end() :], rank


@lru_cache(20_000)
def transliterated(text: str) -> str:
    """A text with letters of German and the North as who has no such keys writes them.

    >>> transliterated("Dürer, Søren"), transliterated("Dürer") == transliterated("Du\u0308rer")
    ('Duerer, Soeren', True)
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_TWO_LETTERS)


def folded(word: str) -> str:
    """A word in lower case with the Dutch ij as the y that it also is.

    >>> folded("dijck") == folded("dyck"), folded("nymegen") == folded("nijmegen")
    (True, True)
    """
    return word.replace("ij", "y")


_SOUNDS = (("ph", "f"), ("th", "t"), ("ij", "i"), ("y", "i"), ("c", "k"), ("z", "s"))


def phonetic_form(forename: str) -> str:
    """A forename in lower case as it sounds; surnames are kept apart by such letters, forenames are not.

    >>> phonetic_form("jacob") == phonetic_form("jakob"), phonetic_form("joseph") == phonetic_form("jozef")
    (True, True)
    """
    for letters, sound in _SOUNDS:
        forename = forename.replace(letters, sound)
    return forename


_RESPELT = (
    ("ij", "y"), ("y", "ij"), ("y", "i"), ("i", "y"), ("ue", "u"), ("oe", "o"), ("ae", "a"), ("aa", "a"),
    ("c", "k"), ("k", "c"), ("ph", "f"), ("f", "ph"), ("z", "s"), ("s", "z"),
)  # fmt: skip


def respellings(word: str) -> list[str]:
    """Other spellings that a word in lower case, without accents, may have.

    >>> respellings("nymegen"), "durer" in respellings("duerer"), "leiden" in respellings("leyden")
    (['nijmegen', 'nimegen'], True, True)
    """
    return [word.replace(here, there) for here, there in _RESPELT if here in word]


_LONGER = {
    "bros": "brothers", "cie": "compagnie", "co": "company", "gebr": "gebroeders", "mij": "maatschappij",
    "univ": "university",
}  # fmt: skip


def expand_abbreviation(word: str) -> str:
    """A word of the name of a company in full, where everybody shortens it.

    >>> expand_abbreviation("co"), expand_abbreviation("house")
    ('company', 'house')
    """
    return _LONGER.get(word, word)


def is_abbreviation(short: str, long: str) -> bool:
    """Whether a word without vowels is short for another: Wm. for Willem, Pzn. for Pieterszoon.

    >>> is_abbreviation("wm", "willem"), is_abbreviation("pzn", "pieterszoon")
    (True, True)
    >>> is_abbreviation("jan", "johannes")
    False
    """
    if not 1 < len(short) < len(long) or short[0] != long[0] or set(short) & _VOWELS:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
