"""What a visitor types, understood: words, phrases, fields and exclusions; never a syntax error.

multatuli koffie            both words, anywhere
"max havelaar"              these words in this order
koffieveil*                 all words that begin so
titel:havelaar maker:…      in one field; Dutch and English names of fields
1860 jaar:1850-1870         a year, also without saying that it is one; years from … to …
-duits                      not this word
978-90-214-1383-9           an identifier, with or without its hyphens; an ISBN of ten or of thirteen digits
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from stdnum import isbn

from lod.search.schema import words

LONGEST = 400
"""Characters that are read; nobody types more."""

MOST_WORDS = 24

BEGINNING = 3
"""Letters that the beginning of a word has at least: too many words begin with fewer."""
BEGINNINGS = 3
"""So many words may be given by their beginning: each takes as long as twenty whole ones."""

FIELDS: Mapping[str, str] = {
    "titel": "title",
    "title": "title",
    "maker": "makers",
    "auteur": "makers",
    "author": "makers",
    "onderwerp": "subjects",
    "subject": "subjects",
    "plaats": "places",
    "place": "places",
    "nummer": "identifiers",
    "number": "identifiers",
    "isbn": "identifiers",
    "issn": "identifiers",
    "ppn": "identifiers",
    "jaar": "year",
    "year": "year",
}
"""What may stand before a colon, and the field that it means."""

_PIECE = re.compile(r'(-(?![-\s]))?(?:([A-Za-z]+):)?(?:"([^"]*)"?|([^\s"]+))')
_IDENTIFIER = re.compile(r"[0-9][0-9Xx-]{6,20}\Z")
_IN_GROUPS = re.compile(
    r"(?<![\w-])(?:97[89][ -])?[0-9]{1,5}[ -][0-9]{1,7}[ -][0-9]{1,7}[ -][0-9Xx](?![\w-])"
)
"""An ISBN in its four or five groups, with spaces or hyphens between them."""
_YEARS = re.compile(r"([0-9]{3,4})(?:[-–/]([0-9]{3,4}))?\Z")
_YEAR = re.compile(r"([12][0-9]{3})\Z")
_NAMED = re.compile(r"\b(ISBN|ISSN|PPN)(?:-1[03])?:?\s+(?=[0-9])", re.IGNORECASE)
"""What kind of number follows, as it is printed on title pages."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One word or phrase, the field it is wanted in (empty: any), and whether it is unwanted."""

    text: str
    field: str = ""
    phrase: bool = False
    excluded: bool = False
    begins: bool = False
    """Whether words that begin so are meant."""

    @property
    def identifier(self) -> str:
        """The text as an identifier without its hyphens, when it looks like one."""
        return self.text.replace("-", "").lower() if _IDENTIFIER.match(self.text) else ""

    @property
    def identifiers(self) -> list[str]:
        """The same, and the other ISBN of the same book.

        >>> Clause("90-214-1383-3").identifiers
        ['9021413833', '9789021413839']
        """
        number = self.identifier
        if len(number) == 10 and isbn.is_valid(number):
            return [number, isbn.to_isbn13(number)]
        if len(number) == 13 and number.startswith("978") and isbn.is_valid(number):
            return [number, isbn.to_isbn10(number).lower()]
        return [number] if number else []

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year that are meant, when these are years.

        >>> Clause("1860").years, Clause("1850-1870", "year").years, Clause("850").years
        ((1860, 1860), (1850, 1870), None)
        """
        found = (_YEARS if self.field == "year" else _YEAR).match(self.text)
        if not found or self.phrase or self.field not in ("", "year"):
            return None
        first, *last = (int(year) for year in found.groups() if year)
        return first, last[0] if last else first


def read(text: str) -> list[Clause]:
    """The clauses of what was typed.

    >>> read('titel:havelaar -duits "van de"')[0]
    Clause(text='havelaar', field='title', phrase=False, excluded=False, begins=False)
    >>> [clause.text for clause in read("koffie* a* *") if clause.begins]
    ['koffie']
    """
    clauses: list[Clause] = []
    for minus, field, phrase, word in _PIECE.findall(_prepared(text))[:MOST_WORDS]:
        known = FIELDS.get(field.lower(), "")
        if field and not known:
            word = f"{field}:{word}" if word else word
        content = phrase.strip() or word.strip()
        few = sum(clause.begins for clause in clauses) < BEGINNINGS
        begins = few and not phrase.strip() and len(content) > BEGINNING and content[-1] == "*"
        if content:
            text = content.rstrip("*") if begins else content
            clauses.append(Clause(text, known, bool(phrase.strip()), bool(minus), begins))
    # a colon or a dash that stands alone is a word nowhere; if nothing else was typed, nothing is found
    return [clause for clause in clauses if words(clause.text)] or clauses


def _prepared(text: str) -> str:
    """The text without a word that is cut off, with an ISBN that is in groups in one piece behind its name.

    >>> _prepared("zoek 90 214 1383 3 en 90 214 1383 4")
    'zoek 9021413833 en 90 214 1383 4'
    >>> _prepared("ISBN-10: 90-214-1383-3")
    'ISBN:9021413833'
    """
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0] or text[:LONGEST]
    if text.count('"') % 2:  # one that is not closed holds nothing together
        before, _, behind = text.rpartition('"')
        text = f"{before} {behind}"
    return _NAMED.sub(r"\1:", _IN_GROUPS.sub(_joined, text))


def _joined(found: re.Match[str]) -> str:
    return isbn.compact(found.group()) if isbn.is_valid(found.group()) else found.group()
