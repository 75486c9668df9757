"""A2A: what archives tell of people in births, deeds and other records; alone, collected or harvested.

An element and an attribute of one name are the same in it, for both are in use. People have their names as
they are said and what they were in the event, dates are texts, and the record has a title, which A2A has not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field, Outcome, Record
from lod.sources.head import Head
from lod.sources.xml_files.records import parser, splitter, text_at

_NAME = "A2A"
_NAMESPACE = "http://mindbus.nl/a2a"
_HARVESTED = re.compile(rb"""metadataPrefix\s*=\s*["']?(?:oai_)?a2a""", re.IGNORECASE)
_PARTS = ("FirstName", "Initials", "Patronym", "PrefixLastName", "LastName")
"""Of a name, in the order in which they are said."""
_MAIN = frozenset(
    ("kind", "dopeling", "bruid", "bruidegom", "overledene", "begravene", "geregistreerde", "werknemer")
)
"""What those are whom a record is of."""
_DIGITS = re.compile(r"[0-9]+\Z")
_OTHER = "other:"
"""Before a word that is not in the lists of A2A."""

split = splitter(_NAME)
"""The bytes of each record."""


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is A2A."""
    if not head.is_xml:
        return 0
    if _NAME in head.elements:
        return 96 if any(name.lower().startswith(_NAMESPACE) for name in head.namespaces) else 60
    return 50 if "OAI-PMH" in head.elements and _HARVESTED.search(head.markup) else 0


def _ident(record: Element) -> str:
    return text_at(record, "RecordGUID").strip("{} ") or text_at(record, "RecordIdentifier")


_parse = parser("a2a", (_NAME,), _ident)


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this element.

    >>> person = b"<Person><PersonName><PersonNameLastName>Pot</PersonNameLastName></PersonName></Person>"
    >>> parse(b"<A2A>" + person + b"<Event><EventType>other:Doop</EventType></Event></A2A>").fields[-1]
    title Doop: Pot
    """
    found = _parse(raw, source, position, offset)
    if isinstance(found, Record):
        found.fields = told(found.fields)
    return found


def told(fields: list[Field]) -> list[Field]:
    """The fields, with names, dates and what somebody was as texts, and a title."""
    roles: dict[str, list[str]] = {}
    for field in fields:
        _read(field)
        if field.tag == "RelationEP" and (role := _said(field, "ExtendedRelationType", "RelationType")):
            roles.setdefault(_said(field, "PersonKeyRef"), []).append(role)
    for field in fields:
        if field.tag == "Person":
            inner = field.fields if field.fields is not None else []
            inner += [Field("role", "", [("", role)]) for role in roles.get(field.first("@pid"), ())]
            field.fields = inner
    title = _title(fields)
    return [*fields, Field("title", "", [("", title)])] if title else fields


def _read(field: Field) -> None:
    """Attributes as elements; words without the mark of their list; names and dates as texts."""
    inner = field.fields or []
    own = [(code, text) for code, text in field.subfields if code[1:2].isupper() and code != "@Key"]
    inner = [Field(code[1:], "", [("", text)]) for code, text in own] + inner
    field.subfields = [
        (code, text.removeprefix(_OTHER)) for code, text in field.subfields if (code, text) not in own
    ]
    for each in inner:
        _read(each)
    field.fields = inner or None
    if not field.text and (text := _name(field) if field.tag == "PersonName" else _date(field)):
        field.subfields.insert(0, ("", text))


def _said(field: Field, *tags: str) -> str:
    """The first text of the elements of these names in it, the earlier names before the later."""
    inner = field.fields or []
    return next((each.text for tag in tags for each in inner if each.tag == tag and each.text), "")


def _name(field: Field) -> str:
    literal = _said(field, "PersonNameLiteral")
    return literal or " ".join(filter(None, (_said(field, f"PersonName{part}") for part in _PARTS)))


def _date(field: Field) -> str:
    """A day, a month, a year or an interval as ISO 8601 writes it, or what is said instead."""
    year, month, day = (_said(field, part) for part in ("Year", "Month", "Day"))
    if _DIGITS.match(year):
        parts = [year.zfill(4)]
        for part in (month, day):
            if not _DIGITS.match(part) or not int(part):
                break
            parts.append(part.zfill(2))
        return "-".join(parts)
    begin, end = _said(field, "From"), _said(field, "To")
    if begin and end and field.tag.endswith("Date"):
        return begin if begin == end else f"{begin}/{end}"
    return _said(field, "LiteralDate")


def _title(fields: Iterable[Field]) -> str:
    """What happened, or the sort of source; to whom, where and when."""
    first = {field.tag: field for field in reversed([*fields])}
    event, source = first.get("Event", Field("", "", [])), first.get("Source", Field("", "", []))
    people = [field for field in fields if field.tag == "Person" and _said(field, "PersonName")]
    main = [each for each in people if {role.lower() for role in _roles(each)} & _MAIN] or people[:1]
    names = " en ".join(_said(each, "PersonName") for each in main[:2])
    places = [
        _said(each, "Place") for each in event.fields or source.fields or () if each.tag.endswith("Place")
    ]
    where = ", ".join(
        filter(None, (names, *places[:1], _said(event, "EventDate") or _said(source, "SourceDate")))
    )
    return ": ".join(filter(None, (_said(event, "EventType") or _said(source, "SourceType"), where)))


def _roles(person: Field) -> list[str]:
    return [each.text for each in person.fields or () if each.tag == "role"]
