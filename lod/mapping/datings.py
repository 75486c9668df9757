"""Datings in words, as museums write them: "17e eeuw", "ca. 1650"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from lod.mapping import trees
from lod.mapping.functions import function
from lod.mapping.run import Run
from lod.rdf import values
from lod.record import Field

_ABOUT = r"(?:ca|c|circa|om|rond|omstreeks|about|around|um)\b\.?\s*"
_BEFORE = r"(?:v[oó]+r|before|vor|tot|until|bis)\s+"
_AFTER = r"(?:na|after|nach|vanaf|sinds|from|since|ab|seit)\s+"
_CENTURY = r"(?:eeuw|century|cent\.?|c\.|jahrhundert|jh\.?)"
_NTH = r"(?:e|de|ste|st|nd|rd|th|\.)"
_PART = (
    r"(?:(?P<nth>[1-4]|eerste|tweede|derde|vierde|laatste|first|second|third|fourth|last)"
    rf"{_NTH}?\s*(?P<of>helft|kwart|half|quarter)\s*(?:van\s+(?:de\s+)?|of\s+(?:the\s+)?)?)?"
)
_IN_CENTURY = re.compile(rf"{_PART}(?P<century>[12]?[0-9]){_NTH}?\s*{_CENTURY}")
_DECADE = re.compile(r"(?:de\s+)?(?:jaren\s+)?'?(?P<decade>1[0-9]{2}0|20[0-9]0)(?:'?s|er|er jahre)?")
_YEARS = re.compile(
    rf"(?P<about>{_ABOUT})?(?:tussen\s+|between\s+|zwischen\s+)?(?P<first>[0-9]{{4}})"
    r"\s*(?:-|–|—|/|\b(?:en|tot|t/m|and|to|und|bis)\b)\s*"
    rf"(?P<more>{_ABOUT})?(?P<last>[0-9]{{4}}|[0-9]{{2}})"
)
_ONE = re.compile(
    rf"(?P<about>{_ABOUT})?(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER}))?(?P<year>[0-9]{{4}})"
    r"(?:\s*(?P<late>c\.?|ca\.?))?\s*(?P<doubt>\(?\?\)?)?"
)
_DAY = re.compile(r"(?P<day>[0-3]?[0-9])[-./](?P<month>[01]?[0-9])[-./](?P<year>[0-9]{4})")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january januar janvier jan jän",
            "februari february februar février feb febr",
            "maart march märz mars mrt mar",
            "april avril apr",
            "mei may mai",
            "juni june juin jun",
            "juli july juillet jul",
            "augustus august août aug",
            "september septembre sep sept",
            "oktober october octobre okt oct",
            "november novembre nov",
            "december dezember décembre dec dez déc",
        ),
        1,
    )
    for name in names.split()
}
"""By its name in Dutch, English, German or French, in full or as it is shortened: the number of a month."""
_IN_MONTH = re.compile(
    rf"(?:(?P<day>[0-3]?[0-9])(?:e|ste|de|st|nd|rd|th|\.)?\s+(?:of\s+)?)?(?P<month>{'|'.join(_MONTHS)})\.?\s+"
    r"(?:(?P<after>[0-3]?[0-9])(?:st|nd|rd|th)?,\s*)?(?P<year>[0-9]{4})"
)
_NTHS = {
    **dict.fromkeys(("1", "eerste", "first"), 1),
    **dict.fromkeys(("2", "tweede", "second"), 2),
    **dict.fromkeys(("3", "derde", "third"), 3),
    **dict.fromkeys(("4", "vierde", "fourth"), 4),
}


@function("dating", "text", "text")
@lru_cache(maxsize=65536)
def dating(text: str) -> str:
    """The date or period that words state (17e eeuw, ca. 1650), in EDTF; nothing when they are not plain.

    >>> [dating(text) for text in ("17e eeuw", "1e helft 18e eeuw", "[1880-1890]", "ca. 1650", "1950 (?)")]
    ['1600/1699', '1700/1749', '1880/1890', '1650~', '1950?']
    >>> [dating(text) for text in ("voor 1800", "na 1945", "1650-55", "jaren 1930", "12-05-1943")]
    ['../1800', '1945/..', '1650/1655', '1930/1939', '1943-05-12']
    >>> [dating(text) for text in ("12 mei 1950", "Mei 1950", "3. Okt. 1961", "May 12, 1950", "zomer 1960")]
    ['1950-05-12', '1950-05', '1961-10-03', '1950-05-12', '']
    >>> [dating(text) for text in ("z.j.", "3e eeuw v.Chr.", "1650 of 1660", "jaren '30", "1655-1650")]
    ['', '', '', '', '']
    """
    plain = text.strip(" \t.,;[]").casefold().replace("[", "").replace("]", "")
    for pattern, said in (
        (_IN_CENTURY, _century),
        (_DAY, _day),
        (_IN_MONTH, _month),
        (_YEARS, _years),
        (_DECADE, _decade),
        (_ONE, _one),
    ):
        if found := pattern.fullmatch(plain):
            told = said(found)
            return told if values.edtf(told) else ""
    return ""


def _century(found: re.Match[str]) -> str:
    start = (int(found["century"]) - 1) * 100
    parts = 2 if found["of"] in ("helft", "half") else 4 if found["of"] else 1
    nth = _NTHS.get(found["nth"] or "1", parts)
    size = 100 // parts
    first = start + (nth - 1) * size
    return f"{first:04}/{first + size - 1:04}" if nth <= parts else ""


def _day(found: re.Match[str]) -> str:
    return f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"


def _month(found: re.Match[str]) -> str:
    month, day = _MONTHS.get(found["month"]), found["day"] or found["after"]
    if month is None or (found["day"] and found["after"]):
        return ""
    return f"{found['year']}-{month:02}" + (f"-{int(day):02}" if day else "")


def _years(found: re.Match[str]) -> str:
    first, last = found["first"], found["last"]
    last = first[:2] + last if len(last) == 2 else last
    mark = "~" if found["about"] else ""
    return f"{first}{mark}/{last}{'~' if found['more'] or mark else ''}"


def _decade(found: re.Match[str]) -> str:
    # "1930" alone is a year; as a decade it is called so
    if found[0] == found["decade"]:
        return found[0]
    return f"{found['decade']}/{int(found['decade']) + 9}"


def _one(found: re.Match[str]) -> str:
    year = found["year"]
    if found["before"]:
        return f"../{year}"
    if found["after"]:
        return f"{year}/.."
    about, doubt = found["about"] or found["late"], found["doubt"]
    return year + ("%" if about and doubt else "~" if about else "?" if doubt else "")


@function("from_until", "field", "text", (2, 4))
def from_until(*paths: str) -> Callable[[Run, Field], str]:
    """Two dates as one text, each behind its precision: "circa 1683 – 1693"; four paths, or two."""
    if len(paths) == 2:
        paths = ("\0", paths[0], "\0", paths[1])
    asked = trees.wanted(paths)

    def said(run: Run, field: Field) -> str:
        texts = trees.flatten(field, run.said, asked)
        told = [next(iter(texts.get(path, ())), "") for path in paths]
        ends = [" ".join(filter(None, told[at : at + 2])) if told[at + 1] else "" for at in (0, 2)]
        return " – ".join(dict.fromkeys(filter(None, ends)))

    return said
