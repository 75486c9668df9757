"""What pages of things are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lod.dataset.dumps import Download
from lod.search.searcher import Searcher
from lod.site import Organization, Site
from lod.store.documents import Document, Reader
from webapp.pages.cards import Cards
from webapp.pages.layout import Framer
from webapp.pages.search.tips import Tip, tips
from webapp.pages.things.archives import Arranged, in_order
from webapp.pages.things.incoming_links import IncomingLinks
from webapp.pages.things.link_labels import LinkLabels
from webapp.pages.things.property_values import Facts


@dataclass(frozen=True, slots=True)
class PageInputs:
    """One release of one site, in one language."""

    names: LinkLabels
    """What things are called."""
    cards: Cards
    """Makes the entries of lists."""
    site: Site
    framer: Framer
    counts: Mapping[str, Mapping[str, int]]
    """IRI of a thing → predicate → how many point to it, where publishing counted that."""
    image_hosts: tuple[str, ...] = ()
    """Hosts that images may be shown from."""
    own: Organization | None = None
    """The visitor's own library, when they chose one."""
    downloads: Mapping[str, Sequence[Download]] = field(default_factory=dict)
    """Collection → the files with all of it."""
    searcher: Searcher | None = None
    """The index; None when the release has none, or the site no search."""
    archives: dict[str, Arranged | None] = field(default_factory=dict)
    """Collection → what it holds, where that has an order of its own; of collections that were looked at."""
    letters: bool = False
    """Whether there are forms on which others tell something."""
    _tips: list[tuple[Tip, ...]] = field(default_factory=list)
    """Found when a search is asked for the first time."""

    @property
    def reader(self) -> Reader:
        """Reads descriptions."""
        return self.names.reader

    def tips(self, path: str) -> tuple[Tip, ...]:
        """Ways to search more exactly, by the search page at a path."""
        if self.searcher and not self._tips:
            made = tips(self.searcher, self.cards.wording, lambda asked: f"{path}?{asked.query()}")
            self._tips.append(made)
        return self._tips[0] if self._tips else ()

    def lists(self, document: Document) -> IncomingLinks:
        """The lists of a thing; what a collection of archives holds is in the order of the archives."""
        made = IncomingLinks(document, self.cards, self.counts.get(document.iri, {}))
        if document.thing.kind == "collection":
            if document.iri not in self.archives:
                self.archives[document.iri] = in_order(document.iri, self.reader, self.searcher)
            made.arranged = self.archives[document.iri]
        return made

    def facts(self, document: Document) -> Facts:
        """A reading of a document for one page."""
        return Facts(document, self.names)
