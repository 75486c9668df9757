"""The index of a target: its entries by identifier and by name, in an SQLite file for each version.

An index is read-only once it is made. Its name holds a digest of the entries, so that what was published
with one version can be compared with the next: only what has a key in common with an entry that changed is
looked at again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache, lru_cache
from pathlib import Path

from lod.linking.external.entries import Entry
from lod.linking.external.profiles import id_keys, label_keys, merged, unpacked
from lod.register.statements import number
from lod.site.targets import Target

MOST = 60
"""So many entries that have a key in common are compared at most; what more have says little."""
FOLDER = "targets"
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entry (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, data TEXT NOT NULL) STRICT;
CREATE TABLE loose (key INTEGER NOT NULL, entry INTEGER NOT NULL) STRICT;
"""
_KEYS = """
CREATE TABLE key (
    key INTEGER NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (key, entry)
) STRICT, WITHOUT ROWID;
INSERT INTO key SELECT DISTINCT key, entry FROM loose ORDER BY key, entry;
DROP TABLE loose;
"""


class Index:
    """The entries of one version of a target."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        self._entry = lru_cache(maxsize=20_000)(self._read)
        try:
            self._db.execute("PRAGMA cache_size = -32768")
            self.digest = self.fact("digest")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def fact(self, name: str) -> str:
        """Something that was noted when the index was made; empty when it was not."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def __len__(self) -> int:
        (count,) = self._db.execute("SELECT count(*) FROM entry").fetchone()
        return int(count)

    def find(self, keys: Iterable[int]) -> dict[int, Entry]:
        """Entries that have one of these keys, by their number here; keys of very many are left out."""
        found: dict[int, Entry] = {}
        for key in keys:
            rows = self._db.execute("SELECT entry FROM key WHERE key = ? LIMIT ?", (key, MOST + 1)).fetchall()
            if len(rows) <= MOST:
                found.update((id, self._entry(id)) for (id,) in rows)
        return found

    def by_iri(self, iri: str) -> Entry | None:
        """The entry with this IRI."""
        row = self._db.execute("SELECT id FROM entry WHERE iri = ?", (iri,)).fetchone()
        return self._entry(row[0]) if row else None

    def _read(self, id: int) -> Entry:
        iri, data = self._db.execute("SELECT iri, data FROM entry WHERE id = ?", (id,)).fetchone()
        return Entry(iri, unpacked(data))

    def entries(self) -> Iterator[Entry]:
        """All entries, in the order of their IRIs."""
        for iri, data in self._db.execute("SELECT iri, data FROM entry ORDER BY iri"):
            yield Entry(iri, unpacked(data))

    def changed_keys(self, before: Index) -> set[int]:
        """Keys of the entries that are not in the same form in both."""
        with closing(sqlite3.connect(":memory:", uri=True)) as db:
            for name, one in (("old", before), ("new", self)):
                db.execute(f"ATTACH ? AS {name}", (f"{one.path.resolve().as_uri()}?mode=ro&immutable=1",))
            both = (
                "SELECT data FROM {0}.entry AS a WHERE NOT EXISTS"
                " (SELECT 1 FROM {1}.entry AS b WHERE b.iri = a.iri AND b.data = a.data)"
            )
            rows = db.execute(f"{both.format('old', 'new')} UNION ALL {both.format('new', 'old')}").fetchall()
        portraits = [unpacked(data) for (data,) in rows]
        return {key for one in portraits for key in (*id_keys(one), *label_keys(one))}


def make(target: Target, entries: Iterable[Entry], stamp: str, folder: Path) -> Path:
    """Make the index of a target's entries; its path, which a digest of them is in."""
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / f"{target.key}.new"
    new.unlink(missing_ok=True)
    with closing(sqlite3.connect(new, isolation_level=None)) as db:
        db.executescript(_TABLES)
        db.execute("BEGIN")
        for entry in entries:
            _add(db, entry)
        whole = hashlib.blake2b(digest_size=8)
        for id, iri, data in db.execute("SELECT id, iri, data FROM entry ORDER BY iri").fetchall():
            whole.update(f"{iri}\0{data}\0".encode())
            one = unpacked(data)
            keys = {*id_keys(one), *label_keys(one), number(f"=|{iri}".encode())}
            db.executemany("INSERT INTO loose VALUES (?, ?)", [(key, id) for key in keys])
        digest = whole.hexdigest()
        facts = {"digest": digest, "stamp": stamp, "program": program(), "settings": settings_of(target)}
        db.executemany("INSERT INTO fact VALUES (?, ?)", facts.items())
        db.execute("COMMIT")
        db.executescript(_KEYS)
    path = folder / f"{target.key}-{digest}.sqlite"
    new.replace(path)
    return path


def _add(db: sqlite3.Connection, entry: Entry) -> None:
    """Note an entry; what several records say of one is put together."""
    row = db.execute("SELECT data FROM entry WHERE iri = ?", (entry.iri,)).fetchone()
    one = merged([unpacked(row[0]), entry.portrait]) if row else entry.portrait
    db.execute(
        "INSERT INTO entry (iri, data) VALUES (?, ?) ON CONFLICT (iri) DO UPDATE SET data = excluded.data",
        (entry.iri, one.packed()),
    )


def settings_of(target: Target) -> str:
    """What of a target's settings decides which entries it has, as a text."""
    columns = target.columns
    told = columns and {name: getattr(columns, name) for name in columns.__dataclass_fields__}
    return json.dumps(
        [target.kinds, target.format, target.mappings, told, target.person, target.iri, target.language]
    )


@cache
def program() -> str:
    """A digest of what decides how entries are read and compared."""
    whole = hashlib.blake2b(digest_size=8)
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), *here.parent.glob("*.py")]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()
