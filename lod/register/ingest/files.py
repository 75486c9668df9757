"""The files of a collection: which there are, whether they changed, and the records in them.

What is kept of a harvest is one of them; so is what the register has of one that is not there.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from lod import sources
from lod.errors import SourceError
from lod.mapping import default_mappings
from lod.record import NO_RECORDS, Unreadable
from lod.register.database.location import Place
from lod.register.ingest.record_mapping import VERBATIM
from lod.register.register import Register
from lod.site import Collection
from lod.site.value_parsers import is_address
from lod.sources.harvest.harvested_source import HarvestedSource, beginning, harvested_sources
from lod.sources.json_files import contexts as json_contexts
from lod.sources.streams import open_blocks

JUST_NOW = 2 * 10**9
"""A file written less than so many nanoseconds ago may be written to again without its times showing it."""

MOST_NAMED = 3
"""Of more files with one fault so many are named; `lod status` lists each."""

_HEADED = re.compile(rb"<(?:[^\s<>/:!?]{1,99}:)?header[\s>]")


@dataclass(frozen=True, slots=True)
class File:
    """One file of a collection."""

    path: Path
    name: str
    """As the register and messages call it: relative to the collection's folder."""
    format: str
    fault: str = field(default="", kw_only=True)
    """Why nobody can tell what it holds; empty when it can be read."""

    @property
    def sentence(self) -> str:
        """That fault, and of which file it is."""
        return f"{self.path}: {self.fault}"

    @property
    def stamp(self) -> str:
        """The same stamp, the same bytes; empty when that cannot be promised yet."""
        seen = self.path.stat()
        if time.time_ns() - max(seen.st_mtime_ns, seen.st_ctime_ns) < JUST_NOW:
            return ""
        return f"{seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} {seen.st_ino} {self.format}"

    @property
    def may_delete(self) -> bool:
        """Whether it may say of records in other files that they are gone: as answers of OAI-PMH do."""
        return _HEADED.search(open_blocks(self.path).head()) is not None

    def chunks(self) -> Iterator[sources.Chunk | Unreadable]:
        """The bytes of each record, and what is known to be none."""
        return sources.chunks(self.path, self.format)


class Harvested(File):
    """What is kept of one harvested source."""

    @property
    def may_delete(self) -> bool:
        """What was deleted is not kept."""
        return False

    @property
    def stamp(self) -> str:
        """The same stamp, the same records."""
        return self._kept.stamp

    def chunks(self) -> Iterator[sources.Chunk | Unreadable]:
        """The bytes of each record, and what is known to be none."""
        return self._kept.chunks()

    @property
    def _kept(self) -> HarvestedSource:
        return HarvestedSource(self.path, self.name, self.format)


@dataclass(frozen=True, slots=True)
class Remembered(File):
    """The records that the register has of a source, when nothing harvested of it is there (any more)."""

    place: Place
    """Of the register."""
    collection: str
    """Its key: files of several may be called the same."""

    @property
    def may_delete(self) -> bool:
        """What was deleted is not remembered."""
        return False

    @property
    def stamp(self) -> str:
        """None: it is to be looked at again."""
        return ""

    def chunks(self) -> Iterator[sources.Chunk | Unreadable]:
        """The bytes of each record, as the register had them before this publish."""
        with Register.read_only(self.place) as register:
            rows = register.db.execute(
                "SELECT record.id, position FROM record JOIN source ON source.id = source"
                " JOIN collection ON collection.id = record.collection WHERE source.name = ?"
                " AND record.format = ? AND collection.key = ? AND live ORDER BY position, record.id",
                (self.name, self.format, self.collection),
            ).fetchall()
            for id, position in rows:
                yield sources.Chunk(position, 0, register.raw(id)[1])


@dataclass(frozen=True, slots=True)
class Unknown(File):
    """A file that nobody can read, or that there is no mapping for, among others: set aside as a whole."""

    @property
    def may_delete(self) -> bool:
        """What is not understood says nothing."""
        return False

    def chunks(self) -> Iterator[sources.Chunk | Unreadable]:
        """The beginning of the file, as one thing that is no record."""
        reason = f"{NO_RECORDS}: {self.fault}"
        yield Unreadable(self.name, 1, 0, reason, open_blocks(self.path).head())


class UnknownHarvest(Unknown):
    """A harvest in no format that anyone knows: set aside as a whole, as a harvest that fails."""

    def chunks(self) -> Iterator[sources.Chunk | Unreadable]:
        """The beginning of what was harvested, as one thing that is no record."""
        yield Unreadable(self.name, 1, 0, f"{NO_RECORDS}: {self.fault}", beginning(self.path))


