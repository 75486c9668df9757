"""The files as others see them: each is a row of parts, with its size and checksum."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lod.dataset.dumps import families
from lod.dataset.dumps.parts import FORMS, Form, Part

FOLDER = "dumps"
"""Name of the folder in a release."""
PARTS = "parts"
INDEX = "index.json"
WHOLE = "_whole"
"""The collection of a download that holds all of them."""


@dataclass(frozen=True, slots=True)
class Download:
    """One file to take."""

    collection: str
    """Key of the collection, or WHOLE."""
    form: Form
    size: int
    sha256: str
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


def write_downloads(folder: Path, keys: Sequence[str], kept: Mapping[str, Any]) -> None:
    """Write the index: what parts there are, what is in them, and each download with its checksum."""
    sizes: Mapping[str, int] = kept["parts"]
    found = []
    for key in (*(key for key in keys if key != families.SITE), WHOLE):
        for form in FORMS:
            pieces = [path for path in _pieces(folder / PARTS, key, keys, form, sizes) if path.is_file()]
            if all(path.name.startswith(families.ELSEWHERE) for path in pieces):
                continue  # a collection that holds nothing any more
            size = sum(path.stat().st_size for path in pieces)
            found.append(
                {
                    "collection": key,
                    "form": form.suffix,
                    "size": size,
                    "sha256": _checksum(pieces),
                    "pieces": [[path.name, path.stat().st_size] for path in pieces],
                }
            )
    text = json.dumps({**kept, "downloads": found}, indent=0, sort_keys=True) + "\n"
    (folder / INDEX).write_text(text, encoding="utf-8")


def _pieces(
    folder: Path, key: str, keys: Sequence[str], form: Form, sizes: Mapping[str, int]
) -> Iterator[Path]:
    quads = form.suffix.startswith("nq")
    others = [one for one in keys if one != families.SITE]
    names = families.of_whole(others, quads) if key == WHOLE else families.of_collection(key)
    for family in names:
        for number in range(sizes.get(family, 0)):
            yield Part(family, number).path(folder, form.suffix)


def _checksum(pieces: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in pieces:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def downloads(release: Path) -> list[Download]:
    """What can be taken from a release; nothing when it was made without files."""
    index = release / FOLDER / INDEX
    if not index.is_file():
        return []
    forms = {form.suffix: form for form in FORMS}
    folder = release / FOLDER / PARTS
    return [
        Download(
            one["collection"],
            forms[one["form"]],
            one["size"],
            one["sha256"],
            tuple((folder / name, size) for name, size in one["pieces"]),
        )
        for one in json.loads(index.read_text("utf-8"))["downloads"]
    ]


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
