"""/oembed: a card of a thing for other sites (oEmbed 1.0), without scripts and frames."""

from __future__ import annotations

import json
from functools import lru_cache
from urllib.parse import quote_plus

from flask import Blueprint, Response, request
from markupsafe import Markup
from werkzeug import exceptions

from lod.rdf.iris import Thing
from webapp.context import Context, request_context
from webapp.http.negotiation import thing_at
from webapp.pages.cards import Card
from webapp.urls import Urls

WIDEST, HIGHEST = 600, 160
_CARD = Markup(
    '<blockquote class="lod-card" lang="{lang}"><p><a href="{href}">{title}</a></p>'
    "<p>{about}</p><footer>{site}</footer></blockquote>"
)


def blueprint() -> Blueprint:
    """The provider."""
    made = Blueprint("oembed", __name__)
    made.add_url_rule("/oembed", view_func=oembed)
    return made


def address(urls: Urls, thing: Thing) -> str:
    """Where the card of a thing is asked for."""
    return f"{urls.page('oembed')}?url={_quoted(f'{urls.base}doc/{thing.kind}/')}{thing.key}"


@lru_cache(64)
def _quoted(start: str) -> str:
    """How the addresses of things of a kind begin; in a key is nothing to be quoted."""
    return quote_plus(start)


def oembed() -> Response:
    """The card of the thing whose address or page is given as `url`."""
    found, served, wording = request_context()
    if request.args.get("format", "json") != "json":
        raise exceptions.NotImplemented("only format=json")
    if "url" not in request.args:
        raise exceptions.BadRequest("give the url of a thing")
    thing = thing_at(found.urls.base, found.urls.in_public(request.args["url"], request.host))
    if thing is None or not served.reader.exists(thing):
        raise exceptions.NotFound
    card = found.page_inputs(served, wording).cards.card(thing.iri(found.urls.base))
    site = found.site.name[wording.language]
    width, height = _size("maxwidth", WIDEST), _size("maxheight", HIGHEST)
    made = {
        "version": "1.0",
        "type": "rich",
        "title": card.title.text,
        "provider_name": site,
        "provider_url": found.urls.base,
        "cache_age": 86_400,
        "html": _html(found, thing, card, site),
        "width": width,
        "height": height,
    }
    if card.makers:
        made["author_name"] = "; ".join(maker.text for maker in card.makers)
    response = Response(json.dumps(made, ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _html(found: Context, thing: Thing, card: Card, site: str) -> str:
    told = [card.kind, "; ".join(maker.text for maker in card.makers), card.when]
    return str(
        _CARD.format(
            lang=card.title.lang or "",
            href=thing.document(found.urls.base),
            title=card.title.text,
            about=" · ".join(part for part in told if part),
            site=site,
        )
    )


def _size(name: str, most: int) -> int:
    text = request.args.get(name, "")
    return max(1, min(most, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else most
