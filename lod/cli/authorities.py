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
    """Decide links to authority files and thesauri."""


@authorities.command("list")
@click.argument("site", type=Folder)
@click.option("--csv", "out", type=Folder, help="File for the table; stdout when not given.")
@click.option("--target", "targets", multiple=True, help="Key of a target; repeat for several.")
@click.option("--least", default=0, show_default=True, help="Only candidates with at least this many points.")
def list_links(site: Path, out: Path | None, targets: tuple[str, ...], least: int) -> None:
    """List doubtful links of SITE.

    Fill in yes or no in the column `decision` of the table, then run lod authorities decide.
    """
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
    """Take decisions over into SITE.

    The decided rows of FILE go into links.csv of SITE; the next publish follows them.
    """
    new, whole = tables.decide(Site.load(site), file)
    say(f"{new:,} new decisions; {tables.FILE} has {whole:,} now")


@authorities.command("targets")
@click.argument("site", type=Folder)
def tell_targets(site: Path) -> None:
    """List the targets of SITE.

    A target is an authority file or thesaurus: its version, its licence, and how many entries were found
    in it.
    """
    with links.opened(Site.load(site)) as made:
        rows = [
            (target.key, target.version, target.licence or "", f"{len(found):,}", found.digest)
            for target, found in made.targets
        ]
    table(rows, ("target", "version", "licence", "entries", "digest"))


@authorities.command("fetch")
@click.argument("site", type=Folder)
@click.option("--target", "targets", multiple=True, help="Key of a target; repeat for several.")
@click.option("--most", default=1000, show_default=True, help="Names to ask for in each target, at most.")
def fetch_names(site: Path, targets: tuple[str, ...], most: int) -> None:
    """Ask the Network of Terms for names in SITE.

    Asks for names that it was never asked for; the next publish links them. Exit code 1 when some of it
    failed; what was answered is kept.
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
