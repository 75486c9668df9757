"""The routes of the reconciliation service: of the whole site and of each collection, in both versions.

/reconcile                          version 0.2: manifest, queries, data extension
/reconcile/1.0-draft                version 1.0-draft: manifest
…/match …/extend                    version 1.0-draft, below either
…/suggest/{entity,property,type}  …/extend/propose  …/preview  …/flyout/…    the same in both
/reconcile/collection/{name}…       all of these, within one collection
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound, ServiceUnavailable

from lod.rdf.iris import Thing
from lod.rdf.iris import parse as parse_iri
from lod.search.reconciliation import properties, types
from lod.search.reconciliation.properties import Facts
from lod.search.reconciliation.reconciler import Query, Reconciler
from lod.search.searcher import Hit, Searcher
from webapp.context import Context, origin, request_context
from webapp.current_release import Served
from webapp.http.json_bodies import NotUnderstood, json_of
from webapp.http.responses import SECURITY, content_policy
from webapp.languages import Wording
from webapp.pages.things.holdings import local
from webapp.reconcile import manifest, parsing
from webapp.reconcile.parsing import Extension
from webapp.reconcile.responses import ResponseBuilder, matching

SUGGESTED = 10
MOST_SUGGESTED = 50
_CALLBACK = re.compile(r"[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,5}\Z", re.ASCII)


def blueprint() -> Blueprint:
    """The service, as routes below /reconcile."""
    made = Blueprint("reconcile", __name__)
    for place, root in enumerate(("/reconcile", "/reconcile/collection/<collection>")):
        for old in (True, False):
            at = root if old else f"{root}/{manifest.DRAFT}"
            suffix = f"{place}{int(old)}"

            def add(path: str, view: Any, methods: str, at: str = at, suffix: str = suffix) -> None:
                names = ["GET", "POST"] if methods == "both" else [methods]
                made.add_url_rule(
                    at + path, f"{view.__name__}{suffix}", view, methods=names, strict_slashes=False
                )

            add("", service_old if old else service_draft, "both" if old else "GET")
            add("/match", match, "POST")
            add("/extend", extend, "POST")
            add("/extend/propose", propose, "GET")
            add("/suggest/entity", suggest_entity, "GET")
            add("/suggest/property", suggest_property, "GET")
            add("/suggest/type", suggest_type, "GET")
            add("/flyout/entity", flyout, "GET")
            add("/flyout/property", flyout_term, "GET")
            add("/flyout/type", flyout_term, "GET")
            add("/preview", preview, "GET")
    return made


@dataclass(frozen=True, slots=True)
class Service:
    """What answers one request."""

    room: Context
    served: Served
    wording: Wording
    searcher: Searcher
    collection: str
    """IRI of the collection that it keeps to; empty for the whole site."""

    @property
    def reconciler(self) -> Reconciler:
        """Answers queries."""
        return Reconciler(self.searcher, self.served.reader, self.collection)

    @property
    def classes(self) -> Mapping[str, int]:
        """The classes of Schema.org that occur."""
        return _classes(self.searcher)

    @property
    def teller(self) -> ResponseBuilder:
        """Words answers in the language of the request."""
        return ResponseBuilder(self.wording)

    @property
    def name(self) -> str:
        """What the service is called."""
        site = local(self.room.site.name, self.wording)
        key = self.collection.rpartition("/")[2]
        one = next((c for c in self.room.site.collections if c.key == key), None)
        return f"{local(one.name, self.wording)} · {site}" if one else site

    @property
    def address(self) -> str:
        """Where clients reach this service."""
        return origin().removesuffix(self.room.urls.root) + request.path.rstrip("/")

    def card(self, id: str) -> tuple[Thing, Hit] | None:
        """A thing by an identifier of ours, with its card; None when there is none."""
        iri = self.reconciler.iri_of(id)
        hit = next(iter(self.searcher.by_iri([iri])), None) if iri else None
        thing = parse_iri(self.served.reader.base, hit.iri) if hit else None
        return (thing, hit) if thing and hit else None


@lru_cache(1)
def _classes(searcher: Searcher) -> Mapping[str, int]:
    return searcher.classes()


def _service() -> Service:
    found, served, wording = request_context()
    if served.searcher is None:
        raise ServiceUnavailable(retry_after=60)
    key = (request.view_args or {}).get("collection", "")
    if key and key not in {one.key for one in found.site.collections}:
        raise NotFound
    iri = Thing("collection", key).iri(found.urls.base) if key else ""
    return Service(found, served, wording, served.searcher, iri)


# ---------------------------------------------------------------- queries


def service_old(collection: str = "") -> Response:
    """Version 0.2: the manifest, or the answers to `queries`, `query` or `extend`."""
    service = _service()
    asked = request.values
    if "queries" in asked:
        queries = parsing.batch(json_of(asked["queries"], "queries"), service.classes)
        return _json({key: {"result": _candidates(service, query)} for key, query in queries.items()})
    if "extend" in asked:
        wanted = parsing.extension(json_of(asked["extend"], "extend"))
        rows = {id: {name: values for name, values in row} for id, row in _rows(service, wanted)}
        return _json({"meta": _meta(service, wanted), "rows": rows})
    if "query" in asked:
        return _json({"result": _candidates(service, parsing.single(asked["query"], service.classes))})
    if request.method == "POST":
        raise NotUnderstood("expected a form with queries, query or extend")
    space = service.room.urls.base + "id/"
    return _json(manifest.old(service.name, space, service.address, origin(), service.wording))


def service_draft(collection: str = "") -> Response:
    """Version 1.0-draft: the manifest."""
    service = _service()
    return _json(manifest.draft(service.name, origin(), service.wording))


def match(collection: str = "") -> Response:
    """Version 1.0-draft: the answers to a batch of queries."""
    service = _service()
    queries = parsing.matching(json_of(request.get_data(), "the request"), service.classes)
    return _json({"results": [{"candidates": _candidates(service, query)} for query in queries]})


def _candidates(service: Service, query: Query | None) -> list[dict[str, Any]]:
    teller = service.teller
    return [teller.candidate(one) for one in service.reconciler.candidates(query)] if query else []


# ---------------------------------------------------------------- data extension


def extend(collection: str = "") -> Response:
    """Version 1.0-draft: values of properties of things."""
    service = _service()
    wanted = parsing.extension(json_of(request.get_data(), "the request"))
    rows = [
        {"id": id, "properties": [{"id": name, "values": values} for name, values in row]}
        for id, row in _rows(service, wanted)
    ]
    return _json({"meta": _meta(service, wanted), "rows": rows})


def _meta(service: Service, wanted: Extension) -> list[dict[str, Any]]:
    told = []
    for id, property, _ in wanted.properties:
        one: dict[str, Any] = {"id": id, "name": id}
        if property:
            one["name"] = property.names[service.wording.language]
            kind = types.read(property.kind, {}) if property.kind else None
            if kind:
                one["type"] = service.teller.type(kind)
        told.append(one)
    return told


def _rows(service: Service, wanted: Extension) -> list[tuple[str, list[tuple[str, list[dict[str, Any]]]]]]:
    facts = Facts(service.served.reader)
    teller = service.teller
    rows = []
    for id in wanted.ids:
        iri = service.reconciler.iri_of(id)
        row = []
        for name, property, settings in wanted.properties:
            found = facts.read(iri, property) if iri and property else []
            found = found[: parsing.most(settings.get("limit"), len(found))]
            values = [
                teller.value(one, settings, parse_iri(service.served.reader.base, one.iri)) for one in found
            ]
            row.append((name, values))
        rows.append((id, row))
    return rows


def propose(collection: str = "") -> Response:
    """Properties that are worth fetching for things of a type."""
    service = _service()
    asked = request.args.get("type", "")
    kind = types.read(asked, service.classes) if asked else None
    fitting = properties.of_type(kind.kinds if kind else ())
    answer: dict[str, Any] = {"properties": [service.teller.property(one) for one in fitting][: _limit(50)]}
    if asked:
        answer["type"] = asked
    if "limit" in request.args:
        answer["limit"] = _limit(50)
    return _json(answer)


# ---------------------------------------------------------------- suggestions, previews


def suggest_entity(collection: str = "") -> Response:
    """Things that begin with what was typed, from number `cursor` on."""
    service = _service()
    cursor, limit = _number("cursor", 0, 500), _limit(SUGGESTED)
    wanted = parsing.type_list(request.args.getlist("type"), "suggest", service.classes)
    kinds = list(dict.fromkeys(kind for one in wanted for kind in one.kinds))
    text = request.args.get("prefix", "")[: parsing.LONGEST]
    hits = service.searcher.suggest(text, kinds or list(types.KINDS), cursor + limit)[cursor:]
    base = service.served.reader.base
    told = [service.teller.suggestion(thing, hit) for hit in hits if (thing := parse_iri(base, hit.iri))]
    return _json({"result": told})


def suggest_property(collection: str = "") -> Response:
    """Properties whose name has what was typed."""
    service = _service()
    told = [service.teller.qualified(one) for one in properties.PROPERTIES]
    return _json({"result": _page(told)})


def suggest_type(collection: str = "") -> Response:
    """Types whose name has what was typed: the kinds first, then the classes that occur most."""
    service = _service()
    known = service.teller.default_types()
    ids = {one["id"] for one in known}
    others = [service.teller.type(types.of_class(name)) for name in service.classes if name not in ids]
    return _json({"result": _page([*known, *others])})


def _page(told: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    cursor = _number("cursor", 0, 500)
    return matching(told, request.args.get("prefix", "")[:200], cursor + _limit(SUGGESTED))[cursor:]


def flyout(collection: str = "") -> Response:
    """A few lines of HTML on a thing, in JSON, for a suggestion that is pointed at."""
    service = _service()
    id = request.args.get("id", "")
    return _json({"id": id, "html": _preview(service, id)})


def flyout_term(collection: str = "") -> Response:
    """A few lines of HTML on a type or a property."""
    service = _service()
    id = request.args.get("id", "")
    property, type = properties.read(id), types.read(id, service.classes)
    if request.path.endswith("/property"):
        said = service.teller.property(property) if property else None
    else:
        said = service.teller.type(type) if type else None
    if said is None:
        raise NotFound
    template = service.room.environments[service.wording.language].get_template("flyout.html")
    return _json({"id": id, "html": template.render(id=said["id"], name=said["name"])})


def preview(collection: str = "") -> Response:
    """A small page on a thing, made to be shown inside the client's page."""
    service = _service()
    html = _preview(service, request.args.get("id", ""), whole=True)
    response = Response(html, content_type="text/html; charset=utf-8")
    policy = content_policy(service.room.image_hosts)
    response.headers["Content-Security-Policy"] = policy.replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    response.headers.update([one for one in SECURITY if one[0] != "X-Frame-Options"])
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Content-Language"] = service.wording.language
    return response


