"""Pages of what there is very much of: a maker of thousands, editions, copies, makers, images, years."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store

from lod.site import Site
from tests.webapp.html_pages import read_page
from tests.webapp.sample_release import BASE, Following, Opened, Remembering, fill, write_counts, write_index
from webapp.app import build
from webapp.views import search

ISIL = "NL-0100000001"
MANY, COPIES, EDITIONS, IMAGES = 1_300, 60, 30, 40


def turtle() -> Iterator[str]:
    yield f"""@base <{BASE}id/> . @prefix schema: <https://schema.org/> .
@prefix bf: <http://id.loc.gov/ontologies/bibframe/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix bflc: <http://id.loc.gov/ontologies/bflc/> .
<agent/vlijtig> a schema:Person ; schema:name "Vlijtig, Jan"@nl ."""
    for n in range(MANY):
        yield f"""<instance/v-{n}> a schema:Book ; schema:exampleOfWork <work/v-{n}> ;
schema:name "Deel {n}"@nl ; schema:author <agent/vlijtig> ; schema:creator <agent/vlijtig> ;
schema:datePublished "{1800 + n % 100}" .
<work/v-{n}> a schema:CreativeWork ; schema:name "Deel {n}"@nl ; schema:workExample <instance/v-{n}> ;
schema:author <agent/vlijtig> ; schema:creator <agent/vlijtig> ."""
    yield '<work/w> a schema:CreativeWork ; schema:name "Het werk"@nl .'
    for n in range(EDITIONS):
        year = 1990 - 7 * n % 100
        yield f"""<instance/e-{n}> a schema:Book ; schema:name "Het werk"@nl ; schema:exampleOfWork <work/w> ;
schema:datePublished "{year}" ."""
    yield '<instance/e-none> a schema:Book ; schema:name "Het werk"@nl ; schema:exampleOfWork <work/w> .'
    yield '<instance/c> a schema:Book ; schema:name "Gelezen"@nl .'
    for n in range(COPIES):
        yield f"""<instance/c> bf:hasItem <item/c-{n}> . <item/c-{n}> bf:itemOf <instance/c> ;
