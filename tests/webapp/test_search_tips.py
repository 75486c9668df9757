"""Searching more exactly: tips with examples that find something on this very site, and a period of years."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html

from lod.search.query_parser import FIELDS as KNOWN
from lod.search.searcher import SearchResults
from webapp.languages import wording
from webapp.pages.search.tips import FIELDS, tips


def shown(reader: FlaskClient, asked: str, language: str) -> html.HtmlElement:
    text = reader.get(f"/search?{asked}", headers={"Accept-Language": language}).text
    (found,) = html.document_fromstring(text).find_class("tips")
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_example_finds_something(reader: FlaskClient, language: str) -> None:
    examples = {a.text: a.get("href") for a in shown(reader, "q=rembrandt", language).iter("a")}
    assert len(examples) == 8
    totals = {typed: reader.get(f"{href}&format=json").json for typed, href in examples.items()}
    assert [typed for typed, found in totals.items() if found["fuzzy"] or not found["total"]] == []
    without = next(typed for typed in examples if " -" in typed)
    assert (
        totals[without]["total"]
        < reader.get("/search", query_string={"q": without.partition(" -")[0], "format": "json"}).json[
            "total"
        ]
    )


def test_they_are_folded_until_nothing_is_found(reader: FlaskClient) -> None:
    assert shown(reader, "q=rembrandt", "nl").get("open") is None
    nothing = shown(reader, "q=xyzzyxqq", "nl")
    assert nothing.get("open") is not None
    assert nothing.xpath("string(summary)") == "Zoektips"


@pytest.mark.parametrize("language", FIELDS)
def test_fields_are_called_as_the_search_knows_them(language: str) -> None:
    assert FIELDS[language].keys() <= {"title", "maker", "subject", "place", "year"}
    assert set(FIELDS[language].values()) <= KNOWN.keys()


def test_a_site_of_nothing_has_no_examples() -> None:
    class Nothing:
        def search(self, _: object) -> SearchResults:
            return SearchResults(0, (), {}, ())

        def count(self, _: object) -> int:
            return 0

    assert tips(Nothing(), wording("nl"), lambda asked: asked.query()) == ()  # type: ignore[arg-type]


def test_a_period_is_chosen_by_its_years(reader: FlaskClient) -> None:
    """Who wants what is from before 1650 does not have to choose decade after decade."""

    def years(asked: str) -> html.HtmlElement:
        return html.document_fromstring(reader.get(f"/search?{asked}").text).find_class("year-range")[0]

    form = years("q=rembrandt&type=Painting&sort=oldest&since=1600")
    fields = dict(form.fields)
    assert fields == {"q": "rembrandt", "type": "Painting", "sort": "oldest", "since": "1600", "until": ""}
    answer = reader.get("/search", query_string={**fields, "until": "1650", "format": "json"}).json
    assert 0 < answer["total"] < reader.get("/search?q=rembrandt&type=Painting&format=json").json["total"]
    assert dict(years("q=rembrandt&until=1500").fields)["until"] == "1500"


@pytest.mark.parametrize(
    ("asked", "said"),
    [("until=1650", "tot en met 1650"), ("since=1600", "vanaf 1600"), ("since=1&until=9", "1–9")],
)
def test_a_period_that_was_chosen_is_told(reader: FlaskClient, asked: str, said: str) -> None:
    page = html.document_fromstring(
        reader.get(f"/search?q=e&{asked}", headers={"Accept-Language": "nl"}).text
    )
    (chip,) = page.find_class("chosen")
    assert chip.text_content().strip().startswith(said)
