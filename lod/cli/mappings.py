"""Commands that need no site: map, explain, mapping, formats."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import click

from lod import disk_errors, mapping, sources
from lod.cli import rule_changes
from lod.cli.group import main
from lod.cli.mapping_run import Counted, Mappers, Settings, format_of, map_file, targets
from lod.cli.progress import MOST_ROWS, bar, per_second, say, table
from lod.errors import SourceError
from lod.linking import explanation
from lod.linking.matcher import Matcher
from lod.mapping import documentation, rule_examples
from lod.mapping.coverage import coverage
from lod.mapping.drafting import draft as drafting
from lod.mapping.language import overlays
from lod.mapping.language.loader import FAMILIES, available
from lod.publish import link_decisions
from lod.record import NEVER_RECORDS, Record, Unreadable, placed
from lod.register.database import location
from lod.register.ingest.worker import uncollected
from lod.register.register import Register
from lod.site import Site
from lod.site.value_parsers import base_iri, website

BASE = "http://localhost:8000/"

File = click.Path(path_type=Path)
OVERLAY = "Folder of a site, or of its own mappings."


def _overlay(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """The folder of a site's own mappings; that of the site will do."""
    if value is None:
        return None
    inside = value / "mappings"
    folder = inside if inside.is_dir() else value
    overlays.asked(folder)
    return folder