bf:heldBy <organization/{ISIL}> ; bf:shelfMark <item/c-{n}#mark> . <item/c-{n}#mark> rdfs:label "MAG {n}" ."""
    yield '<instance/lent> a schema:Book ; schema:name "Veel geleend"@nl .'
    yield '<agent/aa> a schema:Library ; schema:name "Aa-bibliotheek"@nl .'
    for n in range(250):
        holder = "agent/aa" if n % 2 else f"organization/{ISIL}"
        yield f"""<item/l-{n}> bf:itemOf <instance/lent> ; bf:heldBy <{holder}> ;
bf:shelfMark <item/l-{n}#mark> . <item/l-{n}#mark> rdfs:label "MAG {n}" ."""
    yield """<instance/jp> a schema:Book ; schema:name "雪国"@ja ; bf:provisionActivity <instance/jp#p> .
<instance/jp#p> a bf:ProvisionActivity ; bflc:simplePlace "東京"@ja, "Tōkyō"@ja-latn ;
bflc:simpleDate "1947" ."""
    yield """<object/period> a schema:ArchiveComponent ; schema:name "Brieven"@nl ;
schema:identifier "12" ; schema:temporalCoverage "1860/1875" ."""
    yield '<object/o> a schema:Photograph ; schema:name "Album"@nl .'
    for n in range(IMAGES):
        yield f"""<object/o> schema:associatedMedia <object/o#i{n}> . <object/o#i{n}> a schema:ImageObject ;
schema:contentUrl <https://beeld.example.org/{n}.jpg> ;
schema:thumbnailUrl <https://beeld.example.org/{n}.jpg> ."""
    yield """<object/i> a schema:Photograph ; schema:name "Kiekje"@nl ; schema:image <object/i#p> .
<object/i#p> a schema:ImageObject ; schema:contentUrl <https://beeld.example.org/kiekje.jpg> .
<instance/9999> a schema:Book ; schema:name "Nog niet"@nl ; schema:datePublished "9999" .
<instance/nowhere> a schema:Book ; schema:name "Nergens"@nl ; bf:provisionActivity <instance/nowhere#p> .
<instance/nowhere#p> a bf:ProvisionActivity ; bf:place <http://id.loc.gov/vocabulary/countries/xx> ;
bf:date "XXXX/XXXX"^^<http://id.loc.gov/datatypes/edtf> .
<instance/anon> a schema:Book ; schema:name "Wie weet"@nl ;
schema:author <agent/rkd-71882> ; schema:exampleOfWork <work/leeg> .
<work/leeg> a bf:Work ; schema:name "[zonder titel]"@nl .
<agent/rkd-71882> schema:sameAs <https://data.rkd.nl/artists/71882> .
<object/vlinder> a schema:Photograph ; schema:name "Vlinder"@nl ; schema:description "Vlinder."@nl .
<object/port> a schema:Photograph ; schema:name "Poort"@nl ; schema:sameAs <http://e.example:99999/a> ;
schema:url "http://e.example:80b/", <http://e.example:99999/b> ; schema:description "http://::1/c"@nl .
<object/stop> a schema:Photograph ; schema:name "."@nl ; schema:creator <object/stop#a> .
<object/stop#a> a schema:Person ; schema:name "."@nl .
<object/fonds> a schema:ArchiveComponent ; schema:name "Fonds"@nl ; schema:hasPart <object/stuk> .
<object/stuk> a schema:ArchiveComponent ; schema:name "Stuk"@nl ; schema:isPartOf <object/fonds> ;
schema:sdPublisher <organization/NL-0100000002> .
<object/told> a schema:Photograph ; schema:name "Verteld"@nl ;
schema:description "Eerste regel.\\nTweede regel."@nl ; bf:note <object/told#1>, <object/told#2> .
<object/told#1> a bf:Note ; rdfs:label "Tweede regel."@nl .
<object/told#2> a bf:Note ; rdfs:label "Iets anders."@nl .
<instance/free> a schema:Book ; schema:name "Vrij"@nl ; schema:url <https://example.org/vrij.pdf> ;
bf:note <instance/free#online-note-1> . <instance/free#online-note-1> a bf:Note ; rdfs:label "gratis"@nl .
<agent/born> a schema:Person ; schema:name "Piet Namesaak"@nl ;
schema:birthDate "1820-03-02" ; schema:deathDate "1887" .
<agent/unborn> a schema:Person ; schema:name "Piet Namesaak"@nl .
<object/twice> a schema:Photograph ; schema:name "Tweemaal"@nl ;
schema:creator <object/twice#a>, <object/twice#b> .
<object/twice#a> a schema:Organization ; schema:name "De Stichting"@nl .
<object/twice#b> a schema:Organization ; schema:name "De Stichting"@nl ."""
    makers = ", ".join(f"<agent/m-{n}>" for n in range(30))
    yield f'<instance/m> a schema:Book ; schema:name "Samen"@nl ; schema:author {makers} .'
    yield from (f'<agent/m-{n}> a schema:Person ; schema:name "Maker {n}"@nl .' for n in range(30))


