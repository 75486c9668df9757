"""A release in a SPARQL server of its own: loaded in batches, read by look-ups, asked as a bounded proxy."""

import csv
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from lod.errors import QueryLimit, QueryRefused, QuerySyntax, ReleaseError
from lod.store import remote_loading
from lod.store.release import Release
from lod.store.releases import Releases
from lod.store.remote_loading import Loader
from lod.store.remote_release import RemoteStore
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from lod.store.sparql_server import SparqlServer
from tests.sparql_servers import oxigraph
from tests.store.conftest import BASE, TYPE, S, book

BOOKS = 700
ODD = (
    f'<{BASE}id/instance/odd> <{S}name> "a \\"quoted\\" \\\\ line\\nand tab\\t, é and 𝄞"@nl .\n'
    f"<{BASE}id/instance/odd> <{S}name> <{BASE}id/instance/odd#title> .\n"
    f'<{BASE}id/instance/odd#title> <{S}name> "deel"@nl .\n'
)


def made(var: Path, texts: Iterator[str]) -> Release:
    building = Releases(var).begin(from_current=False)
    building.load_ntriples(text.encode() for text in texts)
    return building.finish({"base": BASE}, compact=False)


@pytest.fixture(scope="module")
def engine() -> Iterator[SparqlServer]:
    with oxigraph(BASE) as running:
        yield running


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory, engine: SparqlServer) -> Path:
    """A site with one release, which the engine has as well."""
    folder = tmp_path_factory.mktemp("site") / "var"
    release = made(folder, iter([*map(book, range(BOOKS)), ODD]))
    Releases(folder, Loader(engine)).switch(release)
    return folder


@pytest.fixture(scope="module")
def sandbox(var: Path, engine: SparqlServer) -> Iterator[Sandbox]:
    limits = Limits(result_mb=1, concurrent=2)
    known = {"schema": S}
    with Sandbox(var, limits, base=BASE, prefixes=known, brisk=1, engine=engine) as running:
        yield running


def asked(sandbox: Sandbox, query: str, **how: object) -> bytes:
    with sandbox.query(query, **how) as answer:  # type: ignore[arg-type]
        return b"".join(answer)


def test_an_engine_gives_for_every_pattern_what_the_embedded_store_gives(
    var: Path, engine: SparqlServer
) -> None:
    release = Releases(var).release(1)
    local, remote = release.open(), RemoteStore(engine, 1)
    one, graph = NamedNode(f"{BASE}id/instance/b3"), DefaultGraph()
    patterns = [
        (one, None, None),
        (one, NamedNode(S + "name"), None),
        (None, NamedNode(S + "isbn"), Literal("9780000000003")),
        (None, NamedNode(TYPE), NamedNode(S + "Book")),
        (None, None, NamedNode(f"{BASE}id/collection/c1")),
        (NamedNode(f"{BASE}id/instance/odd"), None, None),
        (NamedNode(f"{BASE}id/instance/odd#title"), None, None),
        (NamedNode(f"{BASE}id/instance/none"), None, None),
        (None, None, None),
    ]
    for pattern in patterns:
        found = [*remote.quads_for_pattern(*pattern, graph)]
        assert len(found) == len(set(found))
        assert set(found) == set(local.quads_for_pattern(*pattern, graph))


class Failing(SparqlServer):
    """Takes so many batches, then none."""

    batches = 0
    most = 10_000

    def fill(self, graph: str, ntriples: bytes) -> None:
        if Failing.batches == Failing.most:
            raise ReleaseError("away")
        Failing.batches += 1
        super().fill(graph, ntriples)


