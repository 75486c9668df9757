"""The pages of the site itself: the first page, about, the data, our own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from lod.rdf import own_terms
from lod.rdf.formats import RDF
from lod.rdf.iris import Thing
from lod.rdf.namespaces import expand, own
from lod.rdf.own_terms import OwnTerm
from lod.site import Collection, Organization
from lod.site.stories import Story
from lod.store.documents import Reader
from webapp.pages import story_pages, vocabularies
from webapp.pages.cards import TINTS, Card, tint
from webapp.pages.code_snippets import Snippet, snippets
from webapp.pages.labels import TextSpan, is_readable
from webapp.pages.layout import Alternate
from webapp.pages.page_inputs import PageInputs
from webapp.pages.search.decade_chart import Period
from webapp.pages.search.request import read
from webapp.pages.search.results import Facet, Results
from webapp.pages.story_pages import StoryCard
from webapp.pages.things.holdings import local
from webapp.pages.things.images import of_card
from webapp.pages.things.term_sources import licence
from webapp.urls import Urls

STORIES = 3
"""So many stories stand on the first page."""
HIGHLIGHTS = 6
"""So many things stand on the first page."""
PICTURES = 4
"""So many of them may be first for their image."""
WAYS_IN = ("type", "maker", "subject", "place")
"""Facets that stand on the first page."""
FREE = "digitised=free"
"""What the search is asked for what anybody may use for anything."""
_SEEN = 40
"""So many things of a collection are looked at for one with an image."""
_LOOKED_AT = 400
"""So many things of a collection are looked at to choose them."""
_LONGEST = 70
"""Titles on the first page are at most so long."""


@dataclass(frozen=True, slots=True)
class CollectionCard:
    """A collection in a list."""

    name: str
    description: str
    owner: str
    href: str
    count: int | None
    """How many records it holds; None when publishing did not count them."""
    tint: int
    image: str = ""
    """Of something in it; empty when there is none that may be shown."""


@dataclass(frozen=True, slots=True)
class Institution:
    """A library, museum or archive in a list."""

    name: str
    town: str
    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page."""

    name: str
    description: str
    collections: tuple[CollectionCard, ...]
    institutions: tuple[Institution, ...]
    highlights: tuple[Card, ...]
    stories: tuple[StoryCard, ...]
    total: int
    """How many records all collections hold."""
    published: str
    days: bool = False
    """Whether it is known of any day of the year what happened on it."""
    ways_in: tuple[Facet, ...] = ()
    """What there is most of, by kind, maker, subject and place."""
    decades: tuple[Period, ...] = ()
    """When things are from."""
    free: str = ""
    """Where the images are that anybody may use for anything; empty when there are none."""


@dataclass(frozen=True, slots=True)
class AboutPage:
    """Who publishes this, what for, and under which conditions."""

    description: str
    publisher: TextSpan | None
    contact: str
    collections: tuple[CollectionCard, ...]
    licences: tuple[TextSpan, ...]
    published: str
    image_hosts: bool
    """Whether images may come from the servers of others."""


@dataclass(frozen=True, slots=True)
class DataPage:
    """How machines, and those who write for them, get at the data."""

    base: str
    example: str
    """URI of a thing to try things on."""
    formats: tuple[Alternate, ...]
    sparql: bool
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True)
class VocabularyPage:
    """Our own terms."""

    namespace: str
    terms: tuple[OwnTerm, ...]
    lists: tuple[vocabularies.ListLink, ...] = ()
    """The lists of codes that are published here."""


def home_page(
    inputs: PageInputs,
    counts: Mapping[str, int],
    published: str,
    stories: Sequence[Story] = (),
    *,
    days: bool = False,
) -> HomePage:
    """The first page of a site."""
    site, wording = inputs.site, inputs.framer.wording
    cards = collection_cards(inputs, counts)
    facets, periods, free = _ways_in(inputs)
    return HomePage(
        local(site.name, wording),
        local(site.description, wording),
        cards,
        tuple(_institution(inputs, one) for one in site.organizations),
        highlights(inputs),
        _side_by_side(story_pages.cards(stories[:STORIES], inputs)),
        sum(c.count or 0 for c in cards),
        wording.day(published),
        days,
        facets,
        periods,
        free,
    )


def _ways_in(inputs: PageInputs) -> tuple[tuple[Facet, ...], tuple[Period, ...], str]:
    """How a search for nothing could be narrowed: where visitors without a question begin."""
    if inputs.searcher is None:
        return (), (), ""
    everything = Results(read({}), inputs.cards, inputs.framer.search).page(inputs.searcher)
    facets = {facet.name: facet for facet in everything.facets}
    free = f"{inputs.framer.search}?{FREE}"
    has_free = inputs.image_hosts and any(
        choice.href == free for choice in getattr(facets.get("digitised"), "choices", ())
    )
    ways = tuple(facets[name] for name in WAYS_IN if name in facets)
    return ways, everything.decades, f"{free}&view=pictures" if has_free else ""


