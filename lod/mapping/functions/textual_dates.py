"""Datings in words, as museums write them: "17e eeuw", "ca. 1650"."""

from __future__ import annotations

import re
from functools import lru_cache

from lod.mapping.language.function_registry import function
from lod.rdf import literals

_ABOUT = r"(?:ca|c|circa|om|rond|omstreeks|about|around|um|vers|environ)\b\.?\??\s*"
_BEFORE = r"(?:v[oó]+r|before|vor|tot|until|bis|avant|not after|niet na|nicht nach|pas après)\s+"
_AFTER = (
    r"(?:na|after|nach|vanaf|sinds|from|since|ab|seit|après|depuis|"
    r"not before|niet v[oó]+r|nicht vor|pas avant)\s+"
)
_BETWEEN = r"(?:tussen|between|zwischen|entre)\s+"
_UNTIL = r"\s*(?:-|–|—|/|\b(?:en|tot|t/m|and|to|und|bis|et|à)\b)\s*"
_DOUBT = r"\s*(?P<doubt>\(?\?\)?)?"
_LATE = r"(?:\s*\(?(?P<late>c|ca|circa|omstreeks)\b\.?\)?)?"
"""That a year is about, behind it: "1950 (ca.)"."""
_CENTURY = r"(?:eeuw|century|cent\.?|c\.?|jahrhunderts?|jhs?\.?|siècle)"
_CENTURIES = r"(?:eeuw(?:en)?|centur(?:y|ies)|cent\.?|c\.?|jahrhunderte?|jh\.?|siècles?)"
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
_OF_IT = r"(?:van\s+(?:de\s+)?|of\s+(?:the\s+)?|des\s+|d[ue]\s+)?"
_PART = rf"(?:(?P<nth>{'|'.join(_NTHS)}|{_LAST})(?:{_NTH}|s)?\s*(?P<of>{'|'.join(_PARTS)})\s*{_OF_IT})?"
_THIRDS = {
    word: third
    for third, words in enumerate(
        (
            "begin beginning vroeg vroege early anfang frühes début",
            "midden medio mid middle mitte milieu",
            "eind einde laat late end ende spätes fin",
        )
    )
    for word in words.split()
}
"""Of words that say whereabouts in a century: in which third of it that is, about."""
_IN_THIRD = re.compile(
    rf"(?:het\s+|the\s+)?(?P<third>{'|'.join(_THIRDS)})[-\s]+{_OF_IT}(?P<century>{_NUMBER}){_NTH}?[-\s]*{_CENTURY}"
)
_IN_CENTURY = re.compile(rf"(?P<about>{_ABOUT})?{_PART}(?P<century>{_NUMBER}){_NTH}?[-\s]*{_CENTURY}{_DOUBT}")
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
    rf"(?P<about>{_ABOUT})?(?:{_BETWEEN})?(?P<first>[0-9]{{4}})\s*(?P<unsure>\(?\?\)?)?{_UNTIL}"
    rf"(?P<more>{_ABOUT})?(?P<last>[0-9]{{4}}|'?[0-9]{{2}}){_LATE}{_DOUBT}"
)
_SINCE = re.compile(r"(?P<year>[0-9]{4})\s*[-–—]\s*(?:heden|nu|present|today|now|heute|aujourd'hui)?")
_EITHER = re.compile(r"(?P<first>[0-9]{4})\s*(?:of|or|oder|ou)\s*(?P<last>[0-9]{4}|[0-9]{2})")
_DASHED = re.compile(
    rf"(?P<about>{_ABOUT})?(?:(?P<ten>(?:1[0-9]|20)[0-9])[-–xu?]|(?P<hundred>1[0-9]|20)(?:--|––|xx|uu|\?\?)){_DOUBT}"
)
_BC = r"(?:v\.?\s?chr\.?|voor\s+christus|b\.?\s?c\.?(?:\s?e\.?)?|av(?:ant|\.)?\s*j\.?[-\s]*c\.?)"
_AD = r"(?:n\.?\s?chr\.?|na\s+christus|a\.?\s?d\.?|c\.?\s?e\.?|ap(?:rès|r?\.)?\s*j\.?[-\s]*c\.?)"
ERA = re.compile(f"{_BC}|{_AD}")
_ERA_YEARS = re.compile(
    rf"(?P<about>{_ABOUT})?(?:(?P<first>[0-9]{{1,4}})\s*(?:(?P<bc>{_BC})|{_AD})?{_UNTIL})?(?:{_ABOUT})?"
    rf"(?P<last>[0-9]{{1,4}})\s*(?:(?P<era>{_BC})|{_AD}){_DOUBT}"
)
_ERA_CENTURIES = re.compile(
    rf"(?P<about>{_ABOUT})?(?:{_PART}(?P<first>{_NUMBER}){_NTH}?\s*{_CENTURY}?\s*(?:(?P<bc>{_BC})|{_AD})?{_UNTIL})?"
    rf"{_PART.replace('<nth>', '<last_nth>').replace('<of>', '<last_of>')}"
    rf"(?P<last>{_NUMBER}){_NTH}?[-\s]*{_CENTURIES}\s*(?:(?P<era>{_BC})|{_AD}){_DOUBT}"
)
_OTHER_YEAR = re.compile(
    r"[^\[\]]*(?<![0-9a-z])(?:[0-9]{1,3}|[3-9][0-9]{3}|[mdclxvi]+)[\s.,]*\[(?P<ours>[^\[\]]+)\][\s.,]*"
)
"""A year of another calendar, or in Roman figures, with what it is in ours: "Meiji 30 [1897]"."""
_UNDATED = re.compile(
    r"[zs]\.? ?[jda]\.?|z\.? ?dat\.?|n\.? ?d\.?|o\.? ?[jd]\.?|sine anno|sans date|sin fecha|senza data"
    r"|no date|not dated|date unknown|undated|ongedateerd|zonder (?:jaar|datum)|undatiert|ohne (?:jahr|datum)"
    r"|(?:datum |datering |jaar )?(?:onbekend|unknown|unbekannt|inconnue?)|non daté|onb\.?|n\.?v\.?t\.?"
    r"|[-?x/]+"
)
_LONGEST = 200
"""Characters of a dating; what is longer is a text, and may hold more dates than can be taken apart."""
_AROUND = re.compile(
    r"(?=[^()]*\()(?:\((?P<before>[0-9]{4})\)\s*)?(?P<dates>[^()]+?)(?:\s*\((?P<after>[0-9]{4})\))?"
)
"""A period, and years in parentheses from which single pieces are, as archives write: "(1786) 1814-1850"."""
_OF_ISO = r"[0-9]{4}(?:-[0-9]{2}){1,2}"
_ISO = re.compile(rf"(?P<first>{_OF_ISO})(?:\s+[-–—]\s+|/)(?P<last>{_OF_ISO})")
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
    r"(?:(?P<after>[0-3]?[0-9])(?:st|nd|rd|th)?(?:,\s*|\s+))?(?P<year>[0-9]{4})"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>[0-9]{{4}})[,.]?\s+(?P<month>{'|'.join(_MONTHS)})\.?(?:\s+(?P<day>[0-3]?[0-9])(?P<after>))?"
)
"""As archives write a day: "1655 januari 12"."""


