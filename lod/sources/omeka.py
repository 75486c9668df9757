"""Omeka: items of Omeka S (JSON-LD) and of Omeka Classic (JSON of its API, and omeka-xml), as Dublin Core.

What an item says in terms of Dublin Core becomes a field of that name; other vocabularies keep their prefix.
What is not public, an item or a single value, is left where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import OWN_USE, Field, Outcome, Record, Unreadable
from lod.sources.chunk import InvalidRecord
from lod.sources.head import Head
from lod.sources.json_files.fields import objects, written
from lod.sources.json_files.records import beginning, parser
from lod.sources.json_files.split import split
from lod.sources.xml_files.fields import cleaned
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

__all__ = ["parse", "parse_xml", "recognise", "recognise_xml", "split", "split_xml"]

_ITEM_OF_S = re.compile(rb'"o:(?:id|is_public|resource_class|item_set)"\s*:')
_ITEM_OF_CLASSIC = re.compile(rb'"element_texts"\s*:\s*\[')
_NAMESPACE = "http://omeka.org/schemas/omeka-xml"
_TERM = re.compile(r"(?:dcterms|dc):(\w+)\Z")
_OF_PROGRAM = re.compile(r"@context\Z|@reverse\Z|o[:-]|thumbnail_display_urls\Z")
"""What an item of Omeka S has besides what is said of the thing."""
_NAMES = {
    "Alternative Title": "alternative",
    "Date Available": "available",
    "Date Created": "created",
    "Date Issued": "issued",
    "Date Modified": "modified",
    "Spatial Coverage": "spatial",
    "Temporal Coverage": "temporal",
    "Physical Dimensions": "extent",
    "Original Format": "medium",
}
"""Elements of Omeka Classic that are not called as their term is."""
_LICENCES = ("rights", "license")

split_xml = Splitter("item", unnested=("item",)).split
"""The bytes of each item in omeka-xml."""


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that these are items of Omeka in JSON."""
    start = beginning(head.raw)
    if start[:1] not in (b"{", b"["):
        return 0
    found = len(set(_ITEM_OF_S.findall(start))) > 1 or _ITEM_OF_CLASSIC.search(start)
    return 90 if found else 0


def recognise_xml(head: Head) -> int:
    """How sure it is, from 0 to 100, that these are items of Omeka in XML."""
    return 90 if head.is_xml and any(name.startswith(_NAMESPACE) for name in head.namespaces) else 0


def _read(item: dict[str, Any]) -> tuple[str, list[Field]]:
    """The number and the fields of an item.

    >>> parse(b'{"o:id": 7, "dcterms:title": [{"@value": "Kan", "@language": "nl"}]}').fields
    [title Kan$@langnl]
    """
    if "false" in (written(item.get("o:is_public")), written(item.get("public"))):
        raise InvalidRecord(OWN_USE)
    made = list(_of_classic(item) if "element_texts" in item else _of_s(item))
    return written(item.get("o:id")) or written(item.get("id")), made


parse = parser("omeka", _read)


def _of_s(item: dict[str, Any]) -> Iterator[Field]:
    for name, values in item.items():
        if name == "@type":
            continue
        if name == "thumbnail_display_urls" and isinstance(values, dict):
            yield from _told("image", written(values.get("large")))
        if _OF_PROGRAM.match(name):
            continue
        term = _TERM.match(name)
        for value in objects(values):
            if written(value.get("is_public")) != "false":
                yield from _value(term[1] if term else name, value)


def _value(tag: str, value: dict[str, Any]) -> Iterator[Field]:
    """A text, an address with its label, or another item by its title."""
    address = written(value.get("@id"))
    text = (
        written(value.get("@value")) or written(value.get("o:label")) or written(value.get("display_title"))
    )
    if address and tag in _LICENCES:
        yield from _told(tag, address)
        address = ""
    if written(value.get("type")).startswith("resource"):
        address = ""  # that of another item in the API
    more = {"@lang": written(value.get("@language")), "@uri": address if text else ""}
    yield from _told(tag, text or address, more)


def _told(tag: str, text: str, more: dict[str, str] | None = None) -> Iterator[Field]:
    if said := cleaned(text):
        attributes = [(code, cleaned(each)) for code, each in (more or {}).items() if each]
        yield Field(cleaned(tag) or "?", "", [("", said), *attributes])


def _of_classic(item: dict[str, Any]) -> Iterator[Field]:
    for each in objects(item.get("element_texts")):
        yield from _told(_called(_name_in(each, "element")), written(each.get("text")))
    for tag in objects(item.get("tags")):
        yield from _told("subject", written(tag.get("name")))
    yield from _told("type", _name_in(item, "item_type"))


def _name_in(of: dict[str, Any], key: str) -> str:
    inner = of.get(key)
    return written(inner.get("name")) if isinstance(inner, dict) else ""


def _called(name: str) -> str:
    """The term that an element is called by: "Is Part Of" is isPartOf."""
    words = name.split()
    camel = "".join([words[0].lower(), *(word.capitalize() for word in words[1:])]) if words else ""
    return _NAMES.get(name, camel)


def parse_xml(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in an item of omeka-xml.

    >>> text = b"<elementTextContainer><elementText><text>Kan</text></elementText></elementTextContainer>"
    >>> parse_xml(b"<item itemId='7'><element><name>Title</name>" + text + b"</element></item>").fields
    [title Kan]
    """
    try:
        item, warnings = parse_tree(raw)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    if item.get("public") == "0":
        return Unreadable(source, position, offset, OWN_USE, raw)
    made = [field for element in item.iter() for field in _of_element(element)]
    return Record("omekaxml", cleaned(item.get("itemId", "")), "", made, source, position, raw, warnings)


def _of_element(element: Element) -> Iterator[Field]:
    kind = local_name(element.tag)
    name = next((child.text or "" for child in element if local_name(child.tag) == "name"), "")
    if kind == "element":
        for text in element.iter():
            if local_name(text.tag) == "text":
                yield from _told(_called(name), text.text or "")
    elif kind in ("tag", "itemType"):
        yield from _told("subject" if kind == "tag" else "type", name)
    elif kind == "src":
        yield from _told("image", element.text or "")
