"""Each example is asked of the demo site, and its answer held against what the store says by look-up."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store, parse

from lod.publish import warm
from lod.site import Site
from lod.store.example_queries import LEVELS, Example, examples
from lod.store.releases import Releases
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.webapp.example_answers import SELECTS, Facts
from tests.webapp.published_site import BASE
from webapp.app import create_app
from webapp.sparql_service import endpoint_of, prefixes_of


@pytest.fixture(scope="module")
def facts(demo: Site) -> Facts:
    current = Releases(demo.var).current()
    assert current
    return Facts(current.open())


@pytest.fixture(scope="module")
def app(demo: Site) -> Iterator[Flask]:
    limits = Limits(seconds=20)
    with Sandbox(demo.var, limits, base=endpoint_of(demo), prefixes=prefixes_of(demo), brisk=1) as running:
        made = create_app(demo, running.folder)
        made.testing = True
        yield made


ROWS = [one for one in examples(BASE) if one.form == "SELECT" and not one.is_federated]


def asked(client: FlaskClient, query: str, accept: str) -> bytes:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200, response.text
    return response.data


@pytest.mark.parametrize("example", ROWS, ids=[one.name for one in ROWS])
def test_the_answer_to_a_select_is_what_the_store_says(
    client: FlaskClient, facts: Facts, example: Example
) -> None:
    response = client.get("/sparql", query_string={"query": example.text})
    assert response.status_code == 200, response.text
    bindings = response.get_json()["results"]["bindings"]
    SELECTS[example.name]([{name: value["value"] for name, value in row.items()} for row in bindings], facts)


def text_of(name: str) -> str:
    return next(one.text for one in examples(BASE) if one.name == name)


def test_the_answer_to_an_ask_is_what_the_store_says(client: FlaskClient, facts: Facts) -> None:
    response = client.get("/sparql", query_string={"query": text_of("before-1600")})
    old = [date for _, date in facts.pairs("schema:datePublished") if date < "1600"]
    assert response.get_json()["boolean"] is bool(old)


def test_the_statements_of_constructs_and_describes_are_true(client: FlaskClient, facts: Facts) -> None:
    for name in ("describe", "as-bibframe"):
        triples = list(parse(asked(client, text_of(name), "application/n-triples"), RdfFormat.N_TRIPLES))
        assert triples
        assert all(any(facts.store.quads_for_pattern(t.subject, t.predicate, t.object)) for t in triples), (
            name
        )
    network = asked(client, text_of("network"), "application/n-triples").decode()
    for one, other in re.findall(r"<(\S+)> <https://schema.org/knows> <(\S+)>", network):
        made = [
            {s for p in ("author", "contributor") for s, o in facts.pairs(f"schema:{p}") if o == x}
            for x in (one, other)
        ]
        assert made[0] & made[1]
        break
    else:
        pytest.fail("nobody knows anybody")


def test_a_federated_example_is_refused_here_and_its_part_for_us_answers(client: FlaskClient) -> None:
    text = text_of("federated")
    assert client.get("/sparql", query_string={"query": text}).status_code == 403
    ours = re.search(r"SERVICE <" + BASE + r"sparql> \{(.*?)\n  \}\n", text, re.DOTALL)
    assert ours
    rows = asked(client, "PREFIX schema: <https://schema.org/>" + ours[1], "text/csv").decode().splitlines()
    assert rows[0] == "maker,name,wikidata"
    assert all("http://www.wikidata.org/entity/" in row for row in rows[1:])
    assert len(rows) > 10


def test_there_are_enough_in_both_languages_and_no_two_are_alike() -> None:
    found = examples(BASE)
    assert len(found) >= 30
    assert {one.level for one in found} == set(LEVELS)
    for language in ("nl", "en"):
        assert len({one.questions[language] for one in found}) == len(found)
        assert len({one.explanations[language] for one in found}) == len(found)


def test_they_are_published_as_executables(client: FlaskClient) -> None:
    response = client.get("/sparql/examples", headers={"Accept": "text/turtle"})
    assert response.headers["Content-Location"] == "/sparql/examples.ttl"
    store = Store()
    store.load(response.data, RdfFormat.TURTLE)
    facts = Facts(store)
    assert facts.a("sh:SPARQLExecutable") == {f"{BASE}sparql/examples/{one.name}" for one in examples(BASE)}
    one = f"{BASE}sparql/examples/by-isbn"
    assert facts.of(one, "sh:select") == {text_of("by-isbn")}
    assert facts.of(one, "schema:target") == {f"{BASE}sparql"}
    assert len(facts.of(one, "rdfs:comment")) == 2
    declared = facts.of(f"{BASE}sparql/examples#prefixes", "sh:declare")
    assert f"{BASE}vocab/" in {ns for d in declared for ns in facts.of(d, "sh:namespace")}
    alone = client.get("/sparql/examples/by-isbn.nt")
    assert alone.content_type.startswith("application/n-triples")
    assert b"by-decade" not in alone.data


def test_each_has_a_page_and_its_text(client: FlaskClient) -> None:
    page = client.get("/sparql/examples", headers={"Accept-Language": "nl", "Accept": "text/html"})
    assert all(
        one.questions["nl"] in page.get_data(as_text=True)
        for one in examples()
        if "&" not in one.questions["nl"]
    )
    page = client.get("/sparql/examples/by-isbn", headers={"Accept-Language": "en", "Accept": "text/html"})
    assert "Which edition has this ISBN?" in page.text
    assert client.get("/sparql/examples/by-isbn.rq").text == text_of("by-isbn")
    assert client.get("/sparql/examples/none").status_code == 404
    assert client.get("/sparql/examples.exe").status_code == 404


def test_the_editor_searches_full_text_too(client: FlaskClient) -> None:
    page = client.get("/sparql/editor", query_string={"query": text_of("full-text")})
    assert page.status_code == 200
    assert "Rembrandt" in page.text.partition('id="answer"')[2]


def test_answers_that_took_long_are_there_when_a_release_is_published(
    demo: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lod.store.sandbox.answer_cache.SLOWER", 0.0)
    answered = warm(demo)
    kept_now = [file for file in (demo.var / "answers").glob("*/*") if file.parent.name.isdigit()]
    assert answered == len(examples()) - 3 <= len(kept_now)
    texts = b"".join(file.read_bytes() for file in kept_now)
    assert b"http://vocab.getty.edu/aat/300033618" in texts
