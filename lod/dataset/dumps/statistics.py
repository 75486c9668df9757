"""How many statements there are of which form: what counts over everything are answered from.

Two subjects that have the same types are counted together, so that what is known of classes, of properties of
classes and of everything is sums of the same numbers. All of them can be added and taken away again, for a
subject stands in one part with all that is said of it: after a small change only what changed is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

STATISTICS = "statistics.json"
"""Beside the downloads, of the whole."""
PLACES = 20_000
"""With more namespaces of objects they are not counted: nobody reads such a list."""

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
class Statistics:
    """All of it."""

    subjects: Counter[Types] = field(default_factory=Counter)
    """Types → subjects that have just these."""
    uses: dict[Types, dict[bytes, Use]] = field(default_factory=dict)
    """Types → property → its use."""
    places: Counter[bytes] | None = field(default_factory=Counter)
    """An IRI up to its last slash → statements with an object there; None when there are too many."""

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
        if self.places is None or other.places is None:
            self.places = None
        else:
            _add(self.places, other.places, times)
            if len(self.places) > PLACES:
                self.places = None

    def cells(self) -> Iterator[tuple[Types, bytes, bytes, int]]:
        """Types, property, kind of the object, and how many statements have them."""
        for types, properties in self.uses.items():
            for name, use in properties.items():
                for kind, number in use.kinds.items():
                    yield types, name, kind, number

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
        places = None if self.places is None else {k.decode(): n for k, n in sorted(self.places.items())}
        found = {"names": [name.decode() for name in names], "subjects": rows, "places": places}
        (folder / STATISTICS).write_bytes(orjson.dumps(found) + b"\n")


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
    places = found["places"]
    return Statistics(
        subjects, uses, None if places is None else Counter({k.encode(): n for k, n in places.items()})
    )


def _add(mine: dict[Any, int], more: dict[Any, int], times: int) -> None:
    for name, count in more.items():
        total = mine.get(name, 0) + times * count
        if total:
            mine[name] = total
        else:
            mine.pop(name, None)
