"""A harvest may die anywhere: what can be read is the state before or after, and the next one completes."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hypothesis_profiles import tries
from tests.killable_processes import Mortal
from tests.sources.harvest.conftest import Bench, collection
from tests.sources.harvest.oai_server import Held, Server, marc


class Killable(Mortal):
    """Harvests in processes that die."""

    def __init__(self) -> None:
        super().__init__("tests.sources.harvest.killable_harvest")

    def harvest(self, url: str, var: Path, deadly: int = 0) -> int:
        return self.work(url, var, deadly)


@pytest.fixture
def killable() -> Iterator[Killable]:
    made = Killable()
    yield made
    made.close()


def test_a_harvest_that_is_killed_anywhere_is_finished_by_the_next(
    tmp_path: Path, server: Server, killable: Killable
) -> None:
    one = collection(server.url)
    before = Bench(tmp_path / "before")
    bench_before = before.harvest(one)
    assert not bench_before.fault
    old = before.records(one)
    for n in range(1, 6):
        server.held[f"oai:x:{n}"] = Held(marc(str(n), f"Other {n}"), "2024-06-03T00:00:00Z", deleted=n == 3)
    shutil.copytree(before.var, tmp_path / "after")
    after = Bench(tmp_path / "after")
    assert not after.harvest(one).fault
    new = after.records(one)
    killed = 0
    seen = set()
    for deadly in range(2, 90, max(1, 6 // tries(1))):
        var = tmp_path / f"killed-{deadly}"
        shutil.copytree(before.var, var)
        ended = killable.harvest(server.url, var, deadly)
        assert ended in (0, -signal.SIGKILL)
        killed += ended != 0
        found = Bench(var).records(one)
        assert found in (old, new)
        seen.add(found == new)
        assert killable.harvest(server.url, var) == 0
        assert [*Bench(var).records(one).items()] == [*new.items()]
    assert killed >= 8
    assert seen == {False, True}
