"""Descriptions as they are read: all that is said of a thing in one piece, beside the store.

A full build packs them while it empties its drawers, one pack for each. A release that is built on another
takes the packs over and notes which things changed since: those are read from the store. So a pack is never
wrong, and a small change costs eight bytes for each thing.
"""

from __future__ import annotations

import json
import mmap
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock

import zstandard

from lod.rdf import ntriples
from lod.rdf.names import expand
from lod.register.ranges import part_of
from lod.register.statements import Delta, id_of
from lod.store.documents import PARTS, TYPE
from lod.store.terms import About, Spelled, Value, values_of

FOLDER = "descriptions"
CHANGED = "changed"
SUFFIX = ".pack"
_LEVEL = 3
_SAMPLE = 48
"""So many descriptions begin a pack's dictionary, by which each of them is packed small on its own."""
_LARGEST = 100_000
"""A dictionary holds so many bytes."""
_STRING = expand("xsd:string")
_NO_TAG = b'">'
"""How an object ends that has no tag of a language."""
_HEAD = 24
"""Bytes before the numbers: of things, of the dictionary, and the version of this form."""
_VERSION = 1

Lines = Mapping[bytes, Mapping[bytes, Sequence[bytes]]]
"""Subject → predicate → objects of a thing and its parts, as N-Triples."""


class Packing:
    """The descriptions of the things in one drawer, on their way into a pack."""

    def __init__(self, base: str) -> None:
        self._things = f"{base}id/"
        self._told: list[tuple[int, bytes]] = []

    def add(self, name: str, about: Lines) -> None:
        """A thing by its name (`kind/key`), with what is said of it and its parts as the store spells it."""
        iri = self._things + name
        told = described(iri, about)
        if told:
            text = f"{_json({iri: told.pop(iri)})}\n{_json(told)}"
            self._told.append((id_of(name), text.encode()))

    def write(self, path: Path) -> None:
        """Write the pack: numbers of things in order, where each ends, a dictionary, and descriptions."""
        self._told.sort()
        step = max(1, len(self._told) // _SAMPLE)
        words = b"".join(text for _, text in self._told[::step])[:_LARGEST]
        packer = zstandard.ZstdCompressor(_LEVEL, dict_data=_dictionary(words))
        packed = [packer.compress(text) for _, text in self._told]
        ends = array("q", [0])
        for one in packed:
            ends.append(ends[-1] + len(one))
        head = array("q", [len(packed), len(words), _VERSION])
        ids = array("q", [id for id, _ in self._told])
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join((head.tobytes(), ids.tobytes(), ends.tobytes(), words, *packed)))


