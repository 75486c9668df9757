"""Answers: conditional requests, headers that every answer has, compression."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Response, request
from werkzeug.http import http_date as werkzeug_date
from werkzeug.http import parse_etags
from xxhash import xxh3_128_hexdigest

from webapp.http.content_codings import SMALLEST, coding_for, encode, untagged

KEEP = "lod.keep"
"""What is put into the environment of a request whose answer may be kept: its tag and its date."""
TOLD = "lod.told"
"""What is put there besides when the answer shows stories: they may change where the release stays."""
PAGE_POLICY = "public, no-cache"
"""Keep it, and ask each time whether it still holds: a release may switch at any moment."""
FOREVER = "public, max-age=31536000, immutable"

_COMPRESSIBLE = re.compile(
    r"text/|application/(.*\+|x-nd)?(json|xml)|application/(n-triples|n-quads|trig)|image/svg"
)

SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
CORS = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "Accept-Post, Accept-Ranges, Content-Disposition, Content-Location, Content-Profile, Content-Range, "
        "ETag, Last-Modified, Link, Location, Memento-Datetime, RateLimit-Limit, RateLimit-Remaining, "
        "RateLimit-Reset, Repr-Digest, Retry-After, X-Request-Id",
    ),
)
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    # what libraries and tracers send besides does no harm; "*" is any but Authorization, and new
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Accept-Language, Accept-Profile, "
    "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Range, "
    "If-Unmodified-Since, Prefer, Range, *",
    "Access-Control-Max-Age": "86400",
}


def rate_limit(all: float, left: float, seconds: float) -> list[tuple[str, str]]:
    """What one client may ask, what it has left of that, and in how many seconds it has all again.

    >>> rate_limit(120, -1, 12.2)
    [('RateLimit-Limit', '120'), ('RateLimit-Remaining', '0'), ('RateLimit-Reset', '13')]
    """
    return [
        ("RateLimit-Limit", str(math.floor(all))),
        ("RateLimit-Remaining", str(max(0, math.floor(left)))),
        ("RateLimit-Reset", str(max(0, math.ceil(seconds)))),
    ]


BARE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@lru_cache(16)
def content_policy(
    image_hosts: tuple[str, ...] = (), *, scripts: bool = False, styles: tuple[str, ...] = ()
) -> str:
    """The Content-Security-Policy of our pages: from elsewhere only images of named hosts.

    No scripts, but for one page that has files of ours, which may ask our own addresses; no styles that stand
    in the page, but for those with some digests (CSP 3 § 2.3.1).
    """
    own = "script-src 'self'; connect-src 'self'; " if scripts else ""
    allowed = " ".join(["'self'", *styles])
    hosts = ["https:"] if "*" in image_hosts else [f"https://{host}" for host in image_hosts]
    images = " ".join(["'self'", "data:", *hosts])
    return (
        f"default-src 'none'; {own}style-src {allowed}; font-src 'self'; img-src {images}; "
        "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@lru_cache(16)
def still_policy(image_hosts: tuple[str, ...] = ()) -> str:
    """The policy of pages that are files: scripts of ours search in an index that is a file as well.

    It stands in the page itself, where a browser takes no `frame-ancestors` (CSP 3 § 3.3).
    """
    served = content_policy(image_hosts, scripts=True)
    allowed = served.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    return allowed.replace("; frame-ancestors 'none'", "")


def etag_of(content: bytes) -> str:
    """A strong tag of a body: equal only for equal bytes."""
    return xxh3_128_hexdigest(content)


class Body(NamedTuple):
    """What an address answers with."""

    content: bytes
    content_type: str
    etag: str
    modified: str = ""
    """When the description last changed, as an xsd:dateTime."""
    link: str = ""
    language: str = ""


def body_of(
    content: bytes | str, content_type: str, modified: str = "", link: str = "", language: str = ""
) -> Body:
    """A body with the tag of its bytes."""
    made = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return Body(made, content_type, etag_of(made), modified, link, language)


class Whole(NamedTuple):
    """A body as it goes out."""

    headers: list[tuple[str, str]]
    """All but its type and its length."""
    content: bytes


def cacheable(body: Body, vary: Iterable[str], coding: str, location: str = "") -> Whole:
    """A body that may be kept, in a coding that the client takes. `location` is its own address."""
    headers = _headers(body, vary, coding, location)
    if not coding or not _is_text(body):
        return Whole(headers, body.content)
    return Whole([*headers, ("Content-Encoding", coding)], encode(body.content, coding))


def _headers(body: Body, vary: Iterable[str], coding: str, location: str) -> list[tuple[str, str]]:
    """They are made as one list: setting them one by one took a third of the time of an answer."""
    tag = f"{body.etag}-{coding}" if coding and _is_text(body) else body.etag
    headers = [
        ("ETag", f'"{tag}"'),
        ("Cache-Control", PAGE_POLICY),
        ("Vary", ", ".join((*vary, "Accept-Encoding"))),
        *SECURITY,
        *CORS,
    ]
    optional = (
        ("Last-Modified", last_modified(body.modified) if body.modified else ""),
        ("Link", body.link),
        ("Content-Language", body.language),
        ("Content-Location", location),
    )
    return headers + [(name, value) for name, value in optional if value]


def respond(body: Body, vary: Iterable[str], status: int = 200, location: str = "") -> Response:
    """A body as an answer that may be kept; 304 when the client has it. `location` is its own address."""
    asked = request.environ
    tags = asked.get("HTTP_IF_NONE_MATCH")
    since = request.if_modified_since if "HTTP_IF_MODIFIED_SINCE" in asked else None
    coding = coding_for(asked.get("HTTP_ACCEPT_ENCODING", ""))
    if status == 200 and is_known(tags, since, body.etag, body.modified):
        return Response(None, 304, _headers(body, vary, coding, location), content_type=body.content_type)
    asked[KEEP] = (body.etag, body.modified)
    headers, content = cacheable(body, vary, coding, location)
    return Response(content, status, headers, content_type=body.content_type)


def _is_text(body: Body) -> bool:
    return len(body.content) >= SMALLEST and _COMPRESSIBLE.match(body.content_type) is not None


class InOnePiece(Response):
    """A response that is handed over as a list when it is whole.

    The server sends a list at once; of anything else it asks one piece after the other, in another thread.
    """

    def get_app_iter(self, environ: dict[str, Any]) -> Iterable[bytes]:
        """What the server sends."""
        pieces = super().get_app_iter(environ)
        if self.direct_passthrough or not (self.is_sequence or environ["REQUEST_METHOD"] == "HEAD"):
            return pieces
        content = [*pieces]
        self.close()
        return content


def redirect(address: str, status: int) -> Response:
    """A redirect that says all in its headers; it holds until the next release."""
    return Response(b"", status, redirecting(address))


def redirecting(address: str) -> list[tuple[str, str]]:
    """The headers of such a redirect."""
    return [
        ("Location", address),
        ("Cache-Control", PAGE_POLICY),
        ("Content-Security-Policy", BARE_POLICY),
        *SECURITY,
        *CORS,
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", "0"),
    ]


def refused(start: Callable[..., Any], status: HTTPStatus, *headers: tuple[str, str]) -> list[bytes]:
    """A refusal by what stands in front of Flask, as WSGI."""
    text = f"{status.phrase}\n".encode()
    told = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(text))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", BARE_POLICY),
        *SECURITY,
        *CORS,
    ]
    start(f"{status.value} {status.phrase}", [*told, *headers])
    return [text]


def safe_path(root: str, given: str) -> str:
    """A path on this site to go back to; the first page when it is anything else.

    >>> safe_path("/", "/doc/work/x"), safe_path("/", "//evil.example"), safe_path("/", "https://evil.example")
    ('/doc/work/x', '/', '/')
    """
    plain = given.isascii() and given.isprintable() and "\\" not in given
    inside = given.startswith(root) and not given.startswith("//")
    return given if plain and inside else root


def is_known(tags: str | None, since: datetime | None, etag: str, modified: str) -> bool:
    """Whether a client has it: If-None-Match decides when it is there, else the date (RFC 9110 § 13.2.2)."""
    if tags is not None:
        parsed = parse_etags(tags)
        return parsed.star_tag or any(untagged(tag) == etag for tag in parsed.as_set(include_weak=True))
    return bool(since and modified and moment(modified) <= since)


def moment(value: str) -> datetime:
    """An xsd:dateTime, to the second as in HTTP; the beginning of time for what is none.

    >>> moment("2026-11-19T10:30:00.5Z").isoformat()
    '2026-11-19T10:30:00+00:00'
    >>> moment("2026-11-19T12:30:00+02:00") == moment("2026-11-19T10:30:00") == moment("2026-11-19T10:30:00Z")
    True
    """
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return found.replace(microsecond=0, tzinfo=found.tzinfo or UTC)


def last_modified(value: str) -> str:
    """An xsd:dateTime as HTTP writes it; now, for one that is to come (RFC 9110 § 8.8.2.1).

    A clock that was wrong when something was published, and is not any more, leaves such dates.

    >>> last_modified("2026-11-19T10:30:00Z")
    'Thu, 19 Nov 2026 10:30:00 GMT'
    """
    seconds, text = _dated(value)
    now = time.time()
    return text if seconds <= now else werkzeug_date(now)


@lru_cache(4_096)
def _dated(value: str) -> tuple[float, str]:
    """An xsd:dateTime in seconds since 1970, and as HTTP writes it."""
    found = moment(value)
    return found.timestamp(), werkzeug_date(found)


def compress(response: Response) -> None:
    """Puts an answer into a coding that the client takes, when it is text, whole and long enough."""
    if response.is_streamed or response.status_code == 304 or "Content-Encoding" in response.headers:
        return
    if not _COMPRESSIBLE.match(response.content_type or "") or "ETag" in response.headers:
        return
    response.vary.add("Accept-Encoding")
    coding = coding_for(request.headers.get("Accept-Encoding", ""))
    content = response.get_data() if coding else b""
    if coding and len(content) >= SMALLEST:
        response.set_data(encode(content, coding))
        response.headers["Content-Encoding"] = coding
