"""The gate before the parser: lets questions through, and nothing that updates, calls out, or is too much."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lod.errors import QueryError, QueryLimit, QueryRefused, QuerySyntax
from lod.store.sandbox.gate import TOKEN, check, place
from lod.store.sandbox.limits import Limits

LIMITS = Limits()
U = "<http://127.0.0.1:9/sparql>"


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("select*{}", "SELECT"),
        ("# a comment\r\nASK{}", "ASK"),
        ("BASE <http://a/> PREFIX : <b#> PREFIX ex: <http://ex/> # x\n CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("PREFIXa:<http://a/>DESCRIBE a:b", "DESCRIBE"),
        ('VERSION "1.2" SELECT ?s {}', "SELECT"),
        ("PREFIX select: <http://x/> ASK {}", "ASK"),
        ("", None),
        ("nonsense", None),
        ("PREFIX a <http://x/> ASK {}", None),
    ],
)
def test_the_form_of_a_query_is_its_first_word_after_the_prologue(query: str, form: str | None) -> None:
    assert check(query, LIMITS) == form


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "PREFIX a: <http://a/> delete where { a:b a:c ?o }",
        "# c\nDROP ALL",
        "LOAD <http://127.0.0.1/>",
        "CLEAR DEFAULT",
        "WITH <a:a> DELETE {} WHERE {}",
        "CREATE GRAPH <a:a>",
        "COPY <a:a> TO <a:b>",
        "MOVE <a:a> TO <a:b>",
        "ADD <a:a> TO <a:b>",
    ],
)
def test_updates_are_refused(update: str) -> None:
    with pytest.raises(QueryRefused, match="only answers questions"):
        check(update, LIMITS)


CALLS = {
    "plain": f"SELECT * {{ SERVICE {U} {{?s ?p ?o}} }}",
    "small letters": f"SELECT * {{ service {U} {{?s ?p ?o}} }}",
    "silent": f"SELECT * {{ SERVICE SILENT {U} {{?s ?p ?o}} }}",
    "no spaces": f"SELECT*{{SERVICE{U}{{?s ?p ?o}}}}",
    "silent without spaces": f"SELECT*{{SERVICESILENT{U}{{?s ?p ?o}}}}",
    "comment": f"SELECT * {{ SERVICE # {{\n {U} {{?s ?p ?o}} }}",
    "comment ended by a carriage return": f"SELECT * {{ #\r SERVICE {U} {{?s ?p ?o}} }}",
    "in a subselect": f"SELECT * {{ {{ SELECT * {{ SERVICE {U} {{?s ?p ?o}} }} }} }}",
    "in exists": f"ASK {{ ?a ?b ?c FILTER NOT EXISTS {{ SERVICE {U} {{?s ?p ?o}} }} }}",
    "after a dot": f"SELECT * {{ ?a ?b ?c.SERVICE {U} {{?s ?p ?o}} }}",
    "after a number": f"SELECT * {{ ?a ?b 1SERVICE {U} {{?s ?p ?o}} }}",
    "after a string": f"SELECT * {{ ?a ?b 'x'SERVICE {U} {{?s ?p ?o}} }}",
    "after a word": f"SELECT * {{ ?a ?b trueSERVICE {U} {{?s ?p ?o}} }}",
    "after an empty string": f"SELECT * {{ ?a ?b ''SERVICE {U} {{?s ?p ?o}} }}",
    "after a long string": f"SELECT * {{ ?a ?b '''a'b''c'''SERVICE {U} {{?s ?p ?o}} }}",
    "after an escaped quote": f"SELECT * {{ ?a ?b 'a\\''SERVICE {U} {{?s ?p ?o}} }}",
    "after a name with a quote": f"PREFIX e: <http://x/> SELECT * {{?a e:\\' ?c SERVICE{U}{{?s ?p ?o}}#'\n}}",
    "prefixed": "PREFIX e: <http://127.0.0.1/> SELECT * { SERVICE e:x {?s ?p ?o} }",
    "prefixed without space": "PREFIX e: <http://127.0.0.1/> SELECT * { SERVICEe:x{?s ?p ?o} }",
    "empty prefix": "PREFIX : <http://127.0.0.1/> SELECT * { SERVICE:x {?s ?p ?o} }",
    "a prefix called service": "PREFIX service: <http://x/> PREFIX : <http://a/> ASK {service:x {}}",
    "name with a bracket": "PREFIX e: <http://127.0.0.1/> SELECT * { SERVICE e:x\\( {?s ?p ?o} }",
    "variable": "SELECT * { VALUES ?x {<http://127.0.0.1/>} SERVICE ?x {?s ?p ?o} }",
    "dollar": "SELECT * { VALUES ?x {<http://127.0.0.1/>} SERVICE$x{?s ?p ?o} }",
    "escaped address": "SELECT * { SERVICE <\\u0068ttp://127.0.0.1/> {?s ?p ?o} }",
    "between comparisons": f"SELECT * {{ ?a ?b ?c FILTER(1<2&&3>2)SERVICE{U}{{?s ?p ?o}} }}",
    "inside what looks like an address": (
        "PREFIX e: <http://127.0.0.1/> SELECT * { ?a ?b ?c FILTER(1<?c)SERVICEe:x#>\n{?s ?p ?o} }"
    ),
    "behind a comment that looks like an address": (
        f"SELECT * {{ ?a ?b ?c FILTER(1<2#>'''\n) SERVICE {U} {{?s ?p ?o}} #'''\n }}"
    ),
    "behind a string that looks like an address": (
        f"SELECT * {{ ?a ?b ?c FILTER('a'<'b#>')SERVICE {U} {{?s ?p ?o}} #'\n }}"
    ),
    "with a prefix that makes no address": (
        f"PREFIX a: <http://x:80> SELECT * {{ OPTIONAL {{?s ?p a:SERVICE {U} {{?x ?y ?z}} }} }}"
    ),
}


@pytest.mark.parametrize("query", CALLS.values(), ids=CALLS)
def test_no_spelling_of_service_comes_through(query: str) -> None:
    with pytest.raises(QueryError):
        check(query, LIMITS)


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX schema: <https://schema.org/> SELECT * { ?s a schema:Service }",
        "PREFIX schema: <https://schema.org/> SELECT * { ?s schema:serviceType ?service . { ?s ?p ?o } }",
        "PREFIX sd: <http://x/> SELECT * { ?s a sd:Service OPTIONAL { ?s sd:x ?o } }",
        "SELECT ?service { ?service a <https://schema.org/Service> . }",
        "SELECT * { ?s ?p 'SERVICE <http://x/> {' }",
        "SELECT * { ?s ?p ?o # SERVICE <http://x/> {\n }",
        'SELECT * { ?s ?p """SERVICE <http://x/> {""" }',
        "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ASK { ?service rdf:type ?t }",
        "SELECT * { <HTTP://x.example/o'brien> ?p ?service }",
    ],
)
def test_the_word_service_is_no_call(query: str) -> None:
    assert check(query, LIMITS)


