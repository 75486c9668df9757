"""A thing's description, read from a release by subject look-ups, never by SPARQL.

A document is what the store says of a thing and of its parts (`…/id/instance/x#title`), beside the names of
what it points to. What points to it is read in bounded pages. Everything comes in an order that does not
depend on the store.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Quad

from lod.rdf.iris import Thing
from lod.rdf.namespaces import expand
from lod.store.incoming import Incoming as Incoming
from lod.store.incoming import from_the_other
from lod.store.store_protocol import Described, ReadableStore
from lod.store.terms import About, Spelled, SpelledAbout, node, quads_of, values_of
from lod.store.terms import Text as Text
from lod.store.terms import Value as Value
from lod.store.terms import plain as plain

TYPE = expand("rdf:type")
NAMES = (expand("schema:name"), expand("rdfs:label"), expand("skos:prefLabel"))
SAME_AS = expand("schema:sameAs")
_NAME_NODES = tuple(map(NamedNode, NAMES))
_TYPE_NODE = NamedNode(TYPE)
_SAME_AS_NODE = NamedNode(SAME_AS)
_POSITION = expand("schema:position")
_RUNS = re.compile(r"(\d{1,9})|(\D+)")
_KNOWN = frozenset((TYPE, SAME_AS, *NAMES))
_GRAPH = DefaultGraph()

NAMED = frozenset(("agent", "subject", "genre", "place", "organization", "collection"))
"""Kinds of things that a document gives the names of. Works and copies are a look away, and cost one each."""
TOLD_OF = frozenset((expand("schema:subjectOf"), expand("dcterms:isReferencedBy")))
"""By these a thing points to pages of others, whose names it gives as well."""
PARTS = 2_000
"""So many parts of a thing are read at most."""
INCOMING = 1_000
"""So many statements that point to a thing are looked through at most."""
LOOK = 60
"""So many statements on a linked thing are looked at before its names are asked for one by one."""
BELOW = 20_000
"""So many things below another are put in order."""
BRANCHES = 200
"""So many of these rows a reader keeps in mind."""
LINKED = 20_000
"""So many linked things a reader keeps in mind."""
DESCRIBED = 16
"""So many descriptions a reader keeps in mind, of which a page looks into one several times in a row. More
would be thousands of small objects that nobody reads again, and that are on no cache when they are let go.
"""


@dataclass(frozen=True, slots=True)
class Linked:
    """Something a document points to, as far as the release knows it."""

    iri: str
    names: tuple[Text, ...] = ()
    types: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    said: Mapping[str, tuple[Value, ...]] = field(default_factory=dict, repr=False, compare=False)
    """The same as statements, by predicate."""


@dataclass(frozen=True)
class Document:
    """The description of one thing."""

    iri: str
    thing: Thing
    spelled: SpelledAbout
    """Subject → predicate → values, of the thing and its parts, read or not."""
    linked: dict[str, Linked]
    """IRI → what is known of it, for the makers, subjects, places, institutions … that it points to."""
    given: tuple[Quad, ...] | None = field(default=None, repr=False)
    """The statements, where it was made of such; else they are made when they are asked for."""

    @cached_property
    def about(self) -> About:
        """Subject → predicate → values, of the thing and its parts. What writes all of it needs none read."""
        return {
            subject: {predicate: values_of(values) for predicate, values in said.items()}
            for subject, said in self.spelled.items()
        }

    @property
    def quads(self) -> tuple[Quad, ...]:
        """Statements on the thing and its parts, the thing's first, in order."""
        if self.given is not None:
            return self.given
        return tuple(quad for iri, said in self.about.items() for quad in quads_of(iri, said))

    def values(self, predicate: str, subject: str = "") -> tuple[Value, ...]:
        """What the thing (or its part) has for a predicate IRI."""
        return values_of(self.spelled.get(subject or self.iri, {}).get(predicate, ()))

    def texts(self, predicate: str, subject: str = "") -> tuple[Text, ...]:
        """Only the literals among them."""
        return tuple([v for v in self.values(predicate, subject) if isinstance(v, Text)])

    def iris(self, predicate: str, subject: str = "") -> tuple[str, ...]:
        """Only the IRIs among them."""
        return tuple([v for v in self.values(predicate, subject) if isinstance(v, str)])

    @cached_property
    def pointed(self) -> Set[str]:
        """All IRIs that the description points to."""
        said = self.spelled.values()
        return {v for one in said for values in one.values() for v in values if isinstance(v, str)}

    def is_part(self, iri: str) -> bool:
        """Whether an IRI names a part of this thing."""
        return iri.startswith(self.iri + "#")

    def statements(self) -> tuple[Quad, ...]:
        """What a document in RDF holds: the description, then type, name and same-as of what it points to."""
        linked = (self.linked[iri] for iri in sorted(self.linked))
        return (*self.quads, *(quad for one in linked for quad in quads_of(one.iri, one.said)))


