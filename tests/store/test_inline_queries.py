"""Small queries: answered at once just as the sandbox would, and what may be large is left."""

from __future__ import annotations

import json
import time

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Identifier

from lod.rdf.formats import GRAPHS, RESULTS, Format
from lod.store import packed_descriptions
from lod.store.sandbox import basic_graph_patterns, inline_queries
from lod.store.sandbox.index_lookups import Told
from lod.store.sandbox.query_execution import IN_MEMORY

EX = "http://example.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
PREFIXES = {"ex": EX, "other": "http://other.example/"}
SUBJECTS = [NamedNode(f"{EX}{name}") for name in "abc"]
PREDICATES = [NamedNode(f"{EX}{name}") for name in ("p", "q")]
OBJECTS: list[NamedNode | Literal] = [*SUBJECTS, Literal("één"), Literal("een", language="nl"), Literal(1)]


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


def ask(
    query: str, store: Store, form: str = "json", told: Told = inline_queries.nothing_told, **prefixes: str
) -> bytes | None:
    found = inline_queries.answer(
        query, inline_queries.LocalRelease(store, 1, told), form, prefixes or PREFIXES
    )
    return None if found is None else found.read()


def described(store: Store) -> Told:
    """What is said of things, as packs of descriptions have it."""
    lines: dict[str, dict[bytes, dict[bytes, list[bytes]]]] = {}
    for quad in store:
        subject, predicate, object = (str(term).encode() for term in quad.triple)
        about = lines.setdefault(subject.decode()[1:-1], {subject: {}})
        about[subject].setdefault(predicate, []).append(object)
    said = {
        iri: json.loads(packed_descriptions.described(iri, about).split(b"\n")[0])[iri]
        for iri, about in lines.items()
    }
    return said.get


def statements(answer: bytes | None, form: Format) -> list[str]:
    assert answer is not None
    assert form.oxigraph
    return sorted(str(quad.triple) for quad in pyoxigraph.parse(answer, form.oxigraph))


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
    found = ask(query, store, form.suffix)
    if form.suffix == "json" and query[0] in "SP" and {subject[0], object[0]} <= {"?", "$"}:
        assert found is None, "of a property, or of all, there is much: the sandbox answers that"
        return
    assert found is not None, query
    made = store.query(query, prefixes=PREFIXES)
    assert isinstance(made, QuerySolutions | pyoxigraph.QueryBoolean)
    assert found == made.serialize(None, form.results)
    by_description = ask(query, store, form.suffix, described(store))
    if form.suffix != "json" or query.startswith("ASK"):
        assert by_description == found
    elif "limit" in query:
        assert len(rows(by_description)) == len(rows(found))
    else:
        assert rows(by_description) == rows(found)


@given(data=st.data())
def test_statements_of_one_pattern_are_those_of_the_store(store: Store, data: st.DataObject) -> None:
    subject, predicate = data.draw(node("s", *SUBJECTS)), data.draw(node("p", *PREDICATES))
    pattern = f"{subject} {predicate} {data.draw(node('o', *OBJECTS))}"
    query = data.draw(
        st.sampled_from(
            [
                f"CONSTRUCT {{ {pattern} }} WHERE {{ {pattern} }}",
                f"construct{{{pattern} .}}{{ {pattern} . }}",
                f"CONSTRUCT WHERE {{ {pattern} }} LIMIT 100",
                f"PREFIX ex: <{EX}> DESCRIBE ex:b",
                f"DESCRIBE<{EX}none>",
            ]
        )
    )
    form = data.draw(st.sampled_from(GRAPHS))
    made = store.query(query, prefixes=PREFIXES)
    assert isinstance(made, pyoxigraph.QueryTriples)
    expected = sorted(map(str, made))
    for told in (inline_queries.nothing_told, described(store)):
        assert statements(ask(query, store, form.suffix, told), form) == expected


