"""Search for people: results with facets, as a page and as JSON; and suggestions while somebody types."""

from __future__ import annotations

import json
from datetime import date
from random import random

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from lod.rdf.formats import HTML
from lod.search.searcher import SearchResults
from webapp.context import page, request_context, with_script
from webapp.http.negotiation import LONGEST, wants_json
from webapp.http.responses import KEEP, body_of, redirect, respond
from webapp.languages import N_, Wording
from webapp.pages.labels import shorten
from webapp.pages.on_this_day import day_of, day_page
from webapp.pages.search.request import LONGEST_VALUE, MOST_VALUES, THINGS, SearchPageRequest, read
from webapp.pages.search.results import Results
from webapp.pages.search.suggestions import Suggestions, suggested
from webapp.pages.things.same_names import name_of_heading, once
from webapp.views import exports, opensearch
from webapp.views.exports import shown
from webapp.views.usage import SOUGHT

SUGGESTIONS = 10
_FORMS = ("", "html", "json", *exports.FORMS)
"""What `format` may say; a page in place of a form that there is not would be read for what it is not."""


def blueprint() -> Blueprint:
    """The search page and the suggestions."""
    made = Blueprint("search", __name__)
    made.add_url_rule("/search", view_func=search)
    made.add_url_rule("/suggest", view_func=suggest)
    made.add_url_rule(f"/{opensearch.PATH}", "opensearch", opensearch.described)
    made.add_url_rule("/random", view_func=random_thing)
    made.add_url_rule("/on-this-day", view_func=on_this_day)
    return made


def search() -> Response:
    """What was found, as a page, or as `format` or Accept asks: JSON, JSON Lines, CSV, Atom, RSS."""
    found, served, wording = request_context()
    asked = read(request.args.to_dict(flat=False))
    searcher = served.searcher
    form = request.args.get("format", "")
    if form not in _FORMS:
        raise BadRequest(f"format is one of {', '.join(filter(None, _FORMS))}")
    if form == "json" or (not form and wants_json(request.headers.get("Accept", "")[:LONGEST])):
        response = _as_json(searcher.search(asked.wanted) if searcher else _NOTHING, asked)
        response.headers.set("Vary", "Accept")
        return response
    if (write := exports.FORMS.get(form)) and searcher:
        response = write(searcher, asked)
        response.headers["Cache-Control"] = "public, max-age=60"
        response.headers["Vary"] = "Accept-Language, Cookie"
        return response
    inputs = found.page_inputs(served, wording)
    path = found.urls.page("search")
    framer, address = found.framer(wording), f"{path}?{asked.query()}"
    title = shorten(asked.text, 60) or wording.text(N_("Search"))
    if searcher is None:
        return page("search.html", None, framer.frame(title, address, index=False), 503)
    made = Results(asked, inputs.cards, path, inputs.tips(path)).page(searcher)
    count = wording.translations.ngettext("%(num)s result", "%(num)s results", made.total)
    title += f": {count % {'num': wording.number(made.total)}}" + (f" ({made.page})" if made.page > 1 else "")
    frame = framer.frame(title, address, index=False)
    response = _kept(found.set("search.html", made, frame), wording)
    if not made.total and asked.text:
        request.environ[SOUGHT] = asked.text
    if not made.total or asked != read({"q": [asked.text]}):
        # crawlers that try all combinations must not push pages off the cache
        request.environ.pop(KEEP, None)
    return response


def _kept(content: str, wording: Wording) -> Response:
    """Results as an answer that holds until the next release."""
    body = body_of(content, HTML.content_type, language=wording.language)
    return with_script(respond(body, ("Accept", "Accept-Language", "Cookie")))


def random_thing() -> Response:
    """Something from the collections, whatever it is."""
    found, served, _ = request_context()
    iri = served.searcher.any_of(THINGS, random()) if served.searcher else ""  # noqa: S311 - no secret
    response = redirect(found.urls.of(iri) if iri else found.urls.home(), 303)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def on_this_day() -> Response:
    """Who was born or died on a day of the year, and what came out; today when no day is given."""
    found, served, wording = request_context()
    given = request.args.get("day")
    day = day_of(given) if given is not None else date.today().replace(year=2000)
    if day is None:
        raise NotFound
    made = day_page(found.page_inputs(served, wording), day, served.days)
    path = found.urls.page("on-this-day")
    title = f"{wording.text(N_('On this day'))}: {made.title}"
    frame = found.framer(wording).frame(
        title,
        f"{path}?day={given}" if given else path,
        description=wording.text(N_("Who was born or died on this day of the year, and what came out.")),
        index=not given,
    )
    return page("on-this-day.html", made, frame)


def suggest() -> Response:
    """Things that begin with what was typed, for a box that completes: as JSON, or as a list for ours."""
    found, served, wording = request_context()
    text = request.args.get("q", "")
    if request.args.get("format") == "html":
        cards = found.page_inputs(served, wording).cards
        made = Suggestions(suggested(cards, served.searcher, text) if served.searcher else ())
        response = page("suggestions.html", made, found.framer(wording).frame("", "suggest", index=False))
        response.headers["Cache-Control"] = "private, max-age=60"
        return response
    kinds = [kind for kind in request.args.getlist("kind")[:MOST_VALUES] if kind]
    hits = served.searcher.suggest(text, kinds, SUGGESTIONS) if served.searcher else ()
    told = [shown(hit) for hit in once(hits, name_of_heading)]
    return _json({"q": text[:LONGEST_VALUE], "suggestions": told})


_NOTHING = SearchResults(0, (), {}, ())


def _as_json(found: SearchResults, asked: SearchPageRequest) -> Response:
    return _json(
        {
            "q": asked.text,
            "total": found.total,
            "page": asked.page,
            "fuzzy": found.fuzzy,
            "results": [shown(hit) for hit in found.hits],
            "facets": {name: dict(values) for name, values in found.facets.items() if values},
            "decades": dict(found.years),
        }
    )


def _json(content: object) -> Response:
    response = Response(json.dumps(content, ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response