def files(collection: Collection, var: Path | None = None, register: Register | None = None) -> list[File]:
    """Files of a collection in reading order; SourceError when a source names none, or nobody knows any.

    With `var`, what is kept of its harvests too; with `register`, what that knows of those not kept, and of
    those whose records can be read no more.
    """
    found = _local(collection)
    complete = True
    for url, what in harvested_sources(collection, var) if var else ():
        if isinstance(what, HarvestedSource) and what.fault:
            found.append(UnknownHarvest(what.path, what.name, VERBATIM, fault=what.fault))
        elif isinstance(what, HarvestedSource):
            found.append(Harvested(what.path, what.name, what.format))
        elif what is not None:
            found.append(_file(collection, what, url))
        complete = complete and what is not None
    if found and complete and all(file.fault and not isinstance(file, UnknownHarvest) for file in found):
        raise SourceError(found[0].sentence)
    if register is None or (complete and not any(file.fault for file in found)):
        return found  # all records are looked at to tell what is remembered: half a second of a large site
    known = [*remembered(collection, register)]
    names = {file.name for file in found}
    return [
        *chain.from_iterable(_as_before(file, known) for file in found),
        *(file for file in known if not complete and file.name not in names),
    ]


def _as_before(file: File, known: Iterable[File]) -> Sequence[File]:
    """A file, or what the register has of it when nobody can tell any more what it holds."""
    before = (one for one in known if file.fault and one.name == file.name)
    return [replace(one, fault=file.fault) for one in before] or [file]


def unread(files: Iterable[File]) -> Iterator[str]:
    """What is wrong with the files of which nobody can tell what they hold: a sentence for each reason."""
    by_reason: dict[tuple[str, bool], list[str]] = {}
    for file in files:
        if file.fault:
            by_reason.setdefault((file.fault, isinstance(file, Remembered)), []).append(file.name)
    for (fault, is_known), names in by_reason.items():
        stays = "what it had before stays" if is_known else "it is set aside"
        if len(names) > 1:
            stays = "what they had before stays" if is_known else "they are set aside"
        yield f"{_listed(names)}: {fault}; {stays}, and the other files are published"


def _listed(names: Sequence[str]) -> str:
    """Names of files in a row, of very many the first.

    >>> _listed(["a"]), _listed(["a", "b"]), _listed(["a", "b", "c", "d", "e"])
    ('a', 'a and b', 'a, b, c and 2 others')
    """
    others = len(names) - MOST_NAMED
    shown = names if others <= 1 else [*names[:MOST_NAMED], f"{others:,} others"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def remembered(collection: Collection, register: Register) -> Iterator[File]:
    """The sources of which the register has living records."""
    rows = register.db.execute(
        "SELECT source.name, record.format FROM record JOIN source ON source.id = source"
        " JOIN collection ON collection.id = record.collection WHERE collection.key = ? AND live"
        " GROUP BY source.name, record.format ORDER BY min(source.id)",
        (collection.key,),
    )
    # how large the work will be is told by a file: here by the one that says where the register is
    path = register.place if isinstance(register.place, Path) else register.place.note
    return (
        Remembered(path, name, format, register.place, collection.key) for name, format in rows.fetchall()
    )


def _local(collection: Collection) -> list[File]:
    """Files of this machine."""
    found: dict[Path, None] = {}
    for pattern in (one for one in collection.sources if not is_address(one)):
        paths = sorted(_named(collection.folder, pattern))
        if not paths:
            raise SourceError(
                f"collections/{collection.key}/collection.toml: sources: found no file for {pattern!r}, "
                "expected a file, a folder with files or a pattern"
            )
        found.update(dict.fromkeys(paths))
    return [_file(collection, path) for path in found]


def _named(folder: Path, pattern: str) -> Iterator[Path]:
    """Files that a source names; hidden ones only by their own name, the settings of the collection never."""
    start = folder / pattern
    settings = folder / "collection.toml"
    inside: Iterable[Path] = [start]
    if start.is_dir():
        inside = start.rglob("*")
    elif not start.exists():
        root = Path(start.anchor) if Path(pattern).is_absolute() else folder
        inside = root.glob(str(start.relative_to(root)))
    for path in inside:
        hidden = (
            any(part.startswith(".") for part in path.relative_to(folder).parts)
            if (path.is_relative_to(folder))
            else path.name.startswith(".")
        )
        if path.is_file() and path != settings and (path == start or not hidden):
            yield path


def spelled(name: str) -> str:
    r"""The name of a file as a text: bytes of it that are no UTF-8 are written as `\xe9`.

    >>> print(spelled("caf\udce9.mrc"), spelled("café.mrc"))
    caf\xe9.mrc café.mrc
    """
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _file(collection: Collection, path: Path, name: str = "") -> File:
    inside = path.is_relative_to(collection.folder)
    name = name or spelled(path.relative_to(collection.folder).as_posix() if inside else str(path))
    if collection.format:
        return File(path, name, collection.format)
    head = open_blocks(path).head()
    try:
        format = sources.guess(head, str(path)).name
    except SourceError as error:
        return Unknown(path, name, VERBATIM, fault=str(error).removeprefix(f"{path}: "))
    if not (collection.mappings or default_mappings(format)):
        fault = (
            f"mappings: missing; the program has none for {format}, and lod mapping draft writes a first one"
        )
        if json_contexts.is_of_schema(head):
            fault += '; or pass it on as the RDF that it is: format = "rdf", mappings = ["rdf-through"]'
        return Unknown(path, name, VERBATIM, fault=fault)
    return File(path, name, format)
