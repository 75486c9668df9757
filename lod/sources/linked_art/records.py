"""Linked Art: what museums tell of objects, people, places and sets in JSON-LD (https://linked.art/model/).

Properties keep their names, but what a number of the AAT tells apart gets a name of its own (a statement of
materials, the height), and what stands deep gets to the top: who made it, pictures, pages, what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources.head import Head
from lod.sources.json_files import records as json_records
from lod.sources.json_files.records import beginning
from lod.sources.json_files.split import split
from lod.sources.linked_art.dates import timespan
from lod.sources.linked_art.makers import made
from lod.sources.linked_art.media import media, subjects
from lod.sources.linked_art.terms import (
    MEASURES,
    METATYPES,
    PREFERRED,
    STATEMENTS,
    UNITS,
    held,
    language_of,
    numbers,
    spoken,
    told_by,
)

__all__ = ["parse", "recognise", "split", "told"]

_CONTEXT = re.compile(rb'"https?://(?:www\.)?linked\.art/ns/v1/[^"]{1,40}"')
_CLASS = re.compile(rb'"@?type"\s*:\s*\[?\s*"HumanMadeObject"')
_KEYS = {"@id": "id", "@type": "type"}
_NOT_SAID = frozenset(("@context", "_label", "identified_by", "referred_to_by", "notation"))
"""What becomes something else, or is for developers."""
_ADDRESSED = frozenset(
    ("@context", "id", "@id", "type", "@type", "object", "endTime", "published", "updated")
)
"""What a list of addresses has of each: nothing is told of the thing."""
_GETTY = "http://vocab.getty.edu/"
_PREFIXES = frozenset(("aat", "tgn", "ulan"))
_NAMED = frozenset(
    ("carried_out_by", "classified_as", "current_owner", "made_of", "technique", "took_place_at")
)
"""What some write as a name only, where an object with the name is meant."""
_OF_A_TEXT = frozenset(("id", "@id", "type", "@type", "_label", "content", "language", "classified_as"))
"""What a name or a statement has besides what is said of it, and what is read of it."""
_OF_OTHERS = frozenset(("id", "equivalent"))


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is Linked Art."""
    start = beginning(head.raw)
    if start[:1] not in (b"{", b"["):
        return 0
    return 97 if _CONTEXT.search(start) else 85 if _CLASS.search(start) else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in this object, known by its address.

    >>> parse(b'{"id": "urn:7", "identified_by": [{"type": "Name", "content": "Kan"}]}').fields
    [uri urn:7, label Kan]
    """
    found = json_records.parse(raw, source, position, offset)
    if not isinstance(found, Record):
        return found
    if _ADDRESSED.issuperset(field.tag for field in found.fields):
        reason = "only the address of a thing, of which nothing is told: fetch what stands at it"
        return Unreadable(source, position, offset, reason, raw)
    ident = next((field.text for field in found.fields if field.tag in ("id", "@id")), "")
    return Record(
        "linkedart", ident or found.id, "", told(found.fields), source, position, raw, found.warnings
    )


def told(fields: list[Field]) -> list[Field]:
    """The fields, with texts in their languages, and with makers, pictures and subjects at the top."""
    inner = _inner(fields)
    for lift in (made, media, subjects):
        inner = lift(inner)
    return inner


def _inner(fields: list[Field]) -> list[Field]:
    """What is said of a thing: its addresses and names, statements by their kind, and the rest as it is."""
    for field in fields:
        field.tag = _KEYS.get(field.tag, field.tag)
    found = [Field("uri", "", [("", text)]) for text in _addresses(fields)]
    found += _labels(fields)
    found += [_statement(each) for each in held(fields, "referred_to_by")]
    rest = [each for each in fields if each.tag not in _NOT_SAID | _OF_OTHERS]
    return found + [_READERS.get(each.tag, _node)(each) for each in rest]


def _addresses(fields: list[Field]) -> list[str]:
    """By which addresses a thing is known: its own, and those of the same thing elsewhere."""
    same = held(fields, "equivalent")
    inner = [each for one in same for each in one.fields or () if each.tag in ("id", "@id")]
    texts = [each.text for each in (*held(fields, "id"), *(one for one in same if not one.fields), *inner)]
    return [text for text in dict.fromkeys(map(_whole, texts)) if text]


def _whole(address: str) -> str:
    """An address without the prefixes that the context of Linked Art knows."""
    prefix, colon, rest = address.partition(":")
    return f"{_GETTY}{prefix}/{rest}" if colon and prefix in _PREFIXES else address


def _labels(fields: list[Field]) -> list[Field]:
    """Names and numbers; what is preferred comes first, and a label only where there is no name."""
    named = held(fields, "identified_by")
    numbered = [each for each in named if "Identifier" in told_by(each, "type")]
    called = sorted((each for each in named if each not in numbered), key=_is_other)
    labels = [_spoken("label", each) for each in called]
    labels += [spoken("label", each, "@value", "@language") for each in held(fields, "notation")]
    labels = [each for each in labels if each.text]
    if not labels:
        labels = [Field("label", "", list(each.subfields)) for each in held(fields, "_label")]
    return labels + [_spoken("identifier", each) for each in numbered]


def _is_other(name: Field) -> bool:
    return not PREFERRED & numbers(name)


def _spoken(tag: str, field: Field) -> Field:
    """A text in its language, with what kind of text it is."""
    made_of = spoken(tag, field, "content", "language")
    kinds = [_node(each) for each in held(field.fields or [], "classified_as")]
    labels = [each for kind in kinds for each in kind.fields or () if each.tag == "label"]
    rest = [_node(each) for each in field.fields or () if each.tag not in _OF_A_TEXT]
    made_of.fields = [*(Field("kind", "", each.subfields) for each in labels), *rest] or None
    return made_of


def _statement(field: Field) -> Field:
    """A statement under the name of its kind."""
    if not field.fields:
        return Field("note", "", list(field.subfields))
    kinds = [STATEMENTS[each] for each in numbers(field) if each in STATEMENTS]
    return _spoken(min(kinds, default="note"), field)


def _node(field: Field) -> Field:
    """A thing that is named or described in another."""
    if field.fields is None:
        address = _whole(field.text)
        if address.startswith(("http://", "https://")):
            return Field(field.tag, "", [], [Field("uri", "", [("", address)])])
        is_name = field.tag in _NAMED
        return Field(field.tag, "", [], [Field("label", "", field.subfields)]) if is_name else field
    tag = field.tag
    if tag == "classified_as":
        tag = next((METATYPES[each] for each in sorted(numbers(field)) if each in METATYPES), tag)
    return Field(tag, "", [], _inner(field.fields))


def _dimension(field: Field) -> Field:
    """A measure: of what, how much, in what."""
    if not field.fields:
        return field
    inner = _node(field).fields or []
    kinds = [each for one in held(inner, "classified_as") for each in one.fields or () if each.tag == "label"]
    kinds = kinds or [MEASURES[each] for each in numbers(field) if each in MEASURES]
    units = held(inner, "unit")
    signs = [UNITS[each] for one in held(field.fields, "unit") for each in numbers(one, "") if each in UNITS]
    signs = signs or [told_by(each, "label")[0] for each in units if told_by(each, "label")]
    rest = [each for each in inner if each.tag not in ("classified_as", "unit", "type")]
    made_of = [Field("kind", "", each.subfields) for each in kinds]
    return Field(
        "dimension", "", [], made_of + rest + [Field("unit", "", [("", each)]) for each in signs[:1]]
    )


def _language(field: Field) -> Field:
    """The tag of a language; what it is called where that is not known."""
    called = [language_of(field), *(each.text for each in _labels(field.fields or [])), field.text]
    text = next(filter(None, called), "")
    return Field("language", "", [("", text)]) if text else _node(field)


def _timespan(field: Field) -> Field:
    if not field.fields:
        return field
    return Field("timespan", "", [], timespan(_inner(field.fields)))


_READERS: dict[str, Callable[[Field], Field]] = {
    "dimension": _dimension,
    "language": _language,
    "timespan": _timespan,
    "type": lambda field: field,
}
