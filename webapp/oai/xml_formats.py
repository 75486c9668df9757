"""Metadata as XML: Dublin Core, the Europeana Data Model, and RDF as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from lxml import etree

from lod.rdf.formats import RDF
from lod.rdf.namespaces import PREFIXES
from lod.store.documents import Document
from webapp.documents.representations import write
from webapp.http.negotiation import NothingFits
from webapp.oai.metadata_card import Card, Name, clean

Element = etree._Element

XSI = "http://www.w3.org/2001/XMLSchema-instance"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = PREFIXES["dcterms"]
EDM = "http://www.europeana.eu/schemas/edm/"
ORE = "http://www.openarchives.org/ore/terms/"
RDF_NS = PREFIXES["rdf"]
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
OAI_DC_XSD = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
EDM_XSD = "http://www.europeana.eu/schemas/edm/EDM.xsd"
RDF_XSD = "http://www.openarchives.org/OAI/2.0/rdf.xsd"

_RDF_XML = next(form for form in RDF if form.suffix == "rdf")
_NAME = re.compile(r"[A-Za-z_][\w.-]*\Z")


def rooted(name: str, space: str) -> Element:
    """The root of a document whose own namespace needs no prefix."""
    return etree.Element(f"{{{space}}}{name}", nsmap=cast(Any, {None: space, "xsi": XSI}))


def _put(parent: Element, name: str, names: Iterable[Name]) -> None:
    for one in names:
        element = etree.SubElement(parent, name)
        element.text = clean(one.text)
        if one.language:
            element.set(XML_LANG, one.language)


def _elements(card: Card) -> list[tuple[str, list[Name]]]:
    """Dublin Core's elements, in its order."""
    return [
        ("title", card.titles),
        ("creator", card.creators),
        ("subject", card.subjects),
        ("description", card.descriptions),
        ("publisher", card.publishers),
        ("contributor", card.contributors),
        ("date", card.dates),
        ("type", [Name(name) for name in card.types]),
        ("format", card.forms),
        ("identifier", [*card.identifiers, *(Name(f"urn:isbn:{one.text}") for one in card.isbns)]),
        ("source", card.owners),
        ("language", card.languages),
        ("relation", card.relations),
        ("coverage", card.places),
        ("rights", card.rights),
    ]


def dublin_core(card: Card) -> Element:
    """A card as oai_dc."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} {OAI_DC_XSD}")
    for name, values in _elements(card):
        _put(root, f"{{{DC}}}{name}", values)
    return root


def edm(card: Card, provider: str, page: str, licence: str) -> Element:
    """A card in the Europeana Data Model: the thing, its pictures, and what brings them together.

    Europeana asks for the language of each text, also where nobody said it, and for one statement of rights.
    """
    spaces = {"rdf": RDF_NS, "dc": DC, "dcterms": DCTERMS, "edm": EDM, "ore": ORE}
    root = etree.Element(f"{{{RDF_NS}}}RDF", nsmap=spaces)
    about, resource = f"{{{RDF_NS}}}about", f"{{{RDF_NS}}}resource"
    thing = etree.SubElement(root, f"{{{EDM}}}ProvidedCHO", {about: card.iri})
    for name, values in _elements(card):
        if name not in ("rights", "source"):
            unknown = name == "language" and card.sort == "TEXT" and not values
            _put(thing, f"{{{DC}}}{name}", [Name("und")] if unknown else values)
    _put(thing, f"{{{EDM}}}type", [Name(card.sort)])
    for image in card.images:
        etree.SubElement(root, f"{{{EDM}}}WebResource", {about: image.text})
    whole = etree.SubElement(root, f"{{{ORE}}}Aggregation", {about: f"{card.iri}#aggregation"})
    etree.SubElement(whole, f"{{{EDM}}}aggregatedCHO", {resource: card.iri})
    _put(whole, f"{{{EDM}}}dataProvider", (card.owners or [Name(provider)])[:1])
    etree.SubElement(whole, f"{{{EDM}}}isShownAt", {resource: page})
    for image in card.images[:1]:
        etree.SubElement(whole, f"{{{EDM}}}isShownBy", {resource: image.text})
    _put(whole, f"{{{EDM}}}provider", [Name(provider)])
    rights = card.rights[0].text if card.rights else licence
    if rights:
        etree.SubElement(whole, f"{{{EDM}}}rights", {resource: rights})
    return root


def rdf(document: Document, base: str, namespaces: tuple[str, ...] = ()) -> Element:
    """A document as RDF/XML; a statement that RDF/XML cannot hold is left out.

    With `namespaces`, only the statements whose property and class are in one of them.
    """
    kept = tuple(quad for quad in document.statements() if _fits(str(quad.predicate.value), quad, namespaces))
    body = _written(replace(document, given=kept, linked={}), base)
    return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _fits(predicate: str, quad: object, namespaces: tuple[str, ...]) -> bool:
    if not namespaces:
        return True
    if predicate == f"{RDF_NS}type":
        return str(quad.object.value).startswith(namespaces)  # type: ignore[attr-defined]
    return predicate.startswith(namespaces)


def _written(document: Document, base: str) -> bytes:
    try:
        return write(document, _RDF_XML, base)
    except NothingFits:
        kept = tuple(
            quad
            for quad in document.quads
            if clean(str(quad.object)) == str(quad.object)
            and _NAME.match(re.split(r"[/#]", quad.predicate.value)[-1])
        )
        return write(replace(document, given=kept), _RDF_XML, base)
