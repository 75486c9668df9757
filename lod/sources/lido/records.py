"""LIDO 1.0 and 1.1: descriptions of museum objects; single, in a lidoWrap, or harvested by OAI-PMH."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field, Outcome, Record
from lod.sources.head import Head
from lod.sources.lido.names import NAMES, lido_name
from lod.sources.xml_files.records import parser, text_at
from lod.sources.xml_files.split import Splitter

_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?lido""", re.IGNORECASE)
_NOTHING = re.compile(r"[;,\s]+")
"""What a stylesheet leaves of values that it puts together, when none is there."""
_DATES = ("displayDate",)
_ABOUT = r"(?:ca|circa|omstreeks|rond|um|vers|about)\.?"
_PIECE = re.compile(rf"(?i)(?:{_ABOUT} ?)?(?:[0-9]{{3,4}}(?:-[0-9]{{2}}){{0,2}})?")
"""What a stylesheet puts between semicolons: a precision, a year or day, both, or nothing."""
_PRECISION = re.compile(rf"(?i)({_ABOUT});(?=[0-9])")

split = Splitter("record", "lido", unnested=("lido",)).split


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is LIDO."""
    if not head.is_xml:
        return 0
    if any(name.startswith("http://www.lido-schema.org") for name in head.namespaces):
        return 95
    if "lidoRecID" in head.elements:
        return 90
    return 50 if "OAI-PMH" in head.elements and _HARVESTED.search(head.markup) else 0


def _ident(lido: Element) -> str:
    return text_at(lido, "lidoRecID") or text_at(lido, "recordWrap", "recordID")


_parse = parser("lido", ("lido",), _ident)


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element; one without a number of its own is known by that of the object."""
    found = _parse(raw, source, position, offset)
    if isinstance(found, Record):
        mended: dict[str, str] = {}
        found.fields = _shaped(found.fields, mended)
        found.warnings += [f"the element {name} is read as {own}" for name, own in mended.items()]
        found.id = found.id or _number(found.fields)
    return found


def shaped(fields: list[Field]) -> list[Field]:
    """Fields under the names of the schema, without texts of nothing but commas and semicolons.

    >>> shaped([Field("DisplayDate", "", [("", "circa;1812;;")]), Field("term", "", [("", ";")])])
    [displayDate circa 1812, term ]
    """
    return _shaped(fields, {})


def _shaped(fields: list[Field], mended: dict[str, str]) -> list[Field]:
    for field in fields:
        if field.tag not in NAMES and (own := lido_name(field.tag)) != field.tag:
            mended[field.tag] = own
            field.tag = own
        if ";" in field.text or "," in field.text:
            field.subfields = [
                (code, _listed(text) if field.tag in _DATES and not code else text)
                for code, text in field.subfields
                if code or not _NOTHING.fullmatch(text)
            ]
        if field.fields:
            _shaped(field.fields, mended)
    return fields


def _listed(text: str) -> str:
    """A date that a stylesheet put together of precisions and years, as people write it; another as it is.

    >>> _listed("circa;1897;1900"), _listed(";1925;1925"), _listed("1913 (ontwerp); 1920 (gegoten)")
    ('circa 1897 – 1900', '1925', '1913 (ontwerp); 1920 (gegoten)')
    """
    if not all(map(_PIECE.fullmatch, text.split(";"))):
        return text
    told = _PRECISION.sub(r"\1 ", text)
    return " – ".join(dict.fromkeys(filter(None, told.split(";"))))


def _number(fields: list[Field]) -> str:
    """The number that the institution which keeps the object gives it."""
    for field in fields:
        if field.tag == "workID" and field.text:
            return field.text
        if field.fields and (inside := _number(field.fields)):
            return inside
    return ""
