"""Calls for those who take everything, and what changes."""

from __future__ import annotations

from lod.rdf.formats import RDF
from webapp.oai.arguments import ARGUMENTS
from webapp.openapi.operation import (
    COUNT,
    KEY,
    NOT_SO,
    NOT_THERE,
    PAGE,
    TEXT,
    Json,
    Operation,
    Parameter,
    one_of,
)

_RDF = tuple(form.media_type for form in RDF[:-1])
_LISTED = ((303, "A page for people"), NOT_THERE, NOT_SO)
_OAI: Json = {
    name: TEXT for name in ("identifier", "metadataPrefix", "from", "until", "set", "resumptionToken")
}

CALLS = (
    Operation(
        "/dumps/{name}",
        "download",
        "A dataset as a file; answers to ranges",
        ("application/n-triples+gzip", "application/n-quads+gzip"),
        (Parameter("name", "Name of the file", {**KEY, "examples": ["all.nt.gz"]}, "path"),),
        ((206, "The range that was asked for"), NOT_THERE, (416, "There is nothing there")),
    ),
    Operation(
        "/.well-known/datacatalog",
        "catalogue",
        "The datasets, in Schema.org and DCAT-AP-NL",
        _RDF,
        (PAGE,),
        _LISTED,
    ),
    Operation(
        "/.well-known/void",
        "void",
        "How much there is of what in each dataset",
        _RDF,
        (PAGE,),
        _LISTED,
    ),
    Operation(
        "/oai",
        "oai",
        "OAI-PMH 2.0",
        ("text/xml",),
        (
            Parameter("verb", "What to do", one_of(*ARGUMENTS)),
            *(Parameter(name, "See the protocol", {"type": "string", "minLength": 1}) for name in _OAI),
        ),
    ),
    Operation(
        "/oai",
        "oaiByPost",
        "The same by a form",
        ("text/xml",),
        method="post",
        bodies={
            "application/x-www-form-urlencoded": {
                "type": "object",
                "required": ["verb"],
                "properties": {"verb": one_of(*ARGUMENTS), **_OAI},
            }
        },
    ),
    Operation(
        "/changes", "changes", "All changes, as an ActivityStreams collection", ("application/ld+json",)
    ),
    Operation(
        "/changes/{number}",
        "changesPage",
        "One page of changes, oldest first; a full page never changes",
        ("application/ld+json",),
        (Parameter("number", "Number of the page", {**COUNT, "maximum": 1_000_000}, "path"),),
        (NOT_THERE,),
    ),
    Operation("/changes.atom", "newest", "The newest changes, for feed readers", ("application/atom+xml",)),
    Operation("/ldes", "stream", "The changes as a Linked Data Event Stream", _RDF, (), (NOT_SO,)),
    Operation(
        "/ldes/{name}",
        "streamPage",
        "One page of it",
        _RDF,
        (Parameter("name", "Number, with a suffix for one form", {**KEY, "examples": ["1.ttl"]}, "path"),),
        (NOT_THERE, NOT_SO),
    ),
    Operation("/.well-known/resourcesync", "resourceSync", "Where ResourceSync begins", ("application/xml",)),
    Operation(
        "/resourcesync/{name}",
        "resourceSyncList",
        "What can be followed, lists of all descriptions, and of all changes",
        ("application/xml",),
        (Parameter("name", "As another list names it", {**KEY, "examples": ["capabilitylist.xml"]}, "path"),),
        (NOT_THERE,),
    ),
    Operation("/sitemap.xml", "sitemap", "All pages, for crawlers", ("application/xml",)),
    Operation(
        "/sitemaps/{name}",
        "sitemapPart",
        "A part of that list",
        ("application/xml",),
        (Parameter("name", "As the sitemap names it", KEY, "path"),),
        (NOT_THERE,),
    ),
)
