"""Calls for those who link to us."""

from __future__ import annotations

from lod.inbox.notification import SYNTAXES
from lod.rdf.formats import HTML, RDF
from lod.rdf.iris import KINDS
from webapp.openapi.operation import (
    KEY,
    NO_LENGTH,
    NOT_READ,
    NOT_SO,
    NOT_THERE,
    TEXT,
    TOO_MUCH,
    Json,
    Operation,
    Parameter,
    one_of,
)

_RDF = tuple(form.media_type for form in RDF[:-1])
MATCH: Json = {
    "type": "object",
    "required": ["results"],
    "properties": {
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["uri", "matches"],
                "properties": {
                    "uri": TEXT,
                    "matches": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["id", "kind", "name", "via"],
                            "properties": {
                                "id": TEXT,
                                "kind": one_of(*KINDS),
                                "name": {"type": "object", "additionalProperties": TEXT},
                                "via": TEXT,
                            },
                        },
                    },
                },
            },
        }
    },
}
_ASKED: Json = {"type": "string", "minLength": 1}
_MANY: Json = {"type": "array", "items": _ASKED, "minItems": 1, "maxItems": 1000}
_ACTIVITY: Json = {
    "type": "object",
    "required": ["@context", "type"],
    "properties": {"@context": {}, "type": TEXT},
}

CALLS = (
    Operation(
        "/same-as",
        "sameAs",
        "Our things for identifiers of others: IRIs, ISBN, ISSN, OCLC, PPN",
        ("application/json",),
        (Parameter("uri", "The identifier; may be repeated", _ASKED, required=True),),
        ((400, "No identifier was given"),),
        MATCH,
    ),
    Operation(
        "/same-as",
        "sameAsOfMany",
        "The same for up to 1,000 identifiers",
        ("application/json",),
        answers=(NOT_READ, TOO_MUCH),
        schema=MATCH,
        method="post",
        bodies={
            "application/json": {
                "oneOf": [_MANY, {"type": "object", "required": ["uris"], "properties": {"uris": _MANY}}]
            },
            "text/plain": _ASKED,
        },
    ),
    Operation(
        "/links/{name}",
        "links",
        "All links to one authority file: wikidata.txt (BEACON), .csv or .nt",
        ("text/plain", "text/csv", "application/n-triples"),
        (Parameter("name", "Name with suffix", {**KEY, "examples": ["wikidata.csv"]}, "path"),),
        (NOT_THERE,),
    ),
    Operation(
        "/inbox",
        "inbox",
        "What others told of pages that link to us, as ldp:contains; in a browser, as a page",
        (*_RDF, HTML.media_type),
        (),
        (NOT_SO,),
    ),
    Operation(
        "/inbox",
        "notify",
        "Tell of such a page: a Linked Data Notification",
        (),
        (),
        (
            (201, "It waits for a person; Location is known to the sender alone"),
            (202, "Nothing new came of it"),
            (400, "It is not as this inbox wants it; says why"),
            NO_LENGTH,
            (413, "Larger than 64 kB"),
            (415, "See Accept-Post"),
            (503, "The inbox is full"),
        ),
        method="post",
        bodies={type: _ACTIVITY if "json" in type else TEXT for type in SYNTAXES},
    ),
    Operation(
        "/inbox/{name}",
        "notification",
        "One of them",
        (*_RDF, HTML.media_type),
        (Parameter("name", "Its number", KEY, "path"),),
        (NOT_THERE, NOT_SO, (410, "It was withdrawn")),
    ),
    Operation(
        "/oembed",
        "card",
        "A card of a thing for other sites (oEmbed)",
        ("application/json",),
        (
            Parameter("url", "The address of the thing or of its description", _ASKED, required=True),
            Parameter("format", "The form", one_of("json")),
            Parameter("maxwidth", "So many pixels wide at most", {"type": "integer", "minimum": 1}),
        ),
        (NOT_THERE, (501, "There is no such form")),
    ),
)
