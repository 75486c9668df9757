"""One published release of 200,000 made-up statements, and two sandboxes, for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lod.store.releases import Releases
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.service import Sandbox

BOOKS = 20_000
BASE = "https://data.example.org/"
S = "https://schema.org/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

SMALL = Limits(seconds=1.2, memory_mb=160, result_mb=3, concurrent=2, queue=3, patience=60)
LONG = Limits(seconds=120, memory_mb=400, result_mb=3, concurrent=2)


def book(number: int) -> str:
    """Ten statements of one book."""
    iri = f"<{BASE}id/instance/b{number}>"
    agent = f"<{BASE}id/agent/a{number % 997}>"
    return (
        f"{iri} <{TYPE}> <{S}Book> .\n"
        f'{iri} <{S}name> "Boek nummer {number}"@nl .\n'
        f"{iri} <{S}author> {agent} .\n"
        f"{iri} <{S}creator> {agent} .\n"
        f'{iri} <{S}isbn> "{9780000000000 + number}" .\n'
        f'{iri} <{S}numberOfPages> "{number % 800}"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
        f"{iri} <{S}about> <{BASE}id/subject/s{number % 313}> .\n"
        f"{iri} <{S}about> <{BASE}id/subject/s{number % 89}> .\n"
        f"{iri} <{S}exampleOfWork> <{BASE}id/instance/b{(number * 7 + 1) % BOOKS}> .\n"
        f"{iri} <{S}isPartOf> <{BASE}id/collection/c{number % 5}> .\n"
    )


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `var` of a site with one release."""
    var = tmp_path_factory.mktemp("site") / "var"
    releases = Releases(var)
    building = releases.begin(from_current=False)
    building.load_ntriples(book(number).encode() for number in range(BOOKS))
    releases.switch(building.finish({"base": BASE}, compact=False))
    return var


@pytest.fixture(scope="session")
def sandbox(published: Path) -> Iterator[Sandbox]:
    """A running sandbox with small limits, for tests of those: any query may be ended on a busy machine."""
    with Sandbox(published, SMALL, base=BASE, prefixes={"schema": S}) as running:
        running.query("ASK {}").close()
        yield running


@pytest.fixture(scope="session")
def unhurried(published: Path) -> Iterator[Sandbox]:
    """A running sandbox in which no time runs out during a test: what ends a query is something else."""
    with Sandbox(published, LONG, base=BASE, prefixes={"schema": S}, brisk=1) as running:
        running.query("ASK {}").close()
        yield running
