"""What a part is beside its statements: lines of JSON-LD, and rows of tables."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

from lod.dataset.dumps import jsonld_lines, tables
from lod.dataset.dumps.jsonld_lines import JsonLdWriter
from lod.dataset.dumps.parts import HEADER, LINES, ROWS, Part, pack
from lod.dataset.dumps.tables import Row
from lod.dataset.dumps.void_statistics import About, StatementCounter, Tally, thing_of, things
from lod.rdf.ntriples import has_other_escapes

_TABLE_OF = {form.suffix.partition(".")[0]: form for form in ROWS}


class DerivedLines:
    """Lines and rows of things, made one after the other, and counts of what is said of them."""

    def __init__(self, base: str, odd: bool = True) -> None:
        """`odd`: some text may be spelled in a way that JSON does not know."""
        self._base = base
        self._ours = f"<{base}id/".encode()
        self._trees = JsonLdWriter(base, odd)
        self._counting = StatementCounter()
        self.told: list[bytes] = []
        self.rows: dict[str, list[Row]] = {name: [] for name in _TABLE_OF}

    def add(self, things: Mapping[bytes, About]) -> None:
        """What is said of some things."""
        for iri, about in things.items():
            self.told.append(self._trees.line(iri, about))
            for name, row in tables.rows(iri, about, self._ours):
                self.rows[name].append(row)
            self._counting.add(about)

    def write(self, part: Part, folder: Path) -> Tally:
        """Write all as those of a part; gives how much there is of what."""
        _write(part, folder, jsonld_lines.in_order(self.told, self._base), self.rows)
        tally = self._counting.tally()
        self._counting.write(part, folder)
        return tally


def derive(lines: Sequence[bytes], base: str) -> DerivedLines:
    """What some statements are beside."""
    found = DerivedLines(base, has_other_escapes(b"\n".join(lines)))
    found.add(things(lines))
    return found


def update(part: Part, folder: Path, before: Sequence[bytes], fresh: Sequence[bytes], base: str) -> None:
    """Write them with what differs between the lines before and after; files of before are in the folder."""
    changed = {thing_of(line) for line in {*before} ^ {*fresh}}
    lines = [line for line in fresh if thing_of(line) in changed]
    anew = derive(lines, base)
    told, rows = anew.told, anew.rows
    old = _read(part.path(folder, LINES.suffix)).split(b"\n")[:-1]
    told += jsonld_lines.without(old, changed, base)
    names = {one[1:-1].decode() for one in changed}
    for name, form in _TABLE_OF.items():
        kept = tables.read(_read(part.path(folder, form.suffix)))
        rows[name] += [row for row in kept if row[0] not in names]
    _write(part, folder, jsonld_lines.in_order(told, base), rows)
    counting = StatementCounter()
    for about in things(fresh).values():
        counting.add(about)
    counting.tally()
    counting.write(part, folder)


def write_header(folder: Path) -> None:
    """Write what stands before the rows of each table."""
    for table in tables.TABLES:
        path = HEADER.path(folder, _TABLE_OF[table.name].suffix)
        if not path.is_file():
            path.write_bytes(pack(tables.written([[*table.columns]]), path.name))


def _write(part: Part, folder: Path, told: Sequence[bytes], rows: dict[str, list[Row]]) -> None:
    texts = {LINES.suffix: b"".join([line + b"\n" for line in told])}
    texts |= {_TABLE_OF[name].suffix: tables.written(some) for name, some in rows.items()}
    for suffix, text in texts.items():
        path = part.path(folder, suffix)
        path.unlink(missing_ok=True)  # never written into: it may be the file of the release before
        if text:
            path.write_bytes(pack(text, suffix))


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.is_file() else b""
