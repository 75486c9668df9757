"""Makers in one column of a table, and in another as what: the n-th name goes with the n-th role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lod.mapping.functions.attributions import attribution
from lod.mapping.language.function_registry import function
from lod.mapping.runtime import trees
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_NO_MAKER = re.compile(
    r"(?i)geportret|\bportr[eaä]i?t\b|porträtiert|portrayed|afgebeeld|voorgesteld|sitter|\bmodel\b|depict|dargestell|eigena"
    r"|\bowner|besitz|propriét|schenk|donor|donat|stifter|\b(?:opdracht|bruikleen|leen|geld)?gever\b"
    r"|\b(?:auftrag|leih|geld)?geber\b|verko[op]|\bkoper\b|seller|buyer|vendor|käufer|verzamela|collector|sammler|collectionn"
    r"|bewaar|herkomst|proven|geadresseerd|ontvang|addressee|empfänger|destinataire|erflater|legat|inbreng|\bvinder\b|\bfinder\b"
    r"|\buitgever\b|\bherausgeber\b"
)
"""Roles of those who have to do with a thing that others made.

Whole words where those of makers begin or end alike: vormgever, uitvinder, kopergraveur, portretschilder.
"""


@function("makers_in", "field", "texts", (3, 3))
def makers_in(names: str, roles: str, mark: str) -> Callable[[Run, Field], list[str]]:
    """Who made it: names in a column whose role in another is not that of a sitter, owner or giver.

    One that it was attributed to, or made after, has this behind it, as `attribution` reads it: "Rembrandt
    (naar)". The mark stands between several values in a cell; where there are not as many roles as names,
    nobody knows whose they are.
    """

    def made(name: str, role: str) -> str:
        told = f"{name} ({role})"
        if attribution(told):
            return told
        return "" if _NO_MAKER.search(role) else name

    return _those(names, roles, mark, made)


@function("others_in", "field", "texts", (3, 3))
def others_in(names: str, roles: str, mark: str) -> Callable[[Run, Field], list[str]]:
    """Who had to do with it and did not make it, each with their role: "Jansen, P. (schenker)"."""

    def had(name: str, role: str) -> str:
        told = f"{name} ({role})"
        return told if _NO_MAKER.search(role) and not attribution(told) else ""

    return _those(names, roles, mark, had)


def _those(
    names: str, roles: str, mark: str, choose: Callable[[str, str], str]
) -> Callable[[Run, Field], list[str]]:
    asked = trees.path_prefixes([names, roles])

    def chosen(run: Run, field: Field) -> list[str]:
        found = trees.flatten(field, run.said, asked)
        pairs = _paired(list(found.get(names, ())), list(found.get(roles, ())), mark)
        return [text for name, role in pairs if (text := choose(name, role))]

    return chosen


def _paired(names: list[str], roles: list[str], mark: str) -> Iterator[tuple[str, str]]:
    """Each name with its role, which is empty when it is not known."""
    called, said = _values(names, mark), _values(roles, mark)
    told = said if len(said) == len(called) else [""] * len(called)
    return ((name, role) for name, role in zip(called, told, strict=True) if name)


def _values(texts: list[str], mark: str) -> list[str]:
    return [part.strip() for text in texts for part in (text.split(mark) if mark else [text])]
