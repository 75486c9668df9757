"""HTTP by the letter, whatever is asked: what it wants of every request, and conditions on what is given.

It stands around the application: neither the server nor Flask looks at these (RFC 9110, RFC 9112).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from ipaddress import IPv6Address
from typing import Any

from werkzeug.http import parse_date, parse_etags, unquote_etag

from webapp.http.content_codings import untagged
from webapp.http.responses import refused

METHODS = "GET, HEAD, POST, OPTIONS"
"""What there is on this server."""
_HOST = re.compile(r"(?:[A-Za-z0-9\-._~%!$&'()*+;=]*|\[(?P<ip>[0-9A-Fa-f:.]+)\])(?::[0-9]*)?\Z")
"""A host as RFC 3986 § 3.2.2 has it, but for the comma, by which the server joins two of them."""
_CONDITIONS = "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"

App = Callable[..., Iterable[bytes]]
Environ = dict[str, Any]


class Protocol:
    """An application that is asked only by requests that HTTP knows, and answers as their conditions say."""

    def __init__(self, app: App) -> None:
        self._app = app

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""
        method, host = environ["REQUEST_METHOD"], environ.get("HTTP_HOST", "")
        # one Host, and no other than a host (RFC 9112 § 3.2); HTTP/1.0 has none
        if not _is_host(host) or (not host and environ.get("SERVER_PROTOCOL") == "HTTP/1.1"):
            return refused(start, HTTPStatus.BAD_REQUEST)
        # methods are told apart by case (RFC 9110 § 9.1): Flask takes "post" for POST, what counts does not
        if method != method.upper():
            return refused(start, HTTPStatus.BAD_REQUEST)
        if method == "CONNECT":
            return refused(start, HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", METHODS))
        if method == "OPTIONS" and environ.get("PATH_INFO") == "*":
            start("204 No Content", [("Allow", METHODS)])
            return []
        if method in ("GET", "HEAD") and any(environ.get(name) for name in _CONDITIONS):
            return self._on_condition(environ, start)
        return self._app(environ, start)

    def _on_condition(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """An answer if it is what the client goes by; else 412, before all else (RFC 9110 § 13.2.2)."""
        told: list[Any] = []

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> None:
            told[:] = [status, headers, *rest]

        answer = self._app(environ, noting)
        if told[0][:3] not in ("200", "206", "304") or _holds(environ, told[1]):
            start(*told)
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return refused(start, HTTPStatus.PRECONDITION_FAILED)


def _is_host(text: str) -> bool:
    """Whether it may stand in Host: at what looks like an address of IPv6 and is none, readers of URLs fail.

    >>> _is_host("data.example.org:8000"), _is_host("[::1]:8000"), _is_host("[::::1]"), _is_host("a,b")
    (True, True, False, False)
    """
    found = _HOST.match(text)
    if found and found["ip"]:
        try:
            IPv6Address(found["ip"])
        except ValueError:
            return False
    return found is not None


def _holds(environ: Environ, headers: list[tuple[str, str]]) -> bool:
    """Whether what is given is what the client names, by its tag, or by its date where it names no tag."""
    given = {name.lower(): value for name, value in headers}
    if wanted := environ.get("HTTP_IF_MATCH"):
        tags = parse_etags(wanted)
        tag, is_weak = unquote_etag(given.get("etag"))
        known = {untagged(one) for one in tags.as_set()}
        return tags.star_tag or (tag is not None and not is_weak and untagged(tag) in known)
    before, changed = parse_date(environ["HTTP_IF_UNMODIFIED_SINCE"]), parse_date(given.get("last-modified"))
    return before is None or changed is None or changed <= before
