"""Steps of a path below an element, of which one may have a condition: ``metadata[label=Maker]/value``.

Systems that let their users name fields write the name as a value, beside what is in the field. A step with
a condition takes the elements of which an attribute (``[@name=…]``) or an element in it (``[label=…]``) says
just this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from lod.record import Field

_CONDITION = re.compile(r"\[([^\[\]=]+)=([^\[\]]+)\]")
_STEP = re.compile(rf"(?:{_CONDITION.pattern}|[^/])+")
_CONDITIONAL = re.compile(rf"(.+?){_CONDITION.pattern}\Z")


class Conditional(NamedTuple):
    """A step with a condition."""

    tag: str
    key: str
    """The element in it, or the attribute of it, that is asked."""
    value: str
    """What that has to say."""

    def holds(self, field: Field) -> bool:
        """Whether an element says this."""
        return self.value in said(field, self.key)


@lru_cache(maxsize=4096)
def steps(path: str) -> tuple[str, ...]:
    """The steps of a path.

    >>> steps("metadata[label=Artist/Maker]/value"), steps("title/@lang"), steps("author[nl]")
    (('metadata[label=Artist/Maker]', 'value'), ('title', '@lang'), ('author[nl]',))
    """
    if "[" not in path:
        return tuple(path.split("/"))
    return tuple(step[0] for step in _STEP.finditer(path))


def above(path: str) -> str:
    """What a path goes through before its last step.

    >>> above("metadata[label=a/b]/value"), above("metadata[label=a/b]"), above("a/b")
    ('metadata[label=a/b]', '', 'a')
    """
    return "/".join(steps(path)[:-1]) if "[" in path else path.rpartition("/")[0]


@lru_cache(maxsize=4096)
def conditional(step: str) -> Conditional | None:
    """A step taken apart; None when it has no condition.

    >>> conditional("metadata[label=Maker]"), conditional("author[nl]")
    (Conditional(tag='metadata', key='label', value='Maker'), None)
    """
    found = _CONDITIONAL.match(step) if step.endswith("]") else None
    return Conditional(*found.groups()) if found else None


_FIT = re.compile(r"""(?=.*[^\W\d_])[^\[\]="'\\{}]{1,60}\Z""")


def fits(name: str) -> bool:
    """Whether a draft can ask for an element that is called so.

    >>> fits("Artist/Maker"), fits("[x]"), fits("12")
    (True, False, False)
    """
    return _FIT.match(name) is not None


def said(field: Field, key: str) -> list[str]:
    """What an element says in one of its attributes, or in elements in it (`label`, `label/nl`).

    >>> said(Field("f", "", [("@name", "title")], [Field("label", "", [("", "Titel")])]), "label")
    ['Titel']
    """
    first, _, rest = key.partition("/")
    inside = [inner for inner in field.fields or () if inner.tag == first]
    if rest:
        return [text for inner in inside for text in said(inner, rest)]
    found = [text for code, text in field.subfields if code == key] if key.startswith("@") else []
    return found + [inner.text for inner in inside if inner.text]


def asked(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By the name of an element, what is asked of it by any of some paths.

    >>> asked(["field[@name=a]/value", "field[@name=b]", "title"])
    {'field': ('@name',)}
    """
    found: dict[str, dict[str, None]] = {}
    for path in sorted(paths):
        for step in steps(path) if "[" in path else ():
            if test := conditional(step):
                found.setdefault(test.tag, {})[test.key] = None
    return {tag: tuple(keys) for tag, keys in found.items()}


def keys_in(path: str) -> list[str]:
    """The paths of what a path asks on its way.

    >>> keys_in("group[@name=a]/field[label=b]/value")
    ['group[@name=a]/@name', 'group[@name=a]/field[label=b]/label']
    """
    found, so_far = [], ""
    for step in steps(path) if "[" in path else ():
        so_far = f"{so_far}/{step}" if so_far else step
        if test := conditional(step):
            found.append(f"{so_far}/{test.key}")
    return found
