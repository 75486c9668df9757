"""Others like a thing: who shares most, what few share first, and at a bounded cost."""

from pathlib import Path

import pytest

from lod.search import similar_things
from lod.search.index import build
from lod.search.index_entries import Entry
from lod.search.searcher import Searcher
from tests.search.conftest import BASE

COMMON, RARE = f"{BASE}id/place/common", f"{BASE}id/agent/rare"


def iri(number: int) -> str:
    return f"{BASE}id/object/{number}"


@pytest.fixture
def searcher(tmp_path: Path) -> Searcher:
    """Thirty things from one place, of which 3, 4 and 5 are of one maker."""
    made = []
    for number in range(30):
        entry = Entry(iri(number), "object", {"nl": f"Ding {number}"})
        entry.places = {COMMON: "Amsterdam"}
        entry.makers = {RARE: "Jan"} if number in (3, 4, 5) else {}
        made.append(entry)
    build(tmp_path / "index", made)
    return Searcher(tmp_path / "index")


def test_what_few_share_comes_first_and_what_is_named_is_left_out(searcher: Searcher) -> None:
    shared = {"maker": [RARE], "place": [COMMON]}
    found = [hit.iri for hit in searcher.alike(shared, ("object",), (iri(3), iri(4)), 4)]
    assert found[0] == iri(5)
    assert len(found) == 4
    assert not {iri(3), iri(4)} & {*found}
    assert searcher.alike(shared, ("instance",), (), 4) == ()


def test_what_very_many_share_is_not_gone_through_beside_what_few_do(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar_things, "LOOKED_AT", 10)
    shared = {"place": [COMMON], "maker": [RARE]}
    assert similar_things.telling(searcher._searcher, shared) == [("maker", RARE)]
    assert {hit.iri for hit in searcher.alike(shared, ("object",), (), 9)} == {iri(3), iri(4), iri(5)}
    assert similar_things.telling(searcher._searcher, {"place": [COMMON]}) == [("place", COMMON)]
