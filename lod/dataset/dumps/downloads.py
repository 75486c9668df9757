"""The files as others see them: each is a row of parts, with its size and checksum."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lod.dataset.dumps import deferred, partitioning
from lod.dataset.dumps.checksums import ChecksumCache, adler32, checksum, tag
from lod.dataset.dumps.parts import FORMS, HEADER, ROWS, Form, Part

PARTS = "parts"
INDEX = "index.json"
WHOLE = "_whole"
"""The collection of a download that holds all of them."""

SMALL = 4 << 20
"""A changed file of up to so many bytes is read again for its SHA-256."""


@dataclass(frozen=True, slots=True)
class Download:
    """One file to take."""

    collection: str
    """Key of the collection, or WHOLE."""
    form: Form
    size: int
    etag: str
    """Another one for other bytes."""
    sha256: str
    """Its checksum; empty when a small publish changed a large file, for that reads what it writes."""
    adler32: str
    """Its checksum that is always known; empty in releases from before there was one."""
    pieces: tuple[tuple[Path, int], ...]
    """Files that follow each other in it, with their sizes."""

    @property
    def name(self) -> str:
        """What it is called below /dumps/; no collection is called "all" by that."""
        return name_of(self.collection, self.form)

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """Its bytes from `start` up to (not including) `end`, in blocks."""
        at = 0
        for path, size in self.pieces:
            if at + size > start and at < end:
                yield from _block(path, max(0, start - at), min(size, end - at))
            at += size


def name_of(collection: str, form: Form) -> str:
    """What a download is called.

    >>> name_of("boeken", FORMS[0]), name_of(WHOLE, FORMS[0])
    ('collections/boeken.nt.gz', 'all.nt.gz')
    """
    return f"all.{form.suffix}" if collection == WHOLE else f"collections/{collection}.{form.suffix}"


@dataclass(frozen=True, slots=True)
class Before:
    """What of the downloads of the release before still holds."""

    pieces: Mapping[str, Sequence[int | str]]
    """Of those that were not written anew."""
    checksums: Mapping[str, str]
    """ETag → SHA-256 of a download, where that is known."""


def before_of(kept: Mapping[str, Any], written: Iterable[str]) -> Before:
    """What still holds of an index, when pieces with these names were written anew."""
    gone = set(written)
    pieces = {name: one for name, one in kept.get("pieces", {}).items() if name not in gone}
    checksums = {one["etag"]: one["sha256"] for one in kept["downloads"] if one.get("etag")}
    return Before(pieces, checksums)


def _block(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        left = end - start
        while left > 0:
            block = file.read(min(left, 1 << 18))
            if not block:
                raise EOFError(f"{path}: shorter than it was")
            left -= len(block)
            yield block


def write_downloads(
    folder: Path, keys: Sequence[str], kept: Mapping[str, Any], before: Before | None = None
) -> None:
    """Write the index: what parts there are, what is in them, and each download with its checksums.

    Made from the files of a release `before`, only pieces are read that were written anew, and changed files
    that are small.
    """
    sizes: Mapping[str, int] = kept["parts"]
    pieces = ChecksumCache(folder / PARTS, before.pieces if before else {})
    known, most = (before.checksums, SMALL) if before else ({}, sys.maxsize)
    found = []
    for key in (*(key for key in keys if key != partitioning.SITE), WHOLE):
        for form in FORMS:
            paths = [path for path in _paths(folder / PARTS, key, keys, form, sizes) if path.is_file()]
            if all(path.name.startswith((partitioning.ELSEWHERE, HEADER.family)) for path in paths):
                continue  # a collection that holds nothing of that any more
            row = [pieces[path.name] for path in paths]
            etag, size = tag(row), sum(one.size for one in row)
            found.append(
                {
                    "collection": key,
                    "form": form.suffix,
                    "size": size,
                    "etag": etag,
                    "adler32": adler32(row),
                    "sha256": known.get(etag, "") or (checksum(paths) if size <= most else ""),
                    "pieces": [[path.name, one.size] for path, one in zip(paths, row, strict=True)],
                }
            )
    text = json.dumps({**kept, "pieces": pieces.as_json(), "downloads": found}, sort_keys=True) + "\n"
    (folder / INDEX).write_text(text, encoding="utf-8")


def _paths(
    folder: Path, key: str, keys: Sequence[str], form: Form, sizes: Mapping[str, int]
) -> Iterator[Path]:
    if form in ROWS:
        yield HEADER.path(folder, form.suffix)
    quads = form.suffix.startswith("nq")
    others = [one for one in keys if one != partitioning.SITE]
    names = partitioning.of_whole(others, quads) if key == WHOLE else partitioning.of_collection(key)
    for family in names:
        for number in range(sizes.get(family, 0)):
            yield Part(family, number).path(folder, form.suffix)


def downloads(release: Path) -> list[Download]:
    """What can be taken from a release; nothing when it was made without files."""
    index = deferred.folder(release) / INDEX
    if not index.is_file():
        return []
    forms = {form.suffix: form for form in FORMS}
    folder = index.parent / PARTS
    return [
        Download(
            one["collection"],
            forms[one["form"]],
            one["size"],
            one.get("etag", one["sha256"]),
            one["sha256"],
            one.get("adler32", ""),
            tuple((folder / name, size) for name, size in one["pieces"]),
        )
        for one in json.loads(index.read_text("utf-8"))["downloads"]
    ]


def damaged(release: Path) -> Iterator[Path]:
    """The pieces of a release's downloads that are missing, or not as they were written: all are read."""
    found = deferred.folder(release)
    index = found / INDEX
    kept = json.loads(index.read_text("utf-8")).get("pieces", {}) if index.is_file() else {}
    for name, (size, sha256, _) in kept.items():
        path = found / PARTS / name
        if not path.is_file() or path.stat().st_size != size or checksum([path]) != sha256:
            yield path


def export(release: Path, folder: Path) -> list[Path]:
    """Write all downloads of a release into a folder, over those that were there with the same names."""
    written = []
    for one in downloads(release):
        path = folder / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            for piece, _ in one.pieces:
                with piece.open("rb") as source:
                    shutil.copyfileobj(source, file)
        part.replace(path)
        written.append(path)
    return written
