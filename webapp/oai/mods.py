"""A card as MODS 3.8, by a table of where each of its texts goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from webapp.oai.metadata_card import Card, Name, clean
from webapp.oai.xml_formats import XSI, Element, rooted

MODS = "http://www.loc.gov/mods/v3"
MODS_XSD = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"


@dataclass(frozen=True, slots=True)
class Place:
    """Where texts go: elements from the outside in, and attributes of the innermost."""

    path: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def mods(card: Card) -> Element:
    """A card as MODS."""
    root = rooted("mods", MODS)
    root.set("version", "3.8")
    root.set(f"{{{XSI}}}schemaLocation", f"{MODS} {MODS_XSD}")
    for number, title in enumerate(card.titles):
        info = etree.SubElement(root, f"{{{MODS}}}titleInfo", {"type": "alternative"} if number else {})
        _put(info, Place("title"), [title])
    for role, names in (("creator", card.creators), ("contributor", card.contributors)):
        for name in names:
            made = etree.SubElement(root, f"{{{MODS}}}name")
            _put(made, Place("namePart"), [name])
            _put(made, Place("role/roleTerm", {"type": "text", "authority": "marcrelator"}), [Name(role)])
    _origin(root, card)
    for place, texts in _rest(card):
        _put(root, place, texts)
    return root


def _origin(root: Element, card: Card) -> None:
    if card.places or card.publishers or card.dates:
        origin = etree.SubElement(root, f"{{{MODS}}}originInfo")
        _put(origin, Place("place/placeTerm", {"type": "text"}), card.places)
        _put(origin, Place("publisher"), card.publishers)
        _put(origin, Place("dateIssued"), card.dates)


def _rest(card: Card) -> list[tuple[Place, Sequence[Name]]]:
    local = [name for name in card.identifiers if name.text != card.iri]
    language = Place("language/languageTerm", {"type": "code", "authority": "rfc5646"})
    return [
        (language, card.languages),
        (Place("physicalDescription/extent"), card.forms),
        (Place("abstract"), card.descriptions),
        (Place("subject/topic"), card.subjects),
        (Place("identifier", {"type": "isbn"}), card.isbns),
        (Place("identifier", {"type": "uri"}), [Name(card.iri)]),
        (Place("identifier", {"type": "local"}), local),
        (Place("location/url", {"usage": "primary display"}), [Name(card.iri)]),
        (Place("accessCondition", {"type": "use and reproduction"}), card.rights),
    ]


def _put(parent: Element, place: Place, texts: Sequence[Name]) -> None:
    *outer, last = place.path.split("/")
    for one in texts:
        at = parent
        for name in outer:
            at = etree.SubElement(at, f"{{{MODS}}}{name}")
        etree.SubElement(at, f"{{{MODS}}}{last}", dict(place.attributes)).text = clean(one.text)
