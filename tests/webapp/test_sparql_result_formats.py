"""The endpoint: an answer is in a form that its readers take, or is not given in it."""

import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Store, parse

from lod.rdf.formats import by_suffix
from lod.site import Site
from lod.store.releases import Releases
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.webapp.sample_release import BASE, Following, Opened, Remembering
from webapp.app import build
from webapp.sparql.endpoint import blueprint


@pytest.fixture(scope="module")
def app(site: Site, release: Opened, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    var: Path = tmp_path_factory.mktemp("site") / "var"
    releases = Releases(var)
    releases.switch(releases.begin(from_current=False).finish())
    with Sandbox(var, Limits(result_mb=1), base=BASE + "sparql", brisk=1) as sandbox:
        made = build(site, Following(release), Remembering(), services=[blueprint(sandbox, BASE + "sparql")])
        made.testing = True
        yield made


WRONG = "\\u0001", "\\uFFFE", "\\u0000"
STATEMENT = "<<( <a:b> <a:c> 'x,\"y' )>>"


@pytest.mark.parametrize(
    ("query", "form"),
    [
        *((f"SELECT ?x {{ BIND('{letter}' AS ?x) }}", "xml") for letter in WRONG),
        *((f"CONSTRUCT {{ <a:b> <a:c> '{letter}' }} {{}}", "rdf") for letter in WRONG),
        *(
            (f"CONSTRUCT {{ <a:b> <{iri}> 1 }} {{}}", "rdf")
            for iri in (
                "http://x/",
                "http://x/1",
                "urn:x:1-2",
                "https://schema.org/",
                "http://www.w3.org/2000/xmlns/x",
            )
        ),
        ("CONSTRUCT { <a:b> a <http://x/1> } {}", "rdf"),
        ("CONSTRUCT { <a:b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> 1 } {}", "rdf"),
        ("CONSTRUCT { <a:b> <a:c> <<( <a:b> <http://x/1> 1 )>> } {}", "rdf"),
        (f"CONSTRUCT {{ <a:b> <a:c> {STATEMENT} }} {{}}", "jsonld"),
        ("CONSTRUCT { <a:b> <a:c> 1 {| <a:d> 2 |} } {}", "jsonld"),
        (f"SELECT ?x {{ BIND({STATEMENT} AS ?x) }}", "csv"),
        ("SELECT (triple(<a:b>, <a:c>, 1) AS ?x) {}", "csv"),
    ],
)
def test_what_a_form_cannot_say_is_not_given_in_it(client: FlaskClient, query: str, form: str) -> None:
    """406, and neither what no reader takes nor a fault."""
    refused = client.get("/sparql", query_string={"query": query, "format": form})
    assert (refused.status_code, refused.content_type) == (406, "application/problem+json")
    assert "ask for another form" in json.loads(refused.data)["detail"]
    other = "ttl" if "CONSTRUCT" in query else "tsv"
    assert client.get("/sparql", query_string={"query": query, "format": other}).status_code == 200


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT ?x { BIND('a\\rb\\r\\nc <x: > oxprefix: ' AS ?x) }", "xml"),
        ("CONSTRUCT { <a:b> <a:c> 'a\\rb\\r\\nc <x: > oxprefix: ' } {}", "rdf"),
    ],
)
def test_readers_of_xml_find_the_text_as_it_is(client: FlaskClient, query: str, form: str) -> None:
    body = client.get("/sparql", query_string={"query": query, "format": form}).data
    assert "a\rb\r\nc <x: > oxprefix: " in "".join(ElementTree.fromstring(body).itertext())  # our own


@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "*/*", ""])
def test_without_a_query_machines_get_the_service_description(client: FlaskClient, accept: str) -> None:
    response = client.get("/sparql", headers={"Accept": accept})
    assert response.status_code == 200
    form = by_suffix(
        {"text/turtle": "ttl", "application/rdf+xml": "rdf", "application/ld+json": "jsonld"}.get(
            accept, "ttl"
        )
    )
    assert form is not None
    store = Store()
    store.extend(parse(response.data, form.oxigraph))
    found = store.query(
        "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX schema: <https://schema.org/> "
        f"ASK {{ ?s a sd:Service ; sd:endpoint <{BASE}sparql> ; sd:supportedLanguage sd:SPARQL11Query ; "
        "sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON> ; "
        "schema:additionalProperty [ schema:propertyID 'result_mb' ; schema:value 1 ] }"
    )
    assert found
    assert "ETag" in response.headers
