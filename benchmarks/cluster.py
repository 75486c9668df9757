"""How much sooner a full publish is done by more workers of a Dask cluster, and by processes without one.

    python benchmarks/cluster.py SITE [--workers 1 2] [--turns 2]

SITE is published anew, by turns: with one process, with as many as there are processors, and on a cluster of
each of these sizes, whose scheduler and workers are processes of their own on this machine. Told are the
seconds of each stage, of all, and how they are to those with one process. Needs the extra `cluster`.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from distributed import Client
from distributed.deploy.subprocess import SubprocessCluster

from lod.publish import publish
from lod.site import Site
from lod.worker_pool import pool_on


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """The address of a cluster with so many workers of one thread, each a process of its own."""
    with (
        SubprocessCluster(n_workers=workers, threads_per_worker=1, dashboard_address="") as made,
        Client(made, set_as_default=False) as client,
    ):
        client.wait_for_workers(workers, timeout=60)
        yield str(made.scheduler_address).replace("tcp://", "dask://")


def published(site: Site, address: str) -> dict[str, float]:
    """Seconds of each stage of a full publish, and of all."""
    begun: list[tuple[str, float]] = []
    start = time.perf_counter()

    def progress(stage: str, records: int) -> None:
        if not records and (not begun or begun[-1][0] != stage):
            begun.append((stage, time.perf_counter()))

    with pool_on(address, site.var) as pool:
        publish(site, full=True, progress=progress, pool=pool)
    end = time.perf_counter()
    found: dict[str, float] = {}
    for (stage, at), (_, until) in zip(begun, [*begun[1:], ("", end)], strict=True):
        found[stage] = found.get(stage, 0.0) + until - at
    return found | {"all": end - start}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("site", type=Path)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--turns", type=int, default=2)
    given = parser.parse_args()
    site = Site.load(given.site)
    ways = [("1 process", 1, 0), (f"{len(os.sched_getaffinity(0))} processes", 0, 0)]
    ways += [(f"cluster of {number}", 0, number) for number in given.workers]
    least: dict[str, dict[str, float]] = {}
    for _ in range(given.turns):
        for name, processes, workers in ways:
            os.environ["LOD_PROCESSES"] = str(processes or len(os.sched_getaffinity(0)))
            with ExitStack() as stack:
                took = published(site, stack.enter_context(cluster(workers)) if workers else "")
            before = least.setdefault(name, took)
            least[name] = {stage: min(took[stage], before.get(stage, took[stage])) for stage in took}
    stages = list(least["1 process"])
    print(f"{'the least of ' + str(given.turns):16}", *(f"{stage:>9}" for stage in stages))
    for name, took in least.items():
        print(f"{name:16}", *(f"{took.get(stage, 0):9.1f}" for stage in stages))
        print(f"{'':16}", *(f"{least['1 process'][s] / max(took.get(s, 0), 0.05):8.2f}x" for s in stages))
    print("load of this machine:", *(f"{n:.1f}" for n in os.getloadavg()))


if __name__ == "__main__":
    main()
