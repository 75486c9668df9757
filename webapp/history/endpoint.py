"""/history, /timegate, /timemap and /memento: what was served before of a thing."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import BadRequest, Gone, NotFound, ServiceUnavailable
from werkzeug.http import http_date

from lod.rdf.formats import HTML, Format
from lod.rdf.iris import Thing, parse
from lod.register.change_log import xsd_datetime
from lod.register.history import Version
from lod.store.description_history import Archive, NotKept, PastStore
from lod.store.documents import Reader
from webapp.context import Context, current_context
from webapp.current_release import Served
from webapp.documents.representations import write
from webapp.history import mementos
from webapp.history.mementos import LINK_FORMAT, Original
from webapp.http.negotiation import choose, split
from webapp.http.responses import KEEP, Body, body_of, redirect, respond
from webapp.languages import visitor_wording
from webapp.pages.history import feed_entries, history_page
from webapp.pages.things.thing import past_page
from webapp.views import feeds

LONGEST = 250
PAGE = 20
"""So many changes stand on a page, and five times as many in a feed."""


def blueprint() -> Blueprint:
    """The addresses of what was before."""
    made = Blueprint("history", __name__)
    made.add_url_rule("/history/<kind>/<key>", view_func=page)
    made.add_url_rule("/history/<kind>/<key>/atom", view_func=feed)
    made.add_url_rule("/timegate/<kind>/<name>", view_func=timegate)
    made.add_url_rule("/timemap/<kind>/<name>", view_func=timemap)
    # clients that are told of a TimeGate put the whole address of the original behind it
    made.add_url_rule("/timegate/<path:address>", view_func=timegate_of)
    made.add_url_rule("/timemap/<path:address>", view_func=timemap_of)
    made.add_url_rule("/memento/<moment>/<kind>/<name>", view_func=memento)
    return made


@dataclass(frozen=True, slots=True)
class Asked:
    """A thing whose past is asked for."""

    here: Context
    served: Served
    archive: Archive
    original: Original
    form: Format | None
    versions: list[Version]

    @property
    def thing(self) -> Thing:
        """The thing."""
        return self.original.thing

    @property
    def known(self) -> list[int]:
        """The moments that have a memento; 404 when there is none."""
        found = mementos.moments(self.versions)
        if not found:
            raise NotFound
        return found


def _asked(kind: str, name: str) -> Asked:
    """What an address asks for, the likely reading first: a key may end like a form."""
    here = current_context()
    register = here.memory.register()
    if register is None:
        raise ServiceUnavailable(retry_after=30)
    served = here.current()
    archive = Archive(served.reader.store, here.urls.base, register, served.number)
    key, form = split(name)
    for one, suffix in ((key, form), (name, None)):
        thing = parse(here.urls.base, f"{here.urls.base}id/{kind}/{one}") if len(one) <= LONGEST else None
        versions = archive.versions(thing) if thing and thing.key == one else []
        if thing and versions:
            original = Original(here.urls, thing, suffix.suffix if suffix else "")
            return Asked(here, served, archive, original, suffix, versions)
    raise NotFound


def _respond(body: Body, vary: tuple[str, ...]) -> Response:
    response = respond(body, vary)
    request.environ.pop(KEEP, None)  # the log grows also where the release stays
    return response


# ---------------------------------------------------------------- Memento


def timegate(kind: str, name: str) -> Response:
    """302 to the memento of the moment in Accept-Datetime; without one, to the newest."""
    found = _asked(kind, name)
    known = found.known
    header = request.headers.get("Accept-Datetime")
    wanted = known[-1] if header is None else mementos.asked(header)
    if wanted is None:
        raise BadRequest
    at = mementos.nearest(known, wanted)
    response = redirect(found.original.memento(at), 302)
    response.headers["Vary"] = "Accept-Datetime"
    response.headers["Link"] = mementos.of_memento(found.original, known, at)
    return response


def timemap(kind: str, name: str) -> Response:
    """All mementos of a description."""
    found = _asked(kind, name)
    content = mementos.timemap(found.original, found.known)
    newest = xsd_datetime(found.versions[0].time)
    return _respond(body_of(content, LINK_FORMAT, newest, ", ".join(found.original.links())), ())


def timegate_of(address: str) -> Response:
    """The same for a description that is named by its whole address."""
    return timegate(*_named(address))


def timemap_of(address: str) -> Response:
    """The same; aggregators put the form that they want before it, "link/"."""
    return timemap(*_named(address.removeprefix("link/")))


def _named(address: str) -> tuple[str, str]:
    found = mementos.named(current_context().urls, request.host, address)
    if found is None:
        raise NotFound
    return found


def memento(moment: str, kind: str, name: str) -> Response:
    """A description as it was served from a moment on; 302 to the one that was served at another moment."""
    found = _asked(kind, name)
    known, seconds = found.known, mementos.moment(moment)
    if seconds is None or seconds < known[0]:
        raise NotFound
    if seconds not in known:
        return redirect(found.original.memento(mementos.nearest(known, seconds)), 302)
    try:
        there = bool(found.archive.at(found.thing, seconds))
    except NotKept as error:
        raise NotFound from error
    response = _then(found, seconds) if there else current_app.handle_user_exception(Gone())
    if not isinstance(response, Response):
        raise AssertionError("problems are answered by a response")
    response.headers["Memento-Datetime"] = http_date(seconds)
    response.headers["Link"] = mementos.of_memento(found.original, known, seconds)
    return response


def _then(found: Asked, seconds: int) -> Response:
    """A description as it was, with the names that things had then."""
    here, wording = found.here, visitor_wording()
    reader = Reader(PastStore(found.archive, seconds), here.urls.base)
    document = reader.document(found.thing)
    if document is None:
        raise NotFound
    form = found.form or choose(request.headers.get("Accept", ""))
    changed = xsd_datetime(seconds)
    vary = () if found.form else ("Accept",)
    if form is not HTML:
        content = write(document, form, here.urls.base)
        return _respond(body_of(content, form.content_type, changed), vary)
    inputs = here.page_inputs(found.served, wording, reader)
    newest = seconds == found.versions[0].time
    text = here.set("thing.html", *past_page(inputs, document, changed, newest=newest))
    body = body_of(text, HTML.content_type, changed, language=wording.language)
    return _respond(body, (*vary, "Accept-Language", "Cookie"))


# ---------------------------------------------------------------- for people


def page(kind: str, key: str) -> Response:
    """What happened to a thing, the newest first."""
    found = _asked(kind, key)
    number = request.args.get("page", "1")
    if not number.isascii() or not number.isdigit() or len(number) > 4:
        raise BadRequest
    wording = visitor_wording()
    inputs = found.here.page_inputs(found.served, wording)
    start = (int(number) - 1) * PAGE
    if not 0 <= start < len(found.versions):
        raise NotFound
    made = history_page(inputs, found.archive, found.thing, _merged(found), start, PAGE, len(found.versions))
    content = found.here.set("history.html", *made)
    links = ", ".join(found.original.links())
    body = body_of(content, HTML.content_type, link=links, language=wording.language)
    return _respond(body, ("Accept-Language", "Cookie"))


def _merged(found: Asked) -> Thing | None:
    """What a thing was merged into."""
    known = found.here.memory.thing(found.thing.kind, found.thing.key)
    return known.moved_to if known else None


def feed(kind: str, key: str) -> Response:
    """The same for feed readers."""
    found, wording = _asked(kind, key), visitor_wording()
    inputs = found.here.page_inputs(found.served, wording)
    urls = found.here.urls
    title, entries = feed_entries(inputs, found.archive, found.thing, PAGE * 5)
    pages = [urls.public(urls.past("history", found.thing, ending)) for ending in ("", "/atom")]
    made = feeds.Feed(pages[1], title, pages[0], wording.language, entries, inputs.framer.site_name)
    content = feeds.ATOM.write(made)
    body = body_of(content, feeds.ATOM.content_type, language=wording.language)
    return _respond(body, ("Accept-Language", "Cookie"))
