"""Feeds in Atom and RSS: what is new, for readers of feeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feedgen.feed import FeedGenerator

from webapp.pages.layout import Alternate


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a feed."""

    iri: str
    title: str
    summary: str
    updated: str
    """An xsd:dateTime."""
    author: str = ""
    image: str = ""
    """Address of an image that readers of feeds may show beside it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its own address, title, the page it is of, its language, its entries with the newest first, and
    who publishes it.
    """

    address: str
    title: str
    page: str
    language: str
    entries: Sequence[Entry]
    publisher: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of feeds."""

    suffix: str
    media_type: str
    _write: Callable[[FeedGenerator], bytes]

    @property
    def content_type(self) -> str:
        """For the header."""
        return f"{self.media_type}; charset=utf-8"

    def alternate(self, href: str, title: str) -> Alternate:
        """How a page tells of it."""
        return Alternate(href, self.media_type, title)

    def write(self, feed: Feed) -> bytes:
        """The feed in this form; nothing in it depends on when it was asked for."""
        made = FeedGenerator()
        made.id(feed.address)
        made.title(_clean(feed.title))
        made.link(href=feed.address, rel="self", type=self.media_type)
        made.link(href=feed.page, rel="alternate", type="text/html")
        made.description(_clean(feed.title))
        made.author(name=_clean(feed.publisher), email="")
        made.language(feed.language)
        made.generator("lod-collections")
        if any(entry.image for entry in feed.entries):
            made.load_extension("media")  # Media RSS, which readers know in both forms
        newest = max((entry.updated for entry in feed.entries), default="1970-01-01T00:00:00Z")
        made.updated(newest)
        made.lastBuildDate(newest)
        for entry in feed.entries:
            one = made.add_entry(order="append")
            one.id(entry.iri)
            one.guid(entry.iri, permalink=True)
            one.title(_clean(entry.title))
            one.link(href=entry.iri)
            one.updated(entry.updated)
            one.published(entry.updated)
            if entry.summary:
                one.description(_clean(entry.summary), isSummary=True)
            if author := _clean(entry.author).strip():  # else the publisher is (RFC 4287 § 4.2.1)
                one.author(name=author, email="")
            if entry.image:
                one.media.content({"url": entry.image, "medium": "image"})
        return self._write(made)


def _clean(text: str) -> str:
    """A text without the characters that XML does not know."""
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and c not in "\ufffe\uffff"))


ATOM = Form("atom", "application/atom+xml", lambda feed: bytes(feed.atom_str(pretty=True)))
RSS = Form("rss", "application/rss+xml", lambda feed: bytes(feed.rss_str(pretty=True)))
