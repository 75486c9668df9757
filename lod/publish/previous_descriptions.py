"""After a full build: what each thing that changed said before, so that its history can be told.

A small publish knows it as it goes; a full one compares two stores, unless too much changed.
"""

from __future__ import annotations

from pyoxigraph import Store

from lod.publish.release_switch import Description, descriptions_of
from lod.register.database.connection import Database
from lod.register.database.schema import NUMBERS
from lod.register.ingest.compression import pack_diff
from lod.register.rollback import difference
from lod.site import Site
from lod.store.release import Release


def remember(db: Database, publication: int, site: Site, served: Release | None, store: Store) -> int:
    """Write into the log what is different from the release that was served until now; how many lines."""
    most = site.publish.history_changes
    (changed,) = db.execute("SELECT count(*) FROM former WHERE until = ?", (publication,)).fetchone()
    if changed > most:
        db.execute("DELETE FROM former WHERE until = ?", (publication,))
    if served is None or served.manifest.base != site.base:
        return 0
    rows = db.execute(
        "SELECT seq, kind || '/' || key FROM log JOIN thing ON thing.id = log.thing"
        " WHERE publication = :now AND added IS NULL AND type IN (:update, :delete, :move) LIMIT :most + 1",
        {**NUMBERS, "now": publication, "most": most},
    ).fetchall()
    if len(rows) > most:
        return 0
    before, after = descriptions_of(served), Description(store, site.base)
    for seq, name in rows:
        delta = difference(before, after, name)
        db.execute(
            "UPDATE log SET added = ?, taken = ?, diff = ? WHERE seq = ?",
            (len(delta.added), len(delta.taken), pack_diff(delta) if delta else None, seq),
        )
    return len(rows)
