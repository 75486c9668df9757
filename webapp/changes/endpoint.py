"""/changes, /changes.atom and /ldes."""

from __future__ import annotations

import json

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound, ServiceUnavailable

from lod.dataset import change_pages
from lod.dataset.change_pages import FeedPage
from lod.dataset.statement_builder import Statements
from lod.rdf.formats import RDF, by_suffix
from lod.rdf.iris import Thing, parse
from lod.register.change_log import xsd_datetime
from lod.register.listing import earliest
from lod.register.register import Register
from lod.store.documents import document_of
from webapp.changes import activities, atom, stream
from webapp.context import Context, current_context
from webapp.documents.representations import write
from webapp.http.negotiation import choose
from webapp.http.responses import FOREVER, KEEP, body_of, respond
from webapp.languages import N_, visitor_wording
from webapp.term_labels import KINDS

ACTIVITY = 'application/ld+json;profile="https://www.w3.org/ns/activitystreams"'
NEWEST = 100
_TITLE = N_("Changes")


def blueprint() -> Blueprint:
    """The feeds."""
    made = Blueprint("changes", __name__)
    made.add_url_rule("/changes", view_func=changes)
    made.add_url_rule("/changes/<int:number>", view_func=changes_page)
    made.add_url_rule("/changes.atom", view_func=newest)
    made.add_url_rule("/ldes", view_func=ldes)
    made.add_url_rule("/ldes/<name>", view_func=ldes_page)
    return made


def _register() -> Register:
    found = current_context().memory.register()
    if found is None:
        raise ServiceUnavailable(retry_after=30)
    return found


def _names(found: Context) -> dict[str, str]:
    return {language: found.site.name[language] for language in found.site.languages}


def _page(number: int) -> FeedPage:
    found = change_pages.page(_register(), number)
    if found is None:
        raise NotFound
    return found


def _answer(content: bytes, media_type: str, settled: bool, vary: tuple[str, ...] = ()) -> Response:
    response = respond(body_of(content, media_type), vary)
    request.environ.pop(KEEP, None)  # the log grows also where the release stays
    if settled:
        response.headers["Cache-Control"] = FOREVER
    return response


def changes() -> Response:
    """All changes, as a collection of pages; the newest page is the last."""
    found = current_context()
    total = change_pages.total(_register())
    made = activities.collection(found.urls.base, total, change_pages.pages(total), _names(found))
    return _answer(_encoded(made), ACTIVITY, settled=False)


def changes_page(number: int) -> Response:
    """One page of changes."""
    page = _page(number)
    made = activities.page(current_context().urls.base, page, (number - 1) * change_pages.PAGE)
    return _answer(_encoded(made), ACTIVITY, page.settled)


def _encoded(made: activities.Json) -> bytes:
    return (json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def newest() -> Response:
    """The newest changes, for feed readers."""
    found, wording = current_context(), visitor_wording()
    reader = found.current().reader
    entries = change_pages.newest(_register(), NEWEST)
    head = entries[0].change.time if entries else earliest(_register())

    def name(iri: str) -> str:
        names = reader.linked(iri).names
        ours = [text.value for text in names if text.language == wording.language]
        if names:
            return (ours or [text.value for text in names])[0]
        thing = parse(found.urls.base, iri)
        # a copy has no name of its own
        return f"{wording.text(KINDS.get(thing.kind, thing.kind))} {thing.key}" if thing else ""

    publisher, title = found.site.name[wording.language], wording.text(_TITLE)
    updated = xsd_datetime(int(head.timestamp()))
    content = atom.feed(found.urls.base, publisher, title, updated, entries, name, wording.language)
    return _answer(content, "application/atom+xml", False, ("Accept-Language", "Cookie"))


def ldes() -> Response:
    """The event stream: where it begins, and what is kept."""
    found = current_context()
    first = xsd_datetime(int(earliest(_register()).timestamp()))
    return _as_rdf(stream.root(found.urls.base, _names(found), first), "ldes", "", settled=False)


def ldes_page(name: str) -> Response:
    """One page of the event stream, in the form that its address or the client's header names."""
    number, _, suffix = name.partition(".")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise NotFound
    page = _page(int(number))
    return _as_rdf(stream.page(current_context().urls.base, page), f"ldes/{number}", suffix, page.settled)


def _as_rdf(say: Statements, name: str, suffix: str, settled: bool) -> Response:
    base = current_context().urls.base
    form = by_suffix(suffix) if suffix else choose(request.headers.get("Accept", ""), RDF[:-1])
    if form is None or form not in RDF[:-1]:
        raise NotFound
    content = write(document_of(f"{base}{name}", Thing("", name), say.quads), form, base)
    return _answer(content, form.content_type, settled, () if suffix else ("Accept",))
