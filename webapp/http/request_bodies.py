"""WSGI that receives the body of a request before anything else is done about it, few at a time.

The server waits for a body as long as its client pleases, and each that is waited for holds a thread: without
a bound, some hundred clients that send a byte now and then leave no thread for pages. One client has half of
the places at most. A proxy in front, as docs/deploy.md has it, receives bodies itself and lets such ones go.

Bodies that are too large are received too, and thrown away: most clients send everything before they read
anything, and would see a broken pipe and not the 413 that says why (RFC 9110 § 15.5.14 allows both).

Of a body in chunks the server hands over what came, and does not tell when its client was gone before the
last. Where something would be kept of it, one that does not say its length has to say its end in another way,
or could be half of what was meant.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from lod.store.sandbox.admission import Admission
from webapp.http.responses import refused
from webapp.http.thread_limits import BODIES
from webapp.sparql.clients import client_of

LARGEST = 4 << 20
"""A body of at most so many bytes is handed over; the application takes less."""
MOST = 32 << 20
"""Bodies of at most so many bytes are received whole; longer ones end in a closed connection."""
FIELDS = 1_000
"""A form has at most so many fields; there is none of ours that has a tenth of them."""
_FORM = "application/x-www-form-urlencoded"
_TELLS_ITS_END = re.compile(r"application/(?:[\w.-]+\+)?json\s*(?:;|\Z)", re.ASCII)
"""Media types of which a part is nothing: no part of an object is JSON."""
_READS = ("GET", "HEAD", "OPTIONS")
"""Methods that mean the same with any body (RFC 9110 § 9.3.1)."""
ANSWERED = ("sparql", "sparql/advice", "sparql/answer", "reconcile", "same-as", "oai")
"""Addresses that only answer whatever is posted to them: whoever sent half of a question is gone."""
_PIECE = 1 << 16
_TRY_AGAIN = "5"


class RequestBodies:
    """An application that gets requests whose bodies are there."""

    def __init__(self, app: Callable[..., Iterable[bytes]], root: str = "/") -> None:
        """`root` is the path of the site."""
        self._app = app
        self._answered = frozenset(root + address for address in ANSWERED)
        self._places = Admission(BODIES)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""
        announced = _announced(environ)
        if wrong := _wrong(environ, announced):
            return refused(start, *wrong)
        if announced == 0:
            return self._app(environ, start)
        place = self._places.take(client_of(environ))
        if place is None:
            return refused(start, HTTPStatus.SERVICE_UNAVAILABLE, ("Retry-After", _TRY_AGAIN))
        try:
            body, missing = _received(environ["wsgi.input"], MOST if announced is None else announced)
        finally:
            place.leave()
        if missing and announced is not None:  # cut off, it may mean something else (RFC 9112 § 8)
            return refused(start, HTTPStatus.BAD_REQUEST)
        media_type = _named(environ, "CONTENT_TYPE")
        may_be_half = announced is None and len(body) <= LARGEST and not _TELLS_ITS_END.match(media_type)
        if may_be_half and not self._only_reads(environ):
            return refused(start, HTTPStatus.LENGTH_REQUIRED)
        if media_type.startswith(_FORM) and body.count(b"&") >= FIELDS:
            return refused(start, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        environ["wsgi.input"] = io.BytesIO(body)
        if announced is None:
            environ["CONTENT_LENGTH"] = str(len(body))
        return self._app(environ, start)

    def _only_reads(self, environ: dict[str, Any]) -> bool:
        return environ["REQUEST_METHOD"] in _READS or environ.get("PATH_INFO") in self._answered


def _wrong(environ: dict[str, Any], announced: int | None) -> tuple[Any, ...]:
    """What is answered where the headers say that the body cannot be read: a status, and headers."""
    coding = _named(environ, "HTTP_TRANSFER_ENCODING")
    # a body in another coding would be taken for what it is not
    if coding not in ("", "chunked"):
        return (HTTPStatus.NOT_IMPLEMENTED,)  # RFC 9112 § 6.1
    if coding and announced is not None:  # where it ends is said twice: by whom? (RFC 9112 § 6.3)
        return HTTPStatus.BAD_REQUEST, ("Connection", "close")
    if announced != 0 and _named(environ, "HTTP_CONTENT_ENCODING") not in ("", "identity"):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE, ("Accept-Encoding", "identity")  # RFC 9110 § 12.5.3
    if announced is not None and announced > MOST:
        return (HTTPStatus.REQUEST_ENTITY_TOO_LARGE,)
    return ()


def _received(source: Any, left: int) -> tuple[bytes, int]:
    """A body, of one that is too large only as much as shows that; and how many bytes did not come."""
    pieces, kept = [], 0
    with suppress(OSError):  # the client may go away meanwhile
        while left > 0 and (piece := source.read(min(_PIECE, left))):
            left -= len(piece)
            if kept <= LARGEST:
                pieces.append(piece)
                kept += len(piece)
    return b"".join(pieces), left


def _named(environ: dict[str, Any], name: str) -> str:
    return str(environ.get(name, "")).strip().lower()


def _announced(environ: dict[str, Any]) -> int | None:
    """How long the body is said to be; None when there is one whose length is not said."""
    text = environ.get("CONTENT_LENGTH") or ""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) < 12 else MOST + 1
    return None if environ.get("HTTP_TRANSFER_ENCODING") else 0
