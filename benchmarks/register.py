"""How fast the register takes records in, reading and mapping apart: `benchmarks/register.py [RECORDS]`.

Each made-up record describes five things of its own and seven that many records share.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from lod.register import bookkeeping
from lod.register.database import connection as database
from lod.register.ingest.bulk_load import BulkLoad
from lod.register.ingest.record_mapping import Account, Plan
from lod.register.ingest.worker import Batch, Taken, uncollected
from lod.register.register import Register
from lod.register.statements import id_of

BATCH = 2_000
RAW_BYTES = 320
"""What a MARC record is, compressed."""


def batches(records: int) -> Iterator[Taken]:
    """What workers would hand over."""
    chance = random.Random(1)
    for start in range(0, records, BATCH):
        positions = range(start, min(start + BATCH, records))
        taken = Taken(Batch("demo", "marc21", [(p, 0, b"") for p in positions], Path("/dev/null")))
        taken.account = Account()
        for position in positions:
            key = f"{9_900_000 + position}"
            taken.records.append((position, key, chance.randbytes(16), chance.randbytes(RAW_BYTES)))
            own = [f"{kind}/demo-{key}" for kind in ("work", "instance")]
            own += [f"item/demo-{key}-{number}" for number in range(3)]
            shared = [f"agent/x{int(records * 5 * chance.random() ** 3)}" for _ in range(7)]
            for name in {*own, *shared}:
                thing = id_of(name)
                taken.names[thing] = name
                taken.describes.append((thing, position, thing & 0xFFFFFFFF))
                taken.kinds[name.partition("/")[0]] += 1
        yield taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", nargs="?", type=int, default=240_000)
    records = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder, uncollected():
        path = Path(folder) / "register.sqlite"
        with Register(path) as register, database.staging(register.db, Path(folder) / "staging.sqlite"):
            made = [*batches(records)]
            start = time.process_time()
            with register.publication("full", 1) as publication:
                work = BulkLoad(register.db, publication)
                work.begin(bookkeeping.collection(register, Plan("demo", "https://data.example.org/")))
                for taken in made:
                    work.claim(taken, 0, {})
                    work.add(taken, None, None)
                added = time.process_time()
                work.end()
                work.gather()
                work.finish(lambda name: (), ())
            register.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            done = time.process_time()
        size = path.stat().st_size
    things = sum(len(taken.names) for taken in made)
    print(f"{records:,} records, {things:,} things named: {added - start:.1f} s, then {done - added:.1f} s")
    print(f"{records / (done - start):,.0f} records a second and core; {size / records:,.0f} bytes a record")


if __name__ == "__main__":
    main()
