"""VoID: how much there is of what in each dataset, and what it links to."""

from __future__ import annotations

from urllib.parse import urlsplit

from lod.dataset import identity_links
from lod.dataset.catalogue import Catalogue
from lod.dataset.dumps.downloads import WHOLE
from lod.dataset.dumps.parts import GRAPHS
from lod.dataset.dumps.void_statistics import Tally
from lod.dataset.statement_builder import Statements
from lod.rdf import iris
from lod.rdf.iris import Thing
from lod.rdf.namespaces import PREFIXES, compact

VOCABULARIES = ("schema", "bf", "madsrdf", "skos")


def of_catalogue(about: Catalogue, page: int = 1) -> Statements:
    """The VoID description of the datasets on a page of the catalogue; the whole is on the first."""
    say = Statements()
    address = f"{about.site.base}.well-known/void"
    document = f"{address}?page={page}" if page > 1 else address
    say.types(document, "void:DatasetDescription")
    say.texts(document, "dcterms:title", {"nl": "VoID-beschrijving", "en": "VoID description"})
    if page == 1:
        say.link(document, "foaf:primaryTopic", about.whole)
        say.link(about.whole, "void:subset", *(about.dataset(one.key) for one in about.site.collections))
        if about.queried:
            say.link(about.whole, "void:sparqlEndpoint", about.endpoint)
        say.texts(about.whole, "dcterms:title", about.site.name)
        licences = dict.fromkeys(one.licence for one in about.site.collections)
        say.link(about.whole, "dcterms:license", *([about.licence] if about.licence else licences))
        _dataset(say, about, WHOLE)
    for one in about.on_page(page):
        say.link(document, "foaf:topic", about.dataset(one.key))
        say.texts(about.dataset(one.key), "dcterms:title", one.name)
        say.link(about.dataset(one.key), "dcterms:license", one.licence)
        _dataset(say, about, one.key)
    return say


def _dataset(say: Statements, about: Catalogue, key: str) -> None:
    iri = about.dataset(key)
    say.types(iri, "void:Dataset")
    say.text(iri, "void:uriSpace", f"{about.site.base}id/")
    say.link(iri, "void:vocabulary", *(PREFIXES[prefix] for prefix in VOCABULARIES))
    for one in about.downloads:
        if one.collection == key and one.form in GRAPHS:
            say.link(iri, "void:dataDump", f"{about.site.base}dumps/{one.name}")
    say.link(iri, "void:exampleResource", *_examples(about, key))
    facts = about.facts.get(key)
    if facts is None:
        return
    tally = facts.tally
    say.date(iri, "dcterms:issued", facts.issued)
    say.date(iri, "dcterms:modified", facts.told)
    say.whole(iri, "void:triples", tally.triples)
    say.whole(iri, "void:entities", tally.entities)
    say.whole(iri, "void:classes", len(tally.classes))
    say.whole(iri, "void:properties", len(tally.properties))
    _different(say, about, key, iri)
    _partitions(say, about, key, tally)
    _linksets(say, about, key, tally)


def _examples(about: Catalogue, key: str) -> list[str]:
    keys = [one.key for one in about.site.collections] if key == WHOLE else [key]
    return [Thing("collection", one).iri(about.site.base) for one in keys[:3]]


def _partitions(say: Statements, about: Catalogue, key: str, tally: Tally) -> None:
    iri = about.dataset(key)
    for name, number in sorted(tally.classes.items()):
        part = _part(about, key, "class", name)
        say.link(iri, "void:classPartition", part)
        say.link(part, "void:class", name)
        say.whole(part, "void:entities", number)
    for name, number in sorted(tally.properties.items()):
        part = _part(about, key, "property", name)
        say.link(iri, "void:propertyPartition", part)
        say.link(part, "void:property", name)
        say.whole(part, "void:triples", number)
        _different(say, about, key, part, f"<{name}>")


def _different(say: Statements, about: Catalogue, key: str, iri: str, name: str = "") -> None:
    """How many subjects and objects are different: known of all collections together."""
    if key == WHOLE and about.statistics:
        subjects, objects = about.statistics.different(name.encode())
        say.whole(iri, "void:distinctSubjects", subjects)
        if objects is not None:
            say.whole(iri, "void:distinctObjects", objects)


def _linksets(say: Statements, about: Catalogue, key: str, tally: Tally) -> None:
    iri = about.dataset(key)
    files = identity_links.files(about.site.targets)
    for name, number in sorted(tally.links.items()):
        property, _, host = name.partition(" ")
        part = _part(about, key, "links", name)
        say.types(part, "void:Linkset")
        say.link(iri, "void:subset", part)
        say.link(part, "void:subjectsTarget", iri)
        say.link(part, "void:objectsTarget", f"http://{host}/")
        say.link(part, "void:linkPredicate", property)
        say.whole(part, "void:triples", number)
        if key == WHOLE:  # the files are of all collections together
            names = [one.name for one in files.values() if urlsplit(one.start).hostname == host]
            say.link(part, "void:dataDump", *(f"{about.site.base}links/{name}.nt" for name in names))


def _part(about: Catalogue, key: str, sort: str, name: str) -> str:
    """A partition, named after what it holds: always the same for the same thing.

    Names of classes are readable where their namespace has a prefix.
    """
    short = compact(name)
    told = short.replace(":", "-") if short != name and short.isascii() else iris.digest(name)
    return f"{about.site.base}.well-known/void#{key}-{sort}-{iris.key(told)}"
