"""What took the place of what is gone, as people decided: its URI leads there from now on.

When a library changes its system its records get other numbers: what they described is gone, and the same
things come back under other names. Nothing in the data tells which is which, so people say so (`same.csv`).
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from lod.register.change_log import Changes
from lod.register.database.connection import Database
from lod.register.database.schema import GONE, LIVE, MOVED, NUMBERS
from lod.register.register import MOST_MOVES
from lod.register.statements import id_of
from lod.register.union.candidates import Decisions
from lod.register.union.linker_protocol import Decision

SETTING = "successors"
"""The register's setting that says whether anything leads on because people decided so."""


def follow(db: Database, changes: Changes) -> None:
    """Let what is gone lead to what people say it is the same as; what they take back is gone again.

    To be asked when all states of the publication are known. A roll-back that is in force is left alone.
    """
    decided = [one for one in Decisions(db).known if one.same]
    (before,) = db.execute("SELECT count(*) FROM setting WHERE name = ?", (SETTING,)).fetchone()
    if not decided and not before:
        return
    if db.execute("SELECT thing FROM withdrawn LIMIT 1").fetchone():
        return
    found = _successors(db, decided)
    for id, target in sorted(found.items()):
        changes.lead_on(id, target)
    for id in _leading_on(db) - found.keys():
        changes.lead_nowhere(id)
    if found:
        db.execute("INSERT INTO setting VALUES (?, '1') ON CONFLICT (name) DO NOTHING", (SETTING,))
    else:
        db.execute("DELETE FROM setting WHERE name = ?", (SETTING,))


def never_published(db: Database, decided: Sequence[Decision]) -> Iterator[str]:
    """Names in decisions that no thing ever had: slips of the pen, mostly."""
    names = sorted({name for one in decided for name in (one.a, one.b)})
    rows = db.execute(
        "SELECT id FROM thing WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([id_of(name) for name in names]),),
    )
    known = {id for (id,) in rows.fetchall()}
    return (name for name in names if id_of(name) not in known)


def _successors(db: Database, decided: Sequence[Decision]) -> Mapping[int, int]:
    """What is gone, and the living thing that it is said to be, in the fewest steps."""
    ends = _Ends(db)
    near: dict[int, set[int]] = {}
    for one in decided:
        a, b = ends.of(id_of(one.a)), ends.of(id_of(one.b))
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    found: dict[int, int] = {}
    waiting = deque((id, id) for id in sorted(near) if ends.state(id) == LIVE)
    while waiting:
        at, target = waiting.popleft()
        for id in sorted(near[at]):
            if id not in found and ends.state(id) == GONE:
                found[id] = target
                waiting.append((id, target))
    return found


class _Ends:
    """Where things are that moved because they have fellows; what a decision lets lead on counts as gone."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[int, tuple[int | None, int | None]] = {}

    def of(self, id: int) -> int:
        """Where the way of a thing ends; itself when it did not move."""
        for _ in range(MOST_MOVES):
            _, target = self._row(id)
            if target is None:
                break
            id = target
        return id

    def state(self, id: int) -> int | None:
        """Whether it lives or is gone; None when it never was."""
        return self._row(id)[0]

    def _row(self, id: int) -> tuple[int | None, int | None]:
        if id not in self._known:
            # what leads on because of a decision keeps its last words, and what moved of itself does not
            row = self._db.execute(
                "SELECT state, moved_to, EXISTS (SELECT 1 FROM tombstone WHERE thing = id)"
                " FROM thing WHERE id = ?",
                (id,),
            ).fetchone()
            state, target, buried = row or (None, None, 0)
            self._known[id] = (GONE, None) if state == MOVED and buried else (state, target)
        return self._known[id]


def _leading_on(db: Database) -> set[int]:
    rows = db.execute(
        "SELECT id FROM tombstone CROSS JOIN thing WHERE id = thing AND state = :moved", NUMBERS
    )
    return {id for (id,) in rows}
