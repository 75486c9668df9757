"""The pictures that services show with a link: of each thing, and of the site."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from lod.rdf.iris import parse as thing_of
from webapp.context import request_context
from webapp.http.responses import body_of, respond
from webapp.pages.things.holdings import local
from webapp.views.preview_images import PreviewImage, draw

_FOREVER = "public, max-age=86400"
"""Services fetch a picture once for each link; a new release has new addresses."""


def blueprint() -> Blueprint:
    """The pictures."""
    made = Blueprint("sharing", __name__)
    made.add_url_rule("/card/site.png", view_func=of_site)
    made.add_url_rule("/card/<kind>/<key>.png", view_func=of_thing)
    return made


def of_site() -> Response:
    """The picture of the site."""
    found, _, wording = request_context()
    name, description = (local(text, wording) for text in (found.site.name, found.site.description))
    return _answer(PreviewImage(name, "", description, found.site.base.split("/")[2], 5))


def of_thing(kind: str, key: str) -> Response:
    """The picture of a thing."""
    found, served, wording = request_context()
    thing = thing_of(found.urls.base, f"{found.urls.base}id/{kind}/{key}")
    if thing is None or thing.key != key or not served.reader.exists(thing):
        raise NotFound
    card = found.page_inputs(served, wording).cards.card(thing.iri(found.urls.base))
    line = " · ".join([*(maker.text for maker in card.makers[:2]), *filter(None, [card.when])])
    name = local(found.site.name, wording)
    rtl = card.title.dir == "rtl"
    others = tuple(text.value for text in served.reader.linked(thing.iri(found.urls.base)).names)
    return _answer(PreviewImage(card.title.text, card.kind, line, name, card.tint, rtl, others))


def _answer(shown: PreviewImage) -> Response:
    found, _, wording = request_context()
    content = draw(shown, found.site.folder / "static" / "fonts")
    body = body_of(content, "image/png", language=wording.language)
    response = respond(body, ("Accept-Language", "Cookie") if "lang" not in request.args else ())
    response.headers["Cache-Control"] = _FOREVER
    return response
