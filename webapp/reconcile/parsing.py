"""What a client asks, in either version of the API; what cannot be understood is refused with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from werkzeug.exceptions import RequestEntityTooLarge

from lod.search.reconciliation import properties, types
from lod.search.reconciliation.properties import Property
from lod.search.reconciliation.reconciler import LIMIT, MOST, Condition, Query
from lod.search.reconciliation.types import Type
from webapp.http.json_bodies import Json, NotUnderstood, json_of

MOST_QUERIES = 100
"""So many queries are answered in one batch."""
MOST_ROWS = 500
"""So many things are described in one data extension."""
MOST_CONDITIONS = 20
MOST_VALUES = 50
LONGEST = 1_000
"""Characters of a text that are looked at."""

EXACT = "ExactMatch"
"""The one way of matching that can be asked for besides our own."""


class TooMany(RequestEntityTooLarge):
    """A request for more than is answered at once."""

    def __init__(self, found: int, most: int, what: str) -> None:
        super().__init__()
        self.detail = f"{found} {what} in one request; at most {most} are answered at once"


@dataclass(frozen=True, slots=True)
class Extension:
    """What data extension asks for: values of properties of things."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, Property | None, Mapping[str, Json]], ...]
    """Each as it was asked for, what it means, and its settings."""


# ---------------------------------------------------------------- version 0.2


def batch(found: Json, classes: Mapping[str, int]) -> dict[str, Query | None]:
    """The queries of a batch in version 0.2; None for one that nothing can answer."""
    if not isinstance(found, dict):
        raise NotUnderstood('queries: expected an object such as {"q0": {"query": "Max Havelaar"}}')
    _bounded(found, MOST_QUERIES, "queries")
    return {str(key): _query(one, f"queries.{key}", classes) for key, one in found.items()}


def single(text: str, classes: Mapping[str, int]) -> Query | None:
    """One query by itself, in JSON or as plain text."""
    if text.lstrip().startswith("{"):
        return _query(json_of(text, "query"), "query", classes)
    return Query(text[:LONGEST].strip())


def _query(found: Json, at: str, classes: Mapping[str, int]) -> Query | None:
    if not isinstance(found, dict):
        raise NotUnderstood(f"{at}: expected an object")
    name = _text(found.get("query", ""), f"{at}.query")
    wanted = found.get("type") or None
    ids = [wanted] if isinstance(wanted, str) else wanted if isinstance(wanted, list) else []
    if wanted is not None and not isinstance(wanted, str | list):
        raise NotUnderstood(f"{at}.type: expected a text or a list of texts")
    given = found.get("properties") or []
    if not isinstance(given, list):
        raise NotUnderstood(f"{at}.properties: expected a list")
    _bounded(given, MOST_CONDITIONS, f"properties in {at}")
    conditions = [_property(one, f"{at}.properties.{n}") for n, one in enumerate(given)]
    return _made(name, ids, [c for c in conditions if c], (), found.get("limit"), at, classes)


def _property(found: Json, at: str) -> Condition | None:
    if not isinstance(found, dict):
        raise NotUnderstood(f"{at}: expected an object with pid and v")
    property = properties.read(_text(found.get("pid", ""), f"{at}.pid"))
    given = found.get("v")
    values = (*_values(given, f"{at}.v"), *_names(given, f"{at}.v"))
    return Condition(property, values) if property and values else None


# ---------------------------------------------------------------- version 1.0


def matching(found: Json, classes: Mapping[str, int]) -> list[Query | None]:
    """The queries of a batch in version 1.0-draft; None for one that nothing can answer."""
    if not isinstance(found, dict) or not isinstance(found.get("queries"), list):
        raise NotUnderstood('expected an object with a list "queries"')
    queries = found["queries"]
    _bounded(queries, MOST_QUERIES, "queries")
    return [_match(one, f"queries.{n}", classes) for n, one in enumerate(queries)]


def _match(found: Json, at: str, classes: Mapping[str, int]) -> Query | None:
    if (
        not isinstance(found, dict)
        or not isinstance(found.get("conditions"), list)
        or not found["conditions"]
    ):
        raise NotUnderstood(f'{at}: expected an object with a list "conditions" that is not empty')
    _bounded(found["conditions"], MOST_CONDITIONS, f"conditions in {at}")
    name = ""
    ids: list[str] = []
    conditions: list[Condition] = []
    for n, one in enumerate(found["conditions"]):
        place = f"{at}.conditions.{n}"
        sort, values = _condition(one, place)
        if sort == "name":
            name = name or (values[0] if values else "")
        elif sort == "id":
            ids += values
        elif (made := _refined(one, values, place)) is not None:
            conditions.append(made)
    wanted = found.get("type")
    if wanted is not None and not isinstance(wanted, str):
        raise NotUnderstood(f"{at}.type: expected a text")
    return _made(name, [wanted] if wanted else [], conditions, ids, found.get("limit"), at, classes)


