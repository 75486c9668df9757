"""Full-text search inside a query: what is found takes the place of the pattern, and nothing else changes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store
from werkzeug.test import EnvironBuilder

from lod.errors import QueryLimit, QueryRefused, QuerySyntax
from lod.store.sandbox.client_quotas import ClientQuotas
from lod.store.sandbox.limits import Limits
from webapp.sparql import fulltext
from webapp.sparql.endpoint import Endpoint, Engine
from webapp.sparql.fulltext import Search, expanded

NS = "https://data.example.org/vocab/"
PREFIXES = {"lod": NS}
LIMITS = Limits(query_kb=1, budget=10)
FOUND = [("https://data.example.org/id/work/a", 7.5), ("https://data.example.org/id/work/b", 2.25)]


def search(text: str, limit: int) -> list[tuple[str, float]]:
    return FOUND[:limit] if "koffie" in text else []


@pytest.fixture
def store() -> Store:
    store = Store()
    store.update(
        "PREFIX s: <https://schema.org/> BASE <https://data.example.org/id/work/>"
        'INSERT DATA { <a> a s:Book ; s:name "Koffie" . <b> a s:Map ; s:name "Koffiekaart" . <c> a s:Book }'
    )
    return store


def answer(store: Store, query: str) -> list[list[str]]:
    rows = store.query(expanded(query, NS, search, PREFIXES), prefixes={"s": "https://schema.org/"})
    return [[str(value.value).rpartition("/")[2] for value in row] for row in rows]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ('SELECT ?t { ?t lod:search "koffie" }', [["a"], ["b"]]),
        ('SELECT ?t { ?t lod:search "koffie" . ?t a s:Book }', [["a"]]),
        ('SELECT ?t { ?t a s:Book . ?t lod:search "koffie" . }', [["a"]]),
        ('SELECT ?t { ?t lod:search "koffie" ; a s:Map . }', [["b"]]),
        ('SELECT ?t { ?t lod:search "koffie" ; . }', [["a"], ["b"]]),
        ('SELECT ?t { ?t lod:search "koffie" ; ;; a s:Map }', [["b"]]),
        ('SELECT ?t { ?t lod:search "koffie"@ar--rtl }', [["a"], ["b"]]),
        ('SELECT ?t { (?t ?n) lod:search ("koffie" 0) . }', []),
        ('SELECT ?t { (?t ?n) lod:search ("koffie" 1) . }', [["a"]]),
        (
            'SELECT ?t ?n { (?t ?n) lod:search "koffie" ; s:name ?x } ORDER BY ?n',
            [["b", "2.25"], ["a", "7.5"]],
        ),
        ("SELECT ?t { ?t <https://data.example.org/vocab/search> 'koffie' }", [["a"], ["b"]]),
        (
            'PREFIX x: <https://data.example.org/vocab/> SELECT ?t { ?t x:search """koffie""" }',
            [["a"], ["b"]],
        ),
        ('SELECT ?t { ?t lod:search "koffie"@nl }', [["a"], ["b"]]),
        ('SELECT ?t { ?t a s:Book OPTIONAL { ?t lod:search "koffie" } }', [["a"], ["c"]]),
        ('SELECT ?t { { ?t lod:search "koffie" } UNION { ?t a s:Book } }', [["a"], ["a"], ["b"], ["c"]]),
        ('SELECT ?t { ?t lod:search "thee" }', []),
        ('SELECT ?t { ?t a s:Book FILTER(?t != s:x) ?t lod:search "koffie" }', [["a"]]),
    ],
)
def test_what_was_found_takes_the_place_of_the_pattern(
    store: Store, query: str, rows: list[list[str]]
) -> None:
    found = answer(store, query)
    assert (found if "ORDER" in query else sorted(found)) == rows


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?t a ?c ; lod:search "koffie" }',
        'SELECT * { <https://data.example.org/id/work/a> lod:search "koffie" }',
        "SELECT * { ?t lod:search ?text }",
        'SELECT * { ?t lod:search/s:x "koffie" }',
        'SELECT * { (?a ?b ?c) lod:search "koffie" }',
        'SELECT * { ?t lod:search ("koffie" ?n) }',
        'SELECT * { ?t lod:search "koffie", "thee" }',
        'SELECT * { ?t lod:search "koffie"^^s:Text }',
        "lod:search",
        '"koffie" lod:search',
    ],
)
def test_another_use_of_the_property_is_refused_with_its_place(query: str) -> None:
    with pytest.raises(QuerySyntax, match="line 1, column") as refused:
        expanded(query, NS, search, PREFIXES)
    assert "?thing lod:search" in str(refused.value.hint)


@pytest.mark.parametrize(
    "query",
    [
        'SELECT * { ?s ?p "?t lod:search \\"koffie\\"" }',
        "SELECT * { ?s ?p ?o } # ?t lod:search 'koffie'",
        "SELECT * { ?s <https://elsewhere.example/search> ?o }",
        "PREFIX lod: <https://elsewhere.example/> SELECT * { ?s lod:search ?o }",
        "SELECT * { ?search ?p ?o }",
    ],
)
def test_a_query_without_a_search_stays_the_very_same(query: str) -> None:
    assert expanded(query, NS, search, PREFIXES) == query


def test_an_escape_in_a_name_begins_no_string_and_no_comment() -> None:
    asked = 'SELECT * { ?s ex:a\\#b """\n. ?t lod:search \'a """ b\' \'\n""" } # """'
    assert expanded(asked, NS, search, PREFIXES) == asked