@pytest.mark.parametrize(
    "query",
    [
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?x }",
        "CONSTRUCT { ?s ex:q ?o } { ?s ex:p ?o }",
        "CONSTRUCT { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ex:p ?o . ?s ex:q ?x }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o OPTIONAL { ?s ex:q ?x } }",
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } ORDER BY ?o",
        "DESCRIBE ?s { ?s ex:p ?o }",
        "DESCRIBE ex:a ex:b",
        "DESCRIBE *",
        "DESCRIBE a",
    ],
)
def test_statements_of_another_kind_are_left(store: Store, query: str) -> None:
    assert ask(query, store, "ttl") is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?x ?p $x }",
        "SELECT * { ?s ex:p ?o . ?a ex:q ?b }",
        "SELECT * { ?s ex:p ?o . ?o ex:p ?r . ?r ex:p ?t }",
        "SELECT * { ?s ex:p ?o OPTIONAL { ?a ex:q ?b } }",
        "SELECT * { ?s ex:p ?o OPTIONAL { ?s ex:q ?b . ?b ex:p ?c } }",
        "SELECT * { ?s ex:p ?o ; }",
        "SELECT * { ?s ex:p ex:a.b:c }",
        "SELECT * { ?s ex:p ?o . . ?s ?p ?r }",
        "SELECT REDUCED ?p { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT ?n { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } ORDER BY ?o",
        "SELECT * { ?s ex:p* ?o }",
        "SELECT * { ?s ex:p/ex:q ?o }",
        "SELECT * { ?s ^ex:p ?o }",
        "SELECT * { ?s !ex:p ?o }",
        "SELECT * { { ?s ?p ?o } }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <http://example.org/g> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p _:b }",
        "SELECT * { ?s ?p [] }",
        "SELECT * { <<?s ?p ?o>> ?q ?r }",
        "BASE <http://example.org/> SELECT * { <a> ?p ?o }",
        "SELECT * { <a> ?p ?o }",
        "SELECT * { ?s ?p ?o } VALUES ?s { ex:a }",
        "SELECT ?s?p { ?s ?p ?o }",
        "ASK { ?s ?p ?o } ; DROP ALL",
        "SELECT * { ?s ?p ?o ",
        "SELECT * { ?s nowhere:p ?o }",
        'SELECT * { ?s ?p "a\\"b" }',
        'SELECT * { "a" ?p ?o }',
    ],
)
def test_what_is_not_plain_or_not_joined_to_what_is_begun_with_is_left(store: Store, query: str) -> None:
    assert ask(query, store) is None


def test_a_prefix_that_a_query_declares_goes_before_that_of_the_site(store: Store) -> None:
    query = f"PREFIX other: <{EX}> ASK {{ other:a ?p ?o }}"
    assert ask(query, store) == b'{"head":{},"boolean":true}'


@st.composite
def joined(draw: st.DrawFn) -> str:
    """A query of patterns that share variables, or do not."""
    terms = [*map(str, SUBJECTS), "ex:b", "?s", "?o", "?x", "?y"]
    part = st.tuples(
        st.sampled_from(terms),
        st.sampled_from(["ex:p", f"<{EX}q>", "?p", "?o", "a"]),
        st.sampled_from([*terms, '"een"@NL', '"een"', '"1"^^xsd:integer']),
    )
    first, *more = draw(st.lists(part, min_size=1, max_size=4))
    text = " ".join(first)
    for subject, predicate, object in more:
        text += draw(
            st.sampled_from(
                [
                    f" . {subject} {predicate} {object}",
                    f" ; {predicate} {object}",
                    f", {object}",
                    f" .\n{subject} {predicate} {object}",
                ]
            )
        )
    for perhaps in draw(st.lists(part, max_size=2)):
        text += f" OPTIONAL {{ {' '.join(perhaps)} }}"
    form = draw(st.sampled_from(["SELECT *", "SELECT DISTINCT ?s ?o", "SELECT ?s WHERE", "ASK"]))
    return f"{form} {{ {text} }}{draw(st.sampled_from(['', ' LIMIT 3', ' OFFSET 2', ' LIMIT 9 OFFSET 2']))}"


def rows(answer: bytes | None) -> list[str]:
    """The rows of an answer, whatever their order; of one that was cut, how many there are."""
    assert answer is not None
    told = json.loads(answer)
    return sorted(json.dumps(row, sort_keys=True) for row in told["results"]["bindings"])


KNOWN = {**PREFIXES, "xsd": "http://www.w3.org/2001/XMLSchema#"}


@given(joined())
def test_joined_patterns_are_answered_as_by_the_store(store: Store, query: str) -> None:
    for told in (inline_queries.nothing_told, described(store)):
        found = ask(query, store, "json", told, **KNOWN)
        if found is not None:
            is_that_of_the_store(found, query, store)


