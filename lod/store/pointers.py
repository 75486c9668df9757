"""How many statements about others point to each thing; where that is known, they need not be looked for.

A full build gathers what the things of each partition point to. At its end that is counted: a byte for each
thing of a pack. A release that is built on another takes the counts over, and notes of which things they are
not true any more.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lod.register.statements import number

SUFFIX = ".pointers"
CHANGED = "repointed"
MANY = 255
"""So many, or more."""
_GATHERED = ".targets"
_HEAD = 24
"""Bytes of a pack before the numbers of its things, the first eight of which say how many these are."""


Links = Mapping[bytes, Sequence[bytes]]
"""Subject → IRIs of ours that are said of it, as N-Triples."""


def links(about: Mapping[bytes, Mapping[bytes, Sequence[bytes]]], start: bytes) -> Links:
    """What a thing and its parts point to that begins so."""
    return {
        node: [one for objects in said.values() for one in objects if one.startswith(start)]
        for node, said in about.items()
    }


def targets(thing: bytes, found: Links, things: bytes) -> list[int]:
    """Ids of the other things that a thing and its parts point to, once for each statement.

    >>> found = {b"<a:id/w/1>": [b"<a:id/w/2>", b"<a:id/w/1>", b"<a:id/w/2#title>"]}
    >>> targets(b"<a:id/w/1>", found, b"<a:id/") == [number(b"w/2")]
    True
    """
    start = len(things)
    return [
        number(one[start:-1]) for some in found.values() for one in some if b"#" not in one and one != thing
    ]


def gather(pack: Path, found: array[int]) -> None:
    """Keep beside a pack what its things point to, until it is counted."""
    pack.with_suffix(_GATHERED).write_bytes(found.tobytes())


def count(packs: Iterable[Path]) -> None:
    """Write how many statements point to each thing of some packs, which are all that there are."""
    import numpy as np  # 12 MB that who only serves does without

    packs = sorted(packs)
    gathered = [pack.with_suffix(_GATHERED) for pack in packs]
    found = np.concatenate([np.fromfile(path, np.int64) for path in gathered])
    found.sort()
    for pack in packs:
        (size,) = np.fromfile(pack, np.int64, 1)
        ids = np.fromfile(pack, np.int64, size, offset=_HEAD)
        numbers = np.searchsorted(found, ids, "right") - np.searchsorted(found, ids)
        pack.with_suffix(SUFFIX).write_bytes(np.minimum(numbers, MANY).astype(np.uint8).tobytes())
    for path in gathered:
        path.unlink()


def read(pack: Path) -> bytes:
    """How many statements point to each thing of a pack; nothing where it was not counted."""
    path = pack.with_suffix(SUFFIX)
    return path.read_bytes() if path.is_file() else b""


def changed(lines: Iterable[bytes], things: bytes) -> set[int]:
    """Ids of the things that some statements point to.

    >>> changed([b"<a:b> <p:q> <a:id/w/2> ."], b"<a:id/") == {number(b"w/2")}
    True
    """
    objects = (line.split(b" ", 2)[2][:-2] for line in lines)
    return {number(one[len(things) : -1]) for one in objects if one.startswith(things)}
