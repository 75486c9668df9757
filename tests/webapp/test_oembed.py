"""A card of a thing for other sites."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from lxml import html

from tests.webapp.published_site import BASE

PATH = "object/museum-MVS-0001"


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}id/{PATH}",
        f"{BASE}doc/{PATH}",
        f"{BASE}doc/{PATH}.html?lang=en#title",
        BASE.replace("https:", "http:") + f"doc/{PATH}",
        f"http://localhost/doc/{PATH}?lang=en",  # as it stands in the bar of whoever asks this host
    ],
)
def test_a_thing_has_a_card_by_any_of_its_addresses(reader: FlaskClient, url: str) -> None:
    card = json.loads(reader.get("/oembed", query_string={"url": url}).data)
    assert (card["version"], card["type"], card["title"]) == ("1.0", "rich", "De Nachtwacht")
    (quote,) = html.fragments_fromstring(card["html"])
    assert [a.get("href") for a in quote.iter("a")] == [f"{BASE}doc/{PATH}"]
    assert "Rembrandt" in card["author_name"]


def test_a_card_is_no_larger_than_asked(reader: FlaskClient) -> None:
    answer = reader.get(
        "/oembed", query_string={"url": f"{BASE}id/{PATH}", "maxwidth": "200", "maxheight": "x"}
    )
    card = json.loads(answer.data)
    assert (card["width"], card["height"]) == (200, 160)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": "https://elsewhere.example/id/work/x"}, 404),
        ({"url": f"{BASE}id/work/none"}, 404),
        ({"url": f"{BASE}about"}, 404),
        ({"url": f"http://localhost:8000/doc/{PATH}"}, 404),
        ({"url": "http://["}, 404),
        ({"url": f"{BASE}id/{PATH}", "format": "xml"}, 501),
    ],
)
def test_what_has_no_card_says_so(reader: FlaskClient, query: dict[str, str], status: int) -> None:
    assert reader.get("/oembed", query_string=query).status_code == status


def test_people_are_told_of_any_fault_in_their_own_language(reader: FlaskClient) -> None:
    query = {"url": f"{BASE}id/{PATH}", "format": "xml"}
    headers = {"Accept": "text/html", "Accept-Language": "nl"}
    page = html.document_fromstring(reader.get("/oembed", query_string=query, headers=headers).data)
    assert page.xpath("string(//h1)") == "Niet beschikbaar in die vorm"
    assert "json" not in page.xpath("string(//main)").casefold()
    told = json.loads(reader.get("/oembed", query_string=query, headers={"Accept": "*/*"}).data)
    assert told["detail"] == "only format=json"


def test_a_page_tells_where_its_card_is(reader: FlaskClient) -> None:
    page = reader.get(f"/doc/{PATH}", headers={"Accept": "text/html"})
    assert 'type="application/json+oembed"' in page.headers["Link"]
