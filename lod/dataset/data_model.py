"""The data model as it is published: what classes and properties there are, with examples and links.

Numbers are those that publishing counted. How a class uses properties is told of some of its things, looked
up one by one: the same work for a site of any size.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from lod.rdf.iris import parse
from lod.rdf.namespaces import expand

MODEL = "model.json"
LOOKED = 40
"""So many things of a class are looked at."""
MOST = 400
"""So many classes and properties are told of, the most frequent ones."""
STATEMENTS = 300
"""So many statements on one thing are looked at."""
LONGEST = 120
_TYPE = NamedNode(expand("rdf:type"))
_GRAPH = DefaultGraph()


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """One class."""

    iri: str
    count: int
    example: str
    """Something of the class."""
    looked: int
    """How many things were looked at for what follows."""
    properties: Mapping[str, int]
    """Property → how many of those things have it."""


@dataclass(frozen=True, slots=True)
class PropertyFacts:
    """One property."""

    iri: str
    count: int
    subject: str
    """Something that has it,"""
    value: str
    """and what it has."""
    datatype: str
    """Datatype or language of the value; empty for an IRI."""


@dataclass(frozen=True, slots=True)
class Link:
    """How often things of one kind were seen to point to things of another."""

    kind: str
    property: str
    other: str
    seen: int


@dataclass(frozen=True, slots=True)
class Model:
    """All of it."""

    classes: tuple[ClassFacts, ...] = ()
    properties: tuple[PropertyFacts, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(slots=True)
class _Look:
    """What looking at things gathers."""

    store: Store
    base: str
    seen: set[str] = field(default_factory=set)
    links: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def at_class(self, iri: str, count: int, known: ClassFacts | None) -> ClassFacts:
        """Look at some things of a class, unless enough of it is known."""
        if known and known.looked >= min(count, LOOKED) and self._is_a(known.example, iri):
            return replace(known, count=count)
        found = self.store.quads_for_pattern(None, _TYPE, NamedNode(iri), _GRAPH)
        subjects = [q.subject.value for q in islice(found, LOOKED) if isinstance(q.subject, NamedNode)]
        used: Counter[str] = Counter()
        for subject in subjects:
            used.update({quad.predicate.value for quad in self._statements(subject)})
        return ClassFacts(iri, count, min(subjects, default=""), len(subjects), dict(used.most_common()))

    def _statements(self, subject: str) -> Iterator[Quad]:
        fresh = subject not in self.seen
        self.seen.add(subject)
        thing = parse(self.base, subject)
        for quad in islice(self.store.quads_for_pattern(NamedNode(subject), None, None, _GRAPH), STATEMENTS):
            value = quad.object
            if fresh and thing and isinstance(value, NamedNode):
                other = parse(self.base, value.value)
                if other and other != thing:
                    self.links[thing.kind, quad.predicate.value, other.kind] += 1
            yield quad

    def _is_a(self, example: str, iri: str) -> bool:
        pattern = (NamedNode(example), _TYPE, NamedNode(iri)) if example else None
        return pattern is not None and next(self.store.quads_for_pattern(*pattern, _GRAPH), None) is not None

    def at_property(self, iri: str, count: int, known: PropertyFacts | None) -> PropertyFacts:
        """Look at one statement with a property: of what is known to have it, if it still does."""
        quad = None
        for subject in (NamedNode(known.subject) if known and ":" in known.subject else None, None):
            quad = quad or next(self.store.quads_for_pattern(subject, NamedNode(iri), None, _GRAPH), None)
        if quad is None:
            return PropertyFacts(iri, count, "", "", "")
        value = quad.object
        datatype = (value.language or value.datatype.value) if isinstance(value, Literal) else ""
        text = str(getattr(value, "value", value))
        return PropertyFacts(iri, count, getattr(quad.subject, "value", ""), text[:LONGEST], datatype)


def collect(store: Store, base: str, counts: Mapping[str, Any], known: Model | None = None) -> Model:
    """The model of a store, of which was counted how much there is of what.

    What is `known` of a release before is told again, with the numbers of now, where its examples still hold.
    """
    before = known or Model()
    at = _Look(store, base)
    of_class = {one.iri: one for one in before.classes}
    of_property = {one.iri: one for one in before.properties}
    classes = tuple(at.at_class(iri, n, of_class.get(iri)) for iri, n in _most(counts.get("classes", {})))
    properties = tuple(
        at.at_property(iri, n, of_property.get(iri)) for iri, n in _most(counts.get("properties", {}))
    )
    seen = {(link.kind, link.property, link.other): link.seen for link in before.links}
    for key, times in at.links.items():
        seen[key] = max(seen.get(key, 0), times)
    links = tuple(Link(*key, times) for key, times in sorted(seen.items(), key=lambda one: (-one[1], one[0])))
    return Model(classes, properties, links)


def _most(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:MOST]


def write(folder: Path, model: Model) -> None:
    """Write the model into the folder of a release."""
    (folder / MODEL).write_text(json.dumps(asdict(model), ensure_ascii=False) + "\n", encoding="utf-8")


def read(folder: Path) -> Model:
    """The model of a release; an empty one when it was published without."""
    file = folder / MODEL
    if not file.is_file():
        return Model()
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return Model(
        tuple(ClassFacts(**one) for one in found["classes"]),
        tuple(PropertyFacts(**one) for one in found["properties"]),
        tuple(Link(**one) for one in found["links"]),
    )
