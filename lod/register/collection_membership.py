"""Which collections begin or cease to describe a thing, when some records change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lod.register.database.connection import Database
from lod.register.ingest.statement_delta import Edit
from lod.register.statements import NOT_OURS, id_of


@dataclass(slots=True)
class MembershipChange:
    """Ids of the collections that begin to describe a thing, and of those that cease to."""

    come: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)


class Memberships:
    """Looked at before edits are worked in, and asked after it."""

    def __init__(self, db: Database, edits: Sequence[Edit]) -> None:
        self._db = db
        records = json.dumps([edit.record for edit in edits])
        collections: dict[int, int] = dict(
            db.execute(
                "SELECT id, collection FROM record WHERE id IN (SELECT value FROM json_each(?))", (records,)
            )
        )
        self._doubtful: dict[str, set[int]] = {}
        for edit in edits:
            before, after = ({*said.lines} if said else set() for said in (edit.before, edit.after))
            for name in before ^ after:
                self._doubtful.setdefault(name, set()).add(collections[edit.record])
        self._doubtful.pop(NOT_OURS, None)
        self._before = self._look()

    def _look(self) -> set[tuple[str, int]]:
        """Each doubtful thing with those of its doubtful collections that describe it."""
        return {
            (name, collection)
            for name, collections in self._doubtful.items()
            for collection in collections
            if self._describes(collection, id_of(name))
        }

    def _describes(self, collection: int, thing: int) -> bool:
        return bool(
            self._db.execute(
                "SELECT 1 FROM describes JOIN record ON record.id = record"
                " WHERE thing = ? AND collection = ? LIMIT 1",
                (thing, collection),
            ).fetchone()
        )

    def changed(self) -> Mapping[str, MembershipChange]:
        """The things, by name, of which it is different now."""
        after = self._look()
        found: dict[str, MembershipChange] = {}
        for name, collection in after - self._before:
            found.setdefault(name, MembershipChange()).come.add(collection)
        for name, collection in self._before - after:
            found.setdefault(name, MembershipChange()).gone.add(collection)
        return found
