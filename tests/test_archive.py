"""A finding aid from its export to pages that are read, cited and asked from, and its next export."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from lod.site import Site
from tests.commands import run
from webapp.app import create_app

BOARD = """<c02 level="file">
<did><unitid type="handle">https://hdl.handle.net/10648/2</unitid>
<unitid type="guid">0c2a4a3e-d0b4-102f-bcf8-003048976d84</unitid><unitid>2</unitid>
<unittitle>Brief van het Hof</unittitle><unitdate>ca. 1654</unitdate></did></c02>"""
LOOSE = '<c02 level="file"><did><unittitle>Losse stukken</unittitle></did></c02>'
AID = f"""\
<ead><eadheader><eadid>0035</eadid></eadheader>
<archdesc level="fonds"><did><unitid>0035</unitid><unittitle>Waterschap <emph>De Berkel</emph></unittitle>
<abstract>Kort.</abstract>
<origination><corpname>Waterschap</corpname></origination></did>
<descgrp><accessrestrict><p>Openbaar, behalve nr. 12.</p></accessrestrict>
<accruals><p>Geen.</p></accruals>
<scopecontent><p>Veel langer dan de samenvatting, over van alles.</p></scopecontent></descgrp>
<dsc><c01 level="series"><did><unitid>1.1</unitid><unittitle>Notulen</unittitle></did>
<c02 level="file"><did><unitid>1</unitid><unitdate normal="1883/1890">1883 - 1890</unitdate></did></c02>
{BOARD}{LOOSE}</c01></dsc></archdesc></ead>
"""
ORGANIZATION = """
[[organization]]
isil = ["NL-ZuRAZ"]
kind = "archive"
name = { nl = "Regionaal Archief", en = "Regional Archive" }

[organization.request]
number = "https://archive.example.org/ask{?archive,number}"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    assert run("init", folder).exit_code == 0
    with (folder / "organizations.toml").open("a") as file:
        file.write(ORGANIZATION)
    collection = folder / "collections/example"
    toml = collection / "collection.toml"
    toml.write_text(toml.read_text().replace('owner = "example-library"', 'owner = "NL-ZuRAZ"'))
    (collection / "records/0035.xml").write_text(AID)
    return folder


@pytest.fixture
def client(site: Path) -> FlaskClient:
    assert run("publish", site).exit_code == 0
    return create_app(Site.load(site)).test_client()


