"""TEI: what the header of a text says of it, or of the letter or manuscript that it gives, as Dublin Core.

A header is a record, with its text left out: an edition may be of any size, and a corpus has a header of its
own. What is said of the manuscript (msDesc) or of the sending (correspDesc) is said of what is described.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources.chunk import InvalidRecord
from lod.sources.head import Head
from lod.sources.xml_files.fields import cleaned
from lod.sources.xml_files.records import harvested, wrapper_without_record
from lod.sources.xml_files.split import Splitter
from lod.sources.xml_files.tree import local_name, parse_tree

_NAMESPACE = "http://www.tei-c.org/ns/"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_KINDS = {"persName": "Personal", "orgName": "Organizational"}

split = Splitter("teiHeader", unnested=("teiHeader",)).split
"""The bytes of each header."""


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is TEI."""
    if not head.is_xml or "teiHeader" not in head.elements:
        return 0
    return 92 if any(name.startswith(_NAMESPACE) for name in head.namespaces) else 60


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in a header, known by the number of its publication, else of its manuscript.

    >>> title = b"<titleStmt><title>Brief</title><author>Jan Pot</author></titleStmt>"
    >>> parse(b"<teiHeader><fileDesc>" + title + b"</fileDesc></teiHeader>").fields
    [title Brief, creator Jan Pot]
    """
    try:
        root, warnings = parse_tree(raw)
        header = next((each for each in root.iter() if local_name(each.tag) == "teiHeader"), None)
        if header is None:
            return wrapper_without_record(root, raw, source, position, offset)
        found = list(_fields(header))
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault), raw)
    numbers = [field.text for field in found if field.tag == "identifier"]
    return Record(
        "tei", next(iter(numbers), "") or harvested(root), "", found, source, position, raw, warnings
    )


def _fields(header: Element) -> Iterator[Field]:
    """What is known of the thing, then what nobody reads, below the part of the header that it stands in."""
    read: set[int] = set()
    for path, make in _PATHS:
        for element in _at(header, path):
            read.update(map(id, element.iter()))
            yield from make(element)
    for part in header:
        left = [each for each in part.iter() if id(each) not in read and (each.text or "").strip()]
        inner = [
            Field(local_name(each.tag), "", [("", cleaned(each.text or ""))])
            for each in left
            if local_name(each.tag)
        ]
        if inner:
            yield Field(local_name(part.tag), "", [], inner)


def _at(element: Element, path: str) -> Iterator[Element]:
    """The elements at a path of local names below an element."""
    first, _, rest = path.partition("/")
    for child in element:
        if local_name(child.tag) == first:
            yield from _at(child, rest) if rest else [child]


def _text(element: Element) -> str:
    return cleaned(" ".join("".join(element.itertext()).split()))


def _told(tag: str, element: Element, text: str = "") -> Iterator[Field]:
    if said := text or _text(element):
        more = {
            "@uri": element.get("ref", "") or element.get("target", ""),
            "@lang": element.get(f"{_XML}lang", ""),
        }
        kind = _KINDS.get(local_name(element.tag), "")
        attributes = [(name, value) for name, value in (*more.items(), ("@kind", kind)) if value]
        yield Field(tag, "", [("", said), *attributes])


def _as(tag: str) -> Callable[[Element], Iterator[Field]]:
    return lambda element: _told(tag, element)


def _title(element: Element) -> Iterator[Field]:
    yield from _told("alternative" if element.get("type") in ("sub", "alt", "short") else "title", element)


def _agent(tag: str) -> Callable[[Element], Iterator[Field]]:
    """Makers by the names in an element, else by its text."""

    def told(element: Element) -> Iterator[Field]:
        for name in _named(element) or [element]:
            yield from _told(tag, name)

    return told


def _helper(element: Element) -> Iterator[Field]:
    """Editors and others who are responsible for something, and for what: in words, or as what editor."""
    told = [cleaned(" ".join(part.itertext())) for part in element if local_name(part.tag) == "resp"]
    if local_name(element.tag) == "editor":
        told.append(cleaned(element.get("role", "")) or "editor")
    role = next(filter(None, told), "")
    for field in _agent("contributor")(element):
        yield Field(field.tag, "", [*field.subfields, *([("@role", role)] if role else [])], field.fields)


def _named(element: Element) -> list[Element]:
    """The names in an element; what is in a name is a part of it."""
    found: list[Element] = []
    waiting = list(reversed(element))
    while waiting:
        one = waiting.pop()
        if local_name(one.tag) in ("persName", "orgName", "name"):
            found.append(one)
        else:
            waiting += reversed(one)
    return found


def _date(tag: str) -> Callable[[Element], Iterator[Field]]:
    """A date by what its attributes say, else as it is written."""

    def told(element: Element) -> Iterator[Field]:
        first = element.get("when") or element.get("notBefore") or element.get("from") or ""
        last = element.get("when") or element.get("notAfter") or element.get("to") or ""
        exact = first if first == last else f"{first or '..'}/{last or '..'}"
        if element.get("cert") in (None, "high") and (first or last):
            yield from _told(tag, element, cleaned(exact))
        else:
            yield from _told(tag, element)

    return told


def _licence(element: Element) -> Iterator[Field]:
    if target := cleaned(element.get("target", "")):
        yield Field("license", "", [("", target)])
    else:
        yield from _told("rights", element)


def _language(element: Element) -> Iterator[Field]:
    code = cleaned(element.get("ident", "") or element.get("mainLang", ""))
    yield from _told("language", element, code)


def _sent(element: Element) -> Iterator[Field]:
    """Who sent a letter, whence and when; who it was to."""
    is_sent = element.get("type") == "sent"
    for name in element:
        kind = local_name(name.tag)
        if kind in _KINDS or kind == "name":
            yield from _told("creator" if is_sent else "contributor", name)
        elif is_sent and kind in ("placeName", "settlement"):
            yield from _told("createdIn", name)
        elif is_sent and kind == "date":
            yield from _date("created")(name)


_MS = "fileDesc/sourceDesc/msDesc"
_STATEMENT = "fileDesc/publicationStmt"
_PATHS: tuple[tuple[str, Callable[[Element], Iterator[Field]]], ...] = (
    ("fileDesc/titleStmt/title", _title),
    ("fileDesc/titleStmt/author", _agent("creator")),
    ("profileDesc/correspDesc/correspAction", _sent),
    ("fileDesc/titleStmt/editor", _helper),
    ("fileDesc/titleStmt/respStmt", _helper),
    (f"{_STATEMENT}/publisher", _agent("publisher")),
    (f"{_STATEMENT}/distributor", _agent("publisher")),
    (f"{_STATEMENT}/authority", _agent("publisher")),
    (f"{_STATEMENT}/date", _date("issued")),
    (f"{_STATEMENT}/idno", _as("identifier")),
    (f"{_STATEMENT}/availability/licence", _licence),
    (f"{_STATEMENT}/availability/p", _as("rights")),
    ("fileDesc/seriesStmt/title", _as("isPartOf")),
    (f"{_MS}/msIdentifier/idno", _as("identifier")),
    (f"{_MS}/msIdentifier/institution", _as("provider")),
    (f"{_MS}/msIdentifier/repository", _as("provider")),
    (f"{_MS}/msContents/summary", _as("description")),
    (f"{_MS}/physDesc/objectDesc/supportDesc/support", _as("medium")),
    (f"{_MS}/physDesc/objectDesc/supportDesc/extent", _as("extent")),
    (f"{_MS}/history/origin/origDate", _date("created")),
    (f"{_MS}/history/origin/origPlace", _as("createdIn")),
    (f"{_MS}/history/provenance", _as("provenance")),
    ("fileDesc/sourceDesc/bibl", _as("source")),
    ("fileDesc/sourceDesc/biblStruct", _as("source")),
    ("fileDesc/sourceDesc/biblFull", _as("source")),
    ("fileDesc/sourceDesc/p", _as("source")),
    ("profileDesc/creation/date", _date("created")),
    ("profileDesc/creation/placeName", _as("createdIn")),
    ("profileDesc/abstract", _as("abstract")),
    ("profileDesc/langUsage/language", _language),
    ("profileDesc/textClass/keywords/term", _as("subject")),
    ("profileDesc/textClass/keywords/list/item", _as("subject")),
)
"""Where a header says what; in this order, for the first of several makers and numbers is the main one."""
