"""Records that are trees (XML, JSON, rows with columns): their elements by path, and what stands below one.

A rule reads elements whose path ends in what it names after `from:`. Within it `$name/@lang` is a path down
from that element, `$.` its own text; `each: $actor` makes each such element the one that paths start from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping

from lod.rdf import values
from lod.record import Field

FLAT = frozenset({"marc21", "pica"})
"""Families of formats whose records are no trees: fields with subfields of one character."""

_NAMES = re.compile(r'"([^"]+)"|(\S+)')

LANGUAGE = "@lang"
"""The attribute in which an element says what language it is in (xml:lang); it goes for all inside it."""


QUALIFIERS = frozenset({LANGUAGE, "@datatype", "@type"})
"""Attributes that say how a text or a link is to be taken, and say nothing without it."""


class Spoken(str):
    """A text that says in which language it is; `suffix` is what follows the quotation marks of a literal."""

    __slots__ = ("suffix",)
    suffix: str


def spoken(text: str, suffix: str) -> str:
    """The text with its language; as it is when it says none."""
    if not suffix:
        return text
    made = Spoken(text)
    made.suffix = suffix
    return made


def alike(change: Callable[[list[str]], list[str]], texts: list[str]) -> list[str]:
    """What a function makes of texts, in the language of the first of them where it made new ones.

    >>> [text.suffix for text in alike(lambda texts: [" ".join(texts)], [spoken("een", "@nl")])]
    ['@nl']
    """
    suffix = getattr(texts[0], "suffix", "") if texts else ""
    return [text if isinstance(text, Spoken) else spoken(text, suffix) for text in change(texts)]


def languages(fields: Iterable[Field], above: str = "") -> dict[int, str]:
    """By the `id()` of each element that is in a language of its own or of what is around it: its suffix.

    >>> list(languages([Field("t", "", [("@lang", "nl")], [Field("v", "", [])])]).values())
    ['@nl', '@nl']
    """
    found: dict[int, str] = {}
    _languages(fields, above, found)
    return found


def _languages(fields: Iterable[Field], above: str, found: dict[int, str]) -> None:
    for field in fields:
        own = field.first(LANGUAGE)
        tag = values.language_tag(own) if own else None
        suffix = f"@{tag}" if tag else above
        if suffix:
            found[id(field)] = suffix
        if field.fields:
            _languages(field.fields, suffix, found)


def elements(fields: Iterable[Field]) -> list[tuple[str, Field]]:
    """Path and element of everything in a record, parents before their children.

    >>> inner = Field("title", "", [("", "Titel")])
    >>> [path for path, _ in elements([Field("titles", "", [], [inner])])]
    ['titles', 'titles/title']
    """
    found: list[tuple[str, Field]] = []
    _elements(fields, "", found)
    return found


def _elements(fields: Iterable[Field], lead: str, found: list[tuple[str, Field]]) -> None:
    for field in fields:
        path = lead + field.tag
        found.append((path, field))
        if field.fields:
            _elements(field.fields, path + "/", found)


def prefixes(paths: Iterable[str]) -> frozenset[str]:
    """The paths, and all that they begin with.

    >>> sorted(prefixes(["a/b/@c", "d"]))
    ['a', 'a/b', 'a/b/@c', 'd']
    """
    found: set[str] = set()
    for path in paths:
        while path and path not in found:
            found.add(path)
            path = path.rpartition("/")[0]
    return frozenset(found)


def flatten(
    field: Field, said: Mapping[int, str], wanted: Container[str] | None = None
) -> dict[str, list[str]]:
    """The texts in and below an element, by their path from it; its own text is under the empty path.

    `wanted` are the paths that anyone will ask for, with their prefixes; None for all.

    >>> flatten(Field("t", "", [("@lang", "nl")], [Field("v", "", [("", "Titel"), ("@pref", "yes")])]), {})
    {'@lang': ['nl'], 'v': ['Titel'], 'v/@pref': ['yes']}
    """
    found: dict[str, list[str]] = {}
    _flatten(field, "", said, wanted, found)
    return found


def _flatten(
    field: Field,
    path: str,
    said: Mapping[int, str],
    wanted: Container[str] | None,
    found: dict[str, list[str]],
) -> None:
    lead = f"{path}/" if path else ""
    for code, value in field.subfields:
        if not code:
            suffix = said.get(id(field)) if said else None
            found.setdefault(path, []).append(spoken(value, suffix) if suffix else value)
        elif wanted is None or lead + code in wanted:
            found.setdefault(lead + code, []).append(value)
    for inner in field.fields or ():
        below = lead + inner.tag
        if wanted is None or below in wanted:
            _flatten(inner, below, said, wanted, found)


def whole(field: Field) -> str:
    """All texts in an element in reading order, a line for each; mixed content is one text.

    >>> whole(Field("note", "", [], [Field("head", "", [("", "Inhoud")]), Field("p", "", [("", "Brief")])]))
    'Inhoud\\nBrief'
    """
    if field.text:
        return field.text
    return "\n".join(text for inner in field.fields or () if (text := whole(inner)))


def below(field: Field, path: str) -> list[Field]:
    """The elements at a path below one; of an attribute, an element that has its value as text."""
    found = [field]
    for name in path.split("/"):
        found = [inner for outer in found for inner in _inside(outer, name)]
    return found


def _inside(field: Field, name: str) -> list[Field]:
    inner = [inner for inner in field.fields or () if inner.tag == name]
    if name.startswith("@") and not inner:
        return [Field(name, "", [("", value)]) for value in field.all(name)]
    return inner


def names_in(text: str) -> tuple[str, ...]:
    """The names in a list of them; one with a blank in it stands between quotation marks.

    >>> names_in('maker "Object name" title')
    ('maker', 'Object name', 'title')
    """
    return tuple(quoted or plain for quoted, plain in _NAMES.findall(text))


def ends(wanted: str, path: str) -> bool:
    """Whether a path is, or ends in, what a rule names; after a slash, only at the top of the record.

    >>> ends("titleSet/title", "titles/titleSet/title"), ends("Set/title", "titles/titleSet/title")
    (True, False)
    >>> ends("/title", "title"), ends("/title", "relatedItem/title")
    (True, False)
    """
    if wanted.startswith("/"):
        return path == wanted[1:]
    return path == wanted or path.endswith("/" + wanted)


class Accountant:
    """Tells what became of each text of a record, by its path.

    What is ignored goes for all below it. When the mapping `speaks`, the language of an element counts as
    mapped with any text in it.
    """

    def __init__(self, ignored: Iterable[str], *, speaks: bool) -> None:
        self._names = tuple(f"/{name}/" for name in ignored)
        self._speaks = speaks
        self._known: dict[str, bool] = {}

    def account(
        self, found: Iterable[tuple[str, Field]], read: set[str], left: Counter[str]
    ) -> tuple[int, int]:
        """How many texts were mapped and how many ignored; counts in `left` what was neither.

        `read` are paths from the record; one that ends in a star is for all below it.
        """
        mapped, skipped = 0, 0
        all_below = tuple(path[:-1] for path in read if path.endswith("/*"))
        within = prefixes(read) if self._speaks else frozenset()
        for path, field in found:
            for code, _ in field.subfields:
                where = f"{path}/{code}" if code else path
                if (
                    where in read
                    or (all_below and f"{where}/".startswith(all_below))
                    or (code in QUALIFIERS and path in within)
                ):
                    mapped += 1
                elif self._is_ignored(where):
                    skipped += 1
                elif path == LANGUAGE and self._speaks:
                    mapped += 1
                else:
                    left[where] += 1
        return mapped, skipped

    def _is_ignored(self, where: str) -> bool:
        known = self._known.get(where)
        if known is None:
            whole = f"/{where}/"
            known = self._known[where] = any(name in whole for name in self._names)
        return known