def test_a_host_on_the_list_may_be_asked() -> None:
    limits = Limits(service_hosts=("query.wikidata.org",))
    assert check("SELECT * { SERVICE <https://query.wikidata.org/sparql> { ?s ?p ?o } }", limits) == "SELECT"
    for other in (
        "<https://evil.example/sparql>",
        "<https://query.wikidata.org@evil.example/>",
        "<https://query.wikidata.org.evil.example/>",
        "<https://query.wikidata.org:x@evil.example/>",
        "<//query.wikidata.org/>",
        "<https://evil.example/#query.wikidata.org>",
        "<file://query.wikidata.org/etc/passwd>",
        "?x",
        "wd:x",
    ):
        with pytest.raises(QueryRefused, match=r"allowed are only, written in full: query\.wikidata\.org"):
            check(f"SELECT * {{ SERVICE {other} {{ ?s ?p ?o }} }}", limits)


def test_a_long_query_is_refused_by_its_bytes() -> None:
    with pytest.raises(QueryLimit, match="100 kB are allowed") as caught:
        check("SELECT * {} #" + "é" * 60_000, LIMITS)
    assert caught.value.limit == "query_kb"


def test_a_query_may_have_as_many_bytes_as_are_allowed() -> None:
    limits = Limits(query_kb=1)
    assert check("ASK {}".ljust(1_024), limits) == "ASK"
    assert check("ASK {} #" + "é" * 508, limits) == "ASK"
    for longer in ("ASK {}".ljust(1_025), "ASK {} #" + "é" * 509):
        with pytest.raises(QueryLimit, match=r"the query has 1,02\d bytes"):
            check(longer, limits)


@pytest.mark.parametrize("pair", ["{}", "()", "[]"])
def test_brackets_side_by_side_do_not_nest(pair: str) -> None:
    many = LIMITS.depth * 2
    assert check("SELECT * " + pair * many, LIMITS) == "SELECT"
    assert check("SELECT * " + (pair[0] * 2 + pair[1] * 2) * many, LIMITS) == "SELECT"
    with pytest.raises(QueryLimit, match="nest more than"):
        check("SELECT * " + pair * many + pair[0] * (LIMITS.depth + 1), LIMITS)


