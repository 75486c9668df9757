"""Which objects there are in a part, as hashes, and how many different ones there are in all of them.

How many different objects there are cannot be added up: the same one stands in many parts. So a part keeps
hashes of its objects beside it, and they are put together when everything is served, a range of hashes at a
time. Two of 50 million objects have the same hash of 64 bits in one case of 15,000.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import orjson
import zstandard
from numpy.typing import NDArray

from lod.dataset.dumps.parts import Part
from lod.store.statistics import BLANK, IRI, Objects, Types

SUFFIX = "distinct.zst"
AT_ONCE = 24_000_000
"""So many hashes are put together at a time: some hundred megabytes."""
FEW = 3_000_000
"""Up to so many are put together after each change, in some two seconds."""
_LEVEL = 1
_GREATEST = np.uint64((1 << 64) - 1)

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.uint32]
Group = tuple[Types, bytes, bytes]
"""Types of the subject, property, kind of the object."""


@dataclass(slots=True)
class Kept:
    """Hashes of what there is in a part, in order."""

    subjects: dict[Types, Hashes]
    objects: dict[Group, tuple[Hashes, Numbers]]
    """The different ones, each with how many statements have it."""
    owners: dict[tuple[Types, bytes], Numbers] = field(default_factory=dict)
    """Of each statement with an IRI, in the order of their hashes, which subject of its types it is of."""

    @property
    def size(self) -> int:
        """How many hashes there are."""
        return sum(map(len, self.subjects.values())) + sum(len(some) for some, _ in self.objects.values())


def write(
    path: Path,
    subjects: Mapping[Types, Iterable[int]],
    objects: Mapping[Group, Sequence[int]],
    owners: Mapping[tuple[Types, bytes], Sequence[int]],
) -> None:
    """Write hashes of subjects by their types, and of the objects of statements, one for each of those.

    `owners` tells of statements with an IRI which subject of its types each is of.
    """
    names: dict[bytes, int] = {}

    def number(name: bytes) -> int:
        return names.setdefault(name, len(names))

    of_subjects = {types: np.sort(np.fromiter(some, np.uint64)) for types, some in subjects.items()}
    heads: list[list[object]] = [[], []]
    hashes: list[Hashes] = [*of_subjects.values()]
    numbers: list[Numbers] = []
    owned: list[Numbers] = []
    for types, some in of_subjects.items():
        heads[0].append([[number(name) for name in types], len(some)])
    for (types, name, kind), found in objects.items():
        every = np.fromiter(found, np.uint64, len(found))
        order = np.argsort(every, kind="stable")
        every = every[order]
        at = np.flatnonzero(_first(every))
        hashes.append(every[at])
        numbers.append(np.diff(at, append=len(every)).astype(np.uint32))
        of = owners.get((types, name), ()) if kind == IRI else ()
        if of:
            owned.append(np.fromiter(of, np.uint32, len(of))[order])
        heads[1].append([[number(one) for one in types], number(name), number(kind), len(at), len(of)])
    head = orjson.dumps([[name.decode() for name in names], *heads])
    pieces = [head, b"\n", *(one.tobytes() for some in (hashes, numbers, owned) for one in some)]
    path.write_bytes(zstandard.ZstdCompressor(_LEVEL).compress(b"".join(pieces)))


def read(path: Path) -> Kept:
    """What was kept of a part."""
    head, _, rest = zstandard.ZstdDecompressor().decompress(path.read_bytes()).partition(b"\n")
    told, subjects, objects = orjson.loads(head)
    names = [name.encode() for name in told]
    at, kept = 0, Kept({}, {})
    for types, size in subjects:
        kept.subjects[tuple([names[n] for n in types])] = np.frombuffer(rest, np.uint64, size, at)
        at += 8 * size
    found = []
    for *_, size, _ in objects:
        found.append(np.frombuffer(rest, np.uint64, size, at))
        at += 8 * size
    for (types, name, kind, size, _), some in zip(objects, found, strict=True):
        group = tuple([names[n] for n in types]), names[name], names[kind]
        kept.objects[group] = some, np.frombuffer(rest, np.uint32, size, at)
        at += 4 * size
    for types, name, _, _, size in objects:
        if size:
            kept.owners[tuple([names[n] for n in types]), names[name]] = np.frombuffer(
                rest, np.uint32, size, at
            )
            at += 4 * size
    return kept


def counted(folder: Path, parts: Iterable[Part], most: int | None = None) -> Objects | None:
    """How many different objects there are in some parts.

    None when one was written without its hashes, and where there may be more than `most` of those.
    """
    files = []
    for part in parts:
        if part.path(folder, "nt.zst").is_file():
            files.append(part.path(folder, SUFFIX))
            if not files[-1].is_file():
                return None
    if most is not None and sum(path.stat().st_size for path in files) > 8 * most:
        return None
    size, subjects = 0, []
    for path in files:
        kept = read(path)
        size += kept.size
        subjects.append({types: hashes.copy() for types, hashes in kept.subjects.items()})
    known = _Known(subjects)
    ranges = max(1, -(-size // AT_ONCE))
    edges = [(1 << 64) * n // ranges for n in range(ranges)]
    objects = Objects()
    for first, last in zip(edges, [*(edge - 1 for edge in edges[1:]), (1 << 64) - 1], strict=True):
        groups: dict[Group, list[tuple[Hashes, Numbers]]] = {}
        for path in files:
            kept = read(path)
            if not first:
                _count_leading(objects, known, kept)
            for group, (hashes, numbers) in kept.objects.items():
                start = np.searchsorted(hashes, np.uint64(first))
                stop = np.searchsorted(hashes, np.uint64(last), "right")
                groups.setdefault(group, []).append((hashes[start:stop], numbers[start:stop]))
        _Counting(objects, known).count(groups)
    return objects


class _Known:
    """The types of each subject that there is, by its hash."""

    def __init__(self, subjects: Sequence[Mapping[Types, Hashes]]) -> None:
        self.types: list[Types] = [
            (),
            *dict.fromkeys(types for some in subjects for types in some if types),
        ]
        number = {types: n for n, types in enumerate(self.types)}
        pairs = [(hashes, number[t]) for some in subjects for t, hashes in some.items() if t]
        every = _joined([hashes for hashes, _ in pairs])
        of = np.concatenate([np.zeros(0, np.uint32), *(np.full(len(h), n, np.uint32) for h, n in pairs)])
        order = np.argsort(every, kind="stable")
        # behind the last one, so that there is something to compare with what is greater than all
        self._hashes, self._of = np.append(every[order], _GREATEST), np.append(of[order], np.uint32(0))
        bits = len(every).bit_length() + 1
        self._shift = np.uint64(64 - bits)
        edges = np.arange(1 << bits, dtype=np.uint64) << self._shift
        self._begins = np.searchsorted(self._hashes[:-1], edges)
        self._most = int(np.diff(self._begins, append=len(every)).max())

    def which(self, hashes: Hashes) -> Numbers:
        """The number of the types of each subject with such a hash; 0 for what is none, or has no types.

        Hashes are spread evenly, so their first bits tell nearly where each is: halving what is left again
        and again, as `np.searchsorted` does, takes ten times as long where there are millions.
        """
        at = self._begins[hashes >> self._shift]
        for _ in range(self._most):
            at += self._hashes[at] < hashes
        found: Numbers = self._of[at] * (self._hashes[at] == hashes)
        return found

    def classes(self, numbers: Iterable[np.intp]) -> dict[str, list[np.intp]]:
        """The classes that are among some types, given by their numbers, with the numbers that have each."""
        found: dict[str, list[np.intp]] = {}
        for number in numbers:
            for one in _classes(self.types[number]):
                found.setdefault(one, []).append(number)
        return found


class _Counting:
    """Counts the objects of one range of hashes."""

    def __init__(self, objects: Objects, known: _Known) -> None:
        self._objects = objects
        self._known = known

    def count(self, groups: Mapping[Group, Sequence[tuple[Hashes, Numbers]]]) -> None:
        """Count what is in parts, by group."""
        by_property: dict[bytes, dict[bytes, dict[Types, Hashes]]] = {}
        for (types, name, kind), some in groups.items():
            hashes = _joined([one for one, _ in some])
            by_property.setdefault(name, {}).setdefault(kind, {})[types] = _different(hashes)
            if kind == IRI:
                self._linked(types, name, hashes, np.concatenate([numbers for _, numbers in some]))
        every: dict[bytes, list[Hashes]] = {}
        for name, kinds in by_property.items():
            for kind, of_types in kinds.items():
                self._of_classes(name, kind, of_types)
                union = _different(_joined([*of_types.values()]))
                self._different("", name, kind, union)
                every.setdefault(kind, []).append(union)
        for kind, unions in every.items():
            self._objects.tell("", b"", kind, len(_different(_joined(unions))))

    def _of_classes(self, name: bytes, kind: bytes, of_types: Mapping[Types, Hashes]) -> None:
        members: dict[str, list[Types]] = {}
        for types in of_types:
            for of_class in _classes(types):
                members.setdefault(of_class, []).append(types)
        seen: dict[tuple[Types, ...], Hashes] = {}
        for of_class, some in members.items():
            key = tuple(some)
            if key not in seen:
                seen[key] = (
                    of_types[some[0]] if len(some) == 1 else _different(_joined([of_types[t] for t in some]))
                )
            self._different(of_class, name, kind, seen[key])

    def _different(self, of_class: str, name: bytes, kind: bytes, hashes: Hashes) -> None:
        self._objects.tell(of_class, name, kind, len(hashes))
        if kind == IRI:
            totals = np.bincount(self._known.which(hashes))
            for other, numbers in self._known.classes(np.flatnonzero(totals)).items():
                self._objects.leads(of_class, name, other).objects += int(totals[numbers].sum())

    def _linked(self, types: Types, name: bytes, hashes: Hashes, numbers: Numbers) -> None:
        """How many statements lead from subjects of some types to those of each class."""
        totals = np.bincount(self._known.which(hashes), weights=numbers)
        for other, of_other in self._known.classes(np.flatnonzero(totals)).items():
            for of_class in ("", *_classes(types)):
                self._objects.leads(of_class, name, other).statements += int(totals[of_other].sum())


def _count_leading(objects: Objects, known: _Known, kept: Kept) -> None:
    """Count the subjects of a part that lead to things of each class: all said of one stands there."""
    groups = [(group, *some) for group, some in kept.objects.items() if group[2] == IRI]
    every = known.which(_joined([hashes for _, hashes, _ in groups]))
    end = 0
    for (types, name, _), hashes, numbers in groups:
        start, end = end, end + len(hashes)
        of, owners = every[start:end], kept.owners.get((types, name))
        if owners is not None:
            of = np.repeat(of, numbers)
        for other, of_other in known.classes(np.flatnonzero(np.bincount(of))).items():
            leading = np.ones(len(kept.subjects[types]), np.bool_)
            if owners is not None:  # else they are types: all of them have the same
                leads = np.zeros(len(known.types), np.bool_)
                leads[of_other] = True
                leading[:] = False
                leading[owners[leads[of]]] = True
            number = int(np.count_nonzero(leading))
            for of_class in ("", *_classes(types)):
                objects.leads(of_class, name, other).subjects += number


def _classes(types: Types) -> list[str]:
    return [one.decode() for one in types if one != BLANK]


def _joined(some: Sequence[Hashes]) -> Hashes:
    return np.concatenate(some) if some else np.zeros(0, np.uint64)


def _different(hashes: Hashes) -> Hashes:
    """Each hash once, in order: np.unique looks them up in a table, which takes forty times as long here."""
    ordered = np.sort(hashes, kind="stable")  # by merging, for they are rows that are in order already
    return ordered[_first(ordered)]


def _first(ordered: Hashes) -> NDArray[np.bool_]:
    """Where in a row another hash begins."""
    found = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=found[1:])
    return found
