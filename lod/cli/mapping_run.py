"""Mapping files outside a site: records in, N-Triples out, everything counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from lod import disk_errors, mapping, sources
from lod.cli.progress import MOST_ROWS
from lod.errors import MappingError, SourceError
from lod.record import NEVER_RECORDS, Deleted, Outcome, Record, Unreadable, placed
from lod.sources.formats import by_name
from lod.sources.streams import open_blocks

BUNDLE = 1 << 20
"""So many characters are written at once."""
COMPRESSED = (".gz", ".zst")


@dataclass(frozen=True, slots=True)
class Settings:
    """How records are mapped."""

    mappings: tuple[str, ...]
    base: str
    collection: str
    owner: str
    language: str
    format: str | None
    overlay: Path | None = None


@dataclass(slots=True)
class Counted:
    """What became of the records of one or more files."""

    read: int = 0
    mapped: int = 0
    statements: int = 0
    deleted: int = 0
    seconds: float = 0.0
    set_aside: list[str] = field(default_factory=list)
    """Name of each record that is not mapped, and why."""
    never_records: int = 0
    """How many of these were never meant as records."""
    left_over: Counter[str] = field(default_factory=Counter)
    used: int = 0
    """Subfields that were mapped or are ignored by name."""
    issues: int = 0
    """So many values a rule would not take."""
    refused: list[str] = field(default_factory=list)
    """The first of them, with record, field and rule."""
    warnings: int = 0
    """Records that a reader had to repair."""

    def add(self, other: Counted) -> None:
        """Count another file in."""
        for name in (
            "read",
            "mapped",
            "statements",
            "deleted",
            "seconds",
            "used",
            "issues",
            "warnings",
            "never_records",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.set_aside += other.set_aside
        self.refused += other.refused[: MOST_ROWS - len(self.refused)]
        self.left_over.update(other.left_over)


class Mappers:
    """A mapper for each format that comes along."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._made: dict[str, mapping.Mapper] = {}

    def of(self, format: str) -> mapping.Mapper:
        """The mapper for records of this format."""
        if format not in self._made:
            wanted = self._settings
            names = wanted.mappings or mapping.default_mappings(format)
            if not names:
                raise MappingError(
                    f"no mapping for {format} comes with this program; name one with --mapping "
                    "(lod mapping draft writes a first one)"
                )
            made = mapping.load(names, wanted.overlay)
            if wanted.overlay:
                made.check()  # else what is wrong in a rule of one's own would be told for each record
            self._made[format] = made.mapper(wanted.base, wanted.collection, wanted.owner, wanted.language)
        return self._made[format]


def format_of(path: Path, format: str | None) -> str:
    """The format that was asked for, or the one that the content shows."""
    return by_name(format).name if format else sources.guess(open_blocks(path).head(), str(path)).name


def map_file(path: Path, out: IO[bytes], settings: Settings, mappers: Mappers) -> Iterator[Counted]:
    """Map one file; what was counted so far, now and then, and at the end."""
    counted = Counted()
    start = time.perf_counter()
    format = format_of(path, settings.format)
    mapper = mappers.of(format)
    mapper.left_over, mapper.mapped, mapper.ignored = Counter(), 0, 0
    waiting: list[str] = []
    size = 0
    for text in _mapped(path, format, mapper, counted):
        waiting.append(text)
        size += len(text)
        if size >= BUNDLE:
            _write(out, waiting)
            waiting, size = [], 0
            yield counted
    _write(out, waiting)
    counted.left_over, counted.used = mapper.left_over, mapper.mapped + mapper.ignored
    counted.seconds = time.perf_counter() - start
    yield counted


def _write(out: IO[bytes], texts: list[str]) -> None:
    """Write statements; LodError when the disk takes no more, which no other source will change."""
    with disk_errors.named(Path(getattr(out, "name", "stdout"))):
        out.write("".join(texts).encode())


def _mapped(path: Path, format: str, mapper: mapping.Mapper, counted: Counted) -> Iterator[str]:
    """What each record becomes; those that cannot be mapped are set aside."""
    for batch in _batches(sources.read(path, format), mapper.together):
        made = iter(mapper.map_all([each for each in batch if isinstance(each, Record)]))
        for record in batch:
            counted.read += 1
            if isinstance(record, Unreadable):
                place = placed(record.position, record.offset)
                counted.set_aside.append(f"{path} {place}: {record.reason}")
                counted.never_records += record.reason in NEVER_RECORDS
            elif isinstance(record, Deleted):
                counted.deleted += 1
            else:
                counted.warnings += bool(record.warnings)
                found = next(made)
                if isinstance(found, MappingError):
                    counted.set_aside.append(str(found))
                    continue
                counted.mapped += 1
                counted.issues += len(found.issues)
                counted.refused += map(str, found.issues[: MOST_ROWS - len(counted.refused)])
                counted.statements += found.statements.count("\n")
                yield found.statements


def _batches(outcomes: Iterable[Outcome], together: int) -> Iterator[list[Outcome]]:
    """So many records at a time, fewer when they are large."""
    batch: list[Outcome] = []
    size = 0
    for outcome in outcomes:
        batch.append(outcome)
        size += len(outcome.raw) if isinstance(outcome, Record) else 0
        if len(batch) >= together or size > BUNDLE:
            yield batch
            batch, size = [], 0
    yield batch


def targets(files: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """Where each file's statements go: `<stem>.nt` in a folder; SourceError when two would go to one."""
    found: dict[Path, Path] = {}
    for file in files:
        target = folder / f"{stem(file)}.nt"
        other = next((one for one, place in found.items() if place == target and one != file), None)
        if other is not None:
            raise SourceError(f"{other} and {file} would both be written to {target}; map them apart")
        found[file] = target
    return found


def stem(path: Path) -> str:
    """The name without its last suffix, and without that of compression.

    >>> stem(Path("books.2016.mrc.gz")), stem(Path("books")), stem(Path(".mrc"))
    ('books.2016', 'books', '.mrc')
    """
    name = Path(path.name.removesuffix(path.suffix)) if path.suffix in COMPRESSED else Path(path.name)
    return name.stem