def about_page(inputs: PageInputs, counts: Mapping[str, int], published: str) -> AboutPage:
    """The page about a site."""
    site, wording = inputs.site, inputs.framer.wording
    publisher = site.organization(site.publisher)
    licences = dict.fromkeys(c.licence for c in site.collections)
    return AboutPage(
        local(site.description, wording),
        TextSpan(local(publisher.name, wording), href=publisher.website or "") if publisher else None,
        site.contact,
        collection_cards(inputs, counts),
        tuple(TextSpan(wording.text(licence(iri) or iri), href=iri) for iri in licences),
        wording.day(published),
        bool(inputs.image_hosts),
    )


def data_page(inputs: PageInputs, services: tuple[str, ...]) -> DataPage:
    """The page about the data, with an example that is there."""
    site, urls = inputs.site, inputs.framer.urls
    some = _some(inputs.reader, [Thing("collection", c.key).iri(site.base) for c in site.collections], 1)
    example = some[0] if some else Thing("instance", "…").iri(site.base)
    path = urls.of(example) or urls.root
    formats = tuple(Alternate(f"{path}.{f.suffix}", f.media_type, f.label) for f in RDF)
    return DataPage(site.base, example, formats, "sparql" in services, snippets(site.base))


def vocabulary_page(inputs: PageInputs) -> VocabularyPage:
    """The page of our own terms and of the lists of codes."""
    lists = vocabularies.links(inputs.framer.urls, inputs.framer.wording)
    return VocabularyPage(own(inputs.site.base), own_terms.listed(), lists)


def collection_cards(inputs: PageInputs, counts: Mapping[str, int]) -> tuple[CollectionCard, ...]:
    """The collections of a site."""
    return _side_by_side(tuple(_collection(inputs, c, counts.get(c.key)) for c in inputs.site.collections))


_Coloured = TypeVar("_Coloured", Card, CollectionCard, StoryCard)


def _side_by_side(cards: Sequence[_Coloured]) -> tuple[_Coloured, ...]:
    """Cards in colours that differ from their neighbours'."""
    return tuple(replace(card, tint=n % TINTS + 1) for n, card in enumerate(cards))


def _collection(inputs: PageInputs, collection: Collection, count: int | None) -> CollectionCard:
    wording = inputs.framer.wording
    owner = inputs.site.organization(collection.owner)
    thing = Thing("collection", collection.key)
    return CollectionCard(
        local(collection.name, wording),
        local(collection.description, wording),
        local(owner.name, wording) if owner else "",
        inputs.framer.urls.document(thing),
        count,
        tint(thing.iri(inputs.site.base)),
        _image(inputs, thing.iri(inputs.site.base)),
    )


def _image(inputs: PageInputs, collection: str) -> str:
    """The image of something in a collection: of the first that has one, always the same in a release."""
    if not inputs.image_hosts:
        return ""
    some = _some(inputs.reader, [collection], _SEEN)
    return next(filter(None, (of_card(inputs.reader, iri, inputs.image_hosts) for iri in some)), "")


def _institution(inputs: PageInputs, one: Organization) -> Institution:
    wording = inputs.framer.wording
    town = local(one.place.name, wording) if one.place else ""
    href = _address(inputs.reader, inputs.framer.urls, one)
    return Institution(local(one.name, wording), town, one.kind, href)


def _address(reader: Reader, urls: Urls, one: Organization) -> str:
    """Its page when the release has one, else its own website."""
    for id in one.ids:
        thing = Thing("organization", id)
        if reader.exists(thing):
            return urls.document(thing)
    return one.website or ""


def highlights(inputs: PageInputs) -> tuple[Card, ...]:
    """Some things from all collections, that have a short title; always the same in a release.

    Those with an image come first, and those of which neither a maker nor a date is known last.
    """
    site, cards = inputs.site, inputs.cards
    collections = [Thing("collection", c.key).iri(site.base) for c in site.collections]
    chosen = (cards.card(iri) for iri in _some(cards.reader, collections, HIGHLIGHTS * 3))
    good = [
        c for c in chosen if not c.missing and len(c.title.text) <= _LONGEST and is_readable(c.title.text)
    ]
    pictures = [c for c in good if c.image][:PICTURES]
    others = sorted((c for c in good if c not in pictures), key=lambda c: not (c.makers or c.when))
    return _side_by_side([*pictures, *others][:HIGHLIGHTS])


def _some(reader: Reader, collections: list[str], number: int) -> list[str]:
    """Things from several collections in turn, spread over what was looked at."""
    predicate = expand("schema:isPartOf")
    picks: list[list[str]] = []
    for iri in collections:
        found = [i for i in reader.pointing(iri, predicate, 0, _LOOKED_AT) if "/id/work/" not in i]
        picks.append(found[:: max(1, len(found) // number)])
    turns = max((len(p) for p in picks), default=0)
    return [p[turn] for turn in range(turns) for p in picks if turn < len(p)][:number]
