"""The term lists and registers that our data links to, by what their IRIs start with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from lod.site.targets import Target
from webapp.languages import N_


@dataclass(frozen=True, slots=True)
class Source:
    """One list elsewhere."""

    name: str
    start: str

    def local(self, iri: str) -> str:
        """The identifier in it."""
        return unquote(iri[len(self.start) :]).strip("/")


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
    Source("Library of Congress Classification", "http://id.loc.gov/authorities/classification/"),
    Source("ORCID", "https://orcid.org/"),
    Source("Open Library", "https://openlibrary.org/"),
    Source("WorldCat", "http://www.worldcat.org/oclc/"),
    Source("DOI", "https://doi.org/"),
    Source("Handle", "https://hdl.handle.net/"),
)

_CC = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)(?:/([a-z]{2}))?(?:/|\Z)")
LICENCES = {
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "http://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://creativecommons.org/publicdomain/mark/1.0/": "Public Domain Mark 1.0",
    "http://creativecommons.org/publicdomain/mark/1.0/": "Public Domain Mark 1.0",
    "http://opendatacommons.org/licenses/by/1.0/": "ODC-By 1.0",
    "https://opendatacommons.org/licenses/by/1-0/": "ODC-By 1.0",
}
"""Licence → what it is called everywhere."""

_RIGHTS = re.compile(r"https?://rightsstatements\.org/(?:vocab|page)/([A-Za-z-]+)/1\.0(?:/|\Z)")
RIGHTS = {
    "InC": N_("In copyright"),
    "InC-OW-EU": N_("In copyright – EU orphan work"),
    "InC-EDU": N_("In copyright – educational use permitted"),
    "InC-NC": N_("In copyright – non-commercial use permitted"),
    "InC-RUU": N_("In copyright – rights-holders unlocatable or unidentifiable"),
    "NoC-CR": N_("No copyright – contractual restrictions"),
    "NoC-NC": N_("No copyright – non-commercial use only"),
    "NoC-OKLR": N_("No copyright – other known legal restrictions"),
    "NoC-US": N_("No copyright – United States"),
    "CNE": N_("Copyright not evaluated"),
    "UND": N_("Copyright undetermined"),
    "NKC": N_("No known copyright"),
}
"""Code of a statement of RightsStatements.org → what it says."""


def licence(iri: str) -> str:
    """What a licence or a statement of rights is called, in English; empty when it is none that we know.

    >>> licence("http://creativecommons.org/licenses/by-sa/3.0/nl/")
    'CC BY-SA 3.0 NL'
    >>> licence("http://rightsstatements.org/vocab/InC/1.0/"), licence("https://example.org/")
    ('In copyright', '')
    """
    if found := _CC.match(iri):
        return " ".join(("CC", found[1].upper(), found[2], *filter(None, [(found[3] or "").upper()])))
    stated = _RIGHTS.match(iri)
    return LICENCES.get(iri, "") or (RIGHTS.get(stated[1], "") if stated else "")


_INSTITUTION = re.compile(
    r"https?://(?:id\.loc\.gov/vocabulary/organizations/([^/]+)"
    r"|ld\.zdb-services\.de/resource/organisations/([^/]+))\Z"
)


def institution(iri: str) -> str:
    """The code that an institution has in MARC or as its ISIL; empty for any other IRI.

    >>> institution("http://id.loc.gov/vocabulary/organizations/dlc"), institution("https://example.org/")
    ('DLC', '')
    >>> institution("https://ld.zdb-services.de/resource/organisations/DE-84")
    'DE-84'
    """
    found = _INSTITUTION.match(iri)
    return (found[1] or "").upper() or found[2] if found else ""


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
