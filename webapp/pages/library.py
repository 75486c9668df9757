"""What pages of things are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lod.dataset.dumps import Download
from lod.search.searcher import Searcher
from lod.site import Organization, Site
from lod.store.documents import Document, Reader
from webapp.pages import sources
from webapp.pages.cards import Cards
from webapp.pages.facts import Facts
from webapp.pages.frame import Framer
from webapp.pages.lists import Lists
from webapp.pages.names import Names


@dataclass(frozen=True, slots=True)
class Library:
    """One release of one site, in one language."""

    reader: Reader
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
    letters: bool = False
    """Whether there are forms on which others tell something."""

    names: Names = field(init=False)
    """What things are called."""
    cards: Cards = field(init=False)
    """Makes the entries of lists."""

    def __post_init__(self) -> None:
        wording, urls = self.framer.wording, self.framer.urls
        elsewhere = sources.of_site(self.site.targets, wording.language)
        object.__setattr__(self, "names", Names(self.reader, urls, wording, elsewhere))
        object.__setattr__(self, "cards", Cards(self.reader, urls, wording))

    def lists(self, document: Document) -> Lists:
        """The lists of a thing."""
        return Lists(document, self.cards, self.counts.get(document.iri, {}))

    def facts(self, document: Document) -> Facts:
        """A reading of a document for one page."""
        return Facts(document, self.names)
