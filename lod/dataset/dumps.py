"""Everything as files: each collection on its own, and the whole; the same bytes for the same data.

A collection's file holds what its own records say, in the order of their keys, each statement once, and the
dates of the descriptions. In N-Quads the graph is the collection. Together they are the whole, which is in no
graph.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from pyoxigraph import DefaultGraph, RdfFormat, Store

from lod.register import books
from lod.register.changes import date_line
from lod.register.memory import Register
from lod.register.said import Interpreter, Maker
from lod.register.statements import id_of, number

WHOLE = "whole"
SITE = "site"
"""Name of the files with what the site says about itself."""


def export(register: Register, store: Store, folder: Path, make: Maker, base: str) -> list[Path]:
    """Write all files into a folder; those that were there with the same names are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for key, plan in sorted(books.plans(register).items()):
        graph = f"{base}id/collection/{key}" if key else base
        written += _collection(register, folder, key, graph, Interpreter(plan, make))
    whole = folder / f"{WHOLE}.nt.gz"
    with _gzip(whole) as file:
        store.dump(cast(IO[bytes], file), RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    # members of a gzip file, one after the other, are a gzip file
    quads = folder / f"{WHOLE}.nq.gz"
    with quads.open("wb") as file:
        for path in written:
            if path.name.endswith(".nq.gz"):
                with path.open("rb") as part:
                    shutil.copyfileobj(part, file)
    return [*written, whole, quads]


def _collection(register: Register, folder: Path, key: str, graph: str, reader: Interpreter) -> list[Path]:
    name = key or SITE
    paths = [folder / f"{name}.nt.gz", folder / f"{name}.nq.gz"]
    with ExitStack() as stack:
        triples, quads = (stack.enter_context(_gzip(path)) for path in paths)
        end = f" <{graph}> .\n".encode()
        for line in _lines(register, key, reader):
            triples.write(line + b"\n")
            quads.write(line[:-2] + end)
    return paths


def _lines(register: Register, key: str, reader: Interpreter) -> Iterator[bytes]:
    """What a collection's records say, each statement once, and when each thing's description changed."""
    seen: set[int] = set()
    rows = register.db.execute(
        "SELECT record.id FROM record JOIN collection ON collection.id = collection"
        " WHERE collection.key = ? AND live ORDER BY record.key",
        (key,),
    ).fetchall()
    for (record,) in rows:
        _, raw, format = register.raw(record)
        for name, lines in reader.said(raw, format).lines.items():
            if name and id_of(name) not in seen:
                seen.add(id_of(name))
                yield _date(register, reader.plan.base, name)
            for line in lines:
                hash = number(line)
                if hash not in seen:
                    seen.add(hash)
                    yield line


def _date(register: Register, base: str, name: str) -> bytes:
    (seconds,) = register.db.execute(
        "SELECT time FROM thing JOIN publication ON publication.number = changed WHERE id = ?",
        (id_of(name),),
    ).fetchone()
    return date_line(base, name, seconds)


@contextmanager
def _gzip(path: Path) -> Iterator[gzip.GzipFile]:
    """A gzip file without name and time, so that the same content is the same bytes."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file, gzip.GzipFile("", "wb", 6, file, 0) as packed:
        yield packed
    part.replace(path)
