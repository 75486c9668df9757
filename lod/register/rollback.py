"""An older release is served again: what that takes back, for those who follow the log and for dead links.

The register keeps the newest state; what a roll-back takes back stands beside it, until the next publish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lod.register.change_log import Changes, change_type, xsd_datetime
from lod.register.database.connection import Database
from lod.register.database.schema import BURIED, DELETE, LIVE, RESTORE, UPDATE
from lod.register.ingest.compression import pack_lines
from lod.register.statements import Delta

DateIn = Callable[[str], str | None]
"""Date of a thing's description in the older release (xsd:dateTime), by its name; None: it is not there."""

LastDescriptions = Callable[[str], Iterable[bytes]]
"""Lines that describe a thing in a release, without its date, by its name."""


@dataclass(frozen=True, slots=True)
class Descriptions:
    """What releases say of things."""

    newest: LastDescriptions
    served: LastDescriptions
    """In the release that was served until now."""
    older: LastDescriptions
    """In the one that is served from now on."""
    most: int
    """So many differences are kept at most."""


def withdraw(
    db: Database, publication: int, release: int, base: str, date: DateIn, words: Descriptions
) -> int:
    """Work a roll-back to a release into the register; how many things it changed."""
    before = dict(db.execute("SELECT thing, type FROM withdrawn"))
    after = _withdrawn(db, release, date)
    changes = Changes(db, publication, base)
    for id in sorted({*before, *after}):
        name, state = db.execute("SELECT kind || '/' || key, state FROM thing WHERE id = ?", (id,)).fetchone()
        served, alive = _lives(before.get(id), state), _lives(after.get(id), state)
        type = change_type(True, served, alive)
        if type is not None:
            few = len({*before, *after}) <= words.most
            changes.log(id, type, difference(words.served, words.older, name) if few else None)
        if state == LIVE and not alive:
            db.execute(BURIED, (id, pack_lines(words.newest(name))))
    db.execute("DELETE FROM withdrawn")
    rows = [(id, type, publication) for id, type in after.items()]
    db.executemany("INSERT INTO withdrawn VALUES (?, ?, ?)", rows)
    return len({*before, *after})


def difference(before: LastDescriptions, after: LastDescriptions, name: str) -> Delta:
    """What two releases say differently of a thing."""
    one, other = {*before(name)}, {*after(name)}
    return Delta(other - one, one - other)


def _withdrawn(db: Database, release: int, date: DateIn) -> Mapping[int, int]:
    """What is different in an older release, seen from the newest state: by the id of the thing."""
    (since,) = db.execute(
        "SELECT max(number) FROM publication WHERE release = ? AND type <> 'rollback'", (release,)
    ).fetchone()
    rows = db.execute(
        "SELECT DISTINCT thing.id, kind || '/' || key, state, time"
        " FROM log JOIN thing ON thing.id = log.thing JOIN publication ON number = changed"
        " WHERE log.publication > ?",
        (since,),
    ).fetchall()
    found = {}
    for id, name, state, time in rows:
        then = date(name)
        if state == LIVE and then is None:
            found[id] = DELETE
        elif state != LIVE and then is not None:
            found[id] = RESTORE
        elif state == LIVE and then != xsd_datetime(time):
            found[id] = UPDATE
    return found


def _lives(type: int | None, state: int) -> bool:
    return state == LIVE if type is None else type != DELETE
