"""/vocab/mapping: how records become statements, told from the rules themselves, with counts."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from webapp.context import request_context
from webapp.http.responses import body_of, respond
from webapp.languages import N_
from webapp.pages.mappings import MappingPages


def blueprint() -> Blueprint:
    """The list of mappings, and two pages of each."""
    made = Blueprint("mappings", __name__)
    made.add_url_rule("/vocab/mapping", "list", _list)
    made.add_url_rule("/vocab/mapping/<name>", "fields", _fields)
    made.add_url_rule("/vocab/mapping/<name>/properties", "properties", _properties)
    return made


def _list() -> Response:
    return _set("mappings.html", _told().page(), N_("How records become data"), "")


def _fields(name: str) -> Response:
    return _set("mapping-fields.html", _known(name).fields(name), name, f"/{name}")


def _properties(name: str) -> Response:
    return _set("mapping-properties.html", _known(name).properties(name), name, f"/{name}/properties")


def _known(name: str) -> MappingPages:
    told = _told()
    if not told.knows(name):
        raise NotFound
    return told


def _told() -> MappingPages:
    found, served, wording = request_context()
    return MappingPages(found.site, served, found.urls, wording)


def _set(template: str, page: object, title: str, path: str) -> Response:
    found, served, wording = request_context()
    frame = found.framer(wording).frame(wording.text(title), found.urls.page(f"vocab/mapping{path}"))
    content = found.set(template, page, frame)
    body = body_of(content, "text/html; charset=utf-8", served.created, "", wording.language)
    return respond(body, ("Accept-Language", "Cookie"))
