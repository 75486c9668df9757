"""Dublin Core: simple (oai_dc) and qualified (dcterms), alone, in any wrapper, or harvested by OAI-PMH.

What DSpace offers beside it (dim, xoai), DataCite, and XML with the elements of Dublin Core without their
namespaces are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources import datacite, dspace
from lod.sources.chunk import Chunk, InvalidRecord
from lod.sources.coverage import covered
from lod.sources.head import Head
from lod.sources.streams import Blocks
from lod.sources.xml_files.fields import fields
from lod.sources.xml_files.records import harvested, splitter, text_at, wrapper_without_record
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

NAMES = ("dc", "qualifieddc", "dcterms", "dcx", *dspace.NAMES)
_HARVESTED = re.compile(
    rb"""metadataPrefix\s*=\s*["']?(?:oai_dc|oai_qdc|qdc|dcterms|dcx|dim|xoai|dkabm)""", re.IGNORECASE
)
_NAMESPACES = ("http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/")
_OF_DSPACE = ("http://www.dspace.org/xmlns/dspace/dim", "http://www.lyncode.com/xoai")
_EUROPEANA = "http://www.europeana.eu/schemas/ese/"
"""Its Semantic Elements: terms of Dublin Core, and some of its own, in an element "record"."""
_TERMS = ("{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}")
_COMMON = {"title", "creator", "subject", "description", "identifier", "date", "type"}
_OF_MANY = re.compile("is[bs]n$", re.IGNORECASE)
_OUTER = 3  # the root, and what is in it: lists and records, not their fields
_LEAST = 2  # of the elements of Dublin Core, for what has no namespace
_OTHER_ROOTS = {"RDF", "html", "mets", "package", "lido", "lidoWrap", "svg"}
"""Which use the elements of Dublin Core in something else."""
_PREFIX = re.compile(rb"""xmlns:([\w.-]+)\s*=\s*["']http://purl\.org/dc/(?:elements/1\.1|terms)/["']""")
_TAG = re.compile(rb"""<(/?)(?:([\w.-]++):)?([\w.-]++)[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*>""")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is Dublin Core."""
    if not head.is_xml:
        return 0
    if any(name.startswith((*_OF_DSPACE, datacite.NAMESPACE)) for name in head.namespaces):
        return 85
    has_namespace = any(name.startswith(_NAMESPACES) for name in head.namespaces)
    if has_namespace and any(name.startswith(_EUROPEANA) for name in head.namespaces):
        return 70
    if any(name in head.elements for name in NAMES):
        if has_namespace:
            return 85
        if "dcvalue" in head.elements or len(_COMMON & set(head.elements)) >= _LEAST:
            return 60
    is_harvest = "OAI-PMH" in head.elements and "ListIdentifiers" not in head.elements
    if is_harvest and _HARVESTED.search(head.markup):
        return 50
    if not has_namespace or _OTHER_ROOTS & set(head.elements):
        return 0
    return 30 if _wrapper(head.markup)[1] else 0


def _wrapper(markup: bytes) -> tuple[str, bool]:
    """The local name of the first element with terms of Dublin Core in it; whether most elements are such.

    >>> dc = b'<list xmlns:dc="http://purl.org/dc/terms/"><thing><dc:title>A</dc:title>'
    >>> _wrapper(dc), _wrapper(dc + b"<size/><room/><shelf/>")
    (('thing', True), ('thing', False))
    """
    prefixes = set(_PREFIX.findall(markup))
    found, above, others, count = "", [""], 0, 0
    for tag in _TAG.finditer(markup):
        end, prefix, name = tag.groups()
        if prefix in prefixes:
            found = found or above[-1]
            count += not end
        elif end:
            del above[max(1, len(above) - 1) :]
        elif not tag[0].endswith(b"/>"):
            above.append(name.decode("ascii", "replace"))
            others += len(above) > _OUTER
        else:
            others += 1
    return found, bool(found) and count >= others


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The bytes of each record."""
    head = Head(blocks.head())
    names: tuple[str, ...] = NAMES
    if any(name.startswith(datacite.NAMESPACE) for name in head.namespaces):
        names = (datacite.NAME,)
    elif not set(NAMES) & set(head.elements):
        names = (_wrapper(head.markup)[0] or "metadata",)
    if names == ("record",):  # as the wrapper of OAI-PMH is called, which has the identifier of the harvest
        is_prefixed = re.search(rb"<[\w.-]{1,99}:record[\s>]", head.markup) is not None
        begun = tuple(b"<" + prefix + b":" for prefix in dict.fromkeys(_PREFIX.findall(head.markup)))
        outermost = (b"record",) if is_prefixed else ()
        return Splitter("record", begun=begun, outermost=outermost).split(blocks, source)
    return splitter(*names)(blocks, source)


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element; known by the identifier that the harvest gives it, else by its own.

    >>> parse(b"<record><header><identifier>oai:1</identifier></header><dc><title>T</title></dc></record>").id
    'oai:1'
    """
    try:
        root, warnings = parse_tree(raw)
        element = _described(root)
        if element is None:
            return wrapper_without_record(root, raw, source, position, offset)
        found = _read(element)
        if b"dcx>" in raw and (others := _beside(root, element)):
            warnings.append(f"descriptions of {others} parts in the package are not read")
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    ident = text_at(root, "header", "identifier") or _ident(found) or _of_kb(found) or harvested(root)
    return Record("dc", ident, "", found, source, position, raw, warnings)


def _beside(root: Element, element: Element) -> int:
    """How many other descriptions there are, as in a package of DIDL with those of its articles."""
    return sum(each is not element and local_name(each.tag) == "dcx" for each in root.iter())


def _described(root: Element) -> Element | None:
    """The element with the description in it: by its name, or because terms of Dublin Core stand in it."""
    for element in root.iter():
        if local_name(element.tag) in NAMES or dspace.is_xoai(element) or datacite.is_datacite(element):
            return element
    return next((each for each in root.iter() if any(_is_term(child) for child in each)), None)


def _is_term(element: Element) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(_TERMS)


def _read(element: Element) -> list[Field]:
    if local_name(element.tag) in dspace.NAMES:
        return dspace.of_dim(element)
    if dspace.is_xoai(element):
        return dspace.of_xoai(element)
    if datacite.is_datacite(element):
        return datacite.of_datacite(element)
    found = [each for field in fields(element) for part in covered(field) for each in _makers(part)]
    for field in found:
        field.tag = _QUALIFIED.get((field.tag, field.first("@type").rpartition(":")[2]), field.tag)
    return found


_QUALIFIED = {
    ("identifier", "citation"): "bibliographicCitation",
    ("spatial", "creation"): "createdIn",
    ("isPartOf", "collectionIdentifier"): "collectionIdentifier",
}
"""Elements that say something else by their type: a citation (DSpace), where it was made (DCX of the KB)."""


def _makers(field: Field) -> list[Field]:
    """Makers that stand in one element, and one with where they work behind the name, as journals have it.

    >>> _makers(Field("creator", "", [("", "Vries, A. de; Bos, K.")]))
    [creator Vries, A. de, creator Bos, K.]
    >>> _makers(Field("creator", "", [("", "Vries, A. de; Universiteit Utrecht")]))
    [creator Vries, A. de [affiliation Universiteit Utrecht]]
    """
    parts = [part for part in map(str.strip, field.text.split(";")) if part]
    if field.tag not in ("creator", "contributor") or len(parts) < 2 or "," not in parts[0]:
        return [field]
    told = [pair for pair in field.subfields if pair[0]]
    if all("," in part for part in parts):
        return [Field(field.tag, "", [("", part), *told]) for part in parts]
    if any("," in part for part in parts[1:]):
        return [field]
    works_at = Field("affiliation", "", [("", "; ".join(parts[1:]))])
    return [Field(field.tag, "", [("", parts[0]), *told], [works_at])]


def _of_kb(found: list[Field]) -> str:
    """The number of the record in DCX of the KB, for one that does not say its own: GVN:RHCA01:1234."""
    return next((field.text for field in found if field.tag == "recordIdentifier"), "")


def _ident(found: list[Field]) -> str:
    """The first identifier that is not that of a whole edition or journal."""
    numbers = (field for field in found if field.tag == "identifier" and field.text)
    return next((field.text for field in numbers if not _OF_MANY.search(field.first("@type"))), "")
