"""EAC-CPF 1.x and 2.0: descriptions of people, families and organisations; single, collected or harvested."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field, Outcome, Record
from lod.sources.head import Head
from lod.sources.xml_files.records import parser, splitter, text_at

_NAMES = ("eac-cpf", "eac")
MOST_WHOLE = 20
"""So many parts of a name may be the whole of it: with each of them all that come after are compared."""
_NAMESPACES = ("urn:isbn:1-931666-33-4", "https://archivists.org/ns/eac/", "http://archivists.org/ns/eac/")
_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?(?:oai_)?eac""", re.IGNORECASE)

split = splitter(*_NAMES)
"""The bytes of each record."""


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is EAC-CPF."""
    if not head.is_xml:
        return 0
    if any(name in head.elements for name in _NAMES):
        if any(name.startswith(_NAMESPACES) for name in head.namespaces):
            return 96
        return 90 if {"cpfDescription", "recordId"} & set(head.elements) else 0
    return 50 if "OAI-PMH" in head.elements and _HARVESTED.search(head.markup) else 0


def _ident(eac: Element) -> str:
    return text_at(eac, "control", "recordId") or text_at(eac, "entityId")


_parse = parser("eac", _NAMES, _ident)


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element; a name in parts is one text, and the authorised name comes first.

    >>> part = b"<nameEntry><part>Multatuli</part><part>1820-1887</part></nameEntry>"
    >>> parse(b"<eac-cpf><identity>" + part + b"</identity></eac-cpf>").fields[0].fields[0].text
    'Multatuli, 1820-1887'
    >>> part = b"<nameEntry><part>Dekker, Eduard</part><part>Dekker</part><part>Eduard</part></nameEntry>"
    >>> parse(b"<eac-cpf><identity>" + part + b"</identity></eac-cpf>").fields[0].fields[0].text
    'Dekker, Eduard'
    """
    found = _parse(raw, source, position, offset)
    if isinstance(found, Record):
        found.fields = named(found.fields)
    return found


def named(fields: list[Field]) -> list[Field]:
    """The fields, in which names that come in parts have their whole text, and the authorised come first."""
    for field in fields:
        inner = field.fields or []
        parts = [each.text for each in inner if each.tag == "part" and each.text]
        if parts and not field.text:
            # A name as a whole may stand before its parts: those say it again.
            first = parts[:MOST_WHOLE]
            new = [part for at, part in enumerate(parts) if all(part not in each for each in first[:at])]
            field.subfields.insert(0, ("", ", ".join(new)))
        named(inner)
        if any(each.tag == "nameEntry" for each in inner):
            inner.sort(key=lambda each: each.tag == "nameEntry" and not _is_authorised(each))
    return fields


def _is_authorised(name: Field) -> bool:
    said = {value.lower() for code, value in name.subfields if code in ("@type", "@status", "@localType")}
    told = any(each.tag in ("authorizedForm", "preferredForm") for each in name.fields or ())
    return told or name.first("@preferredForm") == "true" or bool(said & {"authorized", "preferred"})
