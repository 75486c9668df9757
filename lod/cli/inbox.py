"""Commands on what others told the site, links and remarks, and what becomes of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from lod.cli.group import main
from lod.cli.progress import say
from lod.cli.writable_site import load_to_write
from lod.inbox import link_verification, remark_mail
from lod.inbox.box import Box, Link
from lod.site import Site
from lod.site.ownership import current_user

Folder = click.Path(path_type=Path)
_NEXT = "next: lod publish {site}"


@main.group()
def inbox() -> None:
    """Handle links and remarks that others sent."""


@inbox.command("list")
@click.argument("site", type=Folder)
@click.option(
    "--state",
    default="waiting",
    show_default=True,
    type=click.Choice(["waiting", "accepted", "refused", "withdrawn", "all"]),
    help="Only links with this decision.",
)
def list_links(site: Path, state: str) -> None:
    """List the links that were told to SITE.

    Each with all that was said of it, and what was decided.
    """
    loaded = load_to_write(site)
    with Box(loaded.var) as box:
        found = box.links() if state == "all" else box.in_state(state)
        for one in found:
            _tell(loaded, box, one)
    say(f"{len(found):,} links")


def _tell(site: Site, box: Box, one: Link) -> None:
    told = one.told
    click.echo(f"{one.number}  {one.state}  {told.source}")
    click.echo(f"    {told.relation} {told.thing.iri(site.base)}")
    if told.title:
        click.echo(f"    called {told.title!r}")
    click.echo(f"    told {one.time} by {told.via}{f', actor {told.actor}' if told.actor else ''}")
    for word in box.words(one.number):
        click.echo(f"    {word.word} {word.time} {word.who} {word.note}".rstrip())


@inbox.command()
@click.argument("site", type=Folder)
@click.argument("numbers", type=int, nargs=-1)
def look(site: Path, numbers: tuple[int, ...]) -> None:
    """Fetch pages that are said to link to SITE.

    Shows whether they do: of the links that wait, or of those with these NUMBERS. Only hosts in
    inbox.fetch_hosts of site.toml are asked. A link that somebody asked to withdraw is withdrawn when its
    page does not name our thing any more.
    """
    loaded = load_to_write(site)
    with Box(loaded.var) as box:
        for one in _chosen(box, numbers) if numbers else _worth_looking(box):
            seen = link_verification.verify(loaded, one)
            told = f"{one.number}  {seen.word or 'not looked at'}  {one.told.source}  {seen.note}"
            click.echo(told.rstrip())
            if seen.word:
                box.say(one.number, seen.word, "lod inbox look", seen.note)
            asked = any(word.word == "asked" for word in box.words(one.number))
            if seen.word == "unseen" and asked and one.state in ("waiting", "accepted"):
                box.say(one.number, "withdrawn", "lod inbox look", "asked to, and the page is not about it")
                click.echo(f"{one.number}  withdrawn")


def _worth_looking(box: Box) -> list[Link]:
    """Links that wait, and accepted ones that somebody asked to withdraw."""
    asked = [one for one in box.in_state("accepted") if any(w.word == "asked" for w in box.words(one.number))]
    return [*box.in_state("waiting"), *asked]


@inbox.command()
@click.argument("site", type=Folder)
@click.argument("numbers", type=int, nargs=-1, required=True)
def accept(site: Path, numbers: tuple[int, ...]) -> None:
    """Accept links: the next publish says them."""
    _decide(site, numbers, "accepted")


@inbox.command()
@click.argument("site", type=Folder)
@click.argument("numbers", type=int, nargs=-1, required=True)
def refuse(site: Path, numbers: tuple[int, ...]) -> None:
    """Refuse links: they are never published."""
    _decide(site, numbers, "refused")


@inbox.command()
@click.argument("site", type=Folder)
@click.argument("numbers", type=int, nargs=-1, required=True)
def withdraw(site: Path, numbers: tuple[int, ...]) -> None:
    """Withdraw accepted links at the next publish."""
    _decide(site, numbers, "withdrawn")


def _decide(site: Path, numbers: Sequence[int], word: str) -> None:
    with Box(load_to_write(site).var) as box:
        for one in _chosen(box, numbers):
            box.say(one.number, word, current_user())
            click.echo(f"{one.number}  {word}  {one.told.source}")
    say(_NEXT.format(site=site))


def _chosen(box: Box, numbers: Sequence[int]) -> list[Link]:
    found = {number: box.link(number) for number in numbers}
    if missing := [number for number, one in found.items() if one is None]:
        raise click.ClickException(f"there is no link {', '.join(map(str, missing))}")
    return [one for one in found.values() if one]


@inbox.command()
@click.argument("site", type=Folder)
@click.option("--owner", default="", help="Only for this organisation, by its ISIL or id.")
@click.option("--csv", "as_table", is_flag=True, help="As a table (CSV).")
def remarks(site: Path, owner: str, as_table: bool) -> None:
    """List the remarks on records of SITE.

    Remarks older than `remark_days` are deleted first.
    """
    loaded = load_to_write(site)
    one = loaded.organization(owner)
    with Box(loaded.var) as box:
        box.forget_old(loaded.inbox.remark_days)
        found = list(box.remarks(one.key if one else owner))
    if as_table:
        click.echo(remark_mail.as_csv(found), nl=False)
        return
    for remark in found:
        state = f"sent {remark.sent}" if remark.sent else f"not sent {remark.fault}".rstrip()
        to = remark_mail.address_of(loaded, remark.owner)
        click.echo(f"{remark.number}  {remark.time}  {remark.owner} <{to}>  {state}")
        click.echo("    " + remark_mail.body(remark).strip().replace("\n", "\n    "))
    say(f"{len(found):,} remarks")


@inbox.command()
@click.argument("site", type=Folder)
def send(site: Path) -> None:
    """Send remarks to the owners of records, by mail.

    What fails is tried again the next time. Exit code 1 when one could not be sent.
    """
    loaded = load_to_write(site)
    faults = 0
    with Box(loaded.var) as box:
        box.forget_old(loaded.inbox.remark_days)
        for one in remark_mail.send_all(loaded, box):
            faults += bool(one.fault)
            click.echo(f"{one.number}  {one.to}  {one.fault or 'sent'}")
    if faults:
        sys.exit(1)


@inbox.command()
@click.argument("site", type=Folder)
@click.argument("numbers", type=int, nargs=-1, required=True)
def done(site: Path, numbers: tuple[int, ...]) -> None:
    """Delete handled remarks, with their addresses."""
    with Box(load_to_write(site).var) as box:
        for number in numbers:
            click.echo(f"{number}  {'forgotten' if box.forget(number) else 'is not there'}")
