"""Ways on from a thing to others like it: by the same makers, about the same, from the same place."""

from __future__ import annotations

from collections.abc import Iterable

from lod.rdf.iris import parse
from lod.search.index_entries import MAKERS, PLACES, SUBJECTS
from lod.store.documents import Document
from webapp.languages import N_
from webapp.pages.cards import Card
from webapp.pages.page_inputs import PageInputs
from webapp.pages.search.request import THINGS
from webapp.pages.things.incoming_links import Listing

NAME = "alike"
MOST = 6
"""So many others stand on the page of a thing, a row of them on a wide screen."""
MOST_LISTED = 24
"""So many stand on a page of their own."""
FEWEST = 2
"""One alone says nothing of what there is besides."""
_VALUES = 8
"""So many makers, so many subjects and so many places are compared: more tell no more."""
_FIELDS = {"maker": MAKERS, "subject": SUBJECTS, "place": PLACES}


def similar_things(inputs: PageInputs, document: Document, editions: Iterable[str]) -> tuple[Card, ...]:
    """Others like a thing for its own page; none where there is one alone."""
    found = _likest(inputs, document, editions, MOST)
    return found if len(found) >= FEWEST else ()


def listed(inputs: PageInputs, document: Document, editions: Iterable[str]) -> Listing | None:
    """The same as a list on a page of its own, to which editions lead: their pages are asked for most.

    None for what is neither an edition nor an object.
    """
    if document.thing.kind not in THINGS:
        return None
    cards = _likest(inputs, document, editions, MOST_LISTED)
    title = inputs.cards.wording.text(N_("More like this"))
    # how many there are is not counted: these are the likest
    return Listing(NAME, title, len(cards), "", more=False, cards=cards)


def _likest(inputs: PageInputs, document: Document, editions: Iterable[str], most: int) -> tuple[Card, ...]:
    """Others like a thing, the likest first, without itself and the other editions of the same work.

    What few share counts for more than what many do.
    """
    if inputs.searcher is None or document.thing.kind not in THINGS:
        return ()
    shared = {
        field: found[:_VALUES]
        for field, predicates in _FIELDS.items()
        if (found := [iri for p in predicates for iri in document.iris(p) if parse(inputs.reader.base, iri)])
    }
    hits = inputs.searcher.alike(shared, THINGS, (document.iri, *editions), most) if shared else ()
    return tuple(map(inputs.cards.of_hit, hits))
