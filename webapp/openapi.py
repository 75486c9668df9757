"""/api/openapi.json: what can be asked of the site, for programs (OpenAPI 3.1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from lod import __version__
from lod.rdf.formats import DOCUMENTS, RDF, RESULTS
from lod.rdf.iris import KINDS
from webapp import jsonld
from webapp.oai.asking import ARGUMENTS
from webapp.profiles import PROFILES
from webapp.responses import FOREVER, body_of, respond
from webapp.room import room

Json = dict[str, Any]
PROBLEM = "application/problem+json"
TEXT: Json = {"type": "string"}
COUNT: Json = {"type": "integer", "minimum": 1}
KEY: Json = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._~-]*$", "maxLength": 250}


def one_of(*values: str) -> Json:
    """A text out of a list."""
    return {"type": "string", "enum": list(values)}


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that can be said in a request."""

    name: str
    about: str
    schema: Json = field(default_factory=lambda: TEXT)
    place: str = "query"
    required: bool = False

    def as_json(self) -> Json:
        """As OpenAPI has it."""
        return {
            "name": self.name,
            "in": self.place,
            "description": self.about,
            "required": self.required or self.place == "path",
            "schema": self.schema,
        }


@dataclass(frozen=True, slots=True)
class Call:
    """One address and what it answers."""

    path: str
    name: str
    summary: str
    types: Sequence[str]
    parameters: Sequence[Parameter] = ()
    answers: Sequence[tuple[int, str]] = ()
    """Other answers than 200."""
    schema: Json | None = None

    def as_json(self) -> Json:
        """As OpenAPI has it."""
        content = {t: {"schema": self.schema} if self.schema and "json" in t else {} for t in self.types}
        answers: Json = {"200": {"description": "OK", "content": content}}
        for status, about in self.answers:
            failed = status >= 400
            answers[str(status)] = {"description": about} | ({"content": {PROBLEM: {}}} if failed else {})
        return {
            "get": {
                "operationId": self.name,
                "summary": self.summary,
                "parameters": [one.as_json() for one in self.parameters],
                "responses": answers,
            }
        }


KIND = Parameter("kind", "Kind of thing", one_of(*KINDS), "path")
THING = Parameter("key", "Key of the thing", KEY, "path")
PAGE = Parameter("page", "Number of the page, from 1", COUNT)
NOT_THERE = (404, "There is no such thing")
NOT_SO = (406, "There is no such form")
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
                            "properties": {"id": TEXT, "kind": one_of(*KINDS), "via": TEXT},
                        },
                    },
                },
            },
        }
    },
}
_DOCUMENTS = tuple(form.media_type for form in DOCUMENTS)
_RDF = tuple(form.media_type for form in RDF[:-1])

