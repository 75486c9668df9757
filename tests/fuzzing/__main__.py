"""Damage real sources for as long as you like: `python -m tests.fuzzing FOLDER… --minutes 10 [--keep DIR]`.

The folders are searched for files of known formats; without one it is the demo site. The samples of the tests
are always among them. What is found is told once, with the seed that makes it again, and kept as a file.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from lod import sources
from lod.errors import LodError
from lod.mapping import Mapper
from lod.sources.streams import open_blocks
from tests.fuzzing.mutations import damaged
from tests.fuzzing.source_properties import judge, mapper_for
from tests.sources.samples import SAMPLES

DEMO = Path(__file__).parents[2] / "data"
MOST = 60_000
"""Bytes of a source: the beginning of a larger one."""
MEMORY = 3 * 2**30


def seeds(folders: list[Path]) -> Iterator[tuple[str, bytes, str]]:
    """Name, bytes and format of each source."""
    yield from ((name, data, name) for name, data in SAMPLES.items() if name != "excel")
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
        try:
            head = open_blocks(path).head()
            format = sources.guess(head, str(path)).name
        except LodError:
            continue
        if format != "excel":  # a process of its own for each
            yield str(path), head[:MOST], format


def main() -> None:
    """Damage and judge until the time is over; exit 1 when anything was found."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folders", type=Path, nargs="*", default=[DEMO])
    asked.add_argument("--minutes", type=float, default=1.0)
    asked.add_argument("--seed", type=int, default=0, help="where to begin")
    asked.add_argument("--formats", nargs="*", help="these formats alone")
    asked.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "lod-fuzzing")
    options = asked.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    found = [one for one in seeds(options.folders) if not options.formats or one[2] in options.formats]
    options.keep.mkdir(parents=True, exist_ok=True)
    ended = time.monotonic() + 60 * options.minutes
    seed, faults = options.seed, Counter[str]()
    made: dict[str, Mapper] = {}
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < ended:
            rng = Random(seed)
            name, whole, format = rng.choice(found)
            own = format if format not in ("csv", "json", "xml") else name
            if own not in made:
                key = hashlib.sha256(own.encode()).hexdigest()[:12]
                made[own] = mapper_for(whole, format, Path(folder) / key)
            data = damaged(whole, format, rng)
            if fault := judge(data, format, made[own], thorough=seed % 8 == 0):
                kind = re.sub(r"[0-9]+|'[^']*'|<[^>]*>|\"[^\"]*\"", "…", f"{format} {fault}")[:120]
                faults[kind] += 1
                if faults[kind] == 1:
                    (options.keep / f"{seed}.{format}").write_bytes(data)
                    print(f"seed {seed}, {name} ({format}): {fault}", flush=True)
            seed += 1
    print(f"{seed - options.seed:,} damaged sources; {faults.total()} faults of {len(faults)} kinds")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
