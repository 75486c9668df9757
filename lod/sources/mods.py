"""MODS 3 alone, in a collection, in answers of OAI-PMH and SRU; and METS with it, or with Dublin Core."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import dublin_core
from lod.sources.chunk import Chunk, InvalidRecord
from lod.sources.datacite import STEMS
from lod.sources.head import Head
from lod.sources.mets import described
from lod.sources.streams import Blocks
from lod.sources.xml_files.fields import cleaned, fields
from lod.sources.xml_files.records import harvested, splitter, text_at, wrapper_without_record
from lod.sources.xml_files.tree import local_name, parse_tree

_MODS = "http://www.loc.gov/mods/"
_METS = "http://www.loc.gov/METS"
_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?(?:oai_)?(?:mods|mets)""", re.IGNORECASE)
_PACKED = re.compile(rb"<(?:[^\s<>/:!?]+:)?mets[\s>]")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is MODS."""
    if not head.is_xml or _is_of_dublin_core(head):
        return 0
    if {"mods", "modsCollection"} & set(head.elements):
        return 96 if any(name.startswith(_MODS) for name in head.namespaces) else 80
    if "mets" in head.elements and any(name.startswith(_METS) for name in head.namespaces):
        return 75 if any(name.startswith(_MODS) for name in head.namespaces) else 40
    return 50 if "OAI-PMH" in head.elements and _HARVESTED.search(head.markup) else 0


def _is_of_dublin_core(head: Head) -> bool:
    """Whether the first record of a harvest is of Dublin Core: then so are the others, but for a stray."""
    names = head.elements
    if "OAI-PMH" not in names or "metadata" not in names:
        return False
    return names[names.index("metadata") + 1 :][:1] in [(name,) for name in dublin_core.NAMES]


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each record: of METS the whole, with its images."""
    return splitter("mets" if _PACKED.search(blocks.head()) else "mods")(blocks, source)


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element; a name that comes in parts has the heading that they make as its text.

    >>> parts = b'<namePart type="given">Frederik</namePart><namePart type="family">Eeden, van</namePart>'
    >>> parse(b'<mods><name type="personal">' + parts + b"</name></mods>").fields[0].text
    'Eeden, van, Frederik'
    """
    try:
        root, warnings = parse_tree(raw)
        package = next((each for each in root.iter() if local_name(each.tag) == "mets"), None)
        if package is not None:
            element, found = described(package)
        else:
            element = next((each for each in root.iter() if local_name(each.tag) == "mods"), None)
            found = fields(element) if element is not None else []
        if element is None:
            return wrapper_without_record(root, raw, source, position, offset)
        found = named(found)
        alone, first = map(cleaned, _idents(element))
        ident = (
            alone or harvested(root) or cleaned("" if package is None else package.get("OBJID", "")) or first
        )
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    return Record("mods", ident, "", found, source, position, raw, warnings)


def _idents(mods: Element) -> tuple[str, str]:
    """Its number as the catalogue gives it, else its first identifier of itself alone; and the first of all.

    Those of what it is related to are not its own; an ISBN is of all that describe an edition or its parts.
    """
    found = text_at(mods, "recordInfo", "recordIdentifier")
    own = (child for child in mods if local_name(child.tag) == "identifier" and child.get("invalid") != "yes")
    told = [(each.get("type", ""), text) for each in own if (text := (each.text or "").strip())]
    alone = next((text for kind, text in told if not _OF_MANY.match(f"{kind} {text}")), "")
    return found or alone, told[0][1] if told else ""


_OF_MANY = re.compile(r"(?:eissn|is[bsm]n(?:-?1[03])?) |\S* ?urn:is[bs]n:", re.IGNORECASE)


_EU_REPO = "info:eu-repo/semantics/"
"""Before the words for genres that repositories of research have in common, which are English."""
_ORDER = ("family", "", "given", "termsOfAddress", "date")


def named(fields: list[Field]) -> list[Field]:
    """The fields, in which each name has the text of its heading with its dates, and each title all of it."""
    for field in fields:
        if field.tag == "titleInfo" and not field.text:
            _whole_title(field)
        if field.tag == "name" and not field.text:
            parts = [each for each in field.fields or () if each.tag == "namePart" and each.text]
            parts.sort(key=lambda each: _rank(each.first("@type")))
            between = ", " if field.first("@type") in ("personal", "family", "") else ". "
            shown = next((each.text for each in field.fields or () if each.tag == "displayForm"), "")
            text = between.join(each.text.rstrip(", ") for each in parts) or shown
            if text:
                field.subfields.insert(0, ("", text))
        if field.tag == "nameIdentifier" and (stem := STEMS.get(field.first("@type").upper())):
            field.subfields = [(code, _addressed(stem, text, code)) for code, text in field.subfields]
        if (
            field.tag == "geographic"
            and field.first("@authority").lower() == "tgn"
            and field.text.isdecimal()
        ):
            others = [pair for pair in field.subfields if pair[0]]
            field.subfields = [*others, ("@valueURI", f"http://vocab.getty.edu/tgn/{field.text}")]
        if field.tag == "genre" and field.text.startswith(_EU_REPO):
            told = [("", field.text.removeprefix(_EU_REPO)), ("@lang", "en")]
            field.subfields = told + [pair for pair in field.subfields if pair[0] not in ("", "@lang")]
        named(field.fields or [])
    return fields


def _addressed(stem: str, text: str, code: str) -> str:
    """The address that a number of somebody stands for; an address, and an attribute, as it is."""
    return text if code or "://" in text else f"{stem}{text}"


def _whole_title(field: Field) -> None:
    """Give a title its parts as one text, as catalogues write it: "De brug : roman. 2, Terug"."""
    parts = {each.tag: each for each in reversed(field.fields or []) if each.text}
    text = ""
    for name, mark in (
        ("nonSort", ""),
        ("title", " "),
        ("subTitle", " : "),
        ("partNumber", ". "),
        ("partName", ", "),
    ):
        if name in parts:
            mark = "" if not text or (name == "title" and text[-1] in "'’-") else mark
            text += mark + parts[name].text
    if text:
        field.subfields.insert(0, ("", text))
    spoken = next((lang for each in parts.values() if (lang := each.first("@lang"))), "")
    if spoken and not field.first("@lang"):
        field.subfields.append(("@lang", spoken))


def _rank(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else 1
