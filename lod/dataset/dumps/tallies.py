"""What is counted of statements while they are written to files, for VoID."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

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

    def add(self, other: Tally, times: int = 1) -> None:
        """Count another tally in; with -1, take it out again."""
        self.triples += times * other.triples
        self.entities += times * other.entities
        for mine, more in zip(self._counters(), other._counters(), strict=True):
            for name, count in more.items():
                mine[name] += times * count
                if not mine[name]:
                    del mine[name]

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
    return counted(split(lines))


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


Split = tuple[bytes, bytes, bytes]
"""Subject, predicate, and object with the " ." after it."""


def split(lines: Iterable[bytes]) -> list[Split]:
    """Lines of N-Triples, taken apart."""
    return [cast(Split, line.split(b" ", 2)) for line in lines]


def counted(split: Sequence[Split]) -> Tally:
    """What there is in lines that are split."""
    tally = Tally()
    properties = Counter([predicate for _, predicate, _ in split])
    classes = Counter([rest for _, predicate, rest in split if predicate == TYPE])
    links = Counter(
        (predicate, rest.split(b"/", 3)[2])
        for _, predicate, rest in split
        if predicate in LINKS and rest.startswith(b"<http")
    )
    tally.triples = len(split)
    tally.entities = sum(b"#" not in subject for subject in {subject for subject, _, _ in split})
    tally.properties = Counter({_bare(name): n for name, n in properties.items()})
    tally.classes = Counter({_bare(name): n for name, n in classes.items()})
    for (predicate, host), n in links.items():
        tally.links[f"{_bare(predicate)} {host.rstrip(b'> .').decode()}"] += n
    return tally


def _bare(node: bytes) -> str:
    return node[1 : node.index(b">")].decode()
