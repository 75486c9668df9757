"""Where a thing stands among others: what is above it, beside it and below it.

Archives hang together by schema:isPartOf, subjects by what is broader. A branch may have thousands of
siblings: a page shows those around its own place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from lod.rdf.iris import parse
from lod.rdf.namespaces import expand
from lod.store.documents import Document, Reader, Value
from webapp.pages.cards import Cards
from webapp.pages.labels import TextSpan
from webapp.pages.things.archives import ARCHIVED, number_of, same_digits
from webapp.pages.things.incoming_links import PAGE, IncomingLinks

DEEPEST = 20
"""Steps up that are followed, at most."""
AROUND = 4
"""Siblings that are shown on each side of the thing itself."""
BELOW = 8
"""Things below it that are shown under it; all of them are in its list."""

_UPWARDS = {
    "object": (expand("schema:isPartOf"),),
    "subject": (expand("skos:broader"), expand("bf:broader")),
    "genre": (expand("skos:broader"),),
    "place": (expand("skos:broader"), expand("schema:containedInPlace")),
}
"""Kind of thing → what leads up from it."""
_LISTS = {"object": "parts"}
"""Kind → the list on its page that has what is below; otherwise the narrower."""


@dataclass(frozen=True, slots=True)
class Twig:
    """A thing in a tree."""

    name: TextSpan
    dates: str
    number: str = ""
    """By which it is asked for, in an archive."""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """The place of a thing in its tree."""

    above: tuple[TextSpan, ...]
    """From the top down to its parent."""
    siblings: tuple[Twig, ...]
    """Those around it and itself, in order."""
    place: int
    """Which of all siblings it is, from 1; 0 when it has none."""
    total: int
    before: int
    """Number of siblings before those that are shown."""
    after: int
    before_href: str
    """Address of the list of all siblings, at the page with the last one before."""
    after_href: str
    below: tuple[Twig, ...]
    below_more: int
    below_href: str


def branch(listed: IncomingLinks) -> Branch | None:
    """The place of a thing in its tree; None when it stands in none. What points to it was looked up."""
    document, cards = listed.document, listed.cards
    kind = document.thing.kind
    upwards = _UPWARDS.get(kind, ())
    above = _above(document, cards.reader, upwards)
    below = _below(document.iri, cards, [up for up in upwards if listed.may_be_pointed_to(up)])
    if not above and not below:
        return None
    siblings = _below(above[-1], cards, upwards) if above else ()
    at = siblings.index(document.iri) if document.iri in siblings else 0
    if document.iri not in siblings:  # more than are looked at
        siblings = (document.iri,)
    start, end = max(0, at - AROUND), min(len(siblings), at + AROUND + 1)
    shown = tuple(_twig(iri, cards, current=iri == document.iri) for iri in siblings[start:end])
    parent = cards.urls.of(above[-1]) if above else ""
    name = _LISTS.get(kind, "narrower")
    return Branch(
        tuple(cards.named(iri) for iri in above),
        shown,
        at + 1 if len(siblings) > 1 else 0,
        len(siblings),
        start,
        len(siblings) - end,
        f"{parent}?list={name}&page={max(1, -(-start // PAGE))}",
        f"{parent}?list={name}&page={end // PAGE + 1}",
        tuple(_twig(iri, cards) for iri in below[:BELOW]),
        max(0, len(below) - BELOW),
        f"?list={name}",
    )


def top(document: Document, reader: Reader) -> str:
    """What is above everything that an object is in; empty when it is in nothing of its kind."""
    return next(iter(_above(document, reader, _UPWARDS["object"])), "")


def _above(document: Document, reader: Reader, upwards: tuple[str, ...]) -> list[str]:
    """What is above, from the top; a circle in the data ends it."""
    found: list[str] = []
    parents: Iterable[Value] = [v for up in upwards for v in document.values(up)]
    while len(found) < DEEPEST:
        parent = next((p for p in parents if isinstance(p, str) and _is_like(p, document, reader)), "")
        if not parent or parent in found or parent == document.iri:
            break
        found.append(parent)
        parents = [v for up in upwards for v in reader.values(parent, up)]
    return found[::-1]


def _is_like(iri: str, document: Document, reader: Reader) -> bool:
    """Whether something is of the kind of a thing, and described here."""
    thing = parse(reader.base, iri)
    known = thing is not None and thing.kind == document.thing.kind and "#" not in iri
    return known and bool(reader.linked(iri).types)


def _below(iri: str, cards: Cards, upwards: Iterable[str]) -> tuple[str, ...]:
    found = [below for up in upwards if (below := cards.reader.below(iri, up))]
    # mostly one row, of which a page is not to go through thousands
    return found[0] if len(found) == 1 else tuple(dict.fromkeys(chain.from_iterable(found)))


def _twig(iri: str, cards: Cards, *, current: bool = False) -> Twig:
    name, dates = cards.named(iri), cards.period(iri)
    number = number_of(iri, cards.reader) if ARCHIVED in cards.reader.linked(iri).types else ""
    # what has no title is called by its dates
    told = "" if same_digits(dates, name.text) else dates
    return Twig(name, told, number if number != name.text else "", current)
