"""Taking everything in: a full build of the register's part that follows from records and mappings.

What workers found is gathered unsorted in a database of its own, then sorted and merged at once: random
inserts into the large tables would take many times as long. What the register remembers (dates, log, states)
stays.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from lod.register import counts
from lod.register.bookkeeping import Tally, keep_former
from lod.register.database.connection import Database, emptied
from lod.register.database.schema import BURIED, DERIVED, NUMBERS
from lod.register.ingest.compression import pack_lines
from lod.register.ingest.spool import Renamed
from lod.register.ingest.worker import Place, Taken
from lod.register.rollback import LastDescriptions
from lod.register.statements import id_of, number


class BulkLoad:
    """One full build; all of it in the transaction that is open on `db`."""

    def __init__(self, db: Database, publication: int) -> None:
        self._db = db
        self._publication = publication
        self._live: set[int] = {id for (id,) in db.execute("SELECT id FROM record WHERE live")}
        self._next = db.execute("SELECT coalesce(max(id), 0) + 1 FROM record").fetchone()[0]
        self._known: dict[str, tuple[int, bytes]] = {}
        self._claimed: set[str] = set()
        self._collection = 0
        self._tally = Tally()
        self.elsewhere: Counter[bytes] = Counter()
        """Statements about what is not ours, and how many records say them."""
        self._were: list[tuple[int, int]] = []
        self.described: dict[int, Counter[str]] = {}
        """How many things of each kind the records of each collection describe."""
        db.execute("DELETE FROM issue")
        db.execute("DELETE FROM set_aside")
        db.execute("DELETE FROM left_over")
        db.execute("UPDATE collection SET mapped = 0, ignored = 0")
        # Each collection that is read says which files it has; one that was taken out has none.
        db.execute("UPDATE source SET current = 0")

    def begin(self, collection: int) -> None:
        """From here on, batches are of this collection."""
        self._collection = collection
        self._kinds: Counter[str] = Counter()
        self._claimed = set()
        self._tally = Tally()
        rows = self._db.execute("SELECT key, id, hash FROM record WHERE collection = ?", (collection,))
        self._known = {key: (id, hash) for key, id, hash in rows}

    def end(self) -> tuple[Tally, list[int]]:
        """What happened to the collection's records, and the ids of those that are gone."""
        gone = sorted(id for id, _ in self._known.values() if id in self._live)
        self._tally.deleted = len(gone)
        self.described.setdefault(self._collection, Counter()).update(self._kinds)
        return self._tally, gone

    def claim(self, taken: Taken, order: int, dead: Mapping[str, Place]) -> dict[int, str]:
        """Position and key of the records of a batch that must not be published; claims the keys of others.

        `order` is the number of their file; `dead` says up to where records with a key are deleted.
        """
        refused = {}
        # One that a rule fails on claims its key too: the next with that key is a second one all the same.
        failed = [(one.position, one.key) for one in taken.set_aside if one.key]
        for position, key in sorted([*failed, *((p, key) for p, key, _, _ in taken.records)]):
            if (order, position) < dead.get(key, (-1, 0)):
                refused[position] = ""
            elif key in self._claimed:
                refused[position] = key
            else:
                self._claimed.add(key)
        return refused

    def add(self, taken: Taken, source: int | None, dictionary: int | None) -> dict[int, int]:
        """Take a batch in whose keys were claimed; the ids of its records by position."""
        ids = self._records(taken, source, dictionary)
        self._kinds.update(taken.kinds)
        execute = self._db.executemany
        described = [(thing, ids[position], digest) for thing, position, digest in taken.describes]
        execute("INSERT INTO staging.describes VALUES (?, ?, ?)", described)
        execute("INSERT INTO staging.name VALUES (?, ?)", taken.names.items())
        execute("INSERT INTO staging.uses VALUES (?, ?)", [(thing, ids[p]) for thing, p in taken.uses])
        sketched = [(thing, data, count) for (thing, data), count in taken.sketches.items()]
        execute("INSERT INTO staging.sketch VALUES (?, ?, ?)", sketched)
        execute("INSERT INTO staging.block VALUES (?, ?)", taken.keys)
        self.elsewhere.update(taken.elsewhere)
        numbered = [(ids[p], n, *issue) for n, (p, *issue) in enumerate(taken.issues)]
        execute("INSERT INTO issue VALUES (?, ?, ?, ?, ?)", numbered)
        return ids

    def gather(self) -> None:
        """Make the tables by which things are compared, each written in the order of its key."""
        db = self._db
        for table in ("sketch", "block"):
            emptied(db, table)
        db.execute(
            "INSERT INTO sketch SELECT thing, data, sum(count) FROM staging.sketch"
            " GROUP BY thing, data ORDER BY thing, data"
        )
        db.execute("INSERT INTO block SELECT DISTINCT key, thing FROM staging.block ORDER BY key, thing")
        db.execute("CREATE TABLE staging.own (id INTEGER PRIMARY KEY, name TEXT) STRICT")
        db.execute("INSERT INTO staging.own SELECT thing, max(name) FROM staging.name GROUP BY thing")
        self._were = db.execute("SELECT thing, leader FROM fellow").fetchall()

    def retell(self, collection: int, ids: Mapping[int, int], renamed: Renamed) -> None:
        """Take in what was told anew of records whose things have other names."""
        execute = self._db.executemany
        execute("INSERT INTO staging.told VALUES (?)", [(ids[position],) for position in renamed.positions])
        rows = [(thing, ids[position], digest) for thing, position, digest in renamed.describes]
        execute("INSERT INTO staging.telling VALUES (?, ?, ?)", rows)
        rows_of_uses = [(thing, ids[position]) for thing, position in renamed.uses]
        execute("INSERT INTO staging.uses VALUES (?, ?)", rows_of_uses)
        self.described[collection].update(renamed.kinds)

    def moves(self, leaders: Mapping[int, int]) -> dict[int, int]:
        """What answers with another thing from now on: fellows, and names whose last record is gone."""
        found = dict(leaders)
        own = {id for (id,) in self._db.execute("SELECT id FROM staging.own")}
        groups: dict[int, list[int]] = {}
        for thing, leader in self._were:
            if leader not in own and thing in own:
                groups.setdefault(leader, []).append(thing)
        rows = self._db.execute("SELECT id, created FROM thing")
        created = dict(rows.fetchall()) if groups else {}
        for leader, left in groups.items():
            heir = min(left, key=lambda thing: (created.get(thing, self._publication), self.name(thing)))
            found[leader] = leaders.get(heir, heir)
        return found

    def names_described(self, names: Iterable[str]) -> set[str]:
        """Those of some names by which a record of this build describes something."""
        asked = {id_of(name): name for name in names}
        rows = self._db.execute(
            "SELECT DISTINCT thing FROM staging.describes WHERE thing IN (SELECT value FROM json_each(?))",
            (json.dumps([*asked]),),
        )
        return {asked[thing] for (thing,) in rows}

    def name(self, thing: int) -> str:
        """The name of a thing that a record names."""
        row = self._db.execute("SELECT name FROM staging.own WHERE id = ?", (thing,)).fetchone()
        return str(row[0]) if row else ""

    def _records(self, taken: Taken, source: int | None, dictionary: int | None) -> dict[int, int]:
        """Write what is new or changed; ids by position."""
        ids, new, changed = {}, [], []
        batch, now = taken.batch, self._publication
        for position, key, hash, raw in taken.records:
            id, before = self._known.get(key, (0, b""))
            row = (hash, batch.format, source, position, now, 1, dictionary, raw)
            if not id:
                id, self._next = self._next, self._next + 1
                new.append((id, self._collection, key, now, *row))
            elif before != hash or id not in self._live:
                changed.append((*row, id))
            self._live.discard(id)
            ids[position] = id
        self._db.executemany(
            "INSERT INTO record (id, collection, key, first, hash, format, source, position, last, live,"
            " dictionary, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            new,
        )
        keep_former(self._db, now, [id for *_, id in changed])
        self._db.executemany(
            "UPDATE record SET hash = ?, format = ?, source = ?, position = ?, last = ?, live = ?,"
            " dictionary = ?, raw = ? WHERE id = ?",
            changed,
        )
        self._tally.new += len(new)
        self._tally.changed += len(changed)
        self._tally.unchanged += len(ids) - len(new) - len(changed)
        return ids

    def finish(self, last: LastDescriptions, moved: Iterable[int]) -> frozenset[int]:
        """Merge everything: who describes what, counts, states of things, log; the things in `moved` move.

        Gives those of them that were described until now: their move is to be logged.
        """
        keep_former(self._db, self._publication, self._live)
        gone = [(self._publication, id) for id in self._live]
        self._db.executemany("UPDATE record SET live = 0, last = ? WHERE id = ?", gone)
        self._derive()
        self._db.execute("CREATE TABLE staging.moved (id INTEGER PRIMARY KEY) STRICT")
        self._db.executemany("INSERT INTO staging.moved VALUES (?)", [(id,) for id in moved])
        served = self._db.execute(
            "SELECT id FROM staging.moved JOIN served USING (id) WHERE state = :live", NUMBERS
        ).fetchall()
        self._log_changes()
        self._apply_changes()
        self._bury(last)
        counts.described(self._db, self.described)
        return frozenset(id for (id,) in served)

    def _derive(self) -> None:
        """Make the derived tables anew, each written in the order of its key."""
        db = self._db
        for table in DERIVED.keys() - {"sketch", "block"}:
            emptied(db, table)
        db.execute(
            "INSERT INTO describes SELECT thing, record, digest FROM staging.describes"
            " WHERE record NOT IN (SELECT record FROM staging.told)"
            " UNION ALL SELECT thing, record, digest FROM staging.telling ORDER BY 1, 2"
        )
        db.execute("INSERT INTO uses SELECT DISTINCT thing, record FROM staging.uses ORDER BY 1, 2")
        counted = sorted((number(line), count) for line, count in self.elsewhere.items())
        db.executemany("INSERT INTO elsewhere VALUES (?, ?)", counted)
        db.execute(
            "CREATE TABLE staging.thing (id INTEGER PRIMARY KEY, name TEXT, digest INTEGER,"
            " record INTEGER) STRICT"
        )
        db.execute(
            "INSERT INTO staging.thing SELECT own.id, own.name, sum(DISTINCT digest), min(record)"
            " FROM describes JOIN staging.own ON own.id = thing GROUP BY own.id ORDER BY own.id"
        )

    def _log_changes(self) -> None:
        """Log what becomes of each thing, in the order of ids."""
        db = self._db
        (seq,) = db.execute("SELECT coalesce(max(seq), 0) FROM log").fetchone()
        db.execute(
            """CREATE TABLE staging.change AS
                SELECT :seq + row_number() OVER (ORDER BY thing) AS seq, * FROM (
                    SELECT new.id AS thing, old.last AS previous,
                           CASE WHEN old.id IS NULL THEN :create WHEN served.state = :live THEN :update
                                ELSE :restore END AS type
                    FROM staging.thing AS new
                    LEFT JOIN main.thing AS old USING (id) LEFT JOIN served USING (id)
                    WHERE old.id IS NULL OR old.state <> :live OR old.digest <> new.digest
                       OR old.id IN (SELECT thing FROM withdrawn)
                    UNION ALL
                    SELECT old.id, old.last, :delete FROM main.thing AS old JOIN served USING (id)
                    WHERE served.state = :live AND old.id NOT IN (SELECT id FROM staging.thing)
                      AND old.id NOT IN (SELECT id FROM staging.moved)
                ) AS one""",
            {**NUMBERS, "seq": seq},
        )
        db.execute(
            "INSERT INTO log (seq, publication, thing, type, previous, record)"
            " SELECT seq, :now, thing, type, previous, CASE WHEN type = :create THEN record END"
            " FROM staging.change LEFT JOIN staging.thing ON id = thing ORDER BY seq",
            {**NUMBERS, "now": self._publication},
        )

    def _apply_changes(self) -> None:
        """Bring the row of each thing up to date with what was logged."""
        db, given = self._db, {**NUMBERS, "now": self._publication}
        db.execute(
            """INSERT INTO main.thing
                SELECT id, substr(name, 1, instr(name, '/') - 1), substr(name, instr(name, '/') + 1),
                       :live, NULL, :now, :now, seq, digest
                FROM staging.change JOIN staging.thing ON id = thing WHERE type = :create ORDER BY id""",
            given,
        )
        db.execute(
            """UPDATE main.thing SET changed = :now, last = change.seq, moved_to = NULL,
                       state = CASE WHEN type = :delete THEN :gone ELSE :live END,
                       digest = CASE WHEN type = :delete THEN 0 ELSE digest END
                FROM staging.change WHERE thing.id = change.thing AND type <> :create""",
            given,
        )
        # What a roll-back had taken back already goes without another line in the log.
        db.execute(
            "UPDATE main.thing SET state = :gone, changed = :now, digest = 0"
            " WHERE state = :live AND id NOT IN (SELECT id FROM staging.thing)",
            given,
        )
        db.execute(
            """UPDATE main.thing SET digest = new.digest FROM staging.thing AS new
               WHERE thing.id = new.id AND thing.digest <> new.digest"""
        )

    def _bury(self, last: LastDescriptions) -> None:
        """Keep the last description of what is gone, and forget those of what came back."""
        db = self._db
        gone = db.execute(
            "SELECT id, kind, key FROM staging.change JOIN main.thing ON id = thing WHERE type = :delete",
            NUMBERS,
        ).fetchall()
        for id, kind, key in gone:
            lines = [*last(f"{kind}/{key}")]
            if lines:  # else it was gone before, and only a roll-back had brought it back
                db.execute(BURIED, (id, pack_lines(lines)))
        db.execute("DELETE FROM tombstone WHERE thing IN (SELECT id FROM thing WHERE state = :live)", NUMBERS)
        db.execute("DELETE FROM withdrawn")
