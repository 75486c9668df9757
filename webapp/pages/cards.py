"""A thing in a list: its title, what it is, who made it and when, in one look."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lod.rdf.iris import Thing, digest, parse
from lod.rdf.namespaces import expand
from lod.search.index import named_on
from lod.search.searcher import Hit
from lod.store.documents import Linked, Reader, Text, Value
from lod.store.terms import Said
from webapp.languages import N_, Wording, years
from webapp.pages.labels import (
    TextSpan,
    as_name,
    choose,
    is_readable,
    kind_of,
    shorten,
    title_proper,
    words,
)
from webapp.pages.things.archives import ARCHIVED, by_numbers, called, leveled
from webapp.pages.things.images import of_card
from webapp.pages.things.link_labels import BEARERS, nameless, untitled
from webapp.urls import Urls

TINTS = 8
"""So many colours of cover there are in the stylesheet."""
LONGEST = 140
"""A title is cut after so many characters in a list."""
TITLES = 8_192
"""So many titles are kept in mind."""

NAMED = ("agent", "subject", "place", "genre")
"""Kinds of things that have a name and neither makers nor a date."""
_WHO = tuple(map(expand, ("schema:author", "schema:creator", "schema:byArtist", "schema:contributor")))
_WHEN = tuple(map(expand, ("schema:datePublished", "schema:dateCreated", "schema:startDate")))
_ITEM_OF = expand("bf:itemOf")
_SHELF_MARK = expand("bf:shelfMark")
_HELD_BY = expand("bf:heldBy")
_PLACES = tuple(map(expand, ("bf:provisionActivity", "schema:publication")))
_PERIOD = expand("schema:temporalCoverage")
_MADE = expand("schema:temporal")
_PART_OF = expand("schema:isPartOf")
_SHOWN = frozenset((*_WHO, *_WHEN, *_PLACES, _PERIOD, _MADE))
"""What a card tells besides names and classes."""
_DATED = frozenset((*_WHEN, _PERIOD, _MADE))
_SIMPLE_DATE = expand("bflc:simpleDate")
_LABEL = expand("rdfs:label")
_NAME = expand("schema:name")
_YEAR = re.compile(r"\d{4}")
_ENDS = tuple(map(expand, ("schema:birthDate", "schema:deathDate")))
_LIFE = frozenset(_ENDS)


@dataclass(frozen=True, slots=True)
class Card:
    """What a list says of one thing."""

    title: TextSpan
    kind: str
    makers: tuple[TextSpan, ...]
    when: str
    tint: int
    missing: bool = False
    look: str = "book"
    """As what it is drawn: "book", "frame" for a work of art, "box" for archival material."""
    within: str = ""
    """The part of an archive that it is in, told where its page is not the one of that part."""
    image: str = ""
    """Address of an image that may be shown."""


class Cards:
    """Makes cards of things of one release, in one language."""

    def __init__(self, reader: Reader, urls: Urls, wording: Wording, hosts: Sequence[str] = ()) -> None:
        """`hosts` are those of which images may be shown."""
        self.hosts = hosts
        self.reader = reader
        self.urls = urls
        self.wording = wording
        self.title = lru_cache(TITLES)(self._plain_title)
        """Only the title of a thing, to sort by."""

    def card(self, iri: str) -> Card:
        """The card of a thing; that of a copy bears the title of its edition, its holder and its mark."""
        return self._card(iri, self.reader.linked(iri))

    def copy(self, iri: str) -> Card:
        """The card of a copy among those of one edition: what tells it from the others is who has it."""
        card = self.card(iri)
        if not card.makers:
            return card
        return replace(card, title=card.makers[0]._replace(href=card.title.href), makers=(), missing=False)

    def of_hit(self, hit: Hit) -> Card:
        """The card of a thing that was found: nearly all that is on it stands in the index."""
        names = tuple(Text(name, language) for language, name in hit.card.get("titles", {}).items())
        types = tuple(expand("schema:") + name for name in hit.card.get("types", ()))
        linked = Linked(hit.iri, names, types)
        if look(types, hit.thing.kind) == "box":  # its description tells its period, and what it is part of
            return replace(self._card(hit.iri, linked), within=self._within(hit.iri))
        makers, when = named_on(hit.card), str(hit.card.get("when", ""))
        if makers is None or not (when or hit.thing.kind in NAMED):  # an index of before told less
            return self._card(hit.iri, linked)
        day = self.wording.day(when) if when else ""
        return self._made(hit.iri, hit.thing, linked, tuple(map(self._named, makers)), day)

    def _within(self, iri: str) -> str:
        """What a piece of an archive is part of: many are called "Correspondence"."""
        above = (parse(self.reader.base, str(v)) for v in self.reader.values(iri, _PART_OF))
        found = next((thing for thing in above if thing and thing.kind == "object"), None)
        if found is None:
            return ""
        name = shorten(self.title(found.iri(self.reader.base)), LONGEST // 2)
        return self.wording.text(N_("part of %(name)s")) % {"name": name}

    def _named(self, maker: tuple[str, Mapping[str, str]]) -> TextSpan:
        iri, called = maker
        name = choose([Text(name, language) for language, name in called.items()], self.wording.language)
        known = name if name and name.value else Text(nameless(iri, self.wording))
        return words(as_name(known), self.wording.language)

    def _card(self, iri: str, linked: Linked) -> Card:
        thing, said = parse(self.reader.base, iri), self.reader.said(iri, _SHOWN)
        if thing and thing.kind == "item":
            named = replace(linked, names=linked.names or self.reader.linked(self._edition(iri)).names)
            return self._made(iri, thing, named, self._holder(iri), self._mark(iri))
        drawn = look(linked.types, thing.kind if thing else "")
        return self._made(iri, thing, linked, self._makers(said), self._when(said, drawn))

    def _made(
        self, iri: str, thing: Thing | None, linked: Linked, makers: tuple[TextSpan, ...], when: str
    ) -> Card:
        kind = thing.kind if thing else ""
        title, missing = self._title(linked, thing)
        is_a = kind_of(linked.types, kind, self.wording)
        if ARCHIVED in linked.types:
            if name := called(iri, title.value, when, self.reader, self.wording):
                title = Text(name)
            else:
                is_a = leveled(iri, self.reader, self.wording) or is_a
        text = Text(shorten(title.value, LONGEST), title.language)
        return Card(
            words(as_name(text) if kind in BEARERS else text, self.wording.language, self.urls.of(iri)),
            is_a,
            makers,
            when or (self._life(iri) if kind == "agent" else ""),
            tint(iri),
            missing,
            look(linked.types, kind),
            image=of_card(self.reader, iri, self.hosts),
        )

    def _life(self, iri: str) -> str:
        """The years of a life, by which namesakes are told apart: "1820–1887"."""
        said = self.reader.said(iri, _LIFE)
        born, died = ([_YEAR.search(v.value) for v in said.get(p, ()) if isinstance(v, Text)] for p in _ENDS)
        years = [next((found[0] for found in some if found), "") for some in (born, died)]
        return self.wording.life(*years)

    def year(self, iri: str) -> int:
        """The first year that its date names, to sort by; where there is none, one after all others."""
        found = _YEAR.search(self._when(self.reader.said(iri, _SHOWN), ""))
        return int(found[0]) if found else sys.maxsize

    def named(self, iri: str) -> TextSpan:
        """Only its name, with a link to its page."""
        title, _ = self._title(self.reader.linked(iri), None)
        text = Text(shorten(title.value, LONGEST), title.language)
        return words(text, self.wording.language, self.urls.of(iri))

    def period(self, iri: str) -> str:
        """The period that archival material is from: "1843–1972", its year, or as it is told in words."""
        return self._when(self.reader.said(iri, _DATED), "box")

    def _plain_title(self, iri: str) -> str:
        thing = parse(self.reader.base, iri)
        if thing and thing.kind == "item":
            return self._title_of_copy(iri).value
        return self._title(self.reader.linked(iri), None)[0].value

    def _title(self, linked: Linked, thing: Thing | None) -> tuple[Text, bool]:
        found = choose([n for n in linked.names if is_readable(n.value)], self.wording.language)
        if found is None and thing and thing.kind == "item":
            return self._title_of_copy(linked.iri), False
        if found and thing and thing.kind in ("instance", "work"):
            found = Text(title_proper(found.value), found.language)
        if found:
            return found, False
        return Text(untitled(thing.kind if thing else "work", self.wording)), True

    def _title_of_copy(self, iri: str) -> Text:
        title = choose(self.reader.linked(self._edition(iri)).names, self.wording.language)
        pieces = [w.text for w in self._holder(iri)] + [self._mark(iri) or iri.rpartition("/")[2]]
        told = " · ".join([title.value, *pieces] if title else pieces)
        return Text(told, title.language if title else "")

    def _edition(self, iri: str) -> str:
        """The edition that a copy is of."""
        return next((str(v) for v in self.reader.values(iri, _ITEM_OF)), "")

    def _holder(self, iri: str) -> tuple[TextSpan, ...]:
        """Who has a copy."""
        return tuple(map(self._maker, self.reader.values(iri, _HELD_BY)[:1]))

    def held(self, iri: str) -> tuple[str, list[tuple[int, str]], str]:
        """Who has a copy and by what it stands there, to sort by."""
        holder = next((one.text for one in self._holder(iri)), "")
        return holder.casefold(), by_numbers(self._mark(iri)), iri

    def _mark(self, iri: str) -> str:
        """By what a copy stands on its shelf."""
        mark = next(iter(self.reader.values(iri, _SHELF_MARK)), None)
        if isinstance(mark, str):
            mark = next(iter(self.reader.values(mark, _LABEL)), None)
        return mark.value if isinstance(mark, Text) else ""

    def _makers(self, said: Said) -> tuple[TextSpan, ...]:
        found = next((said[predicate] for predicate in _WHO if said.get(predicate)), ())
        return tuple(self._maker(value) for value in self._spoken(found)[:3])

    def _spoken(self, makers: Sequence[Value]) -> list[Value]:
        """Without attributions ("after …") in other languages, where there are some in that of the page."""
        parts = {v: self.reader.values(v, _NAME) for v in makers if isinstance(v, str) and "#" in v}
        if not parts:
            return [*makers]
        own = {v for v, names in parts.items() if any(self._is_own(name) for name in names)}
        return [v for v in makers if v not in parts or v in own or not own]

    def _is_own(self, name: Value) -> bool:
        return isinstance(name, Text) and name.language.split("-")[0] == self.wording.language

    def _maker(self, value: Text | str) -> TextSpan:
        if isinstance(value, Text):
            return words(as_name(value), self.wording.language)
        if "#" in value:  # a part: who it may be by, a maker without a page
            names = [v for v in self.reader.values(value, _NAME) if isinstance(v, Text)]
        else:
            names = [*self.reader.linked(value).names]
        name = choose(names, self.wording.language) or Text(nameless(value, self.wording))
        return words(name if "#" in value else as_name(name), self.wording.language)

    def _when(self, said: Said, drawn: str) -> str:
        for predicate in (*_WHEN, _PERIOD) if drawn == "box" else _WHEN:  # a book may be about a period
            for value in said.get(predicate, ()):
                if isinstance(value, Text):
                    return self.wording.day(value.value)
        for predicate in _PLACES:
            for part in said.get(predicate, ()):
                for value in self.reader.values(str(part), _SIMPLE_DATE):
                    return years(value.value) if isinstance(value, Text) else ""
        told = [value for value in said.get(_MADE, ()) if isinstance(value, Text)]
        in_words = choose([value for value in told if value.language], self.wording.language)
        return self.wording.day((in_words or told[0]).value) if told else ""


def look(types: Sequence[str], kind: str) -> str:
    """As what a thing is drawn.

    >>> look(["https://schema.org/Painting"], "object"), look([], "instance")
    ('frame', 'book')
    """
    if ARCHIVED in types:
        return "box"
    return "frame" if kind == "object" else "book"


def tint(iri: str) -> int:
    """The colour of the cover of a thing, from 1; always the same for the same thing.

    >>> 1 <= tint("https://data.example.org/id/work/x") <= TINTS
    True
    """
    return ord(digest(iri)[0]) % TINTS + 1
