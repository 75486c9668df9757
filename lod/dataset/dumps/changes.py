"""What a small change does to the parts: lines come and go, and things come to be described by others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from lod.dataset.dumps import families
from lod.dataset.dumps.families import Members, Owner
from lod.dataset.dumps.parts import Part, in_order
from lod.dataset.dumps.spelling import canonical
from lod.register.statements import Delta

Lines = list[bytes]


class Changes:
    """The changes between two releases, seen from the parts of the first."""

    def __init__(
        self,
        old: Path,
        members: Members,
        sizes: Mapping[str, int],
        base: str,
        delta: Delta,
        touched: Collection[str],
    ) -> None:
        self._old = old
        self._members = members
        self._sizes = sizes
        self._base = base
        self._taken = set(canonical(delta.taken))
        self._added = canonical(delta.added)
        self._abouts = {name: Owner(name, True) for name in touched}
        self._abouts |= {about.name: about for about in map(self._owner, (*self._taken, *self._added))}
        self._subjects = {
            f"<{base}id/{name}".encode() if about.ours else f"<{name}".encode()
            for name, about in self._abouts.items()
        }
        self._lines: dict[str, set[bytes]] = {name: set() for name in self._abouts}
        """What is said of each of them, first before and then after the change."""

    def parts(self) -> dict[Part, tuple[Lines, Lines]]:
        """The parts that become others: their lines before and after."""
        left: dict[Part, Lines] = {}
        places = {
            part
            for about in self._abouts.values()
            for part in families.any_part_of(about, self._members.keys, self._sizes)
        }
        for part in in_order(places):
            kept = self._without(part.read(self._old))
            if kept is not None:
                left[part] = kept
        for line in self._taken:
            self._lines[self._owner(line).name].discard(line)
        for line in self._added:
            self._lines[self._owner(line).name].add(line)
        for part, lines in self._arriving().items():
            left.setdefault(part, part.read(self._old)).extend(lines)
        found = {part: (part.read(self._old), sorted(left[part])) for part in in_order(left)}
        return {part: (before, after) for part, (before, after) in found.items() if before != after}

    def _without(self, lines: Lines) -> Lines | None:
        """Lines about anything else, with the others noted; None when there are no others."""
        kept = []
        before, said = b"", None
        for line in lines:  # in order, so those with one subject follow each other
            subject = line[: line.index(b">")]
            if subject != before:
                before = subject
                # few are: only of what may be one of them it is worked out what it is about
                may_be = subject.partition(b"#")[0] in self._subjects or subject in self._subjects
                said = self._lines.get(families.owner(subject, self._base).name) if may_be else None
            if said is None:
                kept.append(line)
            else:
                said.add(line)
        return kept if len(kept) < len(lines) else None

    def _arriving(self) -> dict[Part, Lines]:
        found: dict[Part, Lines] = {}
        for name, about in self._abouts.items():
            collections = self._members.of(about.id) if about.ours else ()
            for part in families.parts_of(about, collections, self._sizes):
                if self._lines[name]:
                    found.setdefault(part, []).extend(self._lines[name])
        return found

    def _owner(self, line: bytes) -> Owner:
        return families.owner(line[: line.index(b">")], self._base)
