"""Adlib and Axiell Collections XML: museum objects, books, archives, terms and names; with groups or without.

A record has its fields in the same shape whichever way it was exported: see `fields`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Outcome, Record, Unreadable
from lod.sources.adlib.fields import grouped
from lod.sources.chunk import Chunk, InvalidRecord
from lod.sources.head import Head
from lod.sources.streams import Blocks
from lod.sources.xml_files.fields import cleaned, fields
from lod.sources.xml_files.records import harvested, text_at, wrapper_without_record
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?[a-z_]*adlib""", re.IGNORECASE)
_ERROR = re.compile(rb"<(?:[^\s<>/:!?]+:)?error(?=[\s>])[^<>]*>(.*?)</(?:[^\s<>/:!?]+:)?error\s*>", re.DOTALL)
_TAGS = re.compile(rb"<[^<>]*>")
_NUMBERED = re.compile(rb"""<(?:[^\s<>/:!?]+:)?record\s[^<>]*\bpriref\s*=""")

# Only a record of Adlib itself has its number before the next begins; a wrapper of OAI-PMH has none.
_SPLITTER = Splitter("record", begun=(b" priref=", b"<priref>"))


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each record; of an answer with an error instead of records, what the server said."""
    head = blocks.head()
    any_record = False
    for piece in _SPLITTER.split(blocks, source):
        any_record = True
        yield piece
    if not any_record and (found := _ERROR.search(head)):
        said = cleaned(_TAGS.sub(b" ", found[1]).decode("utf-8", "replace"))
        yield Unreadable(source, 1, 0, f"no record in it, but an error: {' '.join(said.split())[:300]}", head)


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is Adlib XML."""
    if not head.is_xml:
        return 0
    names = {name.lower() for name in head.elements}
    if "adlibxml" in names:
        return 98
    if "record" in names and ("priref" in names or _NUMBERED.search(head.markup)):
        return 92
    return 50 if "OAI-PMH" in head.elements and _HARVESTED.search(head.markup) else 0


def _ident(record: Element) -> str:
    return record.get("priref", "") or text_at(record, "priref")


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element, with its fields in groups and under one name.

    >>> parse(b'<record priref="7"><objectnaam>schilderij</objectnaam></record>').fields[-1]
    Object_name  [object_name schilderij]
    """
    try:
        root, warnings = parse_tree(raw)
        element = next((each for each in root.iter() if _is_record(each)), None)
        if element is None:
            return wrapper_without_record(root, raw, source, position, offset)
        found = grouped(fields(element))
        ident = cleaned(_ident(element)) or harvested(root)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    return Record("adlib", ident, "", found, source, position, raw, warnings)


def _is_record(element: Element) -> bool:
    """Whether it is a record, and not what a harvest puts around one."""
    return local_name(element.tag) == "record" and all(local_name(child.tag) != "header" for child in element)
