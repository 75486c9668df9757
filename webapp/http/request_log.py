"""WSGI around everything: each request gets an id, is timed to the end of its answer, counted and logged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from webapp.http.logs import REQUEST, REQUESTS, request_id

if TYPE_CHECKING:
    from webapp.http.metrics import Metrics

OUTCOME = "lod.outcome"
"""What is put into the environment of a request that asked a SPARQL query: what became of it."""
METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))
_OTHER = "other"

log = logging.getLogger(REQUESTS)

App = Callable[..., Iterable[bytes]]
Environ = dict[str, Any]


class RequestLog:
    """The application as the server sees it."""

    def __init__(self, app: App, metrics: Metrics, root: str, routes: Iterable[str]) -> None:
        """`root` is the path of the first page; `routes` are the first parts of paths below it."""
        self._app = app
        self._metrics = metrics
        self._root = root
        self._routes = frozenset(routes)

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""
        one = _Request(self, environ)
        REQUEST.set(one.id)

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            one.status = status[:3]
            return start(status, [*headers, ("X-Request-Id", one.id)], *rest)

        answer = self._app(environ, noting)
        if type(answer) is list:  # it is whole already
            one.ended()
            return answer
        return _Sent(answer, one)

    def route(self, path: str) -> str:
        """The class of an address; a name from a short list, whatever is asked."""
        if not path.startswith(self._root):
            return _OTHER
        first = path[len(self._root) :].partition("/")[0]
        return (first if first in self._routes else _OTHER) if first else "home"

    def answered(self, one: _Request) -> None:
        """Count and log a request."""
        seconds = time.perf_counter() - one.began
        environ = one.environ
        path = environ.get("PATH_INFO", "")
        route = self.route(path)
        method = environ.get("REQUEST_METHOD", "")
        method = method if method in METHODS else _OTHER
        self._metrics.answered(route, method, one.status, seconds)
        outcome = environ.get(OUTCOME)
        if outcome:
            self._metrics.queried(outcome)
        if log.isEnabledFor(logging.INFO):
            facts = {
                "request": one.id,
                "method": method,
                "path": path[:500],
                "route": route,
                "status": int(one.status),
                "ms": round(seconds * 1000, 2),
            }
            log.info(
                "%s %s", one.status, route, extra={"facts": facts | ({"query": outcome} if outcome else {})}
            )


class _Request:
    """A request on its way."""

    __slots__ = ("_watching", "began", "environ", "id", "status")

    def __init__(self, watching: RequestLog, environ: Environ) -> None:
        self._watching = watching
        self.began = time.perf_counter()
        self.environ = environ
        self.id = request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        self.status = "500"

    def ended(self) -> None:
        """Its answer was sent, or given up."""
        self._watching.answered(self)


class _Sent:
    """An answer that is sent piece by piece; counted once it is closed."""

    def __init__(self, answer: Iterable[bytes], one: _Request) -> None:
        self._answer = answer
        self._one: _Request | None = one

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """Close the answer, and count it once."""
        try:
            close = getattr(self._answer, "close", None)
            if close:
                close()
        finally:
            one, self._one = self._one, None
            if one:
                one.ended()
