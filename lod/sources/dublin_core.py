"""Dublin Core: simple (oai_dc) and qualified (dcterms), alone, in any wrapper, or harvested by OAI-PMH."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_tree

from lod.record import Outcome, Record
from lod.sources.head import Head
from lod.sources.xml_records import parser, splitter, text_at
from lod.sources.xml_tree import tree

NAMES = ("dc", "qualifieddc", "dcterms", "dcx")
_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?(?:oai_dc|oai_qdc|qdc|dcterms|dcx)""", re.IGNORECASE)
_NAMESPACES = ("http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is Dublin Core."""
    if not head.is_xml:
        return 0
    if any(name in head.elements for name in NAMES) and any(
        n.startswith(_NAMESPACES) for n in head.namespaces
    ):
        return 85
    is_harvest = "OAI-PMH" in head.elements and "ListIdentifiers" not in head.elements
    return 50 if is_harvest and _HARVESTED.search(head.markup) else 0


split = splitter(*NAMES)
"""The bytes of each record."""


def _ident(element: Element) -> str:
    return text_at(element, "identifier")


_parse = parser("dc", NAMES, _ident)


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element; known by the identifier that the harvest gives it, else by its own.

    >>> parse(b"<record><header><identifier>oai:1</identifier></header><dc><title>T</title></dc></record>").id
    'oai:1'
    """
    found = _parse(raw, source, position, offset)
    if isinstance(found, Record):
        found.id = text_at(tree(raw)[0], "header", "identifier") or found.id
    return found
