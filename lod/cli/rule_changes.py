"""What a site's own rules change, told rule by rule, record by record, and by property."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from lod import sources
from lod.cli.mapping_run import Mappers, Settings, format_of
from lod.cli.progress import MOST_ROWS, Bar, bar, say, table
from lod.mapping import Mapper, mapping_diff
from lod.rdf.namespaces import compact
from lod.record import Record
from lod.register.ingest.worker import uncollected


def show(files: Sequence[Path], settings: Settings, most: int | None) -> None:
    """The statements that an overlay adds (+) and takes (-), of the first records; the numbers are of all."""
    told: set[str] = set()
    records, statements = Counter[str](), Counter[tuple[str, str]]()
    plain, laid_over = Mappers(_without_overlay(settings)), Mappers(settings)
    for file in files:
        found = format_of(file, settings.format)
        before, after = plain.of(found), laid_over.of(found)
        if found not in told:
            told.add(found)
            _tell_rules(before, after)
        with uncollected(), bar() as progress:
            counted = _counted(file, found, records, progress if most is not None else None)
            for one in mapping_diff.differences(counted, before, after):
                if one.failed:
                    say(f"set aside: {one.failed}")
                    records["failed"] += 1
                    continue
                records["differ"] += 1
                for sign, lines in (("-", one.taken), ("+", one.added)):
                    statements.update((sign, line.split(" ", 2)[1].strip("<>")) for line in lines)
                if most is None or records["differ"] <= most:
                    progress.close()
                    _show(one)
    _tell(records, statements)


def _without_overlay(settings: Settings) -> Settings:
    return Settings(settings.mappings, settings.base, "", "", settings.language, settings.format)


def _counted(file: Path, format: str, counted: Counter[str], progress: Bar | None) -> Iterator[Record]:
    for record in sources.read(file, format):
        if isinstance(record, Record):
            counted["read"] += 1
            if progress is not None:
                progress.tell(file.name, 1)
            yield record


def _tell_rules(before: Mapper, after: Mapper) -> None:
    """Which rules are the site's own: a rule whose id was meant to be another's is told as added."""
    both = ([r for m in (one.mapping, *one.mapping.others) for r in m.rules] for one in (before, after))
    for what, rule in mapping_diff.changed_rules(*both):
        say(f"rule {what}: {rule.id} ({rule.where})")


def _show(one: mapping_diff.Difference) -> None:
    click.echo(f"# {one.record.name}")
    for line in one.taken:
        click.echo(f"- {line}")
    for line in one.added:
        click.echo(f"+ {line}")


def _tell(records: Counter[str], statements: Counter[tuple[str, str]]) -> None:
    more, fewer = (Counter({p: n for (s, p), n in statements.items() if s == sign}) for sign in "+-")
    rows = [(compact(p), more[p], fewer[p]) for p, _ in (more + fewer).most_common(MOST_ROWS)]
    if rows:
        table(rows, ("property", "more", "fewer"))
    say(
        f"{records['read']:,} records read, {records['differ']:,} of them say something else: "
        f"{more.total():,} statements more, {fewer.total():,} fewer"
        + (f"; {records['failed']:,} could not be mapped" if records["failed"] else "")
    )
