"""Records that need care: a catalogue's punctuation, numbers said twice, holders, scripts, days."""

from pathlib import Path

import pytest
from flask import request
from flask.testing import FlaskClient
from lxml import html
from pyoxigraph import RdfFormat, Store

from lod.dataset import on_this_day
from lod.search.searcher import SearchRequest
from lod.site import Site
from tests.webapp.html_pages import read_page
from tests.webapp.sample_release import BASE, Following, Opened, write_days, write_index
from webapp.app import build
from webapp.context import KEY, Context
from webapp.languages import wording
from webapp.views import search

RECORDS = """
@base <https://data.example.org/id/> .
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix bflc: <http://id.loc.gov/ontologies/bflc/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<instance/zee> a schema:Book ; schema:name "Zee, berg : het leven / door Jaap"@nl ;
    schema:isbn "9789066571013" ; bf:identifiedBy <instance/zee#isbn> , <instance/zee#lccn> ;
    schema:publisher <instance/zee#publisher> ; schema:locationCreated <instance/zee#place> ;
    bf:provisionActivity <instance/zee#publication> ; bf:hasItem <item/zee-1> ;
    schema:exampleOfWork <work/zee> ; schema:author <agent/jaap> ;
    schema:license <https://creativecommons.org/licenses/by/4.0/> ;
    schema:sdLicense <https://creativecommons.org/publicdomain/zero/1.0/> ;
    schema:copyrightNotice "publiek domein"@nl , "public domain"@en ;
    schema:about <subject/java> ; schema:datePublished "1999-03-02"^^xsd:date .
<instance/zee#isbn> a bf:Isbn ; rdf:value "9066571012" .
<instance/zee#lccn> a bf:Lccn ; rdf:value "00432239" .
<instance/zee#publisher> a schema:Organization ; schema:name "Kempen"@nl .
<instance/zee#place> a schema:Place ; schema:name "Eindhoven"@nl .
<instance/zee#publication> a bf:Publication ; bflc:simplePlace "Eindhoven" ; bflc:simpleAgent "Kempen" ;
    bflc:simpleDate "[1999]" .
<item/zee-1> a bf:Item ; bf:itemOf <instance/zee> ; bf:heldBy <organization/NL-0100000001> ;
    bf:sublocation <item/zee-1#a> , <item/zee-1#b> ; bf:note <item/zee-1#copy> .
<item/zee-1#a> a bf:Sublocation ; rdfs:label "NL-0100000001" .
<item/zee-1#b> a bf:Sublocation ; rdfs:label "Zaal" .
<item/zee-1#copy> a bf:Note ; rdfs:label "1" .
<work/zee> a schema:Book ; schema:name "Zee, berg : het leven"@nl ; schema:author <agent/jaap> .
<agent/jaap> a schema:Person ; schema:name "Jaap Zeeman"@nl ; rdfs:label "Zeeman, Jaap, 1900-1980" ;
    schema:birthDate "1900-03-02"^^xsd:date ; schema:deathDate "1980"^^xsd:gYear .
<subject/java> a schema:DefinedTerm ; schema:name "Java--History"@en , "Java -- History"@nl .
<instance/farsi> a schema:Book ; schema:name "يادنامه"@fa , "Yādnāmah"@fa-latn ;
    schema:creator <agent/bieb> , <agent/amadeo> ;
    bf:provisionActivity <instance/farsi#publication> .
<agent/bieb> a schema:Organization ; schema:name "Volksbibliotheek"@nl , "People's Library"@en .
<agent/amadeo> a schema:Person ; schema:name "Amadeo"@es .
<object/bank> a schema:CreativeWork ; schema:name "compagniebank"@nl ; schema:isPartOf <collection/haven> ;
    schema:size "238 cm; 93 cm"@nl ; bf:dimensions "238 cm" , "93 cm" , "3 kg" ; schema:temporal "1600/1699" ;
    bf:heldBy <http://id.loc.gov/vocabulary/organizations/dlc> ;
    schema:inLanguage "nl" , "Materials are in English." .
<object/kruk> a schema:CreativeWork ; schema:name "Kruk"@nl ; schema:isPartOf <collection/haven> ;
    bf:heldBy <http://id.loc.gov/vocabulary/organizations/njp> .
<http://id.loc.gov/vocabulary/organizations/njp> a bf:Agent ; bf:code "NjP" .
<object/stoel> a schema:CreativeWork ; schema:name "Stoel"@nl ; schema:isPartOf <collection/haven> ;
    bf:heldBy <https://ld.zdb-services.de/resource/organisations/DE-599> .
<object/tafel> a schema:CreativeWork ; schema:name "Tafel"@nl ; schema:isPartOf <collection/haven> ;
    bf:heldBy <organization/iln-20> .
<organization/iln-20> a bf:Organization ; bf:code "DE-84" .
<object/gezicht> bf:provisionActivity <object/gezicht#production> .
<object/gezicht#production> a bf:Production ; bflc:simpleDate "ca. 1660-1661"@nl ;
    bf:date "1660/1661"^^<http://id.loc.gov/datatypes/edtf> .
<instance/farsi#publication> a bf:Publication ; bflc:simplePlace "تهران"@fa , "Tihrān"@fa-latn ;
    bflc:simpleAgent "نشر ،"@fa , "Nashr"@fa-latn ; bflc:simpleDate "1378" .
<object/gezicht> a schema:Painting ; schema:name "Gezicht"@nl ; bf:hasItem <object/gezicht#item> ;
    schema:sdPublisher <organization/NL-0100000002> .
<object/gezicht#item> a bf:Item ; bf:itemOf <object/gezicht> ; bf:heldBy <object/gezicht#keeper> .
<object/gezicht#keeper> a bf:Organization ; rdfs:label "Mauritshuis" .
"""


