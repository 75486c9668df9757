"""MARC that is not MARC21: UNIMARC and danMARC2, told from it by their fields.

They come in the same dress, and the same tags mean other things: 200 is the title of UNIMARC, its 100 is no
name. Read as MARC21 such a record would have no title, and strangers for makers; it is set aside instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lod.record import Field

_PROCESSING_DATA = re.compile("[0-9]{8}")
"""UNIMARC, 100 $a: it begins with the day on which the record was made."""
_MAIN_ENTRIES = {"100", "110", "111", "130"}


def not_marc21(fields: Sequence[Field]) -> str:
    """Why a record is no MARC21, for the message that sets it aside; nothing when it may be.

    >>> not_marc21([Field("001", "", [("", "34")]), Field("200", "1 ", [("a", "Anioutka"), ("e", "roman")])])
    'it is UNIMARC (a title in 200, none in 245), whose fields are not those of MARC21: convert it first'
    >>> not_marc21([Field("200", "1 ", [("a", "Duin")]), Field("245", "10", [("a", "Duin")])])
    ''
    """
    if len(fields) > 1 and _in_subfields(fields[0], "001") and _in_subfields(fields[1], "004"):
        return _reason("danMARC2 (its numbers and codes stand in subfields of 001 and 004)")
    entries: dict[str, Field] = {}
    for field in fields:
        if field.tag == "245":
            return ""
        if field.tag == "200" or field.tag in _MAIN_ENTRIES:
            entries.setdefault(field.tag, field)
    if "100" in entries and _PROCESSING_DATA.match(entries["100"].first("a")):
        return _reason("UNIMARC (coded data in 100)")
    if "200" in entries and entries["200"].first("a") and not _MAIN_ENTRIES & entries.keys():
        return _reason("UNIMARC (a title in 200, none in 245)")
    return ""


def _in_subfields(field: Field, tag: str) -> bool:
    return field.tag == tag and any(code for code, _ in field.subfields)


def _reason(which: str) -> str:
    return f"it is {which}, whose fields are not those of MARC21: convert it first"
