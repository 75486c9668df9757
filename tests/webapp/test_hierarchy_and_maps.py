"""Where things stand: in an archive of thousands, among subjects, on the map, in time; and their images."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store

from lod.site import Site
from lod.store.documents import Reader
from tests.webapp.html_pages import read_page
from tests.webapp.sample_release import BASE, SCHEMA, Following, Opened, write_index
from webapp.app import build
from webapp.languages import wording
from webapp.pages.search.decade_chart import LINKS, MOST, decades
from webapp.pages.things.images import of_card
from webapp.views import search

SIBLINGS = 3_000
RECORDS = """
@base <https://data.example.org/id/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<object/archief> a schema:ArchiveComponent ; schema:name "Archief"@nl ; schema:isPartOf <collection/archief> .
<object/reeks> a schema:ArchiveComponent ; schema:name "Reeks"@nl ; schema:isPartOf <object/archief> .
<object/s-1500-a> a schema:ArchiveComponent ; schema:name "Bijlage"@nl ; schema:isPartOf <object/s-1500> .
<object/ring-1> a schema:ArchiveComponent ; schema:name "Ring 1"@nl ; schema:isPartOf <object/ring-2> .
<object/ring-2> a schema:ArchiveComponent ; schema:name "Ring 2"@nl ; schema:isPartOf <object/ring-1> .
<subject/kunst> a schema:DefinedTerm ; schema:name "Kunst"@nl .
<subject/schilderkunst> a schema:DefinedTerm ; schema:name "Schilderkunst"@nl ; skos:broader <subject/kunst> .
<subject/tekenkunst> a schema:DefinedTerm ; schema:name "Tekenkunst"@nl ; skos:broader <subject/kunst> .
<subject/portret> a schema:DefinedTerm ; schema:name "Portret"@nl ; skos:broader <subject/schilderkunst> .
<organization/NL-0100000001> a schema:Library ; schema:name "Stadsbibliotheek"@nl .
<organization/NL-0100000002> a schema:Museum ; schema:name "Havenmuseum"@nl .
<place/goes> a schema:Place ; schema:name "Goes"@nl ; schema:geo <place/goes#geo> .
<place/goes#geo> a schema:GeoCoordinates ; schema:latitude "51.504" ; schema:longitude "3.888" .
<place/lima> a schema:Place ; schema:name "Lima"@nl ; schema:latitude "-12.05" ; schema:longitude "-77.04" .
<place/nergens> a schema:Place ; schema:name "Nergens"@nl ; schema:latitude "nan" ; schema:longitude "4" .
<object/munt> a schema:CreativeWork ; schema:associatedMedia <object/munt#a> , <object/munt#b> .
<object/munt#a> a schema:VideoObject ; schema:contentUrl "https://images.example.org/munt.mp4" .
<object/munt#b> a schema:ImageObject ; schema:contentUrl "https://images.example.org/munt.jpg" .
<agent/jan> a schema:Person ; schema:name "Jan"@nl ; schema:image "https://images.example.org/jan.jpg" .
<object/doek> a schema:Painting ; schema:name "Doek"@nl ; schema:image <object/doek#a> , <object/doek#b> ;
    schema:creator <agent/jan> ; schema:dateCreated "1645~"^^<http://id.loc.gov/datatypes/edtf> ;
    schema:about <subject/kunst> ;
    schema:associatedMedia "https://images.example.org/iiif/7/manifest.json"^^xsd:anyURI .
<object/doek#a> a schema:ImageObject ;
    schema:contentUrl "https://images.example.org/iiif/7/full/max/0/default.jpg" ;
    schema:creditText "Foto: Anna"@nl ; schema:license <https://creativecommons.org/licenses/by/4.0/> .
<object/doek#b> a schema:ImageObject ; schema:contentUrl "https://evil.example/x.jpg" .
<object/prent> a schema:Drawing ; schema:name "Prent"@nl ; schema:creator <agent/jan> ;
    schema:about <subject/kunst> ; schema:dateCreated "1671"^^xsd:gYear .
