"""What a reader would stumble over: codes, wrong ways of writing, endless lists, ways on that are missing."""

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

LINE = "Een zin die wat over het archief vertelt, en nog wat. " * 12
NOTES = " , ".join(f'"Tentoonstelling {number:02}"' for number in range(1, 41))
RECORDS = (
    f"""
@base <https://data.example.org/id/> .
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> .
@prefix bflc: <http://id.loc.gov/ontologies/bflc/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<work/wetten> a schema:CreativeWork ; schema:name "Wetten"@nl ;
    schema:workExample <instance/wetten-1> , <instance/wetten-2> ; bf:hasInstance <instance/wetten-1> .
<work/tweeling> a schema:CreativeWork ; schema:name "Tweeling"@nl ;
    schema:workExample <instance/tweeling-1> , <instance/tweeling-2> , <https://elders.example/tweeling-3> .
<instance/tweeling-1> a schema:Book ; schema:name "Tweeling"@nl ; schema:exampleOfWork <work/tweeling> .
<instance/tweeling-2> a schema:Book ; schema:name "Tweeling, tweede druk"@nl .
<work/reeks> a schema:CreativeWorkSeries ; schema:name "Salamanders"@nl .
<work/deel> a schema:CreativeWork ; schema:name "Deel"@nl ; schema:workExample <instance/deel> ;
    bf:relation <work/reeks> .
<instance/deel> a schema:Book ; schema:name "Deel"@nl ; schema:isPartOf <work/reeks> .
<instance/wetten-1> a schema:Book ; schema:name "Wetten 1814"@nl ;
    bf:provisionActivity <instance/wetten-1#publication> .
<instance/wetten-1#publication> a bf:Publication ; bflc:simplePlace "[S.l.]" ; bflc:simpleAgent "[s.n.]" ;
    bflc:simpleDate "1814 - 1815" .
<instance/wetten-2> a schema:Book ; schema:name "{"Heel lange wet " * 30}"@nl ;
    schema:exampleOfWork <work/lang> .
<work/lang> a schema:CreativeWork ; schema:name "{"Heel lange wet " * 30}"@nl .
<instance/paarden> a schema:Book ; schema:name "كتاب"@ar ; schema:inLanguage "grc" ;
    schema:description "Treatise on horses. كتاب"@ar , "Written in Cairo."@ar .
<object/archief> a schema:ArchiveComponent ; schema:name "Archief van de sociëteit"@nl ;
    schema:description "Kort."@nl , """
    + f'"""{LINE}\n{LINE}\n{LINE}"""@nl .'
    + f"""
<object/kasboek> a schema:ArchiveComponent ; schema:name "Kasboek"@nl ; schema:isPartOf <object/archief> ;
    schema:temporalCoverage "1843/1850" .
<object/schilderij> a schema:Painting ; schema:name "Avond"@nl ; schema:description "Avond"@nl ;
    schema:license <http://rightsstatements.org/vocab/InC/1.0/> ; rdfs:comment "Zie ook"@nl ;
    bf:note {NOTES} ; bf:extent <object/schilderij#extent> ;
    schema:sameAs <https://de.wikipedia.org/wiki/Saarbr%C3%BCcken> ;
    schema:url <https://beeld.example.org/180691e6.jpg> , <https://beeld.example.org/540cdaef.jpg> .
<object/schilderij#extent> a bf:Extent ; bf:count "1" .
<instance/wetten-1> schema:isPartOf <collection/boeken> .
<instance/deel> schema:isPartOf <collection/boeken> .
<instance/paarden> schema:isPartOf <collection/boeken> ; schema:author <agent/martin> .
<object/schilderij> schema:isPartOf <collection/boeken> ; schema:image <https://beeld.example.org/1.jpg> .
<collection/kunst> a schema:Dataset ; schema:name "Kunst"@nl ; schema:creator <agent/museum> .
<agent/museum> a schema:Organization ; schema:name "Museum Noord"@nl .
<agent/martin> a schema:Person ; schema:name "George R. R. Martin" , "Martin, George R. R. 1948-" .
<instance/film> a schema:Movie ; schema:name "Film"@nl ; schema:duration "PT1H59M" ;
    schema:creditText "Humphrey Bogart" ; schema:license <http://creativecommons.org/licenses/by/3.0/nl/> ;
    bf:hasItem {", ".join(f"<item/film-{number}>" for number in range(1, 13))} .
<subject/gtt> a schema:DefinedTerm ; schema:name "Zeevaart"@nl .
<subject/brinkman> a schema:DefinedTerm ; schema:name "zeevaart"@nl .
<subject/varen> a schema:DefinedTerm ; schema:name "Varen"@nl .
<instance/zee-1> a schema:Book ; schema:name "Zeilschepen"@nl ;
    schema:about <subject/gtt> , <subject/brinkman> , <subject/varen> .
<instance/zee-2> a schema:Book ; schema:name "Zeilschepen"@nl ; schema:about <subject/gtt> .
<instance/zee-3> a schema:Book ; schema:name "Zeilschepen"@nl ; schema:about <subject/brinkman> .
<instance/zee-4> a schema:Book ; schema:name "Zeilschepen"@nl ; schema:about <subject/varen> .
<object/munt> a schema:CreativeWork ; schema:name "Munt"@nl ;
    bf:note <object/munt#event> , <object/munt#text> , <object/munt#odd> .
<object/munt#event> a bf:Note , schema:Event ; schema:name "Gebrauch"@de , "Use"@en ; rdfs:label "1921"@de ;
    bf:noteType "Gebrauch"@de , "Use"@en .
<object/munt#text> a bf:Note ; rdfs:label "PAX" ; bf:noteType "inscription" .
<object/munt#odd> a bf:Note ; rdfs:label "Ook een noot" ; bf:noteType "odd" .
<instance/artikel> a schema:Article ; schema:name "Kriegsende"@de ;
    schema:isPartOf <instance/artikel#host> , <collection/kunst> ; schema:exampleOfWork <work/naamloos> ;
    bf:provisionActivity <instance/artikel#publication> ; schema:datePublished "2003-12-08"^^xsd:date .
<instance/artikel#host> a schema:Book ; schema:name "[zonder titel]"@nl .
<instance/artikel#publication> a bf:Publication ; bflc:simpleDate "2003-12-08" .
<work/naamloos> a schema:CreativeWork ; schema:name "[zonder titel]"@nl .
{"".join(f"<item/film-{n}> bf:itemOf <instance/film> ; bf:heldBy <agent/h-{n}> ." for n in range(1, 13))}
{"".join(f'<agent/h-{n}> a schema:Library ; schema:name "Bibliotheek {n}" .' for n in range(1, 13))}
"""
)


