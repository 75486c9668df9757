"""What a release and those before it said of things: descriptions at an earlier moment, and each change.

The way goes back from what is served now, one line of the log after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, Triple

from lod.rdf.iris import Thing, parse
from lod.register.change_log import DATE, date_line
from lod.register.history import Version, versions
from lod.register.register import Register
from lod.register.statements import name
from lod.store.documents import describe
from lod.store.store_protocol import ReadableStore, matching

Quads = frozenset[Quad]


class NotKept(Exception):
    """What a thing was at that moment is not known: a publish changed too much to keep it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a thing."""

    version: Version
    after: Quads | None
    """Its description from then on, without its date; None when that was not kept."""
    before: Quads | None

    @property
    def added(self) -> Quads | None:
        """What came; None when it is not known."""
        return None if self.after is None or self.before is None else self.after - self.before

    @property
    def taken(self) -> Quads | None:
        """What went; None when it is not known."""
        return None if self.after is None or self.before is None else self.before - self.after


class Archive:
    """The release that is served, with the register that knows what was served before it."""

    def __init__(self, store: ReadableStore, base: str, register: Register, release: int) -> None:
        self.store = store
        self.base = base
        self._register = register
        self._release = release

    def versions(self, thing: Thing) -> list[Version]:
        """The changes of a thing, newest first."""
        return versions(self._register, thing, self._release)

    def steps(self, thing: Thing) -> Iterator[Step]:
        """The changes of a thing with its descriptions, newest first."""
        iri = thing.iri(self.base)
        state: Quads | None = frozenset(q for q in describe(self.store, iri) if q.predicate.value != DATE)
        for one in self.versions(thing):
            state = state if one.lives else frozenset()
            before = _before(state, one)
            yield Step(one, state, before)
            state = before

    def at(self, thing: Thing, seconds: int) -> list[Quad]:
        """A thing's description, with its date, as it was served at a moment; empty when it was not there.

        NotKept when that is not known.
        """
        for step in self.steps(thing):
            if step.version.time <= seconds:
                if step.after is None:
                    raise NotKept
                line = date_line(self.base, name(thing), step.version.dated)
                return [*step.after, *_quads([line])] if step.after else []
        return []


class PastStore:
    """What was served at a moment, asked as a store is: things of ours as they were, all else as it is."""

    def __init__(self, archive: Archive, seconds: int) -> None:
        self._archive = archive
        self._seconds = seconds
        self._known: dict[Thing, list[Quad]] = {}

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Statements that fit. Which things pointed to another at that moment is not known."""
        owner = subject.value.partition("#")[0] if isinstance(subject, NamedNode) else ""
        thing = parse(self._archive.base, owner) if owner else None
        if thing is None:
            return self._archive.store.quads_for_pattern(subject, predicate, object, graph_name)
        return matching(self._of(thing), subject, predicate, object)

    def _of(self, thing: Thing) -> list[Quad]:
        found = self._known.get(thing)
        if found is None:
            found = self._known[thing] = self._then(thing)
        return found

    def _then(self, thing: Thing) -> list[Quad]:
        """What a thing was; where that is not known, what it is."""
        try:
            return self._archive.at(thing, self._seconds)
        except NotKept:
            return describe(self._archive.store, thing.iri(self._archive.base))


def _before(state: Quads | None, one: Version) -> Quads | None:
    """What a thing was before a change, from what it was after it."""
    if one.begins:
        return frozenset()
    if state is None or one.delta is None:
        return None
    return (state - _quads(one.delta.added)) | _quads(one.delta.taken)


def _quads(lines: Iterable[bytes]) -> Quads:
    """Lines of N-Triples, with values spelled as a store gives them back."""
    text = b"\n".join(lines)
    if not text:
        return frozenset()
    store = Store()
    store.load(text, RdfFormat.N_TRIPLES)
    return frozenset(cast(Iterable[Quad], store))
