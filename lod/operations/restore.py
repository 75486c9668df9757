"""A site from its backup: everything is unpacked beside its place and checked, then put there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath

import zstandard

from lod import disk_errors, environment
from lod.errors import LodError
from lod.operations.backup import FORMAT, LIST
from lod.operations.work_folders import work_folder

LONGEST_LIST = 256 << 20
"""The list of members is held in memory: up to so many bytes."""
_STEP = 1 << 20


def restore(file: Path, to: Path) -> int:
    """Make the site folder `to` from a backup; how many files it has. Nothing is there before all is checked.

    LodError when the archive is damaged, has what was not put into it, or the folder has files already.
    """
    var = environment.read().var or to / "var"
    for folder in {to, var}:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise LodError(f"{folder}: found files in it, expected an empty or a new folder")
    try:
        parent = to.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        with work_folder(parent, "restore") as work:
            count = _unpacked(file, work)
            _put(work, to, var)
        return count
    except (EOFError, tarfile.TarError, zstandard.ZstdError) as fault:
        raise LodError(f"{file}: cannot be restored: it is no backup, or not all of one ({fault})") from fault
    except OSError as fault:
        raise LodError(
            f"{file}: cannot be restored: {fault.filename or to}: {fault.strerror or fault}"
        ) from fault


def _unpacked(file: Path, work: Path) -> int:
    """Unpack and check an archive; how many files it has."""
    seen: dict[str, tuple[int, str]] = {}
    listed: bytes | None = None
    with (
        file.open("rb") as packed,
        zstandard.ZstdDecompressor().stream_reader(packed, read_across_frames=True) as plain,
        tarfile.open(fileobj=plain, mode="r|") as archive,
    ):
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is None or listed is not None:
                raise LodError(f"{file}: {member.name!r} is no file, or stands behind the list: not restored")
            if member.name == LIST:
                if member.size > LONGEST_LIST:
                    raise LodError(f"{file}: the list of members is too long")
                listed = content.read()
                continue
            path = _place(file, member.name, work)
            if member.name in seen:
                raise LodError(f"{file}: {member.name!r} is in it twice: not restored")
            path.parent.mkdir(parents=True, exist_ok=True)
            digest = hashlib.sha256()
            with path.open("xb") as out:
                while block := content.read(_STEP):
                    digest.update(block)
                    out.write(block)
            os.utime(path, (member.mtime, member.mtime))
            seen[member.name] = (member.size, digest.hexdigest())
    _compare(file, listed, seen)
    for database in work.rglob("*.sqlite"):
        _sound(file, database)
    return len(seen)


def _place(file: Path, name: str, work: Path) -> Path:
    """Where a member goes; LodError when that is anywhere but below the folder it is unpacked in."""
    parts = PurePosixPath(name).parts
    plain = "\\" not in name and "\0" not in name and name == "/".join(parts)
    if not plain or len(parts) < 2 or parts[0] not in ("site", "var") or ".." in parts:
        raise LodError(f"{file}: found a member {name!r}, expected files in site/ and var/: not restored")
    return work.joinpath(*parts)


def _compare(file: Path, listed: bytes | None, seen: Mapping[str, tuple[int, str]]) -> None:
    """Everything is there as it was put in, and nothing else."""
    try:
        if listed is None:
            raise LodError(f"{file}: breaks off: its list of members is missing")
        facts = json.loads(listed)
        if facts["format"] != FORMAT:
            raise LodError(f"{file}: found a backup of format {facts['format']!r}, expected {FORMAT}")
        expected = {name: (one["size"], one["sha256"]) for name, one in facts["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise LodError(f"{file}: found no list of a backup in it: {fault!r}") from fault
    for name in sorted(expected.keys() | seen.keys()):
        if expected.get(name) != seen.get(name):
            raise LodError(f"{file}: {name!r} is not as it was put in: not restored")


def _sound(file: Path, database: Path) -> None:
    try:
        with disk_errors.named(database), closing(sqlite3.connect(database)) as db:
            (said,) = db.execute("PRAGMA quick_check").fetchone()
            db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.Error as fault:
        said = str(fault)
    if said != "ok":
        raise LodError(f"{file}: the database {database.name} in it is damaged: {said}")


def _put(work: Path, to: Path, var: Path) -> None:
    """Everything to its place; var first, so that a site without its register is never there."""
    unpacked = work / "var"
    unpacked.mkdir(exist_ok=True)
    (work / "site").mkdir(exist_ok=True)
    if var == to / "var":
        shutil.move(unpacked, work / "site" / "var")
    else:
        var.parent.mkdir(parents=True, exist_ok=True)
        if var.exists():
            var.rmdir()
        shutil.move(unpacked, var)
    if to.exists():
        to.rmdir()
    (work / "site").replace(to)
