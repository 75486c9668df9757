"""The small tables in vocabularies/: a head of lines "# name: value", a line of column names, then rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lod.errors import VocabularyError
from lod.package_data import folder


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what its head says, its column names and its rows, not taken apart yet."""

    path: Path
    head: dict[str, str]
    columns: tuple[str, ...]
    lines: list[str]

    def rows(self) -> Iterator[dict[str, str]]:
        """Each row as a dictionary of its columns."""
        return map(self.row, self.lines)

    def row(self, line: str) -> dict[str, str]:
        """One line as a dictionary; cells that are left out at the end are empty."""
        cells = line.split("\t")
        cells += [""] * (len(self.columns) - len(cells))
        return dict(zip(self.columns, cells, strict=False))


def read(path: str) -> Table:
    """The table with this path inside vocabularies/.

    >>> read("bf.tsv").head["licence"]
    'https://creativecommons.org/publicdomain/zero/1.0/'
    """
    file = folder("vocabularies") / path
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise VocabularyError(f"there is no table {path} in the vocabularies") from error
    head: dict[str, str] = {}
    start = 0
    while start < len(lines) and lines[start].startswith("#"):
        name, _, value = lines[start][1:].partition(":")
        head[name.strip()] = value.strip()
        start += 1
    if start == len(lines):
        raise VocabularyError(f"{path} has no line of column names")
    return Table(file, head, tuple(lines[start].split("\t")), [line for line in lines[start + 1 :] if line])


def head(path: str) -> dict[str, str]:
    """Only what the head of a table says."""
    found: dict[str, str] = {}
    with (folder("vocabularies") / path).open(encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                break
            name, _, value = line[1:].partition(":")
            found[name.strip()] = value.strip()
    return found
