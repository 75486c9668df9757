"""Commands that keep a site alive: doctor, backup, restore, replicate."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from lod import operations
from lod.cli.group import main
from lod.cli.progress import say
from lod.cli.writable_site import load_to_write
from lod.register.database import transfer
from lod.site import Site

Folder = click.Path(path_type=Path)


@main.command()
@click.argument("site", type=Folder)
@click.option("--offline", is_flag=True, help="Ask no other machine.")
def doctor(site: Path, offline: bool) -> None:
    """Find out what is wrong with SITE or its machine.

    Looks at the machine, the disk, the register, the releases, and the servers that SITE harvests from.
    Exit code 1 when something is wrong.
    """
    faults = 0
    for found in operations.examine(Site.load(site), not offline):
        faults += found.level == "wrong"
        click.echo(f"{found.level:5}  {found.what}: {found.text}")
    say(f"{faults:,} faults")
    if faults:
        sys.exit(1)


@main.command()
@click.argument("site", type=Folder)
@click.argument("file", type=Folder)
def backup(site: Path, file: Path) -> None:
    """Back up SITE into FILE (.tar.zst).

    FILE has all that cannot be made again: site folder, register, harvests. SITE may be published meanwhile.
    """
    made = operations.backup(Site.load(site), file)
    for one in made.left_out:
        say(f"note: not in it: {one}")
    click.echo(
        f"{file}: {made.files:,} files, {made.bytes / 1e6:,.1f} MB; "
        f"{file.stat().st_size / 1e6:,.1f} MB packed"
    )


@main.command()
@click.argument("file", type=Folder)
@click.argument("site", type=Folder)
def restore(file: Path, site: Path) -> None:
    """Restore a backup FILE into the new folder SITE.

    Everything is checked before it is in its place. Then run lod publish SITE.
    """
    count = operations.restore(file, site)
    click.echo(f"{site}: {count:,} files; next: lod publish {site}")


@main.command("move-register")
@click.argument("site", type=Folder)
@click.argument("to")
@click.option("--replace", is_flag=True, help="Replace a register that is there already; it is lost.")
def move_register(site: Path, to: str, replace: bool) -> None:
    """Move the register to PostgreSQL, or back.

    TO is postgresql://USER@HOST/DATABASE, or: file. Every row is compared. Then change the line `register` in
    site.toml, and start the server anew.
    """
    made = transfer.move(load_to_write(site), to, replace)
    click.echo(f"{made.rows:,} rows moved from {made.origin} to {made.target}")
    line = "no line `register`" if to == transfer.FILE else f'register = "{to}"'
    click.echo(f"next: {line} in {site / 'site.toml'}; then start lod serve anew")


@main.command()
@click.argument("site", type=Folder)
@click.option(
    "--to",
    default="",
    help="Put the release that is served into this depot: a folder, or an address of fsspec.",
)
@click.option("--from", "source", default="", help="Fetch the newest release of this depot, and serve it.")
@click.option(
    "--in",
    "wait",
    default=0,
    show_default=True,
    type=click.IntRange(0, 43_200),
    help="With --to: seconds from now at which replicas switch together.",
)
def replicate(site: Path, to: str, source: str, wait: int) -> None:
    """Send a release to replicas, or fetch one.

    Both go by a depot, a place that publisher and replicas can reach. Only what is new is sent and
    fetched, and all of it is checked before the switch.
    """
    if bool(to) == bool(source):  # an empty one, of a variable that was not set, is none
        raise click.UsageError("give one of --to and --from")
    moved = (
        operations.send(Site.load(site), to, wait) if to else operations.fetch(load_to_write(site), source)
    )
    when = datetime.fromtimestamp(moved.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    click.echo(
        f"release {moved.release}: {moved.files:,} files, {moved.bytes / 1e6:,.1f} MB of them new; "
        f"switched to at {when} UTC"
    )
