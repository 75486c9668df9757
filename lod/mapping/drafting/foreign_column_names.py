"""What volunteers, and museums that write German or French, call the columns of their tables."""

from __future__ import annotations

import re
from functools import cache

from lod.rdf import tsv_tables


@cache
def _table() -> dict[str, str]:
    return {row["name"]: row["dutch"] for row in tsv_tables.read("columns.tsv").rows()}


def in_dutch(name: str) -> str:
    """What Dutch registrars call a column of this name; nothing when it is not known.

    >>> in_dutch("Datierung"), in_dutch("Material / Technik"), in_dutch("Gemaakt door"), in_dutch("Standort")
    ('datering', 'materiaal', 'vervaardiger', '')
    """
    return _table().get(re.sub(r"\s*/\s*", "/", " ".join(name.lower().split())).rstrip(":."), "")
