"""What is said of each dataset, of the whole and of the catalogue: Schema.org and DCAT-AP-NL 3.0 on one node.

It satisfies the requirements of the Dutch Dataset Register, also those announced for 2027. A dataset is a
collection, or the whole; the whole is only described as a dataset when it has one licence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import langcodes

from lod.dataset.dataset_metadata import Facts
from lod.dataset.dumps.downloads import WHOLE, Download
from lod.dataset.dumps.parts import ROWS, Form
from lod.dataset.dumps.tables import TABLES
from lod.dataset.site_description import collection_thing, thing_of
from lod.dataset.statement_builder import Statements
from lod.rdf.namespaces import expand
from lod.site import Collection, Organization, Site
from lod.store.statistics import Statistics

EU = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
SPARQL_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
PROFILE = "https://docs.nde.nl/schema-profile/"
"""SCHEMA-AP-NDE, which the descriptions of things follow."""
PAGE = 1_000
"""So many datasets stand on one page of the catalogue."""

_FILE_TYPES = {
    "application/n-triples": f"{EU}file-type/RDF_N_TRIPLES",
    "application/n-quads": f"{EU}file-type/RDF_N_QUADS",
    "application/jsonl": f"{EU}file-type/JSON_LD",
    "text/csv": f"{EU}file-type/CSV",
}
_NAMES = {
    "application/n-triples": {"nl": "N-Triples", "en": "N-Triples"},
    "application/n-quads": {"nl": "N-Quads", "en": "N-Quads"},
    "application/jsonl": {"nl": "JSON-LD, op elke regel een ding", "en": "JSON-LD, a thing on each line"},
}
_PACKINGS = {"application/gzip": "gzip", "application/zstd": "zstd"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that descriptions of a site's datasets are made from."""

    site: Site
    facts: Mapping[str, Facts]
    downloads: Sequence[Download] = ()
    release: int = 0
    queried: bool = True
    """Whether there is a SPARQL endpoint; a site of files has none."""
    statistics: Statistics | None = None
    """What was counted of the whole, for VoID."""

    @property
    def address(self) -> str:
        """The address of the document that describes the catalogue."""
        return f"{self.site.base}.well-known/datacatalog"

    @property
    def iri(self) -> str:
        """The catalogue."""
        return f"{self.address}#catalog"

    @property
    def whole(self) -> str:
        """The dataset that holds all collections."""
        return f"{self.address}#whole"

    @property
    def licence(self) -> str:
        """The licence of the whole; empty when its collections have several and the site does not say one."""
        licences = {one.licence for one in self.site.collections}
        return self.site.licence or (licences.pop() if len(licences) == 1 else "")

    @property
    def endpoint(self) -> str:
        """The SPARQL endpoint."""
        return f"{self.site.base}sparql"

    def dataset(self, key: str) -> str:
        """The dataset of a collection, or the whole."""
        return self.whole if key == WHOLE else f"{self.site.base}id/collection/{key}"

    def pages(self) -> int:
        """How many pages the catalogue has."""
        return max(1, -(-len(self.site.collections) // PAGE))

    def on_page(self, page: int) -> Sequence[Collection]:
        """The collections on a page, the first of which is page 1."""
        return self.site.collections[(page - 1) * PAGE : page * PAGE]


def of_catalogue(about: Catalogue, page: int = 1) -> Statements:
    """One page of the catalogue, with the descriptions of its datasets."""
    say = Statements()
    _catalogue(say, about)
    _paging(say, about, page)
    datasets = [about.dataset(one.key) for one in about.on_page(page)]
    if page == 1 and about.licence and about.site.collections:
        datasets.insert(0, about.whole)
        _whole(say, about)
    for iri in datasets:
        say.link(about.iri, "schema:dataset", iri)
        say.link(about.iri, "dcat:dataset", iri)
    for one in about.on_page(page):
        _collection(say, about, one)
    if about.queried:
        _service(say, about, datasets)
    return say


def of_collection(about: Catalogue, one: Collection) -> Statements:
    """The description of one dataset, with those who made and publish it."""
    say = Statements()
    _collection(say, about, one)
    return say


def _catalogue(say: Statements, about: Catalogue) -> None:
    site = about.site
    say.types(about.iri, "schema:DataCatalog", "dcat:Catalog")
    for property in ("schema:name", "dcterms:title"):
        say.texts(about.iri, property, _spoken(site, site.name))
    for property in ("schema:description", "dcterms:description"):
        say.texts(about.iri, property, _spoken(site, site.description))
    _publisher(say, about, about.iri)
    say.link(about.iri, "schema:url", site.base)
    say.link(about.iri, "foaf:homepage", site.base)
    if about.licence:
        say.link(about.iri, "schema:license", about.licence)
        say.link(about.iri, "dcterms:license", about.licence)
    if WHOLE in about.facts:
        say.date(about.iri, "dcterms:modified", about.facts[WHOLE].modified)
        say.date(about.iri, "schema:dateModified", about.facts[WHOLE].modified)


def _paging(say: Statements, about: Catalogue, page: int) -> None:
    """Hydra's pages, when there is more than one."""
    last = about.pages()
    if last == 1:
        return

    def address(number: int) -> str:
        return f"{about.address}?page={number}"

    here = address(page)
    say.types(about.iri, "hydra:Collection")
    say.whole(about.iri, "hydra:totalItems", len(about.site.collections) + bool(about.licence))
    say.link(about.iri, "hydra:view", here)
    say.types(here, "hydra:PartialCollectionView")
    say.link(here, "hydra:first", address(1))
    say.link(here, "hydra:last", address(last))
    if page > 1:
        say.link(here, "hydra:previous", address(page - 1))
    if page < last:
        say.link(here, "hydra:next", address(page + 1))


def _whole(say: Statements, about: Catalogue) -> None:
    site, iri = about.site, about.whole
    _named(say, about, iri, site.name, site.description, about.licence)
    _publisher(say, about, iri)
    owners = dict.fromkeys(one.owner for one in site.collections)
    for id in owners:
        _creator(say, about, iri, id)
    _dated(say, iri, about.facts.get(WHOLE), about.release)
    _languages(say, iri, dict.fromkeys(one.language for one in site.collections))
    say.link(iri, "schema:hasPart", *(about.dataset(one.key) for one in site.collections))
    if about.queried:
        _endpoint(say, about, iri)
    _distributions(say, about, WHOLE, about.licence)
    if site.base.startswith("https:"):
        say.link(iri, "schema:mainEntityOfPage", f"{site.base}dumps/")
    say.link(iri, "dcat:landingPage", f"{site.base}dumps/")


def _collection(say: Statements, about: Catalogue, one: Collection) -> None:
    iri = about.dataset(one.key)
    _named(say, about, iri, one.name, one.description, one.licence)
    _publisher(say, about, iri)
    _creator(say, about, iri, one.owner)
    _dated(say, iri, about.facts.get(one.key), about.release)
    _languages(say, iri, [one.language])
    _distributions(say, about, one.key, one.licence)
    page = collection_thing(one).document(about.site.base)
    if page.startswith("https:"):
        say.link(iri, "schema:mainEntityOfPage", page)
    say.link(iri, "dcat:landingPage", page)


def _named(
    say: Statements,
    about: Catalogue,
    iri: str,
    name: Mapping[str, str],
    description: Mapping[str, str],
    licence: str,
) -> None:
    """What all datasets have."""
    say.types(iri, "schema:Dataset", "dcat:Dataset")
    for property in ("schema:name", "dcterms:title"):
        say.texts(iri, property, _spoken(about.site, name))
    for property in ("schema:description", "dcterms:description"):
        say.texts(iri, property, _spoken(about.site, description))
    say.text(iri, "schema:identifier", iri)
    say.text(iri, "dcterms:identifier", iri)
    say.link(iri, "schema:license", licence)
    say.link(iri, "dcterms:license", licence)
    say.link(iri, "dcterms:accessRights", f"{EU}access-right/PUBLIC")
    say.link(iri, "dcat:theme", f"{EU}data-theme/EDUC")
    say.link(iri, "dcterms:conformsTo", PROFILE)
    if about.site.inbox.links:
        say.link(iri, "ldp:inbox", f"{about.site.base}inbox")
    say.link(iri, "schema:includedInDataCatalog", about.iri)


def _dated(say: Statements, iri: str, facts: Facts | None, release: int) -> None:
    if facts is None:
        return
    for property in ("schema:dateCreated", "schema:datePublished", "dcterms:created", "dcterms:issued"):
        say.date(iri, property, facts.issued)
    for property in ("schema:dateModified", "dcterms:modified"):
        say.date(iri, property, facts.modified)
    say.text(iri, "schema:version", str(release))


def _languages(say: Statements, iri: str, languages: Iterable[str]) -> None:
    for tag in languages:
        say.text(iri, "schema:inLanguage", tag)
        try:
            code = langcodes.Language.get(tag).to_alpha3().upper()
        except LookupError:
            continue  # a language without a code of three letters has no IRI there
        say.link(iri, "dcterms:language", f"{EU}language/{code}")


def _publisher(say: Statements, about: Catalogue, iri: str) -> None:
    found = about.site.organization(about.site.publisher)
    if found is None:
        raise AssertionError("a site whose publisher is not known is refused when it is read")
    agent = _agent(say, about.site, found)
    say.link(iri, "schema:publisher", agent)
    say.link(iri, "dcterms:publisher", agent)
    say.link(iri, "dcat:contactPoint", f"{agent}#contact")


def _creator(say: Statements, about: Catalogue, iri: str, id: str) -> None:
    found = about.site.organization(id)
    if found is None:
        raise AssertionError("a collection whose owner is not known is refused when it is read")
    agent = _agent(say, about.site, found)
    say.link(iri, "schema:creator", agent)
    say.link(iri, "dcterms:creator", agent)


def _agent(say: Statements, site: Site, one: Organization) -> str:
    """An organisation, with where to write to."""
    iri = thing_of(one).iri(site.base)
    contact = f"{iri}#contact"
    say.types(iri, "schema:Organization", "foaf:Organization", "foaf:Agent")
    for property in ("schema:name", "foaf:name"):
        say.texts(iri, property, _spoken(site, one.name))
    for isil in one.isil:
        say.text(iri, "schema:identifier", isil)
    say.link(iri, "schema:sameAs", *one.same_as)
    if one.website:
        say.link(iri, "schema:url", one.website)
        say.link(iri, "foaf:homepage", one.website)
    email = one.contact or site.contact
    say.link(iri, "schema:contactPoint", contact)
    say.types(contact, "schema:ContactPoint", "vcard:Organization")
    for property in ("schema:name", "vcard:fn"):
        say.texts(contact, property, _spoken(site, one.name))
    say.text(contact, "schema:email", email)
    say.link(contact, "vcard:hasEmail", f"mailto:{email}")
    return iri


def _distributions(say: Statements, about: Catalogue, key: str, licence: str) -> None:
    dataset = about.dataset(key)
    for one in about.downloads:
        if one.collection == key:
            name = one.form.suffix.replace(".", "-")
            iri = f"{dataset}-{name}" if "#" in dataset else f"{dataset}#{name}"
            _distribution(say, about, dataset, iri, one, licence)


def _distribution(
    say: Statements, about: Catalogue, dataset: str, iri: str, one: Download, licence: str
) -> None:
    address = f"{about.site.base}dumps/{one.name}"
    _link_distribution(say, dataset, iri, licence, _spoken(about.site, _told(one.form)))
    say.link(iri, "schema:contentUrl", address)
    say.text(iri, "schema:encodingFormat", one.form.media_type)
    say.text(iri, "schema:contentSize", str(one.size))
    if one.sha256:
        say.text(iri, "schema:sha256", one.sha256)
    if one.form not in ROWS:
        say.link(iri, "schema:usageInfo", PROFILE)
        say.link(iri, "dcterms:conformsTo", PROFILE)
    say.link(iri, "dcat:accessURL", address)
    say.link(iri, "dcat:downloadURL", address)
    say.link(iri, "dcat:mediaType", MEDIA_TYPES + one.form.syntax)
    say.link(iri, "dcat:compressFormat", MEDIA_TYPES + one.form.packing)
    say.link(iri, "dcterms:format", _FILE_TYPES[one.form.syntax])
    say.size(iri, "dcat:byteSize", one.size)
    algorithm, value = ("sha256", one.sha256) if one.sha256 else ("adler32", one.adler32)
    say.link(iri, "spdx:checksum", f"{iri}-checksum")
    say.types(f"{iri}-checksum", "spdx:Checksum")
    say.link(f"{iri}-checksum", "spdx:algorithm", expand(f"spdx:checksumAlgorithm_{algorithm}"))
    say.text(f"{iri}-checksum", "spdx:checksumValue", value)
    facts = about.facts.get(one.collection)
    if facts and facts.told:
        say.date(iri, "schema:dateModified", facts.told)
        say.date(iri, "dcterms:modified", facts.told)


def _told(form: Form) -> Mapping[str, str]:
    """What a file holds."""
    packing = _PACKINGS[form.packing]
    table = next((one for one in TABLES if form.suffix.startswith(f"{one.name}.")), None)
    if table:
        return {
            "nl": f"{table.title['nl']} als CSV, ingepakt met {packing}",
            "en": f"{table.title['en']} as CSV, packed by {packing}",
        }
    return {
        language: f"{everything} {_NAMES[form.syntax][language]}, {packed} {packing}"
        for language, everything, packed in (
            ("nl", "Alles als", "ingepakt met"),
            ("en", "Everything as", "packed by"),
        )
    }


def _link_distribution(
    say: Statements, dataset: str, iri: str, licence: str, told: Mapping[str, str]
) -> None:
    say.link(dataset, "schema:distribution", iri)
    say.link(dataset, "dcat:distribution", iri)
    say.types(iri, "schema:DataDownload", "dcat:Distribution")
    for property in ("schema:name", "schema:description", "dcterms:title", "dcterms:description"):
        say.texts(iri, property, told)
    say.link(iri, "schema:license", licence)
    say.link(iri, "dcterms:license", licence)


def _endpoint(say: Statements, about: Catalogue, dataset: str) -> None:
    """The SPARQL endpoint as a distribution of the whole; the page to write queries on stands apart."""
    iri = f"{dataset}-sparql"
    told = {"nl": "SPARQL-endpoint over alle collecties", "en": "SPARQL endpoint over all collections"}
    _link_distribution(say, dataset, iri, about.licence, _spoken(about.site, told))
    say.link(iri, "schema:contentUrl", about.endpoint)
    say.link(iri, "schema:usageInfo", SPARQL_PROTOCOL)
    if about.site.base.startswith("https:"):
        say.link(iri, "schema:documentation", f"{about.endpoint}/editor")
    say.link(iri, "dcat:accessURL", about.endpoint)
    say.link(iri, "dcterms:conformsTo", SPARQL_PROTOCOL)
    say.link(iri, "dcterms:format", f"{EU}file-type/SPARQLQ")
    say.link(iri, "dcat:accessService", f"{about.endpoint}#service")


def _service(say: Statements, about: Catalogue, datasets: Sequence[str]) -> None:
    iri = f"{about.endpoint}#service"
    told = {"nl": "SPARQL-endpoint", "en": "SPARQL endpoint"}
    say.types(iri, "dcat:DataService")
    say.link(about.iri, "dcat:service", iri)
    say.texts(iri, "dcterms:title", _spoken(about.site, told))
    say.texts(iri, "dcterms:description", _spoken(about.site, told))
    say.text(iri, "dcterms:identifier", iri)
    say.link(iri, "dcat:endpointURL", about.endpoint)
    say.link(iri, "dcat:endpointDescription", about.endpoint)
    say.link(iri, "dcat:servesDataset", *datasets)
    say.link(iri, "dcterms:conformsTo", SPARQL_PROTOCOL)
    say.link(iri, "dcterms:accessRights", f"{EU}access-right/PUBLIC")
    say.link(iri, "dcat:theme", f"{EU}data-theme/EDUC")
    if about.licence:
        say.link(iri, "dcterms:license", about.licence)
    _publisher(say, about, iri)


def _spoken(site: Site, texts: Mapping[str, str]) -> Mapping[str, str]:
    """A text in the languages of the site."""
    return {language: texts[language] for language in site.languages}
