"""Advice on queries: forms that are slow are found, and those that are like them are not."""

import time

import pytest

from lod.store.example_queries import examples
from webapp.sparql import advice as texts
from webapp.sparql.advice import advice


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?a <p:b> ?c optional { ?a <p:d> ?e . filter ( ?e > 1 ) } }", [texts.FILTER_IN_OPTIONAL]),
        ("SELECT * { ?a <p:b> ?c OPTIONAL { ?a <p:d> ?e } FILTER(!BOUND(?e)) }", []),
        ("SELECT * { ?a <p:b> 'OPTIONAL { FILTER(' }", []),
        ("SELECT * { ?a <p:b> ?c } # OPTIONAL { FILTER(?c) }", []),
        ("SELECT * { OPTIONAL { ?a <p:b> ?c { ?a <p:d> ?e FILTER(?e) } } }", []),
        ("SELECT * { ?s ?p ?o }", [texts.EVERYTHING]),
        ("SELECT * { ?s ?p ?o } LIMIT 10", []),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", []),
        ("SELECT ?n { ?s <p:name> ?n FILTER(CONTAINS(?n, 'zee')) }", [texts.TEXTS]),
        ("SELECT ?n { ?s <p:part>+ ?n }", [texts.UNBOUND]),
        ("SELECT ?n { ?s schema:isPartOf* ?n }", [texts.UNBOUND]),
        ("SELECT (?a + 1 AS ?b) { BIND(2 * 3 AS ?a) }", []),
        ("SELECT * {" * 3_000, []),
        ("}" * 3_000 + "{" * 3_000, []),
        ("", []),
    ],
)
def test_what_is_slow_is_found_and_nothing_else(query: str, expected: list[str]) -> None:
    assert advice(query) == expected


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a-",
        "a.",
        "a:",
        ":",
        ".",
        " ",
        "?a ",
        "?a\n",
        ") ",
        ">+",
        "*",
        "\u00e9",
        "(",
        "REGEX ",
        "FILTER ",
    ],
)
@pytest.mark.parametrize("before", ["", "?a ?b ?c", "a:b", ")", "a:b+"])
def test_no_text_takes_advice_long(before: str, piece: str) -> None:
    text = before + piece * (100_000 // len(piece))
    started = time.process_time()
    advice(text)
    assert time.process_time() - started < 3


def test_our_own_examples_need_none() -> None:
    assert {one.name: advice(one.text) for one in examples() if advice(one.text)} == {}
