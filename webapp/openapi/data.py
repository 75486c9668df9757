"""Calls that read things, find them, and tell what was before."""

from __future__ import annotations

from lod.rdf.formats import DOCUMENTS, RDF, RESULTS
from lod.rdf.iris import KINDS
from webapp.http.profile_negotiation import PROFILES
from webapp.openapi.operation import (
    KEY,
    KIND,
    NOT_SO,
    NOT_THERE,
    PAGE,
    TEXT,
    THING,
    TOO_MUCH,
    Operation,
    Parameter,
    one_of,
)
from webapp.views.exports import FORMS

_DOCUMENTS = tuple(form.media_type for form in DOCUMENTS)
_RDF = tuple(form.media_type for form in RDF[:-1])
_MOVED = ((301, "It was merged into another"), NOT_THERE)
_QUERY_FAILED = (
    (400, "The query does not parse"),
    (403, "It is not allowed"),
    (413, "Too large"),
    (503, "A limit"),
)
_ANSWERS = (*(form.media_type for form in RESULTS), *_RDF)
_NAME = Parameter("name", "Key of the thing, with a suffix for one form", KEY, "path")

CALLS = (
    Operation(
        "/id/{kind}/{key}",
        "thing",
        "Where the description of a thing is",
        (),
        (KIND, THING),
        (*_MOVED, (303, "Its description"), (410, "It is gone")),
    ),
    Operation(
        "/doc/{kind}/{key}",
        "description",
        "The description of a thing, in the form that Accept asks for, or with a suffix (.ttl, .json …)",
        _DOCUMENTS,
        (KIND, THING, Parameter("profile", "Only this vocabulary", one_of(*(p.token for p in PROFILES)))),
        (*_MOVED, NOT_SO, (410, "It is gone; its last description")),
    ),
    Operation(
        "/cite/instance/{key}.ris",
        "reference",
        "An edition for programs that keep references (RIS)",
        ("application/x-research-info-systems",),
        (THING,),
        (NOT_THERE,),
    ),
    Operation(
        "/source/{collection}/{key}",
        "source",
        "A source record in its original format",
        ("*/*",),
        (
            Parameter("collection", "Key of the collection", KEY, "path"),
            Parameter("key", "Number", TEXT, "path"),
        ),
        (NOT_THERE,),
    ),
    Operation(
        "/search",
        "search",
        "What is found, in pages; all of it as JSON Lines or CSV; what changed last as Atom or RSS",
        (
            "application/json",
            "application/x-ndjson",
            "text/csv",
            "application/atom+xml",
            "application/rss+xml",
        ),
        (
            Parameter("q", "Words, phrases, title:word, -word"),
            Parameter("format", "The form of the answer", one_of("json", *FORMS), required=True),
            Parameter(
                "type",
                "Only this class of Schema.org; other facets by their names; IRIs with | between: any",
            ),
            Parameter("since", "From this year on", {"type": "integer"}),
            Parameter("until", "Up to this year", {"type": "integer"}),
            Parameter("sort", "The order", one_of("relevance", "newest", "oldest", "title", "changed")),
            PAGE,
        ),
        ((400, "There is no such format"),),
    ),
    Operation(
        "/suggest",
        "suggest",
        "Things that begin with what was typed",
        ("application/json",),
        (
            Parameter("q", "What was typed"),
            Parameter("kind", "Keep to this kind", one_of(*KINDS)),
        ),
        schema={
            "type": "object",
            "required": ["q", "suggestions"],
            "properties": {"q": TEXT, "suggestions": {"type": "array", "items": {"type": "object"}}},
        },
    ),
    Operation(
        "/sparql",
        "sparql",
        "SPARQL 1.1 Protocol; without a query the description of the service",
        _ANSWERS,
        (Parameter("query", "The query", TEXT),),
        _QUERY_FAILED,
    ),
    Operation(
        "/sparql",
        "sparqlByPost",
        "The same for long queries",
        _ANSWERS,
        answers=(*_QUERY_FAILED, (415, "Neither a form nor a query"), NOT_SO),
        method="post",
        bodies={
            "application/x-www-form-urlencoded": {
                "type": "object",
                "required": ["query"],
                "properties": {"query": TEXT},
            },
            "application/sparql-query": TEXT,
        },
    ),
    Operation(
        "/tpf",
        "fragment",
        "Triple Pattern Fragments: statements that fit a pattern, 100 a page",
        _RDF,
        (
            *(Parameter(name, "An IRI; any when not given") for name in ("subject", "predicate")),
            Parameter("object", "An IRI or a literal; any when not given"),
            PAGE,
        ),
        ((400, "This is no term"), TOO_MUCH, NOT_SO),
    ),
    Operation(
        "/history/{kind}/{key}/atom",
        "history",
        "What happened to a thing, for feed readers",
        ("application/atom+xml",),
        (KIND, THING),
        _MOVED,
    ),
    Operation(
        "/timegate/{kind}/{name}",
        "timegate",
        "The description that was served at Accept-Datetime (Memento)",
        (),
        (KIND, _NAME),
        (*_MOVED, (302, "It"), (400, "This is no date")),
    ),
    Operation(
        "/timemap/{kind}/{name}",
        "timemap",
        "All descriptions that there were (Memento)",
        ("application/link-format",),
        (KIND, _NAME),
        _MOVED,
    ),
    Operation(
        "/memento/{moment}/{kind}/{name}",
        "memento",
        "The description from a moment on",
        _DOCUMENTS,
        (
            Parameter("moment", "20261128153000, UTC", {"type": "string", "pattern": "^[0-9]{14}$"}, "path"),
            KIND,
            _NAME,
        ),
        (*_MOVED, (302, "The moment from which on it was so"), NOT_SO, (410, "There was none")),
    ),
    Operation(
        "/vocab/{name}",
        "terms",
        "One of our own terms, or a list of codes (SKOS)",
        (*_RDF, "application/ld+json"),
        (
            Parameter(
                "name", "Name, with a suffix for one form", {**KEY, "examples": ["languages.ttl"]}, "path"
            ),
        ),
        (NOT_THERE, (303, "The form that Accept asks for"), NOT_SO),
    ),
    Operation(
        "/vocab/{name}/{code}",
        "code",
        "A code of a list",
        _RDF,
        (
            Parameter("name", "Name of the list", KEY, "path"),
            Parameter("code", "The code, with a suffix for one form", KEY, "path"),
        ),
        (NOT_THERE, (303, "The form that Accept asks for"), NOT_SO),
    ),
    Operation("/vocab/model.json", "model", "The data model: each class and property", ("application/json",)),
    Operation(
        "/vocab/context.jsonld", "context", "The @context of the framed JSON", ("application/ld+json",)
    ),
    Operation(
        "/vocab/context-{version}.jsonld",
        "contextVersion",
        "One version of it, which never changes",
        ("application/ld+json",),
        (Parameter("version", "As Content-Location of the newest names it", KEY, "path"),),
        (NOT_THERE,),
    ),
    Operation("/usage.csv", "usage", "How the collections were used, by day", ("text/csv",)),
    Operation(
        "/stories.atom",
        "stories",
        "What librarians put in the light, for feed readers",
        ("application/atom+xml",),
    ),
    Operation("/status", "status", "Whether all is well", ("application/json",), (), ((503, "No release"),)),
)