def _condition(found: Json, at: str) -> tuple[str, tuple[str, ...]]:
    if not isinstance(found, dict) or found.get("matchType") not in ("name", "id", "property"):
        raise NotUnderstood(f"{at}.matchType: expected name, id or property")
    if "propertyValue" not in found:
        raise NotUnderstood(f"{at}.propertyValue: is missing")
    return found["matchType"], _values(found["propertyValue"], f"{at}.propertyValue")


def _refined(found: Mapping[str, Json], values: tuple[str, ...], at: str) -> Condition | None:
    if "propertyId" not in found:
        raise NotUnderstood(f"{at}.propertyId: is missing; a condition on a property needs it")
    quantifier = found.get("matchQuantifier", "any")
    if quantifier not in ("any", "all", "none"):
        raise NotUnderstood(f"{at}.matchQuantifier: expected any, all or none")
    qualifier = found.get("matchQualifier", "")
    if qualifier not in ("", None, EXACT):
        raise NotUnderstood(f"{at}.matchQualifier: {EXACT} is the only one there is")
    property = properties.read(_text(found["propertyId"], f"{at}.propertyId"))
    if property is None or not values:
        return None
    return Condition(property, values, found.get("required") is True, str(quantifier), qualifier == EXACT)


# ---------------------------------------------------------------- both


def _made(
    name: str,
    ids_of_types: Sequence[Json],
    conditions: Sequence[Condition],
    ids: Sequence[str],
    limit: Json,
    at: str,
    classes: Mapping[str, int],
) -> Query | None:
    wanted = type_list(ids_of_types, at, classes)
    if ids_of_types and not wanted:
        return None
    return Query(name, wanted, tuple(conditions), tuple(ids), _limit(limit, at))


def type_list(ids: Sequence[Json], at: str, classes: Mapping[str, int]) -> tuple[Type, ...]:
    """The types with these identifiers; those that do not occur are left out."""
    _bounded(ids, MOST_VALUES, f"types in {at}")
    found = [types.read(_text(id, f"{at}.type"), classes) for id in ids]
    return tuple(one for one in found if one)


def _limit(found: Json, at: str) -> int:
    if found is None:
        return LIMIT
    if isinstance(found, bool) or not isinstance(found, int | float) or found < 1:
        raise NotUnderstood(f"{at}.limit: expected a number from 1")
    return int(min(found, MOST))


def most(given: Json, there_are: int) -> int:
    """How many values a setting lets through: a form of OpenRefine gives its number as a text.

    >>> most(2, 5), most("2", 5), most("", 5), most(0, 5), most("all", 5)
    (2, 2, 5, 5, 5)
    """
    if isinstance(given, str):
        given = int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 0
    if isinstance(given, bool) or not isinstance(given, int | float) or not 1 <= given < there_are:
        return there_are
    return int(given)


def _values(found: Json, at: str) -> tuple[str, ...]:
    """Property values: texts, numbers, booleans, and things by their identifier."""
    several = found if isinstance(found, list) else [found]
    _bounded(several, MOST_VALUES, f"values in {at}")
    values = [_value(one, at) for one in several]
    return tuple(value for value in values if value)


def _names(found: Json, at: str) -> tuple[str, ...]:
    """What the things among values are called: a cell may be matched with one of another service."""
    things = [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict)]
    return tuple(
        name for one in things if one.get("id") and (name := _text(one.get("name") or "", f"{at}.name"))
    )


def _value(found: Json, at: str) -> str:
    if isinstance(found, dict):
        return _text(found.get("id") or found.get("name") or "", f"{at}.id")
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, float) and found.is_integer():
        return str(int(found))
    if isinstance(found, int | float):
        return str(found)[:LONGEST]
    return _text(found if found is not None else "", at)


def _text(found: Json, at: str) -> str:
    if not isinstance(found, str):
        raise NotUnderstood(f"{at}: expected a text")
    return found[:LONGEST].strip()


def _bounded(found: Sequence[Json] | Mapping[str, Json], most: int, what: str) -> None:
    if len(found) > most:
        raise TooMany(len(found), most, what)


def extension(found: Json) -> Extension:
    """A request for data extension, the same in both versions."""
    if not isinstance(found, dict) or not isinstance(found.get("ids"), list):
        raise NotUnderstood('expected an object with lists "ids" and "properties"')
    given = found.get("properties")
    if not isinstance(given, list):
        raise NotUnderstood('properties: expected a list such as [{"id": "birthDate"}]')
    _bounded(found["ids"], MOST_ROWS, "ids")
    _bounded(given, MOST_VALUES, "properties")
    return Extension(
        tuple(_text(id, f"ids.{n}") for n, id in enumerate(found["ids"])),
        tuple(_wanted(one, f"properties.{n}") for n, one in enumerate(given)),
    )


def _wanted(found: Json, at: str) -> tuple[str, Property | None, Mapping[str, Json]]:
    if not isinstance(found, dict):
        raise NotUnderstood(f"{at}: expected an object with an id")
    id = _text(found.get("id", ""), f"{at}.id")
    settings = found.get("settings") or {}
    if not isinstance(settings, dict):
        raise NotUnderstood(f"{at}.settings: expected an object")
    return id, properties.read(id), settings
