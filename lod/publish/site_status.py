"""How a site stands: what is served, what each collection holds, what was set aside and left over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lod.dataset import dumps
from lod.record import placed
from lod.register.database import location
from lod.register.lock import holder
from lod.register.register import Publication, Register
from lod.site import Site
from lod.store.release import Release
from lod.store.releases import Releases


@dataclass(frozen=True, slots=True)
class SetAside:
    """A record that is not published."""

    source: str
    position: int
    offset: int
    reason: str

    def __str__(self) -> str:
        return f"{self.source} {placed(self.position, self.offset)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A value that a rule would not take."""

    record: str
    """The record's own id."""
    rule: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"record {self.record}: {self.field} – {self.message} (rule {self.rule})"


@dataclass(frozen=True, slots=True)
class CollectionStatus:
    """One collection."""

    key: str
    records: int
    set_aside: Sequence[SetAside]
    mapped: int
    """Subfields that a mapping used."""
    ignored: int
    """Subfields that a mapping ignores by name."""
    left_over: Sequence[tuple[str, int]]
    """Fields that no rule reads, with how often they are there, most frequent first."""
    issues: int
    """So many values a rule would not take."""
    refused: Sequence[Refused] = ()
    """The first of them, as many as were asked for."""
    unnumbered: int = 0
    """Records that nothing in them tells from others: a change gives those another URI."""

    @property
    def left_over_share(self) -> float:
        """The share of subfields that were left over."""
        left = sum(count for _, count in self.left_over)
        whole = self.mapped + self.ignored + left
        return left / whole if whole else 0.0


@dataclass(frozen=True, slots=True)
class Status:
    """A site as it stands."""

    current: int | None
    """The release that is served."""
    created: str
    """When it was made."""
    releases: Sequence[int]
    """Complete releases, oldest first."""
    publications: Sequence[Publication]
    """Newest first."""
    collections: Sequence[CollectionStatus]
    downloads_of: int | None
    """The release whose statements the downloads hold."""
    bytes: int
    """What the current release takes on disk."""
    holder: str
    """Who is publishing now; empty when nobody is, or did not say."""
    remarks: Sequence[str]


def status(site: Site, refused: int | None = 3) -> Status:
    """How a site stands; of each collection as many values that a rule refused, or all of them (None)."""
    releases = Releases(site.var)
    current = releases.current()
    publications: Sequence[Publication] = ()
    collections: Sequence[CollectionStatus] = ()
    where = location.of(site)
    if location.is_there(where):
        with Register.read_only(where) as register:
            publications = register.publications(20)
            collections = [collection_status(register, one.key, refused) for one in site.collections]
    return Status(
        current.number if current else None,
        current.created if current else "",
        [release.number for release in releases.all()],
        publications,
        collections,
        _downloads_of(current) if current else None,
        size(current.path) if current else 0,
        holder(site.var) or location.holder(where),
        site.remarks,
    )


def collection_status(register: Register, key: str, most: int | None) -> CollectionStatus:
    """How a collection stands; as many values that a rule refused, or all of them (None)."""
    db = register.db
    row = db.execute("SELECT id, mapped, ignored FROM collection WHERE key = ?", (key,)).fetchone()
    if row is None:
        return CollectionStatus(key, 0, (), 0, 0, (), 0)
    id, mapped, ignored = row
    (records,) = db.execute("SELECT count(*) FROM record WHERE collection = ? AND live", (id,)).fetchone()
    (unnumbered,) = db.execute(
        "SELECT count(*) FROM record WHERE collection = ? AND key >= 'x-' AND key < 'x.'"
        " AND length(key) = 15 AND live",
        (id,),
    ).fetchone()
    (issues,) = db.execute(
        "SELECT count(*) FROM issue JOIN record ON record.id = record WHERE collection = ?", (id,)
    ).fetchone()
    aside = db.execute(
        "SELECT name, position, offset, reason FROM set_aside JOIN source ON source.id = source"
        " WHERE collection = ? ORDER BY name, position",
        (id,),
    ).fetchall()
    left = db.execute(
        "SELECT field, count FROM left_over WHERE collection = ? ORDER BY count DESC, field", (id,)
    ).fetchall()
    values = db.execute(
        "SELECT key, rule, field, message FROM issue JOIN record ON record.id = record"
        " WHERE collection = ? ORDER BY record.id, number LIMIT ?",
        (id, issues if most is None else most),
    ).fetchall()
    refused = [Refused(*one) for one in values]
    return CollectionStatus(
        key, records, [SetAside(*one) for one in aside], mapped, ignored, left, issues, refused, unnumbered
    )


def _downloads_of(release: Release) -> int:
    return dumps.since(release.path).release if dumps.waits(release.path) else release.number


def size(folder: Path) -> int:
    """What a folder takes on disk: a file that is there under two names counts once."""
    found = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({(one.st_dev, one.st_ino): one.st_size for one in found}.values())
