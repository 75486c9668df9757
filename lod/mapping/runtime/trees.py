"""Records that are trees (XML, JSON, rows with columns): their elements by path, and what stands below one.

A rule reads elements whose path ends in what it names after `from:`. Within it `$name/@lang` is a path down
from that element, `$.` its own text; `each: $actor` makes each such element the one that paths start from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from lod.mapping.language.tree_paths import Conditional, above, conditional, steps
from lod.rdf import literals
from lod.record import Field

FLAT = frozenset({"marc21", "pica"})
"""Families of formats whose records are no trees: fields with subfields of one character."""

_NAMES = re.compile(r'"([^"]+)"|(\S+)')

LANGUAGE = "@lang"
"""The attribute in which an element says what language it is in (xml:lang); it goes for all inside it."""


QUALIFIERS = frozenset({LANGUAGE, "@datatype", "@type"})
"""Attributes that say how a text or a link is to be taken, and say nothing without it."""


class LanguageText(str):
    """A text that says in which language it is; `suffix` is what follows the quotation marks of a literal."""

    __slots__ = ("suffix",)
    suffix: str


def with_language(text: str, suffix: str) -> str:
    """The text with its language; as it is when it says none."""
    if not suffix:
        return text
    made = LanguageText(text)
    made.suffix = suffix
    return made


def alike(change: Callable[[list[str]], list[str]], texts: list[str]) -> list[str]:
    """What a function makes of texts, in the language of the first of them where it made new ones.

    >>> [text.suffix for text in alike(lambda texts: [" ".join(texts)], [with_language("een", "@nl")])]
    ['@nl']
    """
    suffix = getattr(texts[0], "suffix", "") if texts else ""
    return [text if isinstance(text, LanguageText) else with_language(text, suffix) for text in change(texts)]


_OF_A_COUNTRY = re.compile(r"(?!zh|pt)([a-z]{2,3})-[a-z]{2}\Z")
"""A language as it is spoken in one country. Systems write it by themselves (nl-NL, en_US)."""


def languages(fields: Iterable[Field], with_country: bool = False) -> dict[int, str]:
    """By the `id()` of each element that is in a language of its own or of what is around it: its suffix.

    >>> list(languages([Field("t", "", [("@lang", "nl")], [Field("v", "", [])])]).values())
    ['@nl', '@nl']
    """
    found: dict[int, str] = {}
    _languages(fields, "", found)
    if not with_country:
        shorter = {suffix: _OF_A_COUNTRY.sub(r"\1", suffix[1:]) for suffix in set(found.values())}
        found = {element: f"@{shorter[suffix]}" for element, suffix in found.items()}
    return found


def _languages(fields: Iterable[Field], above: str, found: dict[int, str]) -> None:
    for field in fields:
        own = field.first(LANGUAGE)
        tag = literals.language_tag(own) if own else None
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
            path = above(path)
    return frozenset(found)


class Wanted:
    """A path that somebody asks for, and the ways on from it by the names of elements and attributes.

    >>> sorted(path_prefixes(["a/b/@c", "d"]).below)
    ['a', 'a/b', 'a/b/@c', 'd']
    """

    __slots__ = ("below", "conditional", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.below: dict[str, Wanted] = {}
        self.conditional: dict[str, list[tuple[Conditional, Wanted]]] = {}
        """By the name of an element, the ways on from it that have a condition."""


def path_prefixes(paths: Iterable[str]) -> Wanted:
    """All that these paths begin with, from the empty one on; the name of a column may have a slash in it."""
    known = {"": Wanted("")}
    for path in sorted(prefixes(paths)):
        known[path] = Wanted(path)
        names = steps(path)
        for at in range(len(names)):
            known["/".join(names[:at])].below["/".join(names[at:])] = known[path]
        if test := conditional(names[-1]):
            known["/".join(names[:-1])].conditional.setdefault(test.tag, []).append((test, known[path]))
    return known[""]


def flatten(field: Field, said: Mapping[int, str], wanted: Wanted) -> dict[str, list[str]]:
    """The texts in and below an element that are wanted, by their path from it; its own has the empty path.

    >>> made = Field("t", "", [("@lang", "nl")], [Field("v", "", [("", "Titel"), ("@pref", "yes")])])
    >>> flatten(made, {}, path_prefixes(["@lang", "v/@pref"]))
    {'@lang': ['nl'], 'v': ['Titel'], 'v/@pref': ['yes']}
    """
    found: dict[str, list[str]] = {}
    if field.subfields:
        _texts(field, said, wanted, found)
    if field.fields:
        _flatten(field.fields, said, wanted, found)
    return found


def _flatten(
    fields: Iterable[Field], said: Mapping[int, str], above: Wanted, found: dict[str, list[str]]
) -> None:
    wanted, conditions = above.below, above.conditional
    for field in fields:
        if conditions and field.tag in conditions:
            for test, way in conditions[field.tag]:
                if test.holds(field):
                    _texts(field, said, way, found)
                    _flatten(field.fields or (), said, way, found)
        if (here := wanted.get(field.tag)) is None:
            continue
        texts = field.subfields
        if len(texts) == 1 and not said and not texts[0][0]:  # as most are, in JSON all
            if here.path in found:
                found[here.path].append(texts[0][1])
            else:
                found[here.path] = [texts[0][1]]
        elif texts:
            _texts(field, said, here, found)
        if field.fields and here.below:
            _flatten(field.fields, said, here, found)


def _texts(field: Field, said: Mapping[int, str], here: Wanted, found: dict[str, list[str]]) -> None:
    """The own text and the attributes of an element."""
    for code, value in field.subfields:
        if not code:
            suffix = said.get(id(field)) if said else None
            found.setdefault(here.path, []).append(with_language(value, suffix) if suffix else value)
        elif attribute := here.below.get(code):
            found.setdefault(attribute.path, []).append(value)


def whole(field: Field) -> str:
    """All texts in an element in reading order, a line for each; mixed content is one text.

    A heading (`head`) is on the line that it stands above; one above nothing is left out.

    >>> whole(Field("note", "", [], [Field("head", "", [("", "Inhoud")]), Field("p", "", [("", "Brief")])]))
    'Inhoud: Brief'
    """
    if field.text:
        return field.text
    lines: list[str] = []
    heading = ""
    for inner in field.fields or ():
        if not (text := whole(inner)):
            continue
        if inner.tag == "head":
            heading += text if text[-1] in "?!" else text.rstrip(".: ") + ":"
            heading += " "
        else:
            lines.append(heading + text)
            heading = ""
    return "\n".join(lines)


def language_of(field: Field, said: Mapping[int, str]) -> str:
    """The suffix of the language that all texts in an element are in; of the element itself when they differ.

    >>> paragraph = Field("p", "", [("", "Testi"), ("@lang", "fi")])
    >>> language_of(Field("note", "", [], [paragraph]), languages([paragraph]))
    '@fi'
    """
    own = said.get(id(field), "")
    if field.text:
        return own
    found = {language_of(inner, said) or own for inner in field.fields or () if inner.tag != "head"}
    return found.pop() if len(found) == 1 else own


def below(field: Field, path: str) -> list[Field]:
    """The elements at a path below one; of an attribute, an element that has its value as text."""
    found = [field]
    for name in steps(path) if "[" in path else path.split("/"):
        found = [inner for outer in found for inner in _inside(outer, name)]
    return found


def _inside(field: Field, name: str) -> list[Field]:
    inner = [inner for inner in field.fields or () if inner.tag == name]
    if name[-1:] == "]" and (test := conditional(name)):
        return inner + [each for each in field.fields or () if each.tag == test.tag and test.holds(each)]
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
