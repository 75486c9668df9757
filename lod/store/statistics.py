"""How many statements there are of which form: what counts over everything are answered from.

Two subjects that have the same types are counted together, so that what is known of classes, of properties of
classes and of everything is sums of the same numbers. All of them can be added and taken away again, for a
subject stands in one part with all that is said of it: after a small change only what changed is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from lod.store.release import downloads_of

STATISTICS = "statistics.json"
"""Beside the downloads, of the whole."""
OBJECTS = "distinct.json"
"""How many different objects there are: counted when the rest is served."""
PLACES = 20_000
"""With more namespaces they are not counted: nobody reads such a list."""
MANY = 16
"""A thing with so many parts is crowded."""
CROWDED = 2_000
"""So many crowded things are told of."""

IRI = b"<"
BLANK = b"_"
STRING = b'"'
"""Kinds of objects; another literal is known by what follows its last quotation mark."""

Types = tuple[bytes, ...]
"""The types of a subject, as N-Triples, in order; those of a blank node begin with BLANK."""


@dataclass(slots=True)
class Use:
    """How subjects of the same types use a property."""

    subjects: int = 0
    kinds: dict[bytes, int] = field(default_factory=dict)
    """Kind of the object → statements."""


@dataclass(slots=True)
class Linked:
    """How many statements lead to things of a class, with how many subjects and objects, each once."""

    statements: int = 0
    subjects: int = 0
    objects: int = 0


@dataclass(slots=True)
class Objects:
    """How many different objects there are; "" is any class, or any property."""

    different: dict[tuple[str, bytes], dict[bytes, int]] = field(default_factory=dict)
    """Class of the subject and property → kind of the object → how many."""
    linked: dict[tuple[str, bytes], dict[str, Linked]] = field(default_factory=dict)
    """Class of the subject and property → class of the object → how much leads there."""

    def tell(self, of_class: str, name: bytes, kind: bytes, number: int) -> None:
        """There are so many more different objects of a kind."""
        kinds = self.different.setdefault((of_class, name), {})
        kinds[kind] = kinds.get(kind, 0) + number

    def leads(self, of_class: str, name: bytes, other: str) -> Linked:
        """What leads to things of a class, to be added to."""
        return self.linked.setdefault((of_class, name), {}).setdefault(other, Linked())

    def write(self, folder: Path) -> None:
        """Write them beside the downloads in a folder; they are there whole, or not at all."""
        different = [
            [of_class, name.decode(), {kind.decode(): n for kind, n in kinds.items()}]
            for (of_class, name), kinds in self.different.items()
        ]
        linked = [
            [of_class, name.decode(), {one: [n.statements, n.subjects, n.objects] for one, n in led.items()}]
            for (of_class, name), led in self.linked.items()
        ]
        made = folder / f"{OBJECTS}.part"
        made.write_bytes(orjson.dumps([different, linked]) + b"\n")
        made.replace(folder / OBJECTS)


def read_objects(folder: Path) -> Objects | None:
    """Those that were counted of the downloads in a folder; None while they are not."""
    file = folder / OBJECTS
    if not file.is_file():
        return None
    different, linked = orjson.loads(file.read_bytes())
    return Objects(
        {(c, name.encode()): {kind.encode(): n for kind, n in kinds.items()} for c, name, kinds in different},
        {(c, name.encode()): {one: Linked(*n) for one, n in led.items()} for c, name, led in linked},
    )


@dataclass(slots=True)
class Statistics:
    """All of it."""

    subjects: Counter[Types] = field(default_factory=Counter)
    """Types → subjects that have just these."""
    uses: dict[Types, dict[bytes, Use]] = field(default_factory=dict)
    """Types → property → its use."""
    places: Counter[bytes] | None = field(default_factory=Counter)
    """An IRI up to its last slash → statements with an object there; None when there are too many."""
    homes: Counter[bytes] | None = field(default_factory=Counter)
    """An IRI up to its last slash or # → subjects there; without the parts of things."""
    crowded: Counter[bytes] = field(default_factory=Counter)
    """The same of the parts of a thing, where they are `crowd` or more."""
    crowd: int = MANY
    objects: Objects | None = field(default=None, compare=False)
    """How many are different, once that is counted."""

    def add(self, other: Statistics, times: int = 1) -> None:
        """Count others in; with -1, take them out again."""
        _add(self.subjects, other.subjects, times)
        for types, properties in other.uses.items():
            mine = self.uses.setdefault(types, {})
            for name, use in properties.items():
                known = mine.setdefault(name, Use())
                known.subjects += times * use.subjects
                _add(known.kinds, use.kinds, times)
                if not known.subjects:
                    del mine[name]
            if not mine:
                del self.uses[types]
        self.places = _few(self.places, other.places, times)
        self.homes = _few(self.homes, other.homes, times)
        _add(self.crowded, other.crowded, times)
        self._thin_out(max(self.crowd, other.crowd))

    def _thin_out(self, crowd: int) -> None:
        """Tell of the most crowded things only; where a thing is told of, all of its parts are counted."""
        if len(self.crowded) > CROWDED:
            crowd = max(crowd, sorted(self.crowded.values(), reverse=True)[CROWDED // 2] + 1)
        if crowd > self.crowd or any(number < crowd for number in self.crowded.values()):
            self.crowded = Counter({home: n for home, n in self.crowded.items() if n >= crowd})
        self.crowd = crowd

    def cells(self) -> Iterator[tuple[Types, bytes, bytes, int]]:
        """Types, property, kind of the object, and how many statements have them."""
        for types, properties in self.uses.items():
            for name, use in properties.items():
                for kind, number in use.kinds.items():
                    yield types, name, kind, number

    def different(self, name: bytes = b"") -> tuple[int, int | None]:
        """Different subjects and objects of a property (an IRI in angle brackets), or of everything.

        None for what is not counted yet.
        """
        if name:
            subjects = sum([used[name].subjects for used in self.uses.values() if name in used])
        else:
            subjects = sum(self.subjects.values())
        if self.objects is None:
            return subjects, None
        return subjects, sum(self.objects.different.get(("", name), {}).values())

    def write(self, folder: Path) -> None:
        """Write them beside the downloads in a folder."""
        names: dict[bytes, int] = {}

        def number(name: bytes) -> int:
            return names.setdefault(name, len(names))

        rows = [
            [
                [number(name) for name in types],
                count,
                [
                    [number(name), use.subjects, [[number(kind), n] for kind, n in sorted(use.kinds.items())]]
                    for name, use in sorted(self.uses.get(types, {}).items())
                ],
            ]
            for types, count in sorted(self.subjects.items())
        ]
        found = {
            "names": [name.decode() for name in names],
            "subjects": rows,
            "places": _told(self.places),
            "homes": _told(self.homes),
            "crowded": _told(self.crowded),
            "crowd": self.crowd,
        }
        (folder / STATISTICS).write_bytes(orjson.dumps(found) + b"\n")


def of_release(release: Path) -> Statistics | None:
    """Those of a release; None until its downloads are made, and when they were made without."""
    folder = downloads_of(release)
    found = read(folder) if folder else None
    if found and folder:
        found.objects = read_objects(folder)
    return found


def read(folder: Path) -> Statistics | None:
    """Those beside the downloads in a folder; None when they were made without."""
    file = folder / STATISTICS
    if not file.is_file():
        return None
    found: dict[str, Any] = orjson.loads(file.read_bytes())
    names = [name.encode() for name in found["names"]]
    subjects: Counter[Types] = Counter()
    uses: dict[Types, dict[bytes, Use]] = {}
    for numbers, count, properties in found["subjects"]:
        types = tuple([names[n] for n in numbers])
        subjects[types] = count
        uses[types] = {
            names[name]: Use(some, {names[kind]: n for kind, n in kinds}) for name, some, kinds in properties
        }
    places, homes, crowded = (_heard(found[name]) for name in ("places", "homes", "crowded"))
    return Statistics(subjects, uses, places, homes, crowded or Counter(), found["crowd"])


def _told(counted: Counter[bytes] | None) -> dict[str, int] | None:
    return None if counted is None else {name.decode(): n for name, n in sorted(counted.items())}


def _heard(told: Mapping[str, int] | None) -> Counter[bytes] | None:
    return None if told is None else Counter({name.encode(): n for name, n in told.items()})


def _few(mine: Counter[bytes] | None, more: Counter[bytes] | None, times: int) -> Counter[bytes] | None:
    """Both together; None when that is too many."""
    if mine is None or more is None:
        return None
    _add(mine, more, times)
    return mine if len(mine) <= PLACES else None


def _add(mine: dict[Any, int], more: dict[Any, int], times: int) -> None:
    for name, count in more.items():
        total = mine.get(name, 0) + times * count
        if total:
            mine[name] = total
        else:
            mine.pop(name, None)
