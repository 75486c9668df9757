"""Where, by whom and when a thing came out: the line below its heading."""

from __future__ import annotations

import re

from lod.store.documents import Text
from webapp.languages import N_, years
from webapp.pages.labels import TextSpan, rank, words
from webapp.pages.things.archives import ARCHIVED, called, leveled, same_digits
from webapp.pages.things.headings import NAMES, letters, period
from webapp.pages.things.property_values import Facts

_SIMPLE = {
    "bflc:simplePlace": "bf:place",
    "bflc:simpleAgent": "bf:agent",
    "bflc:simpleDate": "bf:date",
}
"""Plain texts of a publication → the terms that stand in for them."""
_EVENT = ("schema:location", "schema:publishedBy", "schema:startDate")
"""Where, by whom and when something was published, in Schema.org."""
_NUMBER = re.compile(r"\d+")
_LIFE = ("schema:birthDate", "schema:deathDate", "schema:foundingDate", "schema:dissolutionDate")
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


def statement(facts: Facts) -> tuple[TextSpan, ...]:
    """Where, by whom and when it came out, each publication in one line: "Amsterdam, J. de Ruyter, 1860"."""
    parts = [str(v) for v in facts.take("bf:provisionActivity") if isinstance(v, str)]
    lines = [line for part in parts for line in _publication(facts, part)]
    lines += facts.texts("bf:provisionActivityStatement")
    lines = [t._replace(value=years(t.value)) if "-" in t.value else t for t in lines]
    lines += map(Text, _events(facts, " ".join(line.value for line in lines)))
    dates = [facts.say(v).text for v in facts.take("schema:datePublished")]
    lines += [Text(d) for d in dates if not any(d in line.value for line in lines)]
    if not lines and (told := _in_a_line(facts)):
        return (TextSpan(told),)
    once = {line.value: line for line in reversed(lines)}
    return tuple(
        words(line, facts.wording.language)._replace(text=line.value) for line in reversed(once.values())
    )


def _in_a_line(facts: Facts) -> str:
    """The years of a maker; the level, number and period of a piece of an archive: what tells them apart."""
    if facts.document.thing.kind == "agent":
        born, died, founded, dissolved = (_year(facts, name) for name in _LIFE)
        life = facts.wording.life
        return life(born, died) or life(founded, dissolved, organization=True)
    if ARCHIVED not in facts.types:
        return ""
    when = period(facts)
    name = next((n.value for n in facts.texts(*NAMES)), "")
    if called(facts.document.iri, name, when, facts.reader, facts.wording):
        return ""  # it is called by them
    told = (leveled(facts.document.iri, facts.reader, facts.wording), "" if same_digits(name, when) else when)
    return ", ".join(filter(None, told))


def _year(facts: Facts, name: str) -> str:
    texts = (v.value for v in facts.values(name) if isinstance(v, Text))
    return next((found[0] for text in texts if (found := _A_YEAR.match(text))), "")


def _events(facts: Facts, said: str) -> list[str]:
    """A line for each publication of Schema.org, unless all of it stands in what is said already."""
    found: list[str] = []
    have = letters(said)
    for event in facts.take("schema:publication"):
        told = [facts.say(v).text for name in _EVENT for v in facts.values(name, str(event))]
        if not told or (said and not all(letters(text) in have for text in told)):
            continue  # it stays for the table at the end
        facts.pass_over(str(event))
        found += [] if said else [", ".join(told)]
    return found


def _publication(facts: Facts, part: str) -> list[Text]:
    """A line in each language and script that the record has it in, the original first."""
    found: list[Text] = []
    stated = facts.of(part)
    for plain, term in _SIMPLE.items():
        if plain not in stated and term not in stated:
            continue
        texts = facts.texts(plain, subject=part)
        given = facts.take(term, subject=part)
        terms = [facts.say(v).text for v in given if v not in _NOWHERE]
        if len(terms) < len(given):
            nowhere = [Text(facts.say(v).text) for v in given if v in _NOWHERE]
            facts.later(N_("Publication statement"), nowhere)
        found += [_day(facts, t) for t in _each_year_once(texts)] or [Text(t) for t in terms]
        if texts and terms:
            said = " ".join(t.value for t in texts)
            found += [Text(t) for t in terms if plain == "bflc:simpleDate" and not _dated(said, t)]
            _unsay_places(facts, part, plain, terms, said)
    tags = sorted(
        {t.language for t in found if t.language}, key=lambda tag: rank(tag, facts.wording.language)
    )
    if unknown := [t for t in found if _UNKNOWN.fullmatch(t.value)]:
        facts.later(N_("Publication statement"), unknown)
        found = [t for t in found if t not in unknown]
    told = {tag: [t.value.rstrip(_MARKS) for t in found if t.language in ("", tag)] for tag in (tags or [""])}
    return [Text(", ".join(dict.fromkeys(line)), tag) for tag, line in told.items() if line]


def _day(facts: Facts, text: Text) -> Text:
    """A text that is a whole date, such as a record made by a program has, as people write it."""
    return text._replace(value=facts.wording.day(text.value)) if _WHOLE_DATE.fullmatch(text.value) else text


def _each_year_once(texts: list[Text]) -> list[Text]:
    """Without years in Chinese, Japanese or Korean that are said in figures: programs tell dates in all
    languages that they know.

    >>> [text.value for text in _each_year_once([Text("1953"), Text("1953年"), Text("1953년")])]
    ['1953']
    >>> [text.value for text in _each_year_once([Text("1953年")])]
    ['1953年']
    """
    if len(texts) < 2:
        return texts
    told = {text.value for text in texts}
    return [text for text in texts if not (text.value[-1:] in ("年", "년") and text.value[:-1] in told)]


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
