"""What one visitor gets never depends on what another one sent: the cache is not to be poisoned."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lod.site import Site
from tests.webapp.sample_release import Following, Opened, Remembering
from webapp.app import build
from webapp.http.response_cache import ResponseCache
from webapp.views.search import blueprint as search

PLAIN: dict[str, str] = {}
COOKIES = (
    'lang="en"',
    "lang=\x80",
    'lang="\\377"; library="\\200',
    "lang=en-GB",
    "lang = en",
    'x="; lang=nl; lang=en',
    "lang=nl; lang=en",
    "lang=\\145\\156",
    'lang="\\145n"',
    "LANG=en",
    "lang=en\t",
    "library=NL-0100000001",
    'library="NL-0100000001"',
    "library = NL-0100000001",
    "library=nl-0100000001",
    "library=0100000001",
    "library=NL-0100000002",
    "library=NL-0100000001; lang=en",
    "library=%4eL-0100000001",
)
OTHERS = (
    {"Accept": "text/*"},
    {"Accept": "*/*;q=0.1, application/json"},
    {"Accept-Language": "en;q=0.9, nl;q=0.1"},
    {"Accept-Encoding": "gzip;q=0, zstd"},
    {"Host": "evil.example"},
    {"Host": "localhost"},
    {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"},
    {"X-Forwarded-Prefix": "/evil", "X-Original-URL": "/evil", "X-Rewrite-URL": "/evil"},
)
PATHS = (
    "/",
    "/about",
    "/robots.txt",
    "/doc/instance/boeken-001",
    "/doc/instance/boeken-001.html",
    "/doc/instance/boeken-001?lang=en",
    "/doc/agent/veelschrijver?list=made",
)


def fresh(site: Site, release: Opened) -> FlaskClient:
    """An application with an empty cache."""
    app: Flask = build(site, Following(release), Remembering(), services=[search()])
    return app.test_client(use_cookies=False)


def told(client: FlaskClient, path: str, headers: dict[str, str]) -> tuple[int, bytes, list[tuple[str, str]]]:
    answer = client.get(path, headers=headers)
    return answer.status_code, answer.data, sorted((k, v) for k, v in answer.headers if k != "X-Request-Id")


def test_nothing_that_another_sent_changes_an_answer(
    site: Site, release: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [PLAIN, *({"Cookie": cookie} for cookie in COOKIES), *OTHERS]
    together = fresh(site, release)
    with monkeypatch.context() as without:
        without.setattr(ResponseCache, "get", lambda cache, place: None)
        alone = {(path, n): told(together, path, sent) for path in PATHS for n, sent in enumerate(asked)}
    for first in (0, len(asked) - 1):  # the plain visitor comes before all others, and after them
        together = fresh(site, release)
        for path in PATHS:
            for n, sent in sorted(enumerate(asked), reverse=bool(first)):
                assert told(together, path, sent) == alone[path, n], (path, sent)


ACCEPTED = (
    "",
    "*/*",
    "text/html",
    "text/turtle",
    "application/*",
    "text/*",
    "application/ld+json;q=0.5, */*;q=0.1",
    "application/json, application/trig;q=0.5",
    "application/rdf+xml, text/html;q=0.5",
    "text/html;q=0.5, */*",
)


def test_no_form_that_another_asked_for_is_given(published: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where forms are offered in another order than those of a thing, or fewer."""
    client = published.test_client(use_cookies=False)
    rules = (r.rule for r in published.url_map.iter_rules() if "GET" in (r.methods or ()) and not r.arguments)
    paths = ["/doc/object/museum-MVS-0001", "/vocab/relators/aut", "/.well-known/datacatalog", *rules]
    paths = [path for path in paths if "Accept" in client.get(path).headers.get("Vary", "").split(", ")]
    assert "/tpf" in paths
    for n, order in enumerate((ACCEPTED, ACCEPTED[::-1])):
        for path in paths:
            asked = f"{path}?{n}"  # new on the cache
            together = [client.get(asked, headers={"Accept": accept}) for accept in order]
            with monkeypatch.context() as without:
                without.setattr(ResponseCache, "get", lambda cache, place: None)
                for accept, given in zip(order, together, strict=True):
                    alone = client.get(asked, headers={"Accept": accept})
                    assert (given.status_code, given.content_type) == (
                        alone.status_code,
                        alone.content_type,
                    ), (
                        path,
                        accept,
                    )


def test_a_cookie_is_read_alike_before_and_behind_the_shelf(site: Site, release: Opened) -> None:
    client = fresh(site, release)
    quoted = client.get("/about", headers={"Cookie": 'lang="en"'})
    assert quoted.headers["Content-Language"] == "en"
    assert client.get("/about").headers["Content-Language"] == "nl"


def test_no_forged_host_is_repeated(site: Site, release: Opened) -> None:
    forged = {"Host": "evil.example", **OTHERS[-1], **OTHERS[-2]}
    client = fresh(site, release)
    for path in (
        *PATHS,
        "/id/instance/boeken-001",
        "/search?q=a",
        "/nergens",
        "/my-library",
        "/vocab",
        "/about/",
    ):
        answer = client.get(path, headers=forged)
        assert "evil" not in answer.text, path
        assert "evil" not in str(answer.headers), path
