"""Tables of people: how a list of makers is told from a table of objects, and what its columns may be."""

from __future__ import annotations

from collections.abc import Iterable

from lod.mapping.drafting.column_heuristics import GUESSES, Guess, fits
from lod.mapping.drafting.column_profile import Column

_BIRTH = "(birth|born|geboor|geboren).*|.*(of|at)[ ._-]?birth"
_DEATH = "(death|died|overl|sterf).*|.*(of|at)[ ._-]?death"
_LISTED = "(ulan|isni|rkd[ ._-]?(artist|id|uri)|constituent).*"
"""Numbers in files of people."""
_PLACES = "(place|plaats|city|stad|town)"
_NAME = "(?!.*(file|user|bestand|last|first|achter|voor|other|ander|alternat)).*(naam|name)"
_DAY = (
    '{value} | first | unless("T(?!00:00)") | day | date else {value} | first | unless("T(?!00:00)") | year'
)
"""A day that begins at another hour is one in another time zone, and which is not told."""
_PLACE = (
    "{{each: '{value}', thing: place, key: . | heading_key(place), "
    "a: [schema:Place, schema:DefinedTerm], schema:name: . @lang}}"
)

HEAD = """\
mapping: {name}
format: {format}
about: A draft, made from columns and their values; the table is of people.

things:
  agent: {{kind: agent, key: "{key}"}}

once:
  schema:name: schema:alternateName

rules:
  - rule: record
    from: record
    why: The people that the objects of a collection name; who is not known is nobody.
    gives:
      agent:
        a: {{value: schema:Person, when: '{person}'}}"""

PEOPLE = (
    *(guess for guess in GUESSES if guess.rule == "identifier"),
    Guess(
        "name",
        _NAME,
        "",
        "schema:name: {value} | first | name_alone | reading_order @lang\n"
        "schema:alternateName: {value} | first | name_alone | inverted @lang",
    ),
    Guess("birth", f"(?!.*{_PLACES})({_BIRTH})", "", f"schema:birthDate: {_DAY}"),
    Guess("death", f"(?!.*{_PLACES})({_DEATH})", "", f"schema:deathDate: {_DAY}"),
    Guess("birth-place", f"(?=.*{_PLACES})({_BIRTH}|{_PLACES}.*birth)", "", f"schema:birthPlace: {_PLACE}"),
    Guess("death-place", f"(?=.*{_PLACES})({_DEATH}|{_PLACES}.*death)", "", f"schema:deathPlace: {_PLACE}"),
    *(guess for guess in GUESSES if guess.rule in ("description", "address")),
    Guess("authority", "", "address", "schema:sameAs: {value} | authority_iri"),
)
"""In this order; gender and nationality are left to who knows whether the people live."""


def is_of_people(columns: Iterable[Column]) -> bool:
    """Whether a table has a name, and the life or the number of somebody, and nothing that an object has."""
    named = [column for column in columns if column.is_readable and not column.is_inside]
    of_object = [guess for guess in GUESSES if guess.rule in ("maker", "material", "object-name")]
    if any(
        column.is_called(".*tit(el|le)s?") or fits(guess, column) for column in named for guess in of_object
    ):
        return False
    told = [column for column in named if any(map(column.is_called, (_BIRTH, _DEATH, _LISTED)))]
    return bool(told) and any(column.is_called(_NAME) for column in named)


def head(name: str, format: str, rules: Iterable[tuple[str, Column, str]]) -> str:
    """How the mapping begins: by what a person is known, and what tells that it is one."""
    by_rule = {rule: column.path for rule, column, _ in rules}
    named = f"{by_rule['name']} | first | name_alone"
    link = f"{by_rule['authority']} | known_key else " if "authority" in by_rule else ""
    lives = [by_rule[rule] for rule in ("birth", "death") if rule in by_rule]
    person = " or ".join([f"{named} | inverted", *lives])
    return HEAD.format(
        name=name,
        format=format,
        key=f"{link}{named} | heading_key(agent)".replace('"', '\\"'),
        person=person.replace("'", "''"),
    )
