"""/same-as: our URI for an identifier of others, one or many at a time; /links/: all links as files."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound, RequestEntityTooLarge

from lod.dataset import identity_links
from lod.dataset.identity_links import File
from webapp.context import Context, current_context
from webapp.current_release import Served
from webapp.http.json_bodies import json_of
from webapp.http.responses import PAGE_POLICY, is_known, last_modified

MOST = 1_000
"""So many identifiers are looked up at once."""
ALL = File("all", "All links", "http")
_TYPES = {"txt": "text/plain", "csv": "text/csv", "nt": "application/n-triples"}


def blueprint() -> Blueprint:
    """The look-up and the lists."""
    made = Blueprint("same_as", __name__)
    made.add_url_rule("/same-as", view_func=same_as, methods=["GET", "POST"])
    made.add_url_rule("/links/<name>", view_func=link_set)
    return made


def same_as() -> Response:
    """Our things for identifiers: `uri`, once or many times; or a POST of a JSON list, or of lines."""
    found = current_context()
    served = found.current()
    asked = _asked()
    if not asked:
        raise BadRequest("give at least one uri")
    if len(asked) > MOST:
        raise RequestEntityTooLarge(f"at most {MOST} at once")
    results = [_answer(found, served, one) for one in asked]
    content = {"results": results, "release": served.number}
    response = Response(json.dumps(content, ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _asked() -> list[str]:
    if request.method != "POST":
        return [one for one in request.args.getlist("uri") if one]
    if request.mimetype == "application/json":
        body = json_of(request.get_data(), "the request")
        given = body.get("uris", []) if isinstance(body, dict) else body
        if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
            raise BadRequest('give a list of texts, or {"uris": […]}')
        return [one for one in given if one]
    if request.mimetype == "text/plain":
        return [line for line in _text(request.get_data()).splitlines() if line.strip()]
    return [one for one in request.form.getlist("uri") if one]


def _text(content: bytes) -> str:
    """Lines as programs for tables and text write them: of Windows, they begin with a mark of byte order."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRequest("the lines are not in UTF-8") from error


def _answer(found: Context, served: Served, asked: str) -> dict[str, object]:
    matches = []
    for one in identity_links.find(served.reader, asked):
        iri = one.thing.iri(found.urls.base)
        names = {text.language or "und": text.value for text in served.reader.linked(iri).names}
        matches.append({"id": iri, "kind": one.thing.kind, "name": names, "via": one.via})
    return {"uri": asked, "matches": matches}


def link_set(name: str) -> Response:
    """All links to one authority file, or all there are: BEACON (.txt), CSV or N-Triples."""
    found = current_context()
    served = found.current()
    stem, _, suffix = name.partition(".")
    file = ALL if stem == ALL.name and suffix != "txt" else identity_links.files(found.site.targets).get(stem)
    if file is None or suffix not in _TYPES:
        raise NotFound
    tag = f"links-{served.number}"
    headers = {
        "ETag": f'"{tag}"',
        "Last-Modified": last_modified(served.created),
        "Cache-Control": PAGE_POLICY,
    }
    if is_known(request.headers.get("If-None-Match"), request.if_modified_since, tag, served.created):
        return Response(None, 304, headers)
    body = _lines(found, served, file, suffix) if request.method == "GET" else iter(())
    return Response(body, 200, headers, content_type=f"{_TYPES[suffix]}; charset=utf-8")


def _lines(found: Context, served: Served, file: File, suffix: str) -> Iterator[str]:
    base = found.urls.base
    rows = identity_links.links(served.reader.store, base, file.start)
    if suffix == "csv":
        return identity_links.as_csv(rows)
    return (
        identity_links.as_triples(rows)
        if suffix == "nt"
        else identity_links.beacon(rows, base, file, served.created)
    )
