"""The formats in which things are given, each once: its name, for which things, and who writes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from lod import sources
from lod.rdf.iris import Thing
from lod.rdf.namespaces import PREFIXES
from lod.record import Record
from lod.register.listing import formats_of
from lod.register.register import Register
from lod.store.documents import Document, Reader
from webapp.oai import xml_formats
from webapp.oai.marc import MARC, MARC_XSD, marcxml
from webapp.oai.metadata_card import card
from webapp.oai.mods import MODS, MODS_XSD, mods
from webapp.oai.xml_formats import Element

MARC_FORMATS = ("marc21", "marcxml", "aleph", "mrk", "marcjson")
"""Formats of source records that are MARC 21, whatever they look like."""


class StaleRelease(Exception):
    """The release that this process serves is older than what the register says; it will not be for long."""


@dataclass(frozen=True)
class Item:
    """A thing that is to be written; its document is only read by formats that need it."""

    thing: Thing
    reader: Reader
    register: Register
    base: str
    provider: str
    licence: str = ""
    """That of the collection whose record describes it."""
    opens: Callable[[str], bool] = lambda collection: True
    """Whether the records of a collection may be given as they came."""

    @cached_property
    def document(self) -> Document:
        """Its document."""
        found = self.reader.document(self.thing)
        if found is None:
            raise StaleRelease
        return found


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """One format."""

    prefix: str
    schema: str
    namespace: str
    write: Callable[[Item], Element | None]
    """None when the thing has nothing in this format."""
    sources: Sequence[str] = ()
    """Formats of source records that it needs; none: any thing has it."""
    kinds: Sequence[str] = ("instance", "object", "agent")


def _card(item: Item, write: Callable[..., Element], *more: str) -> Element:
    return write(card(item.document, item.reader), *more)


def _marc(item: Item) -> Element | None:
    """The source record of a thing, if that is MARC."""
    known = formats_of(item.register, item.thing)
    known = {name: place for name, place in known.items() if item.opens(place[0])}
    place = next((known[name] for name in MARC_FORMATS if name in known), None)
    found = item.register.record(*place) if place else None
    if found is None:
        return None
    parsed = sources.parse(found.raw, found.format, found.collection, found.position)
    return marcxml(parsed) if isinstance(parsed, Record) else None


def _edm(item: Item) -> Element:
    page = item.thing.document(item.base)
    return _card(item, xml_formats.edm, item.provider, page, item.licence)


FORMATS = (
    MetadataFormat(
        "oai_dc", xml_formats.OAI_DC_XSD, xml_formats.OAI_DC, lambda i: _card(i, xml_formats.dublin_core)
    ),
    MetadataFormat("marc21", MARC_XSD, MARC, _marc, MARC_FORMATS, ("instance",)),
    MetadataFormat(
        "mods",
        MODS_XSD,
        MODS,
        lambda i: _card(i, mods),
        kinds=("instance", "object"),
    ),
    MetadataFormat("edm", xml_formats.EDM_XSD, xml_formats.RDF_NS, _edm, kinds=("instance", "object")),
    MetadataFormat(
        "rdf", xml_formats.RDF_XSD, xml_formats.RDF_NS, lambda i: xml_formats.rdf(i.document, i.base)
    ),
    MetadataFormat(
        "schema.org",
        xml_formats.RDF_XSD,
        xml_formats.RDF_NS,
        lambda i: xml_formats.rdf(i.document, i.base, (PREFIXES["schema"],)),
    ),
)


def by_prefix(prefix: str) -> MetadataFormat | None:
    """The format with this prefix.

    >>> by_prefix("mods").namespace
    'http://www.loc.gov/mods/v3'
    """
    return next((form for form in FORMATS if form.prefix == prefix), None)
