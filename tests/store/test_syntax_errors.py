"""What does not parse is told where it is, not where the parser stopped reading words ahead."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from lod.errors import QuerySyntax
from lod.store.sandbox.syntax_errors import explained


def mistake(query: str) -> QuerySyntax:
    with pytest.raises(SyntaxError) as refused:
        Store().query(query)
    return explained(str(refused.value.msg), query)


@pytest.mark.parametrize(
    ("query", "line", "column", "hint"),
    [
        ("SELECT ?s\nWHERE {\n  ?s ?p ?o .\n  FLITER(?o > 3)\n}", 4, 3, "Found 'FLITER'; is FILTER meant?"),
        ("PREFX a: <b:> ASK {}", 1, 1, "Found 'PREFX'; is PREFIX meant?"),
        ("SELECT * { ?s ?p ?o } ORDER ?s", 1, 29, "Found '?s'; here could be: BY"),
        (
            "SELECT * { ?s ?p ?o . UNION { ?a ?b ?c } }",
            1,
            23,
            "The mistake is here, or just after it: 'UNION",
        ),
        ("SELECT * { ?s ?p ?o FILTER ?o > 3 }", 1, 28, "What FILTER tests stands in brackets"),
        ("SELECT * { ?s ?p ?o FILTER(BOUND(?o) }", 1, 38, "A ( is not closed before this }."),
        ("SELECT * { ?s ?p ?o } }", 1, 23, "This } closes nothing."),
        ("SELECT * { ?s ?p ?o LIMIT 3 }", 1, 21, "LIMIT stands after the last }."),
        ("SELECT * { ?s http://a.example/ ?o }", 1, 20, "An address stands between < and >."),
        ("@prefix a: <a:> .\nASK { ?s ?p ?o }", 1, 1, "A prefix is declared as PREFIX name: <address>"),
        ("SELECT * { ?s ?p ?o } LIMIT 3 LIMIT 4", 1, 31, "The mistake is here, or just after it"),
        # what the parser reached first is told first
        ("ASK { ?s none:p ?o }\nLIMIT 1 }", 1, 16, "The prefix none: is not declared."),
        ("ASK { ?s ?p ?o FILTER(?s<?o&&(?o>1)) } LIMIT x", 1, 46, "Found 'x'"),
        ("SELECT COUNT(*) { ?s ?p ?o }", 1, 8, "In SELECT an expression stands in brackets"),
        ("SELECT ?s max(?o) { ?s ?p ?o }", 1, 11, "In SELECT an expression stands in brackets"),
        ("SELECT ?s, ?p { ?s ?p ?o }", 1, 8, "There are no commas"),
        ("SELECT (none:f(1) AS ?x) {}", 1, 9, "The prefix none: is not declared."),
        ("SELECT * { ?s ?p ?o } LIMIT 1;", 1, 31, "A query has no ; at its end."),
        ("SELECT\u00a0* { ?s ?p ?o }", 1, 7, "No word or name of SPARQL has the character U+00A0"),
        ("SELECT * {\n ?s ?p “zee” }", 2, 8, "No word or name of SPARQL has the character U+201C"),
        ("\ufeffSELECT * { ?s ?p }", 1, 1, "No word or name of SPARQL has the character U+FEFF"),
        # what stands in a text, a comment or an address is not what is wrong; nor is a letter of any script
        ('SELECT * { ?s ?p "a\u00a0b" } # “\nLIMIT x', 2, 7, "Found 'x'"),
        ("SELECT * { <a:b\u00a0c> ?één ?海 } LIMIT x", 1, 36, "Found 'x'"),
    ],
)
def test_a_mistake_is_told_where_it_is(query: str, line: int, column: int, hint: str) -> None:
    told = mistake(query)
    assert (told.line, told.column) == (line, column)
    assert told.hint.startswith(hint)


@given(st.text(st.sampled_from("SELECT*{}?sp,;()\n :“\u00a0'#<>")))
def test_a_place_is_in_the_query_or_at_its_end(query: str) -> None:
    try:
        Store().query(query)
    except SyntaxError as error:
        told = explained(str(error.msg), query)
        if told.line is not None and told.column is not None:
            lines = query.split("\n")
            assert 1 <= told.line <= len(lines)
            assert 1 <= told.column <= len(lines[told.line - 1]) + 1


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ ?{'a' * 100_000} x:y ?o }}",
        f"{'SELECT ' * 14_000}x",
        f"SELECT {'?a ' * 33_000}COUNT(",
        f"ASK {{ {'a' * 100_000}:b ?c ?d }}",
        f"{'a' * 100_000}",
        f"ASK {{ ?s ?p {'[' * 200}{'-a' * 50_000}",
        f"{'SELECT ' * 14_000}{{ ?a, }}",
    ],
    ids=lambda query: query[:20],
)
def test_no_mistake_takes_long_to_be_told(query: str) -> None:
    """It is told by the web process, in which others wait."""
    with pytest.raises(SyntaxError) as refused:
        Store().query(query)
    started = time.thread_time()
    explained(str(refused.value.msg), query)
    assert time.thread_time() - started < 0.5
