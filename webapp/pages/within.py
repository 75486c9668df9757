"""The search within a thing: when what a maker made is from, and all that is too much to be listed."""

from __future__ import annotations

from lod.store.documents import Document
from webapp.pages.asked import THINGS, Asked
from webapp.pages.decades import Period, decades
from webapp.pages.library import Library
from webapp.pages.lists import Listing, Lists

_FACETS = {"agent": "maker", "subject": "subject", "genre": "subject", "place": "place"}
"""Kind of thing → the facet of the search that has it."""


def when(library: Library, document: Document, listed: Lists) -> tuple[Period, ...]:
    """When the things are from that a maker made, or that are about a subject or a place."""
    facet = _FACETS.get(document.thing.kind)
    if facet is None or library.searcher is None:
        return ()
    if not listed.may_have(THINGS, 2):  # one thing is from one decade, of which there is no histogram
        return ()
    asked = Asked("", {facet: (document.iri,)}, None, None, "relevance", 1)
    return decades(
        library.searcher.decades(facet, document.iri, THINGS),
        lambda since, until: f"{library.framer.search}?{asked.query(since=since, until=until)}",
    )


def within(library: Library, document: Document, lists: tuple[Listing, ...]) -> str:
    """The address of the search in a collection, or in what has a longer list than a page counts."""
    kind = document.thing.kind
    facet = _FACETS.get(kind) if any(one.more for one in lists) else None
    facet = "collection" if kind == "collection" else facet
    if facet is None or library.searcher is None:
        return ""
    asked = Asked("", {facet: (document.iri,)}, None, None, "relevance", 1)
    return f"{library.framer.search}?{asked.query()}"
