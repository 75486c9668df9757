"""The heading of a page: what the thing is, and what it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import east_asian_width

from lod.store.documents import Text
from webapp.languages import N_
from webapp.pages.labels import (
    TextSpan,
    as_name,
    choose,
    is_readable,
    kind_of,
    shorten,
    typeset,
    words,
)
from webapp.pages.things.archives import ARCHIVED, called
from webapp.pages.things.link_labels import BEARERS, untitled
from webapp.pages.things.property_values import Facts

_DATES = ("schema:dateCreated", "schema:temporalCoverage", "schema:temporal")
NAMES = ("schema:name", "rdfs:label", "skos:prefLabel")
_OTHER_NAMES = ("schema:alternateName", "schema:alternativeHeadline")
_TITLE_PARTS = ("bf:mainTitle", "bf:subtitle", "bf:partNumber", "bf:partName", "rdfs:label")
_NO_LETTER = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_MAY_BE_WIDE = re.compile("[\u1100-\u115f\u2300-\U0010ffff]")
"""Signs that may take the room of two letters; those that may not lie below and between."""

LONG, VERY_LONG = 90, 260
"""Titles of more characters are set smaller."""
TOO_LONG = 700
"""A title of more characters is cut; the whole one can be opened below."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the thing is and what it is called."""

    kicker: str
    title: TextSpan
    rest: str = ""
    """What of the title is set smaller: its subtitle."""
    others: tuple[TextSpan, ...] = ()
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


def heading(facts: Facts) -> Heading:
    """The heading of a page; a thing without a title gets one that says so."""
    document, wording = facts.document, facts.wording
    kicker = kind_of(facts.types, document.thing.kind, wording)
    names = facts.texts(*NAMES) or _titles(facts) or _names_of_edition(facts)
    readable = [n for n in names if is_readable(n.value)]
    title = choose(readable, wording.language)
    if title is None:
        facts.later(N_("Title"), names)
        said = untitled(document.thing.kind, wording)
        return Heading(kicker, TextSpan(said), missing=True, full=said)
    if document.thing.kind == "agent":  # a name is shown as it is said, not as it is filed
        title = next((n for n in readable if n != title and _is_turned(title.value, n.value)), title)
    if ARCHIVED in facts.types and (piece := _piece(facts, title.value)):
        return Heading(kicker, TextSpan(piece), full=piece)
    main, rest = (
        _split(facts, title)
        if (width := _width(title.value)) <= TOO_LONG
        else (shorten(title.value, VERY_LONG * len(title.value) // width), "")
    )
    _say_title_parts(facts, " ".join(n.value for n in names))
    others = _others([n for n in readable if n.value != document.thing.key], title.value)
    turned = [n for n in others if document.thing.kind == "agent" and _is_turned(n.value, title.value)]
    if document.thing.kind in BEARERS:
        title, others, turned = as_name(title), [*map(as_name, others)], [*map(as_name, turned)]
    facts.later(N_("Authorised heading"), turned)
    shown = words(Text(main, title.language), wording.language)
    beside = tuple(words(n, wording.language) for n in others if n not in turned)
    return Heading(
        kicker, shown, typeset(rest, title.language), beside, full=typeset(title.value, title.language)
    )


def _piece(facts: Facts, name: str) -> str:
    """What a piece of an archive is called that has only its date or its number for a name."""
    return called(facts.document.iri, name, period(facts), facts.reader, facts.wording)


def period(facts: Facts) -> str:
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
    if not _MAY_BE_WIDE.search(text):
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _others(names: list[Text], said: str) -> list[Text]:
    """The other names, each wording once: a name that is the same in many languages is one name."""
    found = {letters(name.value): name for name in reversed(names)}
    found.pop(letters(said), None)
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
    have = letters(said)
    for name in _OTHER_NAMES:
        texts = [v for v in facts.values(name) if isinstance(v, Text)]
        if texts and all(letters(t.value) in have for t in texts):
            facts.said[facts.document.iri].add(name)
    for part in facts.take("bf:title"):
        stated = facts.of(str(part))
        for predicate in filter(stated.__contains__, _TITLE_PARTS):
            texts = [v for v in stated[predicate] if isinstance(v, Text)]
            if texts and all(letters(t.value) in have for t in texts):
                facts.said[str(part)].add(predicate)


def letters(text: str) -> str:
    """The letters and digits of a text, as texts are compared."""
    return _NO_LETTER.sub("", text).casefold()
