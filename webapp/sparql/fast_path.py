"""The endpoint stands before the application: a point query takes less time than Flask to find its view."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.http import HTTP_STATUS_CODES

from webapp.http.responses import PREFLIGHT
from webapp.sparql.errors import Refusal
from webapp.sparql.wsgi_response import ALWAYS, Reply

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    from webapp.sparql.endpoint import Endpoint

METHODS = "GET, HEAD, POST, OPTIONS"
_STATUS = {code: f"{code} {name.upper()}" for code, name in HTTP_STATUS_CODES.items()}

log = logging.getLogger(__name__)


class EndpointMiddleware:
    """WSGI: gives requests for the endpoint to it, and all others to the application."""

    def __init__(self, app: Callable[..., Iterable[bytes]], path: str, endpoint: Endpoint) -> None:
        self._app = app
        self._path = path
        self._slashed = f"{path}/"
        self._endpoint = endpoint

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """One request."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if path == self._path:
            reply = self._reply(method, environ)
        elif path == self._slashed:  # browsers do not follow where a preflight leads
            reply = self._reply(method, environ) if method == "OPTIONS" else self._without_slash(environ)
        else:
            return self._app(environ, start)
        start(_STATUS[reply.status], [*reply.headers, *ALWAYS])
        if method != "HEAD":
            return reply.body
        close = getattr(reply.body, "close", None)
        if close:
            close()
        return []

    def _without_slash(self, environ: dict[str, Any]) -> Reply:
        """The address that is meant, as for every other page; what is posted is posted there."""
        query = environ.get("QUERY_STRING", "")
        address = f"{self._path}?{query}" if query else self._path
        return Reply(308, [("Location", address), ("Content-Length", "0")])

    def _reply(self, method: str, environ: dict[str, Any]) -> Reply:
        if method == "OPTIONS":
            return Reply(204, [("Allow", METHODS), *PREFLIGHT.items()])
        if method not in ("GET", "HEAD", "POST"):
            return Refusal(405, f"this address takes {METHODS}", {"Allow": METHODS}).reply(self._path)
        try:
            return self._endpoint.answer(environ)
        except Exception as error:
            # the outer door of requests that never reach the application's
            log.exception("request %s %s failed", method, self._path, exc_info=error)
            return Refusal(500, "it is our fault, and has been written down").reply(self._path)
