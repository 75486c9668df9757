"""What is counted of statements while they are written to files, for VoID."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lod.dataset.dumps.statistics import BLANK, IRI, STRING, Statistics, Types, Use
from lod.rdf.names import expand

TYPE = f"<{expand('rdf:type')}>".encode()
LINKS = frozenset(
    f"<{expand(name)}>".encode()
    for name in ("schema:sameAs", "owl:sameAs", "skos:exactMatch", "skos:closeMatch")
)
"""Properties that say that something of ours is something of others."""


@dataclass(slots=True)
class Tally:
    """How much there is of what."""

    triples: int = 0
    entities: int = 0
    properties: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    """Property and host of what it links to, with a space between."""
    statistics: Statistics = field(default_factory=Statistics)
    """How many statements of which form; kept of the whole only, and not as JSON."""

    def add(self, other: Tally, times: int = 1) -> None:
        """Count another tally in; with -1, take it out again."""
        self.triples += times * other.triples
        self.entities += times * other.entities
        for mine, more in zip(self._counters(), other._counters(), strict=True):
            for name, count in more.items():
                mine[name] += times * count
                if not mine[name]:
                    del mine[name]
        self.statistics.add(other.statistics, times)

    def _counters(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        return self.properties, self.classes, self.links

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "triples": self.triples,
            "entities": self.entities,
            "properties": dict(sorted(self.properties.items())),
            "classes": dict(sorted(self.classes.items())),
            "links": dict(sorted(self.links.items())),
        }


def of_json(kept: Mapping[str, Any]) -> Tally:
    """A tally as it was kept.

    >>> of_json(Tally(2, 1).as_json()) == Tally(2, 1)
    True
    """
    return Tally(
        kept["triples"],
        kept["entities"],
        *(Counter(kept[name]) for name in ("properties", "classes", "links")),
    )


def count(lines: Iterable[bytes]) -> Tally:
    """What there is in lines of N-Triples.

    >>> count([b'<a> <p:q> "x" .', b'<a#b> <p:q> "y" .']).entities
    1
    """
    return counted(things(lines).values())


def difference(before: Collection[bytes], after: Collection[bytes]) -> tuple[Tally, Tally]:
    """What there is in the lines on subjects of which something differs: before and after.

    >>> same, old, new = b'<a> <p:q> "x" .', b'<b> <p:q> "y" .', b'<b> <p:r> "y" .'
    >>> [one.properties for one in difference([same, old], [same, new])]
    [Counter({'p:q': 1}), Counter({'p:r': 1})]
    """
    changed = {_subject(line) for line in {*before}.symmetric_difference(after)}
    first, second = ([line for line in lines if _subject(line) in changed] for lines in (before, after))
    return count(first), count(second)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


_LESS, _QUOTE, _UNDERSCORE = b'<"_'

About = dict[bytes, dict[bytes, list[bytes]]]
"""Subject → predicate → objects, all as N-Triples; of one thing and its parts."""


def things(lines: Iterable[bytes]) -> dict[bytes, About]:
    """What is said of each thing, by its IRI."""
    found: dict[bytes, About] = {}
    before = b""
    statements: dict[bytes, list[bytes]] = {}
    for line in lines:
        subject, predicate, object = line[:-2].split(b" ", 2)  # without " ."
        if subject != before:
            before = subject
            root, hash, _ = subject.partition(b"#")
            about = found.setdefault(root + b">" if hash else subject, {})
            statements = about.setdefault(subject, {})
        if predicate in statements:
            statements[predicate].append(object)
        else:
            statements[predicate] = [object]
    return found


def counted(things: Iterable[About]) -> Tally:
    """What there is in what is said of things."""
    counting = Counting()
    for about in things:
        counting.add(about)
    return counting.tally()


class Counting:
    """Counts thing after thing."""

    def __init__(self) -> None:
        self._entities = 0
        self._subjects: Counter[Types] = Counter()
        self._uses: dict[Types, dict[bytes, Use]] = {}
        self._places: Counter[bytes] = Counter()
        self._links: Counter[tuple[bytes, bytes]] = Counter()

    def add(self, about: About) -> None:
        """Count what is said of a thing and its parts."""
        for subject, statements in about.items():
            if b"#" not in subject:
                self._entities += 1
            types = tuple(statements.get(TYPE, ()))
            if subject[0] == _UNDERSCORE:
                types = (BLANK, *types)
            self._subjects[types] += 1
            uses = self._uses.get(types)
            if uses is None:
                uses = self._uses[types] = {}
            for predicate, objects in statements.items():
                use = uses.get(predicate)
                if use is None:
                    use = uses[predicate] = Use()
                use.subjects += 1
                if predicate != TYPE:  # what those are is known by the types
                    _count(objects, use.kinds, self._places)
                    if predicate in LINKS:
                        hosts = [one.split(b"/", 3)[2] for one in objects if one.startswith(b"<http")]
                        self._links.update([(predicate, host) for host in hosts])

    def tally(self) -> Tally:
        """What there is in all of it."""
        places = Counter(self._places)
        tally = Tally(entities=self._entities)
        tally.statistics = Statistics(self._subjects, self._uses, places)
        for types, number in self._subjects.items():
            kinds: dict[bytes, int] = {}
            for name in types[types[:1] == (BLANK,) :]:
                tally.classes[_bare(name)] += number
                _count([name], kinds, places, number)
            if kinds:
                self._uses[types][TYPE].kinds = kinds
        for _, name, _, number in tally.statistics.cells():
            tally.triples += number
            tally.properties[_bare(name)] += number
        for (predicate, host), n in self._links.items():
            tally.links[f"{_bare(predicate)} {host.rstrip(b'> .').decode()}"] += n
        return tally


def _count(objects: Iterable[bytes], kinds: dict[bytes, int], places: Counter[bytes], times: int = 1) -> None:
    for one in objects:
        if one[0] == _LESS:
            kind = IRI
            places[one[: one.rfind(b"/") + 1]] += times
        elif one[-1] == _QUOTE:
            kind = STRING
        else:
            kind = BLANK if one[0] == _UNDERSCORE else one[one.rindex(STRING) + 1 :]
        kinds[kind] = kinds.get(kind, 0) + times


def _bare(node: bytes) -> str:
    return node[1 : node.index(b">")].decode()
