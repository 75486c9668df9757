"""Copies: which statement of a record is about which of them, and who has them."""

from __future__ import annotations

from lod.mapping.functions import function
from lod.mapping.run import Run
from lod.rdf import iris
from lod.record import Field


@function("organization_key", "text", "text")
def organization_key(text: str) -> str:
    """What tells one organisation from another: its ISIL, its MARC code or its name.

    >>> organization_key("NL-LwTR"), organization_key("Library of Congress")
    ('=NL-LwTR', '=Library-of-Congress-m2crckh3')
    """
    return "=" + iris.key(text.strip().rstrip(".")) if text.strip(" .") else ""


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
    number = field.first("8").partition(".")[0].partition("\\")[0]
    same = [place for place in places if place.first("8").partition(".")[0] == number]
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


@function("one_of_many_links", "field", "text")
def one_of_many_links(run: Run, field: Field) -> str:
    """Something when the record has more addresses on the web than one."""
    return "yes" if len(run.by_tag.get("856", ())) > 1 else ""
