"""EDM (Europeana Data Model) in RDF/XML: objects with their aggregations, images and who and what they name.

Each record an rdf:RDF, in "pockets" or any other wrapper, or harvested by OAI-PMH; or all of them in one
rdf:RDF. What an object refers to is put where it is named: <creator resource="…"><Agent>…</Agent></creator>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lod.record import Outcome, Record, Unreadable
from lod.sources.chunk import Chunk, InvalidRecord
from lod.sources.edm.nodes import linked, of_object
from lod.sources.edm.split import split_one
from lod.sources.head import Head
from lod.sources.streams import Blocks
from lod.sources.xml_files.records import harvested, splitter, wrapper_without_record
from lod.sources.xml_files.split import PROLOG
from lod.sources.xml_files.tree import local_name, parse_tree

_NAMESPACE = "http://www.europeana.eu/schemas/edm/"
_KINDS = frozenset({"providedcho", "aggregation", "aggregatedcho", "isshownat", "isshownby", "dataprovider"})
_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?[a-z_-]*edm""", re.IGNORECASE)
_FIRST = re.compile(rb"[\s\xef\xbb\xbf]*+(?:" + PROLOG + rb"[\s\xef\xbb\xbf]*+)*<([^\s<>/!?]+)")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is EDM."""
    if not head.is_xml:
        return 0
    if any(name.startswith(_NAMESPACE) for name in head.namespaces) and "RDF" in head.elements:
        is_edm = not _KINDS.isdisjoint(map(str.lower, head.elements)) or b"providedcho" in head.markup.lower()
        return 97 if is_edm else 70
    if {"RDF", "ProvidedCHO", "Aggregation"} <= set(head.elements):
        return 80  # without a namespace, or with one that is misspelt
    return 50 if "OAI-PMH" in head.elements and _HARVESTED.search(head.markup) else 0


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each record."""
    first = _FIRST.match(blocks.head())
    if first and first[1].rpartition(b":")[2] == b"RDF":
        return split_one(blocks, source)
    return splitter("RDF")(blocks, source)


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element; known by the address of its object."""
    try:
        root, warnings = parse_tree(raw)
        graph = next((each for each in root.iter() if local_name(each.tag) == "RDF"), None)
        if graph is None:
            return wrapper_without_record(root, raw, source, position, offset)
        nodes = linked(graph, warnings)
        found, about = of_object(nodes)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    return Record("edm", about or harvested(root), "", found, source, position, raw, warnings)
