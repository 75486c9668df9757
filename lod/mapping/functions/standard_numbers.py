"""Numbers that stand on things: ISBN and ISSN with their check digits, and pages."""

from __future__ import annotations

import re
from functools import lru_cache

from stdnum import isbn as stdnum_isbn
from stdnum import issn as stdnum_issn
from stdnum.exceptions import ValidationError

from lod.mapping.functions.punctuation import chop
from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_NUMBER = re.compile(r"[0-9][0-9 -]{7,16}[0-9Xx]")
_ISBN_10 = re.compile(r"[0-9]{9}[0-9Xx](?![ -]*[0-9Xx])")
_PAGES = re.compile(
    r"(?:^|[\s,(\]])((?:\[?[0-9]{1,5}\]?(?:, ?| and | \+ )){0,20}\[?[0-9]{1,5}\]?)\s*"
    r"(?:p|pp|pages|pag|p[aá]ginas|blz|bladzijden|S|Seiten|s|str|sivua|с|стр|頁|页)\b\.?"
)
"""A run of pages, with the runs before it that share its unit: "[1], 32, [1] p.".

Of a long list of numbers each could begin a run that goes on to the end: twenty are more than anybody counts.
"""
_NOT_THE_TEXT = re.compile(
    r"\[?[0-9]{1,5}\]?\s*(?:unnumbered )?(?:p|pages|S|s)\b\.?\s*(?:l\b|of plates|of ill|de pl)"
    r"|\((?=[^()]*\))[^()]*\bblank\b[^()]*\)"
)
"""Preliminary leaves, plates, and what is said of blank pages."""
_VOLUMES = re.compile(r"(?:[0-9>]\s*|^)(?:v|vols?|volumes?|dl|delen|Bde?)\b(?!,)")
_RUN = re.compile(r"(\[?)([0-9]+)")


@function("isbn", "text", "text")
@lru_cache(maxsize=65536)
def isbn(text: str) -> str:
    """The ISBN in a text as thirteen digits; nothing when its check digit is wrong.

    >>> isbn("90-214-1383-3 (pbk.)"), isbn("9789021413839"), isbn("9021413830")
    ('9789021413839', '9789021413839', '')
    """
    if _ISBN_10.match(text):  # the library is slow, and most are written so
        return _thirteen(text[:10])
    found = _NUMBER.search(text)
    try:
        number: str = stdnum_isbn.validate(found.group(), convert=True) if found else ""
    except ValidationError:
        return ""
    return number


def _thirteen(number: str) -> str:
    """Ten digits as thirteen; nothing when the check digit is wrong."""
    digits = [int(sign) for sign in number[:9]]
    check = sum([digit * weight for weight, digit in enumerate(digits, 1)]) % 11
    if number[9].upper() != "0123456789X"[check]:
        return ""
    weighed = 38 + sum(digits) + 2 * sum(digits[::2])
    return f"978{number[:9]}{-weighed % 10}"


@function("issn", "text", "text")
@lru_cache(maxsize=16384)
def issn(text: str) -> str:
    """The ISSN in a text, with its hyphen; nothing when its check digit is wrong.

    >>> issn("ISSN 0723-2055."), issn("0723-2056")
    ('0723-2055', '')
    """
    found = re.search(r"[0-9]{4}-?[0-9]{3}[0-9Xx]", text)
    try:
        number: str = stdnum_issn.format(stdnum_issn.validate(found.group())) if found else ""
    except ValidationError:
        return ""
    return number


@function("opus_and_number", "field", "text", reads="ab", pure=True)
def opus_and_number(run: Run, field: Field) -> str:
    """Opus number and serial number of a musical work (383) as one: "op. 27, no. 2, no. 14"."""
    return f"{field.first('b')}, {chop(field.first('a'))}"


@function("pages", "text", "text")
@lru_cache(maxsize=65536)
def pages(text: str) -> str:
    """The number of pages of the one run in Arabic numerals that an extent gives.

    Unnumbered pages do not count beside numbered ones, nor does a short run of its own: the front matter.

    >>> pages("283 p. :"), pages("xii, 340 pages"), pages("2 v. (340, 210 p.)"), pages("1 map")
    ('283', '340', '', '')
    >>> [pages(text) for text in ("284, [4] p. ;", "[1], 32, [1] s.", "414 p., [32] p. of plates")]
    ['284', '32', '414']
    >>> [pages(text) for text in ("212, 134 p.", "1 online resource (xvi, 300 pages)", "4, 273 p.")]
    ['', '300', '273']
    """
    text = _NOT_THE_TEXT.sub("", text)
    found = _PAGES.findall(text)
    if len(found) != 1 or _VOLUMES.search(text):
        return ""
    runs = _RUN.findall(found[0])
    numbered = [int(number) for bracket, number in runs if not bracket or len(runs) == 1]
    longest = max(numbered, default=0)
    return str(longest) if longest >= 5 * (sum(numbered) - longest) and longest else ""


