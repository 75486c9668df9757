"""Stories: pages and a feed from Markdown files, and what such a file may not do."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html

from lod.site import Site
from lod.site.stories import read
from tests.webapp.sample_release import Following, Opened, Remembering, write_index
from webapp.app import build
from webapp.pages.story_pages import text_of
from webapp.urls import Urls
from webapp.views.search import blueprint as search
from webapp.views.stories import blueprint

STORY = """+++
title = "Koffie"
intro = "Over koffie."
date = 2026-11-01
author = "De bibliotheek"
search = "q=havelaar"
things = ["agent/multatuli"]
+++
Een *tekst* met [Max Havelaar](instance/boeken-001), [elders](https://example.org/),
[kwaad](javascript:alert(1)), <script>alert(1)</script> en ![beeld](https://evil.example/x.png).

# Kop
"""
ENGLISH = '+++\ntitle = "Coffee"\n+++\nA text.\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stories = tmp_path / "stories"
    stories.mkdir()
    (stories / "koffie.md").write_text(STORY, "utf-8")
    (stories / "koffie.en.md").write_text(ENGLISH, "utf-8")
    return tmp_path


@pytest.fixture
def client(site: Site, release: Opened, folder: Path) -> FlaskClient:
    if not (release.path / "index").is_dir():
        write_index(release.path, release.store)
    made = build(
        dataclasses.replace(site, folder=folder),
        Following(release),
        Remembering(),
        services=[search(), blueprint()],
    )
    made.testing = True
    return made.test_client(use_cookies=False)


def test_search_engines_find_a_story_with_its_day(client: FlaskClient) -> None:
    text = client.get("/sitemaps/site.xml").text
    assert re.findall(r"<loc>[^<]*/(stories[^<]*)</loc><lastmod>([^<]*)<", text) == [
        ("stories", "2026-11-01"),
        ("stories/koffie", "2026-11-01"),
    ]


def test_a_story_is_told_with_the_things_it_shows(client: FlaskClient) -> None:
    text = client.get("/stories/koffie").text
    assert "<em>tekst</em>" in text
    assert 'href="/doc/instance/boeken-001"' in text
    assert "Multatuli" in text
    assert "/search?q=havelaar" in text
    assert "<h2>Kop</h2>" in text


def test_a_story_is_told_in_the_language_of_the_visitor(client: FlaskClient) -> None:
    assert "Coffee" in client.get("/stories/koffie", headers={"Accept-Language": "en"}).text


def test_a_story_brings_no_html_scripts_or_images_of_its_own(client: FlaskClient) -> None:
    text = client.get("/stories/koffie").text
    assert "<script>alert" not in text
    assert "javascript:" not in text.replace("[kwaad](javascript:alert(1))", "")
    assert 'src="https://evil.example' not in text


def test_stories_are_in_the_menu_where_there_are_some(client: FlaskClient, app: Flask) -> None:
    def menu(of: FlaskClient) -> list[str]:
        return html.document_fromstring(of.get("/about").text).xpath("//nav[@class='top-nav']/a/@href")

    assert "/stories" in menu(client)
    assert "/stories" not in menu(app.test_client(use_cookies=False))


def test_stories_stand_in_a_list_on_the_first_page_and_in_a_feed(client: FlaskClient) -> None:
    for path in ("/", "/stories"):
        assert "Over koffie." in client.get(path).text
    feed = etree.fromstring(client.get("/stories.atom").data)
    titles = feed.findall("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title")
    assert [title.text for title in titles] == ["Koffie"]


def test_a_story_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/stories/nothing").status_code == 404


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.md", "no settings", "expected settings"),
        ("a.md", '+++\ntitle = "x"\n+++\n', "date: is missing"),
        ("a.md", "+++\ndate = 2026-01-01\n+++\n", "title: is missing"),
        ("a.md", '+++\ntitle = 5\ndate = 2026-01-01\n+++\n', "title: found 5"),
        ("a.md", '+++\ntitel = "x"\ndate = 2026-01-01\n+++\n', "titel: no such setting"),
        ("a.md", "+++\ntitle = \n+++\n", "a.md"),
        ("A B.md", '+++\ntitle = "x"\ndate = 2026-01-01\n+++\n', "a name that is none"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_story_is_told_and_the_others_stay(
    folder: Path, name: str, text: str, fault: str
) -> None:
    (folder / "stories" / name).write_text(text, "utf-8")
    told, mistakes = read(folder, ("nl", "en"))
    assert [story.name for story in told] == ["koffie"]
    assert len(mistakes) == 1
    assert fault in mistakes[0]


@pytest.mark.parametrize(
    ("form", "start"), [("csv", "uri,title"), ("jsonl", '{"@id"'), ("atom", "<?xml"), ("rss", "<?xml")]
)
def test_results_can_be_taken_along(client: FlaskClient, form: str, start: str) -> None:
    answer = client.get("/search", query_string={"q": "havelaar", "format": form})
    assert answer.status_code == 200
    assert answer.text.startswith(start)
    assert "instance/boeken-001" in answer.text


def test_all_results_are_in_the_file_not_only_the_first_page(client: FlaskClient) -> None:
    total = client.get("/search?format=json").json["total"]
    assert len(client.get("/search?format=jsonl").text.splitlines()) == total > 20


@pytest.mark.parametrize("typed", ["kolonialisme", "koloniali*"])
def test_a_result_says_why_it_was_found(client: FlaskClient, typed: str) -> None:
    text = client.get("/search", query_string={"q": typed}).text
    assert "<mark>kolonialisme</mark>" in text.lower()


@pytest.mark.parametrize("mark", ["#", "##", "###"])
def test_headings_of_a_story_begin_below_that_of_the_page(mark: str) -> None:
    made = text_of(f"{mark} Een\n\n{mark}# Twee\n", Urls("https://data.example.org/"))
    assert re.findall(r"<(h\d)>", made) == ["h2", "h3"]


def test_search_engines_get_the_text_as_it_is_read(client: FlaskClient) -> None:
    tree = html.fromstring(client.get("/stories/koffie?lang=nl", headers={"Accept": "text/html"}).text)
    told, _ = json.loads(str(tree.xpath("string(//script[@type='application/ld+json'])")))
    assert told["text"]["@value"].startswith("Een tekst met Max Havelaar, elders,")
    assert "# Kop" not in told["text"]["@value"]


def test_a_story_that_cannot_be_read_is_told_and_hides_no_other(
    client: FlaskClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "stories" / "kaarten.md").symlink_to(folder / "nowhere")
    (folder / "stories" / "map.md").mkdir()
    answer = client.get("/stories")
    assert answer.status_code == 200
    assert "/stories/koffie" in answer.text
    assert "stories/kaarten.md: cannot be read (No such file or directory)" in caplog.text
    assert "stories/map.md: cannot be read (Is a directory)" in caplog.text


@pytest.mark.parametrize("path", ["/doc/instance/boeken-001", "/about", "/search?q=zee"])
def test_the_menu_of_all_pages_follows_the_stories_without_publishing(
    client: FlaskClient, folder: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.views.stories.EVERY", 0.0)
    first = client.get(path)
    assert 'href="/stories"' in first.text
    for file in (folder / "stories").iterdir():
        file.unlink()
    assert 'href="/stories"' not in client.get(path).text
    (folder / "stories" / "koffie.md").write_text(STORY, "utf-8")
    assert client.get(path).text == first.text


@pytest.mark.parametrize("path", ["/", "/stories", "/stories/koffie"])
def test_a_page_is_made_once_until_a_story_is_told_anew(
    client: FlaskClient, folder: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    client.application.before_request(lambda: made.append(path))
    first = client.get(path, headers={"X-Request-Id": "0123456789abcdef"})
    again = client.get(path, headers={"X-Request-Id": "0123456789abcdef"})
    assert (first.data, [*first.headers], len(made)) == (again.data, [*again.headers], 1)
    monkeypatch.setattr("webapp.views.stories.EVERY", 0.0)
    (folder / "stories" / "koffie.md").write_text(STORY.replace("Koffie", "Thee uit China"), "utf-8")
    assert "Thee uit China" in client.get(path).text
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
