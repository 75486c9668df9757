"""How many statements about others point to each thing; where that is known, they need not be looked for.

A full build gathers what the things of each partition point to. At its end that is counted: a byte for each
thing of each pack, in one file. A release that is built on another takes it over, and notes of which things
the counts are not true any more.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from lod.register.statements import number

FILE = "pointers"
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


def count(packs: Sequence[Path], path: Path) -> None:
    """Write how many statements point to each thing of some packs, which are all that there are."""
    import numpy as np  # 12 MB that who only serves does without

    gathered = [pack.with_suffix(_GATHERED) for pack in packs]
    found = np.concatenate([np.fromfile(one, np.int64) for one in gathered])
    found.sort()
    counts = []
    for pack in packs:
        (size,) = np.fromfile(pack, np.int64, 1)
        ids = np.fromfile(pack, np.int64, size, offset=_HEAD)
        numbers = np.searchsorted(found, ids, "right") - np.searchsorted(found, ids)
        counts.append(np.minimum(numbers, MANY).astype(np.uint8).tobytes())
    ends = array("q", accumulate(map(len, counts), initial=0))
    path.write_bytes(b"".join((ends.tobytes(), *counts)))
    for one in gathered:
        one.unlink()


def read(path: Path, packs: int) -> Sequence[memoryview]:
    """How many statements point to each thing, by pack; nothing where that was not counted."""
    if not path.is_file():
        return ()
    with path.open("rb") as file:
        whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    start = 8 * (packs + 1)
    return [whole[start + first : start + end] for first, end in pairwise(whole[:start].cast("q"))]


def changed(lines: Iterable[bytes], things: bytes) -> set[int]:
    """Ids of the things that some statements point to.

    >>> changed([b"<a:b> <p:q> <a:id/w/2> ."], b"<a:id/") == {number(b"w/2")}
    True
    """
    objects = (line.split(b" ", 2)[2][:-2] for line in lines)
    return {number(one[len(things) : -1]) for one in objects if one.startswith(things)}