@pytest.fixture(scope="module")
def careful(site: Site, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a site with these records."""
    path: Path = tmp_path_factory.mktemp("care")
    store = Store()
    store.load(RECORDS, format=RdfFormat.TURTLE)
    write_index(path, store)
    write_days(path, store)
    app = build(site, Following(Opened(store, path)), services=[search.blueprint()])
    return app.test_client()


def rows(tree: html.HtmlElement) -> dict[str, str]:
    """The tables in a piece of a page, by their names; the first of those with one name."""
    found = tree.findall(".//dl/div")
    return {row.find("dt").text: " | ".join(row.find("dd").itertext()).strip() for row in reversed(found)}


def test_a_title_in_a_list_is_printed_without_the_marks_of_a_catalogue(careful: FlaskClient) -> None:
    (title,) = read_page(careful, "/search?q=zee").find_class("entry-title")
    assert title.text_content() == "Zee, berg: het leven"
    assert read_page(careful, "/doc/subject/java").findall(".//h1")[0].text_content() == "Java – History"


def test_a_heading_that_differs_only_in_its_dashes_is_one_name(careful: FlaskClient) -> None:
    assert not read_page(careful, "/doc/subject/java").find_class("other-title")


def test_the_same_isbn_of_ten_digits_is_not_said_again(careful: FlaskClient) -> None:
    found = rows(read_page(careful, "/doc/instance/zee"))
    assert found["ISBN"] == "9789066571013"
    assert "00432239" in found["Nummer"]
    assert "9066571012" not in found["Nummer"]


def test_publisher_and_place_stand_once(careful: FlaskClient) -> None:
    tree = read_page(careful, "/doc/instance/zee")
    assert tree.find_class("statement")[0].text_content() == "Eindhoven, Kempen, [1999]"
    assert not {"Uitgever", "Gemaakt in"} & rows(tree).keys()


def test_a_copy_is_not_located_at_its_holder_and_its_number_is_no_note(careful: FlaskClient) -> None:
    found = rows(read_page(careful, "/doc/instance/zee").find_class("holdings")[0])
    assert found["Locatie"] == "Zaal"
    assert found["Exemplaarnummer"] == "1"
    assert "Aantekening" not in found


def test_years_stand_once_however_they_are_written(careful: FlaskClient) -> None:
    (line,) = read_page(careful, "/doc/object/gezicht").find_class("statement")
    assert line.text_content() == "ca. 1660–1661"


def test_of_an_unknown_keeper_there_is_a_reason_and_somebody_to_ask(careful: FlaskClient) -> None:
    (section,) = read_page(careful, "/doc/object/gezicht").find_class("holdings")
    assert "Mauritshuis" in section.text_content()
    assert "We weten niet of het nu te zien is." in section.text_content()  # nobody borrows a painting
    assert [a.get("href") for a in section.iter("a")] == ["mailto:collectie@museum.example.org"]


def test_the_licence_of_the_thing_is_not_that_of_its_description(careful: FlaskClient) -> None:
    tree = read_page(careful, "/doc/instance/zee")
    told = ["publiek domein", "CC BY 4.0", " ", "vrij te gebruiken met naamsvermelding"]
    assert rows(tree)["Rechten"].split(" | ") == told
    licence = next(p for p in tree.find_class("cite")[0].iter("p") if "Licentie" in p.text_content())
    assert licence.text_content().split(":")[1].strip() == "CC0 1.0"


def test_a_publication_is_told_in_each_script_by_itself(careful: FlaskClient) -> None:
    lines = [p.text_content() for p in read_page(careful, "/doc/instance/farsi").find_class("statement")]
    assert lines == ["تهران, نشر, 1378", "Tihrān, Nashr, 1378"]


def test_a_name_turned_round_is_not_a_second_name(careful: FlaskClient) -> None:
    tree = read_page(careful, "/doc/agent/jaap")
    assert not tree.find_class("other-title")
    assert "Zeeman, Jaap, 1900-1980" in tree.find_class("rest")[0].text_content()


def test_a_work_with_one_edition_is_listed_as_that_edition(careful: FlaskClient) -> None:
    (entry,) = read_page(careful, "/doc/agent/jaap").find_class("entry-title")
    assert entry.get("href") == "/doc/instance/zee"


def test_a_day_tells_who_was_born_and_what_came_out_on_it(careful: FlaskClient) -> None:
    tree = read_page(careful, "/on-this-day?day=03-02", "en")
    assert tree.findall(".//h1")[0].text == "2 March"
    told = [(e.getprevious().text, e.find(".//a").get("href")) for e in tree.find_class("entries")]
    assert told == [("1900", "/doc/agent/jaap"), ("1999", "/doc/instance/zee")]
    empty = read_page(careful, "/on-this-day?day=02-29", "en")
    assert not empty.find_class("moment")
    assert "?day=03-02" in "".join(a.get("href") for a in empty.findall(".//main//p/a"))
    assert read_page(careful, "/on-this-day").findall(".//h1")
    for wrong in ("02-30", "2", "03-02'", "٠٣-٠٢"):
        assert careful.get("/on-this-day", query_string={"day": wrong}).status_code == 404


def test_a_year_alone_is_no_day() -> None:
    store = Store()
    store.load(RECORDS, format=RdfFormat.TURTLE)
    found = on_this_day.collect(store, BASE)
    assert {day: [(e.name, e.year) for e in events] for day, events in found.items()} == {
        "03-02": [("born", 1900), ("published", 1999)]
    }


def test_a_word_that_is_misspelled_is_offered_as_it_was_probably_meant(careful: FlaskClient) -> None:
    (notice,) = read_page(careful, "/search?q=jaap+zeemann").find_class("notice")
    assert "Bedoelde u jaap zeeman?" in notice.text_content()
    href = notice.find(".//a").get("href")
    assert not read_page(careful, href).find_class("notice")
    assert read_page(careful, href).find_class("entry-title")
    assert not read_page(careful, "/search?q=zee").find_class("notice")


def test_what_finds_nothing_is_offered_wider(careful: FlaskClient) -> None:
    tree = read_page(careful, "/search?q=zee+xyzzyxyz")
    (ways,) = tree.find_class("wider")
    assert ways.text_content().split() == ["Zoek", "zonder", "“xyzzyxyz”", "1", "resultaat"]
    assert read_page(careful, ways.find(".//a").get("href")).find_class("entry-title")
    chosen = read_page(careful, "/search?q=zee&type=Map").find_class("wider")[0]
    assert "zonder keuzes" in chosen.text_content()
    assert not read_page(careful, "/search?q=xyzzyxyz").find_class("wider")


def test_who_was_probably_meant_stands_beside_what_comes_near(careful: FlaskClient) -> None:
    (near,) = read_page(careful, "/search?q=jaap+zeemann").find_class("near")
    assert near.text_content().split() == ["Jaap", "Zeeman", "Persoon", "·", "1900–1980"]


def test_a_phrase_that_is_nowhere_is_offered_as_words(careful: FlaskClient) -> None:
    (ways,) = read_page(careful, "/search?q=%22leven+zee%22").find_class("wider")
    assert ways.text_content().split()[:-2] == ["Zoek", "deze", "woorden", "in", "willekeurige", "volgorde"]
    assert read_page(careful, ways.find(".//a").get("href")).find_class("entry-title")


def test_a_result_that_was_found_by_another_form_of_a_word_says_so(careful: FlaskClient) -> None:
    (found,) = read_page(careful, "/search?q=histories").find_class("found-in")
    assert found.text_content() == "Onderwerp: Java – History"
    assert found.find("mark").text == "History"


def test_a_result_that_was_found_by_the_name_of_a_part_says_so(careful: FlaskClient) -> None:
    (found,) = read_page(careful, "/search?q=eindhoven").find_class("found-in")
    assert found.text_content() == "Gemaakt in: Eindhoven"


def test_a_result_that_was_found_by_its_number_says_so(careful: FlaskClient) -> None:
    (found,) = read_page(careful, "/search?q=978-90-6657-101-3").find_class("found-in")
    assert found.text_content() == "ISBN: 9789066571013"


def test_hostile_words_are_offered_as_text(careful: FlaskClient) -> None:
    answer = careful.get("/search", query_string={"q": "zee <script>alert(1)</script>"})
    assert b"<script>alert" not in answer.data
    assert answer.status_code == 200


def test_plain_questions_are_kept_and_combinations_are_not(site: Site, tmp_path: Path) -> None:
    store = Store()
    store.load(RECORDS, format=RdfFormat.TURTLE)
    write_index(tmp_path, store)
    app = build(site, Following(Opened(store, tmp_path)), services=[search.blueprint()])
    reached: list[str] = []
    app.before_request(lambda: reached.append(request.full_path))
    again = ("/search?q=zee", "/search?q=zee&type=Map", "/search?q=zee&page=2", "/search?q=xyzzyxyz")
    for address in (*again, *again):
        app.test_client().get(address, headers={"Accept": "text/html"})
    assert [reached.count(address) for address in again] == [1, 2, 2, 2]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_result_shows_what_the_page_of_the_thing_shows(careful: FlaskClient, language: str) -> None:
    """What a card tells comes from the index."""
    room: Context = careful.application.extensions[KEY]
    with careful.application.test_request_context("/"):
        cards = room.page_inputs(room.current(), wording(language)).cards
        searcher = room.current().searcher
        hits = list(searcher.every(SearchRequest(kinds=("instance", "work", "object")))) if searcher else []
        assert hits
        assert [cards.of_hit(hit) for hit in hits] == [cards.card(hit.iri) for hit in hits]


def test_a_measure_that_another_one_has_besides_is_said_once(careful: FlaskClient) -> None:
    assert rows(read_page(careful, "/doc/object/bank"))["Afmetingen"] == "238 cm; 93 cm | 3 kg"


def test_a_period_is_said_as_people_write_it_wherever_it_stands(careful: FlaskClient) -> None:
    assert "1600–1699" in read_page(careful, "/doc/object/bank").text_content()


@pytest.mark.parametrize(("thing", "code"), [("kruk", "NjP"), ("stoel", "DE-599"), ("tafel", "DE-84")])
def test_the_code_of_an_institution_is_that_of_the_record_and_not_of_its_address(
    careful: FlaskClient, thing: str, code: str
) -> None:
    panel = read_page(careful, f"/doc/object/{thing}").xpath(
        "string(//section[contains(@class, 'holdings')])"
    )
    assert code in panel.split()


def test_an_institution_of_which_only_the_code_is_known_is_called_by_it(careful: FlaskClient) -> None:
    panel = read_page(careful, "/doc/object/bank").xpath("string(//section[contains(@class, 'holdings')])")
    assert "DLC" in panel
    assert "code van een instelling" in panel
    assert "id.loc.gov" not in panel


def test_a_sentence_is_no_language_to_choose(careful: FlaskClient) -> None:
    found = careful.get("/search?q=compagniebank&format=json").json
    assert found["facets"]["language"] == {"nl": 1}
