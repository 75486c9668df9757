"""One record in XML as a tree of elements, mended where it is not well-formed and it is clear what was meant.

The parser is the standard library's (expat): parsing and walking together it is as fast as lxml, and it has
no settings to forget. It has nothing to resolve: what declares a document type or entities is refused before
it is parsed, and it never opens anything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.entities import name2codepoint
from xml.etree.ElementTree import XML, Element, ParseError  # no DTD ever reaches it, see tree()

from lod.sources import plain_text
from lod.sources.chunk import InvalidRecord
from lod.sources.clean import composed

DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_MOST_TAGS = 2_000_000  # a hundred bytes of memory each

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")
_REFERENCE = re.compile(r"&(?:#(x[0-9A-Fa-f]+|[0-9]+);|([A-Za-z][A-Za-z0-9]*);|)")
_PREDEFINED = {"amp", "lt", "gt", "quot", "apos"}
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):|\s([A-Za-z_][\w.-]*):[\w.-]+\s*=")
_DECLARED = re.compile(r"\sxmlns:([\w.-]+)\s*=")


def parse_tree(raw: bytes) -> tuple[Element, list[str]]:
    """The root element, and a warning for each repair; InvalidRecord when it cannot be made well-formed.

    >>> parse_tree(b"<a>Simon & Schuster</a>")[0].text
    'Simon & Schuster'
    """
    if DECLARES.search(raw):
        raise InvalidRecord("a document type declaration in a record: not read")
    if len(raw) > _MOST_TAGS and raw.count(b"<") > _MOST_TAGS:
        raise InvalidRecord(f"more than {_MOST_TAGS:,} tags in one record")
    try:
        return XML(raw), []  # no DTD, no entities
    except (ParseError, ValueError, LookupError) as fault:
        first = fault
    text, warnings = repaired(raw)
    if warnings:
        try:
            return XML(text), warnings
        except (ParseError, ValueError, LookupError) as fault:
            first = fault
    raise InvalidRecord(f"not well-formed XML: {first}")


@lru_cache(maxsize=4096)
def local_name(name: str) -> str:
    """The name of an element or attribute without its namespace, composed.

    >>> local_name("{http://www.loc.gov/MARC21/slim}record")
    'record'
    """
    return composed(name.rpartition("}")[2])


def repaired(raw: bytes) -> tuple[str, list[str]]:
    """The same XML, in UTF-8 before, without the faults that are known, and a warning for each."""
    warnings = []
    text = raw.decode("utf-8", "surrogateescape")
    for change, warning in (
        (plain_text.mended, "bytes that are not UTF-8 read as Windows-1252"),
        (_without_controls, "characters that XML forbids replaced by a space"),
        (
            _with_references,
            "a bare &, or a character reference that XML does not know, read as what it stands for",
        ),
        (_with_namespaces, "a namespace prefix that is not declared"),
    ):
        before, text = text, change(text)
        if text != before:
            warnings.append(warning)
    return text, warnings


def _without_controls(text: str) -> str:
    return _NOT_XML.sub(" ", text)


def _with_references(text: str) -> str:
    return _REFERENCE.sub(_reference, text)


def _reference(found: re.Match[str]) -> str:
    """A reference that XML knows; a space for characters it forbids; names of HTML as characters."""
    number, name = found[1], found[2]
    if number:
        digits = number.lstrip("x").lstrip("0")[:8]  # no character has more; Python takes no 4,300 of them
        code = int(digits or "0", 16 if number[0] == "x" else 10)
        is_allowed = (
            code in (9, 10, 13)
            or 0x20 <= code < 0xD800
            or 0xE000 <= code < 0xFFFE
            or 0xFFFF < code < 0x110000
        )
        return found[0] if is_allowed else " "
    if not name:
        return "&amp;"
    return chr(name2codepoint[name]) if name in name2codepoint and name not in _PREDEFINED else found[0]


def _with_namespaces(text: str) -> str:
    used = {prefix for pair in _PREFIX.findall(text) for prefix in pair if prefix}
    missing = sorted(used - set(_DECLARED.findall(text)) - {"xml", "xmlns"})
    declarations = "".join(f' xmlns:{prefix}="urn:x-undeclared:{prefix}"' for prefix in missing)
    return (
        re.sub(r"<([^\s<>/!?]+)", lambda found: found[0] + declarations, text, count=1) if missing else text
    )
