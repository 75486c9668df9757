"""The straight way to a thing and to its description: what most requests ask, answered without Flask.

Dispatching a request, contexts and responses of Flask took a third of the time of a description in Turtle,
and most of that of a redirect to it. A plain request needs none of it: its place on the cache says all that
its answer depends on. Whatever is not plain, or goes wrong, Flask answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from lod.rdf.formats import HTML, by_suffix
from lod.rdf.iris import KINDS, Thing
from webapp.documents.bodies import DATA_BY, PAGE_BY, DescriptionRequest, data_of, page_of
from webapp.feedback import notifications
from webapp.http.negotiation import split
from webapp.http.response_cache import CachedResponse, Place
from webapp.http.responses import BARE_POLICY, cacheable, content_policy, redirecting
from webapp.languages import wording

if TYPE_CHECKING:
    from webapp.context import Context
    from webapp.current_release import Served
    from webapp.http.rate_limits import RateLimits

LONGEST = 250
"""Keys are never longer."""


def _addresses(here: Context, what: str) -> re.Pattern[str]:
    """Addresses of things ("id") or of their descriptions ("doc"), with kind and key."""
    head, kinds = re.escape(f"{here.urls.root}{what}/"), "|".join(KINDS)
    return re.compile(rf"{head}({kinds})/([A-Za-z0-9][A-Za-z0-9._~-]{{0,{LONGEST - 1}}})\Z")


def to_description(here: Context, thing: Thing) -> list[tuple[str, str]]:
    """The headers of the redirect from a thing to its description, whatever form of that is wanted."""
    address = here.urls.document(thing)
    return [*redirecting(address), ("Link", f'<{address}>; rel="describedby"{notifications.link(here)}')]


class ToDescriptions:
    """WSGI: plain requests for things that are there get a redirect, all others what the application says."""

    def __init__(self, app: Callable[..., Iterable[bytes]], here: Context, pacing: RateLimits) -> None:
        self._app = app
        self._here = here
        self._pacing = pacing
        self._address = _addresses(here, "id")

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """One request."""
        asked = self._address.match(environ["PATH_INFO"])
        if asked is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("QUERY_STRING"):
            return self._app(environ, start)
        thing = Thing(asked[1], asked[2])
        try:
            is_there = self._here.current().reader.exists(thing)
        except Exception:
            # an outer door: the application meets the same fault, and tells of it properly
            is_there = False
        charged = self._pacing.charge(environ) if is_there else None
        if not is_there or (charged and not charged.allowed):
            return self._app(environ, start)
        left = self._pacing.left(charged) if charged else []
        start("303 SEE OTHER", [*to_description(self._here, thing), *left])
        return []


class FastPath:
    """Makes the answers to plain requests for descriptions."""

    def __init__(self, here: Context, pacing: RateLimits) -> None:
        self._here = here
        self._pacing = pacing
        self._address = _addresses(here, "doc")

    def is_document(self, path: str) -> bool:
        """Whether a path is that of a description, which comes in every form."""
        return self._address.match(path) is not None

    def __call__(self, served: Served, place: Place, environ: dict[str, Any]) -> CachedResponse | None:
        """The answer to a request; None when it is left to Flask."""
        path, query, chosen, language, library, coding = place
        address = None if query else self._address.match(path)
        if address is None:
            return None
        key, named = split(address[2])
        asked = DescriptionRequest(Thing(address[1], key), named)
        form = named or by_suffix(chosen)
        found = served.reader.document(asked.thing)
        if found is None or form is None:
            return None
        charged = self._pacing.charge(environ)
        if charged and not charged.allowed:
            return None
        here = self._here
        if form is HTML:
            own = here.site.organization(library)
            body = page_of(here, served, found, here.page_inputs_for(served, wording(language), own))
            vary: tuple[str, ...] = PAGE_BY
            policy = content_policy(here.image_hosts)
        else:
            body = data_of(here, served, found, form)
            vary, policy = DATA_BY, BARE_POLICY
        headers, content = cacheable(body, asked.vary(*vary), coding, asked.location(here.urls, form))
        headers += [
            ("Content-Type", body.content_type),
            ("Content-Length", str(len(content))),
            ("Content-Security-Policy", policy),
        ]
        return CachedResponse(headers, content, body.etag, body.modified)
