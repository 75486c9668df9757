"""Names of UNIMARC (7XX and 600-604) as the headings that MARC 21 has, and who made the record (801)."""

from __future__ import annotations

import re

from lod.rdf import code_lists
from lod.record import Field
from lod.sources.unimarc.conversion_record import Made, Source, taken
from lod.sources.unimarc.links import embedded
from lod.sources.unimarc.table import table
from lod.sources.unimarc.values import (
    SCHEME_INDICATOR,
    Answer,
    holder,
    isni,
    language,
    number,
    relator,
    scheme,
    scheme_of,
    tracing,
)

_MAIN = ("700", "710", "720")
_PERSON, _BODY, _MEETING = "00", "10", "11"
_AROUND = re.compile(r"^[<(\[]\s*|\s*[>)\]]$")
_HEADS = "abqcn"
"""What stands first in a heading of a person, in this order."""

_PERSONS = {"a": "a", "b": "b", "c": "c", "d": "b", "f": "d", "g": "q", "p": "u", "t": "t"}
_BODIES = {"a": "a", "b": "b", "d": "n", "e": "c", "f": "d", "p": "u", "t": "t"}
_SUBDIVISIONS = {"j": "v", "x": "x", "y": "z", "z": "y"}


def main_name(one: Field, source: Source) -> Made:
    """A name that is mainly responsible: 1XX, unless another has that place already."""
    return named(one, source, "1" if is_main(one, source) else "7")


def name(one: Field, source: Source) -> Made:
    """Another name, or one that it is about."""
    return named(one, source, "6" if one.tag[0] == "6" else "7")


def is_main(one: Field, source: Source) -> bool:
    """Whether a name is the main entry, or the same in another script."""
    first = next((field for tag in _MAIN for field in source.all(tag)), None)
    if first is None or first.tag != one.tag:
        return False
    linked = first.first("6")[:3]
    return one is first or (linked != "" and one.first("6")[:3] == linked)


def embedded_name(one: Field, source: Source) -> Made:
    """A name with a title (604): fields 7XX and 500 behind $1."""
    headed, title, used = name_and_title(one, source, ("7",), "5", "66")
    if headed is None:
        return [], set()
    outer = [(at, code, value) for at, (code, value) in enumerate(one.subfields) if code == "2"]
    if outer:
        listed = scheme_of(one)
        headed.indicators = headed.indicators[0] + SCHEME_INDICATOR.get(listed, "7")
        if listed not in SCHEME_INDICATOR:
            title.append(("2", listed))
        used.add(outer[0][0])
    headed.subfields += title
    return [headed], used


def name_and_title(
    one: Field, source: Source, names: tuple[str, ...], titles: str, blocks: str
) -> tuple[Field | None, list[tuple[str, str]], set[int]]:
    """The name and the title that are embedded in a field, and the places of their subfields.

    Tags of `names` and `titles` begin so; a name is read as one of the first block, and becomes a heading of
    the second.
    """
    found: Field | None = None
    used: set[int] = set()
    title: list[tuple[str, str]] = []
    for inner, places in embedded(one):
        if inner.tag.startswith(names) and found is None:
            made, at = named(
                Field(blocks[0] + inner.tag[1:], inner.indicators, inner.subfields), source, blocks[1]
            )
            found = made[0] if made else None
            used |= {places[0], *(places[1 + each] for each in at)}
        elif inner.tag.startswith(titles):
            title += [("t", value) for value in inner.all("a")]
            within = zip(places[1:], inner.subfields, strict=False)
            used |= {places[0], *(place for place, (code, _) in within if code == "a")}
    return found, title, used


def named(one: Field, source: Source, block: str) -> Made:
    """The heading in a field, in 1XX, 6XX or 7XX."""
    tag, first = _kind(one)
    second = " "
    if block == "6":
        own = scheme_of(one)
        second = SCHEME_INDICATOR.get(own, "7") if own else "4"
    heading = _Heading(one, source, tag != _PERSON, is_inverted=first == "1")
    if tag == _MEETING:
        heading.parts = [("e" if code == "b" else code, value) for code, value in heading.parts]
    if not any(code == "a" for code, _ in heading.parts):
        return [], set()
    if tag == _PERSON:
        heading.parts.sort(key=lambda part: (_HEADS + "d").find(part[0]) % 99)
    else:
        _divide(heading.parts)
    if one.tag == "701" and source.leader[6] in "ab" and not any(code in "4e" for code, _ in heading.parts):
        heading.parts.append(("4", "aut"))  # responsible as much as who stands in 700, of a text
    return [Field(block + tag, first + second, heading.parts)], heading.used


def _divide(parts: list[tuple[str, str]]) -> None:
    """Put a stop before each part of a body: in persons, $b is a number that goes without."""
    for at in range(1, len(parts)):
        code, text = parts[at - 1]
        if parts[at][0] in ("b", "e") and code in ("a", "b", "e") and not text.endswith("."):
            parts[at - 1] = (code, f"{text.rstrip()}.")


