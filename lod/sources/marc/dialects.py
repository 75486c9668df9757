"""MARC that is not MARC21, told by its fields: UNIMARC is converted, danMARC2 and INTERMARC are set aside.

They come in the same dress, and the same tags mean other things: 200 is the title of UNIMARC, its 100 is
no name. Read as MARC21 such a record would have no title, and strangers for makers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lod.record import Field
from lod.sources.chunk import InvalidRecord

UNIMARC = "UNIMARC"
_PROCESSING_DATA = re.compile("[0-9]{8}")
"""UNIMARC, 100 $a: it begins with the day on which the record was made."""
_INTERMARC_ROLE = re.compile("0[0-9]{3}")
"""A role in INTERMARC has four figures: 0070 is the author."""
_MAIN_ENTRIES = {"100", "110", "111", "130"}
_DANMARC = "danMARC2 (its numbers and codes stand in subfields of 001 and 004)"
INTERMARC = "INTERMARC of the BnF (roles of four figures), which gives the same records in UNIMARC too"


def as_marc21(leader: str, fields: list[Field]) -> tuple[str, list[Field]]:
    """Leader and fields as MARC21 has them, whichever MARC they are in; InvalidRecord when they cannot be.

    >>> as_marc21("", [Field("001", "", [("", "34")]), Field("200", "1 ", [("a", "Anioutka")])])[1][2]
    245 00 $aAnioutka (UNIMARC 200 1  $aAnioutka)
    >>> as_marc21("", [Field("200", "1 ", [("a", "Duin")]), Field("245", "10", [("a", "Duin")])])[1]
    [200 1  $aDuin, 245 10 $aDuin]
    """
    other = dialect_of(fields)
    if not other:
        return leader, fields
    if other != UNIMARC:
        raise InvalidRecord(refused(other))
    from lod.sources.unimarc import conversion as unimarc  # only who brings UNIMARC needs its tables

    return unimarc.as_marc21(leader, fields)


def refused(other: str) -> str:
    """Why a record in another MARC is set aside."""
    return f"it is {other}, whose fields are not those of MARC21: convert it first"


def dialect_of(fields: Sequence[Field]) -> str:
    """What a record that is no MARC21 is in; nothing when it may be MARC21.

    >>> dialect_of([Field("001", "", [("", "34")]), Field("200", "1 ", [("a", "Anioutka"), ("e", "roman")])])
    'UNIMARC'
    >>> dialect_of([Field("200", "1 ", [("a", "Duin")]), Field("245", "10", [("a", "Duin")])])
    ''
    """
    if len(fields) > 1 and _in_subfields(fields[0], "001") and _in_subfields(fields[1], "004"):
        return _DANMARC
    entries: dict[str, Field] = {}
    for field in fields:
        if field.tag == "245":
            main = entries.get("100")
            return INTERMARC if main is not None and _INTERMARC_ROLE.fullmatch(main.first("4")) else ""
        if field.tag == "200" or field.tag in _MAIN_ENTRIES:
            entries.setdefault(field.tag, field)
    if "100" in entries and _PROCESSING_DATA.match(entries["100"].first("a")):
        return UNIMARC
    if "200" in entries and entries["200"].first("a") and not _MAIN_ENTRIES & entries.keys():
        return UNIMARC
    return UNIMARC if _is_comarc(fields, entries) else ""


def _is_comarc(fields: Sequence[Field], entries: dict[str, Field]) -> bool:
    """Whether the codes of 100 stand in subfields, as the COBISS libraries have them, with a title in 200."""
    return (
        "200" in entries
        and "100" in entries
        and entries["100"].first("a") == ""
        and entries["100"].first("c").isdigit()
        and any(field.tag == "101" for field in fields)
    )


def _in_subfields(field: Field, tag: str) -> bool:
    return field.tag == tag and any(code for code, _ in field.subfields)
