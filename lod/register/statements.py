"""N-Triples lines seen from the register: which thing a line is about, and a number that stands for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import xxhash

from lod.rdf.iris import KINDS, Thing

COUNTED = frozenset({"agent", "subject", "genre", "place", "organization", "collection"})
"""Kinds of things that many records describe: who says what is counted from the first record on."""

DIGEST = (1 << 40) - 1
"""Digests of things add up this much of each hash, so that SQLite can sum millions of them."""

NOT_OURS = ""
"""Name of the thing of statements whose subject is not ours."""


def number(line: bytes) -> int:
    """A 64-bit hash, signed as SQLite stores integers.

    >>> number(b"<a> <b> <c> .") == number(b"<a> <b> <c> .") != number(b"<a> <b> <d> .")
    True
    """
    return signed(xxhash.xxh3_64_intdigest(line))


def signed(hash: int) -> int:
    """A hash from 0 on as SQLite stores it.

    >>> signed(5), signed(2**64 - 1)
    (5, -1)
    """
    return hash - (1 << 64) if hash >> 63 else hash


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
    head = f"<{base}id/".encode()
    start = len(head)
    last = b""
    found: list[bytes] = []
    lines = text.split(b"\n")
    lines.pop()
    for line in lines:
        subject = line[: line.index(b">")]
        if subject != last:
            last = subject
            name = subject[start:].partition(b"#")[0].decode() if subject.startswith(head) else NOT_OURS
            if kind_of(name) not in KINDS:
                name = NOT_OURS
            found = by_name.setdefault(name, [])
        found.append(line)
    return by_name


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
