"""Everything as files, in every release: each collection on its own, and the whole.

A file is made of parts. After a small change only those with changed things are written again; the others
are hard links to those of the release before. The same data gives the same bytes.
"""

from lod.dataset.dumps.downloads import Download, downloads, export
from lod.dataset.dumps.making import begin, finish, join, layout, members, update, whole, write

__all__ = [
    "Download", "begin", "downloads", "export", "finish", "join", "layout", "members", "update", "whole",
    "write",
]  # fmt: skip
