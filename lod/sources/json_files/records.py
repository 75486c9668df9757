"""JSON: objects one to a line (JSON Lines), in a list, in a wrapper, or alone; an object is a record."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lod.record import Field, Outcome, Record, Unreadable
from lod.sources.chunk import InvalidRecord
from lod.sources.head import Head
from lod.sources.json_files.fields import decoded, fields
from lod.sources.json_files.keyed import KEY
from lod.sources.json_files.split import split
from lod.sources.plain_text import encoding_of, text_of
from lod.sources.tables.rows import ident_of
from lod.sources.xml_files.records import Parse

__all__ = ["beginning", "parse", "parse_object", "parser", "recognise", "split"]

_BEGINNING = re.compile(rb'(?=[\[{])(?:\[\s*+)*(?:\Z|\{\s*+(?:["}]|\Z))')


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is JSON with objects in it."""
    return 60 if _BEGINNING.match(beginning(head.raw)) else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in an object; numbers stay as they are written.

    >>> parse(b'{"id": 7, "title": "Brief", "height": 20.50}').fields
    [id 7, title Brief, height 20.50]
    """
    warnings: list[str] = []
    try:
        inner = fields(_text(raw, warnings), warnings)
    except InvalidRecord as fault:
        return Unreadable(source, position, offset, str(fault)[:500], raw)
    return Record("json", _ident(inner), "", inner, source, position, raw, list(dict.fromkeys(warnings)))


def parser(format: str, read: Callable[[dict[str, Any]], tuple[str, list[Field]]]) -> Parse:
    """The function that reads a record: `read` gives the id and the fields of an object, or InvalidRecord."""

    def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
        warnings: list[str] = []
        try:
            ident, found = read(parse_object(raw, warnings))
        except InvalidRecord as fault:
            return Unreadable(source, position, offset, str(fault)[:500], raw)
        return Record(format, ident, "", found, source, position, raw, list(dict.fromkeys(warnings)))

    return parse


def beginning(raw: bytes) -> bytes:
    """The first bytes of a text as UTF-8, without what may stand before JSON."""
    name = encoding_of(raw)
    text = raw if name == "utf-8-sig" else raw.decode(name, "ignore").encode("utf-8", "ignore")
    return text.removeprefix(b"\xef\xbb\xbf").lstrip(b"\x1e \t\r\n\xef\xbb\xbf")


def parse_object(raw: bytes, warnings: list[str]) -> dict[str, Any]:
    """The object in these bytes, numbers as they are written; InvalidRecord when there is none."""
    found = decoded(_text(raw, warnings), warnings)
    if not isinstance(found, dict):
        raise InvalidRecord("no object, so no record")
    return found


def _text(raw: bytes, warnings: list[str]) -> str:
    text, is_mended = text_of(raw)
    if is_mended:
        warnings.append("bytes that are not UTF-8 are read as Windows-1252")
    return text


def _ident(inner: list[Field]) -> str:
    """What its key says, else the number before it, or what a feature of GeoJSON has among its properties.

    What is alone in an object (`{"item": {"id": 7}}`) says it for that.
    Where everything has a label beside it (`{"id": {"label": "Id", "value": "7"}}`) a key says its value.
    """
    ident = ident_of({field.tag.removeprefix("o:"): _said(field) for field in reversed(inner)})
    ident = ident or next((field.text for field in inner if field.tag == KEY), "")
    of_feature = next((field.fields for field in inner if field.tag == "properties" and field.fields), [])
    alone = (inner[0].fields if len(inner) == 1 else None) or []
    return ident or (_ident(of_feature or alone) if of_feature or alone else "")


def _said(field: Field) -> str:
    return field.text or next((each.text for each in field.fields or () if each.tag == "value"), "")
