"""Answers that took long are kept for their release; what went over a limit is remembered for a moment."""

import os
import time
from pathlib import Path

import pytest

from lod.errors import QueryLimit
from lod.store.releases import Releases
from lod.store.sandbox import answer_cache
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.store.conftest import book
from tests.store.test_sandbox import endless, rows


@pytest.fixture
def all_are_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer counts as one that took long."""
    monkeypatch.setattr(answer_cache, "SLOWER", 0)


@pytest.mark.usefixtures("all_are_slow")
def test_an_answer_that_took_long_is_kept_for_its_release(tmp_path: Path) -> None:
    releases = Releases(tmp_path)

    def publish(number: int) -> None:
        building = releases.begin(from_current=True)
        building.apply([], [book(number)])
        releases.switch(building.finish())

    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    publish(201)
    with Sandbox(tmp_path, Limits(), brisk=1) as sandbox:
        first = sandbox.query(count, results="csv")
        assert (first.facts.seconds > 0, first.read()) == (True, b"n\r\n10\r\n")
        again = sandbox.query(count, results="csv")
        assert (again.facts.seconds, again.read(), again.facts.release) == (0.0, b"n\r\n10\r\n", 1)
        assert sandbox.query(count, results="tsv").facts.seconds > 0, "another format is another answer"
        assert sandbox.query(count, default_graphs=("a:a",)).facts.seconds > 0
        sandbox.query("SELECT (RAND() AS ?x) {}").close()
        assert sandbox.query("SELECT (RAND() AS ?x) {}").facts.seconds > 0
        publish(202)
        other = sandbox.query(count, results="csv")
        assert (other.facts.release, other.read()) == (2, b"n\r\n20\r\n")
        assert [f.name for f in (tmp_path / "answers").iterdir() if f.name != "new"] == ["000002"]


@pytest.mark.usefixtures("all_are_slow")
def test_a_long_answer_is_kept_without_copying_and_the_oldest_makes_room(published: Path) -> None:
    with Sandbox(published, Limits(kept_mb=2), brisk=1) as sandbox:
        queries = [f"SELECT ?a {{ ?a ?b ?c }} OFFSET {n} LIMIT 2500" for n in range(14)]
        for query in queries:
            with sandbox.query(query) as answer:
                assert 131_072 < answer.size < 262_144
                assert not answer.is_short
        files = list((published / "answers" / "000001").iterdir())
        assert sum(f.stat().st_size for f in files) > 1 << 20
        old = time.time() - 10
        for file in files:
            os.utime(file, (old, old))
        with sandbox.query(queries[-1] + " #") as answer:
            assert answer.facts.seconds > 0
        left = list((published / "answers" / "000001").iterdir())
        assert sum(f.stat().st_size for f in left) <= 2 << 20
        with sandbox.query(queries[-1] + " #") as answer:
            assert answer.facts.seconds == 0.0
            assert rows(answer.read()) == 2500


def test_what_was_ended_at_a_limit_is_not_tried_again_at_once(sandbox: Sandbox) -> None:
    query = endless()
    with pytest.raises(QueryLimit, match=r"ran for more than 1\.2 seconds$"):
        sandbox.query(query)
    with pytest.raises(QueryLimit, match="asked before") as caught:
        sandbox.query(query)
    assert caught.value.limit == "seconds"
