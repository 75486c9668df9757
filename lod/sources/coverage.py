"""What an element `coverage` of Dublin Core says: a place, a period, or both in one text."""

from __future__ import annotations

import re

from lod.record import Field

_YEARS = r"(?:ca?\.? ?)?-?(?:[0-9]{4}(?: ?[-–/] ?[0-9]{2,4})?|[0-9]{3} ?[-–/] ?[0-9]{3,4})"
"""One year of four digits, for one of three may be the number of a house; or a first and a last year."""
_PLACE_AND_YEARS = re.compile(rf"([^,;=]*[^\W\d][^,;=]*), ({_YEARS})\Z")
_LONGEST = 80
_AGE = (
    r"(?:(?:vroege?|midden|late?|laat|volle?|hoge?|early|middle|late|high)[ -]+)?"
    r"(?:(?:paleo|meso|neo)lithi(?:cum|c)|(?:brons|ijzer|steen)tijd|(?:bronze|iron|stone) age"
    r"|romeinse (?:tijd|periode)|roman period|middeleeuwen|middle ages|nieuwe tijd|prehistorie)"
    r"(?: (?:vroeg|midden|laat))?(?: [a-d])?(?: \([A-Z]{2,6}\))?"
)
_PERIOD = re.compile(rf"{_AGE}(?: ?[-–] ?{_AGE})?\Z", re.IGNORECASE)
_CODES = frozenset(
    (
        *(
            "PALEO",
            "PALEOV",
            "PALEOM",
            "PALEOL",
            "MESO",
            "MESOV",
            "MESOM",
            "MESOL",
            "NEO",
            "NEOV",
            "NEOVA",
            "NEOVB",
        ),
        *(
            "NEOM",
            "NEOMA",
            "NEOMB",
            "NEOL",
            "NEOLA",
            "NEOLB",
            "BRONS",
            "BRONSV",
            "BRONSM",
            "BRONSMA",
            "BRONSMB",
            "BRONSL",
        ),
        *(
            "IJZ",
            "IJZV",
            "IJZM",
            "IJZL",
            "ROM",
            "ROMV",
            "ROMVA",
            "ROMVB",
            "ROMM",
            "ROMMA",
            "ROMMB",
            "ROML",
            "ROMLA",
            "ROMLB",
        ),
        *("XME", "VME", "VMEA", "VMEB", "VMEC", "VMED", "LME", "LMEA", "LMEB", "NT", "NTA", "NTB", "NTC"),
    )
)
"""Periods of the Archeologisch Basisregister, by which DANS and Archis tell them."""


def covered(field: Field) -> list[Field]:
    """Places and periods of one element, each in one of its own; what is surely a period is `temporal`.

    >>> covered(Field("coverage", "", [("", "Maastricht; 1890-1910"), ("@lang", "nl")]))
    [coverage Maastricht$@langnl, coverage 1890-1910$@langnl]
    >>> texts = ("Deventer, 1250-1500", "LME", "name=A; east=4")
    >>> [covered(Field("coverage", "", [("", text)])) for text in texts]
    [[coverage Deventer, coverage 1250-1500], [temporal LME], [coverage name=A; east=4]]
    """
    text = field.text
    if field.tag != "coverage" or not text or "=" in text or "://" in text:
        return [field]
    parts = [part for part in map(str.strip, text.split(";")) if part]
    if len(text) <= 2 * _LONGEST and (found := _PLACE_AND_YEARS.match(text)):
        parts = [found[1].strip(), found[2]]
    if not parts or any(len(part) > _LONGEST or not _is_closed(part) for part in parts):
        return [field]
    told = [pair for pair in field.subfields if pair[0]]
    return [Field(_tag(part), "", [("", part), *told], field.fields) for part in parts]


def _tag(text: str) -> str:
    return "temporal" if text in _CODES or _PERIOD.match(text) else "coverage"


def _is_closed(text: str) -> bool:
    return all(text.count(opened) == text.count(closed) for opened, closed in ("()", "[]"))
