"""Files as blocks of bytes: plain, gzip or zstandard, told apart by their first bytes, never held whole.

A file that breaks off gives what could be read of it and then says why it ended (``Blocks.broken``); only a
file that cannot be opened at all raises.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import zstandard

from lod.errors import SourceError

BLOCK = 2**18
"""Bytes read from a plain file at a time."""
HEAD = 2**16
"""Bytes that format guessing looks at."""

# Compressed bytes handed to the decompressor at a time. Deflate grows at most 1,032 times, so a block stays
# under 17 MB; zstandard can grow 32,000 times, so it gets fewer.
_GZIP_STEP = 2**14
_ZSTD_STEP = 2**8

GZIP, ZSTANDARD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_LAYERS = 3
"""Compressions in each other that are undone."""

_BREAKS = (OSError, EOFError, zlib.error, zstandard.ZstdError)


class _Decompressor(Protocol):
    """What zlib and zstandard have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class Blocks:
    """The decompressed bytes of a source, to be walked through once.

    >>> blocks = Blocks(iter([b"ab", b"cd"]))
    >>> blocks.head(3), b"".join(blocks), blocks.broken
    (b'abcd', b'abcd', '')
    """

    def __init__(self, raw: Iterator[bytes]) -> None:
        self._raw = raw
        self.broken = ""
        """Why the source ended before its end; empty when it did not."""
        self.passed = 0
        """Bytes that have been walked through."""

    def head(self, size: int = HEAD) -> bytes:
        """At least this many of the first bytes, if there are so many; they are not taken away."""
        seen: list[bytes] = []
        while sum(map(len, seen)) < size and (block := self._next()):
            seen.append(block)
        self._raw = itertools.chain(seen, self._raw)
        return b"".join(seen)

    def __iter__(self) -> Iterator[bytes]:
        while block := self._next():
            self.passed += len(block)
            yield block

    def _next(self) -> bytes:
        """The next block that is not empty; the empty one at the end, however it came about."""
        try:
            return next((block for block in self._raw if block), b"")
        except _BREAKS as fault:
            self.broken = f"the file breaks off: {str(fault) or type(fault).__name__}"
            return b""


def open_blocks(path: Path) -> Blocks:
    """The decompressed bytes of a file (plain, gzip, zstandard); SourceError when it cannot be opened."""
    try:
        # What is no file (a pipe, a device) may keep whoever opens it waiting for ever.
        if path.exists() and not path.is_file():
            raise SourceError(f"{path}: cannot be opened: {'a folder' if path.is_dir() else 'no file'}")
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as fault:
        raise SourceError(f"{path}: cannot be opened: {fault.strerror or fault}") from fault
    return Blocks(_unpacked(_plain(path), magic, _LAYERS))


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _unpacked(blocks: Iterator[bytes], magic: bytes, layers: int) -> Iterator[bytes]:
    """What is in these blocks; servers pack what was packed already."""
    if not layers:
        return blocks
    if magic[:2] == GZIP:
        inner = decompressed(_cut(blocks, _GZIP_STEP), lambda: zlib.decompressobj(31), "gzip")
    elif magic == ZSTANDARD:
        zstd = zstandard.ZstdDecompressor()
        inner = decompressed(_cut(blocks, _ZSTD_STEP), zstd.decompressobj, "zstandard")
    else:
        return blocks
    return _inside(_cut(inner, BLOCK), layers - 1)


def _inside(blocks: Iterator[bytes], layers: int) -> Iterator[bytes]:
    first = b""
    for block in blocks:
        first += block
        if len(first) >= 4:
            break
    yield from _unpacked(itertools.chain([first], blocks), first[:4], layers)


def _cut(blocks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The same in blocks of so many bytes at most."""
    for block in blocks:
        if len(block) <= size:
            yield block
        else:
            yield from (block[at : at + size] for at in range(0, len(block), size))


def decompressed(blocks: Iterator[bytes], make: Callable[[], _Decompressor], name: str) -> Iterator[bytes]:
    """Decompressed blocks, over all members; raises one of _BREAKS where the data is cut or damaged."""
    stream = make()
    for block in blocks:
        while block:
            if stream.eof:
                block = block.lstrip(b"\x00")  # tapes and some servers pad with NUL
                stream = make() if block else stream
            else:
                yield from _careful(stream, block)
                block = stream.unused_data if stream.eof else b""
    if not stream.eof:
        raise EOFError(f"the {name} data is cut off")


def _careful(stream: _Decompressor, block: bytes) -> Iterator[bytes]:
    """What a block decompresses to; of a damaged one, everything before the damage."""
    before = getattr(stream, "copy", lambda: None)()
    try:
        yield stream.decompress(block)
    except zlib.error:
        if before is None:
            raise
        for at in range(len(block)):
            yield before.decompress(block[at : at + 1])
