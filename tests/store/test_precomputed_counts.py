"""Counts over everything: what was counted while publishing gives the answer that the engine would give."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, RdfFormat, Store

from lod.dataset.dumps import distinct_objects, void_statistics
from lod.dataset.dumps.parts import Part
from lod.rdf.namespaces import PREFIXES
from lod.store import statistics
from lod.store.sandbox.precomputed_counts import rewritten
from lod.store.statistics import Statistics

EX = "http://example.org/"
KNOWN = {**PREFIXES, "ex": EX}
_THINGS = [f"<{EX}id/work/{n}>" for n in range(6)] + [f"<{EX}id/agent/x>", "<http://other.example/v#a>"]
_PARTS = [f"<{EX}id/work/1#{n}>" for n in range(20)]
_CLASSES = [f"<{EX}C>", f"<{EX}D>", "<http://other.example/v#E>", f"<{EX}id/work/0>"]
_PROPERTIES = [f"<{EX}p>", f"<{EX}q>", "<http://other.example/v#r>"]
_VALUES = [
    *_THINGS[:5],
    *_PARTS[:2],
    "<http://other.example/a/b/>",
    "<urn:isbn:1>",
    '"zee"',
    '"zee"@nl',
    '"zee"@en-gb',
    '"\\"a\\" @nl"',
    '"17"^^<http://www.w3.org/2001/XMLSchema#integer>',
    '"1600"^^<http://www.w3.org/2001/XMLSchema#gYear>',
    "_:b",
]

_BASES = (
    "?s ?p ?o",
    "?s ?p []",
    "?s a ?c",
    "[] a ?c",
    "?s a ex:C",
    "?s a ?c ; ?p ?o .",
    "?s ?p ?o . ?s a ?c",
    "?s a ex:C ; ?p ?o",
    "?s ex:p ?o",
    "?s a ?c ; <http://other.example/v#r> ?o",
    "?s ?p ?o . ?o a ?d",
    "?s a ?c ; ?p ?o . ?o a ?d",
    "?s a ex:C ; ex:q ?o . ?o a ?d .",
    "?s a ?c . ?o a ?d . ?s ?p ?o",
    "?s ?p ?o . ?o a ex:D",
    "?s a ?c , ?d",
    "?s ?p ?o ; ?q ?v",
    "{ ?s ?p ?o }",
    "{ SELECT ?o { ?s ?p ?o FILTER(isLiteral(?o)) } }",
    "{ SELECT ?p ?o WHERE { ?s a ex:C ; ?p ?o FILTER isIRI(?o) } } ?o a ?d",
    "{ SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) } }",
    "{ SELECT DISTINCT ?p ?o { ?s a ex:C ; ?p ?o FILTER(isLiteral(?o)) } }",
    "{ SELECT DISTINCT ?p ?o { ?s ?p ?o } }",
    "{ SELECT DISTINCT ?o { ?s ?p ?o } }",
    "{ SELECT DISTINCT ?p { ?s ?p ?o } }",
    "{ SELECT ?o (COUNT(*) AS ?times) { ?s ?p ?o FILTER(isIRI(?o)) } GROUP BY ?o }",
    "{ SELECT ?p (COUNT(*) AS ?times) { ?s ?p ?o } GROUP BY ?p }",
    "?s ?p ?o OPTIONAL { ?s a ?c }",
    "{ ?s ?p ?o } UNION { ?s a ?c }",
    "GRAPH ?g { ?s ?p ?o }",
)
_MORE = (
    "FILTER(isLiteral(?o))",
    "FILTER ISLITERAL(?o)",
    "FILTER(isIRI(?o))",
    "FILTER(!isBlank(?o))",
    "FILTER((isURI(?s)))",
    "FILTER(!isBlank(?s))",
    "FILTER(?p != ex:p)",
    "FILTER(?o != 1)",
    'FILTER(?l != "")',
    "FILTER EXISTS { ?s a ex:C }",
    "VALUES ?p { ex:p ex:q ex:none }",
    "BIND(DATATYPE(?o) AS ?t)",
    "BIND(LANG(?o) AS ?l)",
    "BIND(STR(?p) AS ?x)",
    "BIND(MD5(STR(?c)) AS ?x)",
    'BIND(REPLACE(STR(?o), "([^/]+$)", "") AS ?y)',
    'BIND(REPLACE(STR(?s), "[^/#]*$", "") AS ?y)',
)
_COUNTS = (
    "COUNT(*)",
    "count( ?s )",
    "COUNT(?p)",
    "COUNT(?o)",
    "COUNT(?c)",
    "COUNT(?t)",
    "COUNT(DISTINCT ?s)",
    "COUNT(DISTINCT ?p)",
    "COUNT(DISTINCT ?o)",
    "COUNT(DISTINCT ?c)",
    "COUNT(DISTINCT ?d)",
    "COUNT(DISTINCT ?t)",
    "COUNT(DISTINCT *)",
    "SUM(?times)",
    "COUNT(?times)",
    "COUNT(*) * 2",
    "MAX(?o)",
)
_KEYS = ("?p", "?c", "?d", "?t", "?l", "?x", "?y", "?s", "?o")
_ENDS = ("", "", "", "HAVING(COUNT(*) > 1)", "HAVING(COUNT(DISTINCT ?s) > 1)", "ORDER BY DESC(?n)")


def made_up(draw: random.Random) -> list[str]:
    """Some statements, as the store spells them."""
    lines = []
    for subject in (*_THINGS, *_PARTS[: draw.choice((2, 20))], "_:b"):
        for of_class in draw.sample(_CLASSES, draw.randrange(3)):
            lines.append(f"{subject} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {of_class} .")
        for _ in range(draw.randrange(4)):
            lines.append(f"{subject} {draw.choice(_PROPERTIES)} {draw.choice(_VALUES)} .")
    return sorted({*lines})


def known(lines: Sequence[str], folder: Path) -> Statistics:
    """What is counted of statements that stand in two parts."""
    total, parts = void_statistics.Tally(), [Part("own.a", 0), Part("own.a", 1)]
    for number, part in enumerate(parts):
        counting, some = void_statistics.StatementCounter(), []
        for line in lines:
            thing = line[: line.index(" ")].partition("#")[0]
            if sum(thing.encode()) % 2 == number:
                some.append(line.encode())
        for about in void_statistics.things(some).values():
            counting.add(about)
        total.add(counting.tally())
        part.path(folder, "nt.zst").touch()
        part.path(folder, distinct_objects.SUFFIX).unlink(missing_ok=True)
        counting.write(part, folder)
        if not some:
            part.path(folder, "nt.zst").unlink()
    total.statistics.write(folder)
    found = statistics.read(folder)
    assert found == total.statistics
    counted = distinct_objects.counted(folder, parts)
    assert counted is not None
    counted.write(folder)
    found.objects = statistics.read_objects(folder)
    assert found.objects == counted
    return found


def rows(store: Store, query: str) -> Counter[tuple[str, ...]] | str:
    """What there is, or that it is none."""
    try:
        found = store.query(query, prefixes=KNOWN)
    except SyntaxError:
        return "no query"
    assert isinstance(found, QuerySolutions)
    names = sorted(one.value for one in found.variables)
    return Counter(tuple(str(row[name]) for name in names) for row in found)


QUERIES = st.builds(
    lambda distinct, keys, counts, base, more, end: (
        f"SELECT {distinct} {' '.join(keys)} "
        f"{' '.join(f'({one} AS ?{name})' for one, name in zip(counts, ('n', 'm'), strict=False))} "
        f"{{ {base} {' '.join(more)} }} {'GROUP BY ' + ' '.join(keys) if keys and counts else ''} {end}"
    ),
    st.sampled_from(("", "", "DISTINCT")),
    st.lists(st.sampled_from(_KEYS), max_size=3, unique=True),
    st.lists(st.sampled_from(_COUNTS), max_size=2),
    st.sampled_from(_BASES),
    st.lists(st.sampled_from(_MORE), max_size=3, unique=True),
    st.sampled_from(_ENDS),
)


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 40), st.lists(QUERIES, min_size=40, max_size=40))
def test_what_is_known_is_what_the_engine_counts(
    tmp_path_factory: pytest.TempPathFactory, seed: int, queries: list[str]
) -> None:
    lines = made_up(random.Random(seed))
    store = Store()
    store.load("\n".join(lines).encode(), RdfFormat.N_TRIPLES)
    told = known(lines, tmp_path_factory.mktemp("parts"))
    for query in queries:
        changed = rewritten(query, told, KNOWN)
        if changed != query:
            assert rows(store, changed) == rows(store, query), changed


DESCRIBING = (
    "CONSTRUCT { ex:all ex:n ?n } WHERE { SELECT (COUNT(*) as ?n) { ?s ?p ?o } }",
    "SELECT (COUNT(DISTINCT ?s) as ?n) { ?s ?p ?o . FILTER(!isBlank(?s)) }",
    "SELECT (COUNT(DISTINCT ?p) as ?n) { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?o) as ?n) { ?s ?p ?o . FILTER(ISIRI(?o)) }",
    "SELECT (COUNT(DISTINCT ?o) as ?n) { ?s ?p ?o FILTER isLiteral(?o) }",
    "SELECT (COUNT(?p) AS ?n) ?p { ?s ?p ?o . } GROUP BY ?p",
    'SELECT (COUNT(?c) AS ?n) ?c ?part { ?s a ?c BIND(URI(CONCAT("x:", MD5(STR(?c)))) as ?part) }'
    " GROUP BY ?c ?part",
    "SELECT ?class (COUNT(?s) AS ?n) {?s a ?class} GROUP BY ?class ORDER BY DESC(?n)",
    "SELECT ?c ?p (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c ; ?p [] . } GROUP BY ?c ?p",
    "SELECT ?c ?p (COUNT(DISTINCT ?o) AS ?n) { ?s a ?c ; ?p ?o . } GROUP BY ?c ?p LIMIT 100000",
    "SELECT ?p ?t (COUNT(*) AS ?n) { ?s a ex:C ; ?p ?o FILTER(isLiteral(?o)) BIND(DATATYPE(?o) AS ?t) }"
    " GROUP BY ?p ?t",
    "SELECT ?p ?l (COUNT(*) AS ?n) { { SELECT DISTINCT ?p ?o { ?s a ex:C ; ?p ?o FILTER(isLiteral(?o)) } }"
    ' BIND(LANG(?o) AS ?l) FILTER(?l != "") } GROUP BY ?p ?l',
    "SELECT ?p ?d (COUNT(*) AS ?n) { { SELECT ?p ?o { ?s a ex:C ; ?p ?o FILTER(isIRI(?o)) } } ?o a ?d }"
    " GROUP BY ?p ?d",
    "SELECT ?c ?p ?d (COUNT(DISTINCT ?s) AS ?n) (COUNT(DISTINCT ?o) AS ?m)"
    " { ?s ?p ?o . ?s a ?c . ?o a ?d . FILTER(isIRI(?o)) } GROUP BY ?c ?p ?d ORDER BY DESC(?n) LIMIT 1000",
    "SELECT DISTINCT ?t { { SELECT ?o { ?s ?p ?o FILTER(isLiteral(?o)) } } BIND(DATATYPE(?o) AS ?t) }",
    "SELECT ?y (SUM(?k) AS ?n) { { SELECT ?o (COUNT(*) AS ?k) { ?s ?p ?o FILTER(isIRI(?o)) } GROUP BY ?o }"
    ' BIND(REPLACE(STR(?o), "([^/]+$)", "") AS ?y) } GROUP BY ?y ORDER BY DESC(?n) LIMIT 1000',
    "SELECT ?y (COUNT(*) AS ?n) { { SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) } }"
    ' BIND(REPLACE(STR(?s), "[^/#]*$", "") AS ?y) } GROUP BY ?y ORDER BY DESC(?n) LIMIT 1',
)
"""As datasets are described by others."""


@pytest.mark.parametrize("query", DESCRIBING)
def test_what_describes_a_dataset_is_known(tmp_path: Path, query: str) -> None:
    lines = sorted({line for seed in range(5) for line in made_up(random.Random(seed))})
    store = Store()
    store.load("\n".join(lines).encode(), RdfFormat.N_TRIPLES)
    changed = rewritten(query, known(lines, tmp_path), KNOWN)
    assert "counted_" in changed or "VALUES" in changed
    found, wanted = ([*store.query(one, prefixes=KNOWN)] for one in (changed, query))  # type: ignore[misc]
    assert wanted
    assert sorted(map(str, found)) == sorted(map(str, wanted))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?y (COUNT(*) AS ?n) { { SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) } }"
        ' BIND(REPLACE(STR(?s), "[^/#]*$", "") AS ?y) } GROUP BY ?y',
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        "SELECT (COUNT(*) AS ?n) FROM ex:g { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?s }",
        "SELECT (COUNT(*) AS ?n) { ?s ex:p/ex:q ?o }",
        "SELECT (COUNT(*) AS ?n) { BIND(STR(?p) AS ?x) ?s ?p ?o FILTER(BOUND(?x)) }",
        "SELECT (COUNT(*) AS ?counted_statements) { ?s ?p ?o }",
        "SELECT (COUNT(?o) AS ?n) { ?s ?p ?o FILTER(STRLEN(?o) > 3) }",
        "SELECT (COUNT(*) AS ?n) { SERVICE <http://x.example/> { ?s ?p ?o } }",
    ],
)
def test_what_says_more_is_left_to_the_engine(tmp_path: Path, query: str) -> None:
    assert rewritten(query, known(made_up(random.Random(1)), tmp_path), KNOWN) == query


def test_of_crowded_things_only_the_most_crowded_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what is told stays right when some of it goes."""
    monkeypatch.setattr(statistics, "CROWDED", 4)
    found, sizes = Statistics(), dict(zip(b"abcdefgh", (16, 20, 30, 40, 50, 60, 70, 80), strict=True))
    for name, size in sizes.items():
        found.add(Statistics(crowded=Counter({bytes([name]): size})))
    assert found.crowd > statistics.MANY
    assert found.crowded == {bytes([n]): size for n, size in sizes.items() if size >= found.crowd}
    for name, size in sizes.items():
        found.add(Statistics(crowded=Counter({bytes([name]): size})), -1)
    assert not found.crowded