def _preview(service: Service, id: str, *, whole: bool = False) -> str:
    found = service.card(id)
    if found is None:
        raise NotFound
    thing, hit = found
    teller = service.teller
    template = service.room.environments[service.wording.language].get_template("preview.html")
    return template.render(
        whole=whole,
        language=service.wording.language,
        urls=service.room.urls,
        name=teller.name(hit.card) or thing.key,
        description=teller.description(thing, hit.card),
        others=list(hit.card.get("other", ()))[:4],
        subjects=[name for _, name in hit.card.get("subjects", ())],
        iri=hit.iri,
        href=service.room.urls.document(thing),
    )


# ---------------------------------------------------------------- HTTP


def _number(name: str, default: int, most: int) -> int:
    given = request.args.get(name, "")
    return min(int(given), most) if given.isascii() and given.isdigit() and len(given) < 8 else default


def _limit(default: int) -> int:
    return max(1, _number("limit", default, MOST_SUGGESTED))


def _json(content: object) -> Response:
    """JSON; or, for clients too old for CORS, a call of the function that they name."""
    text = json.dumps(content, ensure_ascii=False)
    callback = request.args.get("callback", "")
    if callback:
        if not _CALLBACK.match(callback):
            raise NotUnderstood("callback: expected the name of a function")
        # U+2028 and U+2029 end a line in scripts older than JSON allows them
        escaped = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
        response = Response(
            f"/**/{callback}({escaped});", content_type="application/javascript; charset=utf-8"
        )
    else:
        response = Response(text, content_type="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    response.headers["Content-Language"] = request_context()[2].language
    return response
