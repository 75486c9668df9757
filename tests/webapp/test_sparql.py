"""The endpoint: SPARQL 1.1 Protocol, one request and one answer each."""

import gzip
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import brotli
import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import QueryResultsFormat, Store, parse
from werkzeug.test import EnvironBuilder, TestResponse

from lod.rdf.formats import by_suffix
from lod.site import Site
from lod.store.releases import Releases
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.client_quotas import GROWS, ClientQuotas
from lod.store.sandbox.inline_queries import LocalRelease
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from lod.store.sandbox.wire_protocol import Facts
from tests.webapp.sample_release import BASE, Following, Opened, Remembering
from webapp.app import build
from webapp.sparql.endpoint import Endpoint, Here, blueprint

ONE = f"SELECT ?name {{ <{BASE}id/instance/boeken-051> <https://schema.org/name> ?name }}"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LIMITS = Limits(memory_mb=300, concurrent=2, queue=2, query_kb=20, per_client=3)


@pytest.fixture(scope="module")
def sandbox(release: Opened, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox over the release that the other tests of the web serve."""
    var = tmp_path_factory.mktemp("site") / "var"
    releases = Releases(var)
    building = releases.begin(from_current=False)
    building.store.bulk_extend(release.store)
    releases.switch(building.finish())
    with Sandbox(
        var, LIMITS, base=BASE + "sparql", prefixes={"schema": "https://schema.org/"}, brisk=2
    ) as running:
        yield running


@pytest.fixture(scope="module")
def app(site: Site, release: Opened, sandbox: Sandbox) -> Flask:
    made = build(site, Following(release), Remembering(), services=[blueprint(sandbox, BASE + "sparql")])
    made.testing = True
    return made


def ask(client: FlaskClient, query: str, **headers: str) -> TestResponse:
    return client.get("/sparql", query_string={"query": query}, headers=headers)


def trouble(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem details that a response tells, on one line."""
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    told: dict[str, Any] = json.loads(response.data)
    assert told["status"] == status
    assert "\n" not in told["detail"]
    assert response.headers["Cache-Control"] == "no-store"
    return told


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("GET", {"query_string": {"query": ONE}}),
        ("POST", {"data": {"query": ONE}}),
        ("POST", {"data": ONE, "content_type": DIRECT}),
        ("POST", {"data": ONE, "content_type": "application/sparql-query; charset=UTF-8"}),
        ("POST", {"data": urlencode({"query": ONE}), "content_type": FORM + ";charset=utf-8"}),
    ],
)
def test_a_query_may_be_sent_in_three_ways(
    client: FlaskClient, method: str, arguments: dict[str, Any]
) -> None:
    response = client.open("/sparql", method=method, **arguments)
    assert response.status_code == 200
    assert response.content_type == "application/sparql-results+json"
    assert response.content_length == len(response.data)
    assert response.json["results"]["bindings"][0]["name"]["value"] == "Over alles"  # type: ignore[index]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_question_in_any_script_is_understood(client: FlaskClient) -> None:
    query = "SELECT ('é 漢 🙂 + %' AS ?x) {}"
    for response in (
        client.get("/sparql", query_string={"query": query, "format": "csv"}),
        client.post("/sparql", data={"query": query, "format": "csv"}),
        client.post("/sparql?format=csv", data=query.encode(), content_type=DIRECT),
    ):
        assert response.text == "x\r\né 漢 🙂 + %\r\n"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/json", "application/sparql-results+json"),
        ("text/csv;q=0.4, text/tab-separated-values;q=0.6", "text/tab-separated-values; charset=utf-8"),
        ("text/csv; charset=utf-8", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        (
            "application/sparql-results+xml;q=0.5,application/sparql-results+json",
            "application/sparql-results+json",
        ),
    ],
)
def test_rows_come_in_the_form_that_is_accepted_best(
    client: FlaskClient, accept: str, content_type: str
) -> None:
    response = ask(client, ONE, Accept=accept)
    assert response.status_code == 200
    assert response.content_type == content_type
    assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", "ttl"),
        ("*/*", "ttl"),
        ("application/rdf+xml", "rdf"),
        ("application/ld+json, text/turtle;q=0.5", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/n-quads", "nq"),
        ("application/trig", "trig"),
        ("application/json", "jsonld"),
        ("application/sparql-results+json, application/rdf+xml;q=0.1", "rdf"),
    ],
)
def test_statements_come_in_every_rdf_format(
    client: FlaskClient, release: Opened, accept: str, suffix: str
) -> None:
    form = by_suffix(suffix)
    assert form is not None
    response = ask(client, f"CONSTRUCT WHERE {{ <{BASE}id/instance/boeken-051> ?p ?o }}", Accept=accept)
    assert response.content_type == form.content_type
    assert len(set(parse(response.data, form.oxigraph))) == 504


