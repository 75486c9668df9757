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

from lod.dataset.dumps import objects, tallies
from lod.dataset.dumps.parts import Part
from lod.rdf.names import PREFIXES
from lod.store import statistics
from lod.store.sandbox.counted import rewritten
from lod.store.statistics import Statistics

EX = "http://example.org/"
KNOWN = {**PREFIXES, "ex": EX}
_THINGS = [f"<{EX}id/work/{n}>" for n in range(6)] + [f"<{EX}id/agent/x>", "<http://other.example/v#a>"]
_PARTS = [f"<{EX}id/work/1#{n}>" for n in range(20)]
_CLASSES = [f"<{EX}C>", f"<{EX}D>", "<http://other.example/v#E>"]
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
    total, parts = tallies.Tally(), [Part("own.a", 0), Part("own.a", 1)]
    for number, part in enumerate(parts):
        counting, some = tallies.Counting(), []
        for line in lines:
            thing = line[: line.index(" ")].partition("#")[0]
            if sum(thing.encode()) % 2 == number:
                some.append(line.encode())
        for about in tallies.things(some).values():
            counting.add(about)
        total.add(counting.tally())
        part.path(folder, "nt.zst").touch()
        part.path(folder, objects.SUFFIX).unlink(missing_ok=True)
        counting.write(part, folder)
        if not some:
            part.path(folder, "nt.zst").unlink()
    total.statistics.write(folder)
    found = statistics.read(folder)
    assert found == total.statistics
    counted = objects.counted(folder, parts)
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
    st.lists(st.sampled_from(_KEYS), max_size=2, unique=True),
    st.lists(st.sampled_from(_COUNTS), max_size=2),
    st.sampled_from(_BASES),
    st.lists(st.sampled_from(_MORE), max_size=3, unique=True),
    st.sampled_from(_ENDS),
)


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
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
