"""N-Triples lines seen from the register: which thing a line is about, and a number that stands for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from xxhash import xxh3_64_intdigest as hash_of

from lod.rdf.iris import KINDS, Thing

_DIGEST = (1 << 40) - 1  # SQLite adds digests up; millions of them must fit in 64 bits

NOT_OURS = ""
"""Name of the thing of statements whose subject is not ours."""


def number(data: bytes) -> int:
    """A 64-bit hash, signed as SQLite stores integers.

    >>> number(b"work/x") == number(b"work/x") != number(b"work/y")
    True
    """
    hash = hash_of(data)
    return hash - (1 << 64) if hash >> 63 else hash


def digest_of(lines: Iterable[bytes]) -> int:
    """What stands for a set of lines, in whatever order.

    >>> digest_of([b"a", b"b"]) == digest_of([b"b", b"a"]) != digest_of([b"a"])
    True
    """
    return sum([hash_of(line) for line in lines]) & _DIGEST


def id_of(name: str) -> int:
    """The id of the thing with this name."""
    return number(name.encode())


def name(thing: Thing) -> str:
    """How the register calls a thing: `kind/key`."""
    return f"{thing.kind}/{thing.key}"


def thing(text: str) -> Thing:
    """The thing with this name.

    >>> thing("work/demo-12")
    Thing(kind='work', key='demo-12')
    """
    kind, _, key = text.partition("/")
    return Thing(kind, key)


def by_thing(text: bytes, base: str) -> dict[str, list[bytes]]:
    """Lines of N-Triples by the name of the thing they are about; those about nothing of ours under NOT_OURS.

    >>> by_thing(b'<https://a.example/id/work/x#title> <p:q> "Max" .\\n', "https://a.example/")
    {'work/x': [b'<https://a.example/id/work/x#title> <p:q> "Max" .']}
    """
    by_name: dict[str, list[bytes]] = {}
    by_subject: dict[bytes, list[bytes]] = {}
    head = f"<{base}id/".encode()
    lines = text.split(b"\n")
    lines.pop()
    subject = b"\n"  # no line begins so
    found: list[bytes] = []
    for line in lines:
        if not line.startswith(subject):  # most lines are about what the line before is about
            subject = line[: line.index(b">") + 1]
            known = by_subject.get(subject)
            if known is None:
                name = _name(subject[len(head) : -1]) if subject.startswith(head) else NOT_OURS
                known = by_subject[subject] = by_name.setdefault(name, [])
            found = known
        found.append(line)
    return by_name


def _name(subject: bytes) -> str:
    """The name of the thing that a subject is, or is a part of."""
    found = subject.partition(b"#")[0].decode()
    return found if kind_of(found) in KINDS else NOT_OURS


def kind_of(text: str) -> str:
    """The kind in the name of a thing; empty for what is not ours."""
    return text.partition("/")[0]


@dataclass(slots=True)
class Delta:
    """Statements to take away and to add, as N-Triples lines without line end."""

    added: set[bytes] = field(default_factory=set)
    taken: set[bytes] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.added or self.taken)

    def then(self, other: Delta) -> Delta:
        """This one and another after it, as one.

        >>> Delta({b"a", b"b"}, {b"c"}).then(Delta({b"c"}, {b"a"}))
        Delta(added={b'b'}, taken=set())
        """
        added = (other.added - self.taken) | (self.added - other.taken)
        return Delta(added, (other.taken - self.added) | (self.taken - other.added))

    def undone(self) -> Delta:
        """The way back."""
        return Delta(self.taken, self.added)
