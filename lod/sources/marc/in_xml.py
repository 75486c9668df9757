"""MARC21 and UNIMARC in XML: MARCXML, MarcXchange, oai_marc, in any namespace, alone or in OAI-PMH or SRU."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Deleted, Field, Outcome, Record, Unreadable
from lod.sources import html_markup
from lod.sources.chunk import InvalidRecord
from lod.sources.clean import composed, is_clean, spaced, spaced_in_place
from lod.sources.head import Head
from lod.sources.marc import dialects, non_sorting, oai_marc, values
from lod.sources.marc.blanks import has_signs, restored
from lod.sources.marc.dialects import as_marc21
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

_NAMES = {"leader", "controlfield", "datafield"} | oai_marc.NAMES
_NAMESPACES = ("http://www.loc.gov/MARC21/slim", "info:lc/xmlns/marcxchange")
_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?(?:unimarc|marc|mrc)""", re.IGNORECASE)

split = Splitter(
    "record", "oai_marc", begun=tuple(b"<" + p + n.encode() for n in sorted(_NAMES) for p in (b"", b"marc:"))
).split


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is MARCXML."""
    if not head.is_xml:
        return 0
    if any(name.startswith(_NAMESPACES) for name in head.namespaces):
        return 95
    if "record" in head.elements and {"leader", "controlfield"} & set(head.elements):
        return 90
    if oai_marc.NAMES & set(head.elements):
        return 90
    if "datafield" in head.elements and not any("pica" in name.lower() for name in head.namespaces):
        return 60
    return 50 if "OAI-PMH" in head.elements and _HARVESTED.search(head.markup) else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element; what had to be repaired is in its warnings.

    >>> parse(b'<record><leader/><controlfield tag="001">42</controlfield></record>').id
    '42'
    """
    try:
        root, warnings = parse_tree(raw)
        element = _marc(root)
        if element is None:
            return _without_marc(root, raw, source, position, offset)
        if element.get("format", "")[:9].upper() == "INTERMARC":
            raise InvalidRecord(dialects.refused(dialects.INTERMARC))
        if any(local_name(child.tag) in oai_marc.NAMES for child in element):
            element = oai_marc.renamed(element)
        leader, fields = as_marc21(*(_regular(element) or _mended(element, warnings)))
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    if b"&" in raw or not raw.isascii() or b"CDATA" in raw:
        non_sorting.tidy(fields)
        html_markup.tidy(fields)
    ident = next((field.text.strip() for field in fields if field.tag == "001"), "")
    return Record("marcxml", ident, leader, fields, source, position, raw, list(dict.fromkeys(warnings)))


def _marc(root: Element) -> Element | None:
    """The element whose children are MARC fields: the root itself, or the first inside it."""
    if any(local_name(child.tag) in _NAMES for child in root):
        return root
    return next(
        (element for element in root.iter() if any(local_name(child.tag) in _NAMES for child in element)),
        None,
    )


def _without_marc(root: Element, raw: bytes, source: str, position: int, offset: int) -> Unreadable | Deleted:
    """A wrapper with no record in it: one that was deleted, or a message instead of one."""
    texts = {local_name(element.tag): (element.text or "").strip() for element in root.iter()}
    if any(
        local_name(element.tag) == "header" and element.get("status") == "deleted" for element in root.iter()
    ):
        return Deleted(source, position, texts.get("identifier", ""))
    said = texts.get("message") or texts.get("details")
    reason = f"the server gave a message instead of a record: {said}" if said else "no MARC fields in it"
    return Unreadable(source, position, offset, reason[:500], raw)


def _regular(record: Element) -> tuple[str, list[Field]] | None:
    """Leader and fields of a record without any fault; None when it has one."""
    leader = ""
    fields = []
    try:
        for element in record:
            name = local_name(element.tag)
            given = element.attrib
            if name == "datafield":
                indicators = given["ind1"] + given["ind2"]
                subfields = [(sub.attrib["code"], sub.text or "") for sub in element]
                if len(indicators) != 2 or not subfields or any(map(len, element)):
                    return None
                fields.append(Field(given["tag"], indicators, subfields))
            elif name == "controlfield" and not len(element):
                fields.append(Field(given["tag"], "", [("", element.text or "")]))
            elif name == "leader" and not leader:
                leader = element.text or ""
            else:
                return None
    except KeyError:
        return None
    everything = "\x1e".join([value for field in fields for _, value in field.subfields])
    names = "".join([code for field in fields for code, _ in field.subfields])
    names += "".join([field.tag + field.indicators for field in fields])
    if len(leader) != 24 or has_signs(leader) or not is_clean(leader + names) or not is_clean(everything):
        return None
    if composed(everything) is not everything:
        for field in fields:
            field.subfields = [(code, composed(value)) for code, value in field.subfields]
    return leader, fields


def _mended(record: Element, warnings: list[str]) -> tuple[str, list[Field]]:
    """Leader and fields of a record with faults."""
    leader = ""
    fields = []
    for element in record:
        name = local_name(element.tag)
        if name == "datafield":
            fields.append(_data_field(element, warnings))
        elif name == "controlfield":
            tag = _tag(element, warnings)
            fields.append(Field(tag, "", [("", values.value(_text(element, warnings), tag, warnings))]))
        elif name == "leader":
            leader = leader or values.leader(_text(element, warnings), warnings)
        else:
            warnings.append(f"<{name}> is no MARC; its text is kept under that name")
            fields.append(Field(name, "", [("", values.value("".join(element.itertext()), name, warnings))]))
    return restored(leader or values.leader("", warnings), fields, warnings), fields


def _data_field(element: Element, warnings: list[str]) -> Field:
    """A data field, whatever it lacks and whatever is in it that does not belong there."""
    tag = _tag(element, warnings)
    indicators = "".join((element.get(name) or " ")[0] for name in ("ind1", "ind2"))
    if (element.get("ind1"), element.get("ind2")) != tuple(indicators):
        warnings.append(
            f"{tag}: an indicator is missing or longer than one character; read as {indicators!r}"
        )
    subfields = [
        (spaced(sub.get("code", "")), values.value(_text(sub, warnings), tag, warnings)) for sub in element
    ]
    if any(not code for code, _ in subfields):
        warnings.append(f"{tag}: a subfield without a code")
    if not subfields and (own := (element.text or "").strip()):
        warnings.append(f"{tag}: no subfields; its text is read as $a")
        subfields = [("a", values.value(own, tag, warnings))]
    return Field(tag, spaced_in_place(indicators), subfields)


def _tag(element: Element, warnings: list[str]) -> str:
    tag = element.get("tag")
    if not tag:
        warnings.append("a field without a tag is kept as ???")
    return spaced(tag) if tag else "???"


def _text(element: Element, warnings: list[str]) -> str:
    if not len(element):
        return element.text or ""
    warnings.append("markup inside a field; its text is kept")
    return "".join(element.itertext())
