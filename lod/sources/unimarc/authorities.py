"""Authority records of UNIMARC (UNIMARC/A), where the table cannot say what they are in MARC 21."""

from __future__ import annotations

import re

from lod.record import Field
from lod.sources.unimarc.conversion_record import BNF, IDREF, Converted, Made, Source, taken
from lod.sources.unimarc.names import name_and_title, named
from lod.sources.unimarc.values import ark

_DAY = re.compile(r"(?P<before>-?)(?P<year>[0-9]{4})(?P<month>[0-9]{2})?(?P<day>[0-9]{2})?(?P<after>[^0-9]*)")
_FRBNF = re.compile(r"FRBNF([0-9]{8})")
_MONTHS = range(1, 13)


def of_authority(source: Source) -> list[Field]:
    """The coded data of an authority record: the day on which it was made."""
    day = source.coded[2:8]
    text = (day if day.isdigit() else " " * 6) + "|" * 34
    origin = next(iter(source.all("100")), Field("LDR", "", [("", source.leader)]))
    return [Converted(Field("008", "", [("", text)]), origin)]


def heading(one: Field, source: Source) -> Made:
    """The name in 2XX, 4XX, 5XX or 7XX as a heading of MARC 21; what introduces it ($0) as $i."""
    block = "1" if one.tag[0] == "2" else one.tag[0]
    made, used = named(Field("7" + one.tag[1:], one.indicators, one.subfields), source, block)
    for each in made:
        each.subfields.sort(key=lambda part: part[0] != "w")
        if instruction := one.first("0"):
            each.subfields.insert(0, ("i", instruction))
            used |= taken(one, "0")
    return made, used


def embedded_heading(one: Field, source: Source) -> Made:
    """A name with a title: a field 200, 210 or 220 and a field 230 behind $1."""
    block = "1" if one.tag[0] == "2" else one.tag[0]
    found, titles, used = name_and_title(one, source, ("200", "210", "220"), "230", f"7{block}")
    if found is None:
        return [], set()
    found.subfields += titles
    return [found], used


def number_of_record(one: Field, source: Source) -> Made:
    """Which authority file the record is of: 003 in MARC 21 for IdRef, an address for the BnF."""
    if source.numbers_of == IDREF:
        return [Field("003", "", [("", "IDREF")])], {0}
    own = next((found[1] for each in source.all("001") if (found := _FRBNF.match(each.text))), "")
    if source.numbers_of == BNF and own:
        address = f"http://data.bnf.fr/ark:/12148/{ark(own)}"
        return [Field("024", "7 ", [("a", address), ("2", "uri")])], {0}
    return [], set()


def life(one: Field, source: Source) -> Made:
    """The days of birth and death (103) as 046; they stand in $a and $b, or in $a one behind the other."""
    parts = [value for code, value in one.subfields if code in "ab"]
    days = parts if len(parts) > 1 else parts[0].split() if parts else []
    found = [(code, _day(text)) for code, text in zip("fg", days, strict=False)]
    subfields = [(code, day) for code, day in found if day]
    return ([Field("046", "  ", subfields)], taken(one, "ab")) if subfields else ([], set())


def _day(text: str) -> str:
    """A day as ISO 8601 has it, as precise as it is; nothing when it is doubted or before our era.

    >>> _day("18020226"), _day("1802    "), _day("-0070"), _day("18020226?")
    ('1802-02-26', '1802', '', '')
    """
    found = _DAY.fullmatch(text.strip())
    if found is None or found["before"] or found["after"].strip():
        return ""
    if not found["month"] or int(found["month"]) not in _MONTHS:
        return found["year"]
    return "-".join(part for part in (found["year"], found["month"], found["day"]) if part)
