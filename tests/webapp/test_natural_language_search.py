"""A question that is put as one would ask a person tells what was searched for in its place."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html


def notice(reader: FlaskClient, text: str, language: str = "nl") -> html.HtmlElement:
    answer = reader.get("/search", query_string={"q": text}, headers={"Accept-Language": language})
    (found,) = html.fromstring(answer.text).iterfind(".//div[@class='notice']")
    return found


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("alles over rembrandt", "rembrandt"),
        ("schilderijen van rembrandt, 17e eeuw", "rembrandt jaar:1600-1699"),
    ],
)
def test_it_is_told_what_was_searched_for(reader: FlaskClient, typed: str, about: str) -> None:
    told = notice(reader, typed)
    assert [link.text_content() for link in told.iter("a")] == [about], "and no wider question"
    address = next(str(link.get("href")) for link in told.iter("a"))
    assert 'class="notice"' not in reader.get(address).text


def test_a_year_is_called_so_in_the_language_of_the_page(reader: FlaskClient) -> None:
    told = notice(reader, "paintings by rembrandt, 17th century", "en")
    assert [link.text_content() for link in told.iter("a")] == ["rembrandt year:1600-1699"]


def test_a_name_beside_initials_is_found_by_itself(reader: FlaskClient) -> None:
    page = html.fromstring(reader.get("/search", query_string={"q": "R. Rijn van"}).text)
    names = [one.text for one in page.iterfind(".//ul[@class='near']//bdi")]
    assert names[:1] == ["Rembrandt van Rijn"]


def test_a_slip_in_what_a_question_is_about_is_told(reader: FlaskClient) -> None:
    told = notice(reader, "boeken over rembrant")
    assert "Bedoelde u rembrandt?" in told.text_content()
