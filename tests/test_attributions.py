"""Whom a work is attributed to, or after whom it was made, is told in those words and is not its maker."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import html
from rdflib import Graph, Namespace, URIRef

from lod.cli import main
from lod.rdf.schemaorg_validation import misuses
from lod.site import Site
from webapp.app import create_app

SCHEMA = Namespace("https://schema.org/")
ADLIB = """\
<adlibXML><recordList><record priref="1"><object_number>P 1</object_number><Title><title>Prent</title></Title>
<Production><creator>Rembrandt</creator><creator.role>etser</creator.role>
<creator.qualifier>naar</creator.qualifier></Production>
<Production><creator>Jan Lievens</creator><creator.role>etser</creator.role></Production></record>
<record priref="2"><object_number>P 2</object_number><Title><title>Doek</title></Title>
<Production><creator>Rembrandt</creator><creator.qualifier>naar</creator.qualifier></Production></record>
</recordList></adlibXML>
"""
ACTOR = """<eventWrap><eventSet><event><eventType><term>{made}</term></eventType><eventActor><actorInRole>
<actor><nameActorSet><appellationValue>Goyen, Jan van (1596-1656)</appellationValue></nameActorSet></actor>
<attributionQualifierActor xml:lang="{language}">{words}</attributionQualifierActor></actorInRole>
</eventActor></event></eventSet></eventWrap>"""
LIDO = """<lido xmlns="http://www.lido-schema.org"><lidoRecID>M-7</lidoRecID>
<descriptiveMetadata xml:lang="nl"><objectIdentificationWrap><titleWrap><titleSet>
<appellationValue>Gezicht</appellationValue></titleSet></titleWrap></objectIdentificationWrap>{nl}
</descriptiveMetadata><descriptiveMetadata xml:lang="en">{en}</descriptiveMetadata></lido>""".format(
    nl=ACTOR.format(made="vervaardiging", language="nl", words="naar"),
    en=ACTOR.format(made="production", language="en", words="after"),
)
OBJECT = "/doc/object/example-1"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("attributions") / "site"
    for words in (["init", folder], ["publish", folder]):
        result = CliRunner().invoke(main, [*map(str, words)])
        assert result.exit_code == 0, result.output
        (folder / "collections/example/records/objects.xml").write_text(ADLIB)
        (folder / "collections/example/records/lido.xml").write_text(LIDO)
    return create_app(Site.load(folder)).test_client()


def read(client: FlaskClient, address: str, language: str = "nl") -> html.HtmlElement:
    answer = client.get(address, headers={"Accept": "text/html", "Accept-Language": language})
    return html.document_fromstring(answer.get_data(as_text=True))


def texts(tree: html.HtmlElement, name: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in tree.find_class(name)]


def test_a_page_tells_who_made_it_and_after_whom_with_a_way_to_both(client: FlaskClient) -> None:
    tree = read(client, OBJECT)
    assert texts(tree, "maker") == ["Jan Lievens etser", "naar Rembrandt"]
    links = [one.find(".//a").get("href") for one in tree.find_class("maker")]
    assert all(link.startswith("/doc/agent/") for link in links)


def test_it_is_cited_in_the_same_words(client: FlaskClient) -> None:
    (cited,) = texts(read(client, OBJECT), "citation")
    assert cited.startswith("Jan Lievens; naar Rembrandt. Prent.")


def test_a_role_stands_beside_the_creators_as_schema_ap_nde_has_it(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get(f"{OBJECT}.nt").get_data(as_text=True), format="nt")
    thing = URIRef("http://localhost:8000/id/object/example-1")
    creators = {str(graph.value(one, SCHEMA.name)) for one in graph.objects(thing, SCHEMA.creator)}
    assert creators == {"Jan Lievens"}
    (role,) = graph.objects(thing, SCHEMA.contributor)
    agent = graph.value(role, SCHEMA.contributor)
    assert [str(graph.value(role, SCHEMA[name])) for name in ("roleName", "name")] == [
        "naar",
        "naar Rembrandt",
    ]
    assert str(graph.value(agent, SCHEMA.name)) == "Rembrandt"


def test_results_and_facets_have_the_words_and_one_value_for_all_that_is_so(client: FlaskClient) -> None:
    tree = read(client, "/search?q=doek")
    assert "naar Rembrandt" in " ".join(tree.findall(".//main")[0].text_content().split())
    all_of_them = " ".join(read(client, "/search").findall(".//main")[0].text_content().split())
    assert "naar Rembrandt 2" in all_of_them


@pytest.mark.parametrize(("language", "told"), [("nl", "naar Jan van Goyen"), ("en", "after Jan van Goyen")])
def test_of_the_same_in_two_languages_that_of_the_page_is_told(
    client: FlaskClient, language: str, told: str
) -> None:
    tree = read(client, "/doc/object/example-M-7", language)
    assert texts(tree, "maker") == [told]
    results = read(client, "/search?q=gezicht", language)
    line = " ".join(results.find_class("entry")[0].text_content().split())
    assert line.count("Jan van Goyen") == 1
    assert told in line


@pytest.mark.parametrize(("language", "told"), [("nl", "naar Jan van Goyen"), ("en", "after Jan van Goyen")])
def test_a_facet_has_what_is_said_in_two_languages_once(
    client: FlaskClient, language: str, told: str
) -> None:
    (facet,) = [
        one
        for one in read(client, "/search", language).find_class("facet")
        if one.xpath("string(h2)") == "Maker"
    ]
    values = [" ".join(link.text_content().split()) for link in facet.iter("a")]
    assert [value for value in values if "Goyen" in value] == [told]
    (link,) = [a.get("href") for a in facet.iter("a") if "Goyen" in a.text_content()]
    found = read(client, link, language)
    assert [one.text_content() for one in found.find_class("entry-title")] == ["Gezicht"]
    (chosen,) = texts(found, "chosen")
    assert told in chosen


def test_a_role_may_stand_between_a_property_and_its_value() -> None:
    lines = (
        "<http://x/1> a schema:CreativeWork ; schema:contributor <http://x/1#r> .",
        "<http://x/1#r> a schema:Role ; schema:roleName 'naar' ; schema:contributor <http://x/2> .",
        "<http://x/2> a schema:Person .",
    )
    turtle = "@prefix schema: <https://schema.org/> . " + " ".join(lines)
    found = pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE)
    assert not [*misuses([quad.triple for quad in found])]
