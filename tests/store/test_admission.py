"""Long questions leave room for others: they are sent away at once when too many are in hand."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from lod.errors import QueryError, QueryLimit
from lod.store.sandbox.admission import Admission
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox
from tests.store.conftest import S
from tests.store.test_sandbox import POINT, endless, until

FEW = Limits(seconds=60, concurrent=1, queue=1, patience=60)
LARGE = f"SELECT ?s ?name {{ ?s <{S}name> ?name }} LIMIT 15000"


def test_who_finds_no_place_is_sent_away_while_the_others_are_at_it(published: Path) -> None:
    over = threading.Event()
    ended: list[str] = []

    def ask() -> None:
        try:
            sandbox.query(endless(), gone=over.is_set)
        except QueryLimit as error:
            ended.append(error.limit)

    with Sandbox(published, FEW, brisk=2) as sandbox:
        threads = [threading.Thread(target=ask) for _ in range(FEW.at_once)]
        for thread in threads:
            thread.start()
        assert until(lambda: sandbox._places._free == 0)
        for _ in range(20):
            with pytest.raises(QueryLimit) as caught:
                sandbox.query(endless())
            assert caught.value.limit == "concurrent"
        assert b"Boek nummer 577" in sandbox.query(POINT).read()
        assert ended == [], "those who had a place have it still"
        over.set()
        for thread in threads:
            thread.join()
        assert ended == ["client"] * FEW.at_once
        assert sandbox._places._free == FEW.at_once


def test_an_answer_that_is_being_sent_keeps_its_place(published: Path) -> None:
    with Sandbox(published, FEW, brisk=2) as sandbox:
        slow = [sandbox.query(f"{LARGE} # {n}") for n in range(FEW.at_once)]
        assert not any(answer.is_short for answer in slow)
        with pytest.raises(QueryLimit):
            sandbox.query(f"{LARGE} # another")
        assert b"Boek nummer 577" in sandbox.query(POINT).read(), "a short one is sent at once"
        slow.pop().close()
        with sandbox.query(f"{LARGE} # another") as answer:
            assert answer.size > 1 << 20
        for each in slow:
            each.close()
        assert sandbox._places._free == FEW.at_once


def test_no_place_is_lost_by_questions_that_fail(published: Path) -> None:
    with Sandbox(published, Limits(seconds=0.3, concurrent=1, queue=1), brisk=1) as sandbox:
        for query in ("SELECT * {", endless(), endless(), "SELECT ?x { ?x", POINT, endless()):
            try:
                sandbox.query(query).close()
            except QueryError:
                continue
        assert sandbox._places._free == sandbox.limits.at_once


def test_a_place_is_given_back_once() -> None:
    places = Admission(1)
    place = places.take()
    assert place
    assert places.take() is None
    place.leave()
    place.leave()
    assert places.take()
    assert places.take() is None
