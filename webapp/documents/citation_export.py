"""/cite: an edition as a reference, to be saved by who keeps references."""

from __future__ import annotations

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound
from werkzeug.utils import secure_filename

from lod.rdf.iris import parse as thing_of
from webapp.context import request_context
from webapp.http.responses import body_of, respond
from webapp.pages.structured_data import Json
from webapp.pages.things.citation_formats import ris
from webapp.pages.things.thing import thing_page

citing = Blueprint("citing", __name__)

RIS = "application/x-research-info-systems"


@citing.get("/cite/instance/<key>.ris")
def reference(key: str) -> Response:
    """The edition with this key as a file in RIS."""
    found, served, wording = request_context()
    thing = thing_of(found.urls.base, f"{found.urls.base}id/instance/{key}")
    document = served.reader.document(thing) if thing and thing.key == key else None
    if thing is None or document is None:
        raise NotFound
    _, frame = thing_page(found.page_inputs(served, wording), document)
    told: Json = frame.structured[0] if isinstance(frame.structured, list) else {}
    body = body_of(ris(told, document.iri, frame.site_name), f"{RIS}; charset=utf-8", served.created)
    response = respond(body, ("Accept-Language", "Cookie"))
    response.headers["Content-Disposition"] = f'attachment; filename="{secure_filename(key)}.ris"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
