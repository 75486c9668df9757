"""Several byte strings in one file, each of which can be read without the others."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Sequence
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
    with path.open("rb") as file:
        length = int.from_bytes(file.read(_HEAD), "little")
        about, places = marshal.loads(file.read(length))  # noqa: S302 - written by ourselves
        start, end = array("Q", places)[number : number + 2]
        file.seek(_HEAD + length + start)
        return file.read(end - start), about