@pytest.mark.parametrize("graph_store", [True, False])
def test_loading_goes_on_where_it_was_ended(
    graph_store: bool, tmp_path: Path, engine: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_loading, "BATCH", 100)
    monkeypatch.setattr(remote_loading, "UPDATE_BATCH", 100)
    base = f"{BASE}{'store' if graph_store else 'update'}/"
    facts = dataclasses.asdict(engine) | {"base": base} | ({} if graph_store else {"graph_store": ""})
    failing = Failing(**facts)
    release = made(tmp_path, iter([*map(book, range(101)), ODD]))
    many = sum(1 for _ in release.open())
    Failing.batches, Failing.most = 0, 4
    releases = Releases(tmp_path, Loader(failing))
    with pytest.raises(ReleaseError, match="away"):
        releases.switch(release)
    assert releases.current() is None, "nobody is sent to what is not whole"
    assert RemoteStore(failing, 1).count() == 400
    Failing.most = 10_000
    releases.switch(release)
    assert Failing.batches == -(-many // 100), "no batch was sent twice"
    assert releases.current() == release
    assert RemoteStore(failing, 1).count() == many
    Loader(failing).bring(release)
    assert Failing.batches == -(-many // 100), "what is there is not sent again"


def test_another_release_of_the_same_number_takes_the_place_of_the_one_before(
    tmp_path: Path, engine: SparqlServer
) -> None:
    own = dataclasses.replace(engine, base=f"{BASE}again/")
    Loader(own).bring(made(tmp_path / "a", iter([book(201), book(202)])))
    Loader(own).bring(made(tmp_path / "b", iter([book(203)])))
    assert RemoteStore(own, 1).count() == 10


def test_releases_that_are_not_kept_leave_the_engine(tmp_path: Path, engine: SparqlServer) -> None:
    own = dataclasses.replace(engine, base=f"{BASE}kept/")
    releases = Releases(tmp_path, Loader(own))
    for number in range(1, 4):
        releases.switch(made(tmp_path, iter([book(200 + number)])))
        releases.clean(1)
    assert [RemoteStore(own, n).count() for n in (1, 2, 3)] == [0, 10, 10], "readers may be at the one before"


def test_a_graph_that_is_not_what_was_sent_is_not_switched_to(tmp_path: Path, engine: SparqlServer) -> None:
    own = dataclasses.replace(engine, base=f"{BASE}strange/")
    own.fill(own.graph(1), ODD.encode())
    release = made(tmp_path, iter([book(201)]))
    with pytest.raises(ReleaseError, match="has 13 statements of release 1, expected 10"):
        Releases(tmp_path, Loader(own)).switch(release)


def test_an_engine_that_is_away_is_said_to_be_away() -> None:
    away = RemoteStore(SparqlServer(BASE, "http://127.0.0.1:9/query", "http://127.0.0.1:9/update"), 1)
    with pytest.raises(ReleaseError, match="cannot be reached"):
        next(away.quads_for_pattern(None, None, None))


def test_rows_come_in_every_form(sandbox: Sandbox) -> None:
    query = "SELECT ?name { ?b schema:isbn '9780000000003' ; schema:name ?name }"
    (row,) = json.loads(asked(sandbox, query))["results"]["bindings"]
    assert row["name"] == {"type": "literal", "value": "Boek nummer 3", "xml:lang": "nl"}
    assert [*csv.reader(asked(sandbox, query, results="csv").decode().splitlines())][1] == ["Boek nummer 3"]
    assert b'<literal xml:lang="nl">Boek nummer 3</literal>' in asked(sandbox, query, results="xml")
    assert asked(sandbox, query, results="tsv").splitlines()[1] == b'"Boek nummer 3"@nl'
    assert json.loads(asked(sandbox, "ASK { ?b schema:isbn '9780000000003' }"))["boolean"] is True


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld", "nq", "trig"])
def test_statements_come_in_every_form(sandbox: Sandbox, form: str) -> None:
    raw = asked(sandbox, "CONSTRUCT WHERE { <id/instance/odd> ?p ?o }", graph=form)
    formats = {"jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML}
    found = {q.triple for q in parse(raw, formats.get(form) or RdfFormat.from_extension(form))}
    assert found == {
        Quad(*q.triple).triple for q in parse(ODD, RdfFormat.N_TRIPLES) if "#" not in str(q.subject)
    }
    assert asked(sandbox, "DESCRIBE <id/instance/b203>", graph="nt").count(b"\n") == 10


def test_a_mistake_is_told_as_by_the_embedded_store(sandbox: Sandbox) -> None:
    with pytest.raises(QuerySyntax) as told:
        sandbox.query("SELECT ?s\nWHERE { ?s ?p }")
    assert (told.value.line, told.value.column) == (2, 16)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?s FROM <{BASE}releases/1> {{ ?s ?p ?o }}",
        f"SELECT*FROM<{BASE}releases>{{ ?s ?p ?o }}",
        f"SELECT ?s {{ GRAPH <{BASE}releases/1> {{ ?s ?p ?o }} }}",
        "SELECT ?g { GRAPH ?g { ?s ?p ?o } }",
    ],
)
def test_other_graphs_of_the_engine_are_not_shown(sandbox: Sandbox, query: str) -> None:
    assert json.loads(asked(sandbox, query))["results"]["bindings"] == []
    shown = asked(sandbox, "SELECT ?s { ?s ?p ?o }", default_graphs=(f"{BASE}releases",))
    assert json.loads(shown)["results"]["bindings"] == []


def test_limits_are_those_of_the_site(sandbox: Sandbox, var: Path, engine: SparqlServer) -> None:
    with pytest.raises(QueryLimit) as over:
        sandbox.query("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000")
    assert over.value.limit == "result_mb"
    with (
        Sandbox(var, Limits(seconds=1), base=BASE, brisk=1, engine=engine) as hasty,
        pytest.raises(QueryLimit) as over,
    ):
        hasty.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c > ?f && ?f > ?i) }")
    assert over.value.limit == "seconds"


def test_an_update_goes_nowhere(sandbox: Sandbox, engine: SparqlServer) -> None:
    from lod.store.sandbox import gate

    with pytest.raises(QueryRefused):
        gate.check("DROP ALL", sandbox.limits)
    for past_the_gate in ("DROP ALL", "SELECT * {} ; DROP ALL"):
        with pytest.raises(QuerySyntax):
            sandbox.query(past_the_gate)
    assert RemoteStore(engine, 1).count() > 0


def test_rows_that_an_engine_left_out_are_no_short_answer(
    engine: SparqlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Virtuoso answers 200 with its first rows, and says so in a header."""
    from email.message import Message
    from types import SimpleNamespace

    from SPARQLWrapper import SPARQLWrapper

    headers = Message()
    headers["Content-Type"] = "application/sparql-results+json"
    headers["X-SPARQL-MaxRows"] = "10000"
    response = SimpleNamespace(headers=headers, close=lambda: None)
    monkeypatch.setattr(SPARQLWrapper, "query", lambda self: SimpleNamespace(response=response))
    with pytest.raises(QueryLimit, match="10000 rows") as told:
        engine.rows("SELECT * { ?s ?p ?o }", engine.graph(1))
    assert told.value.limit == "rows"


def test_an_engine_that_goes_away_is_a_limit_that_passes(var: Path) -> None:
    with (
        oxigraph(BASE) as engine,
        Sandbox(var, Limits(), base=BASE, brisk=1, engine=engine) as sandbox,
    ):
        assert json.loads(asked(sandbox, "ASK {}"))["boolean"] is True
        gone = engine
    with (
        Sandbox(var, Limits(), base=BASE, brisk=1, engine=gone) as sandbox,
        pytest.raises(QueryLimit) as told,
    ):
        sandbox.query("SELECT ?s { ?s a ?nothing }")
    assert told.value.limit == "store"
    assert "127.0.0.1" not in str(told.value)
