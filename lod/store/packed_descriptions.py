"""Descriptions as they are read: all that is said of a thing in one piece, beside the store.

A full build packs them while it empties its partitions, one pack for each. A release that is built on another
takes the packs over and notes which things changed since: those are read from the store. So a pack is never
wrong, and a small change costs eight bytes for each thing.
"""

from __future__ import annotations

import json
import mmap
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock

import orjson
import zstandard

from lod import disk_errors
from lod.rdf import ntriples
from lod.rdf.ntriples import has_other_escapes
from lod.register.ingest.hash_ranges import part_of
from lod.register.statements import Delta, id_of, number
from lod.store import pointers
from lod.store.documents import PARTS, TYPE
from lod.store.terms import Spelled, SpelledAbout

FOLDER = "descriptions"
CHANGED = "changed"
OTHERS = "others"
"""Numbers of what is not ours and something is said of, such as codes; most that is linked to is silent."""
SUFFIX = ".pack"
_LEVEL = 3
_SAMPLE = 48
"""So many descriptions begin a pack's dictionary, by which each of them is packed small on its own."""
_LARGEST = 100_000
"""A dictionary holds so many bytes."""
_TYPE = f"<{TYPE}>".encode()
_NO_TAG = b'">'
"""How an object ends that has no tag of a language."""
_HEAD = 24
"""Bytes before the numbers: of things, of the dictionary, and the version of this form."""
_VERSION = 1

Lines = Mapping[bytes, Mapping[bytes, Sequence[bytes]]]
"""Subject → predicate → objects of a thing and its parts, as N-Triples."""


class DescriptionPacker:
    """The descriptions of the things in one partition, on their way into a pack."""

    def __init__(self, base: str, odd: bool = True) -> None:
        """`odd`: some text may be spelled in a way that JSON does not know."""
        self._things = f"{base}id/"
        self._start = f"<{self._things}".encode()
        self._spelling = Spelling(odd)
        self._told: list[tuple[int, bytes]] = []
        self._targets = array("q")

    def add(self, name: str, about: Lines) -> None:
        """A thing by its name (`kind/key`), with what is said of it and its parts as the store spells it."""
        iri, links = self._things + name, pointers.links(about, self._start)
        told = described(iri, about, self._spelling, links)
        if told:
            self._told.append((id_of(name), told))
        self._targets.extend(pointers.targets(f"<{iri}>".encode(), links, self._start))

    def write(self, path: Path) -> None:
        """Write the pack: numbers of things in order, where each ends, a dictionary, and descriptions."""
        self._told.sort()
        step = max(1, len(self._told) // _SAMPLE)
        words = b"".join(text for _, text in self._told[::step])[:_LARGEST]
        dictionary = _dictionary(words)
        if words:
            dictionary.precompute_compress(level=_LEVEL)
        packer = zstandard.ZstdCompressor(_LEVEL, dict_data=dictionary)
        packed = [packer.compress(text) for _, text in self._told]
        ends = array("q", [0])
        for one in packed:
            ends.append(ends[-1] + len(one))
        head = array("q", [len(packed), len(words), _VERSION])
        ids = array("q", [id for id, _ in self._told])
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"".join((head.tobytes(), ids.tobytes(), ends.tobytes(), words, *packed)))
        pointers.gather(path, self._targets)