def _base(context: click.Context, parameter: click.Parameter, value: str) -> str:
    try:
        # outside a site any absolute base will do, for trying things out
        whole = value if value.endswith("/") else value + "/"
        return base_iri(whole) if not whole.startswith("http://") else website(whole)
    except ValueError as error:
        raise click.BadParameter(f"expected {error}") from error


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how records are mapped."""
    options: list[Callable[[Callable[..., Any]], Callable[..., Any]]] = [
        click.option("--mapping", "mappings", multiple=True, help="Name of a mapping; repeat for several."),
        click.option("--overlay", type=File, callback=_overlay, help=OVERLAY),
        click.option("--base", default=BASE, callback=_base, show_default=True, help="Start of our URIs."),
        click.option("--format", help="Format of the files; told from their content when not given."),
        click.option("--collection", default="", help="Name of the collection, for URIs and isPartOf."),
        click.option("--owner", default="", help="ISIL of the owner."),
        click.option("--language", default="nl", show_default=True, help="Language of texts without one."),
    ]
    for option in options:
        command = option(command)
    return command


def _settings(values: dict[str, Any]) -> Settings:

    return Settings(
        values["mappings"],
        values["base"],
        values["collection"],
        values["owner"],
        values["language"],
        values["format"],
        values["overlay"],
    )


@main.command("map")
@click.argument("files", nargs=-1, required=True, type=File)
@click.option("-o", "--output", type=File, help="File for the statements; stdout when not given or -.")
@click.option("--out-dir", type=File, help="Folder: one <stem>.nt for each file.")
@click.option(
    "--set-aside-max",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    help="Fail above this share of unreadable records.",
)
@_options
def map_command(
    files: tuple[Path, ...], output: Path | None, out_dir: Path | None, set_aside_max: float, **values: Any
) -> None:
    """Map FILES to N-Triples; counts go to stderr."""
    if output and out_dir:
        raise click.UsageError("--output and --out-dir exclude each other")
    settings = _settings(values)
    mappers = Mappers(settings)
    places = targets(files, out_dir) if out_dir else {}
    total, failed = Counted(), 0
    with uncollected(), bar() as progress, _opened(None if out_dir else output) as whole:
        for file in dict.fromkeys(files):
            try:
                with _opened(places[file]) if out_dir else nullcontext(whole) as out:
                    done = 0
                    for counted in map_file(file, out, settings, mappers):
                        progress.tell(file.name, counted.read - done)
                        done = counted.read
                if not counted.read:
                    progress.close()
                    say(f"lod: {file}: no record in it")
                total.add(counted)
            except BrokenPipeError:
                raise
            except (SourceError, OSError) as error:
                progress.close()
                say(f"lod: {error}")
                failed += 1
    _tell(total)
    allowed = set_aside_max * max(total.read, 1)
    if failed or len(total.set_aside) - total.never_records > allowed:
        sys.exit(1)


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    """Where statements are written to; a disk that takes no more of them ends it all, with its name."""
    with disk_errors.named(path or Path("stdout")), _written(path) as file:
        yield file


@contextmanager
def _written(path: Path | None) -> Iterator[IO[bytes]]:
    """A file that is there under its name when it is whole; stdout for None and "-".

    A device or a pipe is written into: a file in its place would be the end of /dev/null.
    """
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()  # where a link leads to
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _say_set_aside(aside: Sequence[str]) -> None:
    for reason in aside[:MOST_ROWS]:
        say(f"set aside: {reason}")
    if len(aside) > MOST_ROWS:
        say(f"set aside: {len(aside) - MOST_ROWS:,} more")


def _tell(counted: Counted) -> None:
    _say_set_aside(counted.set_aside)
    for value in counted.refused:
        say(f"refused: {value}")
    if counted.issues > len(counted.refused):
        say(f"refused: {counted.issues - len(counted.refused):,} more")
    left = sum(counted.left_over.values())
    whole = counted.used + left
    if left:
        say(f"left over, of {whole:,} subfields {left:,} ({left / whole:.2%}):")
        table(counted.left_over.most_common(MOST_ROWS), ("field", "times"))
    say(
        f"{counted.read:,} records read, {counted.mapped:,} mapped, {len(counted.set_aside):,} set aside; "
        f"{counted.statements:,} statements; {counted.issues:,} values refused by a rule; "
        f"{counted.seconds:,.1f} s ({per_second(counted.mapped, counted.seconds, 'records')}, "
        f"{per_second(counted.statements, counted.seconds, 'statements')})"
    )


@main.command()
@click.argument("file", type=File)
@click.option("--record", "number", default=1, show_default=True, help="Number of the record in the file.")
@click.option("--id", "own", help="The record's own id, in place of its number.")
@click.option("--cluster", help="URI (or kind/key) of a thing; FILE is a site.")
@click.option("--links", help="URI (or kind/key) of a thing; FILE is a site.")
@_options
def explain(
    file: Path, number: int, own: str | None, cluster: str | None, links: str | None, **values: Any
) -> None:
    """Show why a record becomes what it becomes.

    Each statement is shown with the rule and the field that made it. *Left out* is what a mapping ignores
    by name, with the reason; *left over* is what no rule reads.

    With --cluster or --links, FILE is the folder of a site. --cluster shows which records a thing is made
    of, and why they are taken to be one. --links shows its candidates in the targets, and what speaks for
    them.
    """
    if links is not None:
        return _explain_links(file, links)
    if cluster is not None:
        return _explain_cluster(file, cluster)
    settings = _settings(values)
    format = format_of(file, settings.format)
    mapper = Mappers(settings).of(format)
    record = _record(file, format, number) if own is None else _record_called(file, format, own)
    click.echo(f"# {record.name}")
    for warning in record.warnings:
        click.echo(f"# warning: {warning}")
    last: tuple[Any, Any] | None = None
    for one in mapper.explain(record):
        if (one.rule, one.field) != last:
            click.echo(f"\n# {one.rule.where} {one.rule.id}" + (f"  {one.field}" if one.field else ""))
            last = (one.rule, one.field)
        click.echo(one.statement)
    for issue in mapper.map(record).issues:
        click.echo(f"\n# refused: {issue}")
    for left in mapper.left_out(record):
        click.echo(f"\n# left out: {', '.join(left.fields)}  {left.ignored.where} {left.ignored.why}")
    click.echo("\n# left over: " + (", ".join(sorted(mapper.left_over)) or "nothing"))
    return None


def _explain_cluster(folder: Path, cluster: str) -> None:
    site = Site.load(folder)
    with Register.read_only(location.of(site)) as register:
        found = explanation.explain(register, site.base, cluster)
    for line in explanation.lines(found, site.base):
        click.echo(line)


def _explain_links(folder: Path, iri: str) -> None:
    site = Site.load(folder)
    for line in link_decisions.lines(site.base, *link_decisions.explain_links(site, iri, Matcher())):
        click.echo(line)


def _record(file: Path, format: str, number: int) -> Record:
    for position, record in enumerate(sources.read(file, format), 1):
        if position == number:
            if isinstance(record, Record):
                return record
            raise SourceError(
                f"{file} record {number}: {getattr(record, 'reason', 'its source says it is gone')}"
            )
    raise SourceError(f"{file}: found no record {number}")


def _record_called(file: Path, format: str, own: str) -> Record:
    for record in sources.read(file, format):
        if isinstance(record, Record) and record.id == own:
            return record
    raise SourceError(f"{file}: found no record with the id {own!r}")


@main.command()
def formats() -> None:
    """List the formats that can be read."""
    for row in sources.formats():
        click.echo(f"{row.name:12} {row.title}  ({', '.join(row.suffixes)})")


@main.group("mapping")
def mapping_group() -> None:
    """Draft, test, compare and document mappings."""


def _loaded(names: Sequence[str], overlay: Path | None) -> Iterator[mapping.Mapping]:
    added = overlays.own(overlay) if overlay else ()
    for name in names or dict.fromkeys((*available(), *added)):
        yield mapping.load([name], overlay)


@mapping_group.command("test")
@click.argument("names", nargs=-1)
@click.option("--overlay", type=File, callback=_overlay, help=OVERLAY)
def mapping_test(names: tuple[str, ...], overlay: Path | None) -> None:
    """Run the examples of mappings (NAMES, or all)."""
    run = failed = 0
    for made in _loaded(names, overlay):
        made.check()
        for outcome in rule_examples.run_examples(made):
            run += 1
            if not outcome.passed:
                failed += 1
                click.echo(str(outcome))
    say(f"{run:,} examples, {failed:,} failed")
    if failed:
        sys.exit(1)


@mapping_group.command("docs")
@click.argument("names", nargs=-1)
@click.option("--overlay", type=File, callback=_overlay, help=OVERLAY)
@click.option(
    "--out-dir", type=File, default=Path("docs/mappings"), show_default=True, help="Folder of pages."
)
@click.option("--records", "files", multiple=True, type=File, help="Records in which fields are counted.")
@click.option("--most", default=500, show_default=True, help="Records of each file to count, at most.")
def mapping_docs(
    names: tuple[str, ...], overlay: Path | None, out_dir: Path, files: tuple[Path, ...], most: int
) -> None:
    """Write pages that explain mappings.

    Two for each, as Markdown: from fields to statements, and from properties to fields.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    for made in _loaded(names, overlay):
        name = "-and-".join(made.names)
        mapper = made.mapper(BASE)
        counted = coverage((r for file in files for r in _some(file, most, made)), mapper) if files else None
        for page, text in (
            ("fields", documentation.by_field(made, counted)),
            ("properties", documentation.by_property(made)),
        ):
            path = out_dir / f"{name}-{page}.md"
            path.write_text(text, encoding="utf-8")
            click.echo(path)


