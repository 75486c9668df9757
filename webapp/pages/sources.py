"""The term lists and registers that our data links to, by what their IRIs start with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lod.site.targets import Target


@dataclass(frozen=True, slots=True)
class Source:
    """One list elsewhere."""

    name: str
    start: str

    def local(self, iri: str) -> str:
        """The identifier in it."""
        return iri[len(self.start) :].strip("/")


SOURCES = (
    Source("Wikidata", "http://www.wikidata.org/entity/"),
    Source("VIAF", "http://viaf.org/viaf/"),
    Source("VIAF", "https://viaf.org/viaf/"),
    Source("ISNI", "https://isni.org/isni/"),
    Source("ISNI", "http://isni.org/isni/"),
    Source("ISNI", "http://www.isni.org/isni/"),
    Source("NTA", "http://data.bibliotheken.nl/id/thes/"),
    Source("GND", "https://d-nb.info/gnd/"),
    Source("GND", "http://d-nb.info/gnd/"),
    Source("Art & Architecture Thesaurus", "http://vocab.getty.edu/aat/"),
    Source("ULAN", "http://vocab.getty.edu/ulan/"),
    Source("TGN", "http://vocab.getty.edu/tgn/"),
    Source("GTAA", "http://data.beeldengeluid.nl/gtaa/"),
    Source("RKDartists", "https://data.rkd.nl/artists/"),
    Source("GeoNames", "https://sws.geonames.org/"),
    Source("Library of Congress Names", "http://id.loc.gov/authorities/names/"),
    Source("Library of Congress Subject Headings", "http://id.loc.gov/authorities/subjects/"),
    Source("Library of Congress Genre/Form", "http://id.loc.gov/authorities/genreForms/"),
    Source("ORCID", "https://orcid.org/"),
    Source("Open Library", "https://openlibrary.org/"),
    Source("WorldCat", "http://www.worldcat.org/oclc/"),
    Source("DOI", "https://doi.org/"),
    Source("Handle", "https://hdl.handle.net/"),
)

_CC = "https://creativecommons.org/"
LICENCES = {
    _CC + "publicdomain/zero/1.0/": "CC0 1.0",
    _CC + "publicdomain/mark/1.0/": "Public Domain Mark 1.0",
    _CC + "licenses/by/4.0/": "CC BY 4.0",
    _CC + "licenses/by-sa/4.0/": "CC BY-SA 4.0",
    _CC + "licenses/by-nc/4.0/": "CC BY-NC 4.0",
    _CC + "licenses/by-nc-sa/4.0/": "CC BY-NC-SA 4.0",
    _CC + "licenses/by-nd/4.0/": "CC BY-ND 4.0",
    _CC + "licenses/by-nc-nd/4.0/": "CC BY-NC-ND 4.0",
    "http://opendatacommons.org/licenses/by/1.0/": "ODC-By 1.0",
    "https://opendatacommons.org/licenses/by/1-0/": "ODC-By 1.0",
}
"""Licence → what it is called everywhere."""


def of(iri: str, others: Iterable[Source] = ()) -> Source | None:
    """The list that an IRI is from, of those that we know or the site links to.

    >>> of("http://www.wikidata.org/entity/Q656628").name
    'Wikidata'
    """
    return next((s for s in (*SOURCES, *others) if iri.startswith(s.start)), None)


def of_site(targets: Iterable[Target], language: str) -> tuple[Source, ...]:
    """The lists that a site links to, by their names in a language."""
    return tuple(
        Source(one.name.get(language) or next(iter(one.name.values())), one.start)
        for one in targets
        if one.start
    )
