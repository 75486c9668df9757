"""A museum's own table from its first draft to a page, by the commands that the documentation names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lod.site import Site
from tests.commands import run
from webapp.app import create_app

LIDO = """\
<lido xmlns="http://www.lido-schema.org"><lidoRecID>7</lidoRecID><descriptiveMetadata xml:lang="nl">
<objectIdentificationWrap><titleWrap><titleSet><appellationValue>Tegel</appellationValue></titleSet></titleWrap>
<repositoryWrap><repositorySet><repositoryName>
<legalBodyName><appellationValue>Voorbeeldbibliotheek</appellationValue></legalBodyName>
</repositoryName><workID>T 1/1</workID></repositorySet></repositoryWrap></objectIdentificationWrap>
</descriptiveMetadata></lido>
"""
TABLE = """\
Museum Waterland, 14-11-2026;;;;
Objectnummer;Titel;Vervaardiger;Datering;Afbeelding
S 1/2;Vaas met bloemen;onbekend;17e eeuw;S_1.jpg
S 1/3;Stoel;Gerrit Rietveld (Utrecht 1888 - Utrecht 1964);ca. 1921;S_2.jpg
Totaal;2;;;
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    assert run("init", folder).exit_code == 0
    table = folder / "collections" / "example" / "records" / "objecten.csv"
    table.write_bytes(TABLE.replace("\n", "\r\n").encode("cp1252"))
    drafted = run("mapping", "draft", table, "--name", "objecten-schema")
    (folder / "mappings" / "objecten-schema").mkdir(parents=True)
    (folder / "mappings" / "objecten-schema" / "objecten.yaml").write_text(drafted.stdout, encoding="utf-8")
    toml = table.parents[1] / "collection.toml"
    toml.write_text(toml.read_text() + '\nmappings = ["objecten-schema"]\n')
    return folder


def test_titles_and_totals_of_a_table_do_not_keep_it_from_being_published(site: Path) -> None:
    published = run("publish", site)
    assert published.exit_code == 0, published.output
    told = run("status", site).stdout
    assert "example: 2 records, 2 set aside" in told
    assert "(at byte 0): a row above the names of the columns" in told
    assert "a row of totals" in told


def test_a_first_publish_that_is_refused_speaks_of_no_release_before(site: Path) -> None:
    table = site / "collections" / "example" / "records" / "objecten.csv"
    table.write_text(TABLE + "S 1/3;Iets anders;;;\n")
    refused = run("publish", site)
    assert refused.exit_code == 2
    assert "not published; nothing is served:\n" in refused.output
    assert "found 1 of 3 records set aside" in refused.output
    assert "a second record with id 'S 1/3'" in refused.output
    assert "a row above" not in refused.output
    advice = re.search(r"write there (set_aside_max = [0-9.]+) to publish without them", refused.output)
    assert advice
    toml = table.parents[1] / "collection.toml"
    toml.write_text(toml.read_text() + advice[1] + "\n")
    assert run("publish", site).exit_code == 0


def test_records_without_a_number_are_told(site: Path) -> None:
    table = site / "collections" / "example" / "records" / "objecten.csv"
    assert run("publish", site).exit_code == 0
    assert "without a number" not in run("status", site).stdout
    table.write_text(TABLE.replace("Objectnummer", "Plank"))
    assert run("publish", site).exit_code == 0
    assert "without a number: 2; their URIs are made of what they say" in run("status", site).stdout


@pytest.mark.parametrize("way", [[], ["--full"]], ids=["what changed", "everything"])
@pytest.mark.parametrize("file", ["objecten.csv", "nog eens.csv"])
def test_a_row_that_came_twice_just_so_is_told_and_keeps_nothing_from_being_published(
    site: Path, way: list[str], file: str
) -> None:
    records = site / "collections" / "example" / "records"
    assert run("publish", site).exit_code == 0
    head, row = TABLE.splitlines()[1], TABLE.splitlines()[3]
    if file == "objecten.csv":
        (records / file).write_text(TABLE + row + "\n")
    else:
        (records / file).write_text(f"{head}\n{row}\n{row}\n")
    again = run("publish", site, *way)
    assert again.exit_code == 0, again.output
    told = run("status", site, "--set-aside").stdout
    assert "the same record again, with id 'S 1/3': it is published once" in told
    (records / file).write_text((TABLE if file == "objecten.csv" else f"{head}\n") + "S 1/3;Anders;;;\n")
    refused = run("publish", site, *way)
    assert refused.exit_code == 2
    assert "found a second record with id 'S 1/3'" in refused.output


