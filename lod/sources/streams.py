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

    def head(self, size: int = HEAD) -> bytes:
        """At least this many of the first bytes, if there are so many; they are not taken away."""
        seen: list[bytes] = []
        while sum(map(len, seen)) < size and (block := self._next()):
            seen.append(block)
        self._raw = itertools.chain(seen, self._raw)
        return b"".join(seen)

    def __iter__(self) -> Iterator[bytes]:
        while block := self._next():
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
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as fault:
        raise SourceError(f"{path}: cannot be opened: {fault.strerror or fault}") from fault
    if magic[:2] == b"\x1f\x8b":
        return Blocks(decompressed(_plain(path, _GZIP_STEP), lambda: zlib.decompressobj(31), "gzip"))
    if magic == b"\x28\xb5\x2f\xfd":
        zstd = zstandard.ZstdDecompressor()
        return Blocks(decompressed(_plain(path, _ZSTD_STEP), zstd.decompressobj, "zstandard"))
    return Blocks(_plain(path, BLOCK))


def _plain(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(size):
            yield block


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
