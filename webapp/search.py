"""Search for people: results with facets, as a page and as JSON; and suggestions while somebody types."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, request

from lod.search.schema import FACETS
from lod.search.searcher import SORTS, Found, Hit
from webapp.languages import N_
from webapp.pages.results import LAST, Asked, Results
from webapp.room import here, page

LONGEST_VALUE = 300
MOST_VALUES = 10
SUGGESTIONS = 10

_YEAR = re.compile(r"-?[0-9]{1,4}\Z")


def blueprint() -> Blueprint:
    """The search page and the suggestions."""
    made = Blueprint("search", __name__)
    made.add_url_rule("/search", view_func=search)
    made.add_url_rule("/suggest", view_func=suggest)
    return made


def search() -> Response:
    """What was found, as a page, or with `format=json` as JSON."""
    found, served, wording = here()
    asked = read(request.args.to_dict(flat=False))
    searcher = served.searcher
    if request.args.get("format") == "json":
        return _as_json(searcher.search(asked.wanted) if searcher else _NOTHING, asked)
    library = found.library(served, wording)
    path = found.urls.page("search")
    title = asked.text or wording.text(N_("Search"))
    frame = found.framer(wording).frame(title, f"{path}?{asked.query()}", index=False)
    if searcher is None:
        return page("search.html", None, frame, 503)
    return page("search.html", Results(asked, library.cards, path).page(searcher), frame)


def suggest() -> Response:
    """Things that begin with what was typed, for an input that completes."""
    _, served, _ = here()
    text = request.args.get("q", "")
    kinds = [kind for kind in request.args.getlist("kind")[:MOST_VALUES] if kind]
    hits = served.searcher.suggest(text, kinds, SUGGESTIONS) if served.searcher else ()
    return _json({"q": text[:LONGEST_VALUE], "suggestions": [_shown(hit) for hit in hits]})


def read(arguments: Mapping[str, Sequence[str]]) -> Asked:
    """The question in an address; what it does not understand, it leaves out.

    >>> read({"q": ["koffie"], "since": ["1900"], "until": ["later"], "type": ["Book"]}).since
    1900
    """

    def one(name: str) -> str:
        return next(iter(arguments.get(name, ())), "")

    facets = {
        name: tuple(dict.fromkeys(v for v in arguments.get(name, ()) if v and len(v) <= LONGEST_VALUE))[
            :MOST_VALUES
        ]
        for name in FACETS
        if name != "kind"
    }
    sort = one("sort") if one("sort") in SORTS else "relevance"
    number = one("page")
    wanted = min(int(number), LAST) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    return Asked(
        one("q")[:LONGEST_VALUE],
        {name: values for name, values in facets.items() if values},
        _year(one("since")),
        _year(one("until")),
        sort,
        max(1, wanted),
    )


def _year(text: str) -> int | None:
    return int(text) if _YEAR.match(text) else None


_NOTHING = Found(0, (), {}, ())


def _as_json(found: Found, asked: Asked) -> Response:
    return _json(
        {
            "q": asked.text,
            "total": found.total,
            "page": asked.page,
            "fuzzy": found.fuzzy,
            "results": [_shown(hit) for hit in found.hits],
            "facets": {name: dict(values) for name, values in found.facets.items() if values},
            "decades": dict(found.years),
        }
    )


def _shown(hit: Hit) -> dict[str, object]:
    return {"@id": hit.iri, **hit.card}


def _json(content: object) -> Response:
    response = Response(json.dumps(content, ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response
