"""Bookkeeping beside the records: collections and their files, what was set aside, what was left over."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lod.errors import SourceError
from lod.record import is_fault, placed
from lod.register.database.connection import Database
from lod.register.ingest.compression import Packer, train
from lod.register.ingest.files import File
from lod.register.ingest.record_mapping import Account, Plan
from lod.register.ingest.worker import SetAside, digest
from lod.register.register import Register
from lod.site import Collection, Site

NO_DICTIONARY = Packer(None)


@dataclass(slots=True)
class Tally:
    """What happened to the records of a collection."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0


def collection(register: Register, plan: Plan) -> int:
    """Id of a collection, with the way its records are mapped from now on."""
    settings = dataclasses.asdict(plan)
    settings["overlay"] = str(plan.overlay) if plan.overlay else None
    row = register.db.execute(
        "INSERT INTO collection (id, key, plan)"
        " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM collection), ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET plan = excluded.plan RETURNING id",
        (plan.collection, json.dumps(settings, sort_keys=True)),
    ).fetchone()
    return int(row[0])


def plans(register: Register) -> dict[str, Plan]:
    """How the records of each collection were mapped."""
    found = {}
    for key, text in register.db.execute("SELECT key, plan FROM collection"):
        settings = json.loads(text)
        overlay = settings.pop("overlay")
        settings["mappings"] = tuple(settings["mappings"])
        found[key] = Plan(**settings, overlay=Path(overlay) if overlay else None)
    return found


def versions(register: Register) -> dict[tuple[str, str], str]:
    """Version of the mapping by which the records of each collection and format became statements."""
    rows = register.db.execute(
        "SELECT key, format, version FROM mapping JOIN collection ON collection.id = collection"
    )
    return {(key, format): version for key, format, version in rows}


def set_version(register: Register, collection: int, format: str, version: str) -> None:
    """Note the version of a mapping, in the publication that is being worked in."""
    row = (collection, format, version)
    known = register.db.execute(
        "SELECT 1 FROM mapping WHERE collection = ? AND format = ? AND version = ?", row
    ).fetchone()
    if known:
        return
    register.db.execute(
        "INSERT INTO mapping VALUES (?, ?, ?)"
        " ON CONFLICT (collection, format) DO UPDATE SET version = excluded.version",
        row,
    )
    register.db.execute(
        "INSERT INTO mapped SELECT ?, ?, max(number), ? FROM publication WHERE true"
        " ON CONFLICT (collection, format, since) DO UPDATE SET version = excluded.version",
        row,
    )


