"""/moderate, behind a token: links are accepted, refused or withdrawn, remarks on records are handled."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass

from flask import Blueprint, Response, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import BadRequest, NotFound, TooManyRequests, Unauthorized

from lod import environment
from lod.inbox import remark_mail
from lod.inbox.box import DECIDED, Box, Link, LinkEvent, Remark
from lod.rdf.iris import parse as parse_iri
from webapp.context import Context, page, request_context
from webapp.feedback.form_checks import FormToken, form_token, is_genuine
from webapp.http.responses import redirect
from webapp.languages import N_
from webapp.sparql.clients import client_of

SHOWN = 50
WRONG = RateLimitItemPerMinute(10, 15)
"""So many wrong passwords a client may give, in so many minutes."""
HANDLED = "handled"
"""What is said of a remark that may be forgotten."""


@dataclass(frozen=True, slots=True)
class Row:
    """One link as the page tells it."""

    link: Link
    thing: str
    uri: str
    words: tuple[LinkEvent, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One remark as the page tells it."""

    remark: Remark
    thing: str
    """Where the thing's page is; empty when it is none of ours any more."""
    to: str
    """Who is to handle it."""


@dataclass(frozen=True, slots=True)
class ModeratePage:
    """What waits, what was accepted last, and remarks on records that nobody has handled."""

    action: str
    proof: FormToken
    waiting: tuple[Row, ...]
    waiting_count: int
    accepted: tuple[Row, ...]
    remarks: tuple[Note, ...]
    remark_count: int


class _Challenge(WWWAuthenticate):
    """What a client is asked for; Werkzeug leaves out the quotes that a realm has (RFC 9110 § 11.5)."""

    def to_header(self) -> str:
        """The value of the header."""
        return 'Basic realm="moderate", charset="UTF-8"'


def blueprint() -> Blueprint:
    """The page."""
    made = Blueprint("moderating", __name__)
    wrong = Wrong()
    made.add_url_rule("/moderate", "moderate", lambda: moderate(wrong), methods=["GET", "POST"])
    return made


class Wrong:
    """Wrong passwords of each client, as one web worker counts them."""

    def __init__(self) -> None:
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def refuse(self, client: str) -> None:
        """429 for who gave too many, whatever is given now: else the right one would show among many."""
        if not self._limiter.test(WRONG, client):
            again = self._limiter.get_window_stats(WRONG, client).reset_time - time.time()
            raise TooManyRequests(retry_after=max(1, round(again)))

    def count(self, client: str) -> None:
        """One more."""
        self._limiter.hit(WRONG, client)


def moderate(wrong: Wrong) -> Response:
    """What waits, for who knows the token; POST decides about one link or one remark."""
    found, _, wording = request_context()
    who = _who(wrong)
    with Box(found.site.var) as box:
        box.forget_old(found.site.inbox.remark_days)
        if request.method == "POST":
            _decide(box, who)
            response = redirect(found.urls.page("moderate"), 303)
        else:
            frame = found.framer(wording).frame(
                wording.text(N_("What others told us")), found.urls.page("moderate"), index=False
            )
            response = page("moderate.html", _page(found, box), frame)
    response.headers["Cache-Control"] = "no-store"
    return response


def _who(wrong: Wrong) -> str:
    """Who is asking; 404 when the site has no such page, 401 when the token is not given.

    This machine counts too: a proxy that tells of no clients would let all of them guess.
    """
    token = environment.read().token
    if not token:
        raise NotFound
    client, given = client_of(request.environ) or "here", request.authorization
    if "Authorization" in request.headers:
        wrong.refuse(client)
    password = (given.password or "") if given and given.type == "basic" else ""
    if not given or not hmac.compare_digest(password.encode("utf-8", "replace"), token.encode()):
        if "Authorization" in request.headers:
            wrong.count(client)
        raise Unauthorized(www_authenticate=_Challenge("basic"))
    return "".join(letter for letter in given.username or "" if letter.isprintable())[:80] or "page"


def _decide(box: Box, who: str) -> None:
    """One decision; a form of another site, or an old one, decides nothing."""
    word = request.form.get("word", "")
    if not is_genuine(box, request.path) or word not in (*DECIDED, HANDLED):
        raise BadRequest
    if word == HANDLED:
        if not box.forget(_number("remark")):
            raise BadRequest
        return
    one = box.link(_number("link"))
    if one is None:
        raise BadRequest
    box.say(one.number, word, who)


def _number(name: str) -> int:
    """The number that a form gives; 0, which nothing has, when it is none."""
    given = request.form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 13 else 0


def _page(found: Context, box: Box) -> ModeratePage:
    remarks = list(box.remarks())
    return ModeratePage(
        request.path,
        form_token(box, request.path),
        tuple(_row(found, box, one) for one in box.in_state("waiting")[:SHOWN]),
        box.count("waiting"),
        tuple(_row(found, box, one) for one in box.in_state("accepted")[: -SHOWN - 1 : -1]),
        tuple(_note(found, one) for one in remarks[:SHOWN]),
        len(remarks),
    )


def _row(found: Context, box: Box, one: Link) -> Row:
    thing = one.told.thing
    return Row(one, found.urls.document(thing), thing.iri(found.urls.base), tuple(box.words(one.number)))


def _note(found: Context, one: Remark) -> Note:
    thing = parse_iri(found.urls.base, one.iri)
    return Note(
        one, found.urls.document(thing) if thing else "", remark_mail.address_of(found.site, one.owner)
    )
