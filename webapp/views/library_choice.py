"""The visitor's own library: chosen once, kept in a cookie, so that pages say how to get things there."""

from __future__ import annotations

from flask import Blueprint, Response, request

from webapp import preference_cookies
from webapp.context import LIBRARY, chosen_library, current_context, page, request_context
from webapp.http.responses import safe_path
from webapp.languages import N_
from webapp.pages import library_choice

own_library = Blueprint("own_library", __name__)

LONGEST = 100


@own_library.get("/my-library")
def choose() -> Response:
    """The libraries to choose from, by name, by place, on the map, or by distance from a postcode."""
    found, _, wording = request_context()
    text = request.args.get("q", "")[:LONGEST].strip()
    back = safe_path(found.urls.root, request.args.get("next", ""))
    own, at = chosen_library(found.site), request.args.get("at", "")[:LONGEST]
    made = library_choice.libraries_page(found.site, wording, found.urls, text, back, own, at)
    path = found.urls.page("my-library")
    frame = found.framer(wording).frame(wording.text(N_("Your library")), path, index=False)
    return page("libraries.html", made, frame)


@own_library.post("/my-library")
def keep() -> Response:
    """Keeps the choice, or forgets it, and goes back to where the visitor came from."""
    chosen = current_context().site.organization(request.form.get("library", ""))
    return preference_cookies.keep(LIBRARY, chosen.key if chosen and chosen.kind == "library" else "")
