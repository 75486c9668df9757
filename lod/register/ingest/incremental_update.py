"""A small publish: only what changed is read, mapped and written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lod.errors import MappingError
from lod.register import bookkeeping, counts
from lod.register.change_log import Changes
from lod.register.collection_membership import MembershipChange, Memberships
from lod.register.ingest.files import File
from lod.register.ingest.record_changes import Mention, RecordChanges
from lod.register.ingest.record_mapping import (
    VERBATIM,
    Account,
    MapperFactory,
    Plan,
    RecordMapper,
    RecordStatements,
)
from lod.register.ingest.statement_delta import Edit, Revision
from lod.register.ingest.worker import digest
from lod.register.register import Register
from lod.register.statements import Delta, id_of
from lod.register.union import external_links, successors
from lod.register.union.clusters import members
from lod.register.union.external_links import ExternalLinks
from lod.register.union.incremental_clustering import IncrementalClustering
from lod.register.union.linker_protocol import Decision, Linker
from lod.register.union.renaming import Renamer

LARGE = 0.1
"""Above this share of the records, everything is built anew: that is faster by then."""
FEW = 1_000
"""So many changed records are never a reason to build everything anew."""
MANY = 20_000
"""So many always are: what they say is held in memory."""


class TooMuch(Exception):
    """So much changed that a full build is the quicker way."""


@dataclass(slots=True)
class Updated:
    """What an update did."""

    delta: Delta = field(default_factory=Delta)
    """What the store must follow."""
    tallies: dict[str, bookkeeping.Tally] = field(default_factory=dict)
    changes: int = 0
    """Lines added to the log."""
    collections: set[int] = field(default_factory=set)
    """Ids of those of which records changed."""
    rehomed: Mapping[str, MembershipChange] = field(default_factory=dict)
    """Things that collections begin or cease to describe, by their names."""


class IncrementalUpdate:
    """One update, in the transaction that is open on the register."""

    def __init__(
        self,
        register: Register,
        publication: int,
        base: str,
        plans: Mapping[str, Plan],
        make: MapperFactory,
        linker: Linker,
    ):
        self._register = register
        self._db = register.db
        self._now = publication
        self._base = base
        self._changes = Changes(register.db, publication, base)
        self._together = IncrementalClustering(register.db, publication, base, linker, self._said_again)
        self._plans = {**bookkeeping.plans(register), **plans}
        self._make = make
        # What was said is not accounted with what is said: it is taken off.
        self._old: dict[str, RecordMapper] = {}
        self._new: dict[str, RecordMapper] = {}
        self._others: dict[str, RecordMapper] = {}
        self._edits: list[Edit] = []
        (live,) = self._db.execute("SELECT count(*) FROM record WHERE live").fetchone()
        self._left = min(MANY, max(FEW, int(live * LARGE)))
        self.updated = Updated()

    def collection(self, key: str, files: Sequence[File]) -> None:
        """Read a collection's files, unless none of them changed; TooMuch when nearly everything did."""
        id = bookkeeping.collection(self._register, self._plans[key])
        stamps = {file.name: file.stamp for file in files}
        known = bookkeeping.stamps(self._register, id)
        if all(stamps.values()) and stamps == known:
            return
        same = {name for name, stamp in stamps.items() if stamp and stamp == known.get(name)}
        intake = RecordChanges(
            self._register, id, self._reader(self._new, key), self._passed(id, files, same)
        )
        if not intake.compare(files, self._left):
            raise TooMuch
        new: Counter[int] = Counter()
        tally = self._decide(id, key, intake, files, new)
        self._books(id, key, intake, files, stamps, new)
        self.updated.tallies[key] = tally

    def _passed(
        self, collection: int, files: Sequence[File], same: Collection[str]
    ) -> dict[int, tuple[int, int]]:
        """Files that need not be read, by their place: with the `same` bytes, of which nothing was set aside.

        None, when some file may say of records in others that they are gone.
        """
        exact = bookkeeping.exact(self._register, collection)
        found = {
            order: exact[file.name]
            for order, file in enumerate(files)
            if file.name in same and file.name in exact
        }
        return {} if found and any(file.may_delete for file in files) else found

    def _decide(
        self, id: int, key: str, intake: RecordChanges, files: Sequence[File], new: Counter[int]
    ) -> bookkeeping.Tally:
        """Write what is new, changed and gone; counts in `new` what each file has that was not known."""
        sources = bookkeeping.sources(self._register, id, files)
        said = [*self._said(intake, key)]
        gone = intake.gone()
        broken = [(files[order], fault) for order, fault in intake.arrivals.broken.items()]
        bookkeeping.refuse_broken(self._register, id, broken, gone)
        self._spend(len(said) + len(gone))
        changed = sum(known is not None and self._is_live(known) for _, known, _ in said)
        unchanged = len(intake.arrivals.unchanged) - sum(known is not None for _, known, _ in said)
        unchanged += len(intake.elsewhere)
        for mention, known, after in said:
            new[mention.place[0]] += known is None
            self._write(id, known, mention, after, sources[mention.place[0]])
        for record in gone:
            self._take_away(record)
        return bookkeeping.Tally(len(said) - changed, changed, unchanged, len(gone))

    def whole(self, key: str, records: Iterable[bytes]) -> None:
        """A collection of statements given instead of files: what the site says about itself."""
        id = bookkeeping.collection(self._register, self._plans[key])
        rows = self._db.execute(
            "SELECT key, id, hash FROM record WHERE collection = ? AND live AND instr(key, ?) = 0",
            (id, external_links.MARK),
        )
        self._whole(id, records, {name: (record, hash) for name, record, hash in rows})

    def _whole(self, id: int, records: Iterable[bytes], known: dict[str, tuple[int, bytes]]) -> None:
        """Statements given as records, beside those that are known: what is not given any more goes."""
        for raw in records:
            after = self._reader(self._new, "").said(raw, VERBATIM)
            record, hash = known.pop(after.key, (None, b""))
            if hash != digest(raw):
                mention = Mention((0, 0), 0, after.key, VERBATIM, raw)
                self._write(id, record or self._id(id, after.key), mention, after, None)
        for record, _ in known.values():
            self._take_away(record)

    def _known(self, id: int, start: str) -> dict[str, tuple[int, bytes]]:
        """The living records of a collection whose keys start so."""
        rows = self._db.execute(
            "SELECT key, id, hash FROM record WHERE collection = ? AND key >= ? AND key < ? AND live",
            (id, start, start[:-1] + chr(ord(start[-1]) + 1)),
        )
        return {name: (record, hash) for name, record, hash in rows}

    def remove(self, key: str) -> None:
        """A collection that the site does not have any more."""
        id = bookkeeping.collection(self._register, self._plans[key])
        rows = self._db.execute("SELECT id FROM record WHERE collection = ? AND live", (id,)).fetchall()
        self._spend(len(rows))
        for (record,) in rows:
            self._take_away(record)
        if rows:
            self.updated.tallies[key] = bookkeeping.Tally(deleted=len(rows))
        bookkeeping.forget_set_aside(self._register, id)
        self._db.execute("UPDATE source SET current = 0 WHERE collection = ?", (id,))
        bookkeeping.account(self._register, id, self._accounts(key))

    def names_described(self, names: Iterable[str]) -> set[str]:
        """Those of some names by which records of collections describe something, edits so far worked in.

        These are names that records give, not those of the union. To be asked when all collections were read.
        """
        edited = {edit.record for edit in self._edits}
        now = {own for edit in self._edits if edit.after for own in edit.after.lines}
        return {name for name in names if name in now or self._is_described(name, edited)}

    def _is_described(self, name: str, edited: Collection[int]) -> bool:
        """Whether a record that is not edited describes something by this name."""
        group = members(self._db, name)
        rows = self._db.execute(
            "SELECT record FROM describes JOIN record ON record.id = record"
            " JOIN collection ON collection.id = collection WHERE thing = ? AND collection.key <> ''",
            (id_of(group[0]),),
        )
        others = (record for (record,) in rows if record not in edited)
        # who is alone is described by its own name; of fellows it must be read who says what
        return any(group == [name] or name in self._said_again(record).lines for record in others)

    def finish(
        self, moves: Mapping[str, str], decisions: Sequence[Decision], links: ExternalLinks
    ) -> Updated:
        """Work all edits, and what people decided, into the register; TooMuch when it concerns very much."""
        edits = self._together.follow(self._edits, decisions, max(self._left, FEW))
        if edits is None:
            raise TooMuch
        edits += self._link_out(links)
        self._changes.moving = self._together.moves()
        renamer = Renamer(self._base, self._together.name)
        revision = Revision(
            self._db, self._changes, edits, lambda record: renamer.renamed(self._said_again(record))
        )
        homes = Memberships(self._db, edits)
        revision.apply()
        self.updated.rehomed = homes.changed()
        if edits:  # else a roll-back stays in force: nothing new was asked for
            self._changes.settle()
        self._changes.move({**self._changes.moving, **moves})
        successors.follow(self._db, self._changes)
        delta = self.updated.delta = revision.delta
        delta.added |= self._changes.dates.added
        delta.taken |= self._changes.dates.taken
        counts.follow(self._register, delta, edits, self._changes.kinds)
        self.updated.changes = self._changes.logged
        records = json.dumps([edit.record for edit in self._edits])
        rows = self._db.execute(
            "SELECT DISTINCT collection FROM record WHERE id IN (SELECT value FROM json_each(?))", (records,)
        )
        self.updated.collections |= {id for (id,) in rows}
        return self.updated

    def _link_out(self, links: ExternalLinks) -> list[Edit]:
        """What is said anew of what things are in the files of others."""
        before = len(self._edits)
        names = self._together.touched()
        if concerned := links.concerned(bookkeeping.setting(self._register, external_links.SETTING)):
            names |= {name for name, some in self._together.things() if concerned(name, some)}
            bookkeeping.set_setting(self._register, external_links.SETTING, links.setting)
        id = bookkeeping.collection(self._register, self._plans[""])
        for name in sorted(names):
            records = links.records(name, self._together.sketches(name))
            self._whole(id, records, self._known(id, f"{self._base}id/{name}{external_links.MARK}"))
            if len(self._edits) - before > MANY:
                raise TooMuch
        return self._edits[before:]

    # ------------------------------------------------------------ single records

    def _said(
        self, intake: RecordChanges, key: str
    ) -> Iterator[tuple[Mention, int | None, RecordStatements]]:
        """What records say that are new or changed, each with its id when the register has it.

        One on which a rule fails is set aside, and no more published.
        """
        reader = self._reader(self._new, key)
        by_format: dict[str, list[tuple[Mention, int | None]]] = {}
        for mention, known in intake.winners():
            by_format.setdefault(mention.format, []).append((mention, known))
        for format, winners in by_format.items():
            step = reader.together(format)
            for start in range(0, len(winners), step):
                some = winners[start : start + step]
                told = reader.said_all([(one.raw, one.place[1], one.offset) for one, _ in some], format)
                for (mention, known), after in zip(some, told, strict=True):
                    if not isinstance(after, MappingError):
                        yield mention, known, after
                        continue
                    intake.refuse(mention, str(after))
                    if known is not None:
                        del intake.arrivals.unchanged[known]

    def _write(
        self, collection: int, id: int | None, mention: Mention, after: RecordStatements, source: int | None
    ) -> None:
        before = self._before(id) if id is not None and self._is_live(id) else None
        dictionary, _ = bookkeeping.dictionary(self._register, collection, mention.format, ())
        packed = self._register.packer(dictionary).pack(mention.raw)
        values = (
            digest(mention.raw),
            mention.format,
            source,
            mention.place[1],
            self._now,
            dictionary,
            packed,
        )
        if id is None:
            id = self._db.execute(
                "INSERT INTO record (id, collection, key, first, hash, format, source, position, last,"
                " dictionary, raw, live) VALUES ((SELECT coalesce(max(id), 0) + 1 FROM record),"
                " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1) RETURNING id",
                (collection, mention.key, self._now, *values),
            ).fetchone()[0]
        else:
            bookkeeping.keep_former(self._db, self._now, [id])
            self._db.execute(
                "UPDATE record SET hash = ?, format = ?, source = ?, position = ?, last = ?, dictionary = ?,"
                " raw = ?, live = 1 WHERE id = ?",
                (*values, id),
            )
        self._issues(id, after)
        self._edits.append(Edit(id, before, after))

    def _take_away(self, record: int) -> None:
        before = self._before(record)
        bookkeeping.keep_former(self._db, self._now, [record])
        self._db.execute("UPDATE record SET live = 0, last = ? WHERE id = ?", (self._now, record))
        self._db.execute("DELETE FROM issue WHERE record = ?", (record,))
        self._edits.append(Edit(record, before, None))

    def _before(self, record: int) -> RecordStatements:
        collection, raw, format = self._register.raw(record)
        return self._reader(self._old, collection).said(raw, format)

    def _issues(self, record: int, said: RecordStatements) -> None:
        self._db.execute("DELETE FROM issue WHERE record = ?", (record,))
        rows = [(record, number, *issue) for number, issue in enumerate(said.issues)]
        self._db.executemany("INSERT INTO issue VALUES (?, ?, ?, ?, ?)", rows)

    def _is_live(self, record: int) -> bool:
        (live,) = self._db.execute("SELECT live FROM record WHERE id = ?", (record,)).fetchone()
        return bool(live)

    def _id(self, collection: int, key: str) -> int | None:
        row = self._db.execute(
            "SELECT id FROM record WHERE collection = ? AND key = ?", (collection, key)
        ).fetchone()
        return row[0] if row else None

    def _spend(self, records: int) -> None:
        self._left -= records
        if self._left < 0:
            raise TooMuch

    # ------------------------------------------------------------ the rest of the books

    def _books(
        self,
        id: int,
        key: str,
        intake: RecordChanges,
        files: Sequence[File],
        stamps: Mapping[str, str],
        new: Mapping[int, int],
    ) -> None:
        bookkeeping.forget_set_aside(self._register, id)
        sources = bookkeeping.sources(self._register, id, files)
        for order, (source, file) in enumerate(zip(sources, files, strict=True)):
            rows = [one for (at, _), one in intake.arrivals.set_aside.items() if at == order]
            bookkeeping.set_aside(self._register, source, rows)
            is_exact = intake.is_exact(order, source, new[order])
            bookkeeping.read(
                self._register, source, stamps[file.name], intake.arrivals.records[order], is_exact
            )
            if file.format != VERBATIM:  # of a file that is set aside as a whole
                version = self._make.version(self._plans[key], file.format)
                bookkeeping.set_version(self._register, id, file.format, version)
        bookkeeping.account(self._register, id, self._accounts(key))

    def _accounts(self, key: str) -> Account:
        total = Account()
        if key in self._new:
            total.add(self._new[key].account())
        if key in self._old:
            total.add(self._old[key].account(), -1)
        return total

    def _reader(self, readers: dict[str, RecordMapper], key: str) -> RecordMapper:
        if key not in readers:
            readers[key] = RecordMapper(self._plans[key], self._make)
        return readers[key]

    def _said_again(self, record: int) -> RecordStatements:
        """What a record says that did not change; not accounted."""
        collection, raw, format = self._register.raw(record)
        return self._reader(self._others, collection).said(raw, format)
