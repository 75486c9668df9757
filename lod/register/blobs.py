"""Several byte strings in one file, each of which can be read without the others."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

_HEAD = 8
"""So many bytes tell how long the list of places is."""


def write(path: Path, blobs: Sequence[bytes], about: Any = None) -> None:
    """Write them, with something about them all that `marshal` knows."""
    ends = array("Q", [0])
    for one in blobs:
        ends.append(ends[-1] + len(one))
    head = marshal.dumps((about, ends.tobytes()))
    path.write_bytes(b"".join((len(head).to_bytes(_HEAD, "little"), head, *blobs)))


def read(path: Path, number: int) -> tuple[bytes, Any]:
    """One of them, and what was written about them all."""
    (found,), about, _ = _read(path, lambda count: (number, number + 1))
    return found, about


def share(path: Path, part: int, parts: int) -> tuple[list[bytes], Any, int]:
    """Those of one of some equal parts, what was written about them all, and how many all are.

    Of fewer blobs than parts, it is the one of which the part is a piece.
    """

    def bounds(count: int) -> tuple[int, int]:
        first = part * count // parts
        return first, max(first + 1, (part + 1) * count // parts)

    return _read(path, bounds)


def _read(path: Path, bounds: Callable[[int], tuple[int, int]]) -> tuple[list[bytes], Any, int]:
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_HEAD), "little")
        about, places = marshal.loads(file.read(length))  # noqa: S302 - written by ourselves
        ends = array("Q", places)
        first, last = bounds(len(ends) - 1)
        start = ends[first]
        file.seek(_HEAD + length + start)
        found = file.read(ends[last] - start)
    return [found[a - start : b - start] for a, b in pairwise(ends[first : last + 1])], about, len(ends) - 1
