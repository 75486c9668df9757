"""What the form of a name says of whose it is, where the record does not: of a person, a body, a family."""

from __future__ import annotations

import re
from functools import lru_cache

from lod.mapping.functions.headings import LIFE_DATES
from lod.mapping.language.function_registry import function

_BODY = re.compile(
    r"(?i)(?:\b(?:gemeente|firma|stichting|vereniging|genootschap|ministerie|provincie|waterschap|(?:rijks)?universiteit|hogeschool"
    r"|faculteit|instituut|commissie|uitgeverij|drukkerij|\w*(?:fabriek|bakkerij|gieterij|manufactuur|manufaktur|fabrik)|(?:rijks|stads|streek)?(?:museum|archief|bibliotheek)"
    r"|university|institute|foundation|society|association|ministry|department|committee|corporation|museum"
    r"|universität|stiftung|gesellschaft|ministerium|université|société|fondation|musée|gmbh)\b"
    r"|& (?:co|cie|zn|zoon|zonen|sons)\b|^[^,]*\s[bn]\.?v\.?\Z)"
)
"""Words that stand in names of bodies, and in no name of a person."""
_FAMILY = re.compile(r"(?i)\b(?:familie|family|famille|geslacht|family papers)\b")
_PREFIX = r"(?:van|von|de|der|den|ten|ter|du|di|da|del|della|des|la|le|zu|zum|zur|v\.|v\.d\.|'t|te)"
_FILED = re.compile(rf"[^,]+, *+(?:(?:[^\W\d_]\.[- ]?)+(?: *{_PREFIX})*|[^,]+?(?: {_PREFIX})+)\Z")
"""Initials behind the comma, or what stands before a surname: "Vries, J.M. de", "Eeden, Frederik van"."""


@function("of_body", "text", "text")
@lru_cache(maxsize=65536)
def of_body(name: str) -> str:
    """The name when it has a word in it that only names of bodies have.

    >>> of_body("Gemeente Delft"), of_body("Raad, Jan de"), of_body("Philips N.V."), of_body("Vries, B.V.")
    ('Gemeente Delft', '', 'Philips N.V.', '')
    """
    return name if _BODY.search(name) and not _FAMILY.search(name) else ""


@function("of_person", "text", "text")
@lru_cache(maxsize=65536)
def of_person(name: str) -> str:
    """The name when only that of a person is filed so; "Regout, Maastricht" is a firm and its town.

    >>> of_person("Vries, J.M. de"), of_person("Eeden, Frederik van"), of_person("Regout, Maastricht")
    ('Vries, J.M. de', 'Eeden, Frederik van', '')
    """
    return name if _FILED.match(LIFE_DATES.sub("", name)) and not of_body(name) else ""


@function("of_family", "text", "text")
@lru_cache(maxsize=65536)
def of_family(name: str) -> str:
    """The name when it says that it is one of a family, which is neither a person nor an organisation.

    >>> of_family("Jansen, familie"), of_family("Jansen, Piet")
    ('Jansen, familie', '')
    """
    return name if _FAMILY.search(name) else ""