@function("dating", "text", "text")
@lru_cache(maxsize=65536)
def dating(text: str) -> str:
    """The date or period that words state (17e eeuw, ca. 1650), in EDTF; nothing when they are not plain.

    >>> [dating(text) for text in ("17e eeuw", "1e helft 18e eeuw", "[1880-1890]", "ca. 1650", "1950 (?)")]
    ['1600/1699', '1700/1749', '1880/1890', '1650~', '1950?']
    >>> [dating(text) for text in ("voor 1800", "na 1945", "1650-55", "jaren 1930", "12-05-1943")]
    ['../1800', '1945/..', '1650/1655', '1930/1939', '1943-05-12']
    >>> [dating(text) for text in ("[not before 1858]", "niet na 1850")]
    ['1858/..', '../1850']
    >>> [dating(text) for text in ("12 mei 1950", "Mei 1950", "3. Okt. 1961", "May 12 1950", "zomer 1960")]
    ['1950-05-12', '1950-05', '1961-10-03', '1950-05-12', '']
    >>> [dating(text) for text in ("z.j.", "1650 of 1660", "jaren '30", "1655-1650")]
    ['', '', '', '']
    >>> [dating(text) for text in ("XIXe siècle", "2. Hälfte des 19. Jh.", "19-20ème siècles")]
    ['1800/1899', '1850/1899', '1800/1999']
    >>> [dating(text) for text in ("1950-1955 (ca.)", "1640-1650?", "entre 1640 et 1650")]
    ['1950~/1955~', '1640?/1650?', '1640/1650']
    >>> [dating(text) for text in ("ca. 1655? – 1660", "1655 (?) - 1660", "ca.? 1655")]
    ['1655%/1660~', '1655?/1660', '1655~']
    >>> [dating(text) for text in ("17e/18e eeuw", "circa 1980s-1990s", "[1930s?]")]
    ['1600/1799', '1980~/1999~', '1930?/1939?']
    >>> [dating(text) for text in ("1-5-1943 t/m 14-5-1943", "Mar, 1962", "Sep 1988-Feb 1989")]
    ['1943-05-01/1943-05-14', '1962-03', '1988-09/1989-02']
    >>> [dating(text) for text in ("begin 17e eeuw", "mid-18th century", "Ende des 19. Jh.", "17e eeuw?")]
    ['1600/1633~', '1733~/1766~', '1867~/1899', '1600?/1699?']
    >>> [dating(text) for text in ("192-", "[17--?]", "Meiji 30 [1897]", "An VII [1798 ou 1799]")]
    ['1920/1929', '1700?/1799?', '1897', '1798/1799']
    >>> [dating(text) for text in ("44 BC", "ca. 500-400 v.Chr.", "3e eeuw v.Chr.", "100 v.Chr. - 50 n.Chr.")]
    ['-0043', '-0499~/-0399~', '-0299/-0200', '-0099/0050']
    >>> [dating(text) for text in ("1900-", "1900 - heden", "late 19th c.")]
    ['1900/..', '1900/..', '1867~/1899']
    >>> [dating(text) for text in ("1655 januari 12", "1800-01 - 1810-12", "1914-'18", "1749 - 1811 (1830)")]
    ['1655-01-12', '1800-01/1810-12', '1914/1918', '1749/1830']
    >>> [dating(text) for text in ("Mei 1950 - mei 1949", "1923 (1980)", "1950 (1923)", "1814 tot " * 2000)]
    ['', '', '', '']
    """
    if len(text) > _LONGEST:
        return ""
    folded = text.strip().casefold()
    plain = folded.strip(" \t.,;[]").replace("[", "").replace("]", "")
    for pattern, said in (
        (_IN_CENTURY, _century),
        (_IN_THIRD, _third),
        (_IN_CENTURIES, _centuries),
        (_DAY, _day),
        (_IN_MONTH, _month),
        (_YEAR_FIRST, _month),
        (_ISO, _iso),
        (_DECADES, _decades),
        (_YEARS, _years),
        (_DECADE, _decade),
        (_ONE, _one),
        (_SINCE, lambda since: f"{since['year']}/.."),
        (_DASHED, _dashed),
        (_EITHER, _either),
        (_ERA_YEARS, _era_years),
        (_ERA_CENTURIES, _era_centuries),
        (_AROUND, _around),
        (_SPAN, _span),
    ):
        if found := pattern.fullmatch(plain):
            told = said(found)
            return told if literals.edtf(told) else ""
    other = _OTHER_YEAR.fullmatch(folded)
    return dating(other["ours"]) if other else ""


