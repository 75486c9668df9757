"""One part of a file: the statements on some things, in order, in each syntax and packing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import zstandard
from isal import isal_zlib

_FILE = re.compile(r"(.+)-(\d{4,})\.[a-z0-9.]+\Z")
_GZIP = 31
"""A window as large as can be, in a file of gzip."""
_LEVEL = 1
"""ISA-L at 1 packs N-Triples at 1,800 MB/s to 7.4 %; zlib at 3, at 300 to 7.4 %, at 6, at 125 to 6.5 %."""
_LEVEL_OF_ZSTD = 1
"""zstd at 1 packs N-Triples at 1,110 MB/s to 5.75 %; at 3, at 645 MB/s to 5.67 %."""


@dataclass(frozen=True, slots=True)
class Form:
    """A syntax with a packing."""

    suffix: str
    media_type: str
    """As in a description; the packing is a suffix of it, as the Dutch Dataset Register wants."""
    syntax: str
    packing: str


GRAPHS = (
    Form("nt.gz", "application/n-triples+gzip", "application/n-triples", "application/gzip"),
    Form("nt.zst", "application/n-triples+zstd", "application/n-triples", "application/zstd"),
    Form("nq.gz", "application/n-quads+gzip", "application/n-quads", "application/gzip"),
    Form("nq.zst", "application/n-quads+zstd", "application/n-quads", "application/zstd"),
)
"""All statements."""
TEXT = "nt.zst"
"""The form that is read again."""
LINES = Form("jsonl.gz", "application/jsonl+gzip", "application/jsonl", "application/gzip")
"""A thing on each line, as JSON-LD. The type is what jsonlines.org proposes; the Dutch Dataset Register
does not want types with x-, and what is registered (application/json-seq) is not lines."""
ROWS = tuple(
    Form(f"{name}.csv.gz", "text/csv+gzip", "text/csv", "application/gzip")
    for name in ("things", "agents", "copies", "links")
)
"""The main tables."""
FORMS = (*GRAPHS, LINES, *ROWS)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a family of statements: the things of one range."""

    family: str
    number: int

    def path(self, folder: Path, form: str) -> Path:
        """Its file in a folder of parts."""
        return folder / f"{self.family}-{self.number:04d}.{form}"

    def write(self, folder: Path, text: bytes, graph: str) -> None:
        """Write its statements, lines in order that each end; without any there are no files."""
        # A line end is only ever between statements: within a literal it is written as \n.
        quads = text.replace(b" .\n", f" <{graph}> .\n".encode())
        for form in GRAPHS:
            path = self.path(folder, form.suffix)
            path.unlink(missing_ok=True)
            if text:
                path.write_bytes(pack(quads if form.suffix.startswith("nq") else text, form.suffix))

    def read(self, folder: Path) -> list[bytes]:
        """Its lines."""
        path = self.path(folder, TEXT)
        if not path.is_file():
            return []
        return zstandard.ZstdDecompressor().decompress(path.read_bytes()).split(b"\n")[:-1]


HEADER = Part("header", 0)
"""Not a part, but what stands before the rows of a table: the names of its columns."""


def part_at(path: Path) -> Part:
    """The part that a file of any form is of.

    >>> part_at(Path("own.a-b-0012.nt.gz"))
    Part(family='own.a-b', number=12)
    """
    found = _FILE.match(path.name)
    if found is None:
        raise ValueError(f"{path}: not the name of a part")
    return Part(found[1], int(found[2]))


def in_order(parts: Iterable[Part]) -> list[Part]:
    """Parts in the order in which they make a file."""
    return sorted(parts, key=lambda part: (part.family, part.number))


def in_texts(lines: Sequence[bytes]) -> list[bytes]:
    """Lines in order, about a subject or a thing and its parts, as texts between whose lines no other comes.

    Of a thing those are two: its parts come first, for "#" is less than ">", then what has a longer name.

    >>> in_texts([b'<a:x#t> <p:q> "1" .', b'<a:x> <p:q> "2" .'])
    [b'<a:x#t> <p:q> "1" .\\n', b'<a:x> <p:q> "2" .\\n']
    """
    thing = lines[-1][: lines[-1].index(b">") + 1]
    at = bisect_left(lines, thing)
    return [b"\n".join([*some, b""]) for some in (lines[:at], lines[at:]) if some]


def pack(text: bytes, suffix: str) -> bytes:
    """Packed without name and time: the same text is the same bytes. Packed texts may follow each other."""
    if suffix.endswith("zst"):
        return zstandard.ZstdCompressor(_LEVEL_OF_ZSTD).compress(text)
    # isal_zlib.compress (isal 1.9.1) packs a short text otherwise in one process of a hundred; this never did
    packer = isal_zlib.compressobj(_LEVEL, wbits=_GZIP)
    return bytes(packer.compress(text) + packer.flush())
