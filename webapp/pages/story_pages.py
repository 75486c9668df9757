"""The pages of stories: a text in Markdown, and the things that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from lod.rdf.iris import KINDS, Thing
from lod.search.searcher import Searcher
from lod.site.stories import Story, Telling
from webapp.languages import N_, Wording
from webapp.pages.cards import Card, tint
from webapp.pages.layout import Frame
from webapp.pages.page_inputs import PageInputs
from webapp.pages.search.request import read
from webapp.pages.site_structured_data import author, publisher, trail
from webapp.pages.structured_data import Json
from webapp.pages.things.images import Image, first
from webapp.urls import Urls

SHOWN = 24
"""So many things stand below a story."""


@dataclass(frozen=True, slots=True)
class StoryCard:
    """A story in a list."""

    title: str
    intro: str
    author: str
    date: str
    iso_date: str
    href: str
    tint: int
    language: str
    """Of the text, when it is not that of the page."""
    image: str = ""
    """Address of an image of one of the things that it shows; empty when none may be shown."""


@dataclass(frozen=True, slots=True)
class StoriesPage:
    """All stories."""

    title: str
    lead: str
    stories: tuple[StoryCard, ...]


@dataclass(frozen=True, slots=True)
class StoryPage:
    """One story."""

    card: StoryCard
    text: Markup
    things: tuple[Card, ...]
    search: str
    """Address of the search that it is made from; empty when there is none."""
    picture: Image | None = None
    """Of the first thing that has one."""
    shown: Card | None = None
    """What that picture is of."""


def told_in(story: Story, language: str) -> tuple[str, Telling]:
    """A story in a language, or in the one that it has; with the language it is in."""
    if language in story.told:
        return language, story.told[language]
    return next(iter(story.told.items()))


def cards(stories: Sequence[Story], inputs: PageInputs) -> tuple[StoryCard, ...]:
    """Stories in a list, each with an image of one of the things that it shows."""
    urls, wording = inputs.framer.urls, inputs.framer.wording
    return tuple(replace(_card(story, urls, wording), image=_image(story, inputs)) for story in stories)


def _image(story: Story, inputs: PageInputs) -> str:
    named = [_iri(one, inputs.framer.urls.base) for one in story.things]  # which need no search
    _, shown = _picture(named, inputs)
    if shown is None:
        _, shown = _picture(_shown(story, inputs, inputs.searcher)[0], inputs)
    return shown.src if shown else ""


def _card(story: Story, urls: Urls, wording: Wording) -> StoryCard:
    language, telling = told_in(story, wording.language)
    return StoryCard(
        telling.title,
        telling.intro,
        story.author,
        wording.day(story.date.isoformat()),
        story.date.isoformat(),
        urls.page(f"stories/{story.name}"),
        tint(story.name),
        language if language != wording.language else "",
    )


def story_page(story: Story, inputs: PageInputs, searcher: Searcher | None) -> tuple[StoryPage, Frame]:
    """The page of a story and its frame."""
    framer, urls = inputs.framer, inputs.framer.urls
    language, telling = told_in(story, framer.wording.language)
    card = _card(story, urls, framer.wording)
    iris, search = _shown(story, inputs, searcher)
    things = tuple(map(inputs.cards.card, iris))
    path, (picture, shown) = card.href, _picture(iris, inputs)
    of = things[iris.index(picture)] if shown else None
    page = StoryPage(card, text_of(telling.text, urls), things, search, shown, of)
    image = shown.widest if shown else ""
    told = _structured(story, telling, language, urls.public(path), iris, inputs)
    structured = [
        told | ({"image": [image]} if image else {}),
        trail(framer, (framer.wording.text(N_("Stories")), urls.page("stories")), (telling.title, path)),
    ]
    return page, framer.frame(
        telling.title, path, description=telling.intro, structured=structured, image=image
    )


def _picture(iris: Sequence[str], inputs: PageInputs) -> tuple[str, Image | None]:
    """The first of some things that has an image, and the image; nothing when none has one."""
    for iri in filter(None, iris):
        if shown := first(inputs.reader, iri, inputs.image_hosts, large=True):
            return iri, shown
    return "", None


def _shown(story: Story, inputs: PageInputs, searcher: Searcher | None) -> tuple[list[str], str]:
    """What a story shows, and the address of the search that it is made from."""
    urls = inputs.framer.urls
    iris, search = [_iri(one, urls.base) for one in story.things], ""
    if story.search and searcher is not None:
        asked = read(parse_qs(story.search, max_num_fields=40))
        iris += [hit.iri for hit in searcher.search(asked.wanted).hits]
        search = f"{urls.page('search')}?{asked.query()}"
    return [iri for iri in dict.fromkeys(iris) if iri][:SHOWN], search


def _iri(given: str, base: str) -> str:
    """The IRI of a thing that a story names."""
    kind, _, key = given.partition("/")
    return Thing(kind, key).iri(base) if kind in KINDS and key else given if given.startswith(base) else ""


def _structured(
    story: Story, telling: Telling, language: str, url: str, shown: Sequence[str], inputs: PageInputs
) -> dict[str, Json]:
    """What search engines and the Dutch heritage network read of a story."""
    site, wording = inputs.site, inputs.framer.wording

    def said(text: str) -> Json:
        return {"@language": language, "@value": text}

    found: dict[str, Json] = {
        "@context": "https://schema.org",
        "@id": url,
        "@type": ["CreativeWork", "Article"],
        "name": said(telling.title),
        "headline": telling.title,
        "text": said(text_of(telling.text, Urls(url)).striptags()),
        "inLanguage": language,
        "datePublished": story.date.isoformat(),
        "url": url,
        "publisher": publisher(site, wording),
        "mentions": [{"@id": iri} for iri in shown],
    }
    if telling.intro:
        found["abstract"] = said(telling.intro)
    if story.author:
        found["author"] = author(story.author, site, wording)
    return found


def text_of(markdown: str, urls: Urls) -> Markup:
    """The text of a story as HTML: without HTML of its own or images; it links to things by `kind/key`.

    >>> str(text_of("*Mooi* [boek](instance/x) <b>", Urls("https://data.example.org/")))
    '<p><em>Mooi</em> <a href="/doc/instance/x">boek</a> &lt;b&gt;</p>\\n'
    """
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")
    tokens = parser.parse(markdown)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    # the title of the page is the first level: the largest heading of the text is the second, however written
    largest = min((int(token.tag[1]) for token in headings), default=2)
    for token in headings:
        token.tag = f"h{min(6, int(token.tag[1]) - largest + 2)}"
    for token in tokens:
        _relink(token.children or (), urls)
    html: str = parser.renderer.render(tokens, parser.options, {})
    return Markup(html)  # noqa: S704 - made by the parser, which escapes all text


def _relink(tokens: Sequence[Token], urls: Urls) -> None:
    for token in tokens:
        if token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            iri = _iri(href, urls.base)
            token.attrs["href"] = (urls.of(iri) if iri else href) if iri or _is_safe(href) else ""
            if not iri and "://" in href:
                token.attrs["rel"] = "external noopener"


def _is_safe(href: str) -> bool:
    return href.startswith(("https://", "http://", "/", "#", "mailto:")) and not href.startswith("//")
