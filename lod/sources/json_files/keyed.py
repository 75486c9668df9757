"""Objects of JSON under their numbers: ``{"123": {…}, "124": {…}}``, maybe in a wrapper.

The number is the only thing that tells one from another, so it is put into the object as its `@key`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Set
from typing import Any

KEY = "@key"
"""Under what an object has the number that stood before it."""

_NUMBER = re.compile(r"(?=\S*[0-9])[\w.:/-]{1,80}\Z")
_BLANK = re.compile(r"[\s,]*")
_COLON = re.compile(r"\s*:\s*")
_DECODER = json.JSONDecoder(strict=False)


def is_keyed(found: Any) -> bool:
    """Whether these are several objects that have something in common, under what are numbers.

    >>> is_keyed({"12": {"t": 1}, "13": {"t": 2}}), is_keyed({"nl": {"t": 1}, "en": {"t": 2}})
    (True, False)
    >>> is_keyed({"12": {"t": 1}, "13": {"u": 2}}), is_keyed({"12": {"t": 1}, "13": 2})
    (False, False)
    """
    if not isinstance(found, dict) or len(found) < 2:
        return False
    objects = [each for each in found.values() if isinstance(each, dict)]
    if len(objects) < len(found) or not all(map(_NUMBER.match, found)):
        return False
    return bool(set(objects[0]).intersection(*objects[1:]))


def objects(text: str, wrappers: Set[str] = frozenset()) -> Iterator[tuple[int, bytes]]:
    """Offset and bytes of each object that stands under its number; nothing when it is no such text.

    `wrappers` are names that they may stand under, all together.

    >>> [raw for _, raw in objects('{"ok": 1, "items": {"a1": {"t": "Kan"}, "a2": {"t": 2.50}}}', {"items"})]
    [b'{"@key": "a1", "t": "Kan"}', b'{"@key": "a2", "t": 2.50}']
    >>> [*objects('{"t": "Kan", "parts": {"a1": {"t": "Oor"}, "a2": {"t": "Tuit"}}}')]
    []
    """
    try:
        found = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return
    start = _past(_BLANK, text, 0)
    if not is_keyed(found):
        names = [name for name in found if name.lower() in wrappers] if isinstance(found, dict) else []
        if len(names) != 1 or not is_keyed(found[names[0]]):
            return
        start = next((at for name, at, _ in _members(text, start) if name == names[0]), start)
    passed, size = 0, 0
    for name, at, end in _members(text, start):
        size += len(text[passed:at].encode("utf-8", "surrogatepass"))
        passed = at
        between = ", " if text[at + 1 : end - 1].strip() else ""
        made = f"{{{json.dumps(KEY)}: {json.dumps(name, ensure_ascii=False)}{between}{text[at + 1 : end]}"
        yield size, made.encode("utf-8", "surrogatepass")


def _members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Name, start and end of each value in the object that begins here."""
    at = _past(_BLANK, text, start + 1)
    while text[at : at + 1] == '"':
        name, at = _DECODER.raw_decode(text, at)
        at = _past(_COLON, text, at)
        _, end = _DECODER.raw_decode(text, at)
        yield name, at, end
        at = _past(_BLANK, text, end)


def _past(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
