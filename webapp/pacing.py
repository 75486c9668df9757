"""How fast one client may ask: budgets by class of address, so that a scraper leaves room for readers.

Pages that were made before are given again without counting: what is counted costs something. Each web
worker counts by itself. Clients in networks that the site calls welcome (search engines that it has verified)
are not counted, nor is this machine.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from ipaddress import ip_network

from flask import Flask, Response, g, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from werkzeug.exceptions import TooManyRequests

from lod.site import Serving
from lod.site.inbox import INBOX
from webapp.responses import KEEP, rate_limit
from webapp.sparql.clients import address, client_of

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
"""First part of an address → its class; what is not here is not counted.

SPARQL is counted elsewhere, in seconds; fragments are not: their clients ask many, and each costs little."""


class Pacing:
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
        app.before_request(self._charge)
        app.after_request(self._tell)

    def of(self, path: str, query: bytes) -> str:
        """The class of an address; empty when it is not counted."""
        if not path.startswith(self._root):
            return ""
        first = path[len(self._root) :].partition("/")[0]
        if first == "doc" and b"list=" in query:
            return SEARCHES
        return _CLASSES.get(first, "")

    def _charge(self) -> None:
        name = self.of(request.path, request.query_string)
        if not name or request.method == "OPTIONS":
            return
        if name == LETTERS and request.method != "POST":  # to read is not to tell
            name = PAGES
        client = client_of(request)
        if not client or self._is_welcome():
            return
        budget = self._budgets[name]
        allowed = self._limiter.hit(budget, name, client)
        g.budget = (budget, name, client)
        if not allowed:
            window = self._limiter.get_window_stats(budget, name, client)
            raise TooManyRequests(retry_after=max(1, round(window.reset_time - time.time())))

    def _is_welcome(self) -> bool:
        if not self._welcome:
            return False
        client = address(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""))
        return client is not None and any(client in network for network in self._welcome)

    def _tell(self, response: Response) -> Response:
        budget = g.get("budget")
        # an answer that is kept for others must not say what one client has left
        if budget is not None and KEEP not in request.environ:
            window = self._limiter.get_window_stats(*budget)
            left = rate_limit(budget[0].amount, window.remaining, window.reset_time - time.time())
            response.headers.update(left)
        return response
