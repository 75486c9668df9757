"""Queries of one pattern: answered at once just as the sandbox would, and nothing else is taken for one."""

from __future__ import annotations

import re
import time

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from lod.rdf.formats import RESULTS
from lod.store.sandbox import single
from lod.store.sandbox.answering import IN_MEMORY

EX = "http://example.org/"
PREFIXES = {"ex": EX, "other": "http://other.example/"}
SUBJECTS = [NamedNode(f"{EX}{name}") for name in "abc"]
PREDICATES = [NamedNode(f"{EX}{name}") for name in ("p", "q")]
OBJECTS = [*SUBJECTS, Literal("één"), Literal("een", language="nl"), Literal(1)]


@pytest.fixture(scope="module")
def store() -> Store:
    found = Store()
    found.extend(
        Quad(s, p, o)
        for n, s in enumerate(SUBJECTS)
        for m, p in enumerate(PREDICATES)
        for k, o in enumerate(OBJECTS)
        if (n + m + k) % 2
    )
    return found


def ask(query: str, store: Store, results: str = "json", **prefixes: str) -> bytes | None:
    found = single.answer(query, store, 1, results, prefixes or PREFIXES)
    return None if found is None else found.read()


def node(variable: str, *given: object) -> st.SearchStrategy[str]:
    names = [f"ex:{g.value.removeprefix(EX)}" for g in given if isinstance(g, NamedNode)]
    return st.sampled_from([f"?{variable}", f"${variable}", *map(str, given), *names])


@given(data=st.data())
def test_the_answer_is_that_of_the_store(store: Store, data: st.DataObject) -> None:
    subject = data.draw(node("s", *SUBJECTS))
    predicate = data.draw(node("p", *PREDICATES))
    object = data.draw(node("o", *OBJECTS))
    variables = [term for term in (subject, predicate, object) if term[0] in "?$"]
    asked = data.draw(st.sampled_from(["*", *variables, " ".join(variables) or "*"]))
    query = data.draw(
        st.sampled_from(
            [
                f"SELECT {asked} {{ {subject} {predicate} {object} }}",
                f"select\n{asked}\nwhere{{{subject}\t{predicate} {object} .}} limit 2",
                f"ASK {{ {subject} {predicate} {object} }}",
                f"PREFIX ex: <{EX}> PREFIX x:<{EX}> SELECT {asked} {{ {subject} {predicate} {object}. }}",
            ]
        )
    )
    form = data.draw(st.sampled_from(RESULTS))
    found = ask(query, store, form.name)
    assert found is not None, query
    made = store.query(query, prefixes=PREFIXES)
    assert isinstance(made, QuerySolutions | pyoxigraph.QueryBoolean)
    assert found == made.serialize(None, form.oxigraph)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x ?p ?x }",
        "SELECT * { ?x ?p $x }",
        "SELECT DISTINCT ?p { ?s ?p ?o }",
        "SELECT REDUCED ?p { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?n { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } ORDER BY ?o",
        "SELECT * { ?s ?p ?o } OFFSET 1000000",
        "SELECT * { ?s ?p ?o } LIMIT 1 OFFSET 1000000",
        "SELECT * { ?s ?p ?o . ?o ?q ?r }",
        "SELECT * { ?s ?p ?o ; ?q ?r }",
        "SELECT * { ?s ?p ?o , ?r }",
        "SELECT * { ?s ex:p* ?o }",
        "SELECT * { ?s ex:p/ex:q ?o }",
        "SELECT * { ?s ^ex:p ?o }",
        "SELECT * { ?s !ex:p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o = 1) }",
        "SELECT * { { ?s ?p ?o } }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <http://example.org/g> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p _:b }",
        "SELECT * { ?s ?p [] }",
        "SELECT * { <<?s ?p ?o>> ?q ?r }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "DESCRIBE <http://example.org/a>",
        "BASE <http://example.org/> SELECT * { <a> ?p ?o }",
        "SELECT * { <a> ?p ?o }",
        "SELECT * { ?s ?p ?o } # more",
        "SELECT * { ?s ?p ?o } VALUES ?s { ex:a }",
        "SELECT ?s?p { ?s ?p ?o }",
        "ASK { ?s ?p ?o } ; DROP ALL",
        "SELECT * { ?s ?p ?o ",
        "SELECT * { ?s nowhere:p ?o }",
        'SELECT * { ?s ?p "a\\"b" }',
        'SELECT * { "a" ?p ?o }',
    ],
)
def test_what_is_more_than_one_pattern_is_left(store: Store, query: str) -> None:
    assert ask(query, store) is None


def test_a_prefix_that_a_query_declares_goes_before_that_of_the_site(store: Store) -> None:
    query = f"PREFIX other: <{EX}> ASK {{ other:a ?p ?o }}"
    assert ask(query, store) == b'{"head":{},"boolean":true}'


def test_a_long_answer_is_left_before_it_is_made() -> None:
    store = Store()
    store.extend(Quad(SUBJECTS[0], PREDICATES[0], Literal(f"{n:0100}")) for n in range(IN_MEMORY // 100))
    assert ask("SELECT * { ?s ?p ?o }", store) is None
    assert ask("SELECT * { ?s ?p ?o } LIMIT 100", store) is not None
    store.add(Quad(SUBJECTS[1], PREDICATES[1], Literal("x" * IN_MEMORY)))
    assert ask("SELECT * { ex:b ?p ?o }", store) is None


@given(st.text(st.sampled_from(' \n?$ab:<>{}"^@.*PREFIXSELECTASKWHERE')))
def test_no_text_takes_long_to_be_seen_through(text: str) -> None:
    for query in (text * 40, "PREFIX a: <b:c>" * 130 + text, "SELECT " + "?a " * 600 + text):
        started = time.thread_time()
        single.answer(query[: single.LONGEST], Store(), 1, "json", {})
        assert time.thread_time() - started < 0.5


def test_groups_are_not_repeated_possessively() -> None:
    """Python before 3.11.5 gets those wrong."""
    assert not re.search(r"\)[*+?}]\+", single._SINGLE.pattern)
