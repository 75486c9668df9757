"""What is known to take long does not begin among the brisk."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lod.errors import QueryLimit
from lod.store.sandbox.query_cost import SlowQueries
from lod.store.sandbox.query_fingerprints import QueryFingerprints, fingerprint
from lod.store.sandbox.service import Sandbox
from tests.store.conftest import SMALL
from tests.store.test_sandbox import EIGHT, POINT, endless, until


def test_queries_that_differ_in_values_have_one_shape() -> None:
    one = "SELECT * { ?s <http://a/b> 'x' ; <http://a/c#d> 12 FILTER(?y < 5) } # one\n LIMIT 10"
    two = 'SELECT *\n{ ?s <http://a/b> "other" ; <http://a/c#d> 7 FILTER(?y < 500) }\tLIMIT 9'
    assert fingerprint(one) == fingerprint(two)
    assert fingerprint(one) != fingerprint(one.replace("a/b", "a/c"))


@pytest.fixture
def shapes(tmp_path: Path) -> SlowQueries:
    return SlowQueries(QueryFingerprints(tmp_path / "outlines"))


def test_a_shape_is_long_until_it_answers_quickly(shapes: SlowQueries) -> None:
    assert not shapes.is_long("ASK { ?s ?p 1 }")
    shapes.note("ASK { ?s ?p 1 }", 2.0, taken_for_long=False)
    assert shapes.is_long("ASK { ?s ?p 2 }")
    assert not shapes.is_long("ASK { ?s ?q 2 }")
    shapes.note("ASK { ?s ?p 3 }", 0.001, taken_for_long=True)
    assert not shapes.is_long("ASK { ?s ?p 2 }")


def test_an_outline_is_known_to_be_brisk_while_few_of_it_take_long(shapes: SlowQueries) -> None:
    for number in range(40):
        shapes.note(f"ASK {{ <http://a.example/{number}x> ?p {number} }}", 0.001, taken_for_long=False)
    other = "ASK { <http://a.example/other> ?p 99 }"
    assert shapes.is_brisk(other)
    assert not shapes.is_brisk(other.replace("?p", "?q"))
    shapes.note(other, 2.0, taken_for_long=False)
    assert shapes.is_long(other), "just this one took long"
    assert shapes.is_brisk("ASK { <http://a.example/another> ?p 99 }")
    for _ in range(8):
        shapes.note(other, 2.0, taken_for_long=False)
    assert not shapes.is_brisk("ASK { <http://a.example/another> ?p 99 }")


def test_what_one_process_learns_of_outlines_another_one_knows(tmp_path: Path) -> None:
    one, other = (QueryFingerprints(tmp_path / "outlines") for _ in range(2))
    for _ in range(1_000):
        one.note("ASK { ?s ?p 1 }", brisk=True)
    assert other.is_brisk("ASK { ?s ?p 2 }")
    for _ in range(1_000):
        other.note("ASK { ?s ?p 3 }", brisk=False)
    assert not one.is_brisk("ASK { ?s ?p 4 }"), "what was long ago is forgotten"


def test_where_there_is_no_folder_each_process_learns_for_itself(tmp_path: Path) -> None:
    alone = QueryFingerprints(tmp_path / "none" / "outlines")
    alone.note("ASK {}", brisk=True)
    assert alone.is_brisk("ASK {}")


def lanes(sandbox: Sandbox) -> list[str]:
    return sorted(w["lane"] for w in sandbox.status()["workers"] if w["seconds"] > 0)


def test_a_query_that_is_known_to_be_long_waits_at_its_own_door(sandbox: Sandbox) -> None:
    with pytest.raises(QueryLimit):
        sandbox.query(endless())

    def ask(_: int) -> str:
        with pytest.raises(QueryLimit) as caught:
            sandbox.query(endless())
        return caught.value.limit

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask, number) for number in range(8)]
        assert until(lambda: "long" in lanes(sandbox))
        for _ in range(20):
            assert b"577" in sandbox.query(POINT).read()
        # What is on its way from one lane to the other may be seen in both, on a busy machine.
        assert lanes(sandbox).count("long") <= SMALL.concurrent + 1
        assert {one.result() for one in asking} == {"seconds", "concurrent"}


def test_while_a_query_runs_others_of_its_kind_are_known_already(unhurried: Sandbox) -> None:
    query = f"SELECT (COUNT(*) AS ?all) {{ {EIGHT} FILTER(?v1 > 0) }}"
    done = threading.Event()

    def ask(number: int) -> None:
        with pytest.raises(QueryLimit, match="went away"):
            unhurried.query(f"{query} # {number}", gone=done.is_set)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask, 1)
        try:
            assert until(lambda: unhurried._shapes.is_long(query))
            second = pool.submit(ask, 2)
            assert until(lambda: len(lanes(unhurried)) == 2)
            assert set(lanes(unhurried)) == {"long"}
        finally:
            done.set()
        first.result()
        second.result()
