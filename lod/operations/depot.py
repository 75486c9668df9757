"""A depot: releases as objects named by their content, in a folder or in object storage.

    objects/9f/9f86d0…     a piece of a file, by its SHA-256
    releases/000012.json   the files of a release and of the register, as rows of pieces
    latest.json            which release is to be served, from when on; written last

Whatever fsspec reads and writes can hold one: a mounted folder, S3, SFTP.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lod.errors import LodError

PIECE = 8 << 20
"""Files are cut into pieces of so many bytes: of a file that grew at its end, only the end is new."""
LATEST = "latest.json"
LARGEST_LIST = 256 << 20
INSTALL = (
    "object storage and mounted folders are reached by fsspec: "
    "pip install '.[replicas]' in the folder of the program"
)
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in a depot."""

    size: int
    pieces: tuple[str, ...]
    """SHA-256 of each piece, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A release in a depot."""

    number: int
    base: str
    files: Mapping[str, Kept]
    register: Kept


@dataclass(frozen=True, slots=True)
class Latest:
    """What is to be served."""

    release: int
    listed: str
    """SHA-256 of the list of the release."""
    at: float
    """Seconds since 1970 from when on."""


class Depot:
    """A depot at an address that fsspec understands."""

    def __init__(self, url: str) -> None:
        try:
            import fsspec  # an extra that most sites do not need
        except ImportError as fault:
            raise LodError(INSTALL) from fault
        self.url = url
        try:
            self._fs, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as fault:
            raise LodError(f"{url}: no place that fsspec can reach: {fault}") from fault
        self._root = str(root).rstrip("/")

    def put_file(self, path: Path) -> tuple[Kept, int]:
        """Bring a file there; what it is made of, and how many bytes were new."""
        size, new, pieces = 0, 0, []
        with path.open("rb") as file:
            while block := file.read(PIECE):
                name = hashlib.sha256(block).hexdigest()
                size += len(block)
                pieces.append(name)
                new += self._put_object(name, block)
        return Kept(size, tuple(pieces)), new

    def _put_object(self, name: str, block: bytes) -> int:
        place = self._object(name)
        if self._size(place) == len(block):  # one that was cut off when a process died is shorter
            return 0
        self._write(place, block)
        return len(block)

    def announce(self, listed: Listed, at: float) -> None:
        """Tell replicas of a release that is there whole."""
        content = json.dumps(asdict(listed), sort_keys=True, separators=(",", ":")).encode()
        self._write(f"{self._root}/releases/{listed.number:06d}.json", content)
        latest = Latest(listed.number, hashlib.sha256(content).hexdigest(), at)
        self._write(f"{self._root}/{LATEST}", json.dumps(asdict(latest)).encode())

    def latest(self) -> tuple[Latest, Listed]:
        """What is to be served, and what it is made of; LodError when that cannot be read."""
        try:
            latest = Latest(**json.loads(self._read(f"{self._root}/{LATEST}", 10_000)))
            content = self._read(f"{self._root}/releases/{int(latest.release):06d}.json", LARGEST_LIST)
            if hashlib.sha256(content).hexdigest() != latest.listed:
                raise LodError(f"{self.url}: the list of release {latest.release} is not as it was written")
            return Latest(int(latest.release), latest.listed, float(latest.at)), _listed(json.loads(content))
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
            raise LodError(f"{self.url}: no release to be read there: {fault!r}") from fault

    def blocks(self, kept: Kept) -> Iterator[bytes]:
        """The bytes of a file; LodError when a piece is missing or not what it is called."""
        for name in kept.pieces:
            try:
                block = self._read(self._object(name), PIECE)
            except OSError as fault:
                raise LodError(f"{self.url}: the object {name} cannot be read: {fault}") from fault
            if hashlib.sha256(block).hexdigest() != name:
                raise LodError(f"{self.url}: the object {name} is not what was put there (checksum differs)")
            yield block

    def clean(self, keep: int) -> int:
        """Remove all but the newest releases, and the objects that only they had; how many objects."""
        there = sorted(self._fs.find(f"{self._root}/releases"))
        lists = [name for name in there if name.endswith(".json")]
        self._remove(name for name in there if name not in lists)  # left by a process that was killed
        used: set[str] = set()
        for name in lists[-keep:]:
            found = _listed(json.loads(self._read(name, LARGEST_LIST)))
            used.update(piece for one in (*found.files.values(), found.register) for piece in one.pieces)
        self._remove(lists[:-keep])
        unused = [one for one in self._fs.find(f"{self._root}/objects") if one.rpartition("/")[2] not in used]
        self._remove(unused)
        return len(unused)

    def _remove(self, places: Iterable[str]) -> None:
        for place in places:
            self._fs.rm_file(place)

    def _object(self, name: str) -> str:
        return f"{self._root}/objects/{name[:2]}/{name}"

    def _size(self, place: str) -> int:
        try:
            return int(self._fs.info(place)["size"])
        except FileNotFoundError:
            return -1

    def _read(self, place: str, most: int) -> bytes:
        with self._fs.open(place, "rb") as file:
            content: bytes = file.read(most + 1)
        if len(content) > most:
            raise LodError(f"{self.url}: {place} is larger than anything that is put there")
        return content

    def _write(self, place: str, content: bytes) -> None:
        """A file, whole or not at all: under another name first."""
        part = f"{place}.part"
        try:
            self._fs.makedirs(place.rpartition("/")[0], exist_ok=True)
            self._fs.pipe_file(part, content)
            self._fs.mv(part, place)
        except OSError as fault:
            raise LodError(f"{self.url}: cannot be written: {fault}") from fault


def _listed(found: dict[str, Any]) -> Listed:
    files = {_safe(name): _kept(one) for name, one in found["files"].items()}
    return Listed(int(found["number"]), str(found["base"]), files, _kept(found["register"]))


def _kept(found: dict[str, Any]) -> Kept:
    pieces = tuple(found["pieces"])
    if not all(isinstance(one, str) and _DIGEST.match(one) for one in pieces):
        raise ValueError("a piece without a digest")
    return Kept(int(found["size"]), pieces)


def _safe(name: str) -> str:
    """A name that stays below the folder that it is put into.

    >>> _safe("store/000012.sst")
    'store/000012.sst'
    >>> _safe("../register.sqlite")
    Traceback (most recent call last):
    ValueError: found a file '../register.sqlite', expected one inside the release
    """
    parts = PurePosixPath(name).parts
    if not parts or name != "/".join(parts) or ".." in parts or "\\" in name or "\0" in name:
        raise ValueError(f"found a file {name!r}, expected one inside the release")
    return name
