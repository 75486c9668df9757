"""What JSON holds, as fields: keys as tags, values as texts, objects as fields in fields."""

from __future__ import annotations

from typing import Any

from lod.record import Field
from lod.sources.chunk import Unfit
from lod.sources.xml_fields import DEEPEST, cleaned


def fields(item: dict[str, Any], depth: int = 1) -> list[Field]:
    """The fields of an object: a field for each value, and for each of several; nothing for null.

    >>> fields({"title": "Brief", "maker": [{"name": "Multatuli"}], "year": 1860, "lost": None, "on": True})
    [title Brief, maker  [name Multatuli], year 1860, on true]
    """
    if depth > DEEPEST:
        raise Unfit(f"objects more than {DEEPEST} deep in each other")
    found: list[Field] = []
    for name, value in item.items():
        key = name if name.isascii() and name.isprintable() else cleaned(name)
        kind = type(value)
        if kind is str:
            if text := cleaned(value):
                found.append(Field(key, "", [("", text)]))
        elif kind is dict or kind is list:
            _add(found, key, value, depth)
        elif text := cleaned(written(value)):
            found.append(Field(key, "", [("", text)]))
    return found


def _add(found: list[Field], key: str, value: Any, depth: int) -> None:
    """The fields of what holds other values: an object, or each of a list."""
    if depth > DEEPEST:
        raise Unfit(f"lists more than {DEEPEST} deep in each other")
    if isinstance(value, dict):
        found.append(Field(key, "", [], fields(value, depth + 1)))
    elif isinstance(value, list):
        for one in value:
            _add(found, key, one, depth + 1)
    elif text := cleaned(written(value)):
        found.append(Field(key, "", [("", text)]))


def written(value: Any) -> str:
    """A value as JSON writes it, without the quotation marks; nothing for null and for what holds others.

    >>> written("7"), written(True), written(None), written([1])
    ('7', 'true', '', '')
    """
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
