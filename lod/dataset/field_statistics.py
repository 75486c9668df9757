"""In how many records of each collection a field occurs, counted over a sample of them.

The sample goes by the hash of records: it is spread over all of them, and the same while they are the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from lod import sources
from lod.mapping.language.loader import FAMILIES
from lod.mapping.runtime import trees
from lod.record import Record
from lod.register.ingest.record_mapping import VERBATIM
from lod.register.register import Register

FIELDS = "fields.json"
LOOKED = 300
"""So many records of a collection are looked at."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What was counted in records of one format in a collection."""

    collection: str
    format: str
    records: int
    """How many were looked at."""
    fields: Mapping[str, int]
    """Tag or path → in how many of them it occurs."""
    sample: str
    """What tells the records that were looked at from others."""


def collect(register: Register, before: Sequence[Fields] = ()) -> tuple[Fields, ...]:
    """The fields of each collection; what was counted before is taken over where the sample is the same."""
    known = {(one.collection, one.format, one.sample): one for one in before}
    found: list[Fields] = []
    for id, collection in register.db.execute("SELECT id, key FROM collection ORDER BY key").fetchall():
        for format, sample, records in _samples(register, id):
            same = known.get((collection, format, sample))
            found.append(same or _counted(register, collection, format, sample, records))
    return tuple(found)


def _samples(register: Register, collection: int) -> Iterator[tuple[str, str, list[int]]]:
    """Format, digest and ids of the records that are looked at."""
    rows = register.db.execute(
        "SELECT format, id, hash FROM record WHERE collection = ? AND live ORDER BY hash LIMIT ?",
        (collection, LOOKED),
    ).fetchall()
    for format in sorted({format for format, _, _ in rows} - {VERBATIM}):
        mine = [(id, hash) for own, id, hash in rows if own == format]
        sample = blake2b(b"".join(hash for _, hash in mine), digest_size=8).hexdigest()
        yield format, sample, [id for id, _ in mine]


def _counted(register: Register, collection: str, format: str, sample: str, records: list[int]) -> Fields:
    counted: Counter[str] = Counter()
    read = 0
    flat = FAMILIES.get(format, format) in trees.FLAT
    for id in records:
        _, raw, _ = register.raw(id)
        record = sources.parse(raw, format, collection)
        if isinstance(record, Record):
            read += 1
            tags = [f.tag for f in record.fields] if flat else [p for p, _ in trees.elements(record.fields)]
            counted.update(set(tags))
    return Fields(collection, format, read, dict(sorted(counted.items())), sample)


def write(folder: Path, found: Sequence[Fields]) -> None:
    """Keep what was counted with a release."""
    (folder / FIELDS).write_text(json.dumps([asdict(one) for one in found]), "utf-8")


def read(folder: Path) -> tuple[Fields, ...]:
    """What was counted for a release; nothing for one that has none."""
    path = folder / FIELDS
    return tuple(Fields(**one) for one in json.loads(path.read_text("utf-8"))) if path.is_file() else ()
