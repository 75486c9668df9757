"""LIDO 1.0 and 1.1: descriptions of museum objects; single, in a lidoWrap, or harvested by OAI-PMH."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_tree

from lod.sources.head import Head
from lod.sources.xml_records import parser, text_at
from lod.sources.xml_split import Splitter

_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?lido""", re.IGNORECASE)

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


parse = parser("lido", ("lido",), _ident)
"""The record in this element."""
