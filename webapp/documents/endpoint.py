"""/id/… answers with where the description is; /doc/… gives it, in the form that the client asks for."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import PathConverter
from werkzeug.utils import secure_filename

from lod.rdf.formats import HTML, Format
from lod.rdf.iris import Thing
from lod.rdf.iris import parse as thing_of
from lod.register.history import record_at
from lod.register.register import ThingState
from lod.store.documents import Document, Reader
from webapp.context import Context, current_context
from webapp.current_release import Served
from webapp.documents.bodies import DATA_BY, PAGE_BY, DescriptionRequest, data_of, page_of
from webapp.documents.fast_path import LONGEST, to_description
from webapp.documents.register_lookups import form_of
from webapp.documents.representations import write
from webapp.documents.tombstones import TombstoneStore, last_statements
from webapp.history.mementos import Original, moment
from webapp.http import profile_negotiation
from webapp.http.negotiation import choose, split
from webapp.http.responses import KEEP, body_of, redirect, respond
from webapp.languages import named_language, visitor_wording
from webapp.pages.things.thing import gone_page, list_page

things = Blueprint("things", __name__)


@things.get("/id/<kind>/<key>")
def thing(kind: str, key: str) -> Response:
    """Where the description of a thing is: 303; where it moved to: 301; that it is gone: 410."""
    here = current_context()
    asked = _thing(here, kind, key)
    if here.current().reader.exists(asked):
        return Response(b"", 303, to_description(here, asked))
    return _elsewhere(here, asked, None, here.urls.thing)


@things.get("/doc/<kind>/<name>")
def document(kind: str, name: str) -> Response:
    """The description of a thing, in a form named by the address or chosen by the client's header."""
    here = current_context()
    served = here.current()
    readings = _readings(here, kind, name)
    for asked in readings:
        found = served.reader.document(asked.thing)
        if found:
            return _answer(here, served, found, asked)
    asked = readings[0]
    return _elsewhere(here, asked.thing, asked.form, lambda to: here.urls.document(to, asked.suffix))


def _thing(here: Context, kind: str, key: str) -> Thing:
    """The thing that an address names, or 404 when it can name none."""
    found = thing_of(here.urls.base, f"{here.urls.base}id/{kind}/{key}") if len(key) <= LONGEST else None
    if found is None or found.key != key:
        raise NotFound
    return found


def _readings(here: Context, kind: str, name: str) -> list[DescriptionRequest]:
    """What an address may ask for, the likely reading first: a key may end like a form."""
    key, form = split(name)
    first = DescriptionRequest(_thing(here, kind, key), form)
    return [first] if form is None else [first, DescriptionRequest(Thing(kind, name), None)]


def _answer(here: Context, served: Served, found: Document, asked: DescriptionRequest) -> Response:
    """A document that is there."""
    if "list" in request.args or "page" in request.args:
        return _list(here, served, found)
    form = asked.form or choose(request.headers.get("Accept", ""))
    location = asked.location(here.urls, form)
    if form is HTML:
        vary = asked.vary(*(("Cookie",) if named_language() else PAGE_BY))  # also the visitor's own library
        return respond(
            page_of(here, served, found, here.page_inputs(served, visitor_wording())), vary, location=location
        )
    profile = profile_negotiation.chosen(
        request.args.get("profile", ""), request.headers.get("Accept-Profile", "")
    )
    vary = asked.vary(*(() if "profile" in request.args else DATA_BY))
    response = respond(data_of(here, served, found, form, profile), vary, location=location)
    if profile.iri:
        response.headers["Content-Profile"] = f"<{profile.iri}>"
    return response


def _list(here: Context, served: Served, found: Document) -> Response:
    """One page of one list of what points to a thing."""
    number = request.args.get("page", "1")
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        raise BadRequest
    wording = visitor_wording()
    inputs = here.page_inputs(served, wording)
    made = list_page(inputs, found, request.args.get("list", ""), int(number))
    if made is None:
        raise NotFound
    content = here.set("list.html", *made)
    body = body_of(content, HTML.content_type, language=wording.language)
    return respond(body, ("Accept", "Accept-Language", "Cookie"))


def _elsewhere(here: Context, thing: Thing, form: Format | None, address: Callable[[Thing], str]) -> Response:
    """What to say of a thing that the release does not know: what the register remembers."""
    known = here.memory.thing(thing.kind, thing.key)
    if known and known.state == "moved" and known.moved_to:
        return redirect(address(known.moved_to), 301)
    if known and known.state == "gone":
        return _gone(here, thing, form, known)
    raise NotFound


def _gone(here: Context, thing: Thing, form: Format | None, known: ThingState) -> Response:
    """410 with the last description, in the form that was asked for."""
    served = here.current()
    wording = visitor_wording()
    chosen = form or choose(request.headers.get("Accept", ""))
    reader = Reader(TombstoneStore(served.reader.store, here.urls.base, here.memory), here.urls.base)
    last = reader.compose(thing, last_statements(known.description))
    since = known.changed.isoformat()
    content: bytes | str
    if chosen is HTML:
        content = here.set("thing.html", *gone_page(here.page_inputs(served, wording, reader), last, since))
    else:
        content = write(last, chosen, here.urls.base)
    past = ", ".join(Original(here.urls, thing, form.suffix if form else "").links(original=False))
    body = body_of(content, chosen.content_type, since, past)
    return respond(body, ("Accept", "Accept-Language", "Cookie"), 410)


class RecordKey(PathConverter):
    """The identifier of a record in a path: it may begin with a slash, which Werkzeug's own would drop."""

    part_isolating = False  # of its own accord only where the pattern names a slash
    regex = ".+?"


@things.get("/source/<collection>/<record:key>")
def source(collection: str, key: str) -> Response:
    """A record that things are described from, in its original format; as it was at a moment (`at`)."""
    here = current_context()
    found = here.memory.record(collection, key) if here.site.opens(collection) else None
    if found is None:
        raise NotFound
    format, raw, changed = found.format, found.raw, found.changed.isoformat()
    if "at" in request.args:
        seconds, register = moment(request.args["at"]), here.memory.register()
        then = record_at(register, collection, key, seconds) if register and seconds is not None else None
        if then is None:
            raise NotFound
        (format, raw), changed = then, ""
    form = form_of(format)
    response = respond(body_of(raw, form.media_type, changed), ())
    request.environ.pop(KEEP, None)  # the register may change where the release stays
    name = secure_filename(f"{collection}-{key}")[:LONGEST] or "record"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}{form.suffix}")
    return response