def _json(told: object) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _dictionary(words: bytes) -> zstandard.ZstdCompressionDict:
    found = zstandard.ZstdCompressionDict(words, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    if words:
        found.precompute_compress(level=_LEVEL)
    return found


def described(iri: str, about: Lines) -> dict[str, dict[str, list[Spelled]]]:
    """What a thing's document says, in the order of a document; empty when it is better read from the store.

    >>> lines = {b"<a:b>": {b"<p:q>": [b"<a:b#x>"]}, b"<a:b#x>": {b"<p:q>": [b'"1"^^<c:d>']}}
    >>> described("a:b", lines | {b"<a:b#lost>": {b"<p:q>": [b'"2"']}})
    {'a:b': {'p:q': ['a:b#x']}, 'a:b#x': {'p:q': [['1', '', 'c:d']]}}
    """
    told = {
        subject[1:-1].decode(): {p[1:-1].decode(): _in_order(objects) for p, objects in said.items()}
        for subject, said in about.items()
    }
    parts = _reached(iri, told)
    if iri not in told or len(parts) > PARTS:
        return {}
    return {
        subject: {p: [*map(_spelled, told[subject][p])] for p in sorted(told[subject], key=_place)}
        for subject in (iri, *sorted(parts))
    }


def _in_order(objects: Sequence[bytes]) -> list[str]:
    """Objects, each once, as the store has them: with the tags of languages in small letters."""
    if len(objects) == 1 and objects[0][-1] in _NO_TAG:  # most are so
        return [objects[0].decode()]
    found = {object.decode() for object in objects}
    if any(object[-1] not in '">' for object in found):
        found = {_in_small_letters(object) for object in found}
    return sorted(found) if len(found) > 1 else [*found]


def _in_small_letters(object: str) -> str:
    text, quote, tag = object.rpartition('"')
    return f"{text}{quote}{tag.lower()}" if tag.startswith("@") else object


def _place(predicate: str) -> str:
    return "" if predicate == TYPE else predicate


def _reached(iri: str, told: Mapping[str, Mapping[str, Iterable[str]]]) -> set[str]:
    """The parts that the thing points to, and those that they point to."""
    head = f"<{iri}#"
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        for objects in told.get(waiting.pop(), {}).values():
            for object in objects:
                if object.startswith(head) and (part := object[1:-1]) not in found and part in told:
                    found.add(part)
                    waiting.append(part)
    return found


def _spelled(object: str) -> str | list[str]:
    if object[0] == "<":
        return object[1:-1]
    end = object.rindex('"')
    text, after = object[1:end], object[end + 1 :]
    if "\\" in text:
        text = ntriples.text(f'"{text}"'.encode())
    if after.startswith("@"):
        return [text, after[1:]]
    return [text, "", after[3:-1]] if after else [text]


class _Pack:
    """One pack, open for reading; several threads may ask it."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        whole = memoryview(self._bytes)
        number, words, version = whole[:_HEAD].cast("q")
        if version != _VERSION:
            raise OSError(f"{path}: not in the form that is read here")
        bounds = _HEAD + 8 * number
        start = bounds + 8 * (number + 1)
        self._ids = whole[_HEAD:bounds].cast("q")
        self._ends = whole[bounds:start].cast("q")
        self._start = start + words
        dictionary = _dictionary(bytes(whole[start : self._start]))
        self._unpacker = zstandard.ZstdDecompressor(dict_data=dictionary)
        self._lock = Lock()

    def get(self, id: int) -> bytes | None:
        """The description of a thing: itself on the first line, its parts on the second, both as JSON."""
        at = bisect_left(self._ids, id)
        if at == len(self._ids) or self._ids[at] != id:
            return None
        start, end = self._start + self._ends[at], self._start + self._ends[at + 1]
        with self._lock:  # an unpacker serves one thread at a time
            return self._unpacker.decompress(self._bytes[start:end])


class Descriptions:
    """The descriptions of a release; of what changed since they were packed, it knows only that."""

    def __init__(self, folder: Path, base: str) -> None:
        self._folder = folder
        self._skip = len(f"{base}id/")
        self._number = sum(1 for _ in folder.glob(f"*{SUFFIX}"))
        self._changed = frozenset(_changed(folder))
        self._packs: dict[int, _Pack] = {}

    def of(self, iri: str) -> About | None:
        """What is said of a thing of ours and its parts; None when the store is to be asked."""
        told = self._read(iri)
        if iri not in told[0]:
            return None
        both = told[0] | (json.loads(told[1]) if told[1] else {})
        return {subject: _plain(said) for subject, said in both.items()}

    def said(self, iri: str) -> Mapping[str, Sequence[Spelled]] | None:
        """What is said of a thing itself, its values as packs spell them; None: the store is to be asked."""
        return self._read(iri)[0].get(iri)

    def _read(self, iri: str) -> tuple[dict[str, dict[str, list[Spelled]]], str]:
        """The thing, and its parts as JSON."""
        id = id_of(iri[self._skip :])
        if id in self._changed:
            return {}, ""
        try:
            text = self._pack(part_of(id, self._number)).get(id)
        except OSError:  # the release was removed after another was switched to; its store is still open
            return {}, ""
        head, _, parts = (text or b"{}").decode().partition("\n")
        return json.loads(head), parts

    def _pack(self, number: int) -> _Pack:
        found = self._packs.get(number)
        if found is None:
            found = self._packs[number] = _Pack(_path(self._folder, number))
        return found


def _plain(said: Mapping[str, Sequence[Spelled]]) -> dict[str, tuple[Value, ...]]:
    return {predicate: values_of(spelled) for predicate, spelled in said.items()}


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}{SUFFIX}"


def _changed(folder: Path) -> array[int]:
    found = array("q")
    found.frombytes((folder / CHANGED).read_bytes() if (folder / CHANGED).is_file() else b"")
    return found


def write(release: Path, number: int, packing: Packing) -> None:
    """Give a release the pack of a drawer."""
    packing.write(_path(release / FOLDER, number))


def read(release: Path, base: str) -> Descriptions | None:
    """The descriptions of a release; None when it was made without them."""
    folder = release / FOLDER
    return Descriptions(folder, base) if _path(folder, 0).is_file() else None


def follow(release: Path, before: Path, delta: Delta, base: str) -> None:
    """Take over those of the release before, but for the things that a delta says something else of."""
    old, new = before / FOLDER, release / FOLDER
    if not _path(old, 0).is_file():
        return
    new.mkdir()
    for pack in old.glob(f"*{SUFFIX}"):
        os.link(pack, new / pack.name)
    head = f"<{base}id/".encode()
    subjects = {line[: line.index(b">")].partition(b"#")[0] for line in (*delta.taken, *delta.added)}
    names = {subject[len(head) :].decode() for subject in subjects if subject.startswith(head)}
    changed = array("q", sorted({*_changed(old), *map(id_of, names)}))
    (new / CHANGED).write_bytes(changed.tobytes())