class Reader:
    """Reads documents from one release, which never changes: it remembers what linked things are called."""

    def __init__(self, store: ReadableStore, base: str, described: Described | None = None) -> None:
        self.store = store
        self.base = base
        self._things = base + "id/"
        self._described = lru_cache(DESCRIBED)(described.of) if described else _in_the_store
        self._itself = lru_cache(DESCRIBED)(described.said) if described else _in_the_store
        self._pointers = described.pointers if described else _in_the_store
        self._is_silent_on = described.is_silent_on if described else _in_the_store
        self._is_named = re.compile(rf"{re.escape(self._things)}({'|'.join(NAMED)})/[^#]*\Z").match
        """Whether a document names what it points to: things that many others point to."""
        self._known = lru_cache(LINKED)(self._linked)
        self.below = lru_cache(BRANCHES)(self._below)
        """What is below a thing by a predicate that leads up to it, in order; `BELOW` at the most."""

    def document(self, thing: Thing) -> Document | None:
        """The description of a thing, or None when the release does not know it."""
        iri = thing.iri(self.base)
        if about := self._described(iri):
            return self._with_linked(Document(iri, thing, about, {}))
        quads = describe(self.store, iri)
        return self.compose(thing, quads) if quads else None

    def compose(self, thing: Thing, quads: Iterable[Quad]) -> Document:
        """A document made of statements from elsewhere, such as the last ones of a thing that is gone."""
        iri = thing.iri(self.base)
        ordered = sorted(map(_read, quads), key=_order(iri))
        about: dict[str, dict[str, list[Value]]] = {}
        for subject, predicate, _, value, _ in ordered:
            about.setdefault(subject, {}).setdefault(predicate, []).append(value)
        told = {s: {p: tuple(values) for p, values in known.items()} for s, known in about.items()}
        return self._with_linked(Document(iri, thing, told, {}, tuple([one[4] for one in ordered])))

    def exists(self, thing: Thing) -> bool:
        """Whether the release says anything of a thing."""
        iri = thing.iri(self.base)
        if self._itself(iri) is not None:
            return True
        return next(self.store.quads_for_pattern(NamedNode(iri), None, None, _GRAPH), None) is not None

    def linked(self, iri: str) -> Linked:
        """What is known of something: its names, types and same-as."""
        return self._known(iri.partition("#")[0])

    def is_ours(self, iri: str) -> bool:
        """Whether an IRI names a thing of ours or a part of one."""
        return iri.startswith(self._things)

    def values(self, iri: str, predicate: str) -> tuple[Value, ...]:
        """The values of one predicate on anything in the release, in order."""
        if (said := self.all_said(iri)) is not None:
            return values_of(said.get(predicate, ()))
        found = list(self.store.quads_for_pattern(NamedNode(iri), node(predicate), None, _GRAPH))
        if len(found) > 1:
            found.sort(key=_by_object)
        return tuple([plain(q.object) for q in found])

    def said(self, iri: str, predicates: Collection[str]) -> dict[str, tuple[Value, ...]]:
        """The values of some predicates on anything in the release, in order, by one look at all it says."""
        if (known := self.all_said(iri)) is not None:
            return {predicate: values_of(known[predicate]) for predicate in known if predicate in predicates}
        found: dict[str, list[Quad]] = {}
        for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, _GRAPH):
            if (predicate := quad.predicate.value) in predicates:
                found.setdefault(predicate, []).append(quad)
        return {p: tuple(plain(q.object) for q in sorted(some, key=_by_object)) for p, some in found.items()}

    def all_said(self, iri: str) -> Mapping[str, Sequence[Spelled | Text]] | None:
        """What is said of a thing of ours or a part of one; None when the store is to be asked.

        Values are read when they are asked for: most that is said of a thing in a list is not.
        """
        if not self.is_ours(iri):
            return None
        if "#" not in iri:
            return self._itself(iri)
        about = self._described(iri.partition("#")[0])
        return about.get(iri) if about else None

    def incoming(self, iri: str, predicates: Collection[str] = ()) -> tuple[Incoming, ...]:
        """What points to a thing, by predicate. Of more than `INCOMING` statements so many are looked at of
        each predicate that is asked for or seen: else one that many have would hide the others.
        """

        if (number := self._pointers(iri)) is not None:
            own = (self._described(iri) or {}).get(iri, {})
            if (known := from_the_other(iri, number, own, self._itself)) is not None:
                return known

        def look(some: NamedNode | None) -> list[Quad]:
            return [*islice(self.store.quads_for_pattern(None, some, NamedNode(iri), _GRAPH), INCOMING + 1)]

        groups: dict[str, list[Quad]] = {}
        for quad in (found := look(None)):
            groups.setdefault(quad.predicate.value, []).append(quad)
        if len(found) > INCOMING:
            groups = {predicate: look(NamedNode(predicate)) for predicate in {*predicates, *groups}}
        told = {p: dict.fromkeys(self._owners(groups[p][:INCOMING], iri)) for p in sorted(groups)}
        return tuple(Incoming(p, tuple(told[p]), len(groups[p]) > INCOMING) for p in told if told[p])

    def pointing(self, iri: str, predicate: str, start: int, size: int) -> list[str]:
        """What points to a thing with one predicate, from number `start`; a part counts as its thing."""
        found = self.store.quads_for_pattern(None, NamedNode(predicate), NamedNode(iri), _GRAPH)
        return self._owners(islice(found, start, start + size), iri)

    def _below(self, iri: str, predicate: str) -> tuple[str, ...]:
        found = list(dict.fromkeys(self.pointing(iri, predicate, 0, BELOW)))
        return tuple(sorted(found, key=self._place)) if len(found) > 1 else tuple(found)

    def _place(self, iri: str) -> tuple[int, list[tuple[int, str]], str]:
        """Where a thing stands among its siblings: by its position, then its name with numbers as numbers."""
        position = next((v for v in self.values(iri, _POSITION) if isinstance(v, Text)), None)
        number = int(position.value) if position and position.value.isdecimal() else sys.maxsize
        name = min((name.value for name in self._named(iri)), default="") if number == sys.maxsize else ""
        return number, [(int(d or 0), t.casefold()) for d, t in _RUNS.findall(name)], iri

    def _named(self, iri: str) -> Iterator[Text]:
        """The names of a thing, with nothing else looked up."""
        return (v for p in NAMES for v in self.values(iri, p) if isinstance(v, Text))

    def _owners(self, quads: Iterable[Quad], iri: str) -> list[str]:
        """The things that statements are on, without the thing itself and what is none of ours."""
        subjects = [quad.subject for quad in quads]
        owners = [node.value.partition("#")[0] for node in subjects if isinstance(node, NamedNode)]
        return [owner for owner in owners if owner != iri and owner.startswith(self._things)]

    def _with_linked(self, document: Document) -> Document:
        """A document with what is known of what it points to."""
        found = dict.fromkeys(filter(self._is_named, document.pointed))
        for said in document.spelled.values():
            for predicate in TOLD_OF & said.keys():
                found.update(dict.fromkeys(v for v in said[predicate] if isinstance(v, str)))
        found.pop(document.iri, None)
        document.linked.update({one: self._known(one) for one in found})
        return document

    def _is_long(self, iri: str) -> bool:
        """Whether it is of a kind that records describe, so that there is much to read."""
        return iri.startswith(self._things) and iri[len(self._things) :].partition("/")[0] not in NAMED

    def _linked(self, iri: str) -> Linked:
        """What is known of something. A look takes longer the more it finds: what is told at length, such
        as a work, is asked for its names, types and same-as; of other things all is read, by one look.
        """
        if self.is_ours(iri):
            if (said := self._itself(iri)) is not None:
                return _as_linked(iri, said)
        elif self._is_silent_on(iri):
            return _as_linked(iri, {})
        try:
            node = NamedNode(iri)
        except ValueError:  # a text that looks like one, as a record or an address may have it
            return _as_linked(iri, {})
        look = self.store.quads_for_pattern
        found = None if self._is_long(iri) else [*islice(look(node, None, None, _GRAPH), LOOK)]
        if found is None or len(found) == LOOK:  # its names may lie beyond what was looked at
            patterns = (*_NAME_NODES, _TYPE_NODE, _SAME_AS_NODE)
            found = [q for p in patterns for q in look(node, p, None, _GRAPH)]
        values: dict[str, list[Quad]] = {}
        for quad in found:
            if (predicate := quad.predicate.value) in _KNOWN:
                values.setdefault(predicate, []).append(quad)
        return _as_linked(
            iri,
            {p: tuple(plain(q.object) for q in sorted(some, key=_by_object)) for p, some in values.items()},
        )


