"""How soon a change is served: from the start of `lod publish` until the release is switched to.

    python benchmarks/time_to_publish_change.py SITE FILE [--records 1 1 1000] [--seconds 300]

SITE is a published site that may change: a collection `changing` comes with it, and gets so many records more
at each step, drawn from those of FILE (MARC21) as `resampled.py` does it, then nothing. Told are the seconds
of the clock, imports included, and of the processor, up to the switch and to the end of it all. Downloads
are left for later, and a step that takes longer than `--seconds` is ended.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil
from resampled import Resampler, fields_of, read, written

from lod.site import Site

COLLECTION = """name = "Changing"
description = "Records that come later."
owner = "{owner}"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
sources = ["records/*.mrc"]
set_aside_max = 1.0
"""
LOD = [sys.executable, "-c", "from lod.cli import main; main()"]


def main() -> None:
    """Change and publish, and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--records", type=int, nargs="+", default=[1, 1, 1000])
    parser.add_argument("--seconds", type=float, default=300)
    given = parser.parse_args()
    site = Site.load(given.site)
    folder = given.site / "collections" / "changing"
    (folder / "records").mkdir(parents=True, exist_ok=True)
    owner = site.collections[0].owner
    (folder / "collection.toml").write_text(COLLECTION.format(owner=owner), encoding="utf-8")
    known = read(given.file)
    for step, number in enumerate(given.records):
        drawn = Resampler(known, step).records(number)
        named = (_named(raw, f"{time.time_ns()}-{n}") for n, raw in enumerate(drawn))
        _put(folder / "records" / f"{time.time_ns()}.mrc", named)
        publish(site, f"{number:,} more", given.seconds)
    publish(site, "nothing", given.seconds)


def _named(raw: bytes, key: str) -> bytes:
    """A record with a number that no other has."""
    return written(raw[:24], [(t, key.encode() if t == b"001" else c) for t, c in fields_of(raw)])


def _put(file: Path, records: Iterable[bytes]) -> None:
    file.write_bytes(b"".join(records))


def publish(site: Site, what: str, most: float) -> None:
    """Publish once."""
    current = site.var / "current"
    before, start = current.readlink(), time.monotonic()
    command = [*LOD, "publish", str(site.folder), "--no-harvest", "--no-downloads"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        switched = ""
        while process.poll() is None and time.monotonic() - start < most:
            if not switched and current.readlink() != before:
                times = psutil.Process(process.pid).cpu_times()
                spent = times.user + times.system
                switched = f"switched to after {time.monotonic() - start:.2f} s, processor {spent:.2f} s; "
            time.sleep(0.01)
        if process.poll() is None:
            process.terminate()
            switched += "ended before its end "
    print(f"{what}: {switched}over after {time.monotonic() - start:.2f} s", flush=True)


if __name__ == "__main__":
    main()
