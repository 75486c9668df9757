"""Answers that are given again: the same as the first time, never another's, never after a switch."""

import itertools
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Store

from lod.site import Site
from tests.webapp.sample_release import BASE, Following, Opened, Remembering
from webapp.app import build
from webapp.http.response_cache import LONGEST, CachedResponse, ResponseCache

BOOK = "/doc/instance/boeken-001"


def one_book(path: Path, title: str) -> Opened:
    store = Store()
    book = NamedNode(BASE + "id/instance/b")
    store.add(Quad(book, NamedNode("https://schema.org/name"), Literal(title, language="nl")))
    return Opened(store, path)


@pytest.fixture
def fresh(site: Site, release: Opened) -> FlaskClient:
    """An application that was asked nothing yet."""
    return build(site, Following(release), Remembering()).test_client(use_cookies=False)


ASKED = [
    {"Accept": accept, "Accept-Language": language, "Accept-Encoding": coding, "Cookie": cookie}
    for accept, language, coding, cookie in itertools.product(
        ["text/html", "text/turtle", "application/ld+json", "application/json", "*/*"],
        ["nl", "en"],
        ["", "gzip", "zstd"],
        ["", "lang=en", "other=1; lang=nl"],
    )
]


def test_every_combination_gets_its_own_answer_again(fresh: FlaskClient) -> None:
    named = {"X-Request-Id": "0123456789abcdef"}
    first = [fresh.get(BOOK, headers=headers | named) for headers in ASKED]
    again = [fresh.get(BOOK, headers=headers | named) for headers in ASKED]
    for headers, one, two in zip(ASKED, first, again, strict=True):
        assert (one.status_code, one.data, sorted(one.headers)) == (
            two.status_code,
            two.data,
            sorted(two.headers),
        ), headers
    languages = {
        (h["Accept-Language"], h["Cookie"]): a.headers["Content-Language"]
        for h, a in zip(ASKED, again, strict=True)
        if h["Accept"] == "text/html"
    }
    assert languages[("nl", "")] == "nl"
    assert languages[("en", "")] == "en"
    assert languages[("nl", "lang=en")] == "en"
    assert languages[("en", "other=1; lang=nl")] == "nl"


def test_a_second_request_does_not_reach_flask(site: Site, release: Opened) -> None:
    app: Flask = build(site, Following(release), Remembering())
    reached: list[str] = []
    app.before_request(lambda: reached.append("flask"))
    client = app.test_client()
    page = f"{BOOK}?lang=en"
    tag = client.get(page).headers["ETag"]
    assert client.get(page).status_code == 200
    assert client.get(page, headers={"If-None-Match": tag}).status_code == 304
    assert client.head(page).data == b""
    assert reached == ["flask"]


@pytest.mark.parametrize(
    ("path", "header"), [(f"{BOOK}?x={'x' * LONGEST}", "nl"), (BOOK, f"nl{',x' * LONGEST}")]
)
def test_what_is_asked_at_length_is_not_kept(site: Site, release: Opened, path: str, header: str) -> None:
    app: Flask = build(site, Following(release), Remembering())
    reached: list[str] = []
    app.before_request(lambda: reached.append("flask"))
    for _ in range(2):
        assert app.test_client().get(path, headers={"Accept-Language": header}).status_code == 200
    assert len(reached) == 2


def test_head_first_keeps_nothing_empty(fresh: FlaskClient) -> None:
    assert fresh.head(BOOK).data == b""
    assert b"Max Havelaar" in fresh.get(BOOK).data


def test_a_switch_clears_the_shelf(site: Site, tmp_path: Path) -> None:
    following = Following(one_book(tmp_path, "Eerste"))
    client = build(site, following).test_client()
    old = client.get("/doc/instance/b.ttl")
    assert "Eerste" in client.get("/doc/instance/b.ttl").text
    following.opened = one_book(tmp_path, "Tweede")
    new = client.get("/doc/instance/b.ttl", headers={"If-None-Match": old.headers["ETag"]})
    assert (new.status_code, "Tweede" in new.text) == (200, True)


@pytest.mark.parametrize("path", ["/nergens", "/doc/instance/weg", "/status", "/id/instance/weg"])
def test_errors_and_moving_things_are_asked_each_time(site: Site, release: Opened, path: str) -> None:
    app = build(site, Following(release), Remembering())
    reached: list[str] = []
    app.before_request(lambda: reached.append("flask"))
    for _ in range(2):
        app.test_client().get(path)
    assert len(reached) == 2


def test_a_shelf_is_bounded_and_forgets_what_is_least_asked_for() -> None:
    cache = ResponseCache(megabytes=1)
    for number in range(200):
        cache.put((str(number),), CachedResponse([], b"x" * 20_000, "tag", ""))
        cache.get(("0",))
    assert cache.get(("0",)) is not None
    assert cache.get(("1",)) is None
    assert cache.get(("199",)) is not None
    cache.put(("large",), CachedResponse([], b"x" * 500_000, "tag", ""))
    assert cache.get(("large",)) is None
