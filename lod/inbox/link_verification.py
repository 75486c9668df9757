"""Addresses of what links to us: which are taken, and whether the page there really names our thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from lod.errors import SourceError
from lod.inbox.box import Link
from lod.rdf.literals import iri
from lod.site import Harvesting, Site
from lod.sources.harvest.http_client import Answer, Fetcher

LONGEST = 2_000
_MANNERS = Harvesting(pause_seconds=0.5, timeout_seconds=20, attempts=1, patience_seconds=0, response_mb=4)
_KEY_GOES_ON = re.compile(r"[A-Za-z0-9_~-]|\.[A-Za-z0-9]")

Fetch = Callable[[str, bool], Answer]
"""Fetches an address; it may be in a private network only when the second says so."""


def source_of(text: str) -> str:
    """An address that a link may come from, or "" for what is none: of the web, without a password.

    >>> source_of("https://museum.example/objects/12"), source_of("javascript:alert(1)")
    ('https://museum.example/objects/12', '')
    >>> source_of("https://me:secret@museum.example/"), source_of("https://museum.example/a b")
    ('', '')
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    if not good or len(text) > LONGEST or port == 0 or "\\" in text or not text.isprintable():
        return ""
    return text if iri(text) == text else ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found at an address."""

    word: str
    """seen: it names our thing; unseen: it does not; unreachable: nobody knows; "" when nobody looked."""
    note: str = ""
    """Its title, or what is wrong."""


def verify(site: Site, link: Link, fetch: Fetch | None = None) -> Seen:
    """Whether what is said to link to us does; only hosts that the settings name are asked."""
    source = link.told.source
    parts = urlsplit(source)
    named = (
        {parts.netloc, parts.hostname} & {*site.inbox.fetch_hosts}
        if parts.port is None
        else {parts.netloc} & {*site.inbox.fetch_hosts}
    )
    if not named and "*" not in site.inbox.fetch_hosts:
        return Seen("", f"{parts.netloc} is not among inbox.fetch_hosts")
    try:
        answer = (fetch or _Fetching(site))(source, bool(named))
    except SourceError as fault:
        gone = "answers 404" in str(fault) or "answers 410" in str(fault)
        return Seen("unseen" if gone else "unreachable", str(fault)[:300])
    text = answer.body.decode("utf-8", "replace")
    if not names(text, spellings(site.base, link)):
        return Seen("unseen", "")
    return Seen("seen", _title(text) if "html" in answer.headers.get("content-type", "") else "")


def spellings(base: str, link: Link) -> Sequence[str]:
    """How a page may name a thing of ours: by its URI, or by the address of its page."""
    thing = link.told.thing
    return thing.iri(base), thing.document(base)


def names(text: str, iris: Sequence[str]) -> bool:
    """Whether a text has one of these IRIs, and not only one that begins like it.

    >>> names('<a href="https://a.example/id/work/x">', ["https://a.example/id/work/x"])
    True
    >>> names("https://a.example/id/work/x-2", ["https://a.example/id/work/x"])
    False
    """
    for one in iris:
        at = text.find(one)
        while at >= 0:
            rest = text[at + len(one) : at + len(one) + 10]
            if not _KEY_GOES_ON.match(rest) or rest.startswith((".html", ".ttl", ".json")):
                return True
            at = text.find(one, at + 1)
    return False


class _Fetching:
    """Fetches by the manners of harvesting, with less patience."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def __call__(self, url: str, trusted: bool) -> Answer:
        with Fetcher(_MANNERS, self._site.contact, public_only=not trusted) as fetcher:
            return fetcher.page(url, {})


class _Title(HTMLParser):
    """The title of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Notes where the title begins."""
        self._inside = tag == "title" and not self.title

    def handle_endtag(self, tag: str) -> None:
        """Notes where it ends."""
        self._inside = False

    def handle_data(self, data: str) -> None:
        """Takes what stands in it."""
        if self._inside:
            self.title += data


def _title(text: str) -> str:
    found = _Title()
    found.feed(text[:200_000])
    return " ".join(found.title.split())[:300]
