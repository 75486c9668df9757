"""The application as a function: an address in, an answer out, without a server and without counting."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Blueprint, Flask, Response

from lod.site import Site
from lod.store.current_release import Opened
from webapp.app import build
from webapp.changes import endpoint as changes
from webapp.context import page, request_context
from webapp.languages import N_
from webapp.openapi import endpoint as openapi
from webapp.urls import Urls
from webapp.views import catalogue, data_model, downloads, mappings, same_as, stories


@dataclass(frozen=True, slots=True)
class Answer:
    """What the application answers."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    content: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people."""
        return self.headers.get("content-type", "").startswith("text/html")


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page that searches in an index made of files."""

    bundle: str
    """Address of the index."""
    script: str


class _One:
    """Follows a release that stays: what is exported is of one moment."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def current(self) -> Opened:
        """It."""
        return self._opened


class AppClient:
    """The application of a site at one release, made for files."""

    def __init__(self, site: Site, opened: Opened) -> None:
        services = [
            _search(),
            stories.blueprint(),
            downloads.blueprint(),
            catalogue.blueprint(),
            changes.blueprint(),
            same_as.blueprint(),
            openapi.blueprint(),
            data_model.blueprint(),
            mappings.blueprint(),
        ]
        self.site = site
        self.app: Flask = build(
            site, _One(opened), services=services, image_hosts=site.image_hosts, still=True
        )
        self._root = Urls(site.base).root

    def __call__(self, path: str, accept: str = "*/*", language: str = "") -> Answer:
        """The answer to an address below the root."""
        parts = urlsplit(path)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": (self._root + unquote(parts.path)).encode().decode("latin-1"),
            "SCRIPT_NAME": "",
            "QUERY_STRING": parts.query,
            "HTTP_ACCEPT": accept,
            "HTTP_ACCEPT_LANGUAGE": language,
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        told: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            told[:] = [status, headers]

        # past what stands in front: a visitor is counted, and what was asked before is kept; not so here
        answer: Iterable[bytes] = Flask.wsgi_app(self.app, environ, start)
        content = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return Answer(int(told[0].split()[0]), {n.lower(): v for n, v in told[1]}, content)

    def leads_to(self, path: str) -> str:
        """Where a redirect leads; nothing when an address is none."""
        answer = self(path)
        return answer.headers.get("location", "") if answer.status == HTTPStatus.SEE_OTHER else ""


def _search() -> Blueprint:
    """The search page, in place of the one that asks the index of the release."""
    made = Blueprint("search", __name__)
    made.add_url_rule("/search", view_func=_search_page)
    return made


def _search_page() -> Response:
    found, _, wording = request_context()
    path = found.urls.page("search")
    frame = found.framer(wording).frame(wording.text(N_("Search")), path, index=False)
    return page(
        "still-search.html", SearchPage(found.urls.page("pagefind/"), found.urls.static("still.js")), frame
    )
