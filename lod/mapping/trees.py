"""Records that are trees (XML, JSON, rows with columns): their elements by path, and what stands below one.

A rule reads elements whose path ends in what it names after `from:`. Within it `$name/@lang` is a path down
from that element, `$.` its own text; `each: $actor` makes each such element the one that paths start from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lod.record import Field

FLAT = frozenset({"marc21", "pica"})
"""Families of formats whose records are no trees: fields with subfields of one character."""


def elements(fields: Iterable[Field], above: str = "") -> Iterator[tuple[str, Field]]:
    """Path and element of everything in a record, parents before their children.

    >>> inner = Field("title", "", [("", "Titel")])
    >>> [path for path, _ in elements([Field("titles", "", [], [inner])])]
    ['titles', 'titles/title']
    """
    for field in fields:
        path = f"{above}/{field.tag}" if above else field.tag
        yield path, field
        if field.fields:
            yield from elements(field.fields, path)


def flatten(field: Field) -> dict[str, list[str]]:
    """All texts in and below an element, by their path from it; its own text is under the empty path.

    >>> flatten(Field("t", "", [("@lang", "nl")], [Field("v", "", [("", "Titel"), ("@pref", "yes")])]))
    {'@lang': ['nl'], 'v': ['Titel'], 'v/@pref': ['yes']}
    """
    found: dict[str, list[str]] = {}
    for code, value in field.subfields:
        found.setdefault(code, []).append(value)
    for path, inner in elements(field.fields or ()):
        for code, value in inner.subfields:
            found.setdefault(f"{path}/{code}" if code else path, []).append(value)
    return found


def below(field: Field, path: str) -> list[Field]:
    """The elements at a path below one."""
    found = [field]
    for name in path.split("/"):
        found = [inner for outer in found for inner in outer.fields or () if inner.tag == name]
    return found


def ends(wanted: str, path: str) -> bool:
    """Whether a path is, or ends in, what a rule names.

    >>> ends("titleSet/title", "titles/titleSet/title"), ends("Set/title", "titles/titleSet/title")
    (True, False)
    """
    return path == wanted or path.endswith("/" + wanted)


def account(
    fields: Iterable[Field], read: set[str], ignored: Iterable[str], left: Counter[str]
) -> tuple[int, int]:
    """How many texts of a record were mapped and how many ignored; counts in `left` those that were neither.

    `read` and `ignored` are paths from the record; a path counts for all that stands below it.
    """
    mapped, skipped = 0, 0
    ignored = tuple(ignored)
    for path, field in elements(fields):
        for code, _ in field.subfields:
            whole = f"{path}/{code}" if code else path
            if whole in read or path + "/*" in read:
                mapped += 1
            elif any(_covers(name, whole) for name in ignored):
                skipped += 1
            else:
                left[whole] += 1
    return mapped, skipped


def _covers(ignored: str, path: str) -> bool:
    return f"/{ignored}/" in f"/{path}/"