@pytest.fixture(scope="module")
def client(site: Site, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a site with these records."""
    path: Path = tmp_path_factory.mktemp("readers")
    store = Store()
    store.load(RECORDS, format=RdfFormat.TURTLE)
    write_index(path, store)
    app = build(
        site,
        Following(Opened(store, path)),
        services=[search.blueprint()],
        image_hosts=["beeld.example.org"],
    )
    return app.test_client()


def row(tree: html.HtmlElement, name: str) -> html.HtmlElement:
    """What the table of a page has under a name."""
    return next(div.find("dd") for div in tree.findall(".//dl/div") if div.find("dt").text == name)


def test_a_work_leads_to_the_editions_that_it_names(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/work/wetten")
    section = tree.get_element_by_id("list-editions").getparent()
    assert {a.get("href") for a in section.iter("a")} == {"/doc/instance/wetten-1", "/doc/instance/wetten-2"}
    assert not [dt for dt in tree.iter("dt") if dt.text == "Uitgave"]


def test_an_edition_leads_to_those_that_its_work_names(client: FlaskClient) -> None:
    section = read_page(client, "/doc/instance/tweeling-1").get_element_by_id("editions-heading").getparent()
    assert [a.get("href") for a in section.find_class("entry-title")] == ["/doc/instance/tweeling-2"]


def test_a_series_is_called_one(client: FlaskClient) -> None:
    assert read_page(client, "/doc/work/reeks").find_class("kicker")[0].text.strip() == "Reeks"


def test_a_book_in_a_series_is_not_listed_again_as_a_work(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/work/reeks")
    assert [a.get("href") for a in tree.find_class("entry-title")] == ["/doc/instance/deel"]


def test_a_statement_has_no_abbreviations_for_what_nobody_knows(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/instance/wetten-1")
    assert [line.text_content() for line in tree.find_class("statement")] == ["1814–1815"]
    assert "[S.l.]" in row(tree, "Uitgavevermelding").text_content()  # and nothing is lost


def test_the_title_of_a_work_is_cut_where_an_edition_points_to_it(client: FlaskClient) -> None:
    section = read_page(client, "/doc/instance/wetten-2").get_element_by_id("editions-heading").getparent()
    assert len(section.find(".//a").text_content()) < 150


def test_a_text_runs_as_its_letters_do_whatever_language_it_is_said_to_be_in(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/instance/paarden")
    assert tree.find(".//h1").get("dir") == "rtl"
    mixed, latin = tree.find_class("description")[0].findall("p")
    assert (mixed.get("lang"), mixed.get("dir")) == ("ar", None)
    assert (latin.get("lang"), latin.get("dir")) == (None, None)
    assert row(tree, "Taal").text_content() == "Oudgrieks"


def test_a_piece_of_an_archive_that_was_found_tells_where_it_is_and_when_from(client: FlaskClient) -> None:
    (entry,) = read_page(client, "/search?q=kasboek").find_class("entry")
    line = entry.find_class("entry-line")[0].text_content()
    assert line == "Archiefmateriaal · deel van Archief van de sociëteit · 1843–1850"


def test_a_long_description_begins_with_what_says_most_and_opens(client: FlaskClient) -> None:
    (section,) = read_page(client, "/doc/object/archief").find_class("description")
    assert [len(p.text) > 100 for p in section.findall("p")] == [True]
    assert [len(p.text) > 100 for p in section.findall("details/p")] == [True, True, False]


def test_a_description_that_is_the_title_is_not_said_again(client: FlaskClient) -> None:
    assert not read_page(client, "/doc/object/schilderij").find_class("description")


def test_the_end_of_a_long_row_is_folded_away(client: FlaskClient) -> None:
    notes = row(read_page(client, "/doc/object/schilderij"), "Aantekening")
    assert len(notes.findall("ul/li")) == 12
    assert notes.find("details/summary").text == "Toon de andere 28"
    assert len(notes.findall("details/ul/li")) == 28


def test_rights_and_addresses_are_said_in_words(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/object/schilderij")
    assert row(tree, "Rechten").text_content() == "Auteursrechtelijk beschermd"
    assert row(tree, "Hetzelfde als").text_content() == "de.wikipedia.org/wiki/Saarbrücken"
    panel = tree.get_element_by_id("online-heading").getparent()
    assert [a.text_content() for a in panel.iter("a")] == ["Afbeelding 1", "Afbeelding 2"]


def test_a_part_without_a_name_stands_at_the_end_only(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/object/schilderij")
    assert [
        dt.getparent().getparent().getparent().get("class") for dt in tree.iter("dt") if dt.text == "Omvang"
    ] == ["rest"]


def test_who_keeps_a_collection_is_not_called_its_maker(client: FlaskClient) -> None:
    assert (
        read_page(client, "/doc/collection/kunst").find_class("makers")[0].text_content().strip()
        == "Museum Noord"
    )


def test_a_person_is_called_as_people_say_it(client: FlaskClient) -> None:
    assert read_page(client, "/doc/agent/martin").find(".//h1").text.strip() == "George R. R. Martin"


def test_a_duration_is_said_in_hours_and_minutes(client: FlaskClient) -> None:
    assert row(read_page(client, "/doc/instance/film"), "Duur").text_content() == "1 uur 59 min"


def test_of_many_copies_six_stand_on_the_page_and_the_others_open(client: FlaskClient) -> None:
    (panel,) = read_page(client, "/doc/instance/film").find_class("holdings")
    assert len(panel.findall("div[@class='holding']")) == 6
    assert panel.find("details/summary").text == "Toon de andere 6"
    assert len(panel.findall("details/div")) == 6
    assert [one.text.strip() for one in panel.find_class("reason")] == [
        "Staat er geen knop of adres bij? Vraag ernaar bij de instelling zelf."
    ]


def test_who_is_credited_is_told_apart_from_the_rights(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/instance/film")
    assert row(tree, "Bronvermelding").text_content() == "Humphrey Bogart"
    assert row(tree, "Rechten").text_content() == "CC BY 3.0 NL vrij te gebruiken met naamsvermelding"


def test_the_first_page_begins_with_pictures_and_ends_with_what_little_is_known_of(
    client: FlaskClient,
) -> None:
    covers = read_page(client, "/").find_class("cover-title")
    assert [one.text for one in covers] == ["Avond", "كتاب", "Wetten 1814", "Deel"]


def test_a_note_says_what_kind_it_is_in_words_and_an_event_what_happened(client: FlaskClient) -> None:
    page = read_page(client, "/doc/object/munt")
    told = {sort: row(page, sort).text_content() for sort in ("Gebruik", "Opschrift", "Aantekening")}
    assert told == {"Gebruik": "1921", "Opschrift": "PAX", "Aantekening": "Ook een noot"}


@pytest.mark.parametrize(
    ("language", "untitled"), [("nl", "een werk zonder titel"), ("en", "a work without a title")]
)
def test_what_has_no_title_is_called_so_in_the_language_of_the_page(
    client: FlaskClient, language: str, untitled: str
) -> None:
    text = client.get("/doc/instance/artikel", headers={"Accept-Language": language}).get_data(as_text=True)
    page = html.document_fromstring(text)
    assert "zonder titel" not in page.find(".//*[@class='kicker']").text_content()
    assert page.xpath(f"//a[@href='/doc/work/naamloos' and contains(., '{untitled}')]")
    assert page.find(".//h1").text_content().startswith("Kriegsende")


def test_a_day_is_said_once_as_people_write_it(client: FlaskClient) -> None:
    line = read_page(client, "/doc/instance/artikel").find(".//*[@class='statement']").text_content()
    assert line.strip() == "8 december 2003"


def test_a_heading_that_stands_as_several_subjects_is_one_to_a_reader(client: FlaskClient) -> None:
    tree = read_page(client, "/search?q=zeilschepen")
    links = tree.xpath("//a[contains(@href, 'subject=')]")
    told = [" ".join(link.getparent().text_content().casefold().split()) for link in links]
    assert [one for one in told if "zeevaart" in one] == ["zeevaart 3"]
    (href,) = tree.xpath("//a[contains(@href, 'brinkman')]/@href")
    narrowed = read_page(client, href)
    assert len(narrowed.xpath("//a[starts-with(@href, '/doc/instance/zee-')]")) >= 3
    assert not narrowed.xpath("//a[@href='/doc/instance/zee-4']")
    found = client.get("/suggest?q=zeeva&kind=subject").get_json()["suggestions"]
    assert len(found) == 1
