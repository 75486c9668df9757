"""What a column becomes: statements with a place for its values in them, in the mapping language."""

from __future__ import annotations

from collections.abc import Iterable

TERM = "{{each: '{value}', thing: %s, key: . | heading_key(term), a: [%s], schema:name: . @lang}}"
UNKNOWN = "(?i)^(onbekend|anoniem|unknown|anonymous|unbekannt|anonym|null|n\\\\.?v\\\\.?t\\\\.?)[.?]?$"
NAMES = f'{{value}} | unless("{UNKNOWN}")'
AGENT = (
    "{{each: '%s', %sthing: agent, key: . | heading_key(agent), "
    "a: [{{value: schema:Person, when: %s}}, {{value: schema:Organization, when: . | of_body}}], "
    "schema:name: . | name_alone | reading_order @lang, "
    "schema:birthDate: . | born, schema:deathDate: . | died}}"
)
IS_PERSON = (
    ". | born or . | died"
    " or (. | name_alone | inverted and not . | name_alone | of_body and not . | name_alone | of_family)"
)
MAKER = f"schema:creator: {AGENT % (NAMES, '', IS_PERSON)}"
MAKER_OR_NOT = (
    f"schema:creator: {AGENT % (NAMES, 'when: not . | attribution, ', IS_PERSON)}\n"
    f"schema:contributor: {{{{each: '{NAMES}', part: attribution*, when: . | attribution, a: schema:Role, "
    "schema:roleName: . | attribution @lang, schema:name: . | attribution_said @lang, "
    f"schema:contributor: {AGENT % ('. | attributed_name', '', IS_PERSON)}}}}}"
)
"""Where it was only attributed to some, or made after them: these did not make it (decision 109)."""
SITTER = AGENT % ("{value}", "", "not . | of_body")
SUBJECT = TERM % ("subject", "schema:DefinedTerm")
GENRE = TERM % ("genre", "schema:DefinedTerm")
PLACE = TERM % ("place", "schema:Place, schema:DefinedTerm")
DATE_AS_SAID = (
    "schema:dateCreated: {value} | first | date else {value} | first | dating | date "
    "else {value} | first | year\n"
    "schema:temporal: [{{value: '{value} | first | unless_undated @lang', "
    "when: 'not {value} | first | year'}}, "
    "{{value: '{value} | first | dating', when: 'not {value} | first | year'}}]"
)


def filled(template: str, value: str) -> str:
    """A template with a value in its places.

    Between quotation marks those of the value are doubled (YAML 1.2 § 7.3.2).

    >>> filled("{{each: '{value}', a: {value}}}", "$x's")
    "{each: '$x''s', a: $x's}"
    """
    doubled = value.replace("'", "''")
    pieces = enumerate(template.split("'"))
    return "'".join(piece.format(value=doubled if at % 2 else value) for at, piece in pieces)


def makers_of(paths: Iterable[str]) -> str:
    """The template of makers whose names stand at some paths."""
    each = [MAKER.partition(": ")[2].format(value=f'$"{path}" | unless("{UNKNOWN}")') for path in paths]
    return f"schema:creator: [{', '.join(each)}]"


def maker_or_not(names: str) -> str:
    """The template of makers, and of those that it is only attributed to or made after."""
    return filled(MAKER_OR_NOT, names)


def maker_of(names: str) -> str:
    """The template of a maker whose name is put together: what makes it up is a list of texts."""
    return filled(MAKER, names)
