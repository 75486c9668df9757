"""What a search engine reads at the head of a page, for pages that are not of one thing."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from lxml import etree, html

from lod.search.schema import FACETS
from tests.webapp.published_site import BASE

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


def test_a_program_that_keeps_references_reads_an_edition(reader: FlaskClient) -> None:
    page = html.document_fromstring(
        reader.get("/doc/instance/leeszaal-00308733", headers={"Accept": "text/html"}).text
    )
    told = [
        (meta.get("name").removeprefix("citation_"), meta.get("content"))
        for meta in page.xpath("//meta[starts-with(@name, 'citation_')]")
    ]
    assert told == [
        ("title", "Het tedere kind"),
        ("author", "Lulu Wang"),
        ("publisher", "Vassallucci"),
        ("publication_date", "1999"),
        ("isbn", "9789050001489"),
        ("isbn", "9789050001632"),
        ("language", "nl"),
    ]
    maker = html.document_fromstring(
        reader.get("/doc/object/museum-MVS-0001", headers={"Accept": "text/html"}).text
    )
    assert not maker.xpath("//meta[starts-with(@name, 'citation_')]")


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


def test_a_browser_is_told_how_to_search(reader: FlaskClient) -> None:
    link = head(reader, "/about", "").find('.//link[@rel="search"]')
    answer = reader.get(link.get("href"))
    assert answer.mimetype == link.get("type") == "application/opensearchdescription+xml"
    told = {child.tag.rpartition("}")[2]: child for child in etree.fromstring(answer.data)}
    assert 0 < len(told["ShortName"].text) <= 16
    assert 0 < len(told["Description"].text) <= 1024
    urls = {one.get("type"): one.get("template") for one in etree.fromstring(answer.data).iterfind("{*}Url")}
    for media_type in ("text/html", "application/atom+xml"):
        address = urls[media_type].replace("{searchTerms}", "Rembrandt%20van")
        assert reader.get("/" + address.removeprefix(BASE)).mimetype == media_type


@pytest.mark.parametrize("asked", ["q=Rembrandt&page=50", "q=xyzzyq&page=2", "page=500"])
def test_no_page_is_one_of_fewer(reader: FlaskClient, asked: str) -> None:
    """Whoever comes by an old address to a page that is no more gets the last one."""
    (number, last) = re.search(r"(?:Pagina (\d+) van (\d+))|$", reader.get(f"/search?{asked}").text).groups()
    assert number == last


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("value", ["http://a|b", "http://a b", "x://[", "://", "http://nowhere.example/%zz"])
def test_a_choice_of_what_is_nothing_finds_nothing(reader: FlaskClient, facet: str, value: str) -> None:
    answer = reader.get("/search", query_string={"q": "Rembrandt", facet: value})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path", ["agent/multatuli", "organization/NL-0100000001", "organization/NL-0100000002"]
)
def test_descriptions_say_more_than_a_name(client: FlaskClient, path: str) -> None:
    told = str(head(client, f"/doc/{path}", "").xpath('string(//meta[@name="description"]/@content)'))
    assert len(told) > 40, told


def test_an_institution_is_told_with_its_town_and_its_own_site(client: FlaskClient) -> None:
    tree = head(client, "/doc/organization/NL-0100000002", "")
    museum = json.loads(str(tree.xpath("string(//script[@type='application/ld+json'])")))[0]
    assert museum["address"] == {"@type": "PostalAddress", "addressLocality": "Havendorp"}
    assert museum["url"] == "https://museum.example.org/"
