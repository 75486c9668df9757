"""Tells which things are the same, for the register: sketches, keys, scores, and what excludes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lod.linking import agents, editions, works
from lod.linking.agents import Agent
from lod.linking.editions import Edition
from lod.linking.evidence import Evidence
from lod.linking.external import profiles
from lod.linking.maker_names import unpacked as maker_in
from lod.linking.sketch_encoding import unpack
from lod.linking.sketches import Sketches
from lod.linking.text_normalization import significant_words
from lod.linking.works import Work
from lod.register.ingest.record_mapping import RecordStatements
from lod.register.statements import number


class Matcher:
    """The linker of this project."""

    kinds: Sequence[str] = ("instance", "work", "agent")
    doubted: Sequence[str] = ("agent",)

    def __init__(self, is_linked_out: bool = False) -> None:
        self._is_linked_out = is_linked_out

    @property
    def version(self) -> str:
        """A digest of all that decides what is the same, and how things are found in the files of others."""
        return f"{_version()} {profiles.version()}" if self._is_linked_out else _version()

    def sketches(self, said: RecordStatements) -> Iterator[tuple[str, str]]:
        """What a record tells of its edition, its work and its makers; portraits, where they are wanted."""
        yield from Sketches(said).all()
        if self._is_linked_out:
            yield from profiles.sketches(said)

    def keys(self, sketch: str) -> Iterable[int]:
        """Hashes of what things that may be the same have in common."""
        return _keys(sketch)

    def counterpart(self, sketches: Sequence[str]) -> int | None:
        """The work of an edition, the edition of a work."""
        one = unpacked(sketches[0]) if sketches else None
        return one.work if isinstance(one, Edition) else one.instance if isinstance(one, Work) else None

    def score(self, a: Sequence[str], b: Sequence[str]) -> int | None:
        """How much speaks for two things being the same, when that is enough."""
        one, other = _whole(a), _whole(b)
        return _WAYS[type(one)][2](one, other) if type(one) is type(other) else None

    def excluded(self, a: Sequence[str], b: Sequence[str]) -> bool:
        """Whether two things cannot be the same."""
        return any(True for _ in self.against(a, b))

    def against(self, a: Sequence[str], b: Sequence[str]) -> Iterator[str]:
        """What excludes that two things are the same, in words."""
        one, other = _whole(a), _whole(b)
        if type(one) is type(other):
            yield from _WAYS[type(one)][0](one, other)

    def evidence(self, a: Sequence[str], b: Sequence[str]) -> Iterator[Evidence]:
        """What speaks for two things being the same and against it, in words and points."""
        one, other = _whole(a), _whole(b)
        if type(one) is type(other):
            yield from _WAYS[type(one)][1](one, other)


_WAYS: dict[type, tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]] = {
    Edition: (editions.contradictions, editions.evidence_for, editions.score),
    Work: (works.contradictions, works.evidence_for, works.score),
    Agent: (agents.contradictions, agents.evidence_for, agents.score),
    type(None): (lambda a, b: iter(()), lambda a, b: iter(()), lambda a, b: None),
}


@lru_cache(maxsize=200_000)
def unpacked(sketch: str) -> Edition | Work | None:
    """The edition or work in a sketch."""
    if sketch.startswith("i"):
        return editions.unpacked(sketch)
    return works.unpacked(sketch) if sketch.startswith("w") else None


def _whole(sketches: Sequence[str]) -> Edition | Work | Agent | None:
    """All that is known of a thing."""
    one = unpacked(sketches[0]) if sketches else None
    if one is not None or not sketches or not sketches[0].startswith(("a", "c")):
        return one
    return _agent(tuple(sketches))


@lru_cache(maxsize=20_000)
def _agent(sketches: tuple[str, ...]) -> Agent:
    return Agent.of(sketches)


# ---------------------------------------------------------------- keys


def _keys(sketch: str) -> list[int]:
    if sketch.startswith("c"):
        title, _, short = unpack(sketch)
        return [number(f"a|t|{title}|{short}".encode())]
    one = unpacked(sketch)
    if isinstance(one, Edition):
        told = _of_edition(one)
    elif isinstance(one, Work):
        told = _of_work(one)
    elif sketch.startswith("a"):
        told = _of_agent(sketch)
    else:
        return []
    return [number(text.encode()) for text in dict.fromkeys(told)]


def _of_edition(one: Edition) -> Iterator[str]:
    """Identifiers; and what is left of a title when it is written another way, with maker or year."""
    yield from (f"i|{id}" for id in one.ids)
    words = significant_words(one.title) or one.title.split()
    start, whole = " ".join(words[:3]), "".join(sorted(set(words)))
    for year in one.years[:2]:
        for near in (year, year + 1):  # a year that differs by one meets in one of these
            yield f"i|{start}|{near}|{one.part}"
    for maker in one.makers[:2]:
        yield f"i|{start}|{maker}"
        yield f"i|{maker}|{one.years[:1]}|{one.pages}"  # whatever slip there is in the title
    yield f"i|{whole}|{one.pages}" if one.pages else f"i|{whole}|{one.publishers[:1]}"


def _of_work(one: Work) -> Iterator[str]:
    yield from (f"w|{id}|{one.languages}" for id in one.ids)
    words = significant_words(one.title) or one.title.split()
    letters = "".join(words)
    for maker in one.makers[:2]:
        yield f"w|{' '.join(words[:3])}|{maker.rpartition(' ')[0]}|{one.part}"
        yield f"w|{letters[:6]}|{maker}"
        yield f"w|{letters[-8:]}|{maker}"
    whole = significant_words(f"{one.title} {one.rest}")
    if len(whole) > 2:
        yield f"w|{''.join(whole)[:24]}|{one.part}"


def _of_agent(sketch: str) -> Iterator[str]:
    one = maker_in(sketch)
    yield from (f"a|{id}" for id in one.ids)
    for year in (one.born, one.died):
        if year:
            yield f"a|{one.short}|{year}"


@cache
def _version() -> str:
    whole = hashlib.blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()
