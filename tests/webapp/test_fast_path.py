"""The straight way to a description: the answers are those of the long way through Flask, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

from lod.rdf.formats import DOCUMENTS
from lod.rdf.iris import parse
from lod.site import Site
from tests.hypothesis_profiles import tries
from tests.webapp.published_site import serve
from tests.webapp.sample_release import Following, Opened, Remembering
from webapp.app import build
from webapp.http.response_cache import ResponseCache

BOOK, THING = "/doc/instance/boeken-001", "/id/instance/boeken-001"
SUFFIXES = ["", *(f".{form.suffix}" for form in DOCUMENTS)]
ACCEPTED = ["", "*/*", "text/html", "image/png", *(form.media_type for form in DOCUMENTS)]
ASKED = st.fixed_dictionaries(
    {
        "Accept": st.sampled_from(ACCEPTED),
        "Accept-Language": st.sampled_from(["", "nl", "en", "fr, en;q=0.5"]),
        "Accept-Encoding": st.sampled_from(["", "gzip", "br", "zstd, gzip"]),
        "Cookie": st.sampled_from(
            ["", "lang=en", "library=NL-DEMO-BVS", "library=NL-DEMO-LHD; lang=nl", "library=none"]
        ),
    },
    optional={
        "Accept-Profile": st.just("<https://schema.org/>"),
        "If-None-Match": st.sampled_from(["*", '"none"']),
        "If-Modified-Since": st.just("Sat, 01 Jan 2050 00:00:00 GMT"),
    },
)

Answer = tuple[str, list[tuple[str, str]], bytes]


@dataclass(repr=False)
class Both:
    """An application, asked both ways."""

    app: Flask
    paths: list[str]
    """Where the descriptions of all its things are, those of a kind together; and one of nothing."""

    def ways(self, path: str, headers: dict[str, str], method: str = "GET") -> tuple[Answer, Answer]:
        """The answer by the straight way and by the long one."""
        self.app.extensions["lod"].current().cache = ResponseCache()
        straight = ask(self.app.wsgi_app, path, headers, method)
        return straight, ask(lambda *request: Flask.wsgi_app(self.app, *request), path, headers, method)


@pytest.fixture(scope="module")
def both(demo: Site) -> Both:
    """A site with things of every kind."""
    app = serve(demo)
    here = app.extensions["lod"]
    quads = here.current().reader.store.quads_for_pattern(None, None, None)
    subjects = {quad.subject.value.partition("#")[0] for quad in quads}
    things = [thing for iri in subjects if (thing := parse(here.urls.base, iri))]
    things.sort(key=lambda thing: (thing.kind, thing.key))
    return Both(app, [*map(here.urls.document, things), f"{here.urls.root}doc/work/nothing"])


def ask(app: Any, path: str, headers: dict[str, str], method: str) -> Answer:
    environ = EnvironBuilder(path=path, headers=headers, method=method).get_environ()
    body, status, answered = run_wsgi_app(app, environ)
    # Flask leaves some of what may stay away out of a 304; each request has an id
    left_out = {"X-Request-Id"} | ({"Last-Modified", "Content-Language"} if status[:3] == "304" else set())
    return status, sorted(pair for pair in answered if pair[0] not in left_out), b"".join(body)


@settings(max_examples=tries(80), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(min_value=0),
    st.sampled_from(SUFFIXES),
    ASKED,
    st.sampled_from(["GET", "GET", "GET", "HEAD"]),
)
def test_both_ways_give_the_same(
    both: Both, at: int, suffix: str, headers: dict[str, str], method: str
) -> None:
    straight, long = both.ways(both.paths[at % len(both.paths)] + suffix, headers, method)
    assert straight == long


def test_a_thing_of_every_kind_in_every_form_is_the_same_both_ways(both: Both) -> None:
    """What the draw above may leave out."""
    one_of_each = {path.split("/")[-2]: path for path in reversed(both.paths)}
    for path in one_of_each.values():
        for suffix in SUFFIXES:
            straight, long = both.ways(path + suffix, {})
            assert straight == long


@settings(max_examples=tries(20), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=0), ASKED, st.sampled_from(["GET", "HEAD", "OPTIONS"]))
def test_the_way_to_a_description_is_the_same_both_ways(
    both: Both, at: int, headers: dict[str, str], method: str
) -> None:
    path = both.paths[at % len(both.paths)].replace("/doc/", "/id/")
    straight, long = both.ways(path, headers, method)
    assert straight == long


@pytest.fixture
def reached(site: Site, release: Opened) -> tuple[FlaskClient, list[str]]:
    """A client, and the addresses that Flask was asked for."""
    made = build(site, Following(release), Remembering())
    found: list[str] = []
    made.before_request(lambda: found.append(request.full_path))
    return made.test_client(use_cookies=False), found


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_plain_request_for_a_description_does_not_reach_flask(
    reached: tuple[FlaskClient, list[str]], suffix: str
) -> None:
    client, found = reached
    assert client.get(BOOK + suffix).status_code == 200
    assert found == []


def test_a_plain_request_for_a_thing_does_not_reach_flask(reached: tuple[FlaskClient, list[str]]) -> None:
    client, found = reached
    assert client.get(THING).status_code == 303
    assert found == []


@pytest.mark.parametrize(
    "path",
    [
        f"{BOOK}?lang=en",
        f"{BOOK}.ttl?profile=schema",
        f"{THING}?lang=en",
        "/doc/work/nothing",
        "/id/work/nothing",
        "/id/instance/verhuisd",
        "/id/instance/weg",
        "/",
    ],
)
def test_any_other_request_does(reached: tuple[FlaskClient, list[str]], path: str) -> None:
    client, found = reached
    client.get(path)
    assert len(found) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_whole_is_handed_over_as_a_list(reached: tuple[FlaskClient, list[str]], method: str) -> None:
    """The server sends a list at once, and asks one piece after the other of anything else."""
    client, _ = reached
    environ = EnvironBuilder(path="/", method=method).get_environ()
    answer = client.application.wsgi_app(environ, lambda *told: lambda data: None)
    assert type(answer) is list
    assert bool(b"".join(answer)) is (method == "GET")


def test_what_is_read_piece_by_piece_stays_so(site: Site, release: Opened) -> None:
    app, closed = build(site, Following(release), Remembering()), []

    def pieces() -> Iterator[bytes]:
        try:
            yield b"one"
            yield b"two"
        finally:
            closed.append(True)

    app.add_url_rule("/pieces", "pieces", lambda: Response(pieces()))
    answer = app.wsgi_app(EnvironBuilder(path="/pieces").get_environ(), lambda *told: lambda data: None)
    assert type(answer) is not list
    assert (next(iter(answer)), closed) == (b"one", [])
    answer.close()  # type: ignore[attr-defined]
    assert closed == [True]
