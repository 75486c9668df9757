"""Paths of PICA: a tag, in which a dot stands for any character, and the occurrences that are meant.

``028C`` is every field with this tag, ``028C/*`` too; ``028C/01`` one of the occurrence 01, ``045Q/01-09`` of
one in that range, ``028C/00`` one without. ``2..@/01`` is any field of copies whose tag ends in @.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lod.errors import MappingError
from lod.mapping.language.grammar import Condition, Logic, Pipeline, Source, Test

_WITH_PART = re.compile(r"([0-9.]{3}[A-Z@.]?\S*?)\$\w+")
_PATH = re.compile(r"([0-9.]{3}[A-Z@.])/(?:([0-9]{2,3})(?:-([0-9]{2,3}))?|\*)")


@lru_cache(maxsize=4096)
def parse_path(path: str) -> tuple[str, frozenset[str] | None]:
    """The tag in a path, and the occurrences that are meant; None when all are.

    >>> parse_path("028C"), parse_path("028C/*"), sorted(parse_path("045Q/01-03")[1])
    (('028C', None), ('028C', None), ['01', '02', '03'])
    >>> sorted(parse_path("028C/00")[1])
    ['', '00']
    """
    found = _PATH.fullmatch(path)
    if not found or not found[2]:
        return path.removesuffix("/*"), None
    width, last = len(found[2]), int(found[3] or found[2])
    if last < int(found[2]):
        raise MappingError(f"“{path}”: the range of occurrences runs backwards")
    meant = {f"{number:0{width}d}" for number in range(int(found[2]), last + 1)}
    return found[1], frozenset(meant | {""} if int(found[2]) == 0 else meant)


def without_occurrences(paths: tuple[str, ...]) -> tuple[tuple[str, ...], Condition | None]:
    """The tags in paths that a rule reads, and the condition under which it reads a field with one of them.

    >>> tags, condition = without_occurrences(("028B/01-02", "028C"))
    >>> tags, condition.operator
    (('028B', '028C'), 'or')
    >>> without_occurrences(("245", "title/value"))
    (('245', 'title/value'), None)
    """
    for path in paths:
        if hit := _WITH_PART.fullmatch(path):  # no field is called that, so the rule would never run
            raise MappingError(f"from: found “{path}”, expected {hit[1]}; what is in it is read in gives:")
    pairs = [parse_path(path) if _PATH.fullmatch(path) else (path, None) for path in paths]
    tags = tuple(dict.fromkeys(tag for tag, _ in pairs))
    if all(meant is None for _, meant in pairs):
        return tags, None
    if len(pairs) == 1:
        return tags, _occurrence(pairs[0][1])
    ways = [_both(_tag(tag), _occurrence(meant)) for tag, meant in pairs]
    return tags, Logic("or", tuple(ways))


def all_of(first: Condition | None, second: Condition | None) -> Condition | None:
    """The condition that both of two hold, of which there may be none."""
    if first is None or second is None:
        return first or second
    return Logic("and", (first, second))


def _both(first: Condition, second: Condition | None) -> Condition:
    return first if second is None else Logic("and", (first, second))


def _tag(tag: str) -> Condition:
    operand = Pipeline(Source("word", "tag"))
    return Test(operand, "matches", (f"^{tag}$",)) if "." in tag else Test(operand, "=", (tag,))


def _occurrence(meant: frozenset[str] | None) -> Condition | None:
    return None if meant is None else Test(Pipeline(Source("word", "occurrence")), "in", tuple(sorted(meant)))