def endpoint_of(search: Search, clock: Callable[[], float] = time.monotonic) -> Endpoint:
    """An endpoint that gets as far as a search, and no further."""
    engine = cast(Engine, SimpleNamespace(limits=LIMITS, release=lambda: 1))
    return Endpoint(engine, ClientQuotas(LIMITS, clock), f"{NS}sparql", NS, search)


def test_what_is_carried_out_passes_the_gate_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a search makes of a query: with a comment that was none, a call came out of a string."""
    endpoint = endpoint_of(search)
    assert "VALUES" in endpoint.found('SELECT * { ?t lod:search "koffie" }')
    monkeypatch.setattr(fulltext, "expanded", lambda *given: "ASK { SERVICE <http://127.0.0.1/> { } }")
    with pytest.raises(QueryRefused, match="SERVICE"):
        endpoint.found('SELECT * { ?t lod:search "koffie" }')


def test_what_is_put_in_does_not_count_as_what_was_sent() -> None:
    endpoint = endpoint_of(lambda text, limit: [("https://data.example.org/id/work/a", 1.0)] * limit)
    assert len(endpoint.found('SELECT * { (?t ?n) lod:search ("koffie" 500) }')) > LIMITS.query_kb * 1024


def test_searches_count_as_time_that_is_used_up() -> None:
    now = [0.0]

    def slow(text: str, limit: int) -> list[tuple[str, float]]:
        now[0] += LIMITS.budget + 1
        raise QuerySyntax("none")

    endpoint = endpoint_of(slow, lambda: now[0])
    asked = EnvironBuilder(
        "/sparql",
        query_string={"query": 'ASK { ?t lod:search "a" }'},
        environ_base={"REMOTE_ADDR": "192.0.2.1"},
    ).get_environ()
    assert [endpoint.answer({**asked}).status for _ in range(2)] == [400, 429]


def test_a_query_searches_so_many_times_and_no_more() -> None:
    many = ' . ?t lod:search "koffie"'
    assert "VALUES" in expanded(f"SELECT * {{ ?t ?p ?o{many * 16} }}", NS, search, PREFIXES)
    with pytest.raises(QueryLimit, match="16 times") as refused:
        expanded(f"SELECT * {{ ?t ?p ?o{many * 17} }}", NS, search, PREFIXES)
    assert refused.value.limit == "searches"


def test_a_string_is_read_as_turtle_reads_it() -> None:
    asked: list[str] = []

    def note(text: str, limit: int) -> list[tuple[str, float]]:
        asked.append(text)
        return []

    expanded('SELECT * { ?t lod:search "a \\"b c\\" \\u00e9\\n" }', NS, note, PREFIXES)
    assert asked == ['a "b c" é\n']


@pytest.mark.parametrize("string", [r'"\q"', r"'\uD800'", r'"\U00110000"', '"a\\\nb"'])
def test_a_string_that_is_none_is_refused_with_its_place(string: str) -> None:
    with pytest.raises(QuerySyntax) as refused:
        expanded(f"SELECT * {{\n ?t lod:search {string} }}", NS, search, PREFIXES)
    assert (refused.value.line, refused.value.column) == (2, 16)


@given(st.text(alphabet="?t lod:search\"'()<>{}.;,#\\@1:PREFIX\n", max_size=80))
def test_whatever_is_asked_is_answered_or_refused(text: str) -> None:
    with contextlib.suppress(QuerySyntax):
        assert isinstance(expanded(text, NS, search, PREFIXES), str)


@pytest.mark.parametrize(
    "piece", [".a", "a.", "a-", "a:b.", "a:", "?a.", "é.", ".a:", "a\n", "_.a", "%a", "a#\n"]
)
def test_no_text_beside_a_search_takes_long_to_be_read(piece: str) -> None:
    query = f'ASK {{ ?s lod:search "x" . {piece * (100_000 // len(piece))}'
    started = time.thread_time()
    with contextlib.suppress(QuerySyntax):
        expanded(query, NS, search, PREFIXES)
    assert time.thread_time() - started < 1
