"""What became of things that are gone, as people say: an object that was given another number.

Fellows are of things that records name now. A thing that no record names any more, and of which people said
that it is the same as one that lives, leads there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lod.register.database import Database
from lod.register.linker import Decision
from lod.register.schema import LIVE
from lod.register.statements import id_of


def successors(db: Database, decisions: Iterable[Decision]) -> dict[str, str]:
    """Names of things that are gone, and the names of those that they are now."""
    found = {}
    for one in decisions:
        if one.same:
            for old, new in ((one.a, one.b), (one.b, one.a)):
                living = _living(db, new)
                if living and _is_gone(db, old):
                    found[old] = living
    return found


def unknown(db: Database, decisions: Iterable[Decision]) -> Iterator[str]:
    """Names in decisions of what never was published."""
    for name in dict.fromkeys(name for one in decisions for name in (one.a, one.b)):
        if db.execute("SELECT 1 FROM thing WHERE id = ?", (id_of(name),)).fetchone() is None:
            yield name


def _living(db: Database, name: str) -> str:
    """The name under which a thing is described now; empty when it is not."""
    row = db.execute(
        "SELECT kind || '/' || key FROM thing WHERE state = ?"
        " AND id = coalesce((SELECT leader FROM fellow WHERE thing = ?), ?)",
        (LIVE, id_of(name), id_of(name)),
    ).fetchone()
    return str(row[0]) if row else ""


def _is_gone(db: Database, name: str) -> bool:
    """Whether a thing was published once and no record names it now."""
    row = db.execute(
        "SELECT 1 FROM thing WHERE id = ? AND state <> ? AND id NOT IN (SELECT thing FROM fellow)",
        (id_of(name), LIVE),
    ).fetchone()
    return row is not None
