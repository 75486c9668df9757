"""Who made a thing, and as what."""

from __future__ import annotations

from dataclasses import dataclass

from lod.rdf.namespaces import expand
from lod.store.documents import Text, Value
from webapp.languages import N_
from webapp.pages.labels import TextSpan, as_name, code_name, property_name
from webapp.pages.things.archives import ARCHIVED
from webapp.pages.things.property_values import Facts

MAKERS = (
    "schema:author",
    "schema:composer",
    "schema:lyricist",
    "schema:director",
    "schema:byArtist",
    "schema:readBy",
    "schema:editor",
    "schema:translator",
    "schema:illustrator",
    "schema:producer",
    "schema:actor",
    "schema:creator",
    "schema:contributor",
)
"""Who made it; the last two say no role, so they do when there is another."""
_ROLE = expand("schema:Role")
_VAGUE = frozenset({"schema:creator", "schema:contributor"})
_NO_ROLE = frozenset(f"http://id.loc.gov/vocabulary/relators/{code}" for code in ("cre", "ctb"))
"""Roles that say no more than that somebody made it, or took part."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Somebody who made the thing, and as what."""

    name: TextSpan
    roles: tuple[str, ...]


def makers(facts: Facts) -> tuple[Maker, ...]:
    """Who made the thing, each once with all roles; to whom it is attributed, in the words of that."""
    roles: dict[Value, list[str]] = {}
    vague: dict[Value, str] = {}
    attributed: dict[Value, TextSpan] = {}
    archived = ARCHIVED in facts.types
    for predicate in [name for name in MAKERS if name in facts.own]:
        for value in _spoken(facts, facts.take(predicate)):
            if _is_role(facts, value):
                attributed |= _attributed(facts, str(value))
                continue
            label = property_name(predicate, facts.wording)
            if predicate == "schema:creator" and archived:
                label = facts.wording.text(N_("Records creator"))  # who kept the papers, and made few of them
            roles.setdefault(value, [])
            if predicate in _VAGUE:
                vague.setdefault(value, label)
            else:
                roles[value].append(label)
    made = {*roles}
    _contributions(facts, roles)
    if facts.document.thing.kind == "collection":
        vague = {}  # who keeps a collection did not make it
    plain = [(v, found) for v, found in roles.items() if v in made or v not in attributed]
    told = [(facts.say(_as_name(v)), _unique(found or [vague.get(v, "")])) for v, found in plain]
    return (*_each_once(told), *(Maker(words, ()) for words in attributed.values()))


def _attributed(facts: Facts, part: str) -> dict[Value, TextSpan]:
    """Somebody by whom a thing may be, or after whom it is made: as it is told, with a link to their page."""
    told = next(iter(facts.say_all(facts.take("schema:name", subject=part))), None)
    facts.take("schema:roleName", subject=part)
    agents = facts.take("schema:contributor", subject=part)
    return {agent: (told or facts.say(agent))._replace(href=facts.say(agent).href) for agent in agents}


def _spoken(facts: Facts, values: list[Value]) -> list[Value]:
    """Without attributions in other languages, where those of the page's own language say it."""
    parts = {str(v): facts.values("schema:name", str(v)) for v in values if _is_role(facts, v)}
    if not parts:
        return values
    own = {p for p, names in parts.items() if any(_is_spoken(facts, name) for name in names)}
    agents = {agent for part in own for agent in facts.values("schema:contributor", part)}
    again = {p for p in parts if p not in own and agents & {*facts.values("schema:contributor", p)}}
    for part in again:  # it is said, in another language
        facts.take("schema:name", "schema:roleName", "schema:contributor", subject=part)
    return [v for v in values if str(v) not in again]


def _is_role(facts: Facts, value: Value) -> bool:
    return facts.document.is_part(str(value)) and _ROLE in facts.values("rdf:type", str(value))


def _is_spoken(facts: Facts, name: Value) -> bool:
    return isinstance(name, Text) and name.language.split("-")[0] in ("", facts.wording.language)


def _each_once(told: list[tuple[TextSpan, tuple[str, ...]]]) -> tuple[Maker, ...]:
    """Makers, of which one that is only a name is who has that name and a page, or said it before."""
    found: dict[str, Maker] = {}
    for name, roles in sorted(told, key=lambda one: not one[0].href):
        key = name.href or next((k for k, m in found.items() if m.name.text == name.text), name.text)
        one = found.setdefault(key, Maker(name, ()))
        found[key] = Maker(one.name, _unique([*one.roles, *roles]))
    order = [name.text for name, _ in told]
    return tuple(sorted(found.values(), key=lambda one: order.index(one.name.text)))


def _contributions(facts: Facts, roles: dict[Value, list[str]]) -> None:
    """Adds what bf:contribution says, also of a work that is a part of the thing: agents, with roles."""
    works = [v for v in facts.values("bf:instanceOf") if facts.document.is_part(str(v))]
    for value in [v for work in ("", *works) for v in facts.take("bf:contribution", subject=str(work))]:
        part = str(value)
        roles_given = facts.take("bf:role", subject=part)
        given = [_role(facts, role) for role in roles_given if role not in _NO_ROLE or not works]
        for agent in facts.take("bf:agent", subject=part):
            known = roles.setdefault(agent, [])
            known += [g for g in given if g.casefold() not in {k.casefold() for k in known}]


def _as_name(value: Value) -> Value:
    return as_name(value) if isinstance(value, Text) else value


def _role(facts: Facts, role: Value) -> str:
    if isinstance(role, Text):
        return role.value
    return code_name(role, facts.wording) or facts.say(role).text


def _unique(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for r in found if r))
