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

_ABOUT = r"(?:ca|c|circa|om|rond|omstreeks|about|around|um|vers|environ)\b\.?\s*"
_BEFORE = r"(?:v[oó]+r|before|vor|tot|until|bis|avant)\s+"
_AFTER = r"(?:na|after|nach|vanaf|sinds|from|since|ab|seit|après|depuis)\s+"
_BETWEEN = r"(?:tussen|between|zwischen|entre)\s+"
_UNTIL = r"\s*(?:-|–|—|/|\b(?:en|tot|t/m|and|to|und|bis|et|à)\b)\s*"
_DOUBT = r"\s*(?P<doubt>\(?\?\)?)?"
_LATE = r"(?:\s*\(?(?P<late>c|ca|circa|omstreeks)\b\.?\)?)?"
"""That a year is about, behind it: "1950 (ca.)"."""
_CENTURY = r"(?:eeuw|century|cent\.?|c\.|jahrhunderts?|jhs?\.?|siècle)"
_CENTURIES = r"(?:eeuw(?:en)?|centur(?:y|ies)|cent\.?|c\.|jahrhunderte?|jh\.?|siècles?)"
_NTH = r"(?:ème|ère|er|e|de|ste|st|nd|rd|th|\.)"
_NUMBER = "(?:[12]?[0-9]|[ivx]+)"
_NTHS = {
    name: number
    for number, names in enumerate(
        (
            "1 eerste first erste premier première",
            "2 tweede second zweite seconde deuxième",
            "3 derde third dritte troisième",
            "4 vierde fourth vierte quatrième",
        ),
        1,
    )
    for name in names.split()
}
_LAST = "laatste|last|letzte|dernier|dernière"
_PARTS = {
    **dict.fromkeys(("helft", "half", "hälfte", "moitié"), 2),
    **dict.fromkeys(("drittel", "third", "tiers"), 3),
    **dict.fromkeys(("kwart", "quarter", "viertel", "quart"), 4),
}
_PART = (
    rf"(?:(?P<nth>{'|'.join(_NTHS)}|{_LAST})(?:{_NTH}|s)?\s*(?P<of>{'|'.join(_PARTS)})"
    r"\s*(?:van\s+(?:de\s+)?|of\s+(?:the\s+)?|des\s+|d[ue]\s+)?)?"
)
_IN_CENTURY = re.compile(rf"{_PART}(?P<century>{_NUMBER}){_NTH}?\s*{_CENTURY}")
_IN_CENTURIES = re.compile(
    rf"(?P<first>{_NUMBER}){_NTH}?(?:\s*{_CENTURY})?{_UNTIL}(?P<last>{_NUMBER}){_NTH}?\s*{_CENTURIES}"
)
_ROMAN = {
    tens + ones: ten + one
    for ten, tens in ((0, ""), (10, "x"))
    for one, ones in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
} | {"xx": 20, "xxi": 21}
_TEN = "(?:1[0-9]{2}0|20[0-9]0)"
_S = "(?:'?s|er|er jahre)"
_DECADE = re.compile(rf"(?P<about>{_ABOUT})?(?:de\s+)?(?:jaren\s+)?'?(?P<decade>{_TEN}){_S}?{_DOUBT}")
_DECADES = re.compile(rf"(?P<about>{_ABOUT})?(?P<first>{_TEN}){_S}?{_UNTIL}(?P<last>{_TEN}){_S}")
_YEARS = re.compile(
    rf"(?P<about>{_ABOUT})?(?:{_BETWEEN})?(?P<first>[0-9]{{4}}){_UNTIL}"
    rf"(?P<more>{_ABOUT})?(?P<last>[0-9]{{4}}|[0-9]{{2}}){_LATE}{_DOUBT}"
)
_SPAN = re.compile(r"(?P<first>.+?[0-9]{4})\s*(?:-|–|—|/|\b(?:tot|t/m|to|until|bis|à)\b)\s*(?P<last>.+)")
_ONE = re.compile(
    rf"(?P<about>{_ABOUT})?(?:(?P<before>{_BEFORE})|(?P<after>{_AFTER}))?(?P<year>[0-9]{{4}}){_LATE}{_DOUBT}"
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
    rf"(?:(?P<day>[0-3]?[0-9])(?:e|ste|de|st|nd|rd|th|\.)?\s+(?:of\s+)?)?(?P<month>{'|'.join(_MONTHS)})[.,]?\s+"
    r"(?:(?P<after>[0-3]?[0-9])(?:st|nd|rd|th)?,\s*)?(?P<year>[0-9]{4})"
)


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
    >>> [dating(text) for text in ("XIXe siècle", "2. Hälfte des 19. Jh.", "19-20ème siècles")]
    ['1800/1899', '1850/1899', '1800/1999']
    >>> [dating(text) for text in ("1950-1955 (ca.)", "1640-1650?", "entre 1640 et 1650")]
    ['1950~/1955~', '1640?/1650?', '1640/1650']
    >>> [dating(text) for text in ("17e/18e eeuw", "circa 1980s-1990s", "[1930s?]")]
    ['1600/1799', '1980~/1999~', '1930?/1939?']
    >>> [dating(text) for text in ("1-5-1943 t/m 14-5-1943", "Mar, 1962", "Sep 1988-Feb 1989")]
    ['1943-05-01/1943-05-14', '1962-03', '1988-09/1989-02']
    >>> dating("Mei 1950 - mei 1949")
    ''
    """
    plain = text.strip(" \t.,;[]").casefold().replace("[", "").replace("]", "")
    for pattern, said in (
        (_IN_CENTURY, _century),
        (_IN_CENTURIES, _centuries),
        (_DAY, _day),
        (_IN_MONTH, _month),
        (_DECADES, _decades),
        (_YEARS, _years),
        (_DECADE, _decade),
        (_ONE, _one),
        (_SPAN, _span),
    ):
        if found := pattern.fullmatch(plain):
            told = said(found)
            return told if values.edtf(told) else ""
    return ""


def _century(found: re.Match[str]) -> str:
    start = _start(found["century"])
    parts = _PARTS[found["of"]] if found["of"] else 1
    nth = _NTHS.get(found["nth"] or "1", parts)
    if start is None or nth > parts:
        return ""
    return f"{start + (nth - 1) * 100 // parts:04}/{start + nth * 100 // parts - 1:04}"


def _centuries(found: re.Match[str]) -> str:
    first, last = _start(found["first"]), _start(found["last"])
    return "" if first is None or last is None else f"{first:04}/{last + 99:04}"


def _start(century: str) -> int | None:
    """The first year of a century, of which the number is in Arabic or Roman figures."""
    number = int(century) if century.isdecimal() else _ROMAN.get(century)
    return None if number is None else (number - 1) * 100


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
    about = found["about"] or found["late"]
    doubt = found["doubt"]
    return f"{first}{_mark(about, doubt)}/{last}{_mark(found['more'] or about, doubt)}"


def _span(found: re.Match[str]) -> str:
    """Between two months, or two days."""
    ends = [dating(found["first"]), dating(found["last"])]
    plain = all(re.fullmatch("[0-9]{4}-[0-9-]+", end) for end in ends)
    return "/".join(ends) if plain and ends == sorted(ends) else ""


def _decade(found: re.Match[str]) -> str:
    # "1930" alone is a year; as a decade it is called so
    mark, words = _mark(found["about"], found["doubt"]), found[0].removeprefix(found["about"] or "")
    if words.removesuffix(found["doubt"] or "").strip() == found["decade"]:
        return found["decade"] + mark
    return f"{found['decade']}{mark}/{int(found['decade']) + 9}{mark}"


def _decades(found: re.Match[str]) -> str:
    mark = _mark(found["about"], None)
    return f"{found['first']}{mark}/{int(found['last']) + 9}{mark}"


def _one(found: re.Match[str]) -> str:
    year = found["year"]
    if found["before"]:
        return f"../{year}"
    if found["after"]:
        return f"{year}/.."
    return year + _mark(found["about"] or found["late"], found["doubt"])


def _mark(about: str | None, doubt: str | None) -> str:
    """How EDTF says that a date is about, in doubt, or both."""
    return "%" if about and doubt else "~" if about else "?" if doubt else ""


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
