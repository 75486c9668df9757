"""A language that stands in the address of a page holds along the visit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from lxml import html

ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
PAGES = ("/", "/doc/instance/leeszaal-00308733", "/search?q=de", "/stories", "/my-library", "/404")


def links(tree: html.HtmlElement) -> Iterator[str]:
    """Links of a page to other pages of the site."""
    for link in tree.iterfind(".//a[@href]"):
        address = str(link.get("href"))
        if address.startswith(("/", "?")) and link.get("type") is None and link.get("download") is None:
            yield address


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_on_in_the_language_of_the_address(reader: FlaskClient, path: str) -> None:
    joint = "&" if "?" in path else "?"
    answer = reader.get(f"{path}{joint}lang=nl", headers=ENGLISH)
    tree = html.fromstring(answer.text)
    assert tree.get("lang") == "nl"
    assert "Set-Cookie" not in answer.headers
    found = list(links(tree))
    assert found
    assert not [one for one in found if "lang=nl" not in one and not one.startswith("/id/")]
    assert all(one.count("lang=") == 1 for one in found if "lang=nl" in one)
    for form in tree.iterfind(".//form"):
        kept = form.find("input[@name='lang']") is not None
        assert kept == (form.get("method") == "get")
        if form.get("method") == "post" and form.get("action") != "/language":
            assert str(form.get("action")).endswith("?lang=nl")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["", "xx"])
def test_without_a_language_in_the_address_links_are_as_they_were(
    reader: FlaskClient, path: str, lang: str
) -> None:
    sent = {"lang": lang} if lang else {}
    tree = html.fromstring(reader.get(path.partition("?")[0], headers=ENGLISH, query_string=sent).text)
    assert tree.get("lang") == "en"
    assert not [one for one in links(tree) if "lang=" in one]


def test_redirects_lead_on_in_the_language_of_the_address(reader: FlaskClient) -> None:
    for path in ("/id/instance/leeszaal-00308733", "/random", "/about/"):
        answer = reader.get(path, headers=ENGLISH, query_string={"lang": "nl"})
        assert answer.headers["Location"].endswith("?lang=nl")
        assert "lang" not in reader.get(path, headers=ENGLISH).headers["Location"]


def test_who_chooses_a_library_goes_back_in_the_same_language(reader: FlaskClient) -> None:
    answer = reader.post("/my-library?lang=nl", data={"next": "/about"}, headers=ENGLISH)
    assert answer.headers["Location"] == "/about?lang=nl"


def test_who_chooses_another_language_gets_it(reader: FlaskClient) -> None:
    page = html.fromstring(reader.get("/about?lang=nl", headers=ENGLISH).text)
    back = next(str(one.get("value")) for one in page.iterfind(".//form[@action='/language']/input"))
    reader.post("/language", data={"lang": "en", "next": back}, headers=ENGLISH)
    assert html.fromstring(reader.get(back, headers=ENGLISH).text).get("lang") == "en"


def test_suggestions_lead_on_as_their_page_does(reader: FlaskClient) -> None:
    for sent, expected in (("?lang=nl", "?lang=nl"), ("", "")):
        home = html.fromstring(reader.get(f"/{sent}", headers=ENGLISH).text)
        boxes = home.iterfind(".//input[@data-suggest]")
        assert [one.get("data-suggest") for one in boxes] == [f"/suggest{expected}"]
        query = {"q": "am", "format": "html", **({"lang": "nl"} if sent else {})}
        found = html.fromstring(reader.get("/suggest", headers=ENGLISH, query_string=query).text)
        addresses = [str(one.get("data-href")) for one in found.iter("li")]
        assert addresses
        assert all(one.endswith(expected) and one.count("?") == len(expected[:1]) for one in addresses)


def test_a_page_in_a_named_language_depends_on_the_library_of_the_visitor(reader: FlaskClient) -> None:
    page = "/doc/instance/leeszaal-00308733"
    for sent, expected in (("nl", "Accept, Cookie"), ("xx", "Accept, Accept-Language, Cookie")):
        answer = reader.get(page, headers=ENGLISH, query_string={"lang": sent})
        assert answer.headers["Vary"] == f"{expected}, Accept-Encoding"
