"""What is suggested below the search box: in the language of the page, each name once, safely."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import html

from lod.search.searcher import Hit
from webapp.pages.search.suggestions import _called


def options(reader: FlaskClient, text: str, language: str = "nl") -> list[html.HtmlElement]:
    answer = reader.get(
        "/suggest", query_string={"q": text, "format": "html"}, headers={"Accept-Language": language}
    )
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    found: list[html.HtmlElement] = html.fragment_fromstring(answer.text).xpath("li[@role='option']")
    return found


def test_a_suggestion_leads_to_the_page_of_a_thing_on_this_site(reader: FlaskClient) -> None:
    for language, kind in (("nl", "Persoon"), ("en", "Person")):
        found = {one.get("data-href"): one.text_content() for one in options(reader, "mul", language)}
        assert f"Harry Mulisch {kind} · 1927–2010" in found.values()
        pages = (reader.get(href, headers={"Accept": "text/html"}) for href in found)
        assert all(page.status_code == 200 for page in pages)


def test_editions_of_a_work_are_suggested_once() -> None:
    base = "https://data.example.org/id/"
    card = {"titles": {"nl": "Max Havelaar"}, "makers": [[f"{base}agent/m", "Multatuli"]]}
    same = [Hit(f"{base}{thing}", card) for thing in ("instance/1", "instance/2", "work/1")]
    assert len({_called(hit) for hit in same}) == 1
    namesakes = [Hit(f"{base}agent/{n}", {"titles": {"nl": "Jan Jansen"}}) for n in "ab"]
    assert _called(namesakes[0]) != _called(namesakes[1])
    assert _called(Hit(f"{base}subject/1", {"titles": {"nl": "Max Havelaar"}})) != _called(same[0])


def test_nothing_typed_or_found_is_nothing_suggested(reader: FlaskClient) -> None:
    for text in ("", "x" * 5_000, "xyzzyx", '"'):
        assert options(reader, text) == []


def test_only_pages_with_a_box_that_completes_run_a_script(reader: FlaskClient) -> None:
    thing = options(reader, "mul")[0].get("data-href")
    for path, runs in {"/": True, "/search": True, "/about": False, thing: False}.items():
        page = reader.get(path, headers={"Accept": "text/html"})
        policy = page.headers["Content-Security-Policy"]
        assert ("script-src 'self';" in policy, "suggest.js" in page.text) == (runs, runs)
        assert "unsafe" not in policy
