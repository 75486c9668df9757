"""What the Dutch Dataset Register asks of a description: its shapes 1.14, with what is announced for 2027."""

from __future__ import annotations

from collections.abc import Iterator

from lod.dataset.rules.rule import (
    Breach,
    Graph,
    Rule,
    at_most_one,
    both,
    breaches,
    by_class,
    dates,
    in_languages,
    matching,
    of_class,
    one_of,
    secure,
    some,
    web,
)
from lod.site.settings import OPEN_LICENCES

DATASETS = ("schema:Dataset", "schema:DataCatalog")
AGENTS = ("schema:Organization", "schema:Person")

NAME = ("Geef een naam in een taal, één per taal", "Give a name in a language, one for each language")
TEXT = ("Geef een beschrijving in een taal, één per taal", "Give a description in a language, one for each")
PUBLISHER = ("Noem één uitgever met naam", "Name one publisher")
CREATOR = ("Noem een maker van de dataset", "Name who made the dataset")
LICENCE = (
    "Het Datasetregister neemt alleen Creative Commons-licenties aan, met hun eigen URI",
    "The Dataset Register only takes Creative Commons licences, by their own URI",
)
DATE = ("Schrijf datums als 2026-04-14", "Write dates like 2026-04-14")
ADDRESS = (
    "Geef een adres dat met https:// begint: zet `base` in site.toml op het openbare adres",
    "Give an address that begins with https://: set `base` in site.toml to the public address",
)
FORM = ("Zeg welk mediatype of welk protocol het is", "Say which media type or which protocol it is")
CONTACT = ("Geef een e-mailadres voor vragen", "Give an e-mail address for questions")
DOWNLOAD = ("Publiceer opnieuw: er zijn geen downloads", "Publish again: there are no downloads", False)

_MEDIA_TYPE = r"^[a-zA-Z]+/(?!x-|sparql-)(?!g?zip$)[a-zA-Z0-9][a-zA-Z0-9!#$&\-^_.+]*$"


def _rules() -> Iterator[Rule]:
    for type in DATASETS:
        yield Rule(type, "schema:name", both(some, in_languages), *NAME)
        yield Rule(type, "schema:description", both(some, in_languages), *TEXT)
        yield Rule(type, "schema:publisher", both(some, at_most_one, of_class(*AGENTS)), *PUBLISHER)
    yield Rule("schema:DataCatalog", "schema:dataset", both(some, of_class("schema:Dataset")), *DOWNLOAD)
    yield Rule("schema:Dataset", "schema:creator", both(some, of_class(*AGENTS)), *CREATOR)
    yield Rule("schema:Dataset", "schema:license", both(some, at_most_one, one_of(*OPEN_LICENCES)), *LICENCE)
    yield Rule("schema:Dataset", "schema:distribution", some, *DOWNLOAD)
    for property in ("schema:dateCreated", "schema:datePublished", "schema:dateModified"):
        yield Rule("schema:Dataset", property, both(at_most_one, dates), *DATE)
    yield Rule("schema:Dataset", "schema:includedInDataCatalog", web, *ADDRESS)
    yield Rule("schema:DataDownload", "schema:contentUrl", both(some, at_most_one, secure), *ADDRESS)
    yield Rule("schema:DataDownload", "schema:encodingFormat", matching(_MEDIA_TYPE), *FORM)
    yield Rule("schema:DataDownload", "schema:usageInfo", web, *FORM)
    yield Rule("schema:Organization", "schema:name", both(some, in_languages), *NAME)
    yield Rule("schema:Organization", "schema:contactPoint", some, *CONTACT)
    yield Rule("schema:ContactPoint", "schema:name", both(some, in_languages), *NAME)
    yield Rule("schema:ContactPoint", "schema:email", some, *CONTACT)
    yield Rule("dcat:Dataset", "dcterms:title", both(some, in_languages), *NAME)
    yield Rule("dcat:Dataset", "dcterms:description", both(some, in_languages), *TEXT)
    yield Rule(
        "dcat:Dataset", "dcterms:publisher", both(some, at_most_one, of_class("foaf:Agent")), *PUBLISHER
    )
    yield Rule("dcat:Dataset", "dcterms:creator", both(some, of_class("foaf:Agent")), *CREATOR)
    yield Rule("dcat:Dataset", "dcat:contactPoint", both(some, at_most_one), *CONTACT)
    yield Rule("dcat:Distribution", "dcat:accessURL", both(some, at_most_one), *ADDRESS)
    yield Rule("dcat:Distribution", "dcterms:license", both(some, at_most_one, web), *LICENCE)
    yield Rule("vcard:Organization", "vcard:hasEmail", both(some, matching("^mailto:")), *CONTACT)


RULES = by_class(_rules())


def check(graph: Graph) -> Iterator[Breach]:
    """What the register would remark on a description."""
    yield from breaches(graph, graph.subjects, RULES)