def _kind(one: Field) -> tuple[str, str]:
    """The last two figures of the tag in MARC 21, and its first indicator."""
    given = one.indicators.ljust(2)
    kind = {"600": "70", "601": "71", "602": "72"}.get(one.tag, one.tag[:2])
    if kind == "72":
        return _PERSON, "3"
    if kind == "70":
        return _PERSON, given[1] if given[1] in "01" else "1"
    first = given[1] if given[1] in "012" else "2"
    return (_MEETING if given[0] == "1" else _BODY), first


class _Heading:
    """The subfields of a heading as they are put together."""

    def __init__(self, one: Field, source: Source, is_body: bool, *, is_inverted: bool) -> None:
        self.one, self.source = one, source
        self.parts: list[tuple[str, str]] = []
        self.used: set[int] = set()
        self.is_inverted = is_inverted
        listed = _BODIES if is_body else _PERSONS
        for at, (code, value) in enumerate(one.subfields):
            if value.strip() and self._take(code, value, listed, is_body):
                self.used.add(at)

    def _take(self, code: str, value: str, listed: dict[str, str], is_body: bool) -> bool:
        """Put a subfield in; whether it has a place."""
        if is_body and code in "cgh":
            return self._beside(code, value.strip())
        if (
            not is_body
            and code == "b"
            and self._into("a", value.strip(" ,"), ", " if self.is_inverted else " ")
        ):
            return True
        if code == "c" and not is_body and self.one.tag[0] == "7" and self._did(value):
            return True
        if code in listed:
            own = _AROUND.sub("", value.strip()) if code in "fcg" else value
            self.parts.append((listed[code], f"({own})" if code == "g" else own))
            return True
        if self.one.tag[0] == "6" and code in _SUBDIVISIONS:
            self.parts.append((_SUBDIVISIONS[code], value))
            return True
        return self._looked_up(code, value)

    def _did(self, value: str) -> bool:
        """Put in what somebody did, where it is written as an addition to the name (`éd.`)."""
        role = table().lists["roles-in-words"].get(_AROUND.sub("", value.strip()).lower().rstrip("."))
        if role:
            self.parts.append(("4", role))
        return bool(role)

    def _looked_up(self, code: str, value: str) -> bool:
        """Put a number, a role or a list in, where it is known."""
        functions = {"3": ("0", number), "4": ("4", relator), "5": ("5", holder), "o": ("0", isni)}
        if self.source.is_authority:
            functions |= {"5": ("w", tracing)}
        if code == "2" and self.one.tag[0] == "6":
            functions["2"] = ("2", scheme)
        if code not in functions:
            return False
        target, function = functions[code]
        answer: Answer = function(value, self.one, self.source)
        put = answer if isinstance(answer, tuple) else (target, answer)
        if put[1]:
            self.parts.append(put)
        return bool(put[1]) or put[0] == "-"

    def _beside(self, code: str, value: str) -> bool:
        """What is added to the name of a body: in brackets ($c), or behind its last part ($g, $h)."""
        own = _AROUND.sub("", value)
        last = next((part for part, _ in reversed(self.parts) if part in "ab"), "a")
        return self._into(last, f"({own})" if code == "c" else own, " " if code == "c" else ", ")

    def _into(self, target: str, value: str, between: str) -> bool:
        """Put a text behind what the last subfield of this code has."""
        for at in range(len(self.parts) - 1, -1, -1):
            if self.parts[at][0] == target:
                self.parts[at] = (target, f"{self.parts[at][1].rstrip(' ,')}{between}{value}")
                return True
        return False


def _convention(value: str) -> str:
    """The code of the rules of description that $g names; nothing when the list does not have them."""
    own = value.strip().lower()
    listed = code_lists.load("descriptionConventions")
    return next((code for code in (table().lists["conventions"].get(own), own) if code in listed), "") or ""


_ROLES = {"0": "a", "1": "c", "2": "d", "3": "d"}
"""Second indicator of 801 → subfield of 040: who catalogued, transcribed, changed and issued the record."""


def agency(one: Field, source: Source) -> Made:
    """The agencies of all fields 801 in one field 040, made where the first of them stands."""
    every = source.all("801")
    used = taken(one, "bg" if all(map(_convention, one.all("g"))) else "b")
    if one is not every[0]:
        return [], used
    named: dict[str, list[str]] = {}
    for each in every:
        for value in each.all("b"):
            own = named.setdefault(_ROLES.get(each.indicators[1:2], "d"), [])
            if value.strip() and value.strip() not in own:
                own.append(value.strip())
    spoken = language(source.cataloguing, one, source)
    subfields = [("a", value) for value in named.get("a", ())]
    subfields += [("b", spoken)] if isinstance(spoken, str) and spoken else []
    subfields += [(code, value) for code in "cd" for value in named.get(code, ())]
    every_rule = dict.fromkeys(_convention(value) for each in every for value in each.all("g"))
    subfields += [("e", value) for value in every_rule if value]
    return ([Field("040", "  ", subfields)] if subfields else []), used