@function("unless_undated", "text", "text")
@lru_cache(maxsize=16384)
def unless_undated(text: str) -> str:
    """The text, unless it says that there is no date, or that nobody knows it.

    >>> [unless_undated(text) for text in ("[s.a.]", "z.j.", "n.d.", "Undated", "ca. 1650", "s. XVII")]
    ['', '', '', '', 'ca. 1650', 's. XVII']
    """
    return "" if _UNDATED.fullmatch(text.strip(" \t.,;:[]()").casefold()) else text


def _century(found: re.Match[str]) -> str:
    start = _start(found["century"])
    parts = _PARTS[found["of"]] if found["of"] else 1
    nth = _NTHS.get(found["nth"] or "1", parts)
    if start is None or nth > parts:
        return ""
    mark = _mark(found["about"], found["doubt"])
    return f"{start + (nth - 1) * 100 // parts:04}{mark}/{start + nth * 100 // parts - 1:04}{mark}"


def _third(found: re.Match[str]) -> str:
    """Whereabouts in a century: where it begins and ends is sure, a third of it is about."""
    start, third = _start(found["century"]), _THIRDS[found["third"]]
    if start is None:
        return ""
    first, last = ((0, "33~"), ("33~", "66~"), ("67~", 99))[third]
    return f"{start // 100:02}{first:0>2}/{start // 100:02}{last:0>2}"


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
    first, last = found["first"], found["last"].lstrip("'")
    last = first[:2] + last if len(last) == 2 else last
    about = found["about"] or found["late"]
    doubt = found["doubt"]
    return f"{first}{_mark(about, found['unsure'] or doubt)}/{last}{_mark(found['more'] or about, doubt)}"


