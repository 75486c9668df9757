"""/vocab/model: the data model as a page, and as JSON for editors that complete words."""

from __future__ import annotations

import json

from flask import Blueprint, Response

from lod.store.sandbox.site_limits import prefixes_of
from webapp.context import current_context, request_context
from webapp.http.responses import body_of, respond
from webapp.languages import N_
from webapp.pages.data_model import ModelPages


def blueprint() -> Blueprint:
    """The page and its data."""
    made = Blueprint("model", __name__)
    made.add_url_rule("/vocab/model", "page", _page)
    made.add_url_rule("/vocab/model.json", "words", _words)
    return made


def _page() -> Response:
    found, served, wording = request_context()
    framer = found.framer(wording)
    frame = framer.frame(wording.text(N_("The data model")), found.urls.page("vocab/model"))
    content = found.set("model.html", ModelPages(found.site, served, found.urls, wording).page(), frame)
    body = body_of(content, "text/html; charset=utf-8", served.created, "", wording.language)
    return respond(body, ("Accept-Language", "Cookie"))


def _words() -> Response:
    """Prefixes, classes and properties with their numbers, the most frequent first."""
    found, model = current_context(), current_context().current().model
    content = {
        "prefixes": prefixes_of(found.site),
        "classes": {one.iri: one.count for one in model.classes},
        "properties": {one.iri: one.count for one in model.properties},
    }
    return respond(body_of(json.dumps(content), "application/json", found.current().created), ())
