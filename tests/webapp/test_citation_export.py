"""An edition can be saved for a program that keeps references."""

from __future__ import annotations

from flask.testing import FlaskClient
from lxml import html

PAGE = "/doc/instance/leeszaal-00308733"


def test_the_page_of_an_edition_leads_to_its_reference(reader: FlaskClient) -> None:
    page = html.fromstring(reader.get(PAGE, headers={"Accept": "text/html"}).text)
    (link,) = page.iterfind(".//a[@type='application/x-research-info-systems']")
    answer = reader.get(str(link.get("href")))
    assert answer.content_type == "application/x-research-info-systems; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="leeszaal-00308733.ris"'
    assert answer.get_data(as_text=True).split("\r\n") == [
        "TY  - BOOK",
        "TI  - Het tedere kind",
        "AU  - Lulu Wang",
        "PB  - Vassallucci",
        "PY  - 1999",
        "SN  - 9789050001489",
        "SN  - 9789050001632",
        "LA  - nl",
        "UR  - https://data.voorbeeldstad.example/id/instance/leeszaal-00308733",
        "DP  - Collecties van Voorbeeldstad",
        "ER  - ",
        "",
    ]


def test_what_is_no_edition_has_none(reader: FlaskClient) -> None:
    for path in ("/cite/instance/nope.ris", "/cite/object/museum-MVS-0001.ris", "/cite/instance/a%2Fb.ris"):
        assert reader.get(path).status_code == 404
    page = reader.get("/doc/object/museum-MVS-0001", headers={"Accept": "text/html"}).text
    assert "research-info" not in page
