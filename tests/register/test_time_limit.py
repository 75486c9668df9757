"""A record that would take for ever is set aside, and those beside it are published."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from lod import sources
from lod.mapping.runtime.record_run import Run
from lod.register.ingest import time_limit
from lod.register.ingest.mappings import Mappings
from lod.register.ingest.record_mapping import Plan
from lod.register.ingest.time_limit import TookTooLong
from lod.register.ingest.worker import Batch, Taken, Worker
from lod.register.union.candidates import Sketcher
from lod.register.union.linker_protocol import Linker
from tests.register.small_site import Likeness
from tests.sources.marc_builder import controlfield, datafield, marcxml

PLAN = Plan("demo", "https://data.example.org/", ("marc21-schema",), None, "NL-Demo", "nl")
TITLES = ("Max", "Endless", "Woutertje")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.2)
    monkeypatch.setattr(time_limit, "_AGAIN", 0.1)


def taken(part: Path) -> Taken:
    """What a worker makes of three records."""
    raws = [marcxml(controlfield("001", f"{n}"), datafield("245", f"a{t}")) for n, t in enumerate(TITLES, 1)]
    chunks = [(n, 10 * n, raw.encode()) for n, raw in enumerate(raws, 1)]
    return Worker([PLAN], Mappings(), Sketcher(cast(Linker, Likeness()))).take(
        Batch("demo", "marcxml", chunks, part)
    )


def endless_at(title: str, do: Callable[..., object]) -> Callable[..., object]:
    """The same function, which never ends when it sees a title."""

    def never(*given: object) -> object:
        while title in str(given[1] if isinstance(given[0], Run) else given[0]):
            re.match(r"(a*)*b", "a" * 24)
        return do(*given)

    return never


def assert_one_is_set_aside(found: Taken, key: str) -> None:
    assert [one[1] for one in found.records] == ["1", "3"]
    (aside,) = found.set_aside
    assert (aside.position, aside.offset, aside.key) == (2, 20, key)
    assert "took more than 0 s of processor time" in aside.reason
    assert b"Endless" in aside.raw


def test_a_record_that_is_mapped_for_ever_is_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Run.subfields
    monkeypatch.setattr(Run, "subfields", endless_at("Endless", before))
    found = taken(tmp_path / "part")
    assert_one_is_set_aside(found, "2")
    monkeypatch.setattr(Run, "subfields", before)
    account = taken(tmp_path / "part").account
    assert 0 < found.account.mapped < account.mapped  # what is set aside is not accounted for


def test_a_record_that_is_read_for_ever_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "parse", endless_at("Endless", sources.parse))
    assert_one_is_set_aside(taken(tmp_path / "part"), "")


def test_time_is_counted_in_the_main_thread_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TookTooLong), time_limit.time_limit():
        re.match(r"(a*)*b", "a" * 40)
    with time_limit.time_limit() as told:
        time.sleep(0.3)  # a process that waits takes no time of the processor
    until = time.process_time() + 0.3
    while time.process_time() < until:
        pass  # nothing comes afterwards
    assert not told.ended
    ended: list[bool] = []

    def elsewhere() -> None:
        with time_limit.time_limit() as told:
            ended.append(told.ended)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert ended == [False]
