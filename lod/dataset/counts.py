"""How much there is of what: counted once, when publishing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

QUERIES = Path(__file__).parent.parent / "store" / "queries"
COUNTS = "counts.json"


def properties(store: Store) -> dict[str, int]:
    """Number of statements by property."""
    return _count(store, "properties.rq")


def classes(store: Store) -> dict[str, int]:
    """Number of things and parts by class."""
    return _count(store, "classes.rq")


def write(folder: Path, numbers: Mapping[str, Any]) -> None:
    """Write counts.json into the folder of a release."""
    text = json.dumps(numbers, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
    (folder / COUNTS).write_text(text, encoding="utf-8")


def _count(store: Store, query: str) -> dict[str, int]:
    rows = cast(QuerySolutions, store.query((QUERIES / query).read_text(encoding="utf-8")))
    return {cast(NamedNode, row["name"]).value: int(cast(Literal, row["count"]).value) for row in rows}
