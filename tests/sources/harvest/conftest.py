"""A server on loopback, a clock that tests move, a collection that is harvested."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lod.record import Record, Unreadable
from lod.site import Collection, Harvesting, Oai, Sru
from lod.sources import parse
from lod.sources.harvest import Fetcher, HarvestedSource, HarvestOptions, Outcome, harvest, harvested_sources
from tests.sources.harvest.oai_server import Held, Server, marc, serving


@dataclass
class Clock:
    """Time that passes only when somebody sleeps, or when it is told to."""

    time: float = 1_700_000_000.0
    slept: list[float] = field(default_factory=list)
    step: float = 0.0
    """Passes each time the clock is looked at."""

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def look(self) -> float:
        self.time += self.step
        return self.time


@dataclass
class Bench:
    """A collection, what harvests it, and what it has then."""

    var: Path
    clock: Clock = field(default_factory=Clock)
    manners: Harvesting = field(default_factory=lambda: Harvesting(pause_seconds=0, attempts=3))

    def fetcher(self) -> Fetcher:
        return Fetcher(self.manners, "a@b.example", self.clock.sleep, self.clock.look, self.clock.look)

    def harvest(self, one: Collection, full: bool = False, shrink: bool = False) -> Outcome:
        """The outcome of the collection's only source."""
        (outcome,) = harvest(one, self.var, self.fetcher, HarvestOptions(full, shrink), lambda n: None)
        return outcome

    def records(self, one: Collection) -> dict[str, str]:
        """Title by id of what is kept."""
        found = {}
        for _, what in harvested_sources(one, self.var):
            if isinstance(what, HarvestedSource):
                for chunk in what.chunks():
                    assert not isinstance(chunk, Unreadable), chunk
                    record = parse(chunk.raw, what.format)
                    assert isinstance(record, Record), record
                    title = next(
                        (f.first("a") or f.text for f in record.fields if f.tag in ("245", "title")), ""
                    )
                    found[record.id] = title
        return found


def collection(
    oai: str | Oai | None = None, sru: Sru | None = None, sources: tuple[str, ...] = ()
) -> Collection:
    text = {"nl": "x", "en": "x"}
    source = Oai(oai) if isinstance(oai, str) else oai
    return Collection(text, text, "NL-x", "https://x.example/", sources, source, sru, key="demo")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def make() -> Callable[..., Collection]:
    return collection


@pytest.fixture
def server() -> Iterator[Server]:
    """Seven records in three pages."""
    made = Server({f"oai:x:{n}": Held(marc(str(n), f"Title {n}")) for n in range(7)})
    with serving(made):
        yield made
