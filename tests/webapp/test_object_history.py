"""The table of an object: where it was shown, whose it was, what was written on it; names said once."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from pyoxigraph import RdfFormat, Store

from lod.site import Site
from tests.webapp.html_pages import read_page
from tests.webapp.sample_release import Following, Opened, write_index
from webapp.app import build
from webapp.views import search

RECORDS = """
@base <https://data.example.org/id/> .
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<object/doek> a schema:Painting ; schema:name "Doek"@nl ; schema:creator <agent/smit> ;
    schema:image <https://iiif.example.org/doek.jpg> ; schema:url <https://iiif.example.org/doek.jpg> ;
    schema:license <https://creativecommons.org/publicdomain/mark/1.0/> ;
    bf:responsibilityStatement "door A. Smit (schilder)" ;
    bf:identifiedBy <object/doek#a> , <object/doek#b> ;
    bf:note <object/doek#note-1> , <object/doek#note-2> , <object/doek#note-3> ;
    schema:subjectOf <object/doek#ring> , <object/doek#late> , <object/doek#early> , <object/doek#owner> ,
        <object/doek#told> , <https://elders.example/over-het-doek> .
<object/doek#a> a bf:Identifier ; rdf:value "77" .
<object/doek#b> a bf:Identifier ; rdf:value "77" ; bf:qualifier "oud nummer" .
<object/doek#note-1> a bf:Note ; bf:noteType "literature" ; rdfs:label "Jansen 1990" .
<object/doek#note-2> a bf:Note ; bf:noteType "literature" ; rdfs:label "De Vries 2001" .
<object/doek#note-3> a bf:Note ; rdfs:label "Zwaar." .
<object/doek#late> a schema:ExhibitionEvent ; schema:name "Zee en licht"@nl , "Sea and light"@en ;
    schema:startDate "1990-05-01"^^xsd:date ; schema:endDate "1990-06-01"^^xsd:date ;
    schema:description "LONG"@nl ;
    schema:location <object/doek#venue> .
<object/doek#venue> a schema:Place ; schema:name "De Hal"@nl ; schema:containedInPlace <object/doek#town> .
<object/doek#town> a schema:Place ; schema:name "Den Haag"@nl .
<object/doek#ring> a schema:ExhibitionEvent ; schema:name "Rondreis"@nl , "Reis om"@nl ;
    schema:startDate "1999"^^xsd:gYear ; schema:location <object/doek#here> .
<object/doek#here> a schema:Place ; schema:name "Hier"@nl ; schema:containedInPlace <object/doek#there> .
<object/doek#there> a schema:Place ; schema:name "Daar"@nl ; schema:containedInPlace <object/doek#here> .
<object/doek#early> a schema:ExhibitionEvent ; schema:name "Voorjaarssalon"@nl ;
    schema:startDate "1901"^^xsd:gYear .
<object/doek#owner> a schema:Event ; schema:name "Huis ter Zee"@nl ; schema:startDate "1955"^^xsd:gYear .
<object/doek#told> a schema:Event ; schema:name "Uitgave"@nl ; schema:description "Zwaar." .
<agent/smit> a schema:Person ; schema:name "A. Smit"@nl ; schema:jobTitle "schilder"@nl ;
    schema:birthDate "1775"^^xsd:gYear .
<agent/genootschap> a schema:Organization ; schema:name "Genootschap"@nl ;
    schema:foundingDate "1830"^^xsd:gYear .
<object/doek#role> a bf:Contribution ; bf:agent <agent/smit> ; bf:role "schilder" .
<object/doek> bf:contribution <object/doek#role> .
<instance/boek> a schema:Book ; schema:name "Boek"@nl ;
    schema:license <https://creativecommons.org/licenses/by-sa/4.0/> ; schema:author <agent/smit> ;
    bf:responsibilityStatement "A. Smit en anderen" .
""".replace("LONG", "Een lange tekst over wat er te zien was. " * 5)
DEEP = 900
NESTED = """
<object/diep> a schema:Painting ; schema:name "Diep"@nl ; schema:subjectOf <object/diep#shown> .
<object/diep#shown> a schema:ExhibitionEvent ; schema:name "Ver weg"@nl ; schema:location <object/diep#0> .
""" + "".join(
    f'<object/diep#{n}> a schema:Place ; schema:name "P{n}" ; schema:containedInPlace <object/diep#{n + 1}> .'
    for n in range(DEEP)
)


@pytest.fixture(scope="module")
def shown(site: Site, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a site with these records."""
    path: Path = tmp_path_factory.mktemp("history")
    store = Store()
    store.load(RECORDS + NESTED, format=RdfFormat.TURTLE)
    write_index(path, store)
    app = build(
        site,
        Following(Opened(store, path)),
        services=[search.blueprint()],
        image_hosts=["iiif.example.org"],
    )
    return app.test_client()