@pytest.fixture(scope="module")
def much(site: Site, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path, store = tmp_path_factory.mktemp("much"), Store()
    fill(store)
    store.load("\n".join(turtle()).encode(), format=RdfFormat.TURTLE)
    write_index(path, store)
    write_counts(path)
    made = build(
        site,
        Following(Opened(store, Path(path))),
        Remembering(),
        services=[search.blueprint()],
        image_hosts=["*"],
    )
    return made.test_client(use_cookies=False)


def test_no_number_is_told_that_was_not_counted(much: FlaskClient) -> None:
    page = read_page(much, "/doc/agent/vlijtig")
    (title,) = page.xpath("//h2[@id='list-made']")
    assert title.text_content() == "Van deze maker meer dan 1.000"
    kinds = page.xpath("//section[h2/@id='list-made']//li//a/@href")
    assert len(kinds) >= 12
    assert not [href for href in kinds if "/work/" in href], "an edition stands for its work"
    assert page.xpath("//a[contains(@href, '/search?maker=')]/text()").count("Zoek en sorteer hierin") == 1


def test_all_of_a_long_list_can_be_paged_to(much: FlaskClient) -> None:
    found: set[str] = set()
    address: list[str] = ["/doc/agent/vlijtig?list=made"]
    while address:
        page = read_page(much, address[0])
        found |= {href for href in page.xpath("//main//ul//a/@href") if "/instance/" in href}
        address = page.xpath("//a[contains(@rel, 'next')]/@href")
    assert len(found) == MANY


def test_editions_stand_in_the_order_in_which_they_came_out(much: FlaskClient) -> None:
    page = read_page(much, "/doc/work/w?list=editions")
    lines = [one.text_content() for one in page.xpath("//main//li")][:24]
    years = [int(line.strip().rsplit(" ", 1)[-1]) for line in lines]
    assert years == sorted(years)
    last = read_page(much, "/doc/work/w?list=editions&page=2").xpath("//main//li//a/@href")[-1]
    assert last == "/doc/instance/e-none"


def test_what_is_said_of_a_holder_is_said_once_and_every_copy_can_be_reached(much: FlaskClient) -> None:
    page = read_page(much, "/doc/instance/c")
    assert len(page.xpath("//div[contains(@class, 'holding')]//h3")) == 1
    assert len(page.xpath("//div[contains(@class, 'holding')]")) == 40
    (rest,) = page.xpath("//section[contains(@class, 'holdings')]//a[contains(@href, 'list=copies')]/@href")
    assert read_page(much, rest).xpath("string(//h1)").split()[-1] == str(COPIES)
    assert not page.xpath("//h2[@id='list-copies']")


def test_each_line_of_where_it_came_out_is_in_its_own_language(much: FlaskClient) -> None:
    lines = read_page(much, "/doc/instance/jp").xpath("//p[@class='statement']/bdi")
    assert {line.get("lang"): line.text for line in lines} == {"ja": "東京, 1947", "ja-latn": "Tōkyō, 1947"}


def test_namesakes_are_told_apart_by_their_years_at_once(much: FlaskClient) -> None:
    page = read_page(much, "/doc/agent/born")
    assert page.xpath("string(//p[@class='statement'])") == "1820–1887"
    assert page.xpath("string(//title)").startswith("Piet Namesaak – 1820–1887")
    assert not read_page(much, "/doc/agent/unborn").find_class("statement")


def test_a_period_under_a_name_is_written_as_people_do(much: FlaskClient) -> None:
    page = read_page(much, "/doc/object/period")
    assert page.xpath("string(//p[@class='statement'])") == "nr. 12, 1860–1875"


def test_a_long_list_of_copies_goes_by_library_and_shelf_mark(much: FlaskClient) -> None:
    (rest,) = read_page(much, "/doc/instance/lent").xpath("//a[contains(@href, 'list=copies')]/@href")
    entries = read_page(much, rest).find_class("entry")
    holders = [entry.find_class("entry-title")[0].text_content() for entry in entries]
    assert holders == ["Aa-bibliotheek"] * len(holders)
    marks = [int(entry.text_content().rsplit("MAG", 1)[1]) for entry in entries]
    assert marks == [*range(1, 2 * len(marks), 2)]


def test_of_very_many_copies_those_of_the_own_library_are_on_the_page(much: FlaskClient) -> None:
    visitor = much.application.test_client()
    visitor.post("/my-library", data={"library": ISIL, "next": "/doc/instance/lent"})
    page = read_page(visitor, "/doc/instance/lent")
    holders = page.xpath("//div[contains(@class, 'holding')]//h3/a/@href")
    assert holders[0] == f"/doc/organization/{ISIL}"
    assert page.xpath("//*[contains(@class, 'own-library')]")


def test_many_makers_and_images_are_folded_and_none_is_left_out(much: FlaskClient) -> None:
    page = read_page(much, "/doc/instance/m")
    assert len(page.xpath("//header//span[@class='maker']")) == 30
    assert len(page.xpath("//header//details//span[@class='maker']")) == 18
    page = read_page(much, "/doc/object/o")
    assert len(page.xpath("//figure//img")) == IMAGES
    assert len(page.xpath("//details//figure//img[@loading='lazy']")) == IMAGES - 12


def test_a_part_of_a_description_is_no_image(much: FlaskClient) -> None:
    page = read_page(much, "/search?q=kiekje")
    assert page.xpath("//main//img/@src") == ["https://beeld.example.org/kiekje.jpg"]


def test_a_year_that_is_to_come_does_not_push_all_others_off_the_histogram(much: FlaskClient) -> None:
    ends = read_page(much, "/search").xpath("//p[@class='decades-ends']/span/text()")
    assert int(ends[0]) <= 1800 < int(ends[1]) < 2100


def test_an_unknown_place_and_date_are_said_in_words_or_not(much: FlaskClient) -> None:
    page = read_page(much, "/doc/instance/nowhere")
    assert page.xpath("//p[@class='statement']//text()") == ["datum onbekend"]


def test_a_maker_that_is_only_a_name_is_told_once(much: FlaskClient) -> None:
    assert len(read_page(much, "/doc/object/twice").xpath("//span[@class='maker']")) == 1


def test_a_note_that_is_the_description_is_not_told_again(much: FlaskClient) -> None:
    text = read_page(much, "/doc/object/told").xpath("string(//main)")
    assert (text.count("Tweede regel."), text.count("Iets anders.")) == (1, 1)


def test_other_words_are_looked_for_in_the_period_and_the_order_that_were_chosen(much: FlaskClient) -> None:
    page = read_page(much, "/search?q=deel&since=1850&until=1859&sort=oldest&page=2")
    sent = {one.get("name"): one.get("value") for one in page.xpath("//form[@class='search-form']//input")}
    assert sent == {"q": "deel", "since": "1850", "until": "1859", "sort": "oldest"}


def test_what_is_said_of_the_only_address_on_the_web_stands_beside_it(much: FlaskClient) -> None:
    page = read_page(much, "/doc/instance/free")
    assert page.xpath("//section[h2/@id='online-heading']//li/span/text()") == ["gratis"]
    assert page.xpath("string(//main)").count("gratis") == 1


def test_what_is_said_of_privacy_is_true_where_images_are_of_others(
    much: FlaskClient, reader: FlaskClient
) -> None:
    assert "afbeeldingen kunnen van buiten komen" in read_page(much, "/about").xpath("string(//main)")
    assert "laadt niets van elders" in read_page(reader, "/about").xpath("string(//main)")


def test_namesakes_are_told_apart_by_their_years(much: FlaskClient) -> None:
    lines = [
        one.text_content() for one in read_page(much, "/search?q=namesaak").xpath("//ul[@class='near']/li")
    ]
    assert sorted(lines) == ["Piet Namesaak Persoon", "Piet Namesaak Persoon · 1820–1887"]


def test_an_address_with_a_port_that_there_cannot_be_is_shown_and_not_linked(much: FlaskClient) -> None:
    page = read_page(much, "/doc/object/port")
    assert "http://::1/c" in page.xpath("string(//main)")
    assert not page.xpath("//main//a[contains(@href, 'e.example') or contains(@href, '::1')]")


def test_names_that_are_a_full_stop_have_a_page(much: FlaskClient) -> None:
    assert read_page(much, "/doc/object/stop").xpath("//p[contains(@class, 'citation')]/bdi/text()") == [
        "Zonder titel",
        f"{BASE}id/object/stop",
    ]


def test_what_has_no_name_is_not_called_by_its_number(much: FlaskClient) -> None:
    page = read_page(much, "/doc/instance/anon")
    assert page.xpath("//main//a[@href='/doc/agent/rkd-71882']")[0].text_content() == "Naam onbekend"
    assert "Dit is een uitgave van een werk zonder titel." in " ".join(page.text_content().split())
    assert read_page(much, "/doc/agent/rkd-71882").findtext(".//h1").strip() == "Naam onbekend"


def test_a_description_that_is_the_title_with_a_full_stop_is_not_shown(much: FlaskClient) -> None:
    assert (
        read_page(much, "/doc/object/vlinder").xpath("string(//main)").count("Vlinder.") == 1
    )  # its citation


def test_who_only_described_a_piece_of_an_archive_is_not_cited_as_its_keeper(much: FlaskClient) -> None:
    page = read_page(much, "/doc/object/stuk")
    assert "Havenmuseum" in page.find_class("holdings")[0].text_content()
    cited = page.xpath("//p[contains(@class, 'citation')]/bdi/text()")
    assert cited == ["Fonds", "Stuk", f"{BASE}id/object/stuk"]