def _span(found: re.Match[str]) -> str:
    """Between two months, or two days."""
    ends = [dating(found["first"]), dating(found["last"])]
    plain = all(re.fullmatch("[0-9]{4}-[0-9-]+", end) for end in ends)
    return "/".join(ends) if plain and ends == sorted(ends) else ""


def _iso(found: re.Match[str]) -> str:
    """Between two days or months of ISO 8601."""
    ends = [found["first"], found["last"]]
    return "/".join(ends) if ends == sorted(ends) else ""


def _around(found: re.Match[str]) -> str:
    """A period, with the years in parentheses before and behind it."""
    first, _, last = dating(found["dates"]).partition("/")
    ends = [found["before"] or first, first, last, found["after"] or last]
    plain = all(re.fullmatch("[0-9]{4}", end) for end in ends)
    return f"{ends[0]}/{ends[-1]}" if plain and ends == sorted(ends) else ""


def _decade(found: re.Match[str]) -> str:
    # "1930" alone is a year; as a decade it is called so
    mark, words = _mark(found["about"], found["doubt"]), found[0].removeprefix(found["about"] or "")
    if words.removesuffix(found["doubt"] or "").strip() == found["decade"]:
        return found["decade"] + mark
    return f"{found['decade']}{mark}/{int(found['decade']) + 9}{mark}"


def _decades(found: re.Match[str]) -> str:
    mark = _mark(found["about"], None)
    return f"{found['first']}{mark}/{int(found['last']) + 9}{mark}"


def _dashed(found: re.Match[str]) -> str:
    """A year of which the last figures are not known: "192-", "17--?"."""
    mark = _mark(found["about"], found["doubt"])
    first, last = (
        (found["ten"] or found["hundred"]).ljust(4, "0"),
        (found["ten"] or found["hundred"]).ljust(4, "9"),
    )
    return f"{first}{mark}/{last}{mark}"


def _either(found: re.Match[str]) -> str:
    """One of two years that follow each other, as years of another calendar do."""
    first, last = found["first"], found["last"]
    last = first[: 4 - len(last)] + last
    return f"{first}/{last}" if int(last) == int(first) + 1 else ""


def _era_years(found: re.Match[str]) -> str:
    """Years before or after the beginning of our era; the first is of the era of the last if it says none."""
    mark = _mark(found["about"], found["doubt"])
    last = int(found["last"])
    first = int(found["first"] or last)
    was_before = bool(found["bc"] or found["era"]) if found["first"] else bool(found["era"])
    ends = [_counted(1 - first if was_before else first), _counted(1 - last if found["era"] else last)]
    return (ends[0] + mark) if not found["first"] else f"{ends[0]}{mark}/{ends[1]}{mark}"


def _era_centuries(found: re.Match[str]) -> str:
    """Centuries before or after the beginning of our era, or parts of them."""
    mark = _mark(found["about"], found["doubt"])
    is_before = bool(found["era"])
    last = _in_era(found["last"], found["last_of"], found["last_nth"], is_before)
    if not found["first"]:
        first = last
    else:
        first = _in_era(found["first"], found["of"], found["nth"], bool(found["bc"]) or is_before)
    if not first or not last or first[0] > last[1]:
        return ""
    return f"{_counted(first[0])}{mark}/{_counted(last[1])}{mark}"


def _in_era(century: str, of: str | None, nth: str | None, is_before: bool) -> tuple[int, int] | None:
    """The first and last year of (a part of) a century, as they are counted with a year 0."""
    start, parts = _start(century), _PARTS[of] if of else 1
    part = _NTHS.get(nth or "1", parts)
    if start is None or part > parts:
        return None
    if is_before:
        start = -start - 99
    return start + (part - 1) * 100 // parts, start + part * 100 // parts - 1


def _counted(year: int) -> str:
    return f"{year:05}" if year < 0 else f"{year:04}"


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


@function("unless_moments", "texts", "texts")
def unless_moments(texts: list[str]) -> list[str]:
    """Dates, without those with a time of the day when there are others.

    >>> unless_moments(["2011-04-21T07:18:53Z", "2001-06"]), unless_moments(["2011-04-21T07:18:53Z"])
    (['2001-06'], ['2011-04-21T07:18:53Z'])
    """
    return [text for text in texts if not re.match(r"[0-9-]{10}T[0-9]{2}:", text)] or texts