@pytest.mark.parametrize(
    ("query", "name", "content_type"),
    [
        ("ASK {}", "xml", "application/sparql-results+xml"),
        ("ASK {}", "text/csv", "text/csv; charset=utf-8"),
        ("DESCRIBE <a:a>", "json", "application/ld+json"),
        ("DESCRIBE <a:a>", "xml", "application/rdf+xml"),
        ("DESCRIBE <a:a>", "nt", "application/n-triples"),
        ("DESCRIBE <a:a>", "application/trig", "application/trig"),
        ("ASK {}", "jsonld", "application/sparql-results+json"),
        ("DESCRIBE <a:a>", "turtle", "text/turtle; charset=utf-8"),
        ("DESCRIBE <a:a>", "rdf+xml", "application/rdf+xml"),
    ],
)
def test_format_says_it_for_those_who_cannot_send_headers(
    client: FlaskClient, query: str, name: str, content_type: str
) -> None:
    response = client.get(
        "/sparql", query_string={"query": query, "format": name}, headers={"Accept": "text/html"}
    )
    assert (response.status_code, response.content_type) == (200, content_type)


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "application/sparql-results+json;q=0"])
def test_a_form_that_there_is_not_is_406_and_says_what_there_is(client: FlaskClient, accept: str) -> None:
    assert "csv (text/csv)" in trouble(ask(client, ONE, Accept=accept), 406)["detail"]
    assert trouble(client.get("/sparql", query_string={"query": ONE, "format": "exe"}), 406)


def test_accept_decides_when_a_library_names_what_there_is_not(client: FlaskClient) -> None:
    asked = {"query": ONE, "format": "turtle"}
    assert client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"}).mimetype == "text/csv"
    trouble(client.get("/sparql", query_string=asked, headers={"Accept": "*/*"}), 406)


def test_head_says_what_get_would(client: FlaskClient) -> None:
    head, get = (client.open("/sparql", method=m, query_string={"query": ONE}) for m in ("HEAD", "GET"))
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control"):
        assert head.headers[name] == get.headers[name]


