"""/.well-known/resourcesync and what it leads to."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound, ServiceUnavailable

from lod.dataset import change_pages, sitemaps
from lod.register.change_log import xsd_datetime
from lod.register.ingest.hash_ranges import bounds
from lod.register.listing import earliest
from lod.register.register import Register
from webapp.changes import resources
from webapp.context import current_context
from webapp.http.responses import FOREVER, KEEP, body_of, respond

_NAME = re.compile(r"(?:(changelist)-(\d{1,9})|(resourcelist)-(\d{1,6})-of-(\d{1,6}))\.xml\Z")
MOST_PARTS = 50_000
"""So many lists an index holds at most."""


def blueprint() -> Blueprint:
    """The documents of ResourceSync."""
    made = Blueprint("resourcesync", __name__)
    made.add_url_rule("/.well-known/resourcesync", view_func=source)
    made.add_url_rule(f"/{resources.FOLDER}/<name>", view_func=document)
    return made


def source() -> Response:
    """Where to begin."""
    return _answer(resources.source(current_context().urls.base))


def document(name: str) -> Response:
    """A list, or the index of lists."""
    base = current_context().urls.base
    if name == "capabilitylist.xml":
        return _answer(resources.capabilities(base))
    register = current_context().memory.register()
    if register is None:
        raise ServiceUnavailable(retry_after=30)
    if name == "resourcelist.xml":
        parts = sitemaps.ranges(_things(register))
        return _answer(resources.resource_index(base, _now(register), parts))
    if name == "changelist.xml":
        pages = change_pages.pages(change_pages.total(register))
        return _answer(resources.change_index(base, xsd_datetime(int(earliest(register).timestamp())), pages))
    found = _NAME.match(name)
    if found is None:
        raise NotFound
    if found[1]:
        return _changes(register, base, int(found[2]))
    return _resources(register, base, int(found[4]), int(found[5]))


def _changes(register: Register, base: str, number: int) -> Response:
    page = change_pages.page(register, number)
    if page is None:
        raise NotFound
    since = xsd_datetime(int(earliest(register).timestamp()))
    return _answer(resources.change_list(base, page, since), page.settled)


def _resources(register: Register, base: str, part: int, parts: int) -> Response:
    # a list of more ranges than there are now, or of fewer, may be asked for by who began before a publish
    if not 1 <= part <= parts <= MOST_PARTS or parts * 4 < sitemaps.ranges(_things(register)):
        raise NotFound
    at = _now(register)
    pages = sitemaps.pages_served(register)(*bounds(part - 1, parts))
    return _answer(resources.resource_list(base, at, pages))


def _things(register: Register) -> int:
    (number,) = register.db.execute(
        "SELECT coalesce(sum(count), 0) FROM number_of WHERE what = 'kind'"
    ).fetchone()
    return int(number)


def _now(register: Register) -> str:
    """When what a list holds was so: at the newest line of the log."""
    newest = change_pages.newest(register, 1)
    moment = newest[0].change.time if newest else earliest(register)
    return xsd_datetime(int(moment.timestamp()))


def _answer(content: bytes, settled: bool = False) -> Response:
    response = respond(body_of(content, "application/xml"), ())
    request.environ.pop(KEEP, None)  # the log grows also where the release stays
    if settled:
        response.headers["Cache-Control"] = FOREVER
    return response