def _as_linked(iri: str, said: Mapping[str, Sequence[Spelled | Text]]) -> Linked:
    name = next(filter(said.__contains__, NAMES), "")
    told = {p: values_of(said[p]) for p in (TYPE, name, SAME_AS) if p in said}
    return Linked(
        iri,
        tuple([v for v in told.get(name, ()) if isinstance(v, Text)]),
        tuple([v for v in told.get(TYPE, ()) if isinstance(v, str)]),
        tuple([v for v in told.get(SAME_AS, ()) if isinstance(v, str)]),
        told,
    )


def _in_the_store(iri: str) -> None:
    return None


def describe(store: ReadableStore, iri: str) -> list[Quad]:
    """Statements on a thing and on its parts, as the store has them; empty when it knows none.

    Parts are the hash IRIs of the thing that it points to, and those that they point to.
    """
    found = list(store.quads_for_pattern(NamedNode(iri), None, None, _GRAPH))
    head = iri + "#"
    seen = {iri}
    at = 0
    while at < len(found):
        node = found[at].object
        at += 1
        if type(node) is NamedNode and node.value.startswith(head) and node.value not in seen:
            if len(seen) > PARTS:
                break
            seen.add(node.value)
            found.extend(store.quads_for_pattern(node, None, None, _GRAPH))
    return found


