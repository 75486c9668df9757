"""How fast one client may ask, and who is not counted."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lod.site import Serving, Site
from tests.webapp.published_site import make
from tests.webapp.sample_release import Following, Opened, Remembering, write_index
from webapp.app import build, create_app
from webapp.http.rate_limits import _CLASSES, RateLimits
from webapp.views.search import blueprint as search

pytestmark = pytest.mark.usefixtures("one_moment")

FROM = {"REMOTE_ADDR": "203.0.113.9"}
OTHER = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def client(site: Site, release: Opened) -> FlaskClient:
    serving = Serving(
        searches_per_minute=3, services_per_minute=4, pages_per_minute=2, welcome=("66.249.64.0/19",)
    )
    if not (release.path / "index").is_dir():
        write_index(release.path, release.store)
    here = dataclasses.replace(site, serve=serving)
    made = build(here, Following(release), Remembering(), services=[search()])
    return made.test_client(use_cookies=False)


def statuses(client: FlaskClient, path: str, times: int, **asked: object) -> list[int]:
    return [client.get(path, environ_base=asked.get("base", FROM)).status_code for _ in range(times)]


def searches(client: FlaskClient, times: int, **asked: object) -> list[int]:
    """What became of so many searches, each for something else: what was asked before is not counted."""
    return [status for n in range(times) for status in statuses(client, f"/search?q=x{n}", 1, **asked)]


def test_who_searches_too_fast_is_told_when_to_come_back(client: FlaskClient) -> None:
    assert searches(client, 4) == [200, 200, 200, 429]
    answer = client.get("/search?q=y", environ_base=FROM)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_who_searches_too_fast_can_try_the_same_again(client: FlaskClient) -> None:
    searches(client, 5)
    page = client.get("/search?q=y&sort=title", environ_base=FROM, headers={"Accept": "text/html"})
    assert page.status_code == 429
    assert 'href="/search?q=y&amp;sort=title"' in page.get_data(as_text=True)
    assert "Probeer het opnieuw" in page.get_data(as_text=True)
    assert 'action="/search"' in page.text, "and for something else"


def test_others_are_answered_meanwhile(client: FlaskClient) -> None:
    searches(client, 5)
    assert searches(client, 1, base=OTHER) == [200]
    assert statuses(client, "/suggest?q=x", 1) == [200]


def test_services_say_what_is_left(client: FlaskClient) -> None:
    left = [client.get("/suggest?q=x", environ_base=FROM).headers["RateLimit-Remaining"] for _ in range(4)]
    assert left == ["3", "2", "1", "0"]


APIS = ["/suggest?q=x", "/reconcile", "/oai?verb=Identify", "/same-as?uri=x", "/links/all.csv", "/changes",
        "/changes.atom", "/ldes", "/resourcesync/capabilitylist.xml", "/oembed?url=x",
        "/search?format=json"]  # fmt: skip


@pytest.mark.parametrize("path", APIS)
def test_each_service_says_what_is_left_and_lets_scripts_of_other_sites_read_it(
    reader: FlaskClient, path: str
) -> None:
    answer = reader.get(path, environ_base=FROM)
    left, limit = (int(answer.headers[f"RateLimit-{name}"]) for name in ("Remaining", "Limit"))
    assert 0 <= left < limit
    assert 0 <= int(answer.headers["RateLimit-Reset"]) <= 60
    assert "RateLimit-Remaining" in answer.headers["Access-Control-Expose-Headers"]


def test_pages_that_were_made_before_are_not_counted(client: FlaskClient) -> None:
    assert statuses(client, "/doc/instance/boeken-001.ttl", 10) == [200] * 10


def test_pages_that_have_to_be_made_are(client: FlaskClient) -> None:
    paths = [f"/doc/instance/boeken-00{n}.ttl" for n in (1, 2, 3)]
    found = [client.get(path, environ_base=FROM).status_code for path in paths]
    assert found == [200, 200, 429], "each once, though two look at it"


def test_pages_of_long_lists_are_counted_as_searches(client: FlaskClient) -> None:
    paths = [f"/doc/collection/boeken?list=things&page={n}" for n in range(1, 5)]
    found = [client.get(path, environ_base=FROM).status_code for path in paths]
    assert 429 not in found[:3]
    assert found[3] == 429


@pytest.mark.parametrize("address", ["66.249.66.1", "127.0.0.1"])
def test_who_is_welcome_is_not_counted(client: FlaskClient, address: str) -> None:
    assert searches(client, 6, base={"REMOTE_ADDR": address}) == [200] * 6


def test_something_from_the_collections_is_found(client: FlaskClient) -> None:
    answer = client.get("/random", environ_base=OTHER)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/doc/")


def test_machines_that_read_text_are_told_what_is_here(client: FlaskClient) -> None:
    text = client.get("/llms.txt").text
    assert text.startswith("# ")
    assert "https://data.example.org/.well-known/datacatalog" in text
    assert "https://data.example.org/doc/collection/boeken" in text


def test_an_answer_for_one_client_says_what_it_has_left_and_one_that_is_kept_does_not(
    client: FlaskClient,
) -> None:
    found = client.get("/search?q=x&format=json", environ_base=FROM)
    assert (found.headers["RateLimit-Limit"], found.headers["RateLimit-Remaining"]) == ("3", "2")
    searches(client, 2)
    refused = client.get("/search?q=x", environ_base=FROM)
    assert (refused.status_code, refused.headers["RateLimit-Remaining"]) == (429, "0")
    assert "RateLimit-Remaining" not in client.get("/doc/instance/boeken-001", environ_base=FROM).headers


def test_advice_on_queries_is_counted_as_a_service(client: FlaskClient) -> None:
    """Unlike an answer, whose seconds the query service counts."""
    asked = [client.post("/sparql/advice", data={"query": "x"}, environ_base=FROM) for _ in range(5)]
    assert [answer.status_code == 429 for answer in asked] == [False] * 4 + [True]


def test_what_costs_next_to_nothing_is_not_counted(client: FlaskClient) -> None:
    assert statuses(client, "/status", 9) == [200] * 9
    assert "RateLimit-Limit" not in client.get("/robots.txt", environ_base=FROM).headers


@pytest.mark.parametrize(
    ("root", "method", "path", "name"),
    [
        ("/", "POST", "/inbox", "letters"),
        ("/", "GET", "/inbox", "pages"),
        ("/", "GET", "/doc/instance/x", "pages"),
        ("/", "OPTIONS", "/doc/instance/x", None),
        ("/data/", "GET", "/data/doc/instance/x", "pages"),
        ("/data/", "GET", "/other/doc/instance/x", None),
        ("/data/", "GET", "/12345/oai", None),
    ],
)
def test_to_tell_is_counted_and_to_read_what_was_told_is_as_a_page(
    root: str, method: str, path: str, name: str | None
) -> None:
    charged = RateLimits(Serving(), root).charge({"REQUEST_METHOD": method, "PATH_INFO": path, **FROM})
    assert (charged.name if charged else None) == name


def test_every_address_that_is_counted_is_there(tmp_path: Path) -> None:
    """What is counted is told by the first part of an address: of one misspelled, nothing would be."""
    app = create_app(make(tmp_path / "site"), tmp_path / "sandbox")
    rules = [f"{rule.rule[1:]}/" for rule in app.url_map.iter_rules()]
    assert not [name for name in _CLASSES if not any(rule.startswith(f"{name}/") for rule in rules)]


def test_who_is_sent_to_a_description_is_told_what_is_left(client: FlaskClient) -> None:
    answers = [client.get("/id/instance/boeken-001", environ_base=FROM) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0"]
