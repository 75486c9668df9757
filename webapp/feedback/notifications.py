"""/inbox: a receiver of Linked Data Notifications (W3C Recommendation, 2 May 2017).

A notification is read, kept and answered with 201; a person decides. Listed are those that were accepted,
and told is what they say about our thing, not what was sent.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator

from flask import Blueprint, Response, request
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.exceptions import (
    BadRequest,
    Gone,
    NotFound,
    RequestEntityTooLarge,
    ServiceUnavailable,
    UnsupportedMediaType,
)

from lod.errors import InboxError
from lod.inbox.box import Box, Link
from lod.inbox.notification import LARGEST, SYNTAXES, Notification, RejectedNotification, read, read_json
from lod.rdf.formats import HTML, RDF, Format
from lod.rdf.iris import Thing
from lod.rdf.namespaces import PREFIXES, expand
from lod.store.documents import document_of
from webapp.context import Context, current_context
from webapp.documents.representations import write
from webapp.feedback.form_checks import thing_resolver
from webapp.feedback.inbox_page import inbox_page
from webapp.http.json_bodies import json_of
from webapp.http.negotiation import choose
from webapp.http.responses import body_of, respond

INBOX = "inbox"
RELATION = "http://www.w3.org/ns/ldp#inbox"
"""How a Link header names it."""
MOST = 10_000
"""So many accepted notifications are listed, the newest."""
_OFFERED = (
    next(form for form in RDF if form.suffix == "jsonld"),
    *(f for f in RDF[:-1] if f.suffix != "jsonld"),
)
_SHOWN = (*_OFFERED, HTML)
"""A page is given to who asks for one by name: to a program that takes anything, JSON-LD."""
_CONTEXT = {
    "ldp": PREFIXES["ldp"],
    "contains": {"@id": "ldp:contains", "@type": "@id", "@container": "@set"},
}
"""Of a list in the shape that the Recommendation shows, for programs that read it as plain JSON."""
_NAME = re.compile(r"(\d{1,12})(?:-([0-9a-f]{32}))?\Z")
_ACCEPTED = ", ".join(SYNTAXES)


class NotTakenHere(BadRequest):
    """A notification that does not keep to the constraints of this inbox; `detail` says why."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def blueprint() -> Blueprint:
    """The receiver."""
    made = Blueprint("notifications", __name__)
    made.add_url_rule("/inbox", view_func=listing, methods=["GET"], provide_automatic_options=False)
    made.add_url_rule("/inbox", view_func=receive, methods=["POST"], provide_automatic_options=False)
    made.add_url_rule("/inbox", view_func=options, methods=["OPTIONS"], provide_automatic_options=False)
    made.add_url_rule("/inbox/<name>", view_func=one)
    made.before_request(_if_open)
    return made


def address(found: Context) -> str:
    """The public address of the inbox; empty when the site has none."""
    return f"{found.urls.base}{INBOX}" if found.site.inbox.links else ""


def link(found: Context) -> str:
    """The Link header that leads to it, after others; empty when the site has none."""
    return f', <{found.urls.page(INBOX)}>; rel="{RELATION}"' if found.site.inbox.links else ""


def constraints(found: Context) -> str:
    """The Link header that leads to what is taken and what is not, after others (LDP 1.0 § 4.2.1.6)."""
    return f', <{found.urls.page("guides/tell")}>; rel="{expand("ldp:constrainedBy")}"'


def _if_open() -> None:
    if not current_context().site.inbox.links:
        raise NotFound


def options() -> Response:
    """What can be sent."""
    response = Response(status=204)
    response.headers["Allow"] = "GET, HEAD, POST, OPTIONS"
    response.headers["Accept-Post"] = _ACCEPTED
    response.headers["Link"] = constraints(current_context()).removeprefix(", ")
    return response


# ---------------------------------------------------------------- reading


def listing() -> Response:
    """The notifications that were accepted, as ldp:contains; to a person, as a page."""
    found = current_context()
    with Box(found.site.var) as box:
        links = box.in_state("accepted")[-MOST:]
    iri = address(found)
    contains = NamedNode(expand("ldp:contains"))
    quads = [
        Quad(NamedNode(iri), NamedNode(expand("rdf:type")), NamedNode(expand("ldp:Container"))),
        *(Quad(NamedNode(iri), contains, NamedNode(f"{iri}/{one.number}")) for one in links),
    ]
    form = choose(request.headers.get("Accept", ""), _SHOWN)
    if form is HTML:
        response = inbox_page(links, INBOX)
    elif form.suffix == "jsonld":
        numbers = [f"{iri}/{one.number}" for one in links]
        made = json.dumps({"@context": _CONTEXT, "@id": iri, "@type": "ldp:Container", "contains": numbers})
        response = _answer(made.encode(), form)
    else:
        response = _told(found, iri, quads, form)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Accept-Post"] = _ACCEPTED
    response.headers["Link"] = f'<{expand("ldp:Container")}>; rel="type"{constraints(found)}'
    return response