CALLS: tuple[Call, ...] = (
    Call(
        "/id/{kind}/{key}",
        "thing",
        "Where the description of a thing is",
        (),
        (KIND, THING),
        ((301, "It was merged into another"), (303, "Its description"), NOT_THERE, (410, "It is gone")),
    ),
    Call(
        "/doc/{kind}/{key}",
        "description",
        "The description of a thing, in the form that Accept asks for, or with a suffix (.ttl, .json …)",
        _DOCUMENTS,
        (KIND, THING, Parameter("profile", "Only this vocabulary", one_of(*(p.token for p in PROFILES)))),
        ((301, "It was merged into another"), NOT_THERE, NOT_SO, (410, "It is gone; its last description")),
    ),
    Call(
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
    Call(
        "/suggest",
        "suggest",
        "Things that begin with what was typed",
        ("application/json",),
        (
            Parameter("q", "What was typed"),
            Parameter("kind", "Keep to this kind", one_of(*KINDS)),
        ),
        schema={"type": "object", "required": ["q", "suggestions"]},
    ),
    Call(
        "/sparql",
        "sparql",
        "SPARQL 1.1 Protocol; without a query the description of the service",
        (*(form.media_type for form in RESULTS), *_RDF),
        (Parameter("query", "The query", TEXT),),
        ((400, "The query does not parse"), (403, "It is not allowed"), (413, "Too large"), (503, "A limit")),
    ),
    Call(
        "/same-as",
        "sameAs",
        "Our things for identifiers of others: IRIs, ISBN, ISSN, OCLC, PPN",
        ("application/json",),
        (Parameter("uri", "The identifier", {"type": "string", "minLength": 1}, required=True),),
        ((400, "No identifier was given"),),
        MATCH,
    ),
    Call(
        "/links/{name}",
        "links",
        "All links to one authority file: wikidata.txt (BEACON), .csv or .nt",
        ("text/plain", "text/csv", "application/n-triples"),
        (Parameter("name", "Name with suffix", {**KEY, "examples": ["wikidata.csv"]}, "path"),),
        (NOT_THERE,),
    ),
    Call(
        "/oai",
        "oai",
        "OAI-PMH 2.0",
        ("text/xml",),
        (
            Parameter("verb", "What to do", one_of(*ARGUMENTS)),
            *(
                Parameter(name, "See the protocol", {"type": "string", "minLength": 1})
                for name in ("identifier", "metadataPrefix", "from", "until", "set", "resumptionToken")
            ),
        ),
    ),
    Call("/changes", "changes", "All changes, as an ActivityStreams collection", ("application/ld+json",)),
    Call(
        "/changes/{number}",
        "changesPage",
        "One page of changes, oldest first; a full page never changes",
        ("application/ld+json",),
        (Parameter("number", "Number of the page", {**COUNT, "maximum": 1_000_000}, "path"),),
        (NOT_THERE,),
    ),
    Call("/changes.atom", "newest", "The newest changes, for feed readers", ("application/atom+xml",)),
    Call("/ldes", "stream", "The changes as a Linked Data Event Stream", _RDF, (), (NOT_SO,)),
    Call(
        "/.well-known/datacatalog",
        "catalogue",
        "The datasets, in Schema.org and DCAT-AP-NL",
        _RDF,
        (PAGE,),
        ((303, "A page for people"), NOT_THERE, NOT_SO),
    ),
    Call(
        "/.well-known/void",
        "void",
        "How much there is of what in each dataset",
        _RDF,
        (PAGE,),
        ((303, "A page for people"), NOT_THERE, NOT_SO),
    ),
    Call(
        "/dumps/{name}",
        "download",
        "A dataset as a file; answers to ranges",
        ("application/n-triples+gzip", "application/n-quads+gzip"),
        (Parameter("name", "Name of the file", {**KEY, "examples": ["all.nt.gz"]}, "path"),),
        ((206, "The range that was asked for"), NOT_THERE, (416, "There is nothing there")),
    ),
    Call("/status", "status", "Whether all is well", ("application/json",), (), ((503, "No release"),)),
    Call(
        "/vocab/context.jsonld",
        "context",
        "The @context of the framed JSON",
        ("application/ld+json",),
    ),
)

PROGRAMS = ("/suggest", "/sparql", "/same-as", "/oai")
"""Calls that only a program can answer."""


def blueprint() -> Blueprint:
    """The description."""
    made = Blueprint("openapi", __name__)
    made.add_url_rule("/api/openapi.json", view_func=openapi)
    made.add_url_rule("/vocab/context-<version>.jsonld", view_func=context_version)
    return made


def context_version(version: str) -> Response:
    """This version of the @context of the framed JSON, for ever; no other version is there."""
    content = json.dumps({"@context": jsonld.context(room().urls.base, jsonld.FRAMED)}).encode()
    body = body_of(content, "application/ld+json")
    if version != body.etag:
        raise NotFound
    response = respond(body, ())
    response.headers["Cache-Control"] = FOREVER
    return response


def openapi() -> Response:
    """The description of what can be asked."""
    found = room()
    language = found.site.languages[-1]
    made = described(found.urls.base, found.site.name[language], found.services, still=found.still)
    content = (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
    return respond(body_of(content, "application/json"), ())


def described(base: str, title: str, services: Sequence[str] = ("sparql",), *, still: bool = False) -> Json:
    """The description of a site at a base; of one that is files, with what files can answer."""
    left_out = PROGRAMS if still else () if "sparql" in services else ("/sparql",)
    calls = [one for one in CALLS if one.path not in left_out]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": "Collections as linked open data. No key and no account are needed.",
        },
        "servers": [{"url": base.rstrip("/")}],
        "paths": {one.path: one.as_json() for one in calls},
    }
