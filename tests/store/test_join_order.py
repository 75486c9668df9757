"""What a query is begun with: the pattern of which there is least, and no answer changes by it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from lod.store.sandbox import join_order

EX = "http://example.org/"
PREFIXES = {"ex": EX}
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


@pytest.fixture(scope="module")
def store() -> Store:
    """A thousand books in Dutch; each has a number of its own, and ten of them a maker."""
    found = Store()
    for n in range(1_000):
        book = NamedNode(f"{EX}b{n}")
        said: dict[str, NamedNode | Literal] = {
            "language": Literal("nl"),
            "isbn": Literal(str(n)),
            "maker": NamedNode(f"{EX}m{n % 100}"),
        }
        found.extend(Quad(book, NamedNode(EX + name), value) for name, value in said.items())
        found.add(Quad(book, TYPE, NamedNode(f"{EX}Book")))
    return found


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ('SELECT * { ?b ex:language "nl" ; ex:isbn "17" }', '?b ex:isbn "17"'),
        ('SELECT * { ?b ex:language "nl" . ?b ex:maker ex:m7 . ?b ex:isbn "17" }', '?b ex:isbn "17"'),
        (
            'select ?n where { ?b ex:language "nl" ; ex:maker ex:m7, ?m . FILTER(?m != 1) }',
            "?b ex:maker ex:m7",
        ),
        ('ASK { ?b a ex:Book ; ex:language "nl" ; ex:maker ex:m7 }', "?b ex:maker ex:m7"),
        ('SELECT (COUNT(*) AS ?n) { ?b ex:language "nl" ; ex:maker ex:m7 }', "?b ex:maker ex:m7"),
        (
            'CONSTRUCT { ?b ex:language "nl" } WHERE { ?b ex:language "nl" ; ex:maker ex:m7 }',
            "?b ex:maker ex:m7",
        ),
        ("SELECT * { ?b a ex:Book ; a ex:Rare }", "?b a ex:Rare"),
        (f'PREFIX e: <{EX}> SELECT * {{ ?b e:language "nl" ; e:isbn "17" }}', '?b e:isbn "17"'),
        ('SELECT * { { ?b ex:language "nl" ; ex:isbn "17" } UNION { ?b a ex:Rare } }', '?b ex:isbn "17"'),
        # nothing to better
        ('SELECT * { ?b ex:isbn "17" ; ex:language "nl" }', ""),
        ('SELECT * { ?b a ex:Book ; ex:isbn "17" }', ""),
        ('SELECT * { ex:b1 ex:maker ?m . ?b ex:language "nl" ; ex:maker ?m ; ex:isbn "17" }', ""),
        ('SELECT * { ?b ex:language "nl" ; ex:name "x"@en--ltr }', ""),
        ('SELECT * { ?b ex:language "nl" ; nowhere:isbn "17" }', ""),
        ('SELECT * { ?b ex:language "nl" ; ex:isbn/ex:more "17" }', ""),
        ('CONSTRUCT { ?b ex:language "nl" ; ex:isbn "17" } WHERE { ?b a ex:Book }', ""),
        # said twice there, it would be given twice
        ('CONSTRUCT WHERE { ?b ex:language "nl" ; ex:isbn "17" }', ""),
        ('CONSTRUCT # )\n{ ?b ex:language "nl" ; ex:isbn "17" } WHERE { ?b a ex:Book }', ""),
        ('SELECT * { ?b a ex:Book OPTIONAL { ?b ex:language "nl" ; ex:isbn "17" } }', ""),
        ('SELECT * { ?b a ex:Book MINUS { ?b ex:language "nl" ; ex:isbn "17" } }', ""),
        ('SELECT * { SERVICE ex:s { ?b ex:language "nl" ; ex:isbn "17" } }', ""),
        ('SELECT * { GRAPH ?g { ?b ex:language "nl" ; ex:isbn "17" } }', ""),
        ('# WHERE { ?b ex:language "nl" ; ex:isbn "17" }\nASK {}', ""),
        ("nothing { at all", ""),
    ],
)
def test_the_rarest_is_said_first(store: Store, query: str, better: str) -> None:
    begun = join_order.reordered(query, store, PREFIXES)
    assert (f"{{ {better} . " in begun) if better else (begun == query)
    assert begun.replace(f" {better} . ", "", 1) == query if better else True


PART = st.sampled_from(
    [
        '?b ex:language "nl"',
        '?b ex:isbn "17"',
        "?b ex:maker ex:m17",
        "?b ex:maker ?m",
        "?b a ex:Book",
        "?c ex:maker ?m",
        '?c ex:isbn "117"',
        "ex:b17 ex:maker ?m",
    ]
)


@st.composite
def groups(draw: st.DrawFn, depth: int = 2) -> str:
    """A group of patterns, with others in it."""
    pieces = [" . ".join(draw(st.lists(PART, min_size=1, max_size=4)))]
    for _ in range(draw(st.integers(0, depth))):
        inner = draw(groups(depth - 1))
        pieces.append(
            draw(
                st.sampled_from(
                    [
                        f"OPTIONAL {inner}",
                        f"MINUS {inner}",
                        f"{inner} UNION {inner}",
                        f"FILTER NOT EXISTS {inner}",
                        'FILTER(?b != "}{")',
                        f"{{ SELECT DISTINCT ?b {inner} LIMIT 1000000 }}",
                    ]
                )
            )
        )
    return "{ " + " . ".join(pieces) + " }" if len(pieces) == 1 else "{ " + " ".join(pieces) + " }"


@given(groups())
def test_no_answer_changes(store: Store, group: str) -> None:
    query = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?b) AS ?d) {{ SELECT * {group} LIMIT 20000 }}"
    begun = join_order.reordered(query, store, PREFIXES)
    assert counted(begun, store) == counted(query, store)


def counted(query: str, store: Store) -> list[str]:
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, QuerySolutions)
    told = json.loads(found.serialize(None, QueryResultsFormat.JSON) or b"")
    return [row["n"]["value"] for row in told["results"]["bindings"]]
