"""What JSON holds, as fields: keys as tags, values as texts, objects as fields in fields."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
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
        kind = type(value)
        if kind is str:
            text = value.strip() if value.isascii() and value.isprintable() else cleaned(value)
            if text:
                found.append(Field(_key(name), "", [("", text)]))
        elif kind is dict:
            found.append(Field(_key(name), "", [], fields(value, depth + 1)))
        elif kind is list or kind is Several:
            _add(found, _key(name), value, depth)
        elif text := written(value):
            found.append(Field(_key(name), "", [("", text)]))
    return found


def _add(found: list[Field], key: str, values: list[Any], depth: int) -> None:
    """A field for each value of a list."""
    if depth > DEEPEST:
        raise Unfit(f"lists more than {DEEPEST} deep in each other")
    for value in values:
        if isinstance(value, dict):
            found.append(Field(key, "", [], fields(value, depth + 1)))
        elif isinstance(value, list):
            _add(found, key, value, depth + 1)
        elif text := cleaned(written(value)):
            found.append(Field(key, "", [("", text)]))


@lru_cache(10_000)
def _key(name: str) -> str:
    return cleaned(name) or "?"


class Several(list[Any]):
    """The values of a key that stands more than once in an object."""


def _whole(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, in which nothing is lost when a key stands twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    several: dict[str, Any] = {}
    for key, value in pairs:
        several.setdefault(key, Several()).append(value)
    return {key: values if len(values) > 1 else values[0] for key, values in several.items()}


def decoded(text: str, warnings: list[str]) -> Any:
    """What a text in JSON says, numbers as they are written; Unfit when it is none."""
    found: set[str] = set()
    try:
        try:
            return _STRICT.decode(text)
        except _ConstantError:
            made = _decoder(found.add).decode(text)
    except (ValueError, RecursionError) as fault:
        raise Unfit(f"cannot be read as JSON: {fault}") from fault
    warnings += [f"{name} is no value in JSON: left out" for name in sorted(found)]
    return made


class _ConstantError(Exception):
    """There is NaN or Infinity in a text."""


def _refuse(name: str) -> None:
    raise _ConstantError(name)


def _decoder(constant: Callable[[str], None]) -> json.JSONDecoder:
    # Line breaks and other control characters in texts are wrong, and harmless.
    return json.JSONDecoder(
        parse_int=str, parse_float=str, parse_constant=constant, strict=False, object_pairs_hook=_whole
    )


_STRICT = _decoder(_refuse)  # to make one costs a tenth of what reading a record does


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
