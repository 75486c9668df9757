"""Ways on from a thing to others like it: by the same makers, about the same, from the same place."""

from __future__ import annotations

from lod.rdf.iris import parse
from lod.search.entries import MAKERS, PLACES, SUBJECTS
from lod.store.documents import Document
from webapp.pages.asked import THINGS
from webapp.pages.cards import Card
from webapp.pages.library import Library

MOST = 6
"""So many others stand on the page of a thing, a row of them on a wide screen."""
FEWEST = 2
"""One alone says nothing of what there is besides."""
_VALUES = 8
"""So many makers, so many subjects and so many places are compared: more tell no more."""
_FIELDS = {"maker": MAKERS, "subject": SUBJECTS, "place": PLACES}


def alike(library: Library, document: Document, editions: tuple[str, ...]) -> tuple[Card, ...]:
    """Others like a thing, the likest first, without itself and the other editions of the same work.

    What few share counts for more than what many do.
    """
    if library.searcher is None or document.thing.kind not in THINGS:
        return ()
    shared = {
        field: found[:_VALUES]
        for field, predicates in _FIELDS.items()
        if (found := [iri for p in predicates for iri in document.iris(p) if parse(library.reader.base, iri)])
    }
    hits = library.searcher.alike(shared, THINGS, (document.iri, *editions), MOST) if shared else ()
    return tuple(map(library.cards.of_hit, hits)) if len(hits) >= FEWEST else ()