@pytest.mark.parametrize("pair", ["{}", "()", "[]"])
def test_brackets_that_nest_too_deep_are_refused(pair: str) -> None:
    deep = LIMITS.depth
    assert check("SELECT * " + pair[0] * deep + pair[1] * deep, LIMITS) == "SELECT"
    with pytest.raises(QueryLimit, match="nest more than") as caught:
        check("SELECT * " + pair[0] * (deep + 1) + pair[1] * (deep + 1), LIMITS)
    assert caught.value.limit == "depth"


@pytest.mark.parametrize("beside", ["", " 'a string'"])
def test_brackets_may_nest_as_deep_as_is_allowed(beside: str) -> None:
    """Without a string they are only counted, if there are few: with one they are followed."""
    deepest = "{" * LIMITS.depth + "}" * LIMITS.depth
    assert check(f"ASK {deepest}{beside}", LIMITS) == "ASK"
    with pytest.raises(QueryLimit, match="nest more than"):
        check(f"ASK {{{deepest}}}{beside}", LIMITS)


def test_brackets_in_strings_comments_and_addresses_do_not_count() -> None:
    many = "(" * 1_000
    assert check(f"SELECT * {{ ?s <http://x/{many}> '{many}', '''{many}''' # {many}\n }}", LIMITS) == "SELECT"


@pytest.mark.parametrize("open_string", ["'a", '"a\n"', "'''a''", '"""a"\n""'])
def test_a_string_that_is_not_closed_is_told_with_its_place(open_string: str) -> None:
    with pytest.raises(QuerySyntax, match="line 2, column 12: a string begins here") as caught:
        check(f"SELECT *\n {{ ?s ?ppp {open_string} }}", LIMITS)
    assert (caught.value.line, caught.value.column) == (2, 12)
    assert caught.value.hint.startswith("Close it with the same quote")


def test_a_place_is_counted_from_one_on_every_line() -> None:
    text = "\nab\n\ncd"
    assert [place(text, offset) for offset in range(len(text))] == [
        *((1, 1), (2, 1), (2, 2), (2, 3), (3, 1), (4, 1), (4, 2)),
    ]


def test_where_calls_cannot_be_told_from_comparisons_it_is_said() -> None:
    with pytest.raises(QueryRefused, match=r"^<b'c> may be a comparison, and the word 'service' is near"):
        check("ASK { FILTER(?a <b'c> ?d) } # service", LIMITS)
    with pytest.raises(QueryRefused, match=r"^a name of 1,000 characters is not taken"):
        check("ASK { ?service a " + "x" * 1_000 + " }", LIMITS)


def test_who_is_refused_hears_whom_one_may_ask() -> None:
    call = f"ASK {{ SERVICE {U} {{}} }}"
    with pytest.raises(QueryRefused, match=r"allowed are none$"):
        check(call, LIMITS)
    with pytest.raises(QueryRefused, match=r"written in full: a\.example, b\.example$"):
        check(call, Limits(service_hosts=("a.example", "b.example")))
    with pytest.raises(QueryRefused, match="is not asked from here"):
        check(f"SERVICE {U} {{}}", LIMITS)


PIECES = [
    *("'''", "<<<quote", "'", "<", "<a", "service ", "SERVICE silent ", "\\", "#", "{", "(", "PREFIX a:<b>"),
    *(
        "service #",
        "service <",
        "service",
        "service:",
        "service?",
        "service ?x ",
        "BASE",
        "'a'",
        "\\u0053",
        "a:",
    ),
    *('"""\\"', "\\'''", "#\\\n'''", "service \n#x\n", "# \n", "service\t\t\t"),
]


@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_the_gate_long(piece: str) -> None:
    text = "SELECT * " + piece * (100_000 // len(piece) - 10)
    started = time.process_time()
    with suppress(QueryError):
        check(text, LIMITS)
    assert time.process_time() - started < 3


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["'", '"', "'''", '"""', "<", ">", "#", "\n", "\\", "{", "}", "service", "?x", " ", "a:b"]
        )
    )
)
def test_any_text_passes_or_is_refused(pieces: list[str]) -> None:
    with suppress(QueryError):
        check("".join(pieces), LIMITS)


@pytest.mark.parametrize(
    "text", ["'''?[ {\"a\":}\"]^:1(\"\"\" <a ?'''", '"""?"""', "'a\\'b'", '"""a\\"""b""" ', "'''''a'''"]
)
def test_a_string_ends_where_it_ends(text: str) -> None:
    found = TOKEN.match(text)
    assert found
    assert found["string"] == text.strip()
