"""/api/openapi.json: what can be asked of the site, for programs (OpenAPI 3.1)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from lod import __version__
from webapp.context import current_context
from webapp.documents import jsonld
from webapp.http.responses import FOREVER, body_of, respond
from webapp.openapi import data, harvesting, linking, reconciliation
from webapp.openapi.operation import Json, Operation

GROUPS: Mapping[str, tuple[str, Sequence[Operation]]] = {
    "data": ("Descriptions, downloads, search and SPARQL", data.CALLS),
    "linking": ("Links between others' things and ours", linking.CALLS),
    "reconciling": ("The reconciliation API of OpenRefine", reconciliation.CALLS),
    "following": ("What changed, for harvesters", harvesting.CALLS),
}
"""Calls by their tag, by which generators of clients and pages put them together."""
CALLS: tuple[Operation, ...] = tuple(one for _, calls in GROUPS.values() for one in calls)
"""All calls."""
STILL = (
    "/id/{kind}/{key}",
    "/doc/{kind}/{key}",
    "/source/{collection}/{key}",
    "/links/{name}",
    "/changes",
    "/changes/{number}",
    "/changes.atom",
    "/ldes",
    "/.well-known/datacatalog",
    "/.well-known/void",
    "/dumps/{name}",
    "/status",
    "/vocab/context.jsonld",
)
"""Addresses that can be files."""


def blueprint() -> Blueprint:
    """The description."""
    made = Blueprint("openapi", __name__)
    made.add_url_rule("/api/openapi.json", view_func=openapi)
    made.add_url_rule("/vocab/context-<version>.jsonld", view_func=context_version)
    return made


def context_version(version: str) -> Response:
    """This version of the @context of the framed JSON, for ever; no other version is there."""
    content = json.dumps({"@context": jsonld.context(current_context().urls.base, jsonld.FRAMED)}).encode()
    body = body_of(content, "application/ld+json")
    if version != body.etag:
        raise NotFound
    response = respond(body, ())
    response.headers["Cache-Control"] = FOREVER
    return response


def openapi() -> Response:
    """The description of what can be asked."""
    found = current_context()
    language = found.site.languages[-1]
    made = described(found.urls.base, found.site.name[language], found.services, still=found.still)
    content = (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
    return respond(body_of(content, "application/json"), ())


def described(base: str, title: str, services: Sequence[str] = ("sparql",), *, still: bool = False) -> Json:
    """The description of a site at a base; of one that is files, with what files can answer."""
    paths: dict[str, Json] = {}
    for tag, (_, calls) in GROUPS.items():
        for one in calls:
            if (one.path in STILL or not still) and (one.path != "/sparql" or "sparql" in services):
                paths.setdefault(one.path, {})[one.method] = {"tags": [tag]} | one.as_json()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": "Collections as linked open data. No key and no account are needed.",
        },
        "servers": [{"url": base.rstrip("/")}],
        "security": [],  # says that nothing is needed, where leaving it out says nothing
        "tags": [{"name": tag, "description": about} for tag, (about, _) in GROUPS.items()],
        "paths": paths,
    }
