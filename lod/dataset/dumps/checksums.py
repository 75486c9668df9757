"""Checksums of files that are made of pieces, of which none is read that was read before.

The SHA-256 of a file takes reading all of it; its Adler-32 follows from those of the pieces and their sizes.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_MODULUS = 65_521


@dataclass(frozen=True, slots=True)
class Piece:
    """What is known of the bytes of one file."""

    size: int
    sha256: str
    adler32: int


def piece_of(data: bytes) -> Piece:
    """What there is to know of some bytes."""
    return Piece(len(data), hashlib.sha256(data).hexdigest(), zlib.adler32(data))


class ChecksumCache:
    """The pieces in a folder, by name; each is read once at most."""

    def __init__(self, folder: Path, known: Mapping[str, Sequence[int | str]]) -> None:
        self._folder = folder
        self._known = {name: Piece(int(one[0]), str(one[1]), int(one[2])) for name, one in known.items()}
        self._used: dict[str, Piece] = {}

    def __getitem__(self, name: str) -> Piece:
        found = self._used.get(name) or self._known.get(name)
        if found is None:
            found = piece_of((self._folder / name).read_bytes())
        self._used[name] = found
        return found

    def as_json(self) -> dict[str, list[int | str]]:
        """Those that were asked for, as they are kept."""
        return {name: [one.size, one.sha256, one.adler32] for name, one in sorted(self._used.items())}


def adler32(pieces: Iterable[Piece]) -> str:
    """The Adler-32 of pieces after each other, in hexadecimal.

    >>> adler32([piece_of(b"Max "), piece_of(b"Havelaar")]) == f"{zlib.adler32(b'Max Havelaar'):08x}"
    True
    """
    low, high = 1, 0
    for one in pieces:
        its_low, its_high = one.adler32 & 0xFFFF, one.adler32 >> 16
        high = (high + its_high + (low - 1) * one.size) % _MODULUS
        low = (low + its_low - 1) % _MODULUS
    return f"{high << 16 | low:08x}"


def tag(pieces: Iterable[Piece]) -> str:
    """What changes when anything in a row of pieces does: a digest of their digests."""
    return hashlib.sha256("\n".join(one.sha256 for one in pieces).encode()).hexdigest()


def checksum(paths: Iterable[Path]) -> str:
    """The SHA-256 of files after each other: all of them are read."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
