"""Publishing: read what changed → map → work into the register → build a release → switch.

The order makes a sudden end harmless anywhere: a release is complete on disk before the register knows it,
and the register knows it before it is switched to. What a killed run leaves is finished or cleaned away by
the next one.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from lod import disk_errors, environment
from lod.dataset import counts as dataset_counts
from lod.dataset import dataset_metadata, dumps, site_description
from lod.errors import ReleaseError
from lod.linking import decisions
from lod.linking.external import links
from lod.linking.matcher import Matcher
from lod.publish.data_loss_checks import refuse_empty_site, refuse_missing_register
from lod.publish.deferred_downloads import renew
from lod.publish.derived_files import derive
from lod.publish.full_build import BuildWorkers, PartitionDrain, Parts
from lod.publish.previous_descriptions import remember
from lod.publish.release_switch import last_descriptions, recover
from lod.publish.report import Report
from lod.publish.site_statements import SiteStatements
from lod.register import bookkeeping, counts
from lod.register.change_log import Changes, Dates
from lod.register.database import connection as database
from lod.register.database import location
from lod.register.ingest.files import File, files, unread
from lod.register.ingest.full_update import FullUpdate
from lod.register.ingest.incremental_update import IncrementalUpdate, TooMuch, Updated
from lod.register.ingest.mappings import Mappings, plans
from lod.register.ingest.partitions import Partitions
from lod.register.ingest.record_mapping import MapperFactory
from lod.register.ingest.worker import uncollected
from lod.register.lock import locked
from lod.register.register import Publication, Register
from lod.register.rollback import LastDescriptions
from lod.register.union import external_links, successors
from lod.register.union.linker_protocol import Linker
from lod.search.bulk_index import Indexing
from lod.site import Site
from lod.store.release import Release
from lod.store.release_builder import ReleaseBuilder
from lod.store.releases import Releases
from lod.store.remote_loading import mirror
from lod.worker_pool import Processes, WorkerPool

SILENT = "silent"
"""The register's setting that names a publication in which records changed, but nothing that they say."""
LINKING = "linking"
"""The register's setting that says by what version of the room things were found to be the same."""

Progress = Callable[[str, int], None]
"""Told the name of the stage, and how many records it has done since it was told before."""


def publish(
    site: Site,
    full: bool = False,
    progress: Progress | None = None,
    make: MapperFactory | None = None,
    linker: Linker | None = None,
    downloads: bool = True,
    pool: WorkerPool | None = None,
) -> Report:
    """Publish a site: afterwards, what is served is what its sources say.

    Downloads are made anew when the release is served; without `downloads` they stay those of an earlier one,
    and say so, until they are asked for (`renew`). A `pool` does the work
    where everything is built anew; without one, as many processes as the settings say.

    ReleaseError when the outcome is not to be trusted (too few records, too many unreadable): then the
    release before is still served. Locked when another process is publishing.
    """
    refuse_missing_register(site)
    with (
        disk_errors.named(site.var),
        locked(site.var),
        Register(location.of(site)) as register,
        links.opened(site) as linked,
    ):
        tell = progress or (lambda stage, records: None)
        linker = linker or Matcher(is_linked_out=bool(site.targets))
        here: WorkerPool = Processes(environment.read().workers)
        one = _Publish(site, register, make or Mappings(), linker, linked, tell, pool or here)
        report = one.run("asked for" if full else "")
    if downloads:
        renew(site, progress)
    return report


