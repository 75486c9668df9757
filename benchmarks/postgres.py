"""The same publishes with the register in a file and in PostgreSQL, by turns: time of each, and of questions.

    python benchmarks/postgres.py RECORDS.mrc.gz [--records 5000] [--rounds 3]

PostgreSQL runs on this machine, on a local socket, and brings what it is told to the disk before it answers.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pymarc
from linking import records

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lod.publish import publish
from lod.rdf.iris import Thing
from lod.register.database import location
from lod.register.history import versions
from lod.register.register import Register
from lod.site import Site
from tests.postgres import Cluster, cluster

ASKED = 2_000


@dataclass
class Engine:
    """What was measured with one of the two, in seconds (questions: in seconds each)."""

    name: str
    times: dict[str, list[float]] = field(default_factory=dict)

    def took(self, what: str, seconds: float) -> None:
        self.times.setdefault(what, []).append(seconds)


def make(folder: Path, register: str, raws: list[bytes]) -> Site:
    """A site with these records."""
    collection = folder / "collections/books"
    collection.mkdir(parents=True)
    (folder / "site.toml").write_text(
        f'register = "{register}"\nbase = "https://data.example.org/"\nname = "Books"\n'
        'description = "Books"\n'
        'publisher = "NL-Test"\ncontact = "a@example.org"\n[publish]\nset_aside_max = 0.5\n'
    )
    (folder / "organizations.toml").write_text(
        '[[organization]]\nisil = ["NL-Test"]\nname = "Library"\nkind = "library"\n'
    )
    (collection / "collection.toml").write_text(
        'name = "Books"\ndescription = "Books"\nowner = "NL-Test"\nsources = ["books.mrc"]\n'
        'licence = "https://creativecommons.org/publicdomain/zero/1.0/"\n'
    )
    (collection / "books.mrc").write_bytes(b"".join(raws))
    return Site.load(folder)


def edited(raw: bytes) -> bytes:
    """The record with another title."""
    record = pymarc.Record(raw)
    record["245"].subfields[0] = pymarc.Subfield("a", "Another title")
    return bytes(record.as_marc())


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def questions(site: Site) -> Iterator[tuple[str, float]]:
    """What a page asks: what a URI stands for, who describes it, what happened to it."""
    with Register.read_only(location.of(site)) as register:
        rows = register.db.execute("SELECT kind, key FROM thing ORDER BY id LIMIT ?", (ASKED,)).fetchall()
        things = [Thing(kind, key) for kind, key in rows]
        asks: dict[str, Callable[[Thing], object]] = {
            "what became of it": lambda one: register.thing(one.kind, one.key),
            "its records": register.records_of,
            "its history": lambda one: versions(register, one, 1),
        }
        for name, ask in asks.items():
            yield name, timed(lambda ask=ask: [ask(one) for one in things]) / len(things)  # type: ignore[misc]


def measure(engine: Engine, folder: Path, register: str, raws: list[bytes], server: Cluster) -> None:
    """One round."""
    site = make(folder, register, raws)
    report = publish(site, downloads=False)
    for stage in ("map", "link", "work in", "load", "index"):
        engine.took(f"full: {stage}", report.stages[stage])
    engine.took("full: all", sum(report.stages.values()))
    books = folder / "collections/books/books.mrc"
    for changed, what in ((1, "1 record changed"), (101, "100 records changed")):
        books.write_bytes(b"".join([*map(edited, raws[:changed]), *raws[changed:]]))
        engine.took(what, timed(lambda: publish(site, downloads=False)))
    engine.took("nothing changed", timed(lambda: publish(site, downloads=False)))
    for name, seconds in questions(site):
        engine.took(name, seconds)
    if register:
        schema = register.rpartition("=")[2]
        size = server.psql(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
            f" WHERE relkind = 'r' AND relnamespace = '{schema}'::regnamespace"
        )
        engine.took("size in MB", int(size) / 1e6)
    else:
        engine.took("size in MB", (site.var / location.FILE).stat().st_size / 1e6)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--records", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    raws = [*islice(records(given.path), given.records)]
    engines = [Engine("file"), Engine("PostgreSQL")]
    with cluster(durable=True) as server:
        for number in range(given.rounds):
            for engine in engines if number % 2 == 0 else reversed(engines):
                with tempfile.TemporaryDirectory() as folder:
                    url = server.url() if engine.name == "PostgreSQL" else ""
                    measure(engine, Path(folder) / "site", url, raws, server)
    print(f"{len(raws):,} records, {given.rounds} rounds, medians")
    print(f"{'':24} {engines[0].name:>12} {engines[1].name:>12}  ratio")
    for what, times in engines[0].times.items():
        one, other = statistics.median(times), statistics.median(engines[1].times[what])
        unit = 1e6 if what.startswith(("what", "its")) else 1
        print(f"{what:24} {one * unit:12.2f} {other * unit:12.2f}  {other / one:5.2f}")


if __name__ == "__main__":
    main()
