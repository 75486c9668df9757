"""What a small change does to the parts: lines come and go, and things come to be described by others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lod.dataset.dumps import partitioning
from lod.dataset.dumps.deferred import Homes
from lod.dataset.dumps.lexical_forms import canonical
from lod.dataset.dumps.partitioning import Owner
from lod.dataset.dumps.parts import Part, in_order
from lod.register.statements import Delta

Lines = list[bytes]


class Changes:
    """The changes between two releases, seen from the parts of the first; one part is held at a time."""

    def __init__(self, old: Path, sizes: Mapping[str, int], base: str, delta: Delta, homes: Homes) -> None:
        self._old = old
        self._sizes = sizes
        self._base = base
        self._homes = {name: (tuple(before), tuple(now)) for name, (before, now) in homes.items()}
        self._moving = {name for name, (before, now) in self._homes.items() if before != now}
        self._taken: dict[Part, set[bytes]] = {}
        self._added: dict[Part, Lines] = {}
        self._leaving: dict[Part, set[str]] = {}
        """Things of which all goes from a part, by name."""
        self._spread(delta)

    def _spread(self, delta: Delta) -> None:
        said = self._said_of_moving()
        for line in canonical(delta.taken):
            about = self._owner(line)
            if about.name in self._moving:
                said[about.name].discard(line)
            else:
                for part in self._parts(about, self._of(about)[0]):
                    self._taken.setdefault(part, set()).add(line)
        for line in canonical(delta.added):
            about = self._owner(line)
            if about.name in self._moving:
                said[about.name].add(line)
            else:
                for part in self._parts(about, self._of(about)[1]):
                    self._added.setdefault(part, []).append(line)
        for name, lines in said.items():
            about = Owner(name, True)
            for part in self._parts(about, self._of(about)[1]) if lines else ():
                self._added.setdefault(part, []).extend(lines)

    def _said_of_moving(self) -> dict[str, set[bytes]]:
        """What is said of each thing that others come to describe, before the change."""
        for name in self._moving:
            about = Owner(name, True)
            for part in self._parts(about, self._of(about)[0]):
                self._leaving.setdefault(part, set()).add(name)
        said: dict[str, set[bytes]] = {name: set() for name in self._moving}
        for part in in_order(self._leaving):
            names = self._leaving[part]
            for name, lines in self._of_subjects(part.read(self._old), names):
                said[name].update(lines)
        return said

    def parts(self) -> Iterator[tuple[Part, Lines, Lines]]:
        """The parts that become others: their lines before and after."""
        for part in in_order({*self._taken, *self._added, *self._leaving}):
            before = part.read(self._old)
            taken = {*self._taken.get(part, ())}
            for _, lines in self._of_subjects(before, self._leaving.get(part, set())):
                taken.update(lines)
            kept = {line for line in before if line not in taken} if taken else {*before}
            after = sorted(kept.union(self._added.get(part, ())))
            if before != after:
                yield part, before, after

    def _of_subjects(self, lines: Iterable[bytes], names: set[str]) -> Iterator[tuple[str, Lines]]:
        """The lines about some things, with the name of each."""
        heads = {f"<{self._base}id/{name}".encode(): name for name in names}
        for line in lines if heads else ():
            name = heads.get(line[: line.index(b">")].partition(b"#")[0])
            if name is not None:
                yield name, [line]

    def _of(self, about: Owner) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self._homes.get(about.name, ((), ())) if about.ours else ((), ())

    def _parts(self, about: Owner, collections: tuple[str, ...]) -> list[Part]:
        return partitioning.parts_of(about, collections, self._sizes)

    def _owner(self, line: bytes) -> Owner:
        return partitioning.owner(line[: line.index(b">")], self._base)
