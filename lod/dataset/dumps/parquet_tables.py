"""Tables of a release as Parquet, for those who count millions of rows: made when somebody asks for them.

A Parquet file ends with an index of all its rows, so it cannot be made of parts that follow each other, as
the downloads are; a small publish would write all of it anew.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lod.csv_cells import plain
from lod.dataset.dumps.downloads import Download, downloads
from lod.dataset.dumps.parts import ROWS
from lod.dataset.dumps.tables import read
from lod.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Sequence

INSTALL = "Parquet is written by arro3: pip install '.[parquet]' in the folder of the program"
AT_ONCE = 20_000
"""So many rows are in memory at once."""


def parquet(release: Path, folder: Path) -> list[Path]:
    """Write each table of a release into a folder; ReleaseError when the library is not installed."""
    written = []
    for one in downloads(release):
        if one.form in ROWS:
            path = folder / f"{one.name.removesuffix('.csv.gz')}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(path.name + ".part")
            _write(part, _rows(one))
            part.replace(path)
            written.append(path)
    return written


def _rows(one: Download) -> Iterator[Sequence[str]]:
    """The rows of a table, its head first, as they are without care for spreadsheets."""
    for piece, _ in one.pieces:
        for row in read(gzip.decompress(piece.read_bytes())):
            yield [plain(cell) for cell in row]


def _write(path: Path, rows: Iterator[Sequence[str]]) -> None:
    try:
        from arro3 import core  # an extra that most sites do not need
        from arro3.io import write_parquet
    except ImportError as error:
        raise ReleaseError(INSTALL) from error
    text = core.DataType.utf8()
    schema = core.Schema([core.Field(name, text, nullable=False) for name in next(rows)])

    def batches() -> Iterator[Any]:
        while some := list(islice(rows, AT_ONCE)):
            columns = [core.Array(list(column), type=text) for column in zip(*some, strict=True)]
            yield core.RecordBatch.from_arrays(columns, schema=schema)

    write_parquet(core.RecordBatchReader.from_batches(schema, batches()), str(path), compression="zstd(3)")
