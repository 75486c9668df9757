"""The page of search results: what was found, how to narrow it, and ways on when there is little."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from lod.rdf.iris import parse
from lod.rdf.namespaces import compact, expand
from lod.search import query_parser
from lod.search.ancestors import PART_OF
from lod.search.index_entries import IDENTIFIERS, KINDS_OF, MAKERS, MATERIALS, NOTES, PLACES, SUBJECTS
from lod.search.index_entries import NAMES as CALLED
from lod.search.schema import words as plain_words
from lod.search.searcher import Hit, Searcher, SearchResults, one_of
from lod.store.documents import Text
from webapp.languages import N_, Wording
from webapp.pages.cards import NAMED, Card, Cards
from webapp.pages.labels import TextSpan, choose, class_name, property_name, shorten, typeset
from webapp.pages.layout import Alternate
from webapp.pages.search.alternatives import Way, broader, did_you_mean
from webapp.pages.search.alternatives import about as about_what
from webapp.pages.search.decade_chart import Period, decades
from webapp.pages.search.highlighting import Piece, marked, stems_of, word_set
from webapp.pages.search.request import LAST, VIEWS, SearchPageRequest
from webapp.pages.search.tips import Tip
from webapp.pages.things.link_labels import nameless
from webapp.pages.things.same_names import HEADINGS, in_own_language, name_of_heading, once, together
from webapp.pages.things.term_sources import institution

_SEARCHED = (*SUBJECTS, *KINDS_OF, *MATERIALS, *NOTES, *IDENTIFIERS, *MAKERS, *PLACES, PART_OF)
"""Properties whose texts are searched, and of which a card shows at most a part."""

FACETS = {
    "type": N_("Kind"),
    "digitised": N_("Online"),
    "maker": N_("Maker"),
    "subject": N_("Subject"),
    "place": N_("Place"),
    "language": N_("Language"),
    "organization": N_("Where it is kept"),
    "collection": N_("Collection"),
}
"""Facets that a visitor sees, in their order."""

SORTS = {
    "relevance": N_("best match"),
    "newest": N_("newest first"),
    "oldest": N_("oldest first"),
    "title": N_("title"),
    "changed": N_("last changed"),
}

NAMES = 4
"""So many makers and subjects stand beside the results."""
FORMS = (
    ("csv", "text/csv", "CSV"),
    ("jsonl", "application/x-ndjson", "JSON Lines"),
    ("json", "application/json", "JSON"),
    ("atom", "application/atom+xml", "Atom"),
    ("rss", "application/rss+xml", "RSS"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet, or an order: its address with it chosen, or, when it is, without."""

    name: TextSpan
    count: int
    href: str
    chosen: bool
    number: str = ""
    """The count as it is written."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the results."""

    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found, with the words that it was found by."""

    card: Card
    why: str
    """Where the words stand when they are neither in the title nor in the makers: "Subject"."""
    found: tuple[Piece, ...]
    """What stands there, with the words that were looked for marked."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was asked and what was found."""

    action: str
    text: str
    hidden: tuple[tuple[str, str], ...]
    """What else was chosen, for the form to send along."""
    total: int
    results: tuple[Result, ...]
    names: tuple[Card, ...]
    """Makers and subjects that are called so."""
    facets: tuple[Facet, ...]
    decades: tuple[Period, ...]
    since: str
    until: str
    """The years of the period that was chosen."""
    chosen: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    views: tuple[Choice, ...]
    """Ways to show the results; none where there is no picture to show."""
    pictures: bool
    """Whether the results are shown by their pictures."""
    fuzzy: bool
    about: bool
    """Whether what was found has all that the question is about, and only not its other words."""
    meant: Way | None
    """The question as it was probably meant."""
    wider: tuple[Way, ...]
    """Questions that find something, where this one finds nothing."""
    page: int
    last: int
    previous: str
    next: str
    as_json: str
    forms: tuple[Alternate, ...]
    """The results to take along, and what is new in them."""
    tips: tuple[Tip, ...]
    """Ways to search more exactly."""


