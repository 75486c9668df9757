"""What a search engine reads at the head of a page, for pages that are not of one thing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.webapp.published import BASE

PAGES = (
    "/",
    "/about",
    "/api",
    "/vocab/",
    "/vocab/model",
    "/vocab/mapping",
    "/dumps/",
    "/stories",
    "/guides",
    "/usage",
)
UNLISTED = ("/tpf", "/my-library", "/search", "/on-this-day")


def head(reader: FlaskClient, path: str, language: str) -> html.HtmlElement:
    """A page, for a client that names no language but in the address."""
    answer = reader.get(
        path, headers={"Accept": "text/html"}, query_string={"lang": language} if language else {}
    )
    assert answer.status_code == 200, path
    tree: html.HtmlElement = html.fromstring(answer.text)
    return tree


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_are_told_apart_by_title_and_description(reader: FlaskClient, language: str) -> None:
    trees = [head(reader, path, language) for path in PAGES]
    titles = [tree.findtext(".//title") for tree in trees]
    assert len(set(titles)) == len(PAGES)
    told = [tree.xpath('string(//meta[@name="description"]/@content)').strip() for tree in trees]
    descriptions = dict(zip(PAGES, told, strict=True))
    assert not [path for path, text in descriptions.items() if not text]
    assert len(set(told)) == len(PAGES)
    for tree, title in zip(trees, titles, strict=True):
        shared = tree.find('.//meta[@property="og:title"]').get("content")
        site = tree.find('.//meta[@property="og:site_name"]').get("content")
        assert title in (shared, f"{shared} · {site}"), "other sites tell the name of ours besides"


@pytest.mark.parametrize("path", ["/about", "/doc/object/museum-MVS-0001"])
def test_a_page_in_a_language_is_a_page_of_its_own(reader: FlaskClient, path: str) -> None:
    """Alternates that do not name themselves as canonical are left out by search engines."""
    here = BASE + path.removeprefix("/")
    for language, own in (("", here), ("nl", f"{here}?lang=nl"), ("en", f"{here}?lang=en"), ("xx", here)):
        tree = head(reader, path, language)
        assert tree.find('.//link[@rel="canonical"]').get("href") == own
        alternates = {a.get("hreflang"): a.get("href") for a in tree.iterfind(".//link[@hreflang]")}
        assert alternates == {"nl": f"{here}?lang=nl", "en": f"{here}?lang=en", "x-default": here}


@pytest.mark.parametrize("path", [*PAGES, *UNLISTED])
def test_no_place_for_a_number_is_left_open(reader: FlaskClient, path: str) -> None:
    for language in ("nl", "en"):
        seen = head(reader, path, language).text_content()
        assert "%(" not in seen
        assert "{}" not in seen.replace("ASK {}", "")


def test_what_is_written_backwards_does_not_turn_the_title_of_the_window(reader: FlaskClient) -> None:
    title = reader.get("/search", query_string={"q": "\u202egnp.exe \u2066x"}).text.partition("</title>")[0]
    assert "gnp.exe x" in title
    assert "\u202e" not in title
    assert "\u2066" not in title
