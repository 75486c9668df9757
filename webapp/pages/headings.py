"""How a page begins: what the thing is, what it is called, who made it, and where and when it came out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import east_asian_width

from lod.rdf.names import expand
from lod.store.documents import TYPE, Text, Value
from webapp.languages import N_, years
from webapp.pages.archives import ARCHIVED, called, leveled, same_digits
from webapp.pages.facts import Facts
from webapp.pages.words import (
    Words,
    choose,
    code_name,
    is_readable,
    kind_of,
    property_name,
    rank,
    shorten,
    typeset,
    words,
)

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
_DATES = ("schema:dateCreated", "schema:temporalCoverage", "schema:temporal")
_VAGUE = frozenset({"schema:creator", "schema:contributor"})
_NAMES = ("schema:name", "rdfs:label", "skos:prefLabel")
_OTHER_NAMES = ("schema:alternateName", "schema:alternativeHeadline")
_TITLE_PARTS = ("bf:mainTitle", "bf:subtitle", "bf:partNumber", "bf:partName", "rdfs:label")
_SIMPLE = {
    "bflc:simplePlace": "bf:place",
    "bflc:simpleAgent": "bf:agent",
    "bflc:simpleDate": "bf:date",
}
"""Plain texts of a publication → the terms that stand in for them."""
_NO_ROLE = frozenset(f"http://id.loc.gov/vocabulary/relators/{code}" for code in ("cre", "ctb"))
"""Roles that say no more than that somebody made it, or took part."""
_EVENT = ("schema:location", "schema:publishedBy", "schema:startDate")
"""Where, by whom and when something was published, in Schema.org."""
_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+")
_LIFE = (("schema:birthDate", "schema:foundingDate"), ("schema:deathDate", "schema:dissolutionDate"))
_A_YEAR = re.compile(r"\d{4}(?!\d)")
_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_UNKNOWN = re.compile(
    r"\W*(?:s\. ?[ln]|sine (?:loco|nomine)|(?:place of publication|publisher) not identified)\W*", re.I
)
"""What a catalogue has for a place or a publisher that nobody knows (RDA 2.8.2.6): no news to a reader."""
_NOWHERE = frozenset({"http://id.loc.gov/vocabulary/countries/xx"})
"""Codes for a place that nobody knows."""
_MARKS = " ,،:;"
"""Marks that a catalogue leaves at the end of a place, a name or a date."""

LONG, VERY_LONG = 90, 260
"""Titles of more characters are set smaller."""
TOO_LONG = 700
"""A title of more characters is cut; the whole one can be opened below."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the thing is and what it is called."""

    kicker: str
    title: Words
    rest: str = ""
    """What of the title is set smaller: its subtitle."""
    others: tuple[Words, ...] = ()
    """Its names in other languages and scripts."""
    missing: bool = False
    """Whether the record gives no title that says anything."""
    full: str = ""
    """The title in one piece, as the record has it."""

    @property
    def cut(self) -> bool:
        """Whether the title that is shown is not the whole."""
        return _width(self.full) > TOO_LONG

    @property
    def size(self) -> str:
        """How large it can be set: "", "long" or "very-long"."""
        length = _width(self.full)
        return "very-long" if length > VERY_LONG else "long" if length > LONG else ""


@dataclass(frozen=True, slots=True)
class Maker:
    """Somebody who made the thing, and as what."""

    name: Words
    roles: tuple[str, ...]


