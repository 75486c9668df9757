"""All that cannot be made again, in one file: the site's folder, the register, what was harvested.

A tar archive in zstandard. `site/…` is the folder, `var/…` what stands in var; the last member lists every
other with its size and checksum. Databases are copied by SQLite's own backup, so a publish may go on
meanwhile; a register in PostgreSQL is read as it is at one moment, into a file of SQLite. Releases are not
in it: `lod publish` makes them again.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import time
from collections.abc import Container, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

from lod import __version__, disk_errors
from lod.errors import LodError
from lod.operations.work_folders import is_work_folder, work_folder
from lod.register.database import location, transfer
from lod.site import Site

LIST = "backup.json"
"""The last member: what is in the archive."""
FORMAT = 1
MADE_AGAIN = ("targets", "releases", "current", "current.new", "work", "answers", "lock")
"""What stands in var and follows from the rest."""
_PASSING = ("lock", "-wal", "-shm", "-journal", ".part", ".new")
"""How files end that are not worth keeping beside a database."""


_LEAST = 1 << 20
"""So many bytes are wanted where copies are made, at least."""


@dataclass(slots=True)
class Backup:
    """What was put into an archive."""

    path: Path
    files: int = 0
    bytes: int = 0
    left_out: list[str] = field(default_factory=list)
    """What was found but is not in it, with the reason."""


def backup(site: Site, to: Path) -> Backup:
    """Write a backup of a site; the file is there when it is complete, and not before."""
    target = to.resolve()
    for folder in (site.folder, site.var):
        if target.is_relative_to(folder.resolve()):
            raise LodError(f"{to}: found a place inside {folder}, expected one outside what is backed up")
    if target.exists() and not target.is_file():
        raise LodError(f"{to}: found a folder or a device, expected the name of a file")
    made = Backup(to)
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (
            work_folder(_roomy(_needed(site), site.var, target.parent), "backup") as work,
            os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file,
        ):
            with zstandard.ZstdCompressor(level=9, threads=-1).stream_writer(file, closefd=False) as packed:
                _write(site, work, packed, made)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as fault:
        raise LodError(f"{fault.filename or to}: cannot be written: {fault.strerror or fault}") from fault
    finally:
        part.unlink(missing_ok=True)
    return made


def _needed(site: Site) -> int:
    """How many bytes the copy of a database takes at most; of a register on a server nobody knows."""
    databases = site.var.glob("*.sqlite") if site.var.is_dir() else ()
    sizes = (sum(part.stat().st_size for part in site.var.glob(f"{one.name}*")) for one in databases)
    return max(_LEAST, *sizes, 0)


def _roomy(size: int, *folders: Path) -> Path:
    """The first folder in which so much can be written; the last when there is none.

    A backup is wanted most where the disk of the site is full.
    """
    able = (one for one in folders if one.is_dir() and os.access(one, os.W_OK))
    return next((one for one in able if shutil.disk_usage(one).free >= size), folders[-1])


def _write(site: Site, work: Path, packed: object, made: Backup) -> None:
    listed: dict[str, dict[str, object]] = {}
    # w|: a stream, never held whole
    with tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
        for name, path in _members(site, work, made):
            listed[name] = _add(archive, name, path)
            made.files += 1
            made.bytes += int(str(listed[name]["size"]))
        facts = {
            "format": FORMAT,
            "program": __version__,
            "base": site.base,
            "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "files": listed,
        }
        content = json.dumps(facts, indent=1).encode()
        info = tarfile.TarInfo(LIST)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))


def _members(site: Site, work: Path, made: Backup) -> Iterator[tuple[str, Path]]:
    """Name and file of each member: the register first, so that the folder is not older than it."""
    where = location.of(site)
    if location.is_there(where):
        yield f"var/{location.FILE}", copied_register(where, work / "register")
        (work / "register").unlink()
    passing = {site.var / name for name in (*MADE_AGAIN, location.FILE, location.NOTE)}
    passing |= {path for path in (work, *site.var.glob(".*")) if is_work_folder(path)}
    for path in _files(site.var, made, passing):
        name = f"var/{path.relative_to(site.var).as_posix()}"
        if path.suffix == ".sqlite":
            yield name, copied(path, work / "copy")
            (work / "copy").unlink()
        else:
            yield name, path
    for path in _files(site.folder, made, {site.var, site.folder / "var"}):
        yield f"site/{path.relative_to(site.folder).as_posix()}", path


def _files(folder: Path, made: Backup, without: Container[Path]) -> Iterator[Path]:
    """Files below a folder, in order; a link to a file counts as that file, a link to a folder is told."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path in without:
            continue
        if path.is_dir():
            if path.is_symlink():
                made.left_out.append(f"{path}: a link to a folder")
            else:
                yield from _files(path, made, without)
        elif not path.is_file():
            made.left_out.append(f"{path}: no file, or a link that leads nowhere")
        elif not path.name.endswith(_PASSING):
            yield path


def copied_register(where: location.Place, to: Path) -> Path:
    """A copy of a register as it is at one moment, as a file of SQLite wherever it is kept."""
    if isinstance(where, Path):
        return copied(where, to)
    with disk_errors.named(to):
        transfer.export_to_file(where, to)
    return to


def copied(database: Path, to: Path) -> Path:
    """A copy of a database as it is at one moment, also while it is written to."""
    try:
        with (
            closing(_opened(database)) as source,
            disk_errors.named(to),
            closing(sqlite3.connect(to)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as fault:
        raise LodError(f"{database}: cannot be copied: {fault}") from fault
    return to


def _opened(database: Path) -> sqlite3.Connection:
    """A database to be read, also where nothing can be written: there SQLite cannot note who reads."""
    uri = f"{database.resolve().as_uri()}?mode=ro"
    source = sqlite3.connect(uri, uri=True, timeout=60)
    try:
        source.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError:
        source.close()
        log = database.with_name(f"{database.name}-wal")
        if os.access(database.parent, os.W_OK) or (log.is_file() and log.stat().st_size):
            raise  # what waits in the log would be passed over
        source = sqlite3.connect(f"{uri}&immutable=1", uri=True)
    return source


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, object]:
    """Add a file; its size and the checksum of what was added."""
    with path.open("rb") as file:
        info = tarfile.TarInfo(name)
        info.size = os.fstat(file.fileno()).st_size
        info.mtime = int(os.fstat(file.fileno()).st_mtime)
        reading = _Digesting(file, info.size)
        archive.addfile(info, reading)  # type: ignore[arg-type]
    return {"size": info.size, "sha256": reading.digest.hexdigest()}


class _Digesting:
    """A file that is read once, up to the size it had, with its checksum; zeros when it became shorter."""

    def __init__(self, file: io.BufferedReader, size: int) -> None:
        self._file = file
        self._left = size
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """The next bytes."""
        block = self._file.read(min(size, self._left))
        block = block.ljust(min(size, self._left), b"\0")
        self._left -= len(block)
        self.digest.update(block)
        return block
