"""Prints the rows of a workbook as lines of JSON: run by `workbooks` as a process of its own.

What opens workbooks holds each sheet in memory, as wide and as high as its farthest cell. A file made to fill
the memory or to crash its reader ends this process, and no other. It needs nothing of this program.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys
from collections import Counter

MEMORY = 1_500 * 2**20
"""Bytes of address space that it may use."""
SECONDS = 300
"""Seconds of processor time that it may use."""

REPEATED = 1_000
"""So often may a row be repeated: an OpenDocument sheet can state a number instead of repeating it."""


def written(cell: object) -> str:
    """A cell as text: whole numbers without a point, dates as ISO 8601 writes them."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        is_day = cell.time() == datetime.time()
        return cell.date().isoformat() if is_day else cell.isoformat()
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


class Merged:
    """Cells of a sheet that are merged downwards: one value for several rows, which only the first has."""

    def __init__(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]], left: int) -> None:
        """The ranges as first and last cell, counted from 0; `left` is the first column of the rows."""
        self._begin: dict[int, list[tuple[int, int]]] = {}
        self.wide: Counter[int] = Counter()
        """By row, how many cells are merged sideways in it: names of groups of columns are."""
        for (first, column), (last, right) in ranges:
            self.wide[first] += last == first and right > column
            if last > first:
                self._begin.setdefault(first, []).append((column - left, last))
        self._open: dict[int, tuple[int, str]] = {}

    def fill(self, number: int, cells: list[str]) -> list[str]:
        """The cells of the row with this number, with what they share with those above them.

        A row in which nothing else stands is left empty.
        """
        for column, last in self._begin.pop(number, ()):
            self._open[column] = (last, cells[column] if 0 <= column < len(cells) else "")
        self._open = {column: held for column, held in self._open.items() if held[0] >= number}
        shared = {column: value for column, (_, value) in self._open.items() if value and column >= 0}
        if not shared or not any(cell.strip() for cell in cells):
            return cells
        filled = cells + [""] * (max(shared) + 1 - len(cells))
        for column, value in shared.items():
            filled[column] = filled[column] or value
        return filled


def tell(*said: object) -> None:
    """Print one line."""
    sys.stdout.write(json.dumps(said) + "\n")


def main(path: str) -> None:
    """Print each sheet and its rows; then that this was all."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]  # a machine that allows less cannot be asked for more
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, least))
    import python_calamine

    with python_calamine.load_workbook(path) as book:
        sheets = [one for one in book.sheets_metadata if str(one.typ) == "SheetTypeEnum.WorkSheet"]
        tell("sheets", [one.name for one in sheets if str(one.visible) == "SheetVisibleEnum.Visible"])
        for sheet in sheets:
            if str(sheet.visible) != "SheetVisibleEnum.Visible":
                tell("hidden", sheet.name)
                continue
            tell("sheet", sheet.name)
            before: list[str] = []
            times = 0
            rows = book.get_sheet_by_name(sheet.name)
            merged = Merged(rows.merged_cell_ranges or [], rows.start[1] if rows.start else 0)
            for number, row in enumerate(rows.iter_rows(), 1):
                cells = merged.fill(number - 1, [written(cell) for cell in row])
                while cells and not cells[-1].strip():
                    cells.pop()
                times = times + 1 if cells and cells == before else 0
                if times > REPEATED:
                    raise ValueError(f"sheet {sheet.name}: row {number} is the same as {times:,} before it")
                before = cells
                if cells:
                    tell("row", number, cells, merged.wide[number - 1])
    tell("end")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (
        BaseException
    ) as fault:  # this is the outer door of a process; panics of the parser are no Exception
        tell("fault", f"{type(fault).__name__}: {fault}"[:300])
        sys.stdout.flush()
        sys.exit(1)
