"""Triple Pattern Fragments: one request, one answer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from lod.rdf.namespaces import expand
from tests.webapp.published_site import BASE
from webapp.context import KEY
from webapp.fragments import endpoint as fragments
from webapp.fragments.terms import read_value, written

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BOOK = "https://schema.org/Book"


def ask(client: FlaskClient, **asked: str) -> tuple[list[Quad], list[Quad]]:
    """The statements of a page, and what it says of itself."""
    accept = {"Accept": "application/trig"}
    response = client.get("/tpf", base_url=BASE, query_string=asked, headers=accept)
    assert response.status_code == 200, response.text
    quads = list(parse(response.data, RdfFormat.TRIG))
    data = [quad for quad in quads if quad.graph_name == DefaultGraph()]
    return data, [quad for quad in quads if quad.graph_name != DefaultGraph()]


def value(said: list[Quad], name: str) -> list[str]:
    return [quad.object.value for quad in said if quad.predicate.value == expand(name)]


def test_all_pages_together_are_all_that_fits(reader: FlaskClient) -> None:
    store = reader.application.extensions[KEY].current().opened.store
    expected = set(store.quads_for_pattern(None, NamedNode(expand("schema:name")), None))
    found, number = [], 1
    while True:
        data, said = ask(reader, predicate=expand("schema:name"), page=str(number))
        found += data
        assert value(said, "hydra:totalItems") == [str(len(expected))]
        following = value(said, "hydra:next")
        if not following:
            break
        assert len(data) == 100
        number += 1
        assert following == [f"{BASE}tpf?predicate=https%3A%2F%2Fschema.org%2Fname&page={number}"]
    assert len(found) == len(expected) > 200
    assert set(found) == expected


@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/n-triples", "application/n-quads", "application/ld+json"]
)
def test_every_form_has_the_data_and_the_controls(reader: FlaskClient, accept: str) -> None:
    response = reader.get(
        "/tpf",
        base_url=BASE,
        query_string={"predicate": TYPE, "object": BOOK},
        headers={"Accept": accept},
    )
    assert response.mimetype == accept
    assert "Accept" in response.headers["Vary"]
    quads = list(parse(response.data, RdfFormat.from_media_type(accept)))  # type: ignore[arg-type]
    assert (
        sum(q.predicate.value == TYPE and q.object.value == BOOK for q in quads if hasattr(q.object, "value"))
        == 41
    )
    assert f"{BASE}tpf{{?subject,predicate,object}}" in value(quads, "hydra:template")
    assert reader.get("/tpf", headers={"Accept": "image/png"}).status_code == 406


def test_a_client_finds_how_to_ask(reader: FlaskClient) -> None:
    _, said = ask(reader)
    assert value(said, "hydra:variable") == ["subject", "predicate", "object"]
    assert value(said, "hydra:property") == [expand(f"rdf:{r}") for r in ("subject", "predicate", "object")]
    store = reader.application.extensions[KEY].current().opened.store
    assert value(said, "void:triples") == [str(len(store))]
    assert len(value(said, "hydra:next")) == 1


def test_variables_and_nothing_mean_anything_and_literals_are_read(reader: FlaskClient) -> None:
    assert len(ask(reader, subject="?s", predicate=TYPE, object=BOOK)[0]) == 41
    data, _ = ask(reader, object='"nl"')
    assert data
    assert all(quad.object.value == "nl" for quad in data)
    data, said = ask(reader, object='"Leeszaal Havendorp"@nl')
    assert {quad.object.language for quad in data} == {"nl"}
    assert value(said, "void:triples") == [str(len(data))]
    assert ask(reader, subject=f"{BASE}id/work/none")[0] == []


def test_terms_are_read_as_they_are_written() -> None:
    for text in ('"zee"@nl', '"1952"^^http://www.w3.org/2001/XMLSchema#gYear', '"a \\"b\\" \n"', "urn:x"):
        term = read_value(text)
        assert term
        assert written(term) == text


@pytest.mark.parametrize(
    "asked",
    [
        {"subject": "no iri"},
        {"predicate": "<a b>"},
        {"object": '"open'},
        {"object": '"x"@'},
        {"page": "0"},
        {"page": "-1"},
        {"page": "x"},
        {"page": "9" * 30},
    ],
)
def test_what_is_no_pattern_is_refused(reader: FlaskClient, asked: dict[str, str]) -> None:
    response = reader.get("/tpf", query_string=asked, headers={"Accept": "application/trig"})
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


def test_there_is_an_end_that_is_told_and_counts_are_bounded(
    reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = reader.get(f"/tpf?page={fragments.MOST + 1}", headers={"Accept": "text/turtle"})
    assert refused.status_code == 413
    monkeypatch.setattr(fragments, "COUNTED", 5)
    assert value(ask(reader, object=f"{BASE}id/collection/leeszaal")[1], "void:triples") == ["5"]


def test_people_get_a_table(reader: FlaskClient) -> None:
    page = reader.get(
        "/tpf", query_string={"predicate": TYPE}, headers={"Accept": "text/html", "Accept-Language": "nl"}
    )
    assert page.text.count("<tr>") == 101
    assert "Uitspraken naar patroon" in page.text
    assert 'rel="next nofollow"' in page.text
    attack = reader.get("/tpf", query_string={"object": '"<script>"'}, headers={"Accept": "text/html"})
    assert "<script>" not in attack.text


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_controls_lead_a_developer_to_his_own_machine(reader: FlaskClient, host: str) -> None:
    """A client follows the controls, and the public address may not be there yet."""
    address = f"http://{host}/tpf"
    response = reader.get(address, query_string={"predicate": TYPE}, headers={"Accept": "text/turtle"})
    quads = list(parse(response.data, RdfFormat.TURTLE))
    assert value(quads, "hydra:template") == [f"{address}{{?subject,predicate,object}}"]
    (following,) = value(quads, "hydra:next")
    assert following.startswith(f"{address}?predicate=")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"])
def test_no_other_host_decides_where_controls_lead(reader: FlaskClient, host: str) -> None:
    response = reader.get(f"http://{host}/tpf", headers={"Accept": "text/turtle"})
    template = value(list(parse(response.data, RdfFormat.TURTLE)), "hydra:template")
    assert template == [f"{BASE}tpf{{?subject,predicate,object}}"]
