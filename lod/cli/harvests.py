"""The command harvest, and how a harvest is told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lod import publish as publishing
from lod.cli.group import main
from lod.cli.progress import bar, say, table
from lod.cli.writable_site import load_to_write
from lod.sources import harvest as asking

if TYPE_CHECKING:
    from lod.sources.harvest import Outcome


@main.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.argument("collections", nargs=-1)
@click.option("--full", is_flag=True, help="Ask for all records again, to find those that are gone.")
@click.option("--shrink", is_flag=True, help="Accept it when most records are gone.")
def harvest(site: Path, collections: tuple[str, ...], full: bool, shrink: bool) -> None:
    """Harvest what changed at the sources of SITE.

    Without COLLECTIONS, all that have such sources; lod publish does it first. Exit code 1 when a source
    could not be harvested; what was known of it is kept.
    """
    with bar() as progress:
        asked = asking.HarvestOptions(full, shrink)
        outcomes = tuple(publishing.harvest(load_to_write(site), collections, asked, progress.tell))
    if not outcomes:
        say("nothing of this site is harvested: no collection has oai, sru or an address among its sources")
    if tell_harvest(outcomes):
        sys.exit(1)


def tell_harvest(outcomes: Sequence[Outcome]) -> int:
    """Tell what a harvest did; how many sources failed."""
    rows = [
        (one.collection, one.source, one.worked.new, one.worked.changed, one.worked.deleted, _told(one))
        for one in outcomes
        if one.source
    ]
    if rows:
        table(rows, ("harvested", "from", "new", "changed", "deleted", ""))
    for one in outcomes:
        for note in one.notes:
            say(f"note: {note}")
        if one.fault:
            say(f"not harvested: {one.fault}")
    return sum(bool(one.fault) for one in outcomes)


def _told(one: Outcome) -> str:
    if one.fault:
        return "failed"
    return (
        f"{one.worked.records:,} records"
        if one.worked.records
        else ("changed" if one.changed else "as it was")
    )
