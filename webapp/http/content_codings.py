"""Content codings: what a client takes of them, and bodies in them, whole or piece by piece."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

import brotli
import zstandard
from isal import isal_zlib
from werkzeug.http import parse_accept_header

CODINGS = ("zstd", "br", "gzip")
"""The quickest to make first."""
SMALLEST = 900
"""Shorter bodies are not worth compressing: they fit in one packet."""
LONGEST = 500
"""Of Accept-Encoding so many letters are read."""
LARGE = 300_000
"""From so many bytes on, a file is not pressed as tight as can be."""

_GZIP = 31
"""A window as large as can be, in a file of gzip."""
_PACKERS = threading.local()
_TAGGED = re.compile(rf"-({'|'.join(CODINGS)})\Z")


def coding_for(accept: str) -> str:
    """The content coding for an Accept-Encoding header; nothing when the client takes none of ours.

    Of those that it likes equally well, the first of ours (RFC 9110 § 12.5.3).

    >>> coding_for("gzip, deflate, br, zstd"), coding_for("gzip, br"), coding_for("gzip;q=0"), coding_for("")
    ('zstd', 'br', '', '')
    >>> coding_for("br, gzip;q=0.8, *;q=0.1"), coding_for("gzip;q=0.5, identity")
    ('br', '')
    """
    return _coding_for(accept[:LONGEST])


@lru_cache(1_024)
def _coding_for(accept: str) -> str:
    offered = parse_accept_header(accept)
    best = max(CODINGS, key=offered.quality)  # of equal ones, the first
    plain = offered.quality("identity") if "identity" in offered.values() else 0
    return best if offered.quality(best) > plain else ""


def untagged(tag: str) -> str:
    """The tag of a body, from that of the body in some coding.

    >>> untagged("1f2e-br"), untagged("1f2e")
    ('1f2e', '1f2e')
    """
    return _TAGGED.sub("", tag)


def encode(content: bytes, coding: str) -> bytes:
    """A body in a coding, made while the client waits."""
    if coding == "zstd":
        return _packer().compress(content)
    if coding == "br":
        return bytes(brotli.compress(content, quality=4))
    return b"".join(encoded([content], "gzip"))  # as lod/dataset/dumps/parts.py: always the same bytes


def _packer() -> zstandard.ZstdCompressor:
    """The packer of this thread: to make one takes longer than to pack a page."""
    found: zstandard.ZstdCompressor | None = getattr(_PACKERS, "zstd", None)
    if found is None:
        found = _PACKERS.zstd = zstandard.ZstdCompressor(3)
    return found


@cache
def tight(content: bytes, coding: str) -> bytes:
    """A text in a coding, as small as can be; made once in a process, and large ones not as tight."""
    is_large = len(content) >= LARGE
    if coding == "zstd":
        return zstandard.ZstdCompressor(9 if is_large else 19).compress(content)
    if coding == "br":
        return bytes(brotli.compress(content, quality=7 if is_large else 11))
    return gzip.compress(content, 9, mtime=0)


def encoded(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """A long body in a coding, piece by piece.

    >>> gzip.decompress(b"".join(encoded([b"aa", b"bb"], "gzip")))
    b'aabb'
    >>> brotli.decompress(b"".join(encoded([b"aa", b"bb"], "br")))
    b'aabb'
    """
    if coding == "zstd":
        made = zstandard.ZstdCompressor(3, write_checksum=True).compressobj()
        yield from _through(pieces, made.compress, made.flush)
    elif coding == "br":
        packer = brotli.Compressor(quality=1)
        yield from _through(pieces, packer.process, packer.finish)
    else:
        deflate = isal_zlib.compressobj(1, wbits=_GZIP)
        yield from _through(pieces, deflate.compress, deflate.flush)


def _through(
    pieces: Iterable[bytes], compress: Callable[[bytes], bytes], flush: Callable[[], bytes]
) -> Iterator[bytes]:
    for piece in pieces:
        if made := compress(piece):
            yield made
    yield flush()
