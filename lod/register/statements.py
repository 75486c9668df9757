"""N-Triples lines seen from the register: which thing a line is about, and a number that stands for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import xxhash

from lod.rdf.iris import KINDS, Thing

COUNTED = frozenset({"agent", "subject", "genre", "place", "organization", "collection"})
"""Kinds of things that many records describe: who says what is counted from the first record on."""

DIGEST = (1 << 40) - 1
"""Digests of things add up this much of each hash, so that SQLite can sum millions of them."""

NOT_OURS = ""
"""Name of the thing of statements whose subject is not ours."""


def number(text: str) -> int:
    """A 64-bit hash, signed as SQLite stores integers.

    >>> number("agent/x") == number("agent/x") != number("agent/y")
    True
    """
    return int.from_bytes(xxhash.xxh3_64_digest(text.encode("utf-8", "surrogatepass")), "little", signed=True)


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


def by_thing(lines: Iterable[str], base: str) -> dict[str, list[str]]:
    """Lines by the name of the thing they are about; those about nothing of ours under NOT_OURS.

    >>> by_thing(['<https://a.example/id/work/x#title> <p:q> "Max" .'], "https://a.example/")
    {'work/x': ['<https://a.example/id/work/x#title> <p:q> "Max" .']}
    """
    found: dict[str, list[str]] = {}
    head = f"<{base}id/"
    start = len(head)
    last = last_name = None
    for line in lines:
        subject = line[: line.index(">")]
        if subject != last:
            last = subject
            last_name = subject[start:].partition("#")[0] if subject.startswith(head) else NOT_OURS
            if last_name and last_name.partition("/")[0] not in KINDS:
                last_name = NOT_OURS
        if last_name in found:
            found[last_name].append(line)
        else:
            found[last_name or NOT_OURS] = [line]
    return found


def kind_of(text: str) -> str:
    """The kind in the name of a thing; empty for what is not ours."""
    return text.partition("/")[0]


@dataclass(slots=True)
class Delta:
    """Statements to take away and to add, as N-Triples lines without line end."""

    added: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.added or self.taken)
