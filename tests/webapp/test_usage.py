"""What is counted of visits, and that nothing is kept about visitors."""

from __future__ import annotations

import csv
import dataclasses
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lod.site import Site
from tests.webapp.sample_release import Following, Opened, Remembering, write_index
from webapp.app import USAGE, build
from webapp.views.search import blueprint as search
from webapp.views.usage import MOST_TOLD, Usage

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
CRAWLER = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}
PAGE = "/doc/instance/boeken-001"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def app(site: Site, release: Opened, var: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("LOD_VAR", str(var))
    var.mkdir()
    if not (release.path / "index").is_dir():
        write_index(release.path, release.store)
    here = dataclasses.replace(site)
    return build(here, Following(release), Remembering(), services=[search()])


def counted(client: FlaskClient) -> dict[tuple[str, str, str], int]:
    rows = csv.DictReader(io.StringIO(client.get("/usage.csv").text))
    return {(row["what"], row["collection"], row["visitor"]): int(row["count"]) for row in rows}


def test_pages_are_counted_by_collection_also_those_that_are_kept(client: FlaskClient) -> None:
    for _ in range(3):
        client.get(PAGE, headers=BROWSER)
    assert counted(client)["view", "boeken", "person"] == 3


def test_crawlers_and_programs_are_counted_apart(client: FlaskClient) -> None:
    client.get(PAGE, headers={**CRAWLER, "Accept": "text/html"})
    client.get(f"{PAGE}.ttl", headers=BROWSER)
    found = counted(client)
    assert found["view", "boeken", "crawler"] == 1
    assert found["data", "boeken", "person"] == 1


def test_what_is_not_there_is_not_counted(client: FlaskClient) -> None:
    client.get("/doc/instance/nothing", headers=BROWSER)
    client.get("/about", headers=BROWSER)
    assert counted(client) == {}


def test_searches_in_vain_are_told_when_several_made_them(client: FlaskClient) -> None:
    for _ in range(3):
        client.get("/search?q=Xyzzyplugh", headers=BROWSER)
    client.get("/search?q=qwertzuiop", headers=BROWSER)
    assert counted(client)["nothing", "", "person"] == 4
    text = client.get("/usage").text
    assert "xyzzyplugh" in text
    assert "qwertzuiop" not in text


def test_hosts_that_link_here_are_told_without_their_addresses(client: FlaskClient, var: Path) -> None:
    client.get(PAGE, headers={**BROWSER, "Referer": "https://www.museum.example/person/jan?token=secret"})
    client.get(PAGE, headers={**BROWSER, "Referer": "https://data.example.org/search?q=x"})
    text = client.get("/usage").text
    assert "museum.example" in text
    assert "secret" not in text
    assert "data.example.org <" not in text


def test_a_request_is_led_to_the_library_and_counted(client: FlaskClient) -> None:
    text = client.get(PAGE, headers=BROWSER).text
    assert "/ask/instance/boeken-001?at=" in text
    answer = client.get("/ask/instance/boeken-001?at=NL-0100000001", headers=BROWSER)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("https://")
    assert counted(client)["ask", "", "person"] == 1


@pytest.mark.parametrize("at", ["", "NL-NOBODY", "https://evil.example/", "//evil.example"])
def test_nobody_is_led_elsewhere(client: FlaskClient, at: str) -> None:
    assert client.get("/ask/instance/boeken-001", query_string={"at": at}).status_code == 404


def test_nothing_is_kept_about_visitors(client: FlaskClient, var: Path) -> None:
    client.get(PAGE, headers={**BROWSER, "X-Forwarded-For": "203.0.113.7"})
    client.get("/usage")
    kept = (var / USAGE).read_bytes()
    assert b"203.0.113.7" not in kept
    assert b"127.0.0.1" not in kept
    assert b"Firefox" not in kept


def test_hosts_that_are_made_up_do_not_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.views.usage.EVERY", 3600)  # all of them come before they are added
    usage = Usage(tmp_path / "u.sqlite")
    html = [("Content-Type", "text/html; charset=utf-8")]
    for n in (*range(3 * MOST_TOLD), 0, 0):
        told_by = {"HTTP_USER_AGENT": BROWSER["User-Agent"], "HTTP_REFERER": f"https://host{n}.example/"}
        usage.note({"REQUEST_METHOD": "GET", "PATH_INFO": "/doc/work/x", **told_by}, "200 OK", html)
    told = usage.told("from", "2000-01", 1)
    assert told[0] == ("host0.example", 3), "those that are known count on"
    with closing(sqlite3.connect(tmp_path / "u.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM told").fetchone() == (MOST_TOLD,)


def test_two_workers_count_together(tmp_path: Path) -> None:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/search", "HTTP_USER_AGENT": BROWSER["User-Agent"]}
    one, other = Usage(tmp_path / "u.sqlite"), Usage(tmp_path / "u.sqlite")
    for usage in (one, other, one):
        usage.note(environ, "200 OK", ())
    one.add()
    assert [row[4] for row in other.rows("")] == [3]


def test_where_nothing_can_be_written_pages_are_served_all_the_same(tmp_path: Path) -> None:
    usage = Usage(tmp_path / "nowhere" / "u.sqlite")
    usage.note({"REQUEST_METHOD": "GET", "PATH_INFO": "/search"}, "200 OK", ())
    usage.add()
    assert usage.rows("") == []


def test_a_broken_database_is_told_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "u.sqlite").write_bytes(b"no database at all" * 100)
    usage = Usage(tmp_path / "u.sqlite")
    assert usage.rows("") == []
    with closing(sqlite3.connect(tmp_path / "u.sqlite")) as db, pytest.raises(sqlite3.DatabaseError):
        db.execute("SELECT * FROM counted")