def rows(tree: html.HtmlElement) -> dict[str, list[str]]:
    """The table of a page: the values by the name of their row."""
    (table,) = tree.xpath("//h2[@id='facts-heading']/following-sibling::dl")
    return {
        div.find("dt").text: [li.text_content() for li in div.iter("li")] or [div.find("dd").text_content()]
        for div in table.findall("div")
    }


def test_exhibitions_have_a_row_the_earliest_first_and_so_has_whose_it_was(shown: FlaskClient) -> None:
    found = rows(read_page(shown, "/doc/object/doek"))
    assert found["Tentoonstellingen"] == [
        "Voorjaarssalon 1901",
        "Zee en licht De Hal, Den Haag, 1 mei 1990 – 1 juni 1990",
        "Reis om; Rondreis Hier, Daar, 1999",
    ]
    assert found["Herkomst en geschiedenis"] == ["Huis ter Zee 1955"]
    assert rows(read_page(shown, "/doc/object/doek", "en"))["Exhibitions"][1].startswith(
        "Sea and light De Hal"
    )


def test_a_place_in_a_place_in_hundreds_of_others_is_no_fault_of_the_page(shown: FlaskClient) -> None:
    (line,) = rows(read_page(shown, "/doc/object/diep"))["Tentoonstellingen"]
    assert line.startswith("Ver weg P0, P1, P2")
    assert f"P{DEEP - 1}" in line


def test_what_an_event_says_at_length_goes_to_the_end_and_a_page_of_others_stays(shown: FlaskClient) -> None:
    page = read_page(shown, "/doc/object/doek")
    (rest,) = page.find_class("rest")
    assert "Een lange tekst over wat er te zien was." in rest.text_content()
    assert "De Hal" not in rest.text_content(), "it is said"
    assert page.xpath("//a[@href='https://elders.example/over-het-doek']")


def test_notes_of_one_sort_have_a_row_of_their_own(shown: FlaskClient) -> None:
    found = rows(read_page(shown, "/doc/object/doek"))
    assert found["Literatuur"] == ["Jansen 1990", "De Vries 2001"]
    assert found["Aantekening"] == ["Zwaar."]


def test_a_number_is_said_once_with_what_it_is(shown: FlaskClient) -> None:
    assert rows(read_page(shown, "/doc/object/doek"))["Nummer"] == ["77 oud nummer"]


def test_who_made_it_is_not_said_again_unless_others_are_named(shown: FlaskClient) -> None:
    page = read_page(shown, "/doc/object/doek")
    assert "Verantwoordelijkheid" not in rows(page)
    (rest,) = page.find_class("rest")
    assert "door A. Smit (schilder)" in rest.text_content()
    assert rows(read_page(shown, "/doc/instance/boek"))["Verantwoordelijkheid"] == ["A. Smit en anderen"]


def test_an_image_that_is_seen_is_not_listed_and_its_licence_is_in_plain_words(
    shown: FlaskClient,
) -> None:
    page = read_page(shown, "/doc/object/doek")
    assert page.xpath("//figure/img/@src") == ["https://iiif.example.org/doek.jpg"]
    assert not page.xpath("//*[@id='online-heading']")
    assert "Public Domain Mark 1.0 vrij te gebruiken" in page.xpath("string(//figcaption)")


def test_of_who_died_nobody_knows_when_only_the_birth_is_told(shown: FlaskClient) -> None:
    assert read_page(shown, "/doc/agent/smit").find_class("statement")[0].text_content() == "geboren 1775"


def test_a_licence_that_asks_for_itself_says_so(shown: FlaskClient) -> None:
    told = rows(read_page(shown, "/doc/instance/boek"))["Rechten"]
    assert told == ["CC BY-SA 4.0 vrij te gebruiken met naamsvermelding en onder dezelfde licentie"]


def test_an_organization_was_founded_not_born(shown: FlaskClient) -> None:
    page = read_page(shown, "/doc/agent/genootschap")
    assert page.find_class("statement")[0].text_content() == "opgericht 1830"


def test_no_table_of_all_that_is_left_has_two_rows_of_one_name(shown: FlaskClient) -> None:
    for table in read_page(shown, "/doc/object/doek").xpath("//details[@class='rest']/dl"):
        names = [div.find("dt").text for div in table.findall("div")]
        assert len(names) == len({*names})