def page(client: FlaskClient, key: str, language: str = "nl") -> html.HtmlElement:
    address = f"/doc/object/example-{key}"
    answer = client.get(address, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


def texts(tree: html.HtmlElement, name: str, path: str = "li") -> list[str]:
    (found,) = tree.find_class(name)
    return [" ".join(one.text_content().split()) for one in found.findall(path)]


def cited(tree: html.HtmlElement) -> str:
    (found,) = tree.find_class("citation")
    return " ".join(found.text_content().split())


def test_the_tree_has_numbers_before_names_and_dates_once(client: FlaskClient) -> None:
    around = texts(page(client, "0035-2"), "tree-siblings")
    assert around == ["1 1883 - 1890", "2 Brief van het Hof ca. 1654", "Losse stukken"]


def test_a_piece_is_cited_by_its_archive_and_its_numbers(client: FlaskClient) -> None:
    uri = "http://localhost:8000/id/object/example-0035"
    assert cited(page(client, "0035-2")) == (
        f"Regionaal Archief. Waterschap De Berkel (0035). nr. 2. Brief van het Hof. {uri}-2"
    )
    assert cited(page(client, "0035")) == f"Regionaal Archief. Waterschap De Berkel (0035). {uri}"


def test_a_piece_without_a_number_is_cited_by_where_it_stands(client: FlaskClient, site: Path) -> None:
    told = client.get("/search?q=losse&format=json").get_json()["results"][0]["@id"]
    key = told.removeprefix("http://localhost:8000/id/object/example-")
    assert cited(page(client, key, "en")).startswith(
        "Regional Archive. Waterschap De Berkel (0035). Notulen. Losse stukken. "
    )


def test_a_piece_is_asked_for_by_the_number_of_its_archive_too(client: FlaskClient) -> None:
    answer = client.get("/ask/object/example-0035-2?at=NL-ZuRAZ")
    assert (answer.status_code, answer.location) == (
        303,
        "https://archive.example.org/ask?archive=0035&number=2",
    )


def test_conditions_in_a_group_stand_where_it_can_be_asked_for_and_the_summary_comes_first(
    client: FlaskClient,
) -> None:
    tree = page(client, "0035")
    text = " ".join(tree.findall(".//main")[0].text_content().split())
    assert text.count("Openbaar, behalve nr. 12.") == 1
    assert re.search("Gebruik ?Openbaar, behalve", text)
    assert text.index("Kort.") < text.index("Veel langer")


def test_a_note_stands_beside_what_it_is_about_and_who_kept_the_papers_is_called_so(
    client: FlaskClient,
) -> None:
    tree = page(client, "0035")
    text = " ".join(tree.findall(".//main")[0].text_content().split())
    assert text.count("Geen.") == 1
    assert re.search("Aanvullingen ?Geen\\.", text)
    assert [" ".join(one.text_content().split()) for one in tree.find_class("maker")] == [
        "Waterschap archiefvormer"
    ]


def test_the_next_export_keeps_the_uris_of_what_stands_elsewhere_in_it(
    site: Path, client: FlaskClient
) -> None:
    file = site / "collections/example/records/0035.xml"
    file.write_text(AID.replace(f"{BOARD}{LOOSE}", f"{LOOSE}<c02><did><unitid>3</unitid></did></c02>{BOARD}"))
    again = run("publish", site)
    (row,) = [line for line in again.output.splitlines() if line.startswith("example")]
    assert row.split()[1:] == ["1", "3", "2", "0", "0"]


def entries(client: FlaskClient, address: str, language: str = "nl") -> dict[str, str]:
    """The entries of a list, in their order: what each is called, and where its page is."""
    answer = client.get(address, headers={"Accept": "text/html", "Accept-Language": language})
    found = html.document_fromstring(answer.get_data(as_text=True)).find_class("entry-title")
    return {one.text_content(): one.get("href") for one in found}


def test_a_piece_with_only_a_date_for_a_name_is_called_by_its_level_and_number(client: FlaskClient) -> None:
    for language, called in (("nl", "Bestanddeel 1, 1883 - 1890"), ("en", "File 1, 1883 - 1890")):
        listed = entries(client, "/doc/collection/example", language)
        answer = client.get(listed[called], headers={"Accept": "text/html", "Accept-Language": language})
        tree = html.document_fromstring(answer.get_data(as_text=True))
        assert tree.xpath("string(//h1)").strip() == called
        assert tree.xpath("string(//title)").startswith(called)


def test_a_piece_is_found_by_the_name_of_its_archive_and_says_so(client: FlaskClient) -> None:
    answer = client.get("/search?q=berkel+hof", headers={"Accept": "text/html", "Accept-Language": "nl"})
    tree = html.document_fromstring(answer.get_data(as_text=True))
    assert [one.text_content() for one in tree.find_class("entry-title")] == ["Brief van het Hof"]
    (found,) = tree.find_class("found-in")
    assert found.text_content() == "Deel van: Waterschap De Berkel"
    assert found.find("mark").text == "Berkel"


def test_a_collection_has_its_archives_first_and_then_each_piece_as_it_is_arranged(site: Path) -> None:
    other = (
        AID.replace("0035", "9").replace("De Berkel", "De Aa").replace(BOARD, "").replace("Notulen", "Akten")
    )
    (site / "collections/example/records/9.xml").write_text(other)
    for left in (site / "collections/example/records").iterdir():
        if left.suffix != ".xml":
            left.unlink()
    assert run("publish", site).exit_code == 0
    client = create_app(Site.load(site)).test_client()
    listed = client.get(
        "/doc/collection/example?list=parts", headers={"Accept": "text/html", "Accept-Language": "nl"}
    )
    found = html.document_fromstring(listed.get_data(as_text=True)).find_class("entry-title")
    berkel = ["Notulen", "Bestanddeel 1, 1883 - 1890", "Brief van het Hof", "Losse stukken"]
    aa = ["Akten", "Bestanddeel 1, 1883 - 1890", "Losse stukken"]
    wholes = ["Waterschap De Aa", "Waterschap De Berkel"]
    assert [one.text_content() for one in found] == [*wholes, *aa, *berkel]


def test_a_piece_says_at_once_what_it_is_by_which_number_and_from_when(client: FlaskClient) -> None:
    listed = entries(client, "/doc/collection/example")
    answer = client.get(listed["Brief van het Hof"], headers={"Accept": "text/html", "Accept-Language": "nl"})
    tree = html.document_fromstring(answer.get_data(as_text=True))
    assert tree.xpath("string(//p[@class='statement'])") == "Bestanddeel 2, ca. 1654"
    assert "Bestanddeel 2" in tree.xpath("string(//title)")
    dated = client.get(listed["Bestanddeel 1, 1883 - 1890"], headers={"Accept": "text/html"})
    assert b'class="statement"' not in dated.data, "all of it is in its name"


def test_books_beside_an_archive_are_in_the_order_of_their_titles(site: Path) -> None:
    record = """<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">{0}</controlfield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">{1}</subfield></datafield></record>"""
    books = "".join(record.format(n, title) for n, title in enumerate(("Cadzand", "Aalten", "Borne")))
    marc = f'<collection xmlns="http://www.loc.gov/MARC21/slim">{books}</collection>'
    (site / "collections/example/records/books.xml").write_text(marc)
    assert run("publish", site).exit_code == 0
    client = create_app(Site.load(site)).test_client()
    listed = entries(client, "/doc/collection/example?list=parts-instance")
    ours = [title for title in listed if title in ("Aalten", "Borne", "Cadzand")]
    assert ours == ["Aalten", "Borne", "Cadzand"]
    assert next(iter(entries(client, "/doc/collection/example?list=parts-object"))) == "Waterschap De Berkel"


def test_who_looks_for_a_name_searches_on_from_any_piece(client: FlaskClient) -> None:
    for href in entries(client, "/doc/collection/example").values():
        answer = client.get(href, headers={"Accept": "text/html", "Accept-Language": "nl"})
        (tree,) = html.document_fromstring(answer.get_data(as_text=True)).find_class("tree")
        (link,) = [a for a in tree.iter("a") if a.text_content().startswith("Zoek in ")]
        found = client.get(f"{link.get('href')}&format=json").get_json()
        assert found["total"] > 1
