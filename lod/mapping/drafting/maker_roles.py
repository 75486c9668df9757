"""Lists of people with their roles: whom of them a draft may call the maker of an object.

MuseumPlus and TMS have all who have to do with an object in one list, sitters and former owners among them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lod.mapping.drafting.column_profile import Column
from lod.mapping.drafting.templates import filled, maker_or_not
from lod.mapping.language.tree_paths import above, conditional, fits, steps

_ROLE = re.compile(r"(?i)(?:obj)?(?:rol|role|rolle|function|functie|hoedanigheid)(?:voc|type|naam|name|s)?\Z")
_MAKES = re.compile(
    r"(?i)kunstenaar|maker|vervaardig|schilder|tekena|graveu|prent|fotogra|photogra|ontwerp|design|artist|paint|draught|engrav"
    r"|printer|printmak|sculpt|beeldhouw|architect|auteur|author|schrijver|writer|künstler|maler|zeichner|stecher|hersteller"
    r"|urheber|bildhauer|potter|pottenbak|smid\b|smith\b|wever|weaver|drukker|drucker|lithogra|etser|etcher|creator|peintre"
    r"|dessinat|fabrikant|manufactur|producent"
)
_LEVELS = 2  # elements around a name, of which one may have a role in it
_MOST = 8  # roles of makers that a draft names


class Makers(NamedTuple):
    """Who of a list made an object."""

    paths: tuple[str, ...]
    """The path of their names, for each role in which somebody makes something; none when nobody does."""


def makers(column: Column, found: Mapping[str, Column]) -> Makers | None:
    """The names in a column of those who have the role of a maker; None when it has no others in it.

    >>> name, role = Column("people/name"), Column("people/role")
    >>> role.see("Artist"), role.see("Sitter")
    (None, None)
    >>> makers(name, {"people/name": name, "people/role": role})
    Makers(paths=('people[role=Artist]/name',))
    """
    around = column.name
    for _ in range(_LEVELS):
        around = above(around)
        if not column.is_path or not around or conditional(steps(around)[-1]):
            return None
        inside = {
            name[len(around) + 1 :]: role for name, role in found.items() if name.startswith(f"{around}/")
        }
        roles = [(rest, role) for rest, role in inside.items() if _is_role(rest) and not role.is_figures]
        if roles:
            # the words, and not what else stands with them
            return _told(column, around, *max(roles, key=lambda pair: _made(pair[1]) != []))
    return None


def _made(role: Column) -> list[str]:
    """The roles in which somebody makes something."""
    return [text for text in sorted(role.distinct) if _MAKES.search(text) and fits(text)]


def _is_role(rest: str) -> bool:
    called = [test.value if (test := conditional(step)) else step.lstrip("@") for step in steps(rest)]
    return any(map(_ROLE.match, called))


def _told(column: Column, around: str, rest: str, role: Column) -> Makers | None:
    if all(map(_MAKES.search, role.distinct)):
        return None
    asked = "/".join(test.tag if (test := conditional(step)) else step for step in steps(rest))
    name = column.name[len(around) + 1 :]
    return Makers(tuple(f"{around}[{asked}={text}]/{name}" for text in _made(role)[:_MOST]))


_ROLE_COLUMN = re.compile(r"(?i)(?:.*[ ._-])?(?:rol|role|rolle|functie|function|hoedanigheid)(?:[ ._-].*)?\Z")
_OF_WHOM = re.compile(
    r"(?i)maker|vervaardig|kunstenaar|artist|creator|künstler|hersteller|urheber|auteur|author|persoon|person"
)
_OTHER_ROLES = (
    "{{each: '{value}', part: role*, a: schema:Role, schema:name: . @lang, schema:roleName: "
    """'. | replace("^.*[(](.*)[)]$", "\\\\1") @lang'}}"""
)


def role_beside(column: Column, found: Mapping[str, Column]) -> Column | None:
    """The column of a table that says as what each of the makers in another is one.

    >>> maker, role = Column("Vervaardiger", False), Column("Rol", False)
    >>> role.see("schilder")
    >>> role_beside(maker, {"Vervaardiger": maker, "Rol": role}) is role
    True
    """
    if column.is_path:
        return None
    roles = [
        each
        for name, each in found.items()
        if each is not column and _ROLE_COLUMN.match(name) and each.is_readable and not each.is_figures
    ]
    called = [each for each in roles if _OF_WHOM.search(each.name)]
    # one that does not say of whom is that of the makers only when it is the only one
    return called[0] if called else roles[0] if len(roles) == 1 else None


def by_roles(column: Column, role: Column) -> str:
    """The template of those in a column who made it, of those that it is attributed to, and of others."""
    mark = next((mark for mark in ("#", "|", ";") if column.marked.get(mark)), "")
    asked = f'"{column.name}", "{role.name}", "{mark}"'
    made, *attributed = maker_or_not(f"field | makers_in({asked})").split("\n")
    others = filled(_OTHER_ROLES, f"field | others_in({asked})")
    told = attributed[0].partition(": ")[2]
    return f"{made}\nschema:contributor: [{told}, {others}]"
