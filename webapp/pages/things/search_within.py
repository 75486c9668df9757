"""The search within a thing: when what a maker made is from, and all that is too much to be listed."""

from __future__ import annotations

from lod.rdf.namespaces import expand
from lod.store.documents import Document
from webapp.pages.page_inputs import PageInputs
from webapp.pages.search.decade_chart import Period, decades
from webapp.pages.search.request import THINGS, SearchPageRequest
from webapp.pages.things.hierarchy import Branch
from webapp.pages.things.incoming_links import IncomingLinks, Listing

_FACETS = {
    "agent": "maker",
    "subject": "subject",
    "genre": "subject",
    "place": "place",
    "collection": "collection",
}
"""Kind of thing → the facet of the search that has it."""
_PART_OF = expand("schema:isPartOf")


def when(inputs: PageInputs, document: Document, listed: IncomingLinks) -> tuple[Period, ...]:
    """When the things are from that a maker made, that are about a subject or a place, or in a collection."""
    facet = _FACETS.get(document.thing.kind)
    if facet is None or inputs.searcher is None:
        return ()
    if not listed.may_have_several(THINGS):  # one thing is from one decade, of which there is no histogram
        return ()
    asked = SearchPageRequest("", {facet: (document.iri,)}, None, None, "relevance", 1)
    return decades(
        inputs.searcher.decades(facet, document.iri, THINGS),
        lambda since, until: f"{inputs.framer.search}?{asked.query(since=since, until=until)}",
    )


def within(inputs: PageInputs, document: Document, lists: tuple[Listing, ...], stands: Branch | None) -> str:
    """The address of the search in a collection, of a piece of an archive in the collection that it is in; or
    in what has a longer list than a page counts.
    """
    kind, iri = document.thing.kind, document.iri
    facet = _FACETS.get(kind) if any(one.more for one in lists) else None
    if kind == "object" and stands:
        parts = (str(value) for value in inputs.reader.values(iri, _PART_OF))
        iri = next((part for part in parts if part.startswith(_collections(inputs))), "")
    if iri.startswith(_collections(inputs)):
        facet = "collection"
    if facet is None or inputs.searcher is None:
        return ""
    asked = SearchPageRequest("", {facet: (iri,)}, None, None, "relevance", 1)
    return f"{inputs.framer.search}?{asked.query()}"


def _collections(inputs: PageInputs) -> str:
    return f"{inputs.framer.urls.base}id/collection/"
