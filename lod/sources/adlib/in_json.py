"""Adlib and Axiell Collections in JSON, as their API answers (`json` and `jsonv1`): the fields of the XML.

A value is a text, `{"spans": [{"text": …}]}`, or one in several languages:
`[{"@lang": "nl-NL", "#text": …}, …]`, or `{"@lang": "neutral", "value": […]}`, whose first is the code.
"""

from __future__ import annotations

import re
from typing import Any

from lod.record import Field
from lod.sources.adlib.fields import grouped
from lod.sources.chunk import InvalidRecord
from lod.sources.head import Head
from lod.sources.json_files.fields import written
from lod.sources.json_files.records import beginning, parser
from lod.sources.json_files.split import split
from lod.sources.xml_files.fields import DEEPEST, cleaned

__all__ = ["parse", "recognise", "split"]

_ANSWER = re.compile(rb'"adlibJSON"\s*:\s*\{')
_NUMBERED = re.compile(rb'"@attributes"\s*:\s*\{[^{}]{0,1000}"priref"|"@priref"\s*:')
_TEXTS = ("#text", "text", "spans")
_ATTRIBUTES = "@attributes"


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is Adlib in JSON."""
    start = beginning(head.raw)
    if start[:1] not in (b"{", b"["):
        return 0
    return 96 if _ANSWER.search(start) else 85 if _NUMBERED.search(start) else 0


def _read(found: dict[str, Any]) -> tuple[str, list[Field]]:
    """The number of a record, and its fields in groups and under one name.

    >>> parse(b'{"@attributes": {"priref": "7"}, "objectnaam": [{"spans": [{"text": "kan"}]}]}').fields[-1]
    Object_name  [object_name kan]
    """
    if "adlibJSON" in found:
        raise InvalidRecord("no record in it, but what the server says of itself, or an error")
    made = [field for name, value in found.items() for field in _fields(name, value, 1)]
    return next((field.text for field in made if field.tag in ("@priref", "priref")), ""), grouped(made)


parse = parser("adlibjson", _read)


def _fields(name: str, value: Any, depth: int) -> list[Field]:
    """A field for each value of a key; attributes of the record are fields of their own, as in XML."""
    if depth > DEEPEST:
        raise InvalidRecord(f"objects more than {DEEPEST} deep in each other")
    if name == _ATTRIBUTES and isinstance(value, dict):
        return [each for key, inner in value.items() for each in _fields(f"@{key}", inner, depth + 1)]
    tag = cleaned(name) or "?"
    if isinstance(value, list):
        if len(value) > 1 and all(isinstance(each, dict) and "@lang" in each for each in value):
            values = [each for one in value for each in _fields("value", one, depth + 1)]
            return [Field(tag, "", [], values)]
        return [each for one in value for each in _fields(tag, one, depth + 1)]
    if isinstance(value, dict):
        return [_object(tag, value, depth)]
    text = cleaned(written(value))
    return [Field(tag, "", [("", text)])] if text else []


def _object(tag: str, value: dict[str, Any], depth: int) -> Field:
    """A group, or a value with what is said of it."""
    said = dict(value)
    attributes = said.pop(_ATTRIBUTES, {})
    told = {f"@{key}": each for key, each in attributes.items()} if isinstance(attributes, dict) else {}
    told |= {key: said.pop(key) for key in [*said] if key.startswith("@")}
    text = " ".join(filter(None, (_text(said.pop(key)) for key in _TEXTS if key in said)))
    inner = [each for key, one in said.items() for each in _fields(key, one, depth + 1)]
    values = [each for each in inner if each.tag == "value"]
    if values and len(values) == len(inner) and "@lang" in told:
        values[0].subfields.append(("@lang", cleaned(written(told.pop("@lang")))))
    subfields = [("", text)] if text else []
    subfields += [(cleaned(key), cleaned(written(each))) for key, each in told.items() if written(each)]
    return Field(tag, "", subfields, inner or None)


def _text(value: Any) -> str:
    """The text of a value, which may come in pieces."""
    pieces = value if isinstance(value, list) else [value]
    texts = [written(each.get("text")) if isinstance(each, dict) else written(each) for each in pieces]
    return cleaned("".join(texts))
