"""A release while it is being built: nobody reads it yet, and one that dies is thrown away whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO, cast

from pyoxigraph import RdfFormat, Store, parse

from lod import disk_errors
from lod.errors import ReleaseError
from lod.store import manifest
from lod.store.manifest import COMPLETE, MANIFEST, Manifest
from lod.store.release import STORE, Release

_AT_ONCE = 4 << 20
"""So many bytes of statements are taken away or added in one transaction."""

SYNCED_AT_ONCE = 8

_IN_EACH = "CURRENT"
"""A file that each store of Oxigraph has."""
_OF_READERS = ("LOCK", "LOG*")
"""Files that Oxigraph writes when it only reads."""

_TYPED = ("created", "base", "counts", "mappings")


class ReleaseBuilder:
    """A release that is being made. Fill `store` and `path`, then `finish` it, or `abandon` it."""

    def __init__(self, number: int, path: Path) -> None:
        self.number = number
        self.path = path
        self._store: Store | None = None
        self._origin: Path | None = None
        self._bulk = False

    @property
    def store(self) -> Store:
        """Its statements, for reading and writing."""
        if self._store is None:
            raise ReleaseError(f"{self.path}: not being built any more")
        return self._store

    def start(self, origin: Path | None) -> None:
        """Make its folder, with a checkpoint of the store of the release `origin`, or with an empty one."""
        self._origin = origin
        with self._told():
            self.path.mkdir(parents=True)
            place = self.path / STORE
            if origin:
                _checkpoint(origin / STORE, place)
            self._store = Store(str(place))

    def load_ntriples(self, source: Iterable[Path] | Iterable[bytes]) -> None:
        """Load files, or chunks of bytes, of N-Triples in bulk; `finish` then compacts the store."""
        self._bulk = True
        with self._told():
            self.store.bulk_load(cast(IO[bytes], _Stream(_chunks(source))), RdfFormat.N_TRIPLES)

    def apply(self, delete: Iterable[str], add: Iterable[str]) -> None:
        """Take away and add statements, given as N-Triples text of one line or many.

        Nobody sees it before the switch: for readers it is one step, however many transactions it takes.
        """
        with self._told():
            for text in _batches(delete):
                for quad in parse(text, RdfFormat.N_TRIPLES):
                    self.store.remove(quad)
            batches = _batches(add)
            first = next(batches, b"")
            # what fills more than one batch costs a third that way; little would leave many small files
            if (second := next(batches, None)) is None:
                self.store.load(first, RdfFormat.N_TRIPLES)
            else:
                stream = _Stream(chain((first, second), batches))
                self.store.bulk_load(cast(IO[bytes], stream), RdfFormat.N_TRIPLES)

    def finish(self, facts: Mapping[str, object] | None = None, *, compact: bool | None = None) -> Release:
        """Bring everything to disk, write the manifest, and last the marker that makes it a release.

        `compact` rewrites the store for faster reading; when not given, that is done after a bulk load.
        """
        with self._told():
            store = self.store
            if compact if compact is not None else self._bulk:
                store.optimize()
            store.flush()
            del store
            self._store = None
            _readable(self.path)
            _manifest(self.number, facts or {}, self.path, self._origin).write(self.path)
            synced(self.path)
            marker = self.path / COMPLETE
            marker.write_text(manifest.checksum(self.path / MANIFEST) + "\n", encoding="ascii")
            synced_file(marker)
            synced_folder(self.path)
            synced_folder(self.path.parent)
        return Release(self.number, self.path)

    def abandon(self) -> None:
        """Throw it away."""
        self._store = None
        shutil.rmtree(self.path, ignore_errors=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Faults of disk and input, told as faults of this release."""
        try:
            yield
        except (OSError, RuntimeError) as error:
            raise ReleaseError(f"{self.path}: cannot be written ({error})") from error
        except SyntaxError as error:
            raise ReleaseError(f"{self.path}: a statement is not N-Triples ({error})") from error


def _checkpoint(origin: Path, place: Path) -> None:
    """A store with what another holds; their files are the same where the file system has hard links."""
    try:
        # by a read-only handle: a published release is never opened for writing
        Store.read_only(str(origin)).backup(str(place))
    except (OSError, RuntimeError):
        if disk_errors.can_link(origin / _IN_EACH, place.with_name("linked")):
            raise
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(origin, place, ignore=shutil.ignore_patterns(*_OF_READERS))


def _readable(folder: Path) -> None:
    """Let whoever may read the folder read what is in it; the index has files for their owner only."""
    granted = folder.stat().st_mode & 0o444
    for path in folder.rglob("*"):
        mode = path.stat().st_mode
        if path.is_file() and mode & granted != granted:
            path.chmod(mode | granted)


def _manifest(number: int, facts: Mapping[str, object], path: Path, origin: Path | None) -> Manifest:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Manifest(
        number=number,
        created=str(facts.get("created", now)),
        base=str(facts.get("base", "")),
        counts=cast(Mapping[str, int], facts.get("counts", {})),
        mappings=cast(Mapping[str, str], facts.get("mappings", {})),
        files=manifest.files_in(path, origin),
        facts={name: fact for name, fact in facts.items() if name not in _TYPED},
    )


class _Stream:
    """Chunks of bytes, read as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return b""
            self._left = memoryview(chunk)
        taken = self._left[:size] if size >= 0 else self._left
        self._left = self._left[len(taken) :]
        return bytes(taken)


def _chunks(source: Iterable[Path] | Iterable[bytes]) -> Iterator[bytes]:
    for part in source:
        if isinstance(part, Path):
            with part.open("rb") as file:
                while chunk := file.read(1 << 20):
                    yield chunk
        else:
            yield part


def _batches(texts: Iterable[str]) -> Iterator[bytes]:
    """Statements as bytes, in pieces of bounded size; each text ends a line."""
    batch: list[bytes] = []
    size = 0
    for text in texts:
        raw = text.encode("utf-8", "surrogatepass")
        batch.append(raw if raw.endswith(b"\n") else raw + b"\n")
        size += len(raw)
        if size >= _AT_ONCE:
            yield b"".join(batch)
            batch, size = [], 0
    if batch:
        yield b"".join(batch)


def synced(folder: Path) -> None:
    """Bring a folder and everything in it to disk.

    A file with another name elsewhere is one of an earlier release, which was brought to disk with it.
    """
    with ThreadPoolExecutor(SYNCED_AT_ONCE) as executor:  # a disk brings many to rest in the time of one
        for place, _, _ in os.walk(folder, topdown=False):
            with os.scandir(place) as found:
                files = [one.path for one in found if one.is_file() and one.stat().st_nlink == 1]
            for _ in executor.map(synced_file, files):
                pass
            synced_folder(Path(place))


def synced_file(file: Path | str) -> None:
    """Bring a file's bytes to disk."""
    _fsync(file, os.O_RDONLY)


def synced_folder(folder: Path) -> None:
    """Bring a folder's names to disk."""
    _fsync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _fsync(path: Path | str, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
