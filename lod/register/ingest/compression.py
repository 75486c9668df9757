"""Compression of what the register keeps: source records, last descriptions, differences."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import zstandard

from lod.register.statements import Delta

DICTIONARY_BYTES = 64 * 1024
FEWEST_SAMPLES = 500
"""A dictionary halves a MARC record (968 bytes: 317 against 584), but costs 64 kB once."""
MOST_SAMPLES = 2_000

_compressor = zstandard.ZstdCompressor(level=6, write_checksum=False)
_decompressor = zstandard.ZstdDecompressor()


def train(samples: Sequence[bytes]) -> bytes | None:
    """A zstandard dictionary for records like these; None when they are too few or too unlike."""
    if len(samples) < FEWEST_SAMPLES:
        return None
    few = min(MOST_SAMPLES, len(samples))
    chosen: list[bytes | bytearray | memoryview] = [*random.Random(1).sample(samples, few)]  # noqa: S311 - no secrets
    try:
        return zstandard.train_dictionary(DICTIONARY_BYTES, chosen).as_bytes()
    except zstandard.ZstdError:
        return None


class Packer:
    """Compresses and decompresses source records, with a dictionary or without.

    >>> packer = Packer(None)
    >>> packer.unpack(packer.pack(b"00714cam"))
    b'00714cam'
    """

    def __init__(self, dictionary: bytes | None) -> None:
        data = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._in = zstandard.ZstdCompressor(
            level=3, dict_data=data, write_checksum=False, write_dict_id=False
        )
        self._out = zstandard.ZstdDecompressor(dict_data=data)

    def pack(self, raw: bytes) -> bytes:
        """The bytes, compressed."""
        return self._in.compress(raw)

    def unpack(self, packed: bytes) -> bytes:
        """The bytes as they came."""
        return self._out.decompress(packed)


def pack(data: bytes) -> bytes:
    """Bytes, compressed."""
    return _compressor.compress(data)


def unpack(data: bytes) -> bytes:
    """The bytes of `pack`.

    >>> unpack(pack(b"Max Havelaar"))
    b'Max Havelaar'
    """
    return _decompressor.decompress(data)


def pack_lines(lines: Iterable[bytes]) -> bytes:
    """Lines in order, compressed."""
    return pack(b"".join(line + b"\n" for line in sorted(lines)))


def pack_diff(delta: Delta) -> bytes:
    """Statements taken ("- ") and added ("+ "), in order, compressed."""
    taken = [b"- " + line for line in sorted(delta.taken)]
    return pack(b"\n".join([*taken, *(b"+ " + line for line in sorted(delta.added)), b""]))


def unpack_diff(data: bytes) -> Delta:
    """The delta of `pack_diff`.

    >>> unpack_diff(pack_diff(Delta({b"b"}, {b"a"})))
    Delta(added={b'b'}, taken={b'a'})
    """
    delta = Delta()
    for line in unpack(data).split(b"\n")[:-1]:
        (delta.added if line.startswith(b"+") else delta.taken).add(line[2:])
    return delta