def heading(facts: Facts) -> Heading:
    """The heading of a page; a thing without a title gets one that says so."""
    document, wording = facts.document, facts.wording
    kicker = kind_of(document.iris(TYPE), document.thing.kind, wording)
    names = facts.texts(*_NAMES) or _titles(facts) or _names_of_edition(facts)
    readable = [n for n in names if is_readable(n.value)]
    title = choose(readable, wording.language)
    if title is None:
        facts.later(N_("Title"), names)
        untitled = wording.text(N_("Untitled"))
        return Heading(kicker, Words(untitled), missing=True, full=untitled)
    if document.thing.kind == "agent":  # a name is shown as it is said, not as it is filed
        title = next((n for n in readable if n != title and _is_turned(title.value, n.value)), title)
    if ARCHIVED in document.iris(TYPE) and (piece := _piece(facts, title.value)):
        return Heading(kicker, Words(piece), full=piece)
    main, rest = (
        _split(facts, title)
        if (width := _width(title.value)) <= TOO_LONG
        else (shorten(title.value, VERY_LONG * len(title.value) // width), "")
    )
    _say_title_parts(facts, " ".join(n.value for n in names))
    others = _others([n for n in readable if n.value != document.thing.key], title.value)
    turned = [n for n in others if document.thing.kind == "agent" and _is_turned(n.value, title.value)]
    facts.later(N_("Authorised heading"), turned)
    shown = words(Text(main, title.language), wording.language)
    beside = tuple(words(n, wording.language) for n in others if n not in turned)
    return Heading(
        kicker, shown, typeset(rest, title.language), beside, full=typeset(title.value, title.language)
    )


def _piece(facts: Facts, name: str) -> str:
    """What a piece of an archive is called that has only its date or its number for a name."""
    return called(facts.document.iri, name, _period(facts), facts.reader, facts.wording)


def _period(facts: Facts) -> str:
    """When a piece of an archive is from: as a date, or as it is told in words."""
    for predicate in _DATES:
        if texts := [value for value in facts.values(predicate) if isinstance(value, Text)]:
            return facts.wording.day((choose(texts, facts.wording.language) or texts[0]).value)
    return ""


def _width(text: str) -> int:
    """How long a text is as it is set: a sign of Chinese, Japanese or Korean takes the room of two letters.

    >>> _width("Duin"), _width("ノルウェイの森")
    (4, 14)
    """
    return len(text) if text.isascii() else sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _others(names: list[Text], said: str) -> list[Text]:
    """The other names, each wording once: a name that is the same in many languages is one name."""
    found = {_letters(name.value): name for name in reversed(names) if _letters(name.value) != _letters(said)}
    return list(reversed(found.values()))


def _is_turned(heading: str, name: str) -> bool:
    """Whether a heading is the name turned round for a file: "Muller, Frederik, 1817-1881"."""
    there = set(_WORD.findall(heading.casefold()))
    return "," in heading and set(_WORD.findall(name.casefold())) <= there


def _titles(facts: Facts) -> list[Text]:
    """The main titles of a thing that has no name."""
    parts = [str(part) for part in facts.values("bf:title")]
    return [text for part in parts for text in facts.texts("bf:mainTitle", subject=part)]


def _names_of_edition(facts: Facts) -> list[Text]:
    """What a copy is called: as its edition."""
    of = [str(v) for v in facts.values("bf:itemOf")] if facts.document.thing.kind == "item" else []
    return [name for iri in of[:1] for name in facts.reader.linked(iri).names]


def _split(facts: Facts, title: Text) -> tuple[str, str]:
    """A title and its subtitle, where the record tells them apart."""
    for part in facts.values("bf:title"):
        for main in facts.values("bf:mainTitle", str(part)):
            rest = title.value.removeprefix(main.value) if isinstance(main, Text) else ""
            if isinstance(main, Text) and rest and rest != title.value and not rest[0].isalnum():
                return main.value, rest.strip(" ,;:./")
    return title.value, ""


def _say_title_parts(facts: Facts, said: str) -> None:
    """Titles and parts of titles that stand in the heading already are not said again."""
    have = _letters(said)
    for name in _OTHER_NAMES:
        texts = [v for v in facts.values(name) if isinstance(v, Text)]
        if texts and all(_letters(t.value) in have for t in texts):
            facts.said[facts.document.iri].add(name)
    for part in facts.take("bf:title"):
        for predicate in _TITLE_PARTS:
            texts = [v for v in facts.values(predicate, str(part)) if isinstance(v, Text)]
            if texts and all(_letters(t.value) in have for t in texts):
                facts.said[str(part)].add(predicate)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text).casefold()


def makers(facts: Facts) -> tuple[Maker, ...]:
    """Who made the thing, each once with all roles; to whom it is attributed, in the words of that."""
    roles: dict[Value, list[str]] = {}
    vague: dict[Value, str] = {}
    attributed: dict[Value, Words] = {}
    archived = ARCHIVED in facts.document.iris(TYPE)
    for predicate in [name for name in MAKERS if facts.values(name)]:
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
    told = [(facts.say(v), _unique(found or [vague.get(v, "")])) for v, found in plain]
    return (*_each_once(told), *(Maker(words, ()) for words in attributed.values()))


def _attributed(facts: Facts, part: str) -> dict[Value, Words]:
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


def _each_once(told: list[tuple[Words, tuple[str, ...]]]) -> tuple[Maker, ...]:
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


def _role(facts: Facts, role: Value) -> str:
    if isinstance(role, Text):
        return role.value
    return code_name(role, facts.wording) or facts.say(role).text


def _unique(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for r in found if r))