def test_options_tell_browsers_of_other_sites_that_they_may_ask(client: FlaskClient) -> None:
    response = client.options(
        "/sparql", headers={"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    )
    assert response.status_code in (200, 204)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


def test_an_answer_that_the_client_has_is_not_made_again(client: FlaskClient) -> None:
    first = ask(client, ONE)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = ask(client, ONE, **{"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert ask(client, ONE, Accept="text/csv", **{"If-None-Match": tag}).status_code == 200
    assert ask(client, ONE + " LIMIT 1", **{"If-None-Match": tag}).status_code == 200
    assert "ETag" not in ask(client, "SELECT (RAND() AS ?x) {}").headers
    anything = {"If-None-Match": "*"}
    assert (ask(client, ONE, **anything).status_code, ask(client, "no query", **anything).status_code) == (
        304,
        400,
    )
    assert ask(client, "SELECT (RAND() AS ?x) {}", **anything).status_code == 200
    assert "ETag" not in client.post("/sparql", data={"query": ONE}).headers


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"method": "GET", "query_string": "query=ASK{}&query=ASK{}"}, 400),
        ({"method": "POST", "query_string": "query=ASK{}", "data": {"query": "ASK {}"}}, 400),
        ({"method": "POST", "query_string": "query=ASK{}", "data": "ASK {}", "content_type": DIRECT}, 400),
        ({"method": "POST", "data": "", "content_type": FORM}, 400),
        ({"method": "GET", "headers": {"Accept": "text/csv"}}, 400),
        ({"method": "GET", "query_string": "query="}, 400),
        ({"method": "GET", "query_string": "query=ASK{}&default-graph-uri=x"}, 400),
        ({"method": "GET", "query_string": "query=ASK{}&named-graph-uri=a:<b>"}, 400),
        ({"method": "GET", "query_string": "query=ASK{}&default-graph-uri=http://["}, 400),
        ({"method": "GET", "query_string": "query=ASK{}&named-graph-uri=http://a/%25zz"}, 400),
        ({"method": "POST", "data": b"ASK {} # \xff", "content_type": DIRECT}, 400),
        ({"method": "GET", "query_string": "update=CLEAR%20ALL"}, 403),
        ({"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
        ({"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}, 403),
        ({"method": "GET", "query_string": "query=CLEAR%20ALL"}, 403),
        ({"method": "GET", "query_string": "query=ASK{SERVICE<http://127.0.0.1/>{?s+?p+?o}}"}, 403),
        ({"method": "POST", "data": "ASK {}", "content_type": "text/plain"}, 415),
        ({"method": "POST", "data": "ASK {}"}, 415),
        (
            {"method": "POST", "data": "ASK {}".encode("utf-16"), "content_type": DIRECT + ";charset=utf-16"},
            415,
        ),
        ({"method": "POST", "data": "ASK {} #" + "x" * 21_000, "content_type": DIRECT}, 413),
        ({"method": "GET", "query_string": {"query": "ASK {" * 300 + "}" * 300}}, 400),
    ],
)
def test_what_the_protocol_forbids_is_refused(
    client: FlaskClient, arguments: dict[str, Any], status: int
) -> None:
    trouble(client.open("/sparql", **arguments), status)


def test_a_query_from_a_file_with_a_mark_at_its_beginning_is_read(client: FlaskClient) -> None:
    answer = client.post("/sparql", data="ASK {}".encode("utf-8-sig"), content_type=DIRECT)
    assert (answer.status_code, answer.data) == (200, b'{"head":{},"boolean":true}')


def test_a_mistake_is_told_where_it_is_in_what_was_sent(release: Opened, sandbox: Sandbox) -> None:
    """Not in the query that is asked, with a hundred things in place of the search."""
    endpoint = Endpoint(sandbox, ClientQuotas(LIMITS), BASE + "sparql", BASE + "vocab/")
    endpoint.search = lambda text, limit: [(f"{BASE}id/work/{n}", 1.0) for n in range(100)]
    for query, place in (
        (f"SELECT * {{ ?t <{BASE}vocab/search> 'a' . ?t ?p }}", True),
        (f"SELECT * {{ (?t ?t) <{BASE}vocab/search> 'a' }}", False),
    ):
        environ = EnvironBuilder("/sparql", query_string={"query": query}).get_environ()
        told = json.loads(b"".join(endpoint.answer(environ).body))
        assert told["status"] == 400
        assert told.get("column") == (len(query) + 1 if place else None)
        assert told["hint"]


def test_other_methods_are_not_taken(client: FlaskClient) -> None:
    response = client.put("/sparql", query_string={"query": ONE})
    assert response.status_code == 405
    assert {"GET", "HEAD", "OPTIONS", "POST"} == set(response.headers["Allow"].replace(" ", "").split(","))


def test_a_syntax_error_has_line_column_and_hint(client: FlaskClient) -> None:
    told = trouble(ask(client, "SELECT * {\n ?s foaf:name ?o }"), 400)
    assert (told["line"], told["column"]) == (2, 14)
    assert "PREFIX foaf: <http://xmlns.com/foaf/0.1/>" in told["hint"]


def test_one_client_cannot_take_all_places(sandbox: Sandbox) -> None:
    now = [0.0]
    budgets = ClientQuotas(Limits(per_client=1, budget=10), lambda: now[0])
    endpoint = Endpoint(sandbox, budgets, BASE + "sparql")

    def status(address: str) -> tuple[int, str]:
        made = EnvironBuilder("/sparql?query=ASK{}", environ_base={"REMOTE_ADDR": address})
        answer = endpoint.answer(made.get_environ())
        return answer.status, dict(answer.headers).get("Retry-After", "")

    with budgets.charged("203.0.113.1"):
        assert status("203.0.113.1") == (429, "1")
        assert status("203.0.113.2") == (200, "")
        assert status("127.0.0.1") == (200, "")
        now[0] += 15
    assert status("203.0.113.1") == (429, "11")
    now[0] += 11
    assert status("203.0.113.1") == (200, "")


@pytest.mark.parametrize("query", ["ASK {}", "SELECT"])
def test_each_answer_says_how_many_seconds_a_client_has_left(client: FlaskClient, query: str) -> None:
    answer = client.get("/sparql", query_string={"query": query}, headers={"X-Forwarded-For": "203.0.113.9"})
    limit, left, wait = (int(answer.headers[f"RateLimit-{n}"]) for n in ("Limit", "Remaining", "Reset"))
    assert 0 < left <= limit
    assert 0 <= wait <= limit / GROWS
    assert "RateLimit-Limit" not in client.get("/sparql", query_string={"query": query}).headers


def test_a_single_pattern_is_answered_without_the_sandbox(release: Opened) -> None:
    class Other:
        limits = LIMITS
        asked = 0
        long = False

        def is_long(self, text: str) -> bool:
            return self.long

        def release(self) -> int:
            return release.number

        def query(self, text: str, **wanted: Any) -> Answer:
            self.asked += 1
            return Answer(Facts("boolean", "json", release.number, 2, 0.0), b"{}", -1)

    def get(query: str, **given: str) -> tuple[int, bytes]:
        told = urlencode({"query": query, **given})
        reply = endpoint.answer({"REQUEST_METHOD": "GET", "PATH_INFO": "/sparql", "QUERY_STRING": told})
        return engine.asked, b"".join(reply.body)

    engine = Other()
    assert isinstance(release.store, Store)
    store = release.store
    current = Here(LocalRelease(store, release.number))
    endpoint = Endpoint(engine, ClientQuotas(LIMITS), BASE + "sparql", open_here=lambda: current)
    asked, body = get(ONE)
    assert (asked, body) == (0, store.query(ONE).serialize(None, QueryResultsFormat.JSON))  # type: ignore[union-attr]
    assert get("ASK { ?s schema:name ?name }") == (0, b'{"head":{},"boolean":true}')
    assert get("ASK { ?s schema:name ?name . ?s ?p ?o }")[0] == 1
    assert get(ONE, **{"default-graph-uri": "http://none.example/"})[0] == 2
    current = Here(LocalRelease(store, release.number + 1))  # not the release that the sandbox answers from
    assert get(ONE)[0] == 3
    current = Here(LocalRelease(store, release.number))
    engine.long = True
    assert get(ONE)[0] == 4, "what is known to take long is not tried here first"


def test_graphs_that_the_protocol_names_decide(client: FlaskClient) -> None:
    query = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": "http://none.example/"}
    assert client.get("/sparql", query_string=query).json == {"head": {}, "boolean": False}


def test_known_prefixes_may_be_left_out_unless_the_client_says_otherwise(client: FlaskClient) -> None:
    query = "ASK { ?s schema:name ?name }"
    answer = ask(client, query)
    assert answer.json == {"head": {}, "boolean": True}
    assert "Prefer" in answer.headers["Vary"].split(", "), "caches in between are told (RFC 7240 § 2)"
    trouble(ask(client, query, Prefer="no-prefixes"), 400)


def test_browsers_get_the_editor(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": BROWSER})
    assert (response.status_code, response.headers["Location"]) == (303, "/sparql/editor")
    shared = ask(client, "ASK {}", Accept=BROWSER)
    assert (shared.status_code, shared.headers["Location"]) == (303, "/sparql/editor?query=ASK+%7B%7D")


@pytest.mark.parametrize("coding", ["gzip", "zstd", "br"])
def test_long_answers_are_compressed_when_the_client_takes_it(client: FlaskClient, coding: str) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 1500"
    plain = ask(client, query, Accept="text/csv").data
    assert len(plain) > 1 << 16, "long enough for a file"
    response = ask(client, query, Accept="text/csv", **{"Accept-Encoding": coding})
    assert response.headers["Content-Encoding"] == coding
    zstd = zstandard.ZstdDecompressor().decompressobj()
    unpack = {"gzip": gzip.decompress, "zstd": zstd.decompress, "br": brotli.decompress}[coding]
    assert unpack(response.data) == plain
    assert len(response.data) < len(plain) / 4
