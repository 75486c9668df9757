"""Commands on links to authority files: authorities list, decide, targets, fetch."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lod import publish as publishing
from lod.cli.group import main
from lod.cli.progress import bar, say, table
from lod.cli.writable_site import load_to_write
from lod.linking.external import links
from lod.linking.external import review_table as tables
from lod.site import Site

Folder = click.Path(path_type=Path)


@main.group()
def authorities() -> None:
    """Links to authority files and thesauri: what to decide, and what people decided."""


@authorities.command("list")
@click.argument("site", type=Folder)
@click.option("--csv", "out", type=Folder, help="File for the table; stdout when not given.")
@click.option("--target", "targets", multiple=True, help="Key of a target; may be given again.")
@click.option("--least", default=0, show_default=True, help="Only candidates with so many points or more.")
def list_links(site: Path, out: Path | None, targets: tuple[str, ...], least: int) -> None:
    """A table of the doubtful links of SITE: fill in the column decision, then lod authorities decide."""
    rows = [*publishing.to_decide(Site.load(site), targets, least)]
    text = tables.text(rows)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
    say(f"{len(rows):,} candidates for {len({(r.thing, r.target) for r in rows}):,} links are to be decided")


@authorities.command("decide")
@click.argument("site", type=Folder)
@click.argument("file", type=Folder)
def decide_links(site: Path, file: Path) -> None:
    """Take the decided rows of FILE into links.csv of SITE; the next publish follows them."""
    new, whole = tables.decide(Site.load(site), file)
    say(f"{new:,} new decisions; {tables.FILE} has {whole:,} now")


@authorities.command("targets")
@click.argument("site", type=Folder)
def tell_targets(site: Path) -> None:
    """What SITE links to: each target, its version and licence, and how many entries were found in it."""
    with links.opened(Site.load(site)) as made:
        rows = [
            (target.key, target.version, target.licence or "", f"{len(found):,}", found.digest)
            for target, found in made.targets
        ]
    table(rows, ("target", "version", "licence", "entries", "digest"))


@authorities.command("fetch")
@click.argument("site", type=Folder)
@click.option("--target", "targets", multiple=True, help="Key of a target; may be given again.")
@click.option("--most", default=1000, show_default=True, help="So many names are asked for in each target.")
def fetch_names(site: Path, targets: tuple[str, ...], most: int) -> None:
    """Ask the Network of Terms for names in SITE that it was never asked for; lod publish links them then.

    Exit code 1 when some of it failed; what was answered is kept.
    """
    with bar() as progress:
        outcomes = [*publishing.fetch(load_to_write(site), targets, most, progress=progress.tell)]
    table(
        [(one.target, f"{one.asked:,}", f"{one.terms:,}", f"{one.left:,}") for one in outcomes],
        ("target", "names asked", "terms given", "names left"),
    )
    faults = [f"{one.target}: {fault}" for one in outcomes for fault in one.faults]
    for fault in faults:
        say(f"not answered: {fault}")
    if faults:
        sys.exit(1)
