"""What happened to a thing, as far as it was served: the lines of the log with what each changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lod.rdf.iris import Thing
from lod.register.database.schema import TYPES
from lod.register.ingest.compression import unpack_diff
from lod.register.register import Register
from lod.register.statements import Delta, id_of, name

LONGEST = 5_000
"""So many changes of one thing are looked at."""


@dataclass(frozen=True, slots=True)
class Version:
    """One change of a thing, and how it was described from then on."""

    publication: int
    time: int
    """Seconds since 1970."""
    type: str
    """create, update, delete, restore or move"""
    how: str
    """publish, full or rollback"""
    dated: int
    """The time in the description, seconds since 1970: with a roll-back, that of the older description."""
    record: tuple[str, str] | None
    """Collection and key of a record that caused it."""
    mapping: str
    """Version of the mapping by which that record was read; empty when it is not known."""
    delta: Delta | None
    """What is different from before; None when it was not kept."""

    @property
    def moment(self) -> datetime:
        """When it was published."""
        return datetime.fromtimestamp(self.time, UTC)

    @property
    def lives(self) -> bool:
        """Whether there was a description from then on."""
        return self.type not in ("delete", "move")

    @property
    def begins(self) -> bool:
        """Whether there was no description before."""
        return self.type in ("create", "restore")


def versions(register: Register, thing: Thing, release: int) -> list[Version]:
    """The changes of a thing, newest first, up to what this release serves; none when it was never there."""
    rows = register.db.execute(_LINES, {"thing": id_of(name(thing)), "release": release, "longest": LONGEST})
    found: list[tuple[Version, int]] = []
    for number, time, type, how, back, added, diff, record, mapping, collection, key in rows.fetchall():
        if (added is None and TYPES[type] not in ("create", "restore")) or diff is None:
            delta = None if added is None else Delta()
        else:
            delta = unpack_diff(diff)
        source = (collection, key) if record is not None and collection else None
        one = Version(number, time, TYPES[type], how, time, source, mapping or "", delta)
        found.append((one, back or 0))
    return [_dated(found, at) for at in range(len(found))]


def kept(found: Iterable[Version]) -> Iterator[Version]:
    """Of the changes of a thing, newest first, those of which it is known how it was from then on."""
    known = True
    for one in found:
        known = known or not one.lives
        if known:
            yield one
        known = one.begins or (known and one.delta is not None)


def record_at(register: Register, collection: str, key: str, seconds: int) -> tuple[str, bytes] | None:
    """Format and bytes of a source record as they were published at a moment; None when nobody knows."""
    row = register.db.execute(
        "WITH wanted AS (SELECT record.*, (SELECT max(number) FROM publication WHERE time <= ?) AS now"
        " FROM record JOIN collection ON collection.id = collection"
        " WHERE collection.key = ? AND record.key = ?)"
        " SELECT format, dictionary, raw FROM wanted WHERE live AND last <= now UNION ALL"
        " SELECT former.format, former.dictionary, former.raw FROM wanted JOIN former ON record = id"
        " WHERE since <= now AND now < until",
        (seconds, collection, key),
    ).fetchone()
    return (row[0], register.packer(row[1]).unpack(row[2])) if row else None


_LINES = """
    WITH RECURSIVE line (number, seq) AS (
        SELECT 1, last FROM thing WHERE id = :thing
        UNION ALL SELECT number + 1, previous FROM line JOIN log USING (seq)
        WHERE previous IS NOT NULL AND number < :longest
    )
    SELECT log.publication, time, log.type, publication.type,
           CASE publication.type WHEN 'rollback' THEN (
               SELECT max(number) FROM publication AS older
               WHERE older.release = publication.release AND older.type <> 'rollback') END,
           added, diff, record,
           (SELECT version FROM mapped WHERE mapped.collection = record.collection
            AND mapped.format = record.format AND since <= log.publication ORDER BY since DESC LIMIT 1),
           collection.key, record.key
    FROM line JOIN log USING (seq) JOIN publication ON publication.number = log.publication
    LEFT JOIN record ON record.id = log.record LEFT JOIN collection ON collection.id = record.collection
    WHERE log.publication <= (SELECT max(number) FROM publication WHERE release = :release)
    ORDER BY seq DESC
"""


def _dated(found: list[tuple[Version, int]], at: int) -> Version:
    """A version with the time that its description tells: a roll-back brought an older one back."""
    one, back = found[at]
    while back:
        older = next((two for two in found[at:] if two[0].publication <= back), None)
        if older is None:
            break
        then, back = older
        one = replace(one, dated=then.time)
    return one