def document_of(iri: str, thing: Thing, quads: Iterable[Quad]) -> Document:
    """A document made of statements as they come, with nothing looked up."""
    found = tuple(quads)
    return Document(iri, thing, _by_subject(found), {}, found)


def with_more(document: Document, quads: Iterable[Quad]) -> Document:
    """A document with more statements; what they say of a linked thing replaces what was known of it."""
    more = tuple(quads)
    subjects = {quad.subject.value for quad in more}  # type: ignore[union-attr]  # D5
    found = tuple(dict.fromkeys((*document.quads, *more)))
    linked = {iri: one for iri, one in document.linked.items() if iri not in subjects}
    return Document(document.iri, document.thing, _by_subject(found), linked, found)


_Read = tuple[str, str, str, Value, Quad]
"""Subject, predicate, spelling of the object to sort by, its value, and the statement itself."""


def _read(quad: Quad) -> _Read:
    """What of a statement is needed more than once: each look into one goes over into another language."""
    object = quad.object
    subject: str = quad.subject.value  # type: ignore[union-attr]  # a store without blank nodes, D5
    if type(object) is NamedNode:
        value = object.value
        return subject, quad.predicate.value, f"<{value}>", value, quad
    return subject, quad.predicate.value, str(object), plain(object), quad


class _order:
    """Sorts statements: the thing before its parts, type before all else, then by predicate and object."""

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __call__(self, read: _Read) -> tuple[str, str, str]:
        subject, predicate = read[0], read[1]
        return (
            "" if subject == self.iri else subject,
            "" if predicate == TYPE else predicate,
            read[2],
        )


def _by_object(quad: Quad) -> str:
    return str(quad.object)


def _by_subject(quads: Iterable[Quad]) -> dict[str, dict[str, tuple[Value, ...]]]:
    found: dict[str, dict[str, list[Value]]] = {}
    for quad in quads:
        predicates = found.setdefault(quad.subject.value, {})  # type: ignore[union-attr]  # as above
        predicates.setdefault(quad.predicate.value, []).append(plain(quad.object))
    return {s: {p: tuple(values) for p, values in predicates.items()} for s, predicates in found.items()}