"""


def siblings() -> Iterator[Quad]:
    """Very many pieces of one series, in an order that neither their names nor their numbers give."""

    def say(key: int, name: str, value: NamedNode | Literal) -> Quad:
        return Quad(NamedNode(f"{BASE}id/object/s-{key}"), NamedNode(SCHEMA + name), value, DefaultGraph())

    kind = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    for n in range(1, SIBLINGS + 1):
        at = NamedNode(f"{BASE}id/object/s-{n}")
        yield Quad(at, kind, NamedNode(SCHEMA + "ArchiveComponent"), DefaultGraph())
        yield say(n, "name", Literal(f"Stuk {n}", language="nl"))
        yield say(n, "position", Literal(str(SIBLINGS + 1 - n), datatype=integer))
        yield say(n, "isPartOf", NamedNode(f"{BASE}id/object/reeks"))


@pytest.fixture(scope="module")
def client(site: Site, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    path: Path = tmp_path_factory.mktemp("standing")
    store = Store()
    store.load(RECORDS, format=RdfFormat.TURTLE)
    write_index(path, store)
    store.extend(siblings())
    app = build(
        site,
        Following(Opened(store, path)),
        services=[search.blueprint()],
        image_hosts=("images.example.org",),
    )
    return app.test_client()


def texts(tree: html.HtmlElement, name: str, path: str) -> list[str]:
    (found,) = tree.find_class(name)
    return [" ".join(one.text_content().split()) for one in found.findall(path)]


def test_a_piece_of_an_archive_stands_under_what_it_is_part_of(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/object/s-1500")
    assert texts(tree, "tree-above", "li") == ["Archief", "Reeks"]
    around = texts(tree, "tree-siblings", "li")
    assert around[1:5] == [f"Stuk {n}" for n in (1504, 1503, 1502, 1501)]
    assert around[5] == "Stuk 1500 Bijlage"
    assert around[0] == "1.496 ervoor"
    assert around[-1] == "1.495 erna"
    assert "1.501 van 3.000" in tree.find_class("tree")[0].text_content()


def test_the_ways_to_the_other_siblings_lead_there(client: FlaskClient) -> None:
    (siblings,) = read_page(client, "/doc/object/s-1500").find_class("tree-siblings")
    before, after = siblings.findall("li")[0], siblings.findall("li")[-1]
    found = [read_page(client, one.find("a").get("href")).text_content() for one in (before, after)]
    assert "Stuk 1505" in found[0]
    assert "Stuk 1495" in found[1]


def test_what_is_below_is_listed_in_its_order_page_by_page(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/object/reeks")
    assert tree.get_element_by_id("list-parts", None) is None  # the tree has the first, and the way to all
    more = tree.find_class("tree")[0].findall(".//a")[-1]
    assert (more.text_content(), more.get("href")) == ("nog 2.992", "?list=parts")
    last = read_page(client, "/doc/object/reeks?list=parts&page=125")
    assert [e.text_content() for e in last.find_class("entry-title")][-1] == "Stuk 1"


def test_a_circle_in_the_data_ends(client: FlaskClient) -> None:
    assert texts(read_page(client, "/doc/object/ring-1"), "tree-above", "li") == ["Ring 2"]


def test_a_subject_stands_between_what_is_broader_and_narrower(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/subject/schilderkunst")
    assert texts(tree, "tree-above", "li") == ["Kunst"]
    assert texts(tree, "tree-siblings", "li") == ["Schilderkunst Portret", "Tekenkunst"]


@pytest.mark.parametrize(
    ("key", "map", "said"), [("goes", "netherlands", "51,504° N, 3,888° O"), ("lima", "world", "12,05° Z")]
)
def test_a_place_is_shown_on_a_map_of_our_own(client: FlaskClient, key: str, map: str, said: str) -> None:
    (figure,) = read_page(client, f"/doc/place/{key}").find_class("locator")
    address = figure.find(".//image").get("href")
    assert f"/maps/{map}.svg" in address
    assert client.get(address).mimetype == "image/svg+xml"
    assert said in figure.text_content()
    width, height = figure.find("svg").get("viewbox").split()[2:]
    dot = figure.findall(".//circle")[-1]
    assert 0 < int(dot.get("cx")) < int(width)
    assert 0 < int(dot.get("cy")) < int(height)


def test_a_place_without_a_point_has_no_map(client: FlaskClient) -> None:
    assert not read_page(client, "/doc/place/nergens").find_class("locator")


def test_an_organisation_is_shown_where_its_file_says_it_is(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/organization/NL-0100000001")
    assert "52,09° N, 5,12° O" in tree.find_class("locator")[0].text_content()
    assert "Open: dinsdag" in tree.text_content()
    assert not read_page(client, "/doc/organization/NL-0100000002").find_class("locator")


def test_images_come_in_widths_with_their_own_rights(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/object/doek")
    (image,) = tree.findall(".//img")
    assert image.get("src") == "https://images.example.org/iiif/7/full/800,/0/default.jpg"
    assert "full/400,/0/default.jpg 400w" in image.get("srcset")
    caption = image.getnext()
    told = "Bekijk groot · Foto: Anna · CC BY 4.0 vrij te gebruiken met naamsvermelding"
    assert caption.text_content().strip() == told
    assert caption.find("a").get("href") == "https://images.example.org/iiif/7/full/1600,/0/default.jpg"
    assert "https://images.example.org/iiif/7/manifest.json" in {a.get("href") for a in tree.iter("a")}


def test_a_portrait_is_shown_only_from_a_host_that_is_allowed(client: FlaskClient, site: Site) -> None:
    (image,) = read_page(client, "/doc/agent/jan").findall(".//figure/img")
    assert image.get("src") == "https://images.example.org/jan.jpg"
    store = Store()
    store.load(RECORDS, format=RdfFormat.TURTLE)
    strict = build(site, Following(Opened(store, Path("/nowhere")))).test_client()
    assert not read_page(strict, "/doc/agent/jan").findall(".//img")


def test_an_image_of_a_card_is_the_smallest_that_may_be_shown() -> None:
    store = Store()
    store.load(RECORDS, format=RdfFormat.TURTLE)
    reader = Reader(store, BASE)
    found = of_card(reader, BASE + "id/object/doek", ("images.example.org",))
    assert found == "https://images.example.org/iiif/7/full/400,/0/default.jpg"
    assert of_card(reader, BASE + "id/agent/jan", ("images.example.org",)).endswith("/jan.jpg")
    assert of_card(reader, BASE + "id/object/munt", ("images.example.org",)).endswith("/munt.jpg")
    for hosts in ((), ("other.example",)):
        assert not of_card(reader, BASE + "id/object/doek", hosts)


def test_a_thing_in_a_list_has_its_image_beside_it(client: FlaskClient) -> None:
    tree = read_page(client, "/doc/agent/jan")
    shown = {
        entry.find_class("entry-title")[0].text_content(): [img.get("src") for img in entry.iter("img")]
        for entry in tree.find_class("entry")
    }
    assert shown["Doek"] == ["https://images.example.org/iiif/7/full/400,/0/default.jpg"]
    assert shown["Prent"] == []


def test_a_maker_and_a_subject_are_seen_in_time(client: FlaskClient) -> None:
    for address in ("/doc/agent/jan", "/doc/subject/kunst"):
        bars = read_page(client, address).find_class("decades")[0].findall("li")
        assert len(bars) == 4  # 1640 to 1670, two of them empty
        hrefs = [bar.find("a").get("href") for bar in bars if bar.find("a") is not None]
        assert len(hrefs) == 2
        assert "Doek" in read_page(client, hrefs[0]).text_content()


@given(st.dictionaries(st.integers(100, 202).map(lambda n: 10 * n), st.integers(1, 10**6), min_size=2))
def test_each_decade_has_its_bar_and_few_links_lead_to_all_of_them(years: dict[int, int]) -> None:
    made = decades([*years.items()], lambda since, until: f"{since}-{until}")
    assert len(made) <= LINKS
    shown = {year: count for year, count in years.items() if year > max(years) - 10 * MOST}
    assert sum(period.count for period in made) == sum(shown.values())
    bars = {period.first + 10 * n: height for period in made for n, height in enumerate(period.bars)}
    assert {year for year, height in bars.items() if height} == shown.keys()
    assert {bool(period.href) == bool(period.count) for period in made} == {True}
    assert all(one.last + 1 == after.first for one, after in pairwise(made))


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        ("1645~", "ca. 1645", "ca. 1645"),
        ("1645?", "1645 (?)", "1645 (?)"),
        ("164X", "jaren 1640", "the 1640s"),
        ("16XX", "17e eeuw", "17th century"),
        ("20XX", "21e eeuw", "21st century"),
        ("1580/1811", "1580–1811", "1580–1811"),
        ("1952/..", "1952–", "1952–"),
        ("XXXX", "datum onbekend", "date unknown"),
        ("1645-03-02~", "ca. 2 maart 1645", "ca. 2 March 1645"),
        ("[ca. 1645]", "[ca. 1645]", "[ca. 1645]"),
        ("de winter van 1645", "de winter van 1645", "de winter van 1645"),
    ],
)
def test_a_date_that_is_not_certain_is_said_so(value: str, dutch: str, english: str) -> None:
    assert (wording("nl").day(value), wording("en").day(value)) == (dutch, english)
