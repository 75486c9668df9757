"""What a release holds: numbers, counts, and the size and checksum of each file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, cast

from lod.errors import ReleaseError

MANIFEST = "manifest.json"
COMPLETE = "complete"
"""Written last; holds the checksum of the manifest. A release without it does not exist."""

SMALL = 1 << 20
"""Larger files are checked by size only: Oxigraph's own blocks carry checksums."""

_PASSING = ("LOG", "LOCK", "IDENTITY")
"""Files that Oxigraph touches when it only reads."""


LISTED = ("parts",)
"""Folders of which another file lists what is in them, with sizes and checksums."""


class FileFacts(TypedDict, total=False):
    """One file: its size, and its SHA-256 when it is small."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of manifest.json."""

    number: int
    created: str
    """When it was made, as an xsd:dateTime."""
    base: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    mappings: Mapping[str, str] = field(default_factory=dict)
    """Name of each collection → version of the mapping it was made with."""
    files: Mapping[str, FileFacts] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    """Whatever else the publisher noted."""

    def write(self, folder: Path) -> None:
        """Write it into the folder of its release."""
        content = {
            "number": self.number,
            "created": self.created,
            "base": self.base,
            "counts": dict(self.counts),
            "mappings": dict(self.mappings),
            "facts": dict(self.facts),
            "files": dict(sorted(self.files.items())),
        }
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest in a folder; ReleaseError when it is not there or is none."""
    file = folder / MANIFEST
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        return Manifest(
            number=int(found["number"]),
            created=str(found["created"]),
            base=str(found["base"]),
            counts=cast(dict[str, int], found["counts"]),
            mappings=cast(dict[str, str], found["mappings"]),
            files=cast(dict[str, FileFacts], found["files"]),
            facts=cast(dict[str, object], found["facts"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{file}: no readable manifest ({error!r})") from error


def files_in(folder: Path, origin: Path | None = None) -> dict[str, FileFacts]:
    """Every file of a release that stays as it is: path from its folder → size and checksum.

    A file that is a hard link to the one of that name in the release `origin` is not read again.
    """
    known = read(origin).files if origin else {}
    found: dict[str, FileFacts] = {}
    for file in _lasting(folder):
        name = str(file.relative_to(folder))
        before = known.get(name)
        found[name] = before if origin and before and _is_same(file, origin / name) else _facts(file)
    return found


def _is_same(file: Path, other: Path) -> bool:
    try:
        return file.samefile(other)
    except FileNotFoundError:
        return False


def _lasting(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in LISTED)
        for name in sorted(names):
            if not name.startswith(_PASSING) and name not in (MANIFEST, COMPLETE):
                yield Path(place, name)


def _facts(file: Path) -> FileFacts:
    size = file.stat().st_size
    return {"size": size, "sha256": checksum(file)} if size <= SMALL else {"size": size}


def checksum(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check(folder: Path) -> None:
    """Raise ReleaseError, naming the file, when something is missing or not as it was written."""
    try:
        _hold_against_manifest(folder)
    except OSError as error:  # somebody else's, a disk that gave up
        raise ReleaseError(f"{error.filename or folder}: cannot be read ({error.strerror})") from error


def _hold_against_manifest(folder: Path) -> None:
    marker = folder / COMPLETE
    if not marker.is_file():
        raise ReleaseError(f"{folder}: never completed ({COMPLETE} is missing)")
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise ReleaseError(f"{manifest}: missing")
    if checksum(manifest) != marker.read_text(encoding="ascii", errors="replace").strip():
        raise ReleaseError(f"{manifest}: not as it was written (checksum differs)")
    for name, expected in read(folder).files.items():
        _check(folder / name, expected)


def _check(file: Path, expected: FileFacts) -> None:
    found = _facts(file)
    if found["size"] != expected["size"]:
        raise ReleaseError(f"{file}: {found['size']} bytes, expected {expected['size']}")
    if found.get("sha256") != expected.get("sha256"):
        raise ReleaseError(f"{file}: not as it was written (checksum differs)")
