"""The shape of an answer: the XML schemas of the protocol and of the formats (schemas/README.md)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

OAI = "http://www.openarchives.org/OAI/2.0/"
_SCHEMAS = Path(__file__).parent / "schemas"
_NEWER = ((b'version="3.8"', b'version="3.4"'), (b'authority="rfc5646"', b'authority="rfc4646"'))
"""What is newer than the schema of MODS that is at hand."""


def checked(content: bytes) -> etree._Element:
    """An answer, if it is as the protocol says, with all that is in it."""
    older = content
    for now, then in _NEWER:
        older = older.replace(now, then)
    valid("answer", etree.fromstring(older))
    return etree.fromstring(content)


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_SCHEMAS / f"{name}.xsd"))


def valid(name: str, element: etree._Element) -> None:
    """Metadata, if it is as its own schema says."""
    _schema(name).assertValid(element)