def test_who_keeps_an_object_is_told_with_opening_hours_and_asked_by_its_number(site: Path) -> None:
    lido = site / "collections" / "tegels" / "tegels.xml"
    lido.parent.mkdir()
    lido.write_text(LIDO)
    toml = (site / "collections" / "example" / "collection.toml").read_text()
    told = toml.replace('sources = ["records"]', 'sources = ["tegels.xml"]').partition("\nmappings")[0]
    (lido.parent / "collection.toml").write_text(told)
    file = site / "organizations.toml"
    asked = 'number = "https://museum.example.org/ask{?number}"\ntitle ='
    file.write_text(file.read_text().replace("title =", asked))
    published = run("publish", site)
    assert published.exit_code == 0, published.output
    client = create_app(Site.load(site)).test_client()
    headers = {"Accept": "text/html", "Accept-Language": "nl"}
    for key, number in (("example-S-1-3", "S%201%2F3"), ("tegels-7", "T%201%2F1")):
        (found,) = [
            one["@id"] for one in client.get("/search?format=json").json["results"] if f"/{key}" in one["@id"]
        ]
        path = found.partition("/id/")[2]
        page = client.get(f"/doc/{path}", headers=headers).get_data(as_text=True)
        panel = page.partition('id="holdings-heading"')[2].partition("</section>")[0]
        assert 'href="/doc/organization/example-library"' in panel
        assert "dinsdag tot zaterdag" in panel
        answer = client.get(f"/ask/{path}?at=example-library")
        assert answer.headers["Location"] == f"https://museum.example.org/ask?number={number}"


@pytest.mark.parametrize("overlay", ["", "mappings"])
def test_the_own_mappings_of_a_site_are_found_in_its_folder(site: Path, overlay: str) -> None:
    tested = run("mapping", "test", "objecten-schema", "--overlay", site / overlay)
    assert tested.exit_code == 0, tested.output
    assert "0 failed" in tested.output


def test_the_rules_in_the_documentation_do_what_it_says(site: Path) -> None:
    told = (Path(__file__).parents[1] / "docs" / "museum.md").read_text(encoding="utf-8")
    own, beside = re.findall(r"```yaml\n(.+?)```", told, re.DOTALL)
    head = "mapping: objecten-schema\nformat: csv\nthings:\n  object: object\n"
    (site / "mappings" / "objecten-schema" / "objecten.yaml").write_text(head + own, encoding="utf-8")
    (site / "mappings" / "adlib-schema").mkdir()
    (site / "mappings" / "adlib-schema" / "pictures.yaml").write_text(beside, encoding="utf-8")
    tested = run("mapping", "test", "objecten-schema", "adlib-schema", "--overlay", site)
    assert tested.exit_code == 0, tested.output


def test_records_are_given_as_they_came_unless_their_collection_keeps_them(site: Path) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "nl"}
    assert run("publish", site).exit_code == 0
    given = create_app(Site.load(site)).test_client()
    found = given.get("/search?format=json&q=stoel").json["results"][0]["@id"].partition("/id/")[2]
    source = "/source/example/S%201%2F3"
    assert "Stoel" in given.get(source).get_data(as_text=True)
    assert "/source/" in given.get(f"/doc/{found}", headers=headers).get_data(as_text=True)
    toml = site / "collections" / "example" / "collection.toml"
    toml.write_text(toml.read_text() + "\nrecords_open = false\n")
    kept = create_app(Site.load(site)).test_client()
    assert kept.get(source).status_code == 404
    assert "/source/" not in kept.get(f"/doc/{found}", headers=headers).get_data(as_text=True)
    history = kept.get(f"/history/{found}", headers=headers)
    assert history.status_code == 200
    assert "/source/" not in history.get_data(as_text=True)


def test_what_one_setting_mends_is_told_once(site: Path) -> None:
    assert run("publish", site).exit_code == 0
    told = run("check", site, "--no-probes").stdout
    assert told.count("schema:contentUrl") == 1
    assert re.search(r"schema:contentUrl: .* and of [0-9]+ more\)", told)


@pytest.mark.parametrize("hosts", ["[]", '["images.example.org"]', '["*"]'])
def test_hosts_whose_pictures_are_not_shown_are_told(site: Path, hosts: str) -> None:
    table = site / "collections" / "example" / "records" / "objecten.csv"
    table.write_text(TABLE.replace("S_1.jpg", "https://images.example.org/S 1.jpg"))
    settings = site / "site.toml"
    settings.write_text(f"image_hosts = {hosts}\n" + settings.read_text())
    published = run("publish", site)
    assert published.exit_code == 0, published.output
    told = 'image_hosts = ["images.example.org"]'
    assert (told in published.output) == (hosts == "[]")
    checked = run("check", site, "--no-probes").stdout
    assert ("image_hosts: pagina's tonen geen beelden van images.example.org" in checked) == (hosts == "[]")
    assert told not in run("publish", site).output


def test_what_a_row_hangs_under_is_told_when_it_is_not_there(site: Path) -> None:
    table = site / "collections" / "example" / "records" / "objecten.csv"
    table.write_text("id;titel;hoort bij\n1;Archief;\n2;Brief;1\n3;Kaart;2\n4;Foto;77\n")
    mapping = site / "mappings" / "objecten-schema" / "objecten.yaml"
    mapping.write_text(run("mapping", "draft", table, "--name", "objecten-schema").stdout)
    assert run("publish", site).exit_code == 0
    told = run("check", site, "--no-probes").stdout
    assert (
        "is part of an object that is not there (1 van/of 4; http://localhost:8000/id/object/example-4)"
        in told
    )
    client = create_app(Site.load(site)).test_client()
    page = client.get("/doc/object/example-2", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "Archief" in page
    assert "Kaart" in page
    assert "Foto" not in page