def is_that_of_the_store(found: bytes, query: str, store: Store) -> None:
    result = store.query(query, prefixes=KNOWN)
    assert isinstance(result, QuerySolutions | pyoxigraph.QueryBoolean)
    made = result.serialize(None, RESULTS[0].results) or b""
    if query.startswith("ASK"):
        assert found == made
    elif "LIMIT" in query or "OFFSET" in query:
        assert len(rows(found)) == len(rows(made))
    else:
        assert rows(found) == rows(made)


@given(joined())
def test_patterns_are_read_as_another_parser_reads_them(query: str) -> None:
    plain = basic_graph_patterns.read(query, KNOWN)
    if plain is None:
        return
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in KNOWN.items())
    algebra = prepareQuery(declared + query).algebra
    blocks: list[list[str]] = []

    def collect(part: object) -> None:
        if isinstance(part, CompValue) and part.name == "BGP":
            blocks.append(sorted(" ".join(map(spelled, triple)) for triple in part.triples))

    traverse(algebra, visitPost=collect)
    read = [plain.patterns, *([one] for one in plain.optional)]
    assert sorted(blocks) == sorted(sorted(" ".join(map(str, p)) for p in block) for block in read)


def spelled(term: Identifier) -> str:
    """A term of rdflib as Oxigraph writes it."""
    if isinstance(term, rdflib.Literal) and term.language:
        return str(Literal(str(term), language=term.language.lower()))
    if isinstance(term, rdflib.Literal) and term.datatype:
        return str(Literal(str(term), datatype=NamedNode(str(term.datatype))))
    return term.n3()


@pytest.fixture(scope="module")
def many() -> Store:
    """Ten thousand books, each with a number of its own and one of ten makers."""
    found = Store()
    names = {name: NamedNode(EX + name) for name in ("Book", "isbn", "language", "maker", "name", "part")}
    for n in range(10_000):
        book, maker = NamedNode(f"{EX}b{n}"), NamedNode(f"{EX}m{n % 10}")
        found.extend(
            (
                Quad(book, NamedNode(TYPE), names["Book"]),
                Quad(book, names["isbn"], Literal(str(n))),
                Quad(book, names["language"], Literal("nl")),
                Quad(book, names["maker"], maker),
                Quad(maker, names["name"], Literal(f"maker {n % 10}")),
                Quad(names["Book"], names["part"], book),
            )
        )
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('SELECT ?b { ?b ex:isbn "17" }', 1),
        ('SELECT ?b ?n { ?b ex:isbn "17" ; ex:maker ?m . ?m ex:name ?n }', 1),
        ('SELECT ?b ?m { ?b ex:isbn "17" ; ex:maker ?m }', 1),
        ('SELECT ?b ?m { ?b a ex:Book ; ex:isbn "17" ; ex:maker ?m }', 1),
        ('SELECT ?b ?m { ?b a ex:Book ; ex:maker ?m . ?b ex:isbn "17" }', 1),
        ('SELECT ?b ?m { ?b ex:language "nl" ; ex:maker ?m . ?b ex:isbn "17" }', 1),
        ('SELECT ?b ?x { ?b ex:isbn "17" OPTIONAL { ?b ex:none ?x } }', 1),
        ("SELECT ?o { ex:b17 ex:maker ?m . ?o ex:maker ?m } LIMIT 20", 20),
        ("SELECT ?o { ex:b17 ex:maker ?m . ?o ex:maker ?m }", 1000),
        ("SELECT ?o ?m { ex:b17 ex:maker ?m . ?o ex:maker ?m }", None),  # a long answer
        ("SELECT DISTINCT ?m { ex:b17 ex:maker ?m . ?o ex:maker ?m }", 1),
        ("SELECT ?o { ex:b17 ex:maker ?m . ?o ex:maker ?m } OFFSET 900", 100),
        ("SELECT DISTINCT ?c { ex:b17 a ?c . ?o a ?c }", None),  # ten thousand rows for one
        ("SELECT ?o { ex:b17 a ?c . ?o a ?c } LIMIT 1 OFFSET 9999", None),
        ("SELECT ?o ?n { ex:b17 ex:maker ?m . ?m ex:name ?n OPTIONAL { ?m ex:none ?o } }", 1),
        ("SELECT ?o { ex:b17 ex:maker ?m . ?o ex:maker ?m OPTIONAL { ?x ex:maker ?m } }", None),  # a million
        ("SELECT ?b { ?b a ex:Book ; ex:none ex:b17 }", 0),
        ("SELECT ?b { ?b a ex:Book ; ex:maker ex:m1 }", None),
        ("SELECT ?b { ?b a ex:Book ; ex:none ?x }", None),
        ("SELECT * { ?b a ?c . ?c ex:part ?d . ?c ex:none ?e }", None),
        ("ASK { ex:Book ex:part ?b . ?b ex:none ?c }", None),  # much is looked through for nothing
        ("SELECT DISTINCT ?c { ?b a ?c }", None),
        ("SELECT ?b { ?b a ex:Book } OFFSET 9999", None),
        ("SELECT ?b { ?b a ex:Book } LIMIT 9", 9),
    ],
)
def test_what_may_take_much_is_left(many: Store, query: str, expected: int | None) -> None:
    found = ask(query, many)
    assert (None if found is None else len(rows(found))) == expected