@function("performers", "field", "text", reads="ab", pure=True)
def performers(run: Run, field: Field) -> str:
    """How many players the codes of a field 048 count; 10 for ten or more."""
    counts = [value[2:4].strip() for code, value in field.subfields if code in "ab"]
    total = sum(int(count) if count.isdecimal() else 1 for count in counts)
    return str(min(total, 10))


_DEGREES = re.compile(r"([NSEWnsew+-]?)([0-9]{1,3})(?:\.([0-9]+)|([0-9]{2})([0-9]{2}))?\Z")


@function("degrees", "text", "text")
def degrees(text: str) -> str:
    """A coordinate (E0062530, 006.425) in degrees with four decimals at most; nothing when it is none.

    >>> degrees("W0062530"), degrees("N52.25"), degrees("E6"), degrees("N 050 58 49"), degrees("about")
    ('-6.425', '52.25', '6', '50.9803', '')
    """
    found = _DEGREES.match("".join(text.split()))  # the GND parts degrees, minutes and seconds by blanks
    if not found:
        return ""
    sign, whole, decimals, minutes, seconds = found.groups()
    value = float(f"{whole}.{decimals or 0}") + int(minutes or 0) / 60 + int(seconds or 0) / 3600
    return f"{-value if sign in tuple('SWsw-') else value:.4f}".rstrip("0").rstrip(".")


@function("box", "field", "text", reads="defg", pure=True, needs="d")
def box(run: Run, field: Field) -> str:
    """The area between the coordinates of a field 034: south, west, north, east; nothing without all four."""
    west, east, north, south = (degrees(field.first(code)) for code in "defg")
    return f"{south} {west} {north} {east}" if west and east and north and south else ""


@function("area_name", "field", "text", reads="defg", pure=True, needs="d")
def area_name(run: Run, field: Field) -> str:
    """The area between the coordinates of a field 034 as a map says it; what is no coordinate as it stands.

    >>> made = [("d", "E0700000"), ("e", "E1603000"), ("f", "N0550000"), ("g", "S010.5")]
    >>> area_name(..., Field("034", "1 ", made))
    'E 70°–E 160°30′/N 55°–S 10.5°'
    """
    west, east, north, south = (
        _as_on_maps(field.first(code), "EW" if code in "de" else "NS") for code in "defg"
    )
    return f"{west}–{east}/{north}–{south}"


def _as_on_maps(text: str, directions: str) -> str:
    found = _DEGREES.match(text.strip())
    if not found:
        return text.strip()
    sign, whole, decimals, *rest = found.groups()
    minutes, seconds = (int(part or 0) for part in rest)
    direction = directions[sign == "-"] if sign in ("", "+", "-") else sign.upper()
    degrees_said = f"{int(whole)}.{decimals}" if decimals else str(int(whole))
    more = f"{minutes}′" * bool(minutes or seconds) + f"{seconds}″" * bool(seconds)
    return f"{direction} {degrees_said}°{more}"


_NO_PART_OF_IT = str.maketrans("", "", "[] ")


@function("pages_of_part", "text", "text")
def pages_of_part(text: str) -> str:
    """The pages that the place of a part in its host names.

    >>> pages_of_part("Jrg. 24 (1860), p. 1-12"), pages_of_part("Vol. 3, no. 2"), pages_of_part("S. 117")
    ('1-12', '', '117')
    >>> pages_of_part("2d. ser. v. 3, p. [231]-236")  # a page without its number on it is counted
    '231-236'
    """
    found = re.search(
        r"(?:\b(?:p|pp|pag|pages?|blz|pp?g|S|Seiten?)\b\.?)\s*(\[?[0-9]+\]?(?:\s*[-–]\s*\[?[0-9]+)?)", text
    )
    return found[1].translate(_NO_PART_OF_IT) if found else ""
