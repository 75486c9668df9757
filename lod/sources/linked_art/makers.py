"""Who made an object, as its production and the parts of that tell it (https://linked.art/model/object/production/).

A part is what one of several makers did. Who an assignment names, or whose influence a workshop is under,
is qualified: the object is not surely theirs.
"""

from __future__ import annotations

from collections.abc import Iterator

from lod.record import Field
from lod.sources.linked_art.terms import QUALIFIERS, held, numbers, told_by

_BY = ("carried_out_by", "influenced_by")
_PEOPLE = frozenset(("Person", "Group", "Actor"))
_ASSIGNED = "300404269"
"""Attributed to: what an assignment means that does not say it."""
_INFLUENCED = ("beïnvloed door", "influenced by")


def made(fields: list[Field]) -> list[Field]:
    """The fields, with each maker at the top, and each part of the production beside the whole of it."""
    found: list[Field] = []
    for field in fields:
        if field.tag == "produced_by" and field.fields:
            found += [each for action in _actions(field) for each in _of_action(action)]
        else:
            found.append(field)
    return found


def _actions(production: Field) -> Iterator[Field]:
    """A production and its parts, however deep."""
    inner = production.fields or []
    yield Field(production.tag, "", [], [each for each in inner if each.tag != "part" or not each.fields])
    for part in held(inner, "part"):
        if part.fields:
            yield from _actions(Field(production.tag, "", [], part.fields))


def _of_action(action: Field) -> Iterator[Field]:
    inner = action.fields or []
    roles = [
        Field("role", "", label.subfields)
        for each in inner
        if each.tag in ("classified_as", "technique")
        for label in held(each.fields or [], "label")
    ]
    rest = []
    for each in inner:
        if each.tag == "carried_out_by" and each.fields:
            yield _maker(each, roles, [])
        elif each.tag == "influenced_by" and _PEOPLE & set(told_by(each, "type")):
            yield _maker(each, roles, _words(*_INFLUENCED))
        elif each.tag in ("assigned_by", "attributed_by") and set(told_by(each, "assigned_property")) & {
            *_BY
        }:
            for actor in held(each.fields or [], "assigned"):
                yield _maker(actor, roles, _qualified(each))
        else:
            rest.append(each)
    yield Field(action.tag, "", [], rest)


def _maker(actor: Field, roles: list[Field], qualifiers: list[Field]) -> Field:
    """Somebody, with what they did and how sure it is; of a workshop or a school, the master."""
    inner = actor.fields or []
    formed = [one for each in held(inner, "formed_by") for one in held(each.fields or [], "influenced_by")]
    kinds = [each for each in held(inner, "classified_as") if numbers(each, "") & QUALIFIERS.keys()]
    if formed and (kinds or qualifiers):
        qualifiers = qualifiers or _said(kinds)
        inner = formed[0].fields or []
    return Field("maker", "", [], [*inner, *roles, *qualifiers])


def _qualified(assignment: Field) -> list[Field]:
    """What an assignment says of how somebody stands to it; nothing when it only tells what it rests on."""
    kinds = held(assignment.fields or [], "classified_as")
    if not kinds and held(assignment.fields or [], "motivated_by"):
        return []
    return _said(kinds) or _words(*QUALIFIERS[_ASSIGNED])


def _said(kinds: list[Field]) -> list[Field]:
    """The words of the museum, else those of the AAT."""
    labels = [label for each in kinds for label in held(each.fields or [], "label")]
    known = [
        _words(*QUALIFIERS[one]) for each in kinds for one in sorted(numbers(each, "") & QUALIFIERS.keys())
    ]
    return [Field("qualifier", "", each.subfields) for each in labels] or (known[0] if known else [])


def _words(dutch: str, english: str) -> list[Field]:
    return [
        Field("qualifier", "", [("", text), ("@lang", tag)]) for text, tag in ((dutch, "nl"), (english, "en"))
    ]
