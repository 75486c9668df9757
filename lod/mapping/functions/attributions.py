"""Whom a work is attributed to, or after whom it was made, in one cell: "naar Jan van Goyen"."""

from __future__ import annotations

import re
from functools import lru_cache

from lod.mapping.functions.inverted_names import reading_order
from lod.mapping.functions.life_dates import name_alone
from lod.mapping.language.function_registry import function

_OF = r"(?:van|of|von|vom|des|der|de|du|d['’])"
_ALONE = (
    rf"toegeschreven(?: aan)?|attributed to|(?:zugeschrieben|attribué(?:e)?)(?: an| à)?|ascribed to"
    rf"|mogelijk|waarschijnlijk|vermoedelijk|possibly|probably|vermutlich|wahrscheinlich"
    rf"|(?:kopie|copy|copie|replica|reproductie|prent|gravure|ets|foto) (?:naar|after|nach|d['’]après)"
    rf"|naar (?:een )?(?:ontwerp|schilderij|tekening|prent|gravure|foto|model|voorbeeld|origineel) van"
    rf"|(?:after|nach|d['’]après)(?: an?| einem| une?)?"
    rf" (?:design|painting|drawing|print|photograph|entwurf|gemälde|dessin|tableau) (?:by|{_OF})"
    rf"|naar(?! (?:het|eigen|de natuur)\b)|after|nach|d['’]après"
)
"""Words that say it themselves."""
_WITH_NAME = (
    "navolg(?:er|ing|ers)|volgeling|follower|nachfolger?|nachahmer|omgeving|kring|circle|umkreis|entourage|cercle"
    "|leerling|pupil|schüler|élève|manier|manner|stijl|style|manière|trant|medewerker|assistant"
)
"""Who stands near somebody."""
_WORKSHOP = "school|schule|école|atelier|werkplaats|workshop|studio|werkstatt"
"""Which also begins the names of firms: "Atelier van der Meer", "School of Arts"."""
_FIRMS = (
    "arts?|business|design|economics|education|engineering|health|history|humanities|languages?|law"
    "|management|medicine|music|nursing|public|sciences?|social|technology|theology"
)
_FAMILY = rf"(?! (?i:de[nr]?|het|'t|{_FIRMS})\b)"

_BEFORE = re.compile(
    rf"(?i)(?:(?:in de |in the |uit de |from the |aus dem |aus der )?(?:{_WITH_NAME}) {_OF}|(?:{_ALONE}))"
    r"(?:(?<=['’])|[:\s])\s*(?=\S)"
)
_BEFORE_WORKSHOP = re.compile(rf"(?i:{_WORKSHOP}) (?:van|of|von|des|de|du){_FAMILY} (?=[^\Wa-z])")
_BEHIND = re.compile(
    rf"(?i)(?<!\s)\s*(?:\((?P<inside>{_ALONE}|(?:{_WITH_NAME}|{_WORKSHOP})(?: {_OF})?)\)"
    rf"|,\s*(?P<last>{_ALONE}|(?:{_WITH_NAME}|{_WORKSHOP}) {_OF}))\s*\Z"
)


@lru_cache(maxsize=65536)
def _taken(text: str) -> tuple[str, str]:
    """The words that say how somebody stands to a work, and the name; no words when it is its maker."""
    text = text.strip()
    if found := _BEHIND.search(text):
        if name := text[: found.start()].strip():
            return found["inside"] or found["last"], name
    elif found := _BEFORE.match(text) or _BEFORE_WORKSHOP.match(text):
        return found[0].strip(" :"), text[found.end() :].strip()
    return "", text


@function("attribution", "text", "text")
def attribution(text: str) -> str:
    """How somebody stands to a work that is not surely theirs, in the words of the museum; else nothing.

    >>> attribution("naar Jan van Goyen"), attribution("Hals, Frans (toegeschreven aan)"), attribution("Hals")
    ('naar', 'toegeschreven aan', '')
    >>> attribution("Atelier van der Meer"), attribution("Atelier van Hals"), attribution("School of Arts")
    ('', 'Atelier van', '')
    """
    return _taken(text)[0]


@function("attributed_name", "text", "text")
def attributed_name(text: str) -> str:
    """The name without such words.

    >>> attributed_name("school of Rubens"), attributed_name("Hals, F., naar"), attributed_name("Naar, P.")
    ('Rubens', 'Hals, F.', 'Naar, P.')
    """
    return _taken(text)[1]


@function("attribution_said", "text", "text")
def attribution_said(text: str) -> str:
    """Words and name as they are said together; nothing where there are no such words.

    >>> attribution_said("Goyen, Jan van (1596-1656) (naar)"), attribution_said("Jan van Goyen")
    ('naar Jan van Goyen', '')
    """
    words, name = _taken(text)
    return f"{words} {reading_order(name_alone(name))}" if words else ""
