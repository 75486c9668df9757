"""Links to others, as the register sees them: what the site itself says of a thing, a record for each target.

Such a record is no part of any file. It follows from what all records together say of a thing, and from what
the site links to; it is made when these are known, logged, counted and taken back like every other record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from lod.register.database.connection import Database
from lod.register.union.clusters import Clusters

MARK = "#link-"
"""In the key of each such record, behind the IRI of the thing; before the target."""
SETTING = "outward"
"""The register's setting that holds what was linked to."""
_EACH = """
SELECT coalesce(leader, sketch.thing) AS one, data FROM sketch LEFT JOIN fellow USING (thing)
WHERE substr(data, 1, 1) IN ('c', 'l') ORDER BY one, data
"""
"""Of all sketches portraits, and titles that a maker has to do with."""
_OF_ONE = "SELECT data FROM sketch WHERE thing = ? AND substr(data, 1, 1) IN ('c', 'l')"

Concerned = Callable[[str, Sequence[str]], bool]
"""Whether a thing, by its name and sketches, is to be looked at again."""


class ExternalLinks(Protocol):
    """Who can tell what our things are in the files of others."""

    @property
    def setting(self) -> str:
        """What is linked to, and how: a text to be kept until the next publish."""

    def concerned(self, before: str) -> Concerned | None:
        """Who is to be looked at again since the setting `before`; None: nobody."""

    def records(self, name: str, sketches: Sequence[str]) -> Iterable[bytes]:
        """What is to be said of a thing: N-Triples, a text for each target, its first line about its MARK."""


def things(db: Database) -> Iterator[tuple[int, list[str]]]:
    """Everything that may be linked, under the name of its group: its id, and all sketches of the group."""
    rows = db.execute(_EACH)
    last: int | None = None
    found: list[str] = []
    for thing, data in rows:
        if thing != last:
            if last is not None:
                yield last, found
            last, found = thing, []
        found.append(data)
    if last is not None:
        yield last, found


def sketches(db: Database, clusters: Clusters, thing: int) -> list[str]:
    """All sketches of a thing's group by which it may be linked."""
    found: set[str] = set()
    for member in clusters.of(thing):
        rows = db.execute(_OF_ONE, (member,))
        found.update(data for (data,) in rows)
    return sorted(found)