def _some(file: Path, most: int, made: mapping.Mapping) -> Iterator[Record]:
    """The first records of a file that a mapping is for."""
    format = format_of(file, None)
    if FAMILIES.get(format, format) != made.source.format:
        return iter(())
    records = (one for one in sources.read(file, format) if isinstance(one, Record))
    return islice((one for one in records if made.takes(one)), most)


@mapping_group.command("functions")
def mapping_functions() -> None:
    """List the functions of the mapping language."""
    click.echo(documentation.functions())


@mapping_group.command("draft")
@click.argument("files", nargs=-1, required=True, type=File)
@click.option("--name", default="own-schema", show_default=True, help="Name of the mapping.")
@click.option("--format", help="Format of the files; told from their content when not given.")
def mapping_draft(files: tuple[Path, ...], name: str, format: str | None) -> None:
    """Write a first mapping for FILES.

    It is made from the names and values of their columns, and written to stdout.
    """
    found = format_of(files[0], format)
    aside: list[str] = []
    records = _readable(files, found, aside)
    first = list(islice(records, 1))
    if not first:
        raise SourceError(aside[0] if aside else f"{files[0]}: found no record to draft a mapping from")
    click.echo(drafting.draft(name, found, chain(first, records)), nl=False)
    _say_set_aside(aside)
    if aside:
        sys.exit(1)


def _readable(files: Sequence[Path], format: str, aside: list[str]) -> Iterator[Record]:
    """The records of the files, as far as they are asked for; `aside` gets what can not be read."""
    for file in files:
        for record in sources.read(file, format):
            if isinstance(record, Record):
                yield record
            elif isinstance(record, Unreadable) and record.reason not in NEVER_RECORDS:
                aside.append(f"{file} {placed(record.position, record.offset)}: {record.reason}")


@mapping_group.command("diff")
@click.argument("overlay", type=File, callback=_overlay)
@click.argument("files", nargs=-1, required=True, type=File)
@click.option(
    "--mapping", "mappings", multiple=True, help="Name of a mapping; those of the format when none."
)
@click.option("--format", help="Format of the files; told from their content when not given.")
@click.option("--most", type=click.IntRange(0), help="Show at most this many records; counts are of all.")
def mapping_diff(
    overlay: Path, files: tuple[Path, ...], mappings: tuple[str, ...], format: str | None, most: int | None
) -> None:
    """Show what a site's own rules change.

    OVERLAY is a site, or the folder of its own mappings. Statements that it adds (+) and takes (-) on the
    records of FILES go to stdout. Which rules it adds, replaces and leaves out, and in which properties
    how many records differ, goes to stderr.
    """
    rule_changes.show(files, Settings(mappings, BASE, "", "", "nl", format, overlay), most)
