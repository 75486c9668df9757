"""What JSON holds, as fields: keys as tags, values as texts, objects as fields in fields."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any, TypeAlias

from lod.record import Field
from lod.sources.chunk import InvalidRecord
from lod.sources.clean import without_markup
from lod.sources.xml_files.fields import DEEPEST, cleaned

Pairs = list[tuple[str, Any]]
"""Keys and values of an object, as they stand in it."""
_Reader: TypeAlias = tuple[json.JSONDecoder, Callable[[Pairs], Any]]


def fields(text: str, warnings: list[str]) -> list[Field]:
    """The fields of the object in a text: one for each value, and for each of several; nothing for null.

    A key that stands twice has two values. InvalidRecord when the text is no object, or too deep.

    >>> fields('{"title": "Brief", "maker": [{"name": "Multatuli"}], "year": 1860, "lost": null}', [])
    [title Brief, maker  [name Multatuli], year 1860]
    """
    found = _read(text, warnings, *(_PLAIN if _is_plain(text) else _FIELDS))
    if not isinstance(found, Field) or found.fields is None:
        raise InvalidRecord("no object, so no record")
    if text.count("{") > DEEPEST and _is_deeper(found.fields, DEEPEST):
        raise InvalidRecord(f"objects more than {DEEPEST} deep in each other")
    return found.fields


def _is_plain(text: str) -> bool:
    """Whether nothing in any of its values needs cleaning but blanks around it: seen once for all of them.

    Only what is not ASCII is looked at: in most texts a few letters.
    """
    if "\\" in text and "\\" in text.replace('\\"', ""):
        return False
    if without_markup(text) != text:
        return False
    rest = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return rest.isprintable() and (not _MAY_COMPOSE.search(rest) or unicodedata.is_normalized("NFC", text))


def _made(clean: Callable[[str], str]) -> Callable[[Pairs], Field]:
    """A function that gives an object as a field, whose tag the object around it knows."""

    def of_pairs(pairs: Pairs) -> Field:
        found: list[Field] = []
        add = found.append
        keys = _KEYS
        for name, value in pairs:
            kind = type(value)
            if kind is str:
                if text := clean(value):
                    made = _new(Field)  # for most fields by far, and twice as quick as Field(…)
                    made.tag = keys[name]
                    made.indicators = ""
                    made.subfields = [("", text)]
                    made.fields = None
                    add(made)
            elif value is None:
                pass
            elif kind is Field:
                value.tag = _KEYS[name]
                add(value)
            elif kind is list:
                _add(found, _KEYS[name], value, clean)
            elif text := written(value):
                add(Field(_KEYS[name], "", [("", text)]))
        whole = _new(Field)
        whole.tag = whole.indicators = ""
        whole.subfields = []
        whole.fields = found
        return whole

    return of_pairs


def _add(
    found: list[Field], key: str, values: list[Any], clean: Callable[[str], str], depth: int = 1
) -> None:
    """A field for each value of a list."""
    if depth > DEEPEST:
        raise InvalidRecord(f"lists more than {DEEPEST} deep in each other")
    for value in values:
        if type(value) is Field:
            value.tag = key
            found.append(value)
        elif isinstance(value, list):
            _add(found, key, value, clean, depth + 1)
        elif text := clean(written(value)):
            found.append(Field(key, "", [("", text)]))


def _is_deeper(fields: list[Field], most: int) -> bool:
    """Whether objects stand more than so many deep in each other."""
    return most < 1 or any(_is_deeper(field.fields, most - 1) for field in fields if field.fields is not None)


class _Keys(dict[str, str]):
    """Names of keys as tags; a source has the same ones again and again."""

    def __missing__(self, name: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        made = self[name] = cleaned(name) or "?"
        return made


_ASCII = bytes(range(0x20, 0x7F))
_MAY_COMPOSE = re.compile("[^\x00-\u02ff\u2010-\u2027]")
"""Any letter but those that are composed, whatever stands beside them (their NFC_Quick_Check is Yes)."""
_new = object.__new__
_KEPT = 10_000
_KEYS = _Keys()


class Several(list[Any]):
    """The values of a key that stands more than once in an object."""


def decoded(text: str, warnings: list[str]) -> Any:
    """What a text in JSON says, numbers as they are written; InvalidRecord when it is none."""
    return _read(text, warnings, *_WHOLE)


def _whole(pairs: Pairs) -> dict[str, Any]:
    """An object, in which nothing is lost when a key stands twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    several: dict[str, Any] = {}
    for key, value in pairs:
        several.setdefault(key, Several()).append(value)
    return {key: values if len(values) > 1 else values[0] for key, values in several.items()}


def _read(text: str, warnings: list[str], decoder: json.JSONDecoder, of_pairs: Callable[[Pairs], Any]) -> Any:
    """What a text says; when there is NaN or Infinity in it, once more and without them."""
    found: set[str] = set()
    try:
        try:
            return decoder.decode(text)
        except _ConstantError:
            made = _decoder(found.add, of_pairs).decode(text)
    except (ValueError, RecursionError) as fault:
        raise InvalidRecord(f"cannot be read as JSON: {fault}") from fault
    warnings += [f"{name} is no value in JSON: left out" for name in sorted(found)]
    return made


class _ConstantError(Exception):
    """There is NaN or Infinity in a text."""


def _refuse(name: str) -> None:
    raise _ConstantError(name)


def _decoder(constant: Callable[[str], None], of_pairs: Callable[[Pairs], Any]) -> json.JSONDecoder:
    # Line breaks and other control characters in texts are wrong, and harmless.
    return json.JSONDecoder(
        parse_int=str, parse_float=str, parse_constant=constant, strict=False, object_pairs_hook=of_pairs
    )


def _reader(of_pairs: Callable[[Pairs], Any]) -> _Reader:
    return _decoder(_refuse, of_pairs), of_pairs  # to make one costs a tenth of what reading a record does


_FIELDS = _reader(_made(cleaned))
_PLAIN = _reader(_made(str.strip))
_WHOLE = _reader(_whole)


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in what is to be a list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


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
