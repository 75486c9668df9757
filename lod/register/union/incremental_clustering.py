"""A small publish and the union: which groups a change of some records changes, and who must be told anew.

What others say changes when one of the things that they name gets another name; only they are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from lod.register.database.connection import Database
from lod.register.ingest.record_mapping import RecordStatements
from lod.register.ingest.statement_delta import Edit
from lod.register.statements import id_of
from lod.register.union.candidates import EXISTS, Decisions, Sketcher, net_of
from lod.register.union.clusters import Clusters, Regrouped
from lod.register.union.external_links import sketches, things
from lod.register.union.linker_protocol import Decision, Linker
from lod.register.union.renaming import Renamer, named

SaidBy = Callable[[int], RecordStatements]
"""What a record that did not change says, under its own names."""


class IncrementalClustering:
    """The union of one publication, while its edits are worked in."""

    def __init__(self, db: Database, publication: int, base: str, linker: Linker, said_by: SaidBy) -> None:
        self._db = db
        self._base = base
        self._linker = linker
        self._said_by = said_by
        self._names: dict[int, str] = {}
        self._clusters = Clusters(db, linker, publication, self._names.get)
        self._changes = Regrouped()
        self._leaders: dict[str, str] = {}
        self.sketched: set[int] = set()
        """Things of which something else is known than before."""

    def follow(self, edits: Sequence[Edit], decisions: Sequence[Decision], most: int) -> list[Edit] | None:
        """The edits under the names of the union, with those of records that must be told anew.

        None when these are more than `most`.
        """
        seeds, sketcher, dropped = self._decide(decisions)
        net = net_of(sketcher, (e.before for e in edits), (e.after for e in edits), self._names)
        self.sketched = {thing for (thing, _), number in net.items() if number}
        seeds |= self._near(self.sketched)
        things, crossed = self._clusters.pool.change(net)
        if seeds or things or crossed:
            self._changes = self._clusters.regroup(seeds | things | crossed, Decisions(self._db).pairs())
        for thing in dropped:
            self._db.execute("DELETE FROM sketch WHERE thing = ? AND data = ?", (thing, EXISTS))
        others = self._concerned() - {edit.record for edit in edits}
        if len(others) > most:
            return None
        again = [Edit(record, said, said) for record in sorted(others) for said in (self._said_by(record),)]
        before, after = Renamer(self._base, self._name_before), Renamer(self._base, self.name)
        return [self._renamed(edit, before, after) for edit in (*edits, *again)]

    def name(self, own: str) -> str:
        """The name that a thing has in the union from now on."""
        found = self._leaders.get(own)
        if found is None:
            id = id_of(own)
            leader = self._clusters.leader(id)
            found = self._leaders[own] = own if leader == id else self._clusters.name(leader)
        return found

    def touched(self) -> set[str]:
        """Names of the groups of which something else is known, as they are called now and were."""
        name = self._clusters.name
        both = (self._changes.before, self._changes.after, self._changes.heirs)
        ids = self.sketched.union(*both, *(some.values() for some in both))
        return {name(thing) for thing in ids} | {self.name(name(thing)) for thing in ids}

    def sketches(self, name: str) -> list[str]:
        """What a group is known by in the files of others; nothing by a name that is no group's."""
        return sketches(self._db, self._clusters, id_of(name)) if self.name(name) == name else []

    def things(self) -> Iterator[tuple[str, list[str]]]:
        """Every group by its name, with what it is known by in the files of others."""
        return ((self._clusters.name(thing), found) for thing, found in things(self._db))

    def moves(self) -> dict[str, str]:
        """Names that answer with another thing from now on: fellows, and those whose last record is gone."""
        name = self._clusters.name
        found = {name(a): name(b) for a, b in self._changes.after.items() if a != b}
        return found | {name(a): name(b) for a, b in self._changes.heirs.items()}

    # ------------------------------------------------------------ steps

    def _decide(self, given: Sequence[Decision]) -> tuple[set[int], Sketcher, set[int]]:
        """Take in what people decided; whom it is new for, how to sketch, whom nothing is decided of now."""
        decisions = Decisions(self._db)
        before = decisions.names
        concerned = decisions.replace(given)
        after = decisions.names
        for name in sorted(after - before):
            thing = id_of(name)
            self._names[thing] = name
            if not self._clusters.pool.exists(thing):
                (count,) = self._db.execute(
                    "SELECT count(*) FROM describes WHERE thing = ?", (thing,)
                ).fetchone()
                if count:
                    self._db.execute("INSERT INTO sketch VALUES (?, ?, ?)", (thing, EXISTS, count))
        self._clusters.pool.forget()
        return concerned, Sketcher(self._linker, before | after), {id_of(name) for name in before - after}

    def _near(self, things: Iterable[int]) -> set[int]:
        """What is connected with some things as they are known until now."""
        return {other for thing in things for other in self._clusters.pool.neighbours(thing)}

    def _concerned(self) -> set[int]:
        """Records that name a thing which has another name now."""
        found: set[int] = set()
        for thing, leader in self._changes.before.items():
            found.update(
                id for (id,) in self._db.execute("SELECT record FROM uses WHERE thing = ?", (thing,))
            )
            if leader == thing:
                rows = self._db.execute("SELECT record FROM describes WHERE thing = ?", (thing,))
                found.update(id for (id,) in rows)
        return found

    def _name_before(self, own: str) -> str:
        leader = self._changes.before.get(id_of(own))
        if leader is None:
            return self.name(own)
        return own if leader == id_of(own) else self._clusters.name(leader)

    def _renamed(self, edit: Edit, before: Renamer, after: Renamer) -> Edit:
        """The edit under the names of the union; notes which of its things are named otherwise."""
        gone = self._uses(edit.before, self._name_before)
        now = self._uses(edit.after, self.name)
        rows = [(thing, edit.record) for thing in gone - now]
        self._db.executemany("DELETE FROM uses WHERE thing = ? AND record = ?", rows)
        rows = [(thing, edit.record) for thing in now - gone]
        self._db.executemany("INSERT INTO uses VALUES (?, ?) ON CONFLICT DO NOTHING", rows)
        return Edit(
            edit.record,
            before.renamed(edit.before) if edit.before else None,
            after.renamed(edit.after) if edit.after else None,
        )

    def _uses(self, said: RecordStatements | None, name: Callable[[str], str]) -> set[int]:
        """Things that a record names and does not describe by that name."""
        if said is None:
            return set()
        names = named(said, self._base)
        return {id_of(one) for one in names if one not in said.lines or name(one) != one}