def setting(register: Register, name: str) -> str:
    """A setting of the register itself; empty when there is none."""
    row = register.db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def set_setting(register: Register, name: str, value: str) -> None:
    """Note a setting of the register."""
    register.db.execute(
        "INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


EXACT = " exact"
"""How the stamp of a file ends when every record in it is published, and the register has it from there."""


def stamps(register: Register, collection: int) -> dict[str, str]:
    """Name and stamp of the files that a collection had; none when no record of it is published any more.

    Registers of before December 2026 may say of a collection that was taken out that its files were read.
    """
    rows = register.db.execute(
        "SELECT name, stamp FROM source WHERE collection = ? AND current"
        " AND (records = 0 OR EXISTS (SELECT 1 FROM record WHERE record.collection = ? AND live))",
        (collection, collection),
    )
    return {name: stamp.removesuffix(EXACT) for name, stamp in rows}


def exact(register: Register, collection: int) -> dict[str, tuple[int, int]]:
    """Name of a file of a collection → its id and number of records, if just those are published from it."""
    rows = register.db.execute(
        "SELECT name, id, records FROM source WHERE collection = ? AND current AND stamp LIKE ?",
        (collection, f"%{EXACT}"),
    )
    return {name: (id, records) for name, id, records in rows}


def living(register: Register, source: int) -> set[int]:
    """Ids of the living records that were in a file when they last changed."""
    return {id for (id,) in register.db.execute("SELECT id FROM record WHERE source = ? AND live", (source,))}


def is_exact(register: Register, source: int, found: set[int], new: int, records: int) -> bool:
    """Whether all records of a file are published from it and no others.

    It has so many records, of which some are `found` by their ids, and so many were `new`. To be asked when
    all is written.
    """
    here = living(register, source)
    return found <= here and len(found) + new == len(here) == records


def sources(register: Register, collection: int, files: Iterable[File]) -> list[int]:
    """Ids of the files that a collection has from now on."""
    db = register.db
    db.execute("UPDATE source SET current = 0 WHERE collection = ?", (collection,))
    return [
        db.execute(
            "INSERT INTO source (id, collection, name, stamp, format, records, current)"
            " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM source), ?, ?, '', ?, 0, 1)"
            " ON CONFLICT (collection, name) DO UPDATE SET stamp = '', format = excluded.format, current = 1"
            " RETURNING id",
            (collection, file.name, file.format),
        ).fetchone()[0]
        for file in files
    ]


def read(register: Register, source: int, stamp: str, records: int, is_exact: bool = False) -> None:
    """Note that a file was read to its end, and whether just its records are those that it has here."""
    if stamp and is_exact:
        stamp += EXACT
    register.db.execute("UPDATE source SET stamp = ?, records = ? WHERE id = ?", (stamp, records, source))


def set_aside(register: Register, source: int, rows: Iterable[SetAside]) -> None:
    """Keep what is not published, with its bytes."""
    register.db.executemany(
        "INSERT INTO set_aside VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, position, offset) DO UPDATE"
        " SET key = excluded.key, hash = excluded.hash, reason = excluded.reason, raw = excluded.raw",
        [
            (source, r.position, r.offset, r.key, digest(r.raw), r.reason, NO_DICTIONARY.pack(r.raw))
            for r in rows
        ],
    )


def forget_set_aside(register: Register, collection: int) -> None:
    """Forget what was set aside of a collection: it is read again."""
    register.db.execute(
        "DELETE FROM set_aside WHERE source IN (SELECT id FROM source WHERE collection = ?)", (collection,)
    )


def account(register: Register, collection: int, change: Account) -> None:
    """Add to what became of a collection's subfields."""
    db = register.db
    db.execute(
        "UPDATE collection SET mapped = mapped + ?, ignored = ignored + ? WHERE id = ?",
        (change.mapped, change.ignored, collection),
    )
    db.executemany(
        "INSERT INTO left_over VALUES (?, ?, ?) ON CONFLICT (collection, field)"
        " DO UPDATE SET count = left_over.count + excluded.count",
        [(collection, field, count) for field, count in change.left_over.items() if count],
    )
    db.execute("DELETE FROM left_over WHERE collection = ? AND count = 0", (collection,))


def dictionary(
    register: Register, collection: int, format: str, samples: Iterable[bytes]
) -> tuple[int | None, bytes | None]:
    """Id and bytes of the dictionary for a collection's records; made of samples if there is none yet."""
    row = register.db.execute(
        "SELECT id, bytes FROM dictionary WHERE collection = ? AND format = ?", (collection, format)
    ).fetchone()
    if row:
        return row[0], row[1]
    made = train([*samples])
    if made is None:
        return None, None
    (id,) = register.db.execute(
        "INSERT INTO dictionary (id, collection, format, bytes)"
        " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM dictionary), ?, ?, ?) RETURNING id",
        (collection, format, made),
    ).fetchone()
    return id, made


def keep_former(db: Database, publication: int, records: Iterable[int]) -> None:
    """Keep the bytes of living records that are about to change or to go."""
    db.executemany(
        "INSERT INTO former SELECT id, last, ?, format, dictionary, raw FROM record WHERE id = ? AND live",
        [(publication, id) for id in records],
    )


def faults(register: Register, site: Site, keys: Container[str]) -> Iterator[str]:
    """What is not to be trusted about these collections as they are now, one sentence each."""
    for one in site.collections:
        if one.key in keys:
            yield from _faults(register, site, one)


def _faults(register: Register, site: Site, one: Collection) -> Iterator[str]:
    found = records(register, one.key)
    faulty = _faulty(register, one.key)
    aside = len(faulty)
    where = f"collections/{one.key}/collection.toml"
    low, high = one.expected.minimum, one.expected.maximum
    if found < low:
        yield f"{where}: expected.minimum: found {found:,} records, expected at least {low:,}"
    if high is not None and found > high:
        yield f"{where}: expected.maximum: found {found:,} records, expected at most {high:,}"
    share = site.publish.set_aside_max if one.set_aside_max is None else one.set_aside_max
    if aside > share * (found + aside):
        yield (
            f"{where}: set_aside_max: found {aside:,} of {found + aside:,} records set aside, "
            f"expected at most {share:.1%}; mend the records, or write there set_aside_max = "
            f"{_above(aside, found)} to publish without them"
        )
        yield from _reasons(faulty)


def _above(aside: int, found: int) -> str:
    """The least share in whole percents that lets so many go.

    >>> _above(1, 6), _above(3, 0)
    ('0.15', '1.00')
    """
    return f"{math.ceil(100 * aside / (found + aside)) / 100:.2f}"


_REASONS = 10
"""So many of the records that were set aside are told when there are too many of them."""


def _reasons(rows: Sequence[tuple[str, int, int, str]]) -> Iterator[str]:
    """A few records that were set aside, and why; and how many more there are."""
    for name, position, offset, reason in rows[:_REASONS]:
        yield f"  {name} {placed(position, offset)}: {reason}"
    if len(rows) > _REASONS:
        yield f"  and {len(rows) - _REASONS:,} more"


def _faulty(register: Register, key: str) -> list[tuple[str, int, int, str]]:
    """What of a collection is set aside and was meant as a record: source, place and reason."""
    rows = register.db.execute(
        "SELECT source.name, position, offset, reason FROM set_aside JOIN source ON source.id = source"
        " JOIN collection ON collection.id = source.collection WHERE collection.key = ?"
        " ORDER BY source.name, position",
        (key,),
    )
    return [row for row in rows if is_fault(row[3])]


def records(register: Register, key: str) -> int:
    """How many records of a collection are published."""
    (count,) = register.db.execute(
        "SELECT count(*) FROM record JOIN collection ON collection.id = record.collection"
        " WHERE live AND collection.key = ?",
        (key,),
    ).fetchone()
    return int(count)


def missing(register: Register, collection: int, name: str, gone: Iterable[int]) -> int:
    """How many of these records were in a file of this name."""
    rows = register.db.execute(
        "SELECT record.id FROM record JOIN source ON source.id = source"
        " WHERE record.collection = ? AND source.name = ?",
        (collection, name),
    )
    return len({id for (id,) in rows} & set(gone))


def refuse_broken(
    register: Register, collection: int, files: Iterable[tuple[File, str]], gone: Iterable[int]
) -> None:
    """Refuse to take records away because the file they were in is cut off, or holds a message instead."""
    for file, fault in files:
        lost = missing(register, collection, file.name, gone)
        if lost:
            raise SourceError(
                f"{file.path}: {fault}, and {lost:,} records that it had before are not found; "
                "expected the whole file. To publish what is left of it, give it another name"
            )