def test_a_query_is_begun_as_oxigraph_begins_it(many: Store) -> None:
    """The order of patterns rests on this: with the first of those that look alike, then one by one."""
    quick, slow = (
        f'SELECT * {{ ?b <{EX}isbn> "17" ; <{EX}language> "nl" }}',
        f'SELECT * {{ ?b <{EX}language> "nl" ; <{EX}isbn> "17" }}',
    )
    assert took(quick, many) * 20 < took(slow, many)
    assert took(f"SELECT * {{ <{EX}b17> <{EX}isbn> ?i . ?o <{EX}isbn> ?i }}", many) * 20 < took(slow, many)
    for query in (
        f'SELECT * {{ ?b a <{EX}Book> ; <{EX}isbn> "17" }}',
        f"SELECT * {{ ?b ?p <{EX}Book> . ?b a <{EX}None> }}",
        f'SELECT * {{ ?b ?p "nl" ; <{EX}isbn> "17" OPTIONAL {{ ?b a ?c }} }}',
    ):
        assert took(query, many) * 20 < took(slow, many)


def took(query: str, store: Store) -> float:
    """The least of five times, in seconds of this thread."""
    times = []
    for _ in range(5):
        started = time.thread_time()
        list(store.query(query))  # type: ignore[arg-type]
        times.append(time.thread_time() - started)
    return min(times)


@pytest.mark.parametrize("form", [form.suffix for form in GRAPHS])
def test_many_statements_are_left_before_they_are_made(many: Store, form: str) -> None:
    assert ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", many, form) is None
    assert ask("CONSTRUCT WHERE { ?s ?p ?o } OFFSET 59999", many, form) is None
    assert ask("CONSTRUCT WHERE { ?s ex:name ?o } LIMIT 5", many, form) is not None


def test_a_long_answer_is_left_before_it_is_made() -> None:
    store = Store()
    store.extend(Quad(SUBJECTS[0], PREDICATES[0], Literal(f"{n:0100}")) for n in range(IN_MEMORY // 100))
    assert ask("SELECT * { ?s ?p ?o }", store) is None
    assert ask("SELECT * { ?s ?p ?o } LIMIT 100", store) is not None
    store.add(Quad(SUBJECTS[1], PREDICATES[1], Literal("x" * IN_MEMORY)))
    assert ask("SELECT * { ex:b ?p ?o }", store) is None


@given(st.text(st.sampled_from(' \n?$ab:<>{}"^@.*PREFIXSELECTASKWHERECONSTRUCTDESCRIBE')))
def test_no_text_takes_long_to_be_seen_through(text: str) -> None:
    many = "?a ?b ?c. " * 95
    for query in (
        text * 40,
        "PREFIX a: <b:c>" * 130 + text,
        "SELECT " + "?a " * 600 + text,
        f"CONSTRUCT {{ {many} }} WHERE {{ {many} {text}",
        f"SELECT * {{ {many} {'OPTIONAL { ?a ?b ?c } ' * 40} {text}",
    ):
        started = time.thread_time()
        inline_queries.answer(
            query[: basic_graph_patterns.LONGEST], inline_queries.LocalRelease(Store(), 1), "json", {}
        )
        assert time.thread_time() - started < 0.5