def statement(facts: Facts) -> tuple[Words, ...]:
    """Where, by whom and when it came out, each publication in one line: "Amsterdam, J. de Ruyter, 1860"."""
    parts = [str(v) for v in facts.take("bf:provisionActivity") if isinstance(v, str)]
    lines = [line._replace(value=years(line.value)) for part in parts for line in _publication(facts, part)]
    lines += [t._replace(value=years(t.value)) for t in facts.texts("bf:provisionActivityStatement")]
    lines += map(Text, _events(facts, " ".join(line.value for line in lines)))
    dates = [facts.say(v).text for v in facts.take("schema:datePublished")]
    lines += [Text(d) for d in dates if not any(d in line.value for line in lines)]
    if not lines and (told := _in_a_line(facts)):
        return (Words(told),)
    once = {line.value: line for line in reversed(lines)}
    return tuple(
        words(line, facts.wording.language)._replace(text=line.value) for line in reversed(once.values())
    )


def _in_a_line(facts: Facts) -> str:
    """The years of a maker; the level, number and period of a piece of an archive: what tells them apart."""
    if facts.document.thing.kind == "agent":
        born, died = (_year(facts, *names) for names in _LIFE)
        return f"{born or '?'}–{died}" if born or died else ""
    if ARCHIVED not in facts.document.iris(TYPE):
        return ""
    when = _period(facts)
    name = next((n.value for n in facts.texts(*_NAMES)), "")
    if called(facts.document.iri, name, when, facts.reader, facts.wording):
        return ""  # it is called by them
    told = (leveled(facts.document.iri, facts.reader, facts.wording), "" if same_digits(name, when) else when)
    return ", ".join(filter(None, told))


def _year(facts: Facts, *names: str) -> str:
    texts = (v.value for name in names for v in facts.values(name) if isinstance(v, Text))
    return next((found[0] for text in texts if (found := _A_YEAR.match(text))), "")


def _events(facts: Facts, said: str) -> list[str]:
    """A line for each publication of Schema.org, unless all of it stands in what is said already."""
    found: list[str] = []
    have = _letters(said)
    for event in facts.take("schema:publication"):
        told = [facts.say(v).text for name in _EVENT for v in facts.values(name, str(event))]
        if not told or (said and not all(_letters(text) in have for text in told)):
            continue  # it stays for the table at the end
        facts.pass_over(str(event))
        found += [] if said else [", ".join(told)]
    return found


def _publication(facts: Facts, part: str) -> list[Text]:
    """A line in each language and script that the record has it in, the original first."""
    found: list[Text] = []
    for plain, term in _SIMPLE.items():
        texts = facts.texts(plain, subject=part)
        given = facts.take(term, subject=part)
        terms = [facts.say(v).text for v in given if v not in _NOWHERE]
        facts.later(N_("Publication statement"), [Text(facts.say(v).text) for v in given if v in _NOWHERE])
        found += [_day(facts, t) for t in texts] or [Text(t) for t in terms]
        if texts:
            said = " ".join(t.value for t in texts)
            found += [Text(t) for t in terms if plain == "bflc:simpleDate" and not _dated(said, t)]
            _unsay_places(facts, part, plain, terms, said)
    tags = sorted(
        {t.language for t in found if t.language}, key=lambda tag: rank(tag, facts.wording.language)
    )
    unknown = [t for t in found if _UNKNOWN.fullmatch(t.value)]
    facts.later(N_("Publication statement"), unknown)
    found = [t for t in found if t not in unknown]
    told = {tag: [t.value.rstrip(_MARKS) for t in found if t.language in ("", tag)] for tag in (tags or [""])}
    return [Text(", ".join(dict.fromkeys(line)), tag) for tag, line in told.items() if line]


def _day(facts: Facts, text: Text) -> Text:
    """A text that is a whole date, such as a record made by a program has, as people write it."""
    return text._replace(value=facts.wording.day(text.value)) if _WHOLE_DATE.fullmatch(text.value) else text


def _dated(said: str, date: str) -> bool:
    """Whether a text has the years of a date, with whatever stands around them.

    >>> _dated("ca. 1660-1661", "1660–1661"), _dated("[1999]", "1999"), _dated("1378", "1999")
    (True, True, False)
    """
    years = set(_NUMBER.findall(date))
    return date in said or (bool(years) and years.issubset(_NUMBER.findall(said)))


def _unsay_places(facts: Facts, part: str, plain: str, terms: list[str], said: str) -> None:
    """A term that the plain text does not name is still to be said."""
    if plain != "bflc:simpleDate" and any(t not in said for t in terms):
        facts.said[part].discard(_SIMPLE[plain])
