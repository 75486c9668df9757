"""Dublin Core in METS, as the MODS that says the same, by the crosswalk of the Library of Congress."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement  # only the types; parsing is in xml_files.tree

from lod.sources.xml_files.tree import local_name

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PLACES = {
    "title": "titleInfo/title",
    "alternative": "titleInfo/title",
    "creator": "name/namePart",
    "contributor": "name/namePart",
    "publisher": "originInfo/publisher",
    "date": "originInfo/dateIssued",
    "issued": "originInfo/dateIssued",
    "created": "originInfo/dateCreated",
    "subject": "subject/topic",
    "coverage": "subject/geographic",
    "spatial": "subject/geographic",
    "temporal": "subject/temporal",
    "description": "abstract",
    "abstract": "abstract",
    "type": "genre",
    "format": "physicalDescription/extent",
    "extent": "physicalDescription/extent",
    "identifier": "identifier",
    "language": "language/languageTerm",
    "rights": "accessCondition",
    "license": "accessCondition",
    "isPartOf": "relatedItem/titleInfo/title",
    "source": "note",
    "relation": "note",
}
"""Where each element of Dublin Core stands in MODS."""


def as_mods(section: Element) -> Element | None:
    """The MODS of a section of METS that has Dublin Core in it; nothing when it has none."""
    within = next(
        (each for each in section.iter() if any(local_name(child.tag) == "title" for child in each)), None
    )
    if within is None or local_name(within.tag) in ("titleInfo", "mods"):
        return None
    mods = Element("mods")
    for element in within:
        name, text = local_name(element.tag), (element.text or "").strip()
        if text and name in _PLACES:
            _put(mods, name, text, element.get(_LANGUAGE, ""))
    return mods


def _put(mods: Element, name: str, text: str, language: str) -> None:
    """Add one element of Dublin Core."""
    outer, *inner = _place(name, text).split("/")
    element = whole = SubElement(mods, outer)
    for step in inner:
        element = SubElement(element, step)
    if language:
        element.set(_LANGUAGE, language)
    if name == "creator":
        SubElement(SubElement(whole, "role"), "roleTerm", {"type": "code"}).text = "cre"
    elif name == "alternative":
        whole.set("type", "alternative")
    elif name == "isPartOf":
        whole.set("type", "host")
    elif name in ("rights", "license") and text.startswith("http"):
        whole.set("href", text)
        return
    element.text = text


def _place(name: str, text: str) -> str:
    """Where an element stands, which for some depends on what it says."""
    if name == "type" and text.casefold() == "text":
        return "typeOfResource"
    if name == "format" and "/" in text and " " not in text:
        return "physicalDescription/internetMediaType"
    return _PLACES[name]
