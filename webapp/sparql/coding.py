"""Content coding of long answers, piece by piece."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

import zstandard

SMALLEST = 900
"""Shorter answers fit in one packet as they are."""


def encoded(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The pieces in a coding, "zstd" or "gzip".

    >>> import gzip
    >>> gzip.decompress(b"".join(encoded([b"aa", b"bb"], "gzip")))
    b'aabb'
    """
    if coding == "zstd":
        made = zstandard.ZstdCompressor(3, write_checksum=True).compressobj()
        yield from _through(pieces, made.compress, made.flush)
    else:
        # the fastest level: level 6 takes longer than making the answer
        deflate = zlib.compressobj(1, zlib.DEFLATED, 31)
        yield from _through(pieces, deflate.compress, deflate.flush)


def _through(
    pieces: Iterable[bytes], compress: Callable[[bytes], bytes], flush: Callable[[], bytes]
) -> Iterator[bytes]:
    for piece in pieces:
        if made := compress(piece):
            yield made
    yield flush()
