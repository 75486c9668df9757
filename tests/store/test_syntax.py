"""What does not parse is told where it is, not where the parser stopped reading words ahead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from lod.errors import QuerySyntax
from lod.store.sandbox.syntax import explained


def mistake(query: str) -> QuerySyntax:
    with pytest.raises(SyntaxError) as refused:
        Store().query(query)
    return explained(str(refused.value.msg), query)


@pytest.mark.parametrize(
    ("query", "line", "column", "hint"),
    [
        ("SELECT ?s\nWHERE {\n  ?s ?p ?o .\n  FLITER(?o > 3)\n}", 4, 3, "Found 'FLITER(?o'"),
        ("PREFX a: <b:> ASK {}", 1, 1, "Found 'PREFX'"),
        ("SELECT * { ?s ?p ?o } ORDER ?s", 1, 29, "Found '?s'; here could be: BY"),
        ("SELECT * { ?s ?p ?o . UNION { ?a ?b ?c } }", 1, 23, "Found 'UNION'"),
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
