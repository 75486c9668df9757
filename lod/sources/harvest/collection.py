"""Everything that one collection is harvested from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lod import disk_errors
from lod.errors import LodError, SourceError
from lod.site import Collection
from lod.site.value_parsers import is_address
from lod.sources.formats import FORMATS, guess
from lod.sources.harvest import files
from lod.sources.harvest.harvest_store import HarvestChanges, HarvestStore
from lod.sources.harvest.harvested_source import blocks, lock_folder
from lod.sources.harvest.http_client import Fetcher
from lod.sources.harvest.runs import Harvest, HarvestOptions, OaiRun, SruRun
from lod.sources.streams import Blocks

_NOTHING = HarvestChanges()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source."""

    collection: str
    source: str
    """Its address."""
    worked: HarvestChanges = _NOTHING
    changed: bool = False
    fault: str = ""
    """Why it was not harvested; what was known before stays."""
    notes: tuple[str, ...] = ()


def harvest(
    one: Collection,
    var: Path,
    make: Callable[[], Fetcher],
    asked: HarvestOptions,
    told: Callable[[int], None],
) -> Iterator[Outcome]:
    """Harvest each source of a collection; one that fails is told and stops no other."""
    folder = lock_folder(var) / one.key
    for url in filter(is_address, one.sources):
        try:
            with disk_errors.named(folder), make() as fetcher:
                changed = files.fetch(url, folder, fetcher, one.format, asked.full)
            yield Outcome(one.key, url, changed=changed)
        except (LodError, OSError) as fault:
            yield Outcome(one.key, url, fault=str(fault))
    for kind in ("oai", "sru"):
        source = getattr(one, kind)
        if source is not None:
            yield _harvested(one, kind, source.url, folder / f"{kind}.sqlite", make, asked, told)


def _harvested(
    one: Collection,
    kind: str,
    url: str,
    path: Path,
    make: Callable[[], Fetcher],
    asked: HarvestOptions,
    told: Callable[[int], None],
) -> Outcome:
    try:
        with disk_errors.named(path), HarvestStore(path) as kept, make() as fetcher:
            now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            try:
                done = _run(one, kind, kept, fetcher, asked, told)
            except SourceError as fault:
                kept.note(failed=now, fault=str(fault))
                raise
            kept.note(harvested=now, failed="", fault="")
            if kept.count():
                kept.note(format=one.format or guess(Blocks(blocks(path)).head(), url).name)
    except (LodError, OSError) as fault:
        return Outcome(one.key, url, fault=str(fault))
    worked = done.worked
    return Outcome(
        one.key, url, worked, bool(worked.new or worked.changed or worked.deleted), "", tuple(done.notes)
    )


def _run(
    one: Collection,
    kind: str,
    kept: HarvestStore,
    fetcher: Fetcher,
    asked: HarvestOptions,
    told: Callable[[int], None],
) -> Harvest:
    if kind == "oai" and one.oai is not None:
        known = frozenset({one.format} if one.format else (row.name for row in FORMATS))
        return OaiRun(one.oai, kept, fetcher, known, told).run(asked)
    if one.sru is None:
        raise AssertionError("only what a collection has is harvested")
    return SruRun(one.sru, kept, fetcher, one.format, told).run(asked)
