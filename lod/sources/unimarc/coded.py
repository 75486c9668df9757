"""Coded data of UNIMARC (leader, 100-145) as leader, 007, 008, 041 and 044 of MARC 21, mostly by the table.

COMARC, the format of the COBISS libraries, has a subfield for each code where UNIMARC has a position; they
are put into their positions first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lod.record import Field
from lod.sources.unimarc.conversion_record import Converted, Source
from lod.sources.unimarc.table import Code, table
from lod.sources.unimarc.values import country, language

_LENGTHS = {"a": 8, "c": 14, "h": 13, "k": 6, "m": 23, "s": 14, "v": 9}
"""How long 007 is, by its first character."""
_NO_DATE = "||||"
_DIGITS = re.compile(r"[0-9 u?.\-]{4}")
_LANGUAGES = {"a": "a", "b": "k", "c": "h", "d": "b", "e": "f", "h": "e", "i": "g", "j": "j"}
"""101: text, intermediate, original, summary, contents, libretto, accompanying material, subtitles → 041."""
_OPEN = ("a", "c")
_COMARC = {
    "100": (("c", 9, 4), ("d", 13, 4), ("b", 8, 1), ("e", 17, 3), ("f", 20, 1), ("h", 22, 3)),
    "105": (("a", 0, 4), ("b", 4, 4), ("c", 8, 1), ("d", 9, 1), ("e", 10, 1), ("g", 12, 1)),
    "110": (("a", 0, 1), ("b", 1, 1), ("c", 2, 1)),
}
"""Field of COMARC → its subfields, each with the position and length that it has in UNIMARC."""


def in_positions(fields: Iterable[Field]) -> list[Field]:
    """The fields with the codes of COMARC in the positions of UNIMARC; others stay as they are.

    >>> in_positions([Field("100", "  ", [("b", "d"), ("c", "2004"), ("h", "slv")])])[0].first("a")[8:25]
    'd2004         slv'
    """
    return [_positioned(one) if one.tag in _COMARC else one for one in fields]


def _positioned(one: Field) -> Field:
    listed = _COMARC[one.tag]
    single = {code for code, _ in one.subfields}
    if single <= {"a"} or not single & {code for code, _, _ in listed if code != "a"}:
        return one
    signs = [" "] * 36
    for code, start, length in listed:
        text = "".join(value.strip() for value in one.all(code))[:length]
        signs[start : start + len(text)] = text
    rest = [(code, value) for code, value in one.subfields if code not in {each for each, _, _ in listed}]
    return Field(one.tag, one.indicators, [("a", "".join(signs)), *rest])


def coded(source: Source) -> tuple[str, list[Field], set[tuple[str, str]]]:
    """Leader and control fields of MARC 21, and the coded subfields (tag and code) that went into them."""
    leader = list("00000nam a2200000 i 4500")  # i: the table puts the marks of ISBD in
    if source.leader[18] == "n":
        leader[18] = " "
    leader[7] = source.level
    fixed = list(" " * 6 + "|" * 32 + "  ")
    described: dict[str, list[str]] = {}
    origins: dict[str, Field] = {}
    used: set[tuple[str, str]] = set()
    for code in table().codes:
        origin, text = _text(code, source)
        if text is None:
            continue
        found = _looked_up(code, text)
        if origin is not None:
            used.add((code.source.tag, code.source.code))
        if not found.strip("|"):
            continue
        _put(code, found, leader, fixed, described)
        if origin is not None:
            origins.setdefault(code.to.tag, origin)
    _dates(source, fixed)
    if source.is_online is not None:
        fixed[29 if leader[6] in "efgk" else 23] = "o" if source.is_online else "s"
    fields = [Field("008", "", [("", "".join(fixed))])]
    if not source.has("801") and (spoken := language(source.cataloguing, fields[0], source)):
        fields.append(Field("040", "  ", [("b", str(spoken))]))
    origin = _first(source, ("100", "101", "102")) or Field("LDR", "", [("", source.leader)])
    made = [Converted(each, origin) for each in fields]
    for kind, signs in sorted(described.items()):
        own = Field("007", "", [("", "".join(signs))])
        made.append(Converted(own, origins[f"007{kind}"]))
    return "".join(leader), [*made], used


def _first(source: Source, tags: Iterable[str]) -> Field | None:
    return next((one for tag in tags for one in source.all(tag)), None)


def _text(code: Code, source: Source) -> tuple[Field | None, str | None]:
    """The characters that a code is read from, and their field; None when the record has none of them."""
    place = code.source
    if place.tag == "leader":
        return None, source.leader[place.start : place.end]
    for one in source.all(place.tag):
        value = next((value for each, value in one.subfields if each == place.code), None)
        if value is None or not source.holds(code.when, one):
            continue
        if code.unless and source.holds(code.unless, one):
            continue
        return one, value[place.start : place.end]
    return None, None


def _looked_up(code: Code, text: str) -> str:
    """What the characters are in MARC 21; `|` for those that mean nothing there."""
    length = code.to.end - code.to.start
    if code.copy:
        return text if re.fullmatch(code.copy, text) else "|" * length
    if code.whole:
        return code.table.get(text.strip(), "|")
    signs = [code.table.get(sign, code.table.get("*", "|")) for sign in text.lower()]
    if code.first:
        return next((sign for sign in signs if sign != "|"), "|")
    if code.pack:
        own = list(dict.fromkeys(sign for sign in signs if sign not in "| "))
        if not own and "|" in text:
            return "|" * length  # the cataloguer did not say
        return "".join(own).ljust(length)[:length]
    return "".join(signs).ljust(length, "|")[:length]


def _put(
    code: Code, found: str, leader: list[str], fixed: list[str], described: dict[str, list[str]]
) -> None:
    """Put characters in their place."""
    to = code.to
    if to.tag == "leader":
        leader[to.start : to.end] = found
    elif to.tag == "008":
        fixed[to.start : to.end] = found
    else:
        kind = to.tag[3]
        signs = described.setdefault(kind, list(kind + "|" * (_LENGTHS[kind] - 1)))
        signs[to.start : to.end] = found


def _dates(source: Source, fixed: list[str]) -> None:
    """Days, years, country and language of 008."""
    text = source.coded
    if text[2:8].isdigit():
        fixed[:6] = text[2:8]
    if source.has("100"):
        first, second = _year(text[9:13]), _year(text[13:17])
        is_open = text[8] in _OPEN and not text[13:17].strip()
        fixed[7:11] = first
        fixed[11:15] = ("9999" if text[8] == "a" else "uuuu") if is_open else second
    places = [code for code in map(country, source_values(source, "102", "a")) if code]
    fixed[15:18] = (places[0] if places else "|||").ljust(3)[:3]
    spoken = _spoken(source, "a")
    fixed[35:38] = spoken[0] if spoken else "|||"


def source_values(source: Source, tag: str, code: str) -> list[str]:
    """All values of a subfield in the record."""
    return [value for one in source.all(tag) for value in one.all(code)]


def _year(text: str) -> str:
    """A year with `u` for what is not known; nothing when it is none.

    >>> _year("19  "), _year("2011"), _year("    "), _year("MDCC")
    ('19uu', '2011', '    ', '||||')
    """
    if not text.strip():
        return "    "
    return re.sub(r"[^0-9]", "u", text) if _DIGITS.fullmatch(text) and text[0].isdigit() else _NO_DATE


def _spoken(source: Source, code: str) -> list[str]:
    """The languages in a subfield of 101."""
    found = (language(value, Field("101", "", []), source) for value in source_values(source, "101", code))
    return [code for code in found if isinstance(code, str) and code]


def languages(one: Field, source: Source) -> tuple[list[Field], set[int]]:
    """101 as 041: when it is a translation, or in more than one language; one alone stands in 008."""
    used: set[int] = set()
    subfields: list[tuple[str, str]] = []
    for at, (code, value) in enumerate(one.subfields):
        known = language(value, one, source)
        if code in _LANGUAGES and isinstance(known, str) and known:
            used.add(at)
            subfields.append((_LANGUAGES[code], known))
    is_translated = one.indicators[:1] in ("1", "2")
    if len(subfields) < 2 and not is_translated:
        return [], used
    subfields.sort(key=lambda part: "abefghkj".find(part[0]))
    return [Field("041", f"{int(is_translated)} ", subfields)], used


def countries(one: Field, source: Source) -> tuple[list[Field], set[int]]:
    """102 as 044, when it is of more than one country; one alone stands in 008."""
    known = [(at, country(value)) for at, (code, value) in enumerate(one.subfields) if code == "a"]
    found = [(at, code) for at, code in known if code]
    subfields = [("a", code) for _, code in found]
    return ([Field("044", "  ", subfields)] if len(subfields) > 1 else []), {at for at, _ in found}
