"""What a visitor types, understood: words, phrases, fields and exclusions; never a syntax error.

multatuli koffie            both words, anywhere
"max havelaar"              these words in this order
titel:havelaar maker:…      in one field; Dutch and English names of fields
-duits                      not this word
978-90-214-1383-9           an identifier, with or without its hyphens
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 400
"""Characters that are read; nobody types more."""

MOST_WORDS = 24

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
}
"""What may stand before a colon, and the field that it means."""

_PIECE = re.compile(r'(-)?(?:([A-Za-z]+):)?(?:"([^"]*)"?|([^\s"]+))')
_IDENTIFIER = re.compile(r"[0-9][0-9Xx-]{6,20}\Z")


@dataclass(frozen=True, slots=True)
class Clause:
    """One word or phrase, the field it is wanted in (empty: any), and whether it is unwanted."""

    text: str
    field: str = ""
    phrase: bool = False
    excluded: bool = False

    @property
    def identifier(self) -> str:
        """The text as an identifier without its hyphens, when it looks like one."""
        return self.text.replace("-", "").lower() if _IDENTIFIER.match(self.text) else ""


def read(text: str) -> list[Clause]:
    """The clauses of what was typed.

    >>> read('titel:havelaar -duits "van de"')[0]
    Clause(text='havelaar', field='title', phrase=False, excluded=False)
    """
    clauses = []
    for minus, field, phrase, word in _PIECE.findall(text[:LONGEST])[:MOST_WORDS]:
        known = FIELDS.get(field.lower(), "")
        if field and not known:
            word = f"{field}:{word}" if word else word
        content = phrase.strip() or word.strip()
        if content:
            clauses.append(Clause(content, known, bool(phrase.strip()), bool(minus)))
    return clauses