def _has_words(titles: Mapping[str, str], typed: Set[str]) -> bool:
    return any(typed <= word_set(title) for title in titles.values())


def _called_so(card: Mapping[str, Any], typed: Set[str]) -> bool:
    """Whether a thing has just these words for a name, in whichever order."""
    names = (*card.get("titles", {}).values(), *card.get("other", ()))
    return any(typed == word_set(name) for name in names)


class Results:
    """Makes the page of one question."""

    def __init__(self, asked: SearchPageRequest, cards: Cards, path: str, tips: tuple[Tip, ...] = ()) -> None:
        self.asked = asked
        self._tips = tips
        self.cards = cards
        self.path = path
        self._known: Mapping[str, Mapping[str, str]] = {}
        """What values of facets are called, by language, as far as the index told."""
        self._hits: Sequence[Hit] = ()

    @property
    def wording(self) -> Wording:
        """The language of the page."""
        return self.cards.wording

    @cached_property
    def _wanted(self) -> frozenset[str]:
        """The words that are asked for, to their end."""
        asked = (c for c in query_parser.read(self.asked.text) if not (c.excluded or c.begins))
        return frozenset(w for c in asked for w in (c.identifiers or plain_words(c.text)))

    @cached_property
    def _begun(self) -> tuple[str, ...]:
        """The words of which only the beginning is asked for."""
        asked = (c for c in query_parser.read(self.asked.text) if c.begins and not c.excluded)
        return tuple(word for clause in asked for word in plain_words(clause.text)[-1:])

    def page(self, searcher: Searcher) -> SearchPage:
        """The page."""
        asked = self.asked
        found = searcher.search(asked.wanted)
        self._known, self._hits = found.names, found.hits
        last = max(1, min(LAST, -(-found.total // asked.wanted.size)))
        if asked.page > last:  # from an address that was kept while there was more
            return Results(replace(asked, page=last), self.cards, self.path, self._tips).page(searcher)
        about = about_what(asked, found, searcher, self._at, self.wording.language)
        likely = about or did_you_mean(asked, found, searcher, self._at, self.wording.language)
        results = tuple(self._result(hit, exact=not found.fuzzy) for hit in found.hits)
        seen = asked.view != "list" or any(result.card.image for result in results)
        pairs = [(name, value) for name, values in asked.facets.items() for value in values]
        return SearchPage(
            action=self.path,
            text=asked.text,
            hidden=(*(pair for pair in pairs if pair[1]), *asked.besides),
            total=found.total,
            results=results,
            names=self._names(searcher, found, likely) if asked.page == 1 else (),
            facets=tuple(self._facets(found, searcher)),
            decades=self._decades(found),
            since="" if asked.since is None else str(asked.since),
            until="" if asked.until is None else str(asked.until),
            chosen=self._chosen(pairs),
            sorts=self._either("sort", SORTS, asked.sort),
            views=self._either("view", VIEWS, asked.view) if seen else (),
            pictures=asked.view == "pictures",
            fuzzy=found.fuzzy,
            about=about is not None,
            meant=likely,
            wider=broader(asked, searcher, self._at)
            if not found.total or (found.fuzzy and not about)
            else (),
            page=asked.page,
            last=last,
            previous=self._page(asked.page - 1) if asked.page > 1 else "",
            next=self._page(asked.page + 1) if asked.page < last else "",
            as_json=f"{self.path}?{asked.query(format='json')}",
            forms=tuple(
                Alternate(f"{self.path}?{asked.query(format=suffix, page=None, view=None)}", media_type, name)
                for suffix, media_type, name in FORMS
            ),
            tips=self._tips,
        )

    def _names(self, searcher: Searcher, found: SearchResults, likely: Way | None) -> tuple[Card, ...]:
        """Makers and subjects that are called as was typed, or else as was probably meant.

        Before all who is called just so; then those that most of what was found is by, or about.
        """
        text = likely.text if likely else self.asked.text
        typed = frozenset(plain_words(text))
        hits = once(searcher.suggest(text, NAMED, NAMES), name_of_heading)
        told = dict.fromkeys(hit.iri for hit in hits if _called_so(hit.card, typed))
        values = (iri for facet in ("maker", "subject") for iri, n in found.facets.get(facet, ()) if n > 1)
        most = [iri for iri in values if typed and _has_words(found.names.get(iri, {}), typed)]
        iris = [*dict.fromkeys([*told, *most, *(hit.iri for hit in hits)])][:NAMES]
        known = {hit.iri: hit for hit in (*hits, *searcher.by_iri(most[:NAMES]))}
        shown = once([known[iri] for iri in iris if iri in known], name_of_heading)
        return tuple(map(self.cards.of_hit, shown))

    def _at(self, asked: SearchPageRequest) -> str:
        return f"{self.path}?{asked.query()}"

    def _page(self, number: int) -> str:
        return f"{self.path}?{self.asked.query(page=number)}"

    def _result(self, hit: Hit, *, exact: bool) -> Result:
        """One result; what it was found by is told when it has the very words."""
        why, found = self._why(hit) if exact else ("", ())
        return Result(self.cards.of_hit(hit), why, found)

    def _why(self, hit: Hit) -> tuple[str, tuple[Piece, ...]]:
        """What a result was found by, when its title and makers do not show it."""
        card = hit.card
        titles = [*card.get("titles", {}).values(), *(name for _, name in card.get("makers", ()))]
        shown = {word for title in titles for word in plain_words(title)}
        told = [
            *((N_("Other title"), text) for text in card.get("other", ())),
            *((N_("Subject"), name) for _, name in card.get("subjects", ())),
            (N_("Description"), card.get("note", "")),
            *((N_("Part of"), title) for title in card.get("within", ())),
        ]
        missing = self._wanted - shown - {str(card.get("year"))}
        if missing:
            stems = {stem for title in titles for stem in stems_of(title)}
            missing = frozenset(word for word in missing if not stems_of(word) & stems)
        if begun := tuple(one for one in self._begun if not any(word.startswith(one) for word in shown)):
            missing |= {word for _, text in told for word in plain_words(text) if word.startswith(begun)}
        if not missing:
            return "", ()
        for title, text in told:
            if missing & set(plain_words(text)):
                return self._told(self.wording.text(title), text, missing)
        return self._by_stem(told, missing) or self._anywhere(hit, missing)

    def _told(self, title: str, text: str, wanted: Set[str]) -> tuple[str, tuple[Piece, ...]]:
        return title, tuple(marked(typeset(shorten(text, 180)), wanted))

    def _by_stem(
        self, told: Sequence[tuple[str, str]], missing: Set[str]
    ) -> tuple[str, tuple[Piece, ...]] | None:
        """The first text that has a word in another form of it."""
        stems = {stem for word in missing for stem in stems_of(word)}
        for title, text in told:
            if stems & stems_of(text):
                return self._told(
                    self.wording.text(title),
                    text,
                    {word for word in plain_words(text) if stems & stems_of(word)},
                )
        return None

    def _anywhere(self, hit: Hit, missing: frozenset[str]) -> tuple[str, tuple[Piece, ...]]:
        """The first statement of the thing itself that has a word: a number, a note, a place."""
        for predicate, text in self._said(hit) if parse(self.cards.reader.base, hit.iri) else ():
            plain = {*plain_words(text), text.replace("-", "").lower()}
            if missing & plain:
                return self._told(property_name(compact(predicate), self.wording), text, missing)
        return "", ()

    def _said(self, hit: Hit) -> Iterator[tuple[str, str]]:
        """What is searched of a thing, by property: texts and names of its parts, which stand in its own
        description; then the names of what it points to, each of which is read, but for those on its card."""
        reader = self.cards.reader
        said = reader.said(hit.iri, frozenset(_SEARCHED))
        pairs = [(predicate, value) for predicate in _SEARCHED for value in said.get(predicate, ())]
        for predicate, value in pairs:
            parts = [value] if isinstance(value, Text) else self._names_of_part(value) if "#" in value else ()
            yield from ((predicate, text.value) for text in parts)
        on_card = {iri for name in ("makers", "subjects") for iri, _ in hit.card.get(name, ())}
        for predicate, value in pairs:
            if isinstance(value, str) and "#" not in value and value not in on_card:
                yield from ((predicate, text.value) for text in reader.linked(value).names)

    def _names_of_part(self, iri: str) -> list[Text]:
        names = (value for predicate in CALLED for value in self.cards.reader.values(iri, predicate))
        return [value for value in names if isinstance(value, Text)]

    def _facets(self, found: SearchResults, searcher: Searcher) -> Sequence[Facet]:
        facets = []
        for name, title in FACETS.items():
            chosen = {one for value in self.asked.facets.get(name, ()) for one in one_of(value)}
            values = [pair for pair in found.facets.get(name, ()) if pair[0] not in chosen]
            if name in HEADINGS:
                values = self._together(name, values, found, searcher)
            choices = tuple(self._choice(name, value, count) for value, count in values)
            if choices and (len(values) > 1 or found.total > values[0][1]):
                facets.append(Facet(name, self.wording.text(title), choices))
        return facets

    def _together(
        self, name: str, values: list[tuple[str, int]], found: SearchResults, searcher: Searcher
    ) -> list[tuple[str, int]]:
        """The values of a facet with those in one that are called the same; what has both counts once."""
        numbers = dict(values)
        made = []
        for value, count in together(values, lambda one: self.called(name, one).text):
            most = count or sum(numbers.get(one, 0) for one in one_of(value))
            exact = 0 if count or found.fuzzy else searcher.count(self.asked.with_facet(name, value).wanted)
            made.append((value, exact or most))
        return sorted(made, key=lambda pair: -pair[1])

    def _choice(self, name: str, value: str, count: int) -> Choice:
        chosen = value in self.asked.facets.get(name, ())
        href = f"{self.path}?{self.asked.toggled(name, value)}"
        return Choice(self.called(name, value), count, href, chosen, self.wording.number(count))

    def _chosen(self, pairs: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
        chosen = [self._choice(name, value, 0) for name, value in pairs]
        asked = self.asked
        if asked.since is not None or asked.until is not None:
            period = f"{asked.since}–{asked.until}"
            if asked.since is None or asked.until is None:
                said = N_("up to and including %(year)s") if asked.since is None else N_("from %(year)s on")
                period = self.wording.text(said) % {
                    "year": asked.until if asked.since is None else asked.since
                }
            without = replace(asked, since=None, until=None, page=1)
            chosen.append(Choice(TextSpan(period), 0, self._at(without), True))
        return tuple(chosen)

    def _either(self, name: str, titles: Mapping[str, str], now: str) -> tuple[Choice, ...]:
        """Of some orders or views each one, with the address of the results in it."""
        text, at = self.wording.text, {one: self.asked.query(**{name: one, "page": None}) for one in titles}
        return tuple(
            Choice(TextSpan(text(title)), 0, f"{self.path}?{at[one]}", one == now)
            for one, title in titles.items()
        )

    def _decades(self, found: SearchResults) -> tuple[Period, ...]:
        return decades(
            found.years,
            lambda since, until: f"{self.path}?{self.asked.within(since, until)}",
        )

    def called(self, name: str, value: str) -> TextSpan:
        """What a value of a facet is called."""
        if name == "type":
            return TextSpan(class_name(expand("schema:") + value, self.wording))
        if name == "language":
            return TextSpan(self.wording.of_language(value))
        if name == "digitised":
            free, seen = N_("may be used freely"), N_("can be seen or read online")
            return TextSpan(self.wording.text(free if value == "free" else seen))
        value = one_of(value)[0]
        if "://" not in value:
            return TextSpan(shorten(in_own_language(value, self._hits, self.wording.language), 60))
        if known := self._known.get(value):
            names: Sequence[Text] = [Text(text, language) for language, text in known.items()]
        else:
            names = self.cards.reader.linked(value).names
        text = choose(names, self.wording.language)
        if text:
            return TextSpan(shorten(typeset(text.value), 60))
        return TextSpan(institution(value) or nameless(value, self.wording))
