"""What people decided is the same or not: the file same.csv of a site, which always wins.

    a,b,verdict,why,by,date
    instance/oba-12,instance/tresoar-7,same,"one edition, two title pages",jansen,2026-11-28
    https://data.example.org/id/agent/x,agent/y,not the same,,,

Columns a and b have names or URIs of things; the verdict is "same" or "not the same"; the rest is for people.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from lod.errors import SiteError
from lod.rdf import iris
from lod.rdf.iris import Thing
from lod.register.statements import name as name_of
from lod.register.union.linker_protocol import Decision
from lod.register.union.renaming import may_move
from lod.site import Site

FILE = "same.csv"
COLUMNS = ("a", "b", "verdict", "why", "by", "date")
VERDICTS = {"same": True, "not the same": False}


def read(site: Site) -> list[Decision]:
    """The decisions of a site; SiteError names everything that is wrong with its file."""
    path = site.folder / FILE
    if not path.is_file():
        return []
    mistakes: list[str] = []
    found: dict[tuple[str, str], Decision] = {}
    for line, row in _rows(path):
        try:
            one = _decision(row, site.base)
        except ValueError as error:
            mistakes.append(f"{FILE} line {line}: {error}")
            continue
        before = found.setdefault((one.a, one.b), one)
        if before.same != one.same:
            mistakes.append(f"{FILE} line {line}: {one.a} and {one.b} are both the same and not the same")
    mistakes += _contradictions(found)
    if mistakes:
        raise SiteError("\n".join(mistakes))
    return [*found.values()]


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [c for c in COLUMNS[:3] if c not in (reader.fieldnames or ())]
            if missing:
                names = ", ".join(reader.fieldnames or ())
                hint = "; values stand between commas" if ";" in names or "\t" in names else ""
                raise SiteError(
                    f"{FILE} line 1: found columns {names!r}, expected {', '.join(COLUMNS)}{hint}"
                )
            for row in reader:
                told = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
                if any(told.values()):
                    yield reader.line_num, told
    except (UnicodeDecodeError, csv.Error) as error:
        raise SiteError(f"{FILE}: found what is no table in UTF-8 ({error}), expected CSV") from error


def _decision(row: dict[str, str], base: str) -> Decision:
    one, other = (_name(row[column], base, column) for column in ("a", "b"))
    if row["verdict"] not in VERDICTS:
        raise ValueError(f"verdict: found {row['verdict']!r}, expected “same” or “not the same”")
    if one == other:
        raise ValueError(f"found {one} twice, expected two things")
    if one.partition("/")[0] != other.partition("/")[0]:
        raise ValueError(f"found {one} and {other}, expected two things of one kind")
    why, by, date = (row.get(column, "") for column in ("why", "by", "date"))
    return Decision(min(one, other), max(one, other), VERDICTS[row["verdict"]], why, by, date)


def _name(text: str, base: str, column: str) -> str:
    iri = text if text.startswith(("http://", "https://")) else f"{base}id/{text}"
    found: Thing | None = iris.parse(base, iri)
    if found is None:
        raise ValueError(f"{column}: found {text!r}, expected a URI below {base}id/ or kind/key")
    if not may_move(name_of(found)):
        raise ValueError(f"{column}: found {text!r}; a thing of the kind {found.kind} has no fellows")
    return name_of(found)


def _contradictions(found: dict[tuple[str, str], Decision]) -> Iterator[str]:
    """Things said not to be the same that follow from what is said to be the same."""
    group: dict[str, set[str]] = {}
    for (a, b), one in found.items():
        if one.same:
            both = group.get(a, {a}) | group.get(b, {b})
            group |= dict.fromkeys(both, both)
    for (a, b), one in found.items():
        if not one.same and b in group.get(a, ()):
            yield f"{FILE}: {a} and {b} are not the same, but others that are the same join them"
