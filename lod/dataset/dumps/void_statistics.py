"""What is counted of statements while they are written to files, for VoID."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xxhash import xxh3_64_intdigest

from lod.dataset.dumps.parts import Part
from lod.rdf.ntriples import iri
from lod.store.statistics import BLANK, IRI, MANY, STRING, Statistics, Types, Use

TYPE = iri("rdf:type")
LINKS = frozenset(iri(name) for name in ("schema:sameAs", "owl:sameAs", "skos:exactMatch", "skos:closeMatch"))
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
        Counter(kept["properties"]),
        Counter(kept["classes"]),
        Counter(kept["links"]),
    )


def count(lines: Iterable[bytes]) -> Tally:
    """What there is in lines of N-Triples.

    >>> count([b'<a> <p:q> "x" .', b'<a#b> <p:q> "y" .']).entities
    1
    """
    return counted(things(lines).values())


def difference(before: Collection[bytes], after: Collection[bytes]) -> tuple[Tally, Tally]:
    """What there is in the lines on things of which something differs: before and after.

    >>> same, old, new = b'<a> <p:q> "x" .', b'<b> <p:q> "y" .', b'<b> <p:r> "y" .'
    >>> [one.properties for one in difference([same, old], [same, new])]
    [Counter({'p:q': 1}), Counter({'p:r': 1})]
    """
    changed = {thing_of(line) for line in {*before}.symmetric_difference(after)}
    first, second = ([line for line in lines if thing_of(line) in changed] for lines in (before, after))
    return count(first), count(second)


def thing_of(line: bytes) -> bytes:
    """The thing that a line is about, as N-Triples: a part counts as the thing it is of."""
    subject = line[: line.index(b">") + 1]
    root, hash, _ = subject.partition(b"#")
    return root + b">" if hash else subject


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
    counting = StatementCounter()
    for about in things:
        counting.add(about)
    return counting.tally()


@dataclass(slots=True)
class _Used:
    """How subjects of the same types use a property, and with which objects."""

    subjects: int = 0
    kinds: dict[bytes, list[int]] = field(default_factory=lambda: {IRI: [], STRING: []})
    """Kind of the object → hashes of objects."""
    owners: list[int] = field(default_factory=list)
    """Of each object that is an IRI, the number of its subject among those with the same types."""


class StatementCounter:
    """Counts thing after thing."""

    def __init__(self) -> None:
        self._entities = 0
        self._subjects: dict[Types, list[int]] = {}
        self._used: dict[Types, dict[bytes, _Used]] = {}
        self._places: Counter[bytes] = Counter()
        self._homes: Counter[bytes] = Counter()
        self._crowded: Counter[bytes] = Counter()
        self._links: Counter[tuple[bytes, bytes]] = Counter()

    def add(self, about: About) -> None:
        """Count what is said of a thing and its parts."""
        parts = []
        places, hash_of = self._places, xxh3_64_intdigest
        for subject, statements in about.items():
            types = tuple(statements.get(TYPE, ()))
            if b"#" in subject:
                parts.append(subject)
            else:
                types = self._at_home(subject, types)
            used = self._of_types(subject, types)
            owner = len(self._subjects[types]) - 1
            for predicate, values in statements.items():
                use = used.get(predicate)
                if use is None:
                    use = used[predicate] = _Used()
                use.subjects += 1
                if predicate == TYPE:  # what those are is known by the types
                    continue
                for one in values:
                    if one[0] == _LESS:
                        kind = IRI
                        places[one[: one.rfind(b"/") + 1]] += 1
                        use.owners.append(owner)
                    elif (kind := _kind(one)) not in use.kinds:
                        use.kinds[kind] = []
                    use.kinds[kind].append(hash_of(one))
                if predicate in LINKS:
                    self._link(predicate, values)
        self._count_parts(parts, at_home=len(parts) < len(about))

    def _of_types(self, subject: bytes, types: Types) -> dict[bytes, _Used]:
        """Count a subject; gives how those with its types use properties."""
        if types not in self._used:
            self._used[types] = {}
            self._subjects[types] = []
        self._subjects[types].append(xxh3_64_intdigest(subject))
        return self._used[types]

    def _at_home(self, subject: bytes, types: Types) -> Types:
        """Count a thing itself where it is; gives the types by which it is known."""
        self._entities += 1
        if subject[0] != _LESS:
            return (BLANK, *types)
        self._homes[subject[: subject.rfind(b"/") + 1]] += 1
        return types

    def _link(self, predicate: bytes, values: Iterable[bytes]) -> None:
        hosts = [one.split(b"/", 3)[2] for one in values if one.startswith(b"<http")]
        self._links.update([(predicate, host) for host in hosts])

    def _count_parts(self, parts: Sequence[bytes], *, at_home: bool) -> None:
        """Count where the parts of a thing are; of those at home with it, when there are many."""
        if at_home and len(parts) < MANY:
            return
        homes = Counter([part[: max(part.rfind(b"/"), part.rfind(b"#")) + 1] for part in parts])
        if at_home:
            self._crowded.update({home: number for home, number in homes.items() if number >= MANY})
        else:
            self._homes.update(homes)

    def tally(self) -> Tally:
        """What there is in all of it."""
        tally = Tally(entities=self._entities)
        places = Counter(self._places)
        for types, subjects in self._subjects.items():
            number = len(subjects)
            kinds: dict[bytes, list[int]] = {}
            for name in types[types[:1] == (BLANK,) :]:
                tally.classes[_bare(name)] += number
                kind = _kind(name)
                kinds.setdefault(kind, []).extend([xxh3_64_intdigest(name)] * number)
                if kind == IRI:
                    places[name[: name.rfind(b"/") + 1]] += number
            if kinds:
                self._used[types][TYPE].kinds = kinds
        uses = {
            types: {
                name: Use(use.subjects, {kind: len(hashes) for kind, hashes in use.kinds.items() if hashes})
                for name, use in used.items()
            }
            for types, used in self._used.items()
        }
        numbers = Counter({types: len(subjects) for types, subjects in self._subjects.items()})
        tally.statistics = Statistics(numbers, uses, places, Counter(self._homes), Counter(self._crowded))
        for _, name, _, number in tally.statistics.cells():
            tally.triples += number
            tally.properties[_bare(name)] += number
        for (predicate, host), n in self._links.items():
            tally.links[f"{_bare(predicate)} {host.rstrip(b'> .').decode()}"] += n
        return tally

    def write(self, part: Part, folder: Path) -> None:
        """Write the hashes of a part beside it, once it was told what there is."""
        from lod.dataset.dumps import distinct_objects  # with numpy, 12 MB that who only serves does without

        found = {
            (types, name, kind): hashes
            for types, used in self._used.items()
            for name, use in used.items()
            for kind, hashes in use.kinds.items()
            if hashes
        }
        path = part.path(folder, distinct_objects.SUFFIX)
        path.unlink(missing_ok=True)
        if found:
            owners = {
                (types, name): use.owners
                for types, used in self._used.items()
                for name, use in used.items()
                if use.owners
            }
            distinct_objects.write(path, self._subjects, found, owners)


def _kind(object: bytes) -> bytes:
    if object[0] == _LESS:
        return IRI
    if object[-1] == _QUOTE:
        return STRING
    return BLANK if object[0] == _UNDERSCORE else object[object.rindex(STRING) + 1 :]


def _bare(node: bytes) -> str:
    return node[1 : node.index(b">")].decode()
