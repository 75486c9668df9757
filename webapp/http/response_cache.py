"""Answers that were given before, kept as long as their release is served.

A second request for a page never reaches Flask: the cache stands in front of it, and so does the straight way
on which most first ones are answered. What an answer depends on
besides its address is the form, the language, the visitor's own library and the coding that the headers
choose, so these make its place on the cache; of the form, where not all are offered, what the client accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from werkzeug.http import parse_date
from werkzeug.sansio.http import parse_cookie

from webapp.http.content_codings import coding_for
from webapp.http.negotiation import NothingFits, choose
from webapp.http.responses import KEEP, TOLD, is_known
from webapp.languages import COOKIE
from webapp.languages import choose as choose_language

if TYPE_CHECKING:
    from webapp.current_release import CurrentRelease, Served

KEPT_MB = 64
"""So much memory each worker keeps for answers."""
REPLIES_MB = 16
"""So much it keeps for those of the SPARQL endpoint: a flood of queries pushes no page off."""
LONGEST = 2_000
"""Addresses and headers up to so many characters are looked up."""
HEADERS = 4_096
"""So many sets of headers are kept with what they choose."""
_READ = ("HTTP_ACCEPT", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_ENCODING")
_NOT_IN_304 = frozenset(("content-type", "content-length", "content-encoding"))

Environ = dict[str, Any]
Start = Callable[..., Any]
Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """An answer as it went out."""

    headers: list[tuple[str, str]]
    content: bytes
    etag: str
    modified: str
    told: object = None
    """The stories that it shows; None when it shows none."""


Make = Callable[["Served", Place, Environ], CachedResponse | None]


class ResponseCache:
    """Answers up to so many bytes; the ones least asked for go first."""

    def __init__(self, megabytes: int = KEPT_MB) -> None:
        self._kept: LRUCache[Place, CachedResponse] = LRUCache(megabytes << 20, _size)
        self._lock = Lock()

    def get(self, place: Place) -> CachedResponse | None:
        """What stands in a place."""
        with self._lock:
            return self._kept.get(place)

    def put(self, place: Place, kept: CachedResponse) -> None:
        """Keeps an answer, unless it would push too many others off."""
        if len(kept.content) < self._kept.maxsize // 16:
            with self._lock:
                self._kept[place] = kept


def _size(kept: CachedResponse) -> int:
    return len(kept.content) + 4_000  # the headers, as Python objects


class CacheMiddleware:
    """WSGI in front of the application: gives what is on the cache, and puts there what may be kept."""

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        current: CurrentRelease,
        languages: tuple[str, ...],
        library: Callable[[Mapping[str, str]], str] = lambda cookies: "",
        make: Make = lambda served, place, environ: None,
        by_form: Callable[[str], bool] = lambda path: False,
        told: Callable[[], object] = lambda: None,
    ) -> None:
        """`make` answers what it can without the application; `told` is the same as long as the stories are.

        `by_form` says of which addresses the form is chosen among all forms, as here; of others it may be
        chosen among fewer, or in another order, so that what a client accepts has to be the same.
        """
        self._app = app
        self._current = current
        self._languages = languages
        self._library = library
        self._make = make
        self._by_form = by_form
        self._told = told
        self._read = lru_cache(HEADERS)(self._by_headers)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """One request."""
        place = self._place(environ)
        if place is None:
            return self._app(environ, start)
        try:
            served = self._current()
            cache = served.cache
            kept = cache.get(place)
            if kept and kept.told is not None and kept.told is not self._told():
                kept = None
            if kept is None and (kept := self._make(served, place, environ)):
                cache.put(place, kept)
        except Exception:
            # an outer door: the application meets the same fault, and tells of it properly
            return self._app(environ, start)
        if kept:
            return _give(kept, environ, start)
        return self._first(environ, start, cache, place)

    def _place(self, environ: Environ) -> Place | None:
        """Where the answer to a request stands; None when it is never kept."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_ACCEPT_PROFILE" in environ:
            return None
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        headers = [environ.get(name, "") for name in _READ]
        if len(path) + len(query) > LONGEST or sum(map(len, headers)) > LONGEST:
            return None
        read = self._read(*headers)
        if read is None:
            return None
        return (path, query, *read) if self._by_form(path) else (path, query, headers[0], *read[1:])

    def _by_headers(self, accept: str, cookie: str, spoken: str, encoding: str) -> Place | None:
        """Form, language, library and coding that headers choose; browsers send the same ones over and over.

        They are read exactly as the application reads them: where the two differ, one visitor's page would
        be kept for all.
        """
        try:
            form = choose(accept).suffix
        except NothingFits:
            return None
        cookies = parse_cookie(cookie)
        language = choose_language(self._languages, None, cookies.get(COOKIE), spoken)
        return form, language, self._library(cookies), coding_for(encoding)

    def _first(self, environ: Environ, start: Start, cache: ResponseCache, place: Place) -> Iterable[bytes]:
        """An answer from the application, kept if it may be."""
        told: list[Any] = []

        def noting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            told[:] = [status, headers]
            return start(status, headers, *rest)

        answer = self._app(environ, noting)
        facts = environ.get(KEEP)
        if facts is None or environ["REQUEST_METHOD"] != "GET" or not told[0].startswith("200"):
            return answer
        if any(name.lower() == "cache-control" and "no-store" in value for name, value in told[1]):
            return answer
        content = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        etag, modified = facts
        cache.put(place, CachedResponse(list(told[1]), content, etag, modified, environ.get(TOLD)))
        return [content]


def _give(kept: CachedResponse, environ: Environ, start: Start) -> Iterable[bytes]:
    """A kept answer; 304 when the client has it."""
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    tags = environ.get("HTTP_IF_NONE_MATCH")
    if (tags or since) and is_known(tags, parse_date(since), kept.etag, kept.modified):
        start("304 NOT MODIFIED", [h for h in kept.headers if h[0].lower() not in _NOT_IN_304])
        return []
    start("200 OK", list(kept.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [kept.content]
