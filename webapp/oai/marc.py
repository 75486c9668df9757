"""A MARC record as MARCXML that is valid by the Library of Congress's schema, whatever the record is like."""

from __future__ import annotations

import re

from lxml import etree

from lod.record import Field, Record
from webapp.oai.metadata_card import clean
from webapp.oai.xml_formats import XSI, Element, rooted

MARC = "http://www.loc.gov/MARC21/slim"
MARC_XSD = "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"

_LEADER = (
    (5, "[0-9 ]", " "),
    (1, "[0-9A-Za-z ]", " "),
    (1, "[0-9A-Za-z]", "a"),
    (3, "[0-9A-Za-z ]", " "),
    (2, "[2 ]", " "),
    (5, "[0-9 ]", " "),
    (3, "[0-9A-Za-z ]", " "),
)
"""How many characters, what each may be, and what stands there when it is something else."""
_END = "4500"
_CONTROL = re.compile(r"00[1-9A-Za-z]\Z")
_DATA = re.compile(r"0[1-9A-Z][0-9A-Z]\Z|0[1-9a-z][0-9a-z]\Z|[1-9A-Z][0-9A-Z]{2}\Z|[1-9a-z][0-9a-z]{2}\Z")
_INDICATOR = re.compile(r"[0-9a-z ]\Z")
_CODE = re.compile(r"[0-9A-Za-z!\"#$%&'()*+,\-./:;<=>?{}_^`~\[\]\\]\Z")


def marcxml(record: Record) -> Element:
    """A record as MARCXML: control fields first; what MARCXML cannot hold is left out."""
    root = rooted("record", MARC)
    root.set(f"{{{XSI}}}schemaLocation", f"{MARC} {MARC_XSD}")
    etree.SubElement(root, f"{{{MARC}}}leader").text = leader(record.leader)
    for one in record.fields:
        if _CONTROL.match(one.tag):
            etree.SubElement(root, f"{{{MARC}}}controlfield", tag=one.tag).text = clean(one.text)
    for one in record.fields:
        if _DATA.match(one.tag):
            _data(root, one)
    return root


def _data(root: Element, one: Field) -> None:
    subfields = [(code, value) for code, value in one.subfields if _CODE.match(code)]
    if not subfields:
        return
    first, second = (mark if _INDICATOR.match(mark) else " " for mark in (one.indicators + "  ")[:2])
    made = etree.SubElement(root, f"{{{MARC}}}datafield", tag=one.tag, ind1=first, ind2=second)
    for code, value in subfields:
        etree.SubElement(made, f"{{{MARC}}}subfield", code=code).text = clean(value)


def leader(text: str) -> str:
    """A leader in which each character is one that its place may have.

    >>> leader("00060    a2200049   4500")
    '00060 a  a2200049   4500'
    >>> leader("")
    '      a             4500'
    """
    made, at = [], 0
    for length, allowed, else_ in _LEADER:
        made += [c if re.match(allowed, c) else else_ for c in text[at : at + length].ljust(length)]
        at += length
    return "".join(made) + _END
