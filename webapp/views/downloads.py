"""/dumps/: everything as files, whole or in ranges (RFC 9110 § 14), and a page that lists them."""

from __future__ import annotations

import base64
import re

from flask import Blueprint, Response, request
from werkzeug.datastructures import ContentRange
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.http import parse_if_range_header, parse_range_header

from lod.dataset.dumps.downloads import Download
from lod.store.sandbox.admission import Admission
from webapp.context import current_context, request_context
from webapp.http.responses import PAGE_POLICY, body_of, is_known, last_modified, respond
from webapp.http.thread_limits import DOWNLOADS, Sending
from webapp.languages import N_
from webapp.pages import site_structured_data
from webapp.pages.datasets import datasets_page
from webapp.sparql.clients import client_of
from webapp.views.catalogue import of_site

TRY_AGAIN = 60
"""After so many seconds, whoever came when there was no place."""
_NAME = re.compile(r"(collections/)?[a-z0-9.-]+\Z")


def blueprint() -> Blueprint:
    """The downloads and their page."""
    made = Blueprint("downloads", __name__)
    places = Admission(DOWNLOADS)
    made.add_url_rule("/dumps/", view_func=listing)
    made.add_url_rule("/dumps/<path:name>", "download", lambda name: download(name, places))
    return made


def listing() -> Response:
    """The datasets of the site and what can be taken, for people."""
    found, served, wording = request_context()
    title = wording.text(N_("Datasets and downloads"))
    framer, path, about = found.framer(wording), found.urls.page("dumps/"), of_site(found, served)
    structured = site_structured_data.datasets(title, path, about, served.downloads_of, framer)
    frame = framer.frame(title, path, structured=structured)
    content = found.set("datasets.html", datasets_page(found, served, wording, about), frame)
    body = body_of(content, "text/html; charset=utf-8", served.described, "", wording.language)
    return respond(body, ("Accept-Language", "Cookie"))


def download(name: str, places: Admission) -> Response:
    """A file, or the range of it that was asked for; 503 when too many others are being sent."""
    served = current_context().current()
    one = served.downloads.get(name) if _NAME.match(name) else None
    if one is None:
        raise NotFound
    headers = {
        "ETag": f'"{one.etag}"',
        "Last-Modified": last_modified(served.downloads_created),
        "Accept-Ranges": "bytes",
        "Cache-Control": PAGE_POLICY,
    }
    if one.sha256:
        headers["Repr-Digest"] = f"sha-256=:{_base64(one.sha256)}:"
    if is_known(
        request.headers.get("If-None-Match"), request.if_modified_since, one.etag, served.downloads_created
    ):
        return Response(None, 304, headers)
    wanted: tuple[int, int] | None = (0, one.size)
    if partial := _is_partial(one, headers["Last-Modified"]):
        wanted = _range(one)
    if wanted is None:
        return Response(b"", 416, {"Content-Range": f"bytes */{one.size}"}, content_type="text/plain")
    start, end = wanted
    if partial:
        headers["Content-Range"] = ContentRange("bytes", start, end, one.size).to_header()
    headers["Content-Length"] = str(end - start)
    status = 206 if partial else 200
    if request.method == "HEAD":
        return Response(iter(()), status, headers, content_type=one.form.media_type)
    place = places.take(client_of(request.environ))
    if place is None:
        raise ServiceUnavailable(retry_after=TRY_AGAIN)
    return Response(Sending(one.read(start, end), place), status, headers, content_type=one.form.media_type)


def _is_partial(one: Download, modified: str) -> bool:
    """Whether a range is answered: one, of the version that the client has the rest of."""
    asked = parse_range_header(request.headers.get("Range"))
    condition = request.headers.get("If-Range")
    if asked is None or request.method != "GET" or asked.units != "bytes" or len(asked.ranges) != 1:
        return False
    if condition is None:
        return True
    known = parse_if_range_header(condition)
    same = known.etag == one.etag if known.etag else condition == modified
    return same and not condition.startswith("W/")


def _range(one: Download) -> tuple[int, int] | None:
    """The bytes that were asked for, None when there are none there."""
    asked = parse_range_header(request.headers.get("Range"))
    if asked is None:
        return None
    first, end = asked.ranges[0]
    # more bytes from the end than there are: all of them (RFC 9110 § 14.1.2)
    return (0, one.size) if end is None and -first > one.size else asked.range_for_length(one.size)


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()