def _dictionary(words: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(words, dict_type=zstandard.DICT_TYPE_RAWCONTENT)


def described(
    iri: str, about: Lines, spelling: Spelling | None = None, links: pointers.Links | None = None
) -> bytes:
    """What a thing's document says, in the order of a document; empty when it is better read from the store.

    Two lines of JSON: the thing, and its parts. `links`: what it and its parts point to of ours.

    >>> lines = {b"<a:b>": {b"<p:q>": [b"<a:b#x>"]}, b"<a:b#x>": {b"<p:q>": [b'"1"^^<c:d>']}}
    >>> described("a:b", lines | {b"<a:b#lost>": {b"<p:q>": [b'"2"']}})
    b'{"a:b":{"p:q":["a:b#x"]}}\\n{"a:b#x":{"p:q":[["1","","c:d"]]}}'
    """
    spelling = spelling or Spelling()
    thing = f"<{iri}>".encode()
    parts = _reached(thing, links or pointers.links(about, thing[:-1])) if len(about) > 1 else ()
    if thing not in about or len(parts) > PARTS:
        return b""
    root = spelling.node(thing, about[thing])
    told = [spelling.node(part, about[part]) for part in sorted(parts, key=_bare)]
    return b"{%b}\n{%b}" % (root, b",".join(told))


def _reached(thing: bytes, links: pointers.Links) -> set[bytes]:
    """The parts that the thing points to, and those that they point to."""
    found: set[bytes] = set()
    waiting = [thing]
    while waiting:
        for object in links.get(waiting.pop(), ()):
            if object in links and object not in found and object != thing:
                found.add(object)
                waiting.append(object)
    return found


def _bare(node: bytes) -> bytes:
    """An IRI without its brackets: by that it is put in order."""
    return node[1:-1]


class Spelling:
    """N-Triples spelled as JSON, byte for byte where both write a text the same way."""

    def __init__(self, odd: bool = True) -> None:
        self._odd = odd
        self._orders: dict[tuple[bytes, ...], list[tuple[bytes, bytes]]] = {}

    def node(self, node: bytes, said: Mapping[bytes, Sequence[bytes]]) -> bytes:
        """What is said of one subject, after its IRI: predicates and objects in the order of a document."""
        names, odd = tuple(said), self._odd
        pieces = [self._iri(node), b":"]
        for name, key in self._orders.get(names) or self._order(names):
            objects = said[name]
            one = objects[0]
            if len(objects) > 1:
                pieces += key, self._objects(objects)
            elif odd:
                pieces += key, self._object(one)
            elif one[0] == 60:  # most are an IRI ("<") or a plain text
                pieces += key, b'"', one[1:-1], b'"'
            elif one[-1] == 34:
                pieces += key, b"[", one, b"]"
            else:
                pieces += key, self._object(one)
        pieces.append(b"]}")
        return b"".join(pieces)

    def _order(self, names: tuple[bytes, ...]) -> list[tuple[bytes, bytes]]:
        """Predicates in the order of a document, each with what stands before its objects."""
        places = sorted(names, key=lambda name: b"" if name == _TYPE else _bare(name))
        keys = [(b"],%b:[" if at else b"{%b:[") % self._iri(name) for at, name in enumerate(places)]
        found = self._orders[names] = [*zip(places, keys, strict=True)]
        return found

    def _objects(self, objects: Sequence[bytes]) -> bytes:
        """Objects, each once, as the store has them: with the tags of languages in small letters."""
        found = {one if one[-1] in _NO_TAG else _in_small_letters(one) for one in objects}
        return b",".join([self._object(one) for one in sorted(found)])

    def _object(self, object: bytes) -> bytes:
        """An IRI; or a text, its language and its datatype in a list, as far as they are needed."""
        if object[0] == 60:  # "<"
            return self._iri(object)
        at = object.rindex(b'"') + 1
        text, tail = object[:at], object[at:]
        if self._odd and has_other_escapes(text):
            text = _json(ntriples.text(text))
        if not tail:
            return b"[%b]" % text
        if tail[0] == 64:  # "@"
            return b'[%b,"%b"]' % (text, tail[1:].lower())
        return b'[%b,"",%b]' % (text, self._iri(tail[2:]))

    def _iri(self, node: bytes) -> bytes:
        return _json(node[1:-1].decode()) if self._odd else b'"%b"' % node[1:-1]


def _json(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode()


def _in_small_letters(object: bytes) -> bytes:
    text, quote, tag = object.rpartition(b'"')
    return text + quote + tag.lower()


class _Pack:
    """One pack, open for reading; several threads may ask it."""

    def __init__(self, path: Path, counts: Sequence[int]) -> None:
        """`counts`: how many statements point to each of its things, if that is known."""
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
        self._pointers = counts

    def _at(self, id: int) -> int | None:
        at = bisect_left(self._ids, id)
        return at if at < len(self._ids) and self._ids[at] == id else None

    def pointers(self, id: int) -> int | None:
        """How many statements point to a thing; None when they were not counted, or are very many."""
        at = self._at(id) if self._pointers else None
        found = pointers.MANY if at is None else self._pointers[at]
        return found if found < pointers.MANY else None

    def get(self, id: int) -> bytes | None:
        """The description of a thing: itself on the first line, its parts on the second, both as JSON."""
        at = self._at(id)
        if at is None:
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
        self._changed = frozenset(_noted(folder / CHANGED))
        self._repointed = frozenset(_noted(folder / pointers.CHANGED))
        self._others = _noted(folder / OTHERS) if (folder / OTHERS).is_file() else None
        self._pointers = pointers.read(folder / pointers.FILE, self._number)
        self._packs: dict[int, _Pack] = {}

    def of(self, iri: str) -> SpelledAbout | None:
        """What is said of a thing of ours and its parts, as packs spell it; None: ask the store."""
        told = self._read(iri)
        if iri not in told[0]:
            return None
        return told[0] | orjson.loads(told[1]) if told[1] else told[0]

    def said(self, iri: str) -> Mapping[str, Sequence[Spelled]] | None:
        """What is said of a thing itself, its values as packs spell them; None: the store is to be asked."""
        return self._read(iri)[0].get(iri)

    def pointers(self, iri: str) -> int | None:
        """How many statements about others point to a thing of ours; None when that is not known."""
        id = id_of(iri[self._skip :])
        if id in self._repointed:
            return None
        try:
            return self._pack(part_of(id, self._number)).pointers(id)
        except OSError:  # as below
            return None

    def is_silent_on(self, iri: str) -> bool:
        """Whether the release says nothing of something that is not ours; False: the store is to be asked."""
        if self._others is None:
            return False
        id = number(iri.encode())
        at = bisect_left(self._others, id)
        return at == len(self._others) or self._others[at] != id

    def _read(self, iri: str) -> tuple[dict[str, dict[str, list[Spelled]]], bytes]:
        """The thing, and its parts as JSON."""
        id = id_of(iri[self._skip :])
        if id in self._changed:
            return {}, b""
        try:
            text = self._pack(part_of(id, self._number)).get(id)
        except OSError:  # the release was removed after another was switched to; its store is still open
            return {}, b""
        head, _, parts = (text or b"{}").partition(b"\n")
        return orjson.loads(head), parts

    def _pack(self, number: int) -> _Pack:
        found = self._packs.get(number)
        if found is None:
            counts = self._pointers[number] if self._pointers else b""
            found = self._packs[number] = _Pack(_path(self._folder, number), counts)
        return found


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:06d}{SUFFIX}"


def _noted(path: Path) -> array[int]:
    found = array("q")
    found.frombytes(path.read_bytes() if path.is_file() else b"")
    return found


def _note(path: Path, numbers: Iterable[int]) -> None:
    path.write_bytes(array("q", sorted(numbers)).tobytes())


def write(release: Path, number: int, packing: DescriptionPacker) -> None:
    """Give a release the pack of a partition."""
    packing.write(_path(release / FOLDER, number))


def write_others(release: Path, subjects: Iterable[bytes]) -> None:
    """Note what is not ours and something is said of, by its IRIs."""
    (release / FOLDER).mkdir(exist_ok=True)
    _note(release / FOLDER / OTHERS, map(number, subjects))


def finish(release: Path) -> None:
    """Count what points to the things of a release, when all of its packs are there."""
    folder = release / FOLDER
    pointers.count(sorted(folder.glob(f"*{SUFFIX}")), folder / pointers.FILE)


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
    for file in (*old.glob(f"*{SUFFIX}"), *old.glob(pointers.FILE)):
        disk_errors.link(file, new / file.name)
    head = f"<{base}id/".encode()
    subjects = {line[: line.index(b">")].partition(b"#")[0] for line in (*delta.taken, *delta.added)}
    names = {subject[len(head) :].decode() for subject in subjects if subject.startswith(head)}
    repointed = pointers.changed((*delta.taken, *delta.added), head)
    notes = {CHANGED: {*map(id_of, names)}, pointers.CHANGED: repointed}
    if (old / OTHERS).is_file():
        notes[OTHERS] = {
            number(line[1 : line.index(b">")]) for line in delta.added if not line.startswith(head)
        }
    for name, more in notes.items():
        _note(new / name, {*_noted(old / name), *more})
