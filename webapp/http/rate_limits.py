"""How fast one client may ask: budgets by class of address, so that a scraper leaves room for readers.

Pages that were made before are given again without counting: what is counted costs something. Each web
worker counts by itself. Clients in networks that the site calls welcome (search engines that it has verified)
are not counted, nor is this machine.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from flask import Flask, Response, request
from limits import RateLimitItemPerMinute, WindowStats
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from werkzeug.exceptions import TooManyRequests

from lod.site import Serving
from lod.site.inbox import INBOX
from webapp.http.responses import KEEP, rate_limit
from webapp.sparql.clients import address
from webapp.sparql.clients import name as name_of

SEARCHES, SERVICES, PAGES, LETTERS = "searches", "services", "pages", "letters"
_CLASSES: Mapping[str, str] = {
    "search": SEARCHES,
    "card": SEARCHES,
    "random": SEARCHES,
    "suggest": SERVICES,
    "reconcile": SERVICES,
    "oai": SERVICES,
    "same-as": SERVICES,
    "links": SERVICES,
    "changes": SERVICES,
    "changes.atom": SERVICES,
    "ldes": SERVICES,
    "resourcesync": SERVICES,
    "oembed": SERVICES,
    "sparql/advice": SERVICES,
    "doc": PAGES,
    "id": PAGES,
    "source": PAGES,
    "history": PAGES,
    "timegate": PAGES,
    "timemap": PAGES,
    "memento": PAGES,
    "inbox": LETTERS,
    "q": LETTERS,
    "tell": LETTERS,
    "moderate": LETTERS,
}
"""An address, or the first part of it → its class; what is not here is not counted.

SPARQL is counted elsewhere, in seconds; fragments are not: their clients ask many, and each costs little."""


CHARGED = "lod.charged"
"""Where in its environment it stands what a request was counted as."""


@dataclass(frozen=True, slots=True)
class Charged:
    """A request that was counted for a client."""

    budget: RateLimitItemPerMinute
    name: str
    client: str
    allowed: bool


class RateLimits:
    """The budgets of the clients of one web worker."""

    def __init__(self, serving: Serving, root: str, letters: int = INBOX.letters_per_minute) -> None:
        self._root = root
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._budgets = {
            SEARCHES: RateLimitItemPerMinute(serving.searches_per_minute),
            SERVICES: RateLimitItemPerMinute(serving.services_per_minute),
            PAGES: RateLimitItemPerMinute(serving.pages_per_minute),
            LETTERS: RateLimitItemPerMinute(letters),
        }
        self._welcome = [ip_network(one) for one in serving.welcome]

    def install(self, app: Flask) -> None:
        """Count the requests of an application, and tell clients what they have left."""
        app.before_request(self._refuse)
        app.after_request(self._tell)

    def of(self, path: str, query: str) -> str:
        """The class of an address; empty when it is not counted."""
        if not path.startswith(self._root):
            return ""
        below = path[len(self._root) :]
        first = below.partition("/")[0]
        if first == "doc" and "list=" in query:
            return SEARCHES
        return _CLASSES.get(below) or _CLASSES.get(first, "")

    def charge(self, environ: dict[str, Any]) -> Charged | None:
        """Count a request for its client, once; None when it is not counted."""
        if CHARGED not in environ:
            environ[CHARGED] = self._count(environ)
        found: Charged | None = environ[CHARGED]
        return found

    def _count(self, environ: dict[str, Any]) -> Charged | None:
        name = self.of("/" + environ["PATH_INFO"].lstrip("/"), environ.get("QUERY_STRING", ""))
        method = environ["REQUEST_METHOD"]
        if not name or method == "OPTIONS":
            return None
        if name == LETTERS and method != "POST":  # to read is not to tell
            name = PAGES
        asking = environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
        client = name_of(*asking)
        if not client or self._is_welcome(*asking):
            return None
        budget = self._budgets[name]
        return Charged(budget, name, client, self._limiter.hit(budget, name, client))

    def _is_welcome(self, peer: str, forwarded: str) -> bool:
        if not self._welcome:
            return False
        client = address(peer, forwarded)
        return client is not None and any(client in network for network in self._welcome)

    def _refuse(self) -> None:
        charged = self.charge(request.environ)
        if charged and not charged.allowed:
            raise TooManyRequests(retry_after=max(1, round(self._window(charged).reset_time - time.time())))

    def _window(self, charged: Charged) -> WindowStats:
        return self._limiter.get_window_stats(charged.budget, charged.name, charged.client)

    def _tell(self, response: Response) -> Response:
        charged: Charged | None = request.environ.get(CHARGED)
        # an answer that is kept for others must not say what one client has left
        if charged and KEEP not in request.environ:
            response.headers.update(self.left(charged))
        return response

    def left(self, charged: Charged) -> list[tuple[str, str]]:
        """Headers that tell a client what it has left."""
        window = self._window(charged)
        return rate_limit(charged.budget.amount, window.remaining, window.reset_time - time.time())
