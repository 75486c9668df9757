"""/moderate: the page on which links are accepted, refused and withdrawn, behind a token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask import Blueprint, Response, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, NotFound, Unauthorized

from lod import settings
from lod.inbox.box import DECIDED, Box, Link, Word
from webapp.languages import N_
from webapp.letters.door import Proof, is_genuine, proof
from webapp.responses import redirect
from webapp.room import Room, here, page

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One link as the page tells it."""

    link: Link
    thing: str
    uri: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ModeratePage:
    """What waits, and what was accepted last."""

    action: str
    proof: Proof
    waiting: tuple[Row, ...]
    waiting_count: int
    accepted: tuple[Row, ...]


def blueprint() -> Blueprint:
    """The page."""
    made = Blueprint("moderating", __name__)
    made.add_url_rule("/moderate", view_func=moderate, methods=["GET", "POST"])
    return made


def moderate() -> Response:
    """What waits, for who knows the token; POST decides about one link."""
    found, _, wording = here()
    who = _who()
    with Box(found.site.var) as box:
        if request.method == "POST":
            _decide(box, who)
            response = redirect(found.urls.page("moderate"), 303)
        else:
            frame = found.framer(wording).frame(
                wording.text(N_("Pages that link here")), found.urls.page("moderate"), index=False
            )
            response = page("moderate.html", _page(found, box), frame)
    response.headers["Cache-Control"] = "no-store"
    return response


def _who() -> str:
    """Who is asking; 404 when the site has no such page, 401 when the token is not given."""
    token = settings.read().token
    if not token:
        raise NotFound
    given = request.authorization
    password = (given.password or "") if given and given.type == "basic" else ""
    if not given or not hmac.compare_digest(password.encode("utf-8", "replace"), token.encode()):
        raise Unauthorized(
            www_authenticate=WWWAuthenticate("basic", {"realm": "moderate", "charset": "UTF-8"})
        )
    return "".join(letter for letter in given.username or "" if letter.isprintable())[:80] or "page"


def _decide(box: Box, who: str) -> None:
    """One decision; a form of another site, or an old one, decides nothing."""
    number, word = request.form.get("link", ""), request.form.get("word", "")
    if not is_genuine(box, request.path) or word not in DECIDED:
        raise BadRequest
    one = box.link(int(number)) if number.isascii() and number.isdigit() and len(number) < 13 else None
    if one is None:
        raise BadRequest
    box.say(one.number, word, who)


def _page(found: Room, box: Box) -> ModeratePage:
    return ModeratePage(
        request.path,
        proof(box, request.path),
        tuple(_row(found, box, one) for one in box.in_state("waiting")[:SHOWN]),
        box.count("waiting"),
        tuple(_row(found, box, one) for one in box.in_state("accepted")[: -SHOWN - 1 : -1]),
    )


def _row(found: Room, box: Box, one: Link) -> Row:
    thing = one.told.thing
    return Row(one, found.urls.document(thing), thing.iri(found.urls.base), tuple(box.words(one.number)))