def one(name: str) -> Response:
    """One notification: for everyone when it was accepted, and for who sent it."""
    found = current_context()
    with Box(found.site.var) as box:
        kept, is_senders = _kept(box, name)
    if kept is None or not (is_senders or kept.state in ("accepted", "withdrawn")):
        raise NotFound
    if kept.state == "withdrawn":
        raise Gone
    iri = f"{address(found)}/{kept.number}"
    form = choose(request.headers.get("Accept", ""), _SHOWN)
    if form is HTML:
        response = inbox_page([kept], f"{INBOX}/{kept.number}", alone=True)
        response.headers["Cache-Control"] = "no-store"
        return response
    return _told(found, iri, list(_said(found, iri, kept)), form)


def _said(found: Context, iri: str, kept: Link) -> Iterator[Quad]:
    """What a notification says, in words of ActivityStreams."""
    told, subject = kept.told, NamedNode(iri)

    def say(name: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, NamedNode(expand(name)), value)

    yield say("rdf:type", NamedNode(expand("as:Announce")))
    yield say("as:object", NamedNode(told.source))
    yield say("as:target", NamedNode(told.thing.iri(found.urls.base)))
    yield say("as:published", Literal(kept.time, datatype=NamedNode(expand("xsd:dateTime"))))
    if told.title:
        yield say("as:name", Literal(told.title))


def _told(found: Context, iri: str, quads: list[Quad], form: Format) -> Response:
    return _answer(write(document_of(iri, Thing("", INBOX), quads), form, found.urls.base), form)


def _answer(content: bytes, form: Format) -> Response:
    response = respond(body_of(content, form.content_type), ("Accept",))
    response.headers["Cache-Control"] = "no-store"
    return response


# ---------------------------------------------------------------- receiving


def receive() -> Response:
    """A notification: 201 and where it is, 202 when nothing new came of it, 4xx with the reason."""
    found = current_context()
    notification = _read(found)
    try:
        with Box(found.site.var) as box:
            if notification.undo:
                _take_back(found, box, notification)
                return Response(status=202)
            kept = box.add(notification.told, found.site.inbox.waiting_max) if notification.told else None
            if kept is None:
                return Response(status=202)
            response = Response(status=201)
            del response.headers["Content-Type"]
            response.headers["Location"] = f"{address(found)}/{kept.number}-{_secret(box, kept.number)}"
            response.headers["Cache-Control"] = "no-store"
            return response
    except InboxError as fault:
        raise ServiceUnavailable(str(fault), retry_after=24 * 3600) from fault


def _read(found: Context) -> Notification:
    syntax = SYNTAXES.get(request.mimetype)
    if syntax is None:
        raise UnsupportedMediaType(f"expected one of {_ACCEPTED}")
    if (request.content_length or 0) > LARGEST:
        raise RequestEntityTooLarge
    content = request.get_data()
    if len(content) > LARGEST:
        raise RequestEntityTooLarge
    mine = thing_resolver(found, found.current())
    try:
        if "json" in request.mimetype:
            notification = read_json(json_of(content, "the notification"), mine)
        else:
            notification = read(content, syntax, mine)
    except RejectedNotification as reason:
        raise NotTakenHere(str(reason)) from reason
    if notification.told and notification.told.source.startswith(found.urls.base):
        raise NotTakenHere("both ends of this link are ours")
    return notification


def _take_back(found: Context, box: Box, notification: Notification) -> None:
    """Withdraw what the sender told before.

    Nothing in a notification proves who sends it. Who names the address that only the sender was given is
    believed at once; anybody else only asks, and the page itself, or a person, decides.
    """
    head = f"{address(found)}/"
    name = notification.taken_back.removeprefix(head) if notification.taken_back.startswith(head) else ""
    kept, is_senders = _kept(box, name)
    if kept and is_senders:
        if kept.state in ("waiting", "accepted"):
            box.say(kept.number, "withdrawn", "sender", "Undo")
        return
    for one in _meant(box, notification):
        if not any(word.word == "asked" for word in box.words(one.number)):
            box.say(one.number, "asked", "somebody", "Undo")


def _meant(box: Box, notification: Notification) -> list[Link]:
    """The links that somebody asks to withdraw, by what they say or by the name of the activity."""
    told = notification.told
    found = []
    if told:
        thing = told.thing
        found = box.links("kind = ? AND key = ? AND source = ?", thing.kind, thing.key, told.source)
    elif notification.taken_back:
        found = box.links("activity = ?", notification.taken_back)
    return [one for one in found[:10] if one.state in ("waiting", "accepted")]


def _kept(box: Box, name: str) -> tuple[Link | None, bool]:
    """The link that an address names, and whether it is the address that the sender was given."""
    match = _NAME.match(name)
    if not match or not name.isascii():
        return None, False
    kept = box.link(int(match[1]))
    if kept is None or not match[2]:
        return kept, False
    return (kept, True) if hmac.compare_digest(match[2], _secret(box, kept.number)) else (None, False)


def _secret(box: Box, number: int) -> str:
    return box.proof(f"{INBOX}/{number}")
