"""The page to ask from, without JavaScript."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lod.site import Site
from lod.store.example_queries import examples
from lod.store.releases import Releases
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.webapp.sample_release import BASE, Following, Opened, Remembering
from webapp.app import STATIC, build
from webapp.sparql import result_table
from webapp.sparql.endpoint import blueprint


@pytest.fixture(scope="module")
def app(site: Site, release: Opened, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    var = tmp_path_factory.mktemp("site") / "var"
    releases = Releases(var)
    building = releases.begin(from_current=False)
    building.store.bulk_extend(release.store)
    releases.switch(building.finish())
    with (
        pytest.MonkeyPatch.context() as patch,
        Sandbox(var, Limits(seconds=20), base=BASE + "sparql", brisk=1) as running,
    ):
        patch.setenv("LOD_VAR", str(var))
        yield build(site, Following(release), Remembering(), services=[blueprint(running, BASE + "sparql")])


def text(client: FlaskClient, status: int = 200, language: str = "en", **asked: str) -> str:
    response = client.get("/sparql/editor", query_string=asked, headers={"Accept-Language": language})
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    return unescape(response.text)


def test_the_page_has_a_form_and_examples_in_the_language_of_the_visitor(client: FlaskClient) -> None:
    page = text(client)
    assert '<textarea id="query" name="query"' in page
    assert "How many things of each kind are there?" in page
    assert "Hoeveel dingen van elke soort zijn er?" in text(client, language="nl")
    scripts = re.findall(r"<script[^>]*>([^<]*)</script>", page)
    fetched = (STATIC / "vendor" / "yasgui").is_dir()
    assert scripts == ([""] * 2 if fetched else []), "only files, nothing inline; none without the editor"


def test_only_this_page_may_run_scripts_and_only_ours(client: FlaskClient) -> None:
    policy = client.get("/sparql/editor").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "script-src" not in client.get("/about").headers["Content-Security-Policy"]


def test_advice_is_given_in_the_language_of_the_visitor(client: FlaskClient) -> None:
    query = 'SELECT * { ?a a ?b OPTIONAL { ?a <https://schema.org/isbn> ?c FILTER(?c > "1") } }'
    asked = client.post("/sparql/advice", data={"query": query}, headers={"Accept-Language": "nl"})
    assert "FILTER binnen OPTIONAL kan minuten duren" in asked.get_json()["advice"][0]
    assert "FILTER inside OPTIONAL can take minutes" in text(client, query=query)


HERE = [one for one in examples(BASE) if not one.is_federated]


@pytest.mark.parametrize("example", HERE, ids=[one.name for one in HERE])
def test_every_example_can_be_put_into_the_form_and_asked(client: FlaskClient, example) -> None:  # type: ignore[no-untyped-def]
    assert example.text.strip() in text(client, example=example.name)
    page = text(client, query=example.text)
    assert 'id="answer"' in page
    assert "format=" in page


def test_rows_are_a_table_with_links(client: FlaskClient) -> None:
    page = text(client, query="SELECT ?book ?name { ?book <https://schema.org/name> ?name } LIMIT 3")
    assert page.count("<tr>") == 4
    assert '<th scope="col">book</th>' in page
    assert re.search(r'<td><a href="/doc/\w+/[^"]+">', page)
    assert '<bdi lang="' in page


def test_only_the_beginning_of_a_long_answer_is_shown(client: FlaskClient) -> None:
    page = text(client, query="SELECT * { ?s ?p ?o } LIMIT 1000")
    assert page.count("<tr>") == 501
    assert "This is the beginning" in page
    assert "This is the beginning" not in text(client, query="SELECT * { ?s ?p ?o } LIMIT 500")


def test_of_very_long_values_only_the_beginning_is_shown(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page could be as large as the largest answer, and what is in it was kept in mind."""
    long = "x" * 3_000
    numbers = " ".join(map(str, range(300)))
    made = f"IRI(CONCAT('http://a.example/{long}', STR(?n)))"
    query = f"SELECT ?i {{ VALUES ?n {{ {numbers} }} BIND({made} AS ?i) }}"
    page = text(client, query=query)
    assert f'href="http://a.example/{long}' not in page
    assert page.count("…</") > 250
    monkeypatch.setattr(result_table, "LARGEST_TABLE", 200_000)
    few = text(client, query=query)
    assert 20 < few.count("http://a.example/xxx") < 200
    assert "This is the beginning" in few


def test_yes_and_statements_are_shown_too(client: FlaskClient) -> None:
    assert '<p class="lead">Yes</p>' in text(client, query="ASK {}")
    assert "<code>" in text(client, query="CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5")


def test_what_is_wrong_with_a_query_is_told_beside_it(client: FlaskClient) -> None:
    page = text(client, 400, query="SELECT * { ?s foaf:name ?o }")
    assert "There is no answer." in page
    assert "PREFIX foaf:" in page
    assert "SELECT * { ?s foaf:name ?o }" in page
    assert "is an update" in text(client, 403, query="DROP ALL")


def test_values_and_queries_are_never_markup(client: FlaskClient) -> None:
    attack = "<script>alert(1)</script>"
    response = client.get(
        "/sparql/editor", query_string={"query": f"SELECT ('{attack}' AS ?x) {{}} # </textarea>{attack}"}
    )
    assert attack not in response.text
    response = client.get("/sparql/editor", query_string={"query": "SELECT (<javascript:alert(1)> AS ?x) {}"})
    assert 'href="javascript:' not in response.text


def test_a_query_gets_a_short_link_that_shows_it_again(client: FlaskClient) -> None:
    query = "SELECT ?book { ?book a <https://schema.org/Book> }\n# wat een vraag"
    made = client.post("/q", data={"query": query.replace("\n", "\r\n")})
    assert made.status_code == 303
    path = made.headers["Location"]
    page = client.get(path, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert query in unescape(page.text)
    assert f"{BASE.rstrip('/')}{path}" in page.text
    assert client.get(f"{path}.rq").text == query
    asked = client.post("/q", data={"query": query}, headers={"Accept": "application/json"})
    assert (asked.status_code, asked.get_json()) == (201, {"url": f"{BASE.rstrip('/')}{path}"})


def test_what_is_no_query_is_not_kept(client: FlaskClient) -> None:
    assert client.post("/q", data={"query": "DROP ALL"}).status_code == 403
    assert client.post("/q", data={"query": "x" * 10_000_000}).status_code == 413
    assert client.post("/q", data={"query": "<script>"}).status_code == 400
    assert client.get("/q/aaaaaaaa").status_code == 404
    assert client.get("/q/aaaaaaaa.exe").status_code == 404


def test_things_and_classes_in_an_answer_have_names(client: FlaskClient) -> None:
    query = "SELECT ?book ?class { ?book a ?class ; <https://schema.org/name> ?n } LIMIT 40"
    page = text(client, query=query, language="nl")
    assert ">Boek</a>" in page or ">Werk</a>" in page
    assert re.search(r'<a href="/doc/[^"]+">[^<]+</a> <small class="note">', page)


def test_an_answer_alone_is_what_the_page_shows(client: FlaskClient) -> None:
    query = "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class"
    answer = client.post("/sparql/answer", data={"query": query}, headers={"Accept-Language": "nl"})
    assert answer.status_code == 200
    assert '<ol class="bars"' in answer.text
    assert "<h2" in answer.text
    assert "<html" not in answer.text
    refused = client.post("/sparql/answer", data={"query": "DROP ALL"})
    assert (refused.status_code, "Er is geen antwoord." in refused.text) == (403, True)
