"""The tables in which people decide about links: those to be decided, and a site's links.csv, which wins.

OpenRefine reads and writes them: one row for each candidate, our URI and theirs in columns of their own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from lod.csv_cells import cell, plain
from lod.errors import SiteError
from lod.rdf import iris
from lod.register.statements import name as name_of
from lod.site import Site
from lod.site.targets import KINDS
from lod.site.value_parsers import website

FILE = "links.csv"
VERDICTS = {"yes": True, "no": False, "ja": True, "nee": False}
_NEEDED = ("thing", "target", "candidate", "decision")
_LARGEST = 200_000
"""So many characters a cell may have."""


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate for one thing."""

    thing: str
    """Our URI."""
    label: str
    type: str
    dates: str
    target: str
    """Key of the target."""
    candidate: str
    """Their URI."""
    candidate_label: str
    score: str
    reason: str
    decision: str = ""
    """yes or no (or ja, nee); empty: not decided."""
    by: str = ""
    date: str = ""


COLUMNS = tuple(one.name for one in fields(Row))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided about a thing and an entry."""

    thing: str
    """Name of our thing: kind/key."""
    target: str
    candidate: str
    yes: bool
    label: str = ""
    """Of the entry."""
    by: str = ""
    date: str = ""


def text(rows: Iterable[Row]) -> str:
    """Rows as a table; no cell begins as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(map(cell, astuple(row)))
    return out.getvalue()


def read(path: Path, base: str, targets: Iterable[str]) -> tuple[list[Row], list[Verdict]]:
    """The rows of a table that are decided; SiteError names everything that is wrong with it."""
    known = {*targets}
    mistakes: list[str] = []
    found: dict[tuple[str, str], tuple[Row, Verdict]] = {}
    for line, row in _rows(path):
        try:
            verdict = _verdict(row, base, known)
        except ValueError as error:
            mistakes.append(f"{path.name} line {line}: {error}")
            continue
        if verdict is None:
            continue
        before = found.setdefault((verdict.thing, verdict.candidate), (row, verdict))[1]
        if before.yes != verdict.yes:
            mistakes.append(f"{path.name} line {line}: {row.candidate} is both yes and no for {row.thing}")
    if mistakes:
        raise SiteError("\n".join(mistakes))
    return [row for row, _ in found.values()], [verdict for _, verdict in found.values()]


def decisions(site: Site) -> list[Verdict]:
    """What links.csv of a site says."""
    path = site.folder / FILE
    return read(path, site.base, [one.key for one in site.targets])[1] if path.is_file() else []


def decide(site: Site, path: Path) -> tuple[int, int]:
    """Take the decided rows of a table into links.csv; how many are new there, and how many it has then."""
    keys = [one.key for one in site.targets]
    rows, verdicts = read(path, site.base, keys)
    kept: dict[tuple[str, str], Row] = {}
    own = site.folder / FILE
    before: tuple[list[Row], list[Verdict]] = read(own, site.base, keys) if own.is_file() else ([], [])
    for row, verdict in (*zip(*before, strict=True), *zip(rows, verdicts, strict=True)):
        kept[verdict.thing, verdict.candidate] = row
    new = own.with_name(f"{FILE}.new")
    new.write_text(text(kept[key] for key in sorted(kept)), encoding="utf-8")
    new.replace(own)
    return len(kept) - len(before[0]), len(kept)


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=head.count)
            reader = csv.DictReader(file, delimiter=delimiter)
            missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise SiteError(
                    f"{path.name} line 1: found columns {reader.fieldnames}, expected {', '.join(COLUMNS)}"
                )
            for told in reader:
                cells = {name: (told.get(name) or "").strip()[:_LARGEST] for name in COLUMNS}
                if any(cells.values()):
                    yield reader.line_num, Row(**{name: plain(one) for name, one in cells.items()})
    except (UnicodeDecodeError, csv.Error) as error:
        raise SiteError(f"{path.name}: found what is no table in UTF-8 ({error}), expected CSV") from error
    except OSError as error:
        raise SiteError(f"{path}: {error.strerror}") from error


def _verdict(row: Row, base: str, targets: set[str]) -> Verdict | None:
    if not row.decision:
        return None
    yes = VERDICTS.get(row.decision.casefold())
    if yes is None:
        raise ValueError(f"decision: found {row.decision!r}, expected yes or no")
    iri = row.thing if row.thing.startswith(("http://", "https://")) else f"{base}id/{row.thing}"
    thing = iris.parse(base, iri)
    if thing is None or thing.kind not in KINDS:
        raise ValueError(f"thing: found {row.thing!r}, expected a URI below {base}id/ of {', '.join(KINDS)}")
    if row.target not in targets:
        raise ValueError(
            f"target: found {row.target!r}, expected a file in targets/: {', '.join(sorted(targets))}"
        )
    try:
        website(row.candidate)
    except ValueError as error:
        raise ValueError(f"candidate: found {row.candidate!r}, expected {error}") from None
    return Verdict(name_of(thing), row.target, row.candidate, yes, row.candidate_label, row.by, row.date)
