"""What the page of a thing has, and a page of one of its lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from webapp.pages.cards import Card
from webapp.pages.labels import TextSpan
from webapp.pages.layout import Alternate
from webapp.pages.search.decade_chart import Period
from webapp.pages.things.headings import Heading
from webapp.pages.things.hierarchy import Branch
from webapp.pages.things.holdings import Holdings
from webapp.pages.things.images import Image
from webapp.pages.things.incoming_links import Listing
from webapp.pages.things.locator_map import Locator
from webapp.pages.things.makers import Maker
from webapp.pages.things.property_values import Row


@dataclass(frozen=True, slots=True)
class Institution:
    """What the site's own file says of a library, museum or archive."""

    website: str
    contact: str
    town: str
    opening: str
    requests: bool


@dataclass(frozen=True, slots=True)
class LastDescription:
    """How the description of a thing that is gone ended."""

    since: str


@dataclass(frozen=True, slots=True)
class PastDescription:
    """A description as it was."""

    day: str
    newest: bool
    """Whether it is so still."""


class ThingPage(NamedTuple):
    """All that the page of a thing says."""

    kind: str
    heading: Heading
    makers: tuple[Maker, ...]
    statement: tuple[TextSpan, ...]
    description: tuple[TextSpan, ...]
    """In paragraphs."""
    at_once: int
    """So many of them are shown at once; the others when they are asked for."""
    online: tuple[TextSpan, ...]
    images: tuple[Image, ...]
    branch: Branch | None
    decades: tuple[Period, ...]
    locator: Locator | None
    facts: tuple[Row, ...]
    topics: tuple[Row, ...]
    holdings: Holdings | None
    work: tuple[TextSpan, ...]
    editions: tuple[Card, ...]
    lists: tuple[Listing, ...]
    alike: tuple[Card, ...]
    """Others that share makers, subjects or places with it."""
    alike_at: str
    """Where an edition has them: on a page of its own, so that its page costs no search."""
    collections: tuple[TextSpan, ...]
    institution: Institution | None
    elsewhere: tuple[TextSpan, ...]
    """Pages of others that are about it or mention it."""
    tell_link: str
    tell_error: str
    """Forms on which others tell of such a page, or of a fault; empty when the site has none."""
    rest: tuple[Row, ...]
    changed: str
    licences: tuple[TextSpan, ...]
    """Of the description."""
    uri: str
    citation: tuple[TextSpan, ...]
    reference: str
    """Where it can be saved for a program that keeps references; empty where it cannot."""
    formats: tuple[Alternate, ...]
    sources: tuple[TextSpan, ...]
    tint: int
    search: str = ""
    """Address of the search in a collection, or in what is too much to be listed."""
    gone: LastDescription | None = None
    then: PastDescription | None = None
    history: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list of a thing, page by page."""

    heading: Heading
    thing: str
    listing: Listing
    previous: str
    next: str
