"""Names as others might write them: what `reconciliation.py` makes its labelled names of.

Each way takes a heading as a cataloguer made it, and gives a name that means the same thing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

Way = Callable[[str], str]


def inverted(name: str) -> str:
    """A name in the other order.

    >>> inverted("Frederik van Eeden"), inverted("Eeden, Frederik van")
    ('Eeden, Frederik van', 'Frederik van Eeden')
    """
    if "," in name:
        last, _, first = name.partition(",")
        return f"{first.strip()} {last.strip()}".strip()
    words = name.split()
    at = next((n for n in range(len(words) - 1, 0, -1) if words[n][:1].isupper()), 0)
    small = at
    while small > 1 and words[small - 1].islower():
        small -= 1
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}" if at else name


def initials(name: str) -> str:
    """Forenames as initials.

    >>> initials("Frederik Willem van Eeden"), initials("Eeden, Frederik van")
    ('F.W. van Eeden', 'Eeden, F. van')
    """
    last, comma, first = name.partition(",")
    if comma:
        return f"{last}, {_short(first.split())}"
    words = name.split()
    at = next((n for n in range(len(words) - 1, 0, -1) if words[n][:1].isupper()), 0)
    return f"{_short(words[:at])} {' '.join(words[at:])}" if at else name


def _short(words: Iterable[str]) -> str:
    text = " ".join(word if word.islower() or word.endswith(".") else word[0] + "." for word in words)
    return re.sub(r"(?<=\.) (?=\w\.)", "", text)


def bare(name: str) -> str:
    """Without diacritics."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def first_only(name: str) -> str:
    """Without second forenames.

    >>> first_only("Edwin Austin Abbey"), first_only("Abbey, Edwin Austin")
    ('Edwin Abbey', 'Abbey, Edwin')
    """
    last, comma, first = name.partition(",")
    words = (first if comma else name).split()
    if comma:
        return f"{last}, {words[0]}" if words else name
    return f"{words[0]} {words[-1]}" if len(words) == 3 and words[1][:1].isupper() else name


def without_subtitle(title: str) -> str:
    """The title proper."""
    return re.split(r"\s+[:;=/]\s+|:\s+", title, maxsplit=1)[0]


def without_qualifier(name: str) -> str:
    """Without what stands in brackets."""
    return re.sub(r"\s*\([^()]*\)", "", name).strip() or name


def without_article(name: str) -> str:
    """Without the article at the beginning."""
    return re.sub(r"^(the|a|an|de|het|een|le|la|les|der|die|das) ", "", name, flags=re.IGNORECASE)


def other_dashes(name: str) -> str:
    """Subdivisions as others write them."""
    return re.sub(r"\s*--\s*|\s+[-–—]\s+", " - ", name)


def same(name: str) -> str:
    """As it stands."""
    return name


def slip(name: str) -> str:
    """With two letters that changed places.

    >>> slip("Friesland")
    'Frielsand'
    """
    at = next((n for n in range(len(name) // 2, len(name) - 1) if name[n : n + 2].isalpha()), 0)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :] if at else name


PERSONS: Mapping[str, Way] = {
    "as it stands": same,
    "inverted": inverted,
    "initials": initials,
    "inverted initials": lambda name: initials(inverted(name)),
    "no diacritics": bare,
    "first forename": first_only,
    "slip": slip,
    "capitals": lambda name: inverted(name).split(",")[0].upper() + "," + inverted(name).partition(",")[2],
}
TITLES: Mapping[str, Way] = {
    "as it stands": same,
    "no subtitle": without_subtitle,
    "no diacritics": bare,
    "no article": without_article,
    "capitals": str.title,
    "slip": slip,
    "no punctuation": lambda text: re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", text)).strip(),
}
TEXTS: Mapping[str, Way] = {
    "as it stands": same,
    "no qualifier": without_qualifier,
    "no diacritics": bare,
    "other dashes": other_dashes,
    "inverted": lambda name: inverted(name) if name.count(",") == 1 else name,
    "lower case": str.lower,
    "slip": slip,
}
WAYS = {"Person": PERSONS, "work": TITLES, "instance": TITLES}
