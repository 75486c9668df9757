"""Dates as MARC writes them, in the Extended Date/Time Format (EDTF) or as XML Schema types them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import Run
from lod.rdf import literals
from lod.record import Field

_BLANK = re.compile(r"[ #|]*\Z")
_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])\Z")
_PERIODS = {"b": -29, "c": -19, "d": -9}
"""First century of the first decade of a letter of 045 $a that is followed by a digit."""
_CORRECTED = re.compile(
    r"\b(?:i\.? ?e\.?|d\.? ?i\.?|recte)(?![a-z])|(?<=[0-9])[\s.]*\[(?=[12])", re.IGNORECASE
)
"""What stands behind a year that is wrong, or of another calendar."""
_OUR_YEAR = re.compile(
    r"(?<![0-9])(?:1[0-9]{3}|20[0-9]{2})(?![0-9])"
    r"(?P<doubt>\]?\s*\(?(?:[?\uff1f]|ca\b)|\s*\b(?:or|of|oder|ou|eller)\s*[0-9])?"
)
"""The first year of our calendar, with what says behind it that it is a guess, or one of several."""
_GUESS_BEFORE = re.compile(
    r"\b(?:ca|circa|approximately|about|around|probably|perhaps|possibly|between|before|after|om|omstreeks|rond|"
    r"ongeveer|waarschijnlijk|vermoedelijk|tussen|v[oó]+r|na|um|vermutlich|wohl|vor|nach|zwischen|vers|environ|"
    r"entre|avant|après|peut-être)(?:[\W_]|[0-9]{1,3}[\W_]+(?:and|en|und|et)\b)*\Z",
    re.IGNORECASE,
)
_PART_OF_YEAR = re.compile(r"(?<![0-9])(?:1[0-9]|20)[0-9]?[-?\uff1f]")
_YEAR_AND_MORE = re.compile(r"([0-9uUxX-]{4})([0-9uUxX-]{2})?([0-9uUxX-]{2})?([0-9]{2})?([0-9]{2})?")


@function("provision_date", "text", "term")
@lru_cache(maxsize=16384)
def provision_date(text: str) -> str | None:
    """The date of positions 06-14 of a field 008, in EDTF: its type says how its two years are meant.

    >>> print(provision_date("s1860    "), provision_date("c19529999"), provision_date("q19uu19uu"))
    ... # doctest: +ELLIPSIS
    "1860"^^<...edtf> "1952/.."^^<...edtf> "19XX~/19XX~"^^<...edtf>
    >>> provision_date("s        "), provision_date("")
    (None, None)
    >>> print(provision_date("d19830512"))  # before 1995 code d was that of a day
    "1983-05-12"^^<http://id.loc.gov/datatypes/edtf>
    """
    kind, first, second = text[:1], _year(text[1:5]).replace("9999", ""), _year(text[5:9])
    if kind == "n" and not first:
        return literals.edtf("XXXX")
    if kind in "dikmunpcqrst|e" and not first:
        return None
    return literals.edtf(_spelled(kind, first, second, text[5:9]))


def _spelled(kind: str, first: str, second: str, more: str) -> str:
    """The two dates of a field 008 as one text."""
    end = ".." if second == "9999" else second
    match kind:
        case "c":
            return f"{first}/.."
        case "d" if _DAY.match(more):
            return f"{first}-{more[:2]}-{more[2:]}"
        case "d" | "i" | "k" | "m" | "u":
            return f"{first}/{end}"
        case "q":
            return f"{first}~/{second}~" if second else f"{first}~"
        case "e":
            return "-".join(part for part in (first, more[:2].strip(" #|"), more[2:].strip(" #|")) if part)
        case "n" | "|" | "#" | " ":
            return f"{first}/{end}" if second else first
    return first if kind in "prst" else ""


def _year(text: str) -> str:
    return "" if _BLANK.match(text) else text.replace("u", "X").replace("U", "X")


@function("first_date", "text", "term")
@lru_cache(maxsize=4096)
def first_date(text: str) -> str | None:
    """The first year of positions 06-14 of a field 008, in EDTF.

    >>> print(first_date("c19831951"))
    "1983"^^<http://id.loc.gov/datatypes/edtf>
    """
    return literals.edtf(_year(text[1:5]))


@function("second_date", "text", "term")
@lru_cache(maxsize=16384)
def second_date(text: str) -> str | None:
    """The second year of positions 06-14 of a field 008, in EDTF: copyright, original or production.

    >>> print(second_date("t19691952"))
    "1952"^^<http://id.loc.gov/datatypes/edtf>
    """
    return literals.edtf(_year(text[5:9]))


@function("marc_date", "text", "text")
@lru_cache(maxsize=16384)
def marc_date(text: str) -> str:
    """Digits such as 19520312 or 20110312103000 as EDTF writes them.

    >>> marc_date("1952"), marc_date("195203"), marc_date("19520312"), marc_date("20110312103000")
    ('1952', '1952-03', '1952-03-12', '2011-03-12T10:30:00')
    >>> marc_date("1952----"), marc_date("195-"), marc_date("1952-03")
    ('1952-XX-XX', '195X', '1952-03')
    """
    text = text.strip()
    if re.match(r"-?[0-9]{4}-[0-9]", text):
        return text
    found = _YEAR_AND_MORE.match(text)
    if not found:
        return text
    year, month, day, hour, minute = (part or "" for part in found.groups())
    if day == "00":
        day = ""
    if month == "00":
        month = day = ""
    date = "-".join(re.sub(r"[uUx-]", "X", part) for part in (year, month, day) if part)
    second = text[12:14] if text[12:14].isdecimal() else "00"
    return f"{date}T{hour}:{minute}:{second}" if hour and minute else date


@function("marc_span", "text", "text")
@lru_cache(maxsize=4096)
def marc_span(text: str) -> str:
    """Digits of one date, or of two with a blank between them, as EDTF writes them.

    >>> marc_span("19880501 1990"), marc_span("1988?")
    ('1988-05-01/1990', '1988?')
    """
    return "/".join([marc_date(date) if date.isdecimal() else date for date in text.split()])


@function("span", "texts", "texts")
def span(texts: list[str]) -> list[str]:
    """Two dates as one EDTF interval.

    >>> span(["1952", "1960"]), span(["1952"])
    (['1952/1960'], ['1952'])
    """
    return ["/".join(texts[:2])] if texts else []


@function("timestamp", "text", "term")
@lru_cache(maxsize=16384)
def timestamp(text: str) -> str | None:
    """Date and time of a field 005 (20110312103000.0), typed; nothing when it is none.

    >>> print(timestamp("20110312103000.0"))
    "2011-03-12T10:30:00"^^<http://www.w3.org/2001/XMLSchema#dateTime>
    """
    t = text.strip()
    if len(t) < 14 or not t[:14].isdecimal():
        return literals.date(f"{t[:4]}-{t[4:6]}-{t[6:8]}") if len(t) >= 8 else None
    written = f"{t[:4]}-{t[4:6]}-{t[6:8]}T{t[8:10]}:{t[10:12]}:{t[12:14]}"
    made = literals.typed(written, "xsd:dateTime")
    return made if "^^" in made else literals.date(written[:10])


@function("entered", "text", "term")
@lru_cache(maxsize=16384)
def entered(text: str) -> str | None:
    """The day on which a record was made, from the six digits at the start of a field 008.

    >>> print(entered("991231"), entered("230132"))
    "1999-12-31"^^<http://www.w3.org/2001/XMLSchema#date> None
    """
    if len(text) != 6 or not text.isdecimal():
        return None
    century = "20" if text < "65" else "19"
    return literals.date(f"{century}{text[:2]}-{text[2:4]}-{text[4:]}")


@function("guessed", "text", "text")
@lru_cache(maxsize=16384)
def guessed(text: str) -> str:
    """The text of a date of publication, if its first year is a guess; a correction is none.

    >>> [text for text in ("[1953?]", "1420 [1999 or 2000]", "not before 1858", "183-?") if not guessed(text)]
    []
    >>> [text for text in ("1999 [i.e. 2000]", "c1998.", "1991-[1995?]", "v. 1-") if guessed(text)]
    []
    """
    corrected = _CORRECTED.split(text[:200])[-1]
    if first := _OUR_YEAR.search(corrected):
        return text if _GUESS_BEFORE.search(corrected[: first.start()]) or first["doubt"] else ""
    return text if _PART_OF_YEAR.search(corrected) else ""


@function("playing_time", "text", "term")
@lru_cache(maxsize=4096)
def playing_time(text: str) -> str | None:
    """A playing time of six digits (hours, minutes, seconds) or three (minutes), typed; else nothing.

    It is spelled as stores spell it, without zeros in front and with no more than 59 minutes.

    >>> print(playing_time("003000"), playing_time("095"), playing_time("000"), playing_time("ca. 1 uur"))
    ... # doctest: +ELLIPSIS
    "PT30M"^^<...duration> "PT1H35M"^^<...duration> None None
    """
    text = text.strip()
    if not text.isascii() or not text.isdecimal() or len(text) not in (3, 6) or not int(text):
        return None
    seconds = int(text) * 60 if len(text) == 3 else int(text[:2]) * 3600 + int(text[2:4]) * 60 + int(text[4:])
    parts = ((seconds // 3600, "H"), (seconds // 60 % 60, "M"), (seconds % 60, "S"))
    return literals.typed("PT" + "".join(f"{n}{unit}" for n, unit in parts if n), "xsd:duration")


@function("duration", "text", "term")
@lru_cache(maxsize=4096)
def duration(text: str) -> str | None:
    """A playing time of six digits (hours, minutes, seconds), typed as they stand; else the text.

    >>> print(duration("005103"), duration("ca. 1 uur"))
    ... # doctest: +ELLIPSIS
    "PT00H51M03S"^^<...duration> "ca. 1 uur"
    """
    text = text.strip()
    if len(text) == 6 and playing_time(text):
        return literals.typed(f"PT{text[:2]}H{text[2:4]}M{text[4:]}S", "xsd:duration")
    return literals.literal(text) if text else None


@function("running_time", "text", "term")
def running_time(text: str) -> str | None:
    """The minutes of 008/18-20 of a visual material; 000 says that there are too many for three digits.

    >>> print(running_time("095"), running_time("000"), running_time("nnn"))
    "PT95M"^^<http://www.w3.org/2001/XMLSchema#duration> "more than 999 minutes" None
    """
    if text == "000":
        return '"more than 999 minutes"'
    return (
        literals.typed(f"PT{int(text)}M", "xsd:duration") if len(text) == 3 and playing_time(text) else None
    )


@function("period", "text", "text")
@lru_cache(maxsize=4096)
def period(text: str) -> str:
    """The period of a field 045 $a (w5x1: from the 1850s to the 1910s), in EDTF.

    >>> period("w5x1"), period("v-v-"), period("d7d7"), period("e8g2")
    ('185X/191X', '17XX', '-02XX', '008X/022X')
    """
    first, last = _decade(text[:2]), _decade(text[2:4])
    return first if first == last or not last else f"{first}/{last}" if first else ""


def _decade(text: str) -> str:
    letter, digit = text[:1].lower(), text[1:2]
    if letter in _PERIODS and digit.isdecimal():
        return f"-{abs(_PERIODS[letter] + int(digit)):02d}XX"
    if len(letter) == 1 and "e" <= letter <= "y":
        return f"{ord(letter) - ord('e'):02d}{digit if digit.isdecimal() else 'X'}X"
    return ""


@function("era_date", "text", "text")
def era_date(text: str) -> str:
    """A date of a field 045 $b (c0221, d1852, d18520312), in EDTF.

    >>> era_date("c0221"), era_date("d185203")
    ('-0221', '1852-03')
    """
    date: str = marc_date(text[1:])
    return "-" + date if text.startswith("c") else date


_QUALIFIERS = {"approximate": "~", "questionable": "?"}
_OPEN = ("9999", "open", "..")


@function("mods_date", "field", "text", (1, 1))
def mods_date(name: str) -> Callable[[Run, Field], str]:
    """The date in elements of MODS of this name, in EDTF: from start to end (@point), or MARC's 185u."""

    def said(run: Run, field: Field) -> str:
        dates = run.below(field, name)
        start, end = (
            next((date for date in dates if date.first("@point") == point), None)
            for point in ("start", "end")
        )
        if start or end:
            return f"{_in_edtf(start)}/{_in_edtf(end)}" if _in_edtf(start) else ""
        encoded = [date for date in dates if date.first("@encoding")] or dates
        return next((text for text in map(_in_edtf, encoded) if literals.edtf(text)), "")

    return said


def _in_edtf(date: Field | None) -> str:
    """One date of MODS in EDTF; nothing when it says nothing."""
    text = date.text.strip() if date else ""
    if text in _OPEN:
        return ".."
    plain = text if not date or date.first("@encoding") in ("edtf", "w3cdtf") else marc_date(text)
    is_said = date is not None and plain.strip("uUX") and literals.edtf(plain)
    return plain + _QUALIFIERS.get(date.first("@qualifier"), "") if date and is_said else ""


_SLASHED = re.compile(r"([0-9]{4})/([01]?[0-9])/([0-3]?[0-9])\Z")


@function("day", "text", "text")
def day(text: str) -> str:
    """The day of a date with a time, or with slashes; any other date as it is.

    >>> day("2011-07-18T16:31:00Z"), day("2019/6/1"), day("1860"), day("1860/1870")
    ('2011-07-18', '2019-06-01', '1860', '1860/1870')
    """
    if slashed := _SLASHED.match(text):
        return f"{slashed[1]}-{slashed[2]:0>2}-{slashed[3]:0>2}"
    return text.partition("T")[0] if len(text) > 10 and text[10:11] == "T" else text
