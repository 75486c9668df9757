"""Comments in a query: it is as small without them, and what only looks like one is none."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from lod.store.sandbox import basic_graph_patterns, inline_queries
from lod.store.sandbox.join_order import reordered

EX = "http://example.org/"
PREFIXES = {"ex": EX}


@pytest.fixture(scope="module")
def store() -> Store:
    found = Store()
    things = {name: NamedNode(EX + name) for name in ("a", "a#part", "p", "q")}
    found.extend(
        (
            Quad(things["a"], things["p"], Literal("zee # geen")),
            Quad(things["a#part"], things["p"], Literal("'#")),
            Quad(things["a"], things["q"], BlankNode("b")),
        )
    )
    return found


def values(query: str, store: Store) -> list[str] | None:
    """The values of ?o, when the query is answered at once."""
    found = inline_queries.answer(query, inline_queries.LocalRelease(store, 1), "json", PREFIXES)
    if found is None:
        return None
    return [row["o"]["value"] for row in json.loads(found.read())["results"]["bindings"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("# what is said\nSELECT ?o { ex:a ex:p ?o }", ["zee # geen"]),
        ("SELECT ?o { ex:a ex:p ?o } # the end", ["zee # geen"]),
        ("SELECT#\n?o#\r{#}\nex:a#\r\nex:p#.\n?o#\n}#\nLIMIT#1\n2", ["zee # geen"]),
        ("SELECT ?o { <http://example.org/a#part> ex:p ?o } # }", ["'#"]),
        ("SELECT ?o { <http://example.org/a#part>#\nex:p ?o }", ["'#"]),
        ('SELECT ?o { ?s ex:p "zee # geen" , ?o } # it\'s', ["zee # geen"]),
        (
            f"# PREFIX ex: <a:>\nPREFIX ex: <{EX}> # PREFIX ex: <b:>\nSELECT ?o {{ ex:a ex:p ?o }}",
            ["zee # geen"],
        ),
        ("SELECT ?o { ex:a ex:p ?o # OPTIONAL {\n . # \\\n ex:a ex:q ?y }", ["zee # geen"]),
        ("# " + "long " * 1_000 + "\nSELECT ?o { ex:a ex:p ?o }", ["zee # geen"]),
        # what is none, or not plain
        ("SELECT ?o { ex:a\\#part ex:p ?o }", None),
        ("SELECT ?o { ex:a ex:p ?o . ?x ex:p 'zee # geen' }", None),
        ('SELECT ?o { ?s ex:p """zee # geen""", ?o }', None),
        ('SELECT ?o { ?s ex:p "zee \\# geen", ?o }', None),
        ('SELECT ?o { ?s ex:p "zee # geen, ?o }', None),
        ("SELECT ?o { < http://example.org/a#part> ex:p ?o }", None),
        ("SELECT ?o { ex:a ex:p ?o # }", None),
        ("SELECT ?o { ex:a ex:p#\n/ex:q ?o }", None),
        ('SELECT ?o { ?o ex:p "zee # geen"#\n@nl }', None),
        ("# " + "very long " * 3_000 + "\nSELECT ?o { ex:a ex:p ?o }", None),
    ],
)
def test_a_query_with_comments_is_answered_at_once_as_without(
    store: Store, query: str, expected: list[str] | None
) -> None:
    assert values(query, store) == expected


def test_a_bracket_in_a_text_ends_no_group(store: Store) -> None:
    query = 'SELECT * { ex:a ex:p ?o OPTIONAL { ex:a ex:p "?x } {" } }'
    found = inline_queries.answer(query, inline_queries.LocalRelease(store, 1), "json", PREFIXES)
    assert found is not None
    assert json.loads(found.read())["head"]["vars"] == ["o"]


def test_a_node_without_a_name_is_told_as_one(store: Store) -> None:
    assert values("SELECT ?o { ex:a ex:q ?o ; ex:p ?x }", store) == ["b"]


def test_what_is_said_of_a_node_without_a_name_is_left_to_be_described(store: Store) -> None:
    assert (
        inline_queries.answer("DESCRIBE ex:a", inline_queries.LocalRelease(store, 1), "nt", PREFIXES) is None
    )


def test_a_value_in_a_statement_that_is_made_is_spelled_as_it_was_asked_for() -> None:
    store = Store()
    store.add(Quad(NamedNode(EX + "a"), NamedNode(EX + "p"), Literal(17)))
    query = 'CONSTRUCT WHERE { ?s ex:p "017"^^<http://www.w3.org/2001/XMLSchema#integer> }'
    found = inline_queries.answer(query, inline_queries.LocalRelease(store, 1), "nt", PREFIXES)
    assert found is not None
    assert b'"017"' in found.read()


@pytest.fixture(scope="module")
def books() -> Store:
    found = Store()
    for n in range(500):
        book = NamedNode(f"{EX}b{n}")
        found.add(Quad(book, NamedNode(f"{EX}language"), Literal("nl")))
        found.add(Quad(book, NamedNode(f"{EX}isbn"), Literal(str(n))))
    return found


@pytest.mark.parametrize(
    ("body", "better"),
    [
        ('# all of them\n?b ex:language "nl" . # and\n?b ex:isbn "17"', '?b ex:isbn "17"'),
        ('?b ex:language "nl" ; # ;\nex:isbn "17" FILTER(?b != ex:b1) # }', '?b ex:isbn "17"'),
        ('?b ex:language "nl" . # ?b ex:isbn "17"', ""),
        ('?b ex:language "nl" . FILTER(?b != 1) # }\n?b ex:isbn "17"', ""),
        ('?b ex:language "nl" . ?b ex:isbn\\# "17"', ""),
    ],
)
def test_comments_do_not_keep_a_query_from_being_well_begun(books: Store, body: str, better: str) -> None:
    query = f"SELECT * {{ {body}\n }}"
    wanted = query.replace("{", f"{{ {better} . ", 1) if better else query
    assert reordered(query, books, PREFIXES) == wanted


@given(st.text(st.sampled_from(" \n#'\"<>\\{}?ab:")))
def test_no_comment_takes_long_to_be_seen_through(text: str) -> None:
    for query in (text * 2_000, f"SELECT * {{ {text} ?a ?b ?c }}" * 600, "#\n" * 9_000 + text):
        started = time.thread_time()
        basic_graph_patterns.read(query[: basic_graph_patterns.COMMENTED], {})
        assert time.thread_time() - started < 0.5
