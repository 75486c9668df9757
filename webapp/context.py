"""What every view needs, made once by `create_app`: site, addresses, templates, and what is served now."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from flask import Response, current_app, has_request_context, request
from jinja2 import Environment

from lod.errors import LodError
from lod.rdf.iris import Thing
from lod.site import Organization, Site
from lod.site.stories import Story
from lod.store.documents import Reader
from webapp import language_links
from webapp.assets import Asset
from webapp.current_release import CurrentRelease, Served
from webapp.documents.register_lookups import RegisterReader
from webapp.http.responses import content_policy, still_policy
from webapp.languages import Wording, named_language, visitor_wording
from webapp.pages.cards import Cards
from webapp.pages.layout import Frame, Framer
from webapp.pages.page_inputs import PageInputs
from webapp.pages.things import term_sources
from webapp.pages.things.holdings import local
from webapp.pages.things.link_labels import LinkLabels
from webapp.urls import Urls

KEY = "lod"
LIBRARY = "library"
"""The cookie that keeps the visitor's own library."""
LOOPBACK = re.compile(r"(localhost|127\.[0-9.]+|\[::1\])(:[0-9]{1,5})?\Z")
"""Hosts of this machine, as a client names them."""
_OF_PROXIES = (
    "Forwarded",
    "Via",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
    "X-Forwarded-Server",
    "X-Real-IP",
)
"""Headers by which proxies tell of themselves."""


@dataclass(frozen=True, slots=True)
class Context:
    """The site as this process serves it."""

    site: Site
    urls: Urls
    environments: Mapping[str, Environment]
    assets: Mapping[str, Asset]
    current: CurrentRelease
    memory: RegisterReader
    image_hosts: tuple[str, ...] = ()
    services: tuple[str, ...] = field(default=())
    """Names of the services that are switched on: "sparql", "reconcile"."""
    stories: Callable[[], Sequence[Story]] = tuple
    """What librarians put in the light, the newest first."""
    still: bool = False
    """Whether pages become files: they are made without what only a program can answer."""

    def framer(self, wording: Wording) -> Framer:
        """Makes the frames of pages in a language."""
        name = local(self.site.name, wording)
        search = self.urls.page("search") if self._can_search() else ""
        libraries = not self.still and any(one.kind == "library" for one in self.site.organizations)
        made = Framer(
            wording,
            self.urls,
            name,
            tuple(self.site.languages),
            search,
            libraries,
            stories=bool(self.stories()),
        )
        if self.still:
            return replace(made, still=True, policy=still_policy(self.image_hosts))
        return replace(made, picture=self._picture) if "sharing" in self.services else made

    def _picture(self, thing: Thing | None) -> str:
        try:
            return self.urls.picture(self.current().number, thing)
        except LodError:
            return ""

    def _can_search(self) -> bool:
        """Whether there is a search page, and the release has an index."""
        try:
            return "search" in self.services and self.current().searcher is not None
        except LodError:
            return False

    def page_inputs(self, served: Served, wording: Wording, reader: Reader | None = None) -> PageInputs:
        """What pages of things are made from for this visitor; `reader` may read what was before."""
        return self.page_inputs_for(served, wording, chosen_library(self.site), reader)

    def page_inputs_for(
        self, served: Served, wording: Wording, own: Organization | None, reader: Reader | None = None
    ) -> PageInputs:
        """What pages of things are made from for a visitor with an own library."""
        if reader is not None:
            return replace(self._page_inputs(served, wording, reader), own=own)
        found = served.page_inputs.get(wording.language)
        if found is None:
            found = served.page_inputs[wording.language] = self._page_inputs(served, wording, served.reader)
        return replace(found, own=own) if own else found

    def _page_inputs(self, served: Served, wording: Wording, reader: Reader) -> PageInputs:
        framer = self.framer(wording)
        searcher = served.searcher if framer.search and not self.still else None
        return PageInputs(
            LinkLabels(reader, self.urls, wording, term_sources.of_site(self.site.targets, wording.language)),
            Cards(reader, self.urls, wording, self.image_hosts),
            self.site,
            framer,
            served.counts.lists,
            self.image_hosts,
            downloads=served.downloads_of,
            searcher=searcher,
            letters="forms" in self.services,
        )

    def set(self, template: str, page: object, frame: Frame) -> str:
        """A page set in its template; if its address names its language, its links do."""
        named = has_request_context() and named_language() == frame.language
        if frame.index and named:
            # else search engines would hold it for the page without `lang`, which they get in one language
            told = language_links.steps(frame.structured, self.urls.base, frame.language)
            canonical = self.urls.public(frame.in_its_language())
            frame = replace(frame, canonical=canonical, structured=told)
        made = self.environments[frame.language].get_template(template).render(page=page, frame=frame)
        return language_links.keep_language(made, self.urls.root, frame.language) if named else made


def chosen_library(site: Site) -> Organization | None:
    """The library that the visitor chose as their own, if any."""
    return library_of(site, request.cookies)


def library_of(site: Site, cookies: Mapping[str, str]) -> Organization | None:
    """The library that a visitor with these cookies chose."""
    return site.organization(cookies.get(LIBRARY, ""))


def current_context() -> Context:
    """The room of the app that answers this request."""
    return cast(Context, current_app.extensions[KEY])


def page(template: str, page: object, frame: Frame, status: int = 200) -> Response:
    """A page as an answer that nobody keeps: for pages that depend on what was asked."""
    response = Response(
        current_context().set(template, page, frame), status, content_type="text/html; charset=utf-8"
    )
    response.headers["Content-Language"] = frame.language
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def with_script(response: Response) -> Response:
    """A page that may run scripts of ours, in files, that ask our own addresses."""
    policy = content_policy(current_context().image_hosts, scripts=True)
    response.headers["Content-Security-Policy"] = policy
    return response


def request_context() -> tuple[Context, Served, Wording]:
    """The room, what is served now, and the language of the visitor."""
    found = current_context()
    return found, found.current(), visitor_wording()


def through_a_proxy() -> bool:
    """Whether a proxy gives itself away in what was asked.

    By what it adds, or by HTTP/1.0, in which nginx asks unless it is told otherwise (Granian says "HTTP/1").
    """
    protocol = request.environ.get("SERVER_PROTOCOL", "HTTP/1.1")
    return protocol != "HTTP/1.1" or any(name in request.headers for name in _OF_PROXIES)


def origin() -> str:
    """Where programs reach the site: its public base, or this machine when they asked that themselves.

    A proxy that passes on no host (Apache and nginx, unless told to) asks this machine for people elsewhere.
    """
    urls = current_context().urls
    if LOOPBACK.match(request.host) and not through_a_proxy():
        return f"{request.scheme}://{request.host}{urls.root}"
    return urls.base
