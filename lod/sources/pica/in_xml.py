"""PICA+ in XML: PicaXML in its namespace or none, alone or in a collection, or wrapped in OAI-PMH or SRU."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import html_markup
from lod.sources.chunk import InvalidRecord
from lod.sources.clean import composed, spaced
from lod.sources.head import Head
from lod.sources.pica.values import cleaned, ident, occurring
from lod.sources.xml_files.records import wrapper_without_record
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

_NAMESPACE = "info:srw/schema/5/picaxml"
_TAGGED = re.compile(rb"""<(?:[^\s<>/:!?]+:)?datafield[^<>]*\stag\s*=\s*["'][0-2][0-9]{2}[A-Z@]["']""")
_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?pica""", re.IGNORECASE)
_TAG = re.compile(r"([0-2][0-9]{2}[A-Z@])(?:/([0-9]{2,3}))?")

split = Splitter("record", begun=(b"<datafield", b"<pica:datafield", b"<p:datafield")).split


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is PicaXML."""
    if not head.is_xml:
        return 0
    if any(name.lower().startswith(_NAMESPACE) for name in head.namespaces):
        return 97
    if _TAGGED.search(head.markup):
        return 95
    return 50 if "OAI-PMH" in head.elements and _HARVESTED.search(head.markup) else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element; what had to be repaired is in its warnings.

    >>> parse(b"<record><datafield tag='003@'><subfield code='0'>7</subfield></datafield></record>").id
    '7'
    """
    try:
        root, warnings = parse_tree(raw)
        element = _pica(root)
        if element is None:
            return wrapper_without_record(root, raw, source, position, offset)
        fields = [_field(child, warnings) for child in element]
        if b"&" in raw or b"CDATA" in raw:
            html_markup.tidy(fields)
        found = ident(fields, warnings)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    return Record("picaxml", found, "", fields, source, position, raw, list(dict.fromkeys(warnings)))


def _pica(root: Element) -> Element | None:
    """The element whose children are fields: the root itself, or the first inside it."""
    inside = (
        element for element in root.iter() if any(local_name(child.tag) == "datafield" for child in element)
    )
    return next(inside, None)


def _field(element: Element, warnings: list[str]) -> Field:
    """A field, whatever it lacks and whatever is in it that does not belong there."""
    name = local_name(element.tag)
    if name != "datafield":
        warnings.append(f"<{name}> is no PICA+; its text is kept under that name")
        return Field(name, "", [("", cleaned("".join(element.itertext()), name, warnings))])
    tag, occurrence = element.get("tag", "").strip(), element.get("occurrence", "").strip()
    found = _TAG.fullmatch(tag)
    if not found:
        warnings.append(
            f"a field with the tag {tag[:20]!r}, which is none of PICA+" if tag else "a field without a tag"
        )
    tag = found[1] if found else spaced(tag) or "???"
    occurrence = occurrence or (found[2] or "" if found else "")
    subfields = [(_code(sub, tag, warnings), _text(sub, tag, warnings)) for sub in element]
    if not subfields and (own := cleaned(element.text or "", tag, warnings)):
        warnings.append(f"{tag}: no subfields; its text is read as $a")
        subfields = [("a", own)]
    return Field(tag, occurring(spaced(occurrence)), subfields)


def _code(element: Element, tag: str, warnings: list[str]) -> str:
    code = spaced(element.get("code", ""))
    if len(code) != 1:
        warnings.append(f"{tag}: a subfield without a code of one character")
    return composed(code[:1]) or "?"


def _text(element: Element, tag: str, warnings: list[str]) -> str:
    if len(element):
        warnings.append(f"{tag}: markup inside a field; its text is kept")
    return cleaned("".join(element.itertext()), tag, warnings, element.get("code", ""))
