"""Everything as files, in every release: each collection on its own, and the whole.

A file is made of parts. After a small change a release takes over those of the one before, and makes them
anew when it is served: only parts with changed things are written again, the others are hard links. The same
data gives the same bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lod.dataset.dumps.deferred import FOLDER, Since, made, since, waits
from lod.dataset.dumps.downloads import Download, damaged, downloads, export
from lod.lazy_imports import lazy_attributes

if TYPE_CHECKING:
    from lod.dataset.dumps.parquet_tables import parquet
    from lod.dataset.dumps.writer import (
        Origin,
        begin,
        count_objects,
        finish,
        join,
        layout,
        members,
        renew,
        take_over,
        whole,
        write,
    )  # fmt: skip

__all__ = [
    "FOLDER", "Download", "Origin", "Since", "begin", "count_objects", "damaged", "downloads", "export",
    "finish", "join", "layout", "made", "members", "parquet", "renew", "since", "take_over", "waits", "whole",
    "write",
]  # fmt: skip

_MAKING = (
    "Origin", "begin", "count_objects", "finish", "join", "layout", "members", "renew", "take_over", "whole",
    "write",
)  # fmt: skip
__getattr__ = lazy_attributes(__name__, {"parquet_tables": ("parquet",), "writer": _MAKING})
