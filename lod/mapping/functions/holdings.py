"""Copies: which statement of a record is about which of them, and who has them."""

from __future__ import annotations

import re

from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import Run
from lod.rdf import iris
from lod.record import Field


@function("organization_key", "text", "text")
def organization_key(text: str) -> str:
    """What tells one organisation from another: its ISIL, its MARC code or its name.

    >>> organization_key("NL-LwTR"), organization_key("Library of Congress")
    ('=NL-LwTR', '=Library-of-Congress-m2crckh3')
    """
    return "=" + iris.key(text.strip().rstrip(".")) if text.strip(" .") else ""


_CODE = re.compile(r"[A-Za-z]{1,4}-[A-Za-z0-9:/-]{1,11}|(?=.{2,8}\Z)[A-Za-z]*[A-Z][a-z]*[A-Z][A-Za-z]*")
"""An ISIL (ISO 15511), or a code of the MARC list of organizations, in which a word has several capitals."""


@function("library_code", "text", "text")
def library_code(text: str) -> str:
    """The code of a library, when that is what a text is: a code is in no language.

    >>> library_code("NL-DEMO-BVS"), library_code("NjP"), library_code("Rotterdam")
    ('NL-DEMO-BVS', 'NjP', '')
    """
    code = text.strip()
    return code if _CODE.fullmatch(code) else ""


@function("holding_key", "field", "text", reads="8")
def holding_key(run: Run, field: Field) -> str:
    """The key of the copy that a statement of holdings is about: that of the one field 852, else its own."""
    places = run.by_tag.get("852", ())
    about = places[0] if len(places) == 1 else _linked(field, list(places))
    barcode = about.first("p").strip() if about else ""
    own = iris.key(barcode) if barcode else run.digest(about) if about else "holdings"
    return f"={run.record_key}-{own}"


def _linked(field: Field, places: list[Field]) -> Field | None:
    """The field 852 to which subfield 8 links a statement of holdings (852 $81.1 and 866 $81.1)."""
    number = _link(field).partition("\\")[0]
    same = [place for place in places if _link(place) == number]
    return same[0] if number and same else None


@function("holder", "field", "text", reads="8")
def holder(run: Run, field: Field) -> str:
    """The library whose holdings record, in an export of Alma, a field belongs to (HOL $8 and $M)."""
    number = field.first("8")
    found = [f.first("M") for f in run.by_tag.get("HOL", ()) if f.first("8") == number]
    return found[0] if found else ""


@function("member_name", "field", "text", reads="M")
def member_name(run: Run, field: Field) -> str:
    """The name that a record of a network gives to the library that a field is from (MBD $M and $n)."""
    code = field.first("M") or holder(run, field)
    found = [f.first("n") for f in run.by_tag.get("MBD", ()) if f.first("M") == code]
    return found[0] if found and code else ""


_IN_WORDS = {"863": "866", "864": "867", "865": "868"}
"""Fields of holdings in codes, and those that say the same in words."""


@function("told_in_words", "field", "text", reads="8")
def told_in_words(run: Run, field: Field) -> str:
    """Something when holdings in codes are there in words too: linked to them (866 $81), or for all."""
    words = {_link(other).partition("\\")[0] for other in run.by_tag.get(_IN_WORDS.get(field.tag, ""), ())}
    return "yes" if words & {"", "0", _link(field).partition("\\")[0]} else ""


_PATTERNS = {"863": "853", "864": "854", "865": "855"}
"""Fields of holdings in codes, and those with the captions of their levels."""
_LEVELS = "abcdef"
_TIMES = "ijklm"
_OTHER_LEVELS = "gh"


@function("holdings_in_codes", "field", "text", reads="abcdefghijklm8")
def holdings_in_codes(run: Run, field: Field) -> str:
    """Volumes and dates of holdings in codes (863-865), with the captions that belong to them (853-855)."""
    captions = _captions(run, field)
    levels = _levels(field, captions, _LEVELS)
    times = "-".join(filter(None, (field.first(code).strip() for code in _TIMES)))
    if not times and not captions and not levels:
        return ""
    other = _levels(field, captions, _OTHER_LEVELS)
    ranged = any("-" in field.first(code) for code in _TIMES)
    dated = ":".join(filter(None, (field.first(code).strip() for code in _TIMES))) if ranged else times
    text = f"{levels} ({dated})" if levels and dated else levels or dated
    return f"{text} = {other}" if other and text else text or other


def _levels(field: Field, captions: Field | None, codes: str) -> str:
    """The levels of a numbering, each with its caption, unless that is in parentheses: then it is hidden."""
    shown = []
    for code in codes:
        value = field.first(code).strip()
        if value:
            caption = captions.first(code).strip() if captions else ""
            between = " " if caption[-1:].isalpha() else ""
            shown.append(value if caption.startswith("(") else f"{caption}{between}{value}")
    return ":".join(shown)


def _captions(run: Run, field: Field) -> Field | None:
    """The pattern that a field of holdings in codes is written by: subfield 8 links them."""
    number = _link(field)
    if field.tag in _PATTERNS:
        found = list(run.by_tag.get(_PATTERNS[field.tag], ()))
    else:  # an export that puts the fields of its holdings records in one tag, the real tag in subfield 2
        wanted = _PATTERNS.get(field.first("2"), "")
        found = [
            other
            for other in run.by_tag.get(field.tag, ())
            if other.first("2") == wanted and other.first("0") == field.first("0")
        ]
    return next((other for other in found if _link(other) == number), None)


def _link(field: Field) -> str:
    return field.first("8").partition(".")[0].strip()


@function("one_of_many_links", "field", "text")
def one_of_many_links(run: Run, field: Field) -> str:
    """Something when the record has more addresses on the web than one."""
    return "yes" if len(run.by_tag.get("856", ())) > 1 else ""
