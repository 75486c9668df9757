"""The visitor's own library: choosing it, keeping it, forgetting it, and what pages then say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from lod.errors import SiteError
from lod.site import Site
from lod.site.postcodes import read
from lod.site.settings import Place
from tests.webapp.sample_release import Following, Opened, Remembering
from webapp.app import build

NEAR = "NL-0100000001"
PAGE = "/doc/instance/boeken-001"


@pytest.fixture
def visitor(app, client: FlaskClient) -> FlaskClient:  # type: ignore[no-untyped-def]
    return app.test_client()


def choose(visitor: FlaskClient, library: str, next: str = PAGE) -> str:
    answer = visitor.post("/my-library", data={"library": library, "next": next})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_page_invites_to_choose(visitor: FlaskClient) -> None:
    assert f"/my-library?next={PAGE}" in visitor.get(PAGE).text


def test_the_list_has_libraries_only(visitor: FlaskClient) -> None:
    text = visitor.get("/my-library").text
    assert "Stadsbibliotheek Voorbeeld" in text
    assert 'value="NL-0100000001"' in text
    assert "Museum" not in text


def test_a_library_is_found_by_part_of_its_name(visitor: FlaskClient) -> None:
    assert "Stadsbibliotheek" in visitor.get("/my-library?q=stadsbib").text
    assert "Stadsbibliotheek" not in visitor.get("/my-library?q=nowhere").text


def test_what_was_chosen_is_kept_and_stands_on_the_page(visitor: FlaskClient) -> None:
    assert choose(visitor, NEAR) == PAGE
    text = visitor.get(PAGE).text
    assert "Uw bibliotheek" in text
    assert "Kies een andere bibliotheek" in text


def panel(visitor: FlaskClient, path: str) -> html.HtmlElement:
    return html.document_fromstring(visitor.get(path).text).find_class("holdings")[0]


def test_copies_in_a_list_are_told_apart_by_who_has_them(visitor: FlaskClient) -> None:
    listed = html.document_fromstring(visitor.get(f"{PAGE}?list=copies").text).find_class("entry")
    told = [" ".join(one.text_content().split()) for one in listed]
    assert told == [
        "Havenmuseum Voorbeeld Exemplaar · LIT MUL",
        "Stadsbibliotheek Voorbeeld Exemplaar · KW 1234 A 5",
    ]
    held = visitor.get("/doc/organization/NL-0100000002").text
    assert "Havenmuseum Voorbeeld · LIT MUL" in html.document_fromstring(held).text_content()


def test_copies_that_only_schema_org_tells_of_are_copies(visitor: FlaskClient) -> None:
    page = html.document_fromstring(visitor.get("/doc/instance/boeken-030").text)
    (told,) = page.find_class("holdings")
    assert told.xpath(".//h3/a/@href") == ["/doc/organization/NL-0100000001"]
    assert [e.text_content() for e in told.xpath(".//dd")][:2] == ["OR 12", "Kluis"]
    assert told.find_class("button")
    rest = page.find_class("rest")[0].text_content()
    assert not any(said in rest for said in ("Kluis", "OR 12"))
    assert "te leen" in rest


def test_what_has_no_copies_is_asked_for_where_it_was_described(visitor: FlaskClient) -> None:
    told = panel(visitor, "/doc/instance/boeken-032")
    assert "Er staat niet bij wie het bewaart. Het is beschreven door:" in told.text_content()
    assert told.xpath(".//h3/a/@href") == ["/doc/organization/NL-0100000001"]
    assert told.xpath(".//a[@class='button']/@href") == ["/ask/instance/boeken-032?at=NL-0100000001"]
    assert told.xpath(".//p[@class='choose-library']")


def test_who_described_it_can_be_written_to_where_no_form_can_be_filled(visitor: FlaskClient) -> None:
    told = panel(visitor, "/doc/instance/boeken-031")
    assert not told.find_class("button")
    assert "U kunt dit niet via deze site aanvragen." in told.text_content()
    choose(visitor, NEAR, "/doc/instance/boeken-031")
    assert "Kies een andere bibliotheek" in panel(visitor, "/doc/instance/boeken-031").text_content()


def test_search_engines_are_not_told_that_who_described_it_lends_it(visitor: FlaskClient) -> None:
    page = html.document_fromstring(visitor.get("/doc/instance/boeken-032").text)
    (told,) = page.xpath("//script[@type='application/ld+json']/text()")
    assert "9784101010038" in told
    assert "BorrowAction" not in told
    assert "BorrowAction" in visitor.get(PAGE).text


def test_others_still_get_the_page_without_it(visitor: FlaskClient, client: FlaskClient) -> None:
    choose(visitor, NEAR)
    visitor.get(PAGE)
    assert "Kies een andere bibliotheek" not in client.get(PAGE).text
    assert "Kies een andere bibliotheek" in visitor.get(PAGE).text


def test_a_choice_can_be_forgotten(visitor: FlaskClient) -> None:
    choose(visitor, NEAR)
    choose(visitor, "")
    assert "Kies een andere bibliotheek" not in visitor.get(PAGE).text


@pytest.mark.parametrize("library", ["NL-NOBODY", "<script>", "", "../x"])
def test_only_a_library_of_the_site_is_kept(visitor: FlaskClient, library: str) -> None:
    answer = visitor.post("/my-library", data={"library": library, "next": PAGE})
    assert f"library={library}" not in answer.headers.get("Set-Cookie", "") or not library


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example", "/\\evil", "javascript:alert(1)"]
)
def test_nobody_is_led_away_from_the_site(visitor: FlaskClient, next: str) -> None:
    assert choose(visitor, NEAR, next) == "/"
    assert "evil" not in visitor.get("/my-library", query_string={"next": next}).text


def test_a_cookie_that_names_nobody_changes_nothing(visitor: FlaskClient) -> None:
    visitor.set_cookie("library", "nobody-at-all")
    assert "Kies uw eigen bibliotheek" in visitor.get(PAGE).text


def test_postcodes_are_read_from_the_sites_own_table(tmp_path: Path) -> None:
    table = tmp_path / "postcodes.csv"
    assert read(table) == {}
    table.write_text("postcode,latitude,longitude\n8911,53.2,5.8\n4331 AB,51.5,3.6\n", "utf-8")
    assert read(table)["4331"] == (51.5, 3.6)


@pytest.mark.parametrize("line", ["8911,north,5.8", "8911,99,5.8", "Leeuwarden,53.2,5.8", "8911,53.2"])
def test_a_wrong_line_of_postcodes_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    table = tmp_path / "postcodes.csv"
    table.write_text(f"postcode,latitude,longitude\n{line}\n", "utf-8")
    with pytest.raises(SiteError, match="line 2"):
        read(table)


TOWNS = {
    "Leeuwarden": (53.2, 5.8),
    "Haarlem": (52.38, 4.64),
    "Amsterdam": (52.37, 4.91),
    "Maastricht": (50.85, 5.69),
}


@pytest.fixture(scope="module")
def country(site: Site, release: Opened) -> FlaskClient:
    """A site of libraries all over the country; of the last it is not known where it is."""
    one = next(one for one in site.organizations if one.kind == "library")
    placed = [
        replace(
            one,
            isil=(f"NL-{town}",),
            name={"nl": f"Boekerij {town}"},
            place=Place(name={"nl": town}, latitude=x, longitude=y),
        )
        for town, (x, y) in TOWNS.items()
    ]
    nowhere = replace(one, isil=("NL-Nergens",), name={"nl": "Boekerij Nergens"}, place=None)
    made = replace(site, organizations=(*site.organizations, *placed, nowhere))
    return build(made, Following(release), Remembering()).test_client(use_cookies=False)


def test_a_place_on_the_map_brings_the_nearest_libraries_first(country: FlaskClient) -> None:
    page = html.document_fromstring(country.get("/my-library?next=/about").text)
    dots = {dot.get("aria-label"): dot.get("href") for dot in page.xpath("//figure//a")}
    assert "Haarlem, Amsterdam" in dots or "Amsterdam, Haarlem" in dots, "too near to be pointed at apart"
    shown = html.document_fromstring(country.get(dots["Maastricht"]).text)
    names = shown.xpath("//span[@class='entry-title']/text()")
    assert (names[0], names[-1]) == ("Boekerij Maastricht", "Boekerij Nergens")
    assert shown.xpath("//figure//a[@aria-current]/@aria-label") == ["Maastricht"]
    assert shown.xpath("//main//input[@name='next']/@value")[0] == "/about"
    everywhere = html.document_fromstring(country.get("/my-library?at=91,nowhere").text)
    assert len(everywhere.xpath("//span[@class='entry-title']")) == len(names)


def test_there_is_no_map_of_one_place(visitor: FlaskClient) -> None:
    assert "library-map" not in visitor.get("/my-library").text