class _Publish:
    """One publish, under the lock."""

    def __init__(
        self,
        site: Site,
        register: Register,
        make: MapperFactory,
        linker: Linker,
        linked: links.Links,
        progress: Progress,
        pool: WorkerPool,
    ) -> None:
        self._site = site
        self._pool = pool
        self._register = register
        self._db = register.db
        self._make = make
        self._linker = linker
        self._decisions = decisions.read(site)
        self._links = linked
        self._progress = progress
        self._releases = Releases(site.var, mirror(site))
        self._work = site.var / "work"
        self._plans = {plan.collection: plan for plan in plans(site)}
        self._about = SiteStatements(site, register)
        self._stages: dict[str, float] = {}
        self._unread: list[str] = []

    def run(self, full: str) -> Report:
        """Publish, the quick way if there is one."""
        recover(self._releases, self._register)
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir()
        refuse_empty_site(self._site, self._register)
        try:
            with self._stage("look"):
                found = {
                    one.key: files(one, self._site.var, self._register) for one in self._site.collections
                }
                self._unread = [f"collections/{key}: {one}" for key in found for one in unread(found[key])]
                why = full or self._why_full(found)
            if not why:
                try:
                    with uncollected():
                        return self._update(found)
                except TooMuch:
                    why = "much changed"
            return self._full(found, why)
        finally:
            shutil.rmtree(self._work, ignore_errors=True)

    def _why_full(self, found: Mapping[str, Sequence[File]]) -> str:
        """Why everything must be built anew; empty when it need not."""
        head = self._register.head()
        if head is None or self._release(head.release) is None or self._releases.current() is None:
            return "nothing to build on"
        for (key, format), version in bookkeeping.versions(self._register).items():
            plan = self._plans.get(key) or bookkeeping.plans(self._register)[key]
            if self._make.version(plan, format) != version:
                return f"the mapping of {key} changed"
        if bookkeeping.plans(self._register)[""] != self._plans[""]:
            return "the base URI changed"
        if bookkeeping.setting(self._register, LINKING) != self._linker.version:
            return "what tells that things are the same changed"
        return ""

    # ------------------------------------------------------------ the quick way

    def _update(self, found: Mapping[str, Sequence[File]]) -> Report:
        head = self._register.head()
        if head is None:
            raise AssertionError("only a register with a release is updated")
        with self._register.publication("publish", head.release) as publication:
            with self._stage("read"):
                update = self._edits(publication, found)
            with self._stage("work in"):
                done = update.finish(site_description.moves(self._site), self._decisions, self._links)
            self._check(done.tallies)
            if done.delta:
                release, summary = self._build_on(head.release, done, publication)
                self._settle(publication, release.number, summary)
            elif done.changes or any(t.new or t.changed or t.deleted for t in done.tallies.values()):
                self._settle(publication, head.release, counts.summary(self._register))
                bookkeeping.set_setting(self._register, SILENT, str(publication))
            else:
                self._db.execute("DELETE FROM publication WHERE number = ?", (publication,))
        if not done.delta:
            return self._unchanged(head, done.tallies)
        self._switch(release)
        return self._report(release.number, "", done.tallies, summary)

    def _edits(self, publication: int, found: Mapping[str, Sequence[File]]) -> IncrementalUpdate:
        update = IncrementalUpdate(
            self._register, publication, self._site.base, self._plans, self._make, self._linker
        )
        for key, some in found.items():
            update.collection(key, some)
        for key in bookkeeping.plans(self._register).keys() - self._plans.keys():
            update.remove(key)
        update.whole("", self._about(update.names_described))
        return update

    def _build_on(self, number: int, done: Updated, publication: int) -> tuple[Release, dict[str, Any]]:
        building = self._begin(self._releases.release(number))
        with _abandoned(building):
            with self._stage("build"):
                building.apply(_texts(done.delta.taken), _texts(done.delta.added))
            summary = counts.summary(self._register)
            before = self._releases.release(number)
            since = dumps.Since(number, before.created, dataset_metadata.kept(before.path))
            collections = None if bookkeeping.setting(self._register, SILENT) else done.collections
            bookkeeping.set_setting(self._register, SILENT, "")
            origin = dumps.Origin(before.path, since, done.delta, done.rehomed, collections)
            return self._finish(building, publication, summary, origin), summary

    def _unchanged(self, head: Publication, tallies: Mapping[str, bookkeeping.Tally]) -> Report:
        current = self._releases.current()
        number = current.number if current else head.release
        note = ""
        if number != head.release:
            note = f"nothing changed since release {head.release}, which was rolled back: {number} is served"
        report = self._report(number, "", tallies, counts.summary(self._register))
        report.changed, report.note = False, note
        return report

    # ------------------------------------------------------------ the thorough way

    def _full(self, found: Mapping[str, Sequence[File]], why: str) -> Report:
        last = last_descriptions(self._releases, self._register)
        building = self._begin(None)
        with (
            uncollected(),
            _abandoned(building),
            database.staging(self._db, self._work / "staging.sqlite"),
            self._register.publication("full", building.number) as publication,
        ):
            rebuild = self._rebuild(publication)
            with rebuild.working(found, self._pool):
                partitions, elsewhere = self._map(rebuild, found)
            with self._stage("work in"):
                self._work_in(rebuild, publication, last)
            tallies, pool = rebuild.tallies, rebuild.pool
            self._check(tallies)
            del rebuild  # and with it all that was known of each record and thing
            with pool.at_work() as executor:
                with self._stage("load"):
                    staff = BuildWorkers(executor, pool.size)
                    indexing = self._load(building, publication, partitions, elsewhere, staff)
                with self._stage("remember"):
                    remember(self._db, publication, self._site, self._releases.current(), building.store)
                summary = counts.summary(self._register)
                release = self._finish(building, publication, summary, indexing=indexing)
            self._settle(publication, release.number, summary)
        self._switch(release)
        return self._report(release.number, why, tallies, summary)

    def _rebuild(self, publication: int) -> FullUpdate:
        plans = {**bookkeeping.plans(self._register), **self._plans}
        rebuild = FullUpdate(
            self._register, publication, plans, self._make, self._linker, self._decisions, self._work
        )
        rebuild.done = lambda records: self._progress("map", records)
        return rebuild

    def _map(
        self, rebuild: FullUpdate, found: Mapping[str, Sequence[File]]
    ) -> tuple[Partitions, Sequence[bytes]]:
        """Map everything, find out what is the same, and sort it by thing; what is not ours besides."""
        with self._stage("map"):
            rebuild.map(found, self._about)
        with self._stage("link"):
            rebuild.link()
            rebuild.link_out(self._links)
            bookkeeping.set_setting(self._register, external_links.SETTING, self._links.setting)
        with self._stage("rename"):
            return rebuild.rename(), rebuild.elsewhere()

    def _work_in(self, rebuild: FullUpdate, publication: int, last: LastDescriptions) -> None:
        moves, served = rebuild.finish(last)
        changes = Changes(self._db, publication, self._site.base)
        changes.move({**moves, **site_description.moves(self._site)}, served)
        successors.follow(self._db, changes)
        bookkeeping.set_setting(self._register, LINKING, self._linker.version)
        counts.kinds(self._db)

    def _load(
        self,
        building: ReleaseBuilder,
        publication: int,
        partitions: Partitions,
        elsewhere: Sequence[bytes],
        staff: BuildWorkers,
    ) -> Indexing:
        """Fill store and downloads, count, and begin the index."""
        drawing = PartitionDrain(
            building.path / dumps.FOLDER,
            dumps.layout(self._register, self._site.base),
            partitions,
            Dates(self._db, publication),
            self._work / "gleaned",
            staff,
        )
        parts = Parts(drawing.parts(elsewhere))
        building.load_ntriples(parts)
        parts.raise_fault()
        whole, indexing = drawing.finish()
        counts.add(self._db, "property", whole.properties)
        counts.add(self._db, "class", whole.classes)
        return indexing

    # ------------------------------------------------------------ both ways

    def _begin(self, origin: Release | None) -> ReleaseBuilder:
        """A new release, with a number that was never used."""
        taken = [release.number for release in self._releases.all()]
        (known,) = self._db.execute("SELECT coalesce(max(release), 0) FROM publication").fetchone()
        number = max([*taken, known]) + 1
        building = ReleaseBuilder(number, self._releases.folder / f"{number:06d}")
        shutil.rmtree(building.path, ignore_errors=True)
        building.start(origin.path if origin else None)
        return building

    def _finish(
        self,
        building: ReleaseBuilder,
        publication: int,
        summary: Mapping[str, Any],
        origin: dumps.Origin | None = None,
        indexing: Indexing | None = None,
    ) -> Release:
        dataset_counts.write(building.path, summary)
        with self._stage("index"):
            derive(building, self._site, self._register, publication, origin, indexing)
        (seconds,) = self._db.execute(
            "SELECT time FROM publication WHERE number = ?", (publication,)
        ).fetchone()
        created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
        mappings = {
            f"{key}: {format}": version
            for (key, format), version in bookkeeping.versions(self._register).items()
        }
        noted = {
            "created": created,
            "base": self._site.base,
            "mappings": mappings,
            "publication": publication,
            "counts": {"statements": summary["statements"], **summary["things"]},
        }
        with self._stage("finish"):
            return building.finish(noted)

    def _check(self, tallies: Mapping[str, bookkeeping.Tally]) -> None:
        """Refuse an outcome that is not to be trusted."""
        faults = [*bookkeeping.faults(self._register, self._site, tallies)]
        if faults:
            served = "the release before is still" if self._releases.current() else "nothing is"
            raise ReleaseError("\n".join([f"not published; {served} served:", *faults]))

    def _settle(self, publication: int, release: int, summary: Mapping[str, Any]) -> None:
        text = json.dumps({"statements": summary["statements"], "things": summary["things"]})
        self._db.execute(
            "UPDATE publication SET release = ?, counts = ? WHERE number = ?", (release, text, publication)
        )

    def _switch(self, release: Release) -> None:
        with self._stage("switch"):
            self._releases.switch(release)
            self._releases.clean(self._site.publish.releases_kept)
            links.forget(self._links)

    def _release(self, number: int) -> Release | None:
        return next((release for release in self._releases.all() if release.number == number), None)

    def _report(
        self, release: int, full: str, tallies: Mapping[str, bookkeeping.Tally], summary: Mapping[str, Any]
    ) -> Report:
        unknown = [*successors.never_published(self._db, self._decisions)]
        remarks, unread = self._site.remarks, self._unread
        return Report(release, full, True, "", tallies, summary, remarks, unknown, unread, self._stages)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        self._progress(name, 0)
        start = time.perf_counter()
        yield
        self._stages[name] = self._stages.get(name, 0.0) + time.perf_counter() - start


@contextmanager
def _abandoned(building: ReleaseBuilder) -> Iterator[None]:
    """Throw a building away when something goes wrong with it."""
    try:
        yield
    except BaseException:
        building.abandon()
        raise


def _texts(lines: set[bytes]) -> Iterator[str]:
    return (line.decode() for line in sorted(lines))
