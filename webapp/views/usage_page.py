"""The page that shows how the collections are used, the same as a table, and the way to a library's form."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from lod.rdf.iris import Thing
from lod.rdf.iris import parse as parse_iri
from webapp.context import page, request_context
from webapp.http.responses import redirect
from webapp.languages import N_
from webapp.pages import usage_figures
from webapp.pages.things.headings import heading
from webapp.pages.things.holdings import asked, request_url
from webapp.pages.things.makers import makers
from webapp.views.usage import Usage

MONTHS = 13


def blueprint(usage: Usage) -> Blueprint:
    """The page /usage, its table, and /ask."""
    made = Blueprint("usage", __name__)

    @made.get("/usage")
    def show() -> Response:
        """How the collections are used."""
        found, _, wording = request_context()
        title = wording.text(N_("How it is used"))
        path = found.urls.page("usage")
        first = _first_month(datetime.now(UTC))
        rows = usage.rows(f"{first}-01")
        hosts, sought = usage.told("from", first, 1), usage.told("sought", first, 3)
        content = usage_figures.usage_page(rows, hosts, sought, found.site, wording)
        frame = found.framer(wording).frame(title, path, description=content.lead)
        return page("usage.html", content, frame)

    @made.get("/usage.csv")
    def table() -> Response:
        """The numbers by day and collection."""
        found, _, _ = request_context()
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(("day", "what", "collection", "organization", "visitor", "count"))
        owners = {one.key: one.owner for one in found.site.collections}
        for day, what, collection, visitor, count in usage.rows(""):
            writer.writerow((day, what, collection, owners.get(collection, ""), visitor, count))
        response = Response(out.getvalue(), content_type="text/csv; charset=utf-8")
        response.headers["Cache-Control"] = "no-cache"
        return response

    made.add_url_rule("/ask/<kind>/<key>", view_func=ask)
    return made


def ask(kind: str, key: str) -> Response:
    """Where a thing can be asked for at the institution `at`: 303 to its own form."""
    found, served, wording = request_context()
    thing = parse_iri(found.urls.base, Thing(kind, key).iri(found.urls.base))
    document = served.reader.document(thing) if thing and thing.key == key else None
    institution = found.site.organization(request.args.get("at", ""))
    if document is None or institution is None:
        raise NotFound
    facts = found.page_inputs(served, wording).facts(document)
    head, who = heading(facts), makers(facts)
    url = request_url(institution, asked(facts, head.full, who[0].name.text if who else ""))
    if not url:
        raise NotFound
    response = redirect(url, 303)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _first_month(now: datetime) -> str:
    """The month from which numbers are shown.

    >>> _first_month(datetime(2026, 11, 28))
    '2025-11'
    """
    months = now.year * 12 + now.month - MONTHS
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
