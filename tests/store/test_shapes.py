"""What is known to take long does not begin among the brisk."""

import threading
import time

import pytest

from lod.errors import QueryLimit
from lod.store.sandbox.service import Sandbox
from lod.store.sandbox.shapes import Shapes, shape
from tests.store.conftest import SMALL
from tests.store.test_sandbox import EIGHT, POINT, endless


def test_queries_that_differ_in_values_have_one_shape() -> None:
    one = "SELECT * { ?s <http://a/b> 'x' ; <http://a/c#d> 12 FILTER(?y < 5) } # one\n LIMIT 10"
    two = 'SELECT *\n{ ?s <http://a/b> "other" ; <http://a/c#d> 7 FILTER(?y < 500) }\tLIMIT 9'
    assert shape(one) == shape(two)
    assert shape(one) != shape(one.replace("a/b", "a/c"))


def test_a_shape_is_long_until_it_answers_quickly() -> None:
    shapes = Shapes()
    assert not shapes.is_long("ASK { ?s ?p 1 }")
    shapes.note("ASK { ?s ?p 1 }", 2.0)
    assert shapes.is_long("ASK { ?s ?p 2 }")
    assert not shapes.is_long("ASK { ?s ?q 2 }")
    shapes.note("ASK { ?s ?p 3 }", 0.001)
    assert not shapes.is_long("ASK { ?s ?p 2 }")


def lanes(sandbox: Sandbox) -> list[str]:
    return sorted(w["lane"] for w in sandbox.status()["workers"] if w["seconds"] > 0)


def test_a_query_that_is_known_to_be_long_waits_at_its_own_door(sandbox: Sandbox) -> None:
    with pytest.raises(QueryLimit):
        sandbox.query(endless())
    told: list[str] = []

    def ask() -> None:
        with pytest.raises(QueryLimit) as caught:
            sandbox.query(endless())
        told.append(caught.value.limit)

    asking = [threading.Thread(target=ask) for _ in range(8)]
    for thread in asking:
        thread.start()
    time.sleep(0.4)
    for _ in range(20):
        assert b"577" in sandbox.query(POINT).read()
    # What is on its way from one lane to the other may be seen in both, on a busy machine.
    assert lanes(sandbox).count("long") <= SMALL.concurrent + 1
    for thread in asking:
        thread.join()
    assert set(told) == {"seconds", "concurrent"}


def test_while_a_query_runs_others_of_its_kind_are_known_already(sandbox: Sandbox) -> None:
    query = f"SELECT (COUNT(*) AS ?all) {{ {EIGHT} FILTER(?v1 > 0) }}"

    def ask(number: int) -> None:
        with pytest.raises(QueryLimit):
            sandbox.query(f"{query} # {number}")

    first = threading.Thread(target=ask, args=(1,))
    first.start()
    time.sleep(0.7)
    second = threading.Thread(target=ask, args=(2,))
    second.start()
    time.sleep(0.05)
    assert lanes(sandbox).count("brisk") == 0
    first.join()
    second.join()
