"""Commands on a site: init, publish, serve, check, status, register, rollback, export."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lod import publish as publishing
from lod.cli.group import main
from lod.cli.harvests import tell_harvest
from lod.cli.progress import MOST_ROWS, bar, per_second, plain, say, table
from lod.cli.writable_site import load_to_write
from lod.errors import SiteError
from lod.site import Site, create
from lod.site.ownership import refuse_unreadable
from lod.worker_pool import pool_on

if TYPE_CHECKING:
    from lod.publish import Report, Status

Folder = click.Path(path_type=Path)

ALL_EXAMPLES, SOME_EXAMPLES = 600.0, 10.0
"""Seconds for answering the examples of a new release: when all was built anew, and after a small change."""

FEW, FEW_FIELDS = 3, 5
"""So many of what there may be much of are shown unasked, and so many fields of what is left over."""


@main.command()
@click.argument("folder", type=Folder)
def init(folder: Path) -> None:
    """Make a new site in FOLDER, to be edited."""
    create(folder)
    click.echo(f"{folder}: edit site.toml, organizations.toml and collections/, then: lod publish {folder}")


@main.command()
@click.argument("site", type=Folder)
@click.option("--full", is_flag=True, help="Read, map and load everything anew.")
@click.option("--no-harvest", is_flag=True, help="Use what was harvested before; ask no other machine.")
@click.option("--no-downloads", is_flag=True, help="Leave the downloads as they are, to be made next time.")
@click.option("--on", "cluster", default="", metavar="ADDRESS", help="Build on a cluster: dask://HOST:PORT.")
def publish(site: Path, full: bool, no_harvest: bool, no_downloads: bool, cluster: str) -> None:
    """Publish what changed in SITE.

    SITE is harvested first. Only what changed is rebuilt, and the new release is served when it is
    complete. Downloads follow after that.

    Exit code 1: published, but a source could not be harvested (what was known of it is published), or a
    file was set aside. Exit code 2: not published; the release before is still served.

    With --on, a Dask cluster does the work of a full build. Its workers have one thread each and this
    very version, and see the folder of SITE under the same path.
    """
    start = time.perf_counter()
    loaded = load_to_write(site)
    for remark in loaded.remarks:
        say(f"note: {remark}")
    with bar() as progress, pool_on(cluster, loaded.var) as pool:
        outcomes = () if no_harvest else tuple(publishing.harvest_or_go_on(loaded, progress.tell))
        report = publishing.publish(loaded, full, progress.tell, downloads=False, pool=pool)
    failed = tell_harvest(outcomes) | bool(report.unread)
    _tell_report(report, time.perf_counter() - start)
    if report.changed and report.full:
        _tell_of_pictures(loaded)
    with bar() as progress:
        if report.changed and report.counts.get("statements", 0) >= publishing.LARGE:
            publishing.warm(loaded, ALL_EXAMPLES if report.full else SOME_EXAMPLES)
        if report.changed:
            publishing.tell_of_changes(loaded)
    failed |= not (no_downloads or _renew(loaded))
    if failed:
        sys.exit(1)


def _tell_of_pictures(site: Site) -> None:
    """Of which hosts the records have pictures that pages do not show: who expects to see them, wonders."""
    if hosts := [host for host, _ in publishing.hidden_pictures(site)][:FEW]:
        quoted = ", ".join(f'"{host}"' for host in hosts)
        say(f"note: pages show no pictures of other hosts; in site.toml: image_hosts = [{plain(quoted)}]")


def _renew(site: Site) -> bool:
    """Make downloads anew when they are of an earlier release, and tell how long it took."""
    start = time.perf_counter()
    with bar() as progress:
        made = publishing.renew(site, progress.tell)
    if made is None:
        return True
    if made:
        say(f"downloads were made anew: {time.perf_counter() - start:.2f} s")
    else:
        say("downloads are still those of an earlier release, and say so")
    return made


def _tell_report(report: Report, seconds: float) -> None:
    if report.note:
        say(f"note: {report.note}")
    for name in report.unknown[:MOST_ROWS]:
        say(f"note: same.csv: {name} was never published, so nothing follows from it")
    if len(report.unknown) > MOST_ROWS:
        say(f"note: same.csv: nor were {len(report.unknown) - MOST_ROWS:,} others in it")
    for one in report.unread:
        say(f"note: {one}")
    numbers = report.counts.get("collections", {})
    rows = [
        (key, one.new, one.changed, one.unchanged, one.deleted, numbers.get(key, {}).get("set_aside", 0))
        for key, one in report.tallies.items()
    ]
    if rows:
        table(rows, ("collection", "new", "changed", "unchanged", "deleted", "set aside"))
    if report.full:
        say(f"everything was built anew: {report.full}")
    records = sum(row[1] + row[2] + (row[3] if report.full else 0) for row in rows)
    say("; ".join(f"{stage} {spent:.2f} s" for stage, spent in report.stages.items()))
    served = "is served now" if report.changed else "is still served, for nothing changed"
    quick = f" ({per_second(records, seconds, 'records')})" if records else ""
    say(
        f"release {report.release} {served}: {report.counts.get('statements', 0):,} statements; "
        f"{seconds:.2f} s{quick}"
    )


@main.command()
@click.argument("site", type=Folder)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, help="Number of web processes."
)
def serve(site: Path, host: str, port: int, workers: int) -> None:
    """Serve SITE over HTTP.

    It serves the current release, and each next one as soon as it is published.
    """
    refuse_unreadable(Site.load(site).var)
    # The web room stands above this one: it is looked up by name when it is needed.
    serving = import_module("webapp.serve")
    serving.free_address(host, port)
    shown = f"[{host}]" if ":" in host else host
    say(f"{site} is served on http://{shown}:{port}/ until Ctrl-C")
    serving.serve(site, host, port, workers)


@main.command()
@click.argument("site", type=Folder)
@click.option(
    "--sample",
    type=click.IntRange(1),
    help="Check this many things of each collection, not all (1,000 take a second).",
)
@click.option("--at", default="", help="Address of the server to ask; the site's base when not given.")
@click.option("--no-probes", is_flag=True, help="Ask no server for downloads and endpoint.")
def check(site: Path, sample: int | None, at: str, no_probes: bool) -> None:
    """Check SITE: what is wrong, and what to mend.

    Settings, sources and mappings are checked. What is served is compared with the Dutch Dataset
    Register, SCHEMA-AP-NDE and Schema.org, and asked for as the register does. What to mend is said in
    Dutch and English. Exit code 1 when something is wrong.
    """
    faults = 0
    try:
        loaded = Site.load(site)
    except SiteError as error:
        told = publishing.bilingual(error).splitlines()
        for line in told:
            click.echo(f"fout / wrong: {line}")
        say(f"{len(told):,} fouten / faults: de instellingen kloppen niet / the settings are not in order")
        sys.exit(2)
    with bar() as progress:
        findings = chain(
            publishing.check(loaded),
            publishing.examine_current(loaded, sample or 0, progress.tell),
            () if no_probes else publishing.probe_current(loaded, at and at.rstrip("/") + "/"),
        )
        for found in findings:
            faults += found.fault
            progress.close()
            click.echo(f"{'fout / wrong' if found.fault else 'let op / note'}: {found.text}")
    say(f"{faults:,} fouten / faults")
    if faults:
        sys.exit(1)


@main.command()
@click.argument("site", type=Folder)
@click.option("--dry-run", is_flag=True, help="Say what would be sent and refused; send nothing.")
def register(site: Path, dry_run: bool) -> None:
    """Register SITE with the Dutch Dataset Register.

    Shows the request, and what would be refused. Nothing is sent when something is wrong.
    """
    found = publishing.prepare(Site.load(site))
    for one in found.refusals:
        click.echo(f"{'fout / wrong' if one.fault else 'let op / note'}: {one.text}")
    click.echo(f"{found.url}: {found.body.decode()}")
    if not found.sound:
        say("niet verstuurd: herstel eerst wat fout is / not sent: mend what is wrong first")
        sys.exit(1)
    if dry_run:
        say("er is niets verstuurd / nothing was sent")
        return
    good, told = publishing.register(found)
    click.echo(told)
    if not good:
        sys.exit(1)


@main.command()
@click.argument("site", type=Folder)
@click.option("--set-aside", is_flag=True, help="List every record that is set aside, and why.")
@click.option("--refused", is_flag=True, help="List every value that a rule refused, and its record.")
@click.option("--left-over", is_flag=True, help="List every field that no rule reads.")
def status(site: Path, set_aside: bool, refused: bool, left_over: bool) -> None:
    """Show releases, records and faults of SITE.

    Of what was set aside, refused and left over the first few are shown, unless all are asked for.
    """
    found = publishing.status(Site.load(site), None if refused else FEW)
    _tell_releases(found)
    for one in found.collections:
        click.echo(
            f"{one.key}: {one.records:,} records, {len(one.set_aside):,} set aside, "
            f"{one.issues:,} values refused by a rule, {one.left_over_share:.2%} of subfields left over"
        )
        if one.unnumbered:
            click.echo(
                f"  without a number: {one.unnumbered:,}; their URIs are made of what they say and change "
                "with it, until a column or key called id or objectnumber tells them apart"
            )
        _tell_some(
            "set aside", one.set_aside[: None if set_aside else FEW], len(one.set_aside), "--set-aside"
        )
        _tell_some("refused", one.refused, one.issues, "--refused")
        fields = [f"{field} {count:,} times" for field, count in one.left_over]
        _tell_some("left over", fields[: None if left_over else FEW_FIELDS], len(fields), "--left-over")


def _tell_some(what: str, some: Sequence[object], all: int, option: str) -> None:
    """A line for each, and by which option there are more."""
    for one in some:
        click.echo(f"  {what}: {plain(str(one))}")
    if len(some) < all:
        click.echo(f"  {what}: {all - len(some):,} more ({option})")


def _tell_releases(found: Status) -> None:
    if found.holder:
        click.echo(f"being published by {found.holder}")
    for remark in found.remarks:
        click.echo(f"note: {remark}")
    if found.current is None:
        click.echo("nothing was published yet")
    else:
        click.echo(
            f"release {found.current} of {found.created} is served, {found.bytes / 1e6:,.1f} MB; "
            f"complete releases: {', '.join(map(str, found.releases))}"
        )
    if found.downloads_of != found.current:
        click.echo(f"its downloads are those of release {found.downloads_of}; lod publish makes them anew")
    for one in found.publications[:MOST_ROWS]:
        when = one.time.strftime("%Y-%m-%d %H:%M:%S")
        statements = one.counts.get("statements")
        told = f", {statements:,} statements" if statements is not None else ""
        click.echo(f"  {when} UTC {one.type}: release {one.release}{told}")


@main.command()
@click.argument("site", type=Folder)
@click.argument("release", type=int, required=False)
def rollback(site: Path, release: int | None) -> None:
    """Serve an older release of SITE again.

    Without RELEASE, the one before.
    """
    served = publishing.rollback(load_to_write(site), release)
    click.echo(f"release {served.number} of {served.created} is served now")


@main.command()
@click.argument("site", type=Folder)
@click.option(
    "--out-dir", type=Folder, default=Path("export"), show_default=True, help="Folder for the files."
)
@click.option("--parquet", is_flag=True, help="Write the tables alone, as Parquet.")
@click.option("--static", type=Folder, help="Write the whole site into this folder, for a host of files.")
def export(site: Path, out_dir: Path, parquet: bool, static: Path | None) -> None:
    """Export downloads, tables or the whole site.

    Without --parquet and --static, the downloads by collection and as a whole. With --static, everything
    as files: pages, data in every form, search; only what differs is written.
    """
    if static:
        _export_static(Site.load(site), static)
        return
    loaded = Site.load(site)
    if moment := publishing.as_of(loaded):
        say(f"note: the downloads are as of {moment}; lod publish makes them anew")
    for path in publishing.export(loaded, out_dir, parquet=parquet):
        click.echo(path)


def _export_static(site: Site, folder: Path) -> None:
    start, used = time.perf_counter(), _processor()
    with bar() as progress:
        # The web room stands above this one: it is looked up by name when it is needed.
        made = import_module("webapp.static_export").export(site, folder, progress.tell)
    for one in made.files.left_out:
        say(f"note: not in it: {one}")
    seconds, spent = time.perf_counter() - start, _processor() - used
    click.echo(
        f"{folder}: release {made.release}; {made.things:,} things, {made.files.written:,} files written, "
        f"{made.files.unchanged:,} as they were, {made.removed:,} removed; {made.files.bytes / 1e6:,.1f} MB; "
        f"{made.searchable:,} pages to search in"
    )
    say(f"{seconds:.1f} s, {spent:.1f} s of processor time")


def _processor() -> float:
    """Seconds that this process and those it waited for have worked."""
    return sum(os.times()[:4])
