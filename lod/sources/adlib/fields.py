"""The fields of Adlib in one shape: in groups, under their English names, each text in its language.

    <Title><title>De brug</title></Title>     as exports with groups have it
    <titel>De brug</titel>                     without groups, in Dutch
    <title><title>De brug</title></title>      as older servers gave it

are all Title [title De brug]. Without groups, the n-th values of the fields of a group belong together; where
a field has fewer values than the others, nobody knows to which they belong, and each stands in a group alone.
A value in several languages is that many fields in one group. A value that the program itself chose from a
list keeps its code: type nieuws$@codeN. A field that is linked to a record of another file has the name or
term of that as its text, and what else is told of it in it: creator Gogh, Vincent van [url …].
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from lod.rdf import tsv_tables
from lod.record import Field

_LANGUAGES = dict(
    enumerate(("en", "nl", "fr", "de", "ar", "it", "el", "pt", "ru", "sv", "he", "da", "no", "fi", "zh"))
)
"""Numbers by which the program knows the languages of its own lists: English is 0, Dutch 1."""

_TAG = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?\Z")
_EXACT = frozenset(("exact", "exacte", "exakt", "precies", "zeker", "certain", "sicher", "genau"))
"""Precisions that leave no doubt, which some museums put with every date that has no other."""
_VALUES = ("value", "text")
_NEUTRAL = "neutral"
_MAIN = ("term", "name", "title", "object_number")
"""In a field that is linked to another record, what that is called: the text of the field itself."""


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    """By each name of a field, its own name; and by that, its group."""
    names: dict[str, str] = {}
    groups: dict[str, str] = {}
    for row in tsv_tables.read("adlib-fields.tsv").rows():
        groups[row["field"]] = row["group"]
        names |= {name.lower(): row["field"] for name in (row["field"], *row["names"].split())}
    # Exports for spreadsheets and scripts write production_date_start for production.date.start.
    return {name.replace(".", "_"): own for name, own in names.items()} | names, groups


def grouped(fields: list[Field]) -> list[Field]:
    """The fields of a record in groups.

    >>> title = Field("titel", "", [("", "De brug")])
    >>> name = Field("Object_name", "", [], [Field("object_name", "", [("", "foto")])])
    >>> grouped([title, name])
    [Object_name  [object_name foto], Title  [title De brug]]
    """
    made: list[Field] = []
    loose: dict[str, dict[str, list[Field]]] = {}
    for field in fields:
        if field.tag.startswith("@"):
            made.append(field)
        elif _is_group(field):
            made.append(_group(field))
        else:
            name = _name(field.tag)
            group = _table()[1].get(name, "")
            if group:
                loose.setdefault(group, {}).setdefault(name, []).append(field)
            else:
                made += _texts(name, field)
    for group, members in loose.items():
        made += _zipped(group, members)
    for field in made:
        if field.tag == "Title":
            _in_its_language(field.fields or [])
        if field.fields and any(map(_is_exact, field.fields)):
            field.fields = [each for each in field.fields if not _is_exact(each)]
    return made


def _is_exact(field: Field) -> bool:
    """Whether it is the precision of a date or size, and says no more than that date itself does."""
    return field.tag.endswith((".prec", ".precision")) and field.text.strip().casefold() in _EXACT


def _in_its_language(title: list[Field]) -> None:
    """A title in the language beside it, where that is a tag ("en-US") and its own attribute says none."""
    tag = next((each.text for each in title if each.tag == "title.language" and _TAG.match(each.text)), "")
    for each in title if tag else ():
        if each.tag == "title" and each.text and not _language(each):
            each.subfields.append(("@lang", tag))


def _name(tag: str) -> str:
    return _table()[0].get(tag.lower(), tag)


def is_field(name: str) -> bool:
    """Whether a field of Adlib is called so, in any of its names.

    >>> is_field("vervaardiging.datum.begin"), is_field("kleur")
    (True, False)
    """
    return name.lower() in _table()[0]


def _is_group(field: Field) -> bool:
    """Whether a field at the top is what an export puts around the fields that belong together."""
    if not field.fields or all(inner.tag in _VALUES for inner in field.fields):
        return False
    names, groups = _table()
    own = _name(field.tag)
    if own not in groups or field.tag[:1].isupper():
        return any(inner.tag.lower() in names for inner in field.fields) or own not in groups
    return any(_name(inner.tag) == own for inner in field.fields)


def _group(field: Field) -> Field:
    """A group under its own name, with the fields in it under theirs."""
    inner = [each for member in field.fields or () for each in _texts(_name(member.tag), member)]
    groups = _table()[1]
    known = next((groups[each.tag] for each in inner if each.tag in groups), field.tag)
    return Field(known, "", field.subfields, inner)


def _zipped(group: str, members: dict[str, list[Field]]) -> Iterable[Field]:
    """Fields of one group that stand apart: the n-th of each together, when each has as many."""
    most = max(map(len, members.values()))
    whole = {name: fields for name, fields in members.items() if len(fields) == most}
    for at in range(most):
        inner = [each for name, fields in whole.items() for each in _texts(name, fields[at])]
        yield from _said(group, inner)
    for name, fields in members.items():
        if name not in whole:
            for field in fields:
                yield from _said(group, _texts(name, field))


def _said(group: str, inner: list[Field]) -> Iterable[Field]:
    return [Field(group, "", [], inner)] if any(each.subfields or each.fields for each in inner) else []


def _texts(name: str, field: Field) -> list[Field]:
    """A field as one or more: a value in several languages is a field in each."""
    own = [_spoken(pair) for pair in field.subfields]
    inside = [
        each for child in field.fields or () if child.tag not in _VALUES for each in _texts(child.tag, child)
    ]
    values = [inner for inner in field.fields or () if inner.tag in _VALUES]
    if values:
        return _in_languages(name, values, [pair for pair in own if pair[0]], inside)
    main = next((tag for tag in _MAIN for each in inside if each.tag == tag and each.text), "")
    if field.text or not main:
        return [Field(name, "", own, inside or None)]
    rest = [each for each in inside if each.tag != main]
    made = [Field(name, "", each.subfields, each.fields) for each in inside if each.tag == main]
    made[0].subfields += own
    made[0].fields = [*(made[0].fields or []), *rest] or None
    return made


def _in_languages(
    name: str, values: list[Field], attributes: list[tuple[str, str]], inside: list[Field]
) -> list[Field]:
    """A field for each language of a value; the first has its code, and what stands beside the value."""
    neutral = [value.text for value in values if _language(value) == _NEUTRAL and value.text]
    said = [value for value in values if _language(value) != _NEUTRAL and value.text]
    if not said:
        return [Field(name, "", [("", text), *attributes], inside or None) for text in neutral]
    made = [
        Field(name, "", [pair for pair in map(_spoken, value.subfields) if pair[0] != "@invariant"])
        for value in said
    ]
    made[0].subfields += [("@code", text) for text in neutral] + attributes
    made[0].fields = inside or None
    return made


def _language(value: Field) -> str:
    return value.first("@lang") or value.first("@language")


def _spoken(pair: tuple[str, str]) -> tuple[str, str]:
    """An attribute; one that says the language, as a tag."""
    code, text = pair
    if code not in ("@lang", "@language"):
        return pair
    return "@lang", _LANGUAGES.get(int(text), text) if text.isdecimal() and len(text) < 3 else text
