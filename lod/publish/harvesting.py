"""The first step of publishing: what other machines have, taken in before anything is read.

A harvest and a publish do not wait for each other: a harvest shows what it did only when it is complete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from lod import disk_errors
from lod.errors import Locked, SiteError
from lod.register.lock import locked
from lod.site import Site
from lod.sources.harvest import Fetcher, HarvestOptions, Outcome, lock_folder
from lod.sources.harvest import harvest as harvest_one

Progress = Callable[[str, int], None]


def harvest(
    site: Site,
    keys: Sequence[str] = (),
    asked: HarvestOptions | None = None,
    progress: Progress | None = None,
    make: Callable[[], Fetcher] | None = None,
) -> Iterator[Outcome]:
    """Harvest the collections named, or all; what became of each source, one that failed included.

    Locked when another process is harvesting.
    """
    told = progress or (lambda stage, records: None)
    fetcher = make or (lambda: Fetcher(site.harvest, site.contact))
    wanted = [one for one in site.collections if one.is_harvested and (not keys or one.key in keys)]
    harvested = {one.key for one in wanted}
    for key in keys:
        if key not in harvested:
            names = ", ".join(one.key for one in site.collections if one.is_harvested) or "none"
            raise SiteError(f"no collection {key!r} that is harvested; there are {names}")
    if not wanted:
        return
    folder = lock_folder(site.var)
    with disk_errors.named(folder), locked(folder, "harvested"):
        for one in wanted:
            stage = f"harvest {one.key}"
            told(stage, 0)
            yield from harvest_one(one, site.var, fetcher, asked or HarvestOptions(), partial(told, stage))


def harvest_or_go_on(site: Site, progress: Progress | None = None) -> Iterator[Outcome]:
    """Harvest everything; where another process is at it, say so and go on with what is known."""
    try:
        yield from harvest(site, progress=progress)
    except Locked as fault:
        yield Outcome("", "", fault=str(fault))
