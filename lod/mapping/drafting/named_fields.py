"""Fields that a system names by a value: ``{"label": "Maker", "value": "Jan"}``, ``<field name="title">``.

In records of which nobody has said anything, such lists are known by what their elements have in common: each
says what it is called, in words that come back from record to record, and has a value beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lod.mapping.language.tree_paths import conditional, fits, said
from lod.record import Field, Record

VALUES = frozenset(
    (
        *("value", "values", "waarde", "waarden", "content", "text", "#text", "tekst", "expression"),
        *("formattedvalue", "displayvalue", "display_value", "subnotes"),
    )
)
"""Names of what says what something is, in small letters."""

_ATTRIBUTES = ("@name", "@label", "@key", "@field", "@code")
_CHILDREN = ("label", "key", "name", "field", "fieldname", "property", "display_name", "title")
_TYPED = re.compile(r"(?i)(meta_?data|fields?|velden|notes?|attributes?|properties|texts?|descriptions?)\Z")
"""Lists whose elements may be called by their type."""
_STRUCTURE = re.compile(
    r"(?i).*(field|veld|reference|group|groep|property|eigenschap|attribute|column|kolom|meta|metadata|data|entry|element"
    r"|str|arr|int|long|float|double|bool|date)\Z"
)
"""Elements of XML that say by an attribute what they are, and hold others."""
_BRACES = str.maketrans("[]", "{}")
_MOST_NAMES = 300
_MOST_IN_ONE = 60  # in a record that is alone


@dataclass(slots=True)
class _Seen:
    """The elements at a path."""

    count: int = 0
    valued: int = 0
    """How many have a value."""
    called: dict[str, Counter[str]] = field(default_factory=dict)
    """By what they may be called by, what they are called."""


def named_by(records: Iterable[Record]) -> dict[str, str]:
    """By the path of the elements of such lists, what these are called by.

    >>> pair = Field("f", "", [], [Field("label", "", [("", "Maker")]), Field("value", "", [("", "Jan")])])
    >>> other = Field("f", "", [], [Field("label", "", [("", "Jaar")]), Field("value", "", [("", "1700")])])
    >>> named_by([Record("json", "1", "", [pair, other])])
    {'f': 'label'}
    """
    seen: dict[str, _Seen] = {}
    for record in records:
        _look(record.fields, "", seen)
    found = {path: _key(path, one) for path, one in seen.items()}
    return {path: key for path, key in found.items() if key}


def _look(fields: Iterable[Field], lead: str, seen: dict[str, _Seen]) -> None:
    for each in fields:
        if not each.fields and len(each.subfields) < 2:
            continue  # it has a text, and nothing that says what this is
        path = lead + each.tag
        one = seen.setdefault(path, _Seen())
        one.count += 1
        one.valued += is_valued(each)
        for key in _candidates(each):
            for text in said(each, key)[:1]:
                names = one.called.setdefault(key, Counter())
                if text in names or len(names) <= _MOST_NAMES:
                    names[text] += 1
        _look(each.fields or (), f"{path}/", seen)


def is_valued(each: Field) -> bool:
    """Whether an element says what it is, by its own text or by an element for that."""
    return bool(each.text) or any(inner.tag.lower() in VALUES for inner in each.fields or ())


def _candidates(each: Field) -> Iterator[str]:
    yield from _ATTRIBUTES
    children = (*_CHILDREN, "type") if _TYPED.match(each.tag) else _CHILDREN
    inside = {inner.tag: inner for inner in each.fields or ()}
    for name in children:
        if (found := inside.get(name)) is None:
            continue
        yield name
        yield from (f"{name}/{inner.tag}" for inner in found.fields or () if inner.text)


def _key(path: str, seen: _Seen) -> str:
    """What the elements at a path are called by; empty when they are not."""
    return next((key for key, names in seen.called.items() if _is_key(path, seen, key, names)), "")


def _is_key(path: str, seen: _Seen, key: str, names: Counter[str]) -> bool:
    is_structure = key.startswith("@") and _STRUCTURE.match(path.rpartition("/")[2]) is not None
    if not is_structure and (len(names) < 2 or key == "@name"):  # a name may be that of a term
        return False
    if len(names) > _MOST_NAMES or names.total() < 0.9 * seen.count:
        return False
    if sum(count for name, count in names.items() if fits(name)) < 0.9 * seen.count:
        return False
    if seen.valued * 2 < seen.count and not is_structure:
        return False
    comes_back = len(names) * 2 <= seen.count
    # in a record that is alone: each name once, or elements of which nothing but the name tells what they are
    is_once = (seen.count == len(names) and key != "name") or (is_structure and key == "@name")
    return comes_back or (is_once and len(names) <= _MOST_IN_ONE)


def elements(fields: Iterable[Field], named: Mapping[str, str]) -> Iterator[tuple[str, Field, str]]:
    """Path and element of everything in a record, with what it is called by in its path; and what that is.

    >>> pair = Field("f", "", [], [Field("label", "", [("", "Maker")]), Field("value", "", [("", "Jan")])])
    >>> [path for path, _, _ in elements([pair], {"f": "label"})]
    ['f[label=Maker]', 'f[label=Maker]/value']
    """
    yield from _elements(fields, "", "", named, "")


def _elements(
    fields: Iterable[Field], plain: str, lead: str, named: Mapping[str, str], asked: str
) -> Iterator[tuple[str, Field, str]]:
    for each in fields:
        if each.tag == asked.partition("/")[0]:
            continue
        path = plain + each.tag
        key = named.get(path, "")
        name = next((text for text in said(each, key) if fits(text)), "") if key else ""
        # an element that is itself called as a step with a condition is: no rule can name it
        tag = each.tag if conditional(each.tag) is None else each.tag.translate(_BRACES)
        shown = f"{lead}{tag}[{key}={name}]" if name else lead + tag
        yield shown, each, key if name else ""
        yield from _elements(each.fields or (), f"{path}/", f"{shown}/", named, key if name else "")
