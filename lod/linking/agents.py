"""Persons and organisations: what speaks for two of them being one, and what excludes it.

A name is no proof: it takes years, an identifier, or something that both made. Two persons of one name whom
one library tells apart stay two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lod.linking import evidence
from lod.linking.evidence import Evidence
from lod.linking.maker_names import Maker, authority
from lod.linking.maker_names import unpacked as maker_in
from lod.linking.sketch_encoding import pack, unpack


@dataclass
class Agent:
    """A person or organisation as all records together tell it; it is compared again and again."""

    makers: list[Maker] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    """Hashes of titles that it made, took part in or is the subject of."""
    collections: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, sketches: Iterable[str]) -> Agent:
        """The agent in some sketches."""
        found = cls()
        for data in sketches:
            if data.startswith("c"):
                title, collection, _ = unpack(data)
                found.made.add(title)
                found.collections.add(collection)
            elif data.startswith("a"):
                found.makers.append(maker_in(data))
        return found

    @cached_property
    def years(self) -> dict[str, set[str]]:
        """Years of birth and death, as records give them."""
        return {
            which: {year for one in self.makers if (year := getattr(one, which))}
            for which in ("born", "died")
        }

    @cached_property
    def ids(self) -> set[str]:
        """All identifiers."""
        return {id for one in self.makers for id in one.ids}

    @cached_property
    def by_file(self) -> dict[str, set[str]]:
        """The identifiers by the authority file that they are from."""
        return _by_file(self.ids)

    @cached_property
    def types(self) -> set[str]:
        """Whether it is a person, as records tell."""
        return {one.type for one in self.makers if one.type}


def context(title: str, collection: str, short: str) -> str:
    """The sketch that says that a maker has to do with a title."""
    return pack("c", title, collection, short)


# ---------------------------------------------------------------- names


def names(a: Agent, b: Agent) -> tuple[str, int]:
    """How two agents' names go together, and what that weighs; the best of all spellings."""
    return max(
        (_compared(one, other) for one in a.makers for other in b.makers),
        key=lambda found: found[1],
        default=("no names", -1000),
    )


def _compared(a: Maker, b: Maker) -> tuple[str, int]:
    if a.surname != b.surname:
        return "their names are different", -1000
    if a.forenames == b.forenames:
        whole = any(len(word) > 1 for word in a.forenames.split())
        return ("the whole name is the same", 50) if whole or a.type == "o" else ("the name is the same", 40)
    if a.forenames and b.forenames and _fits(a.forenames.split(), b.forenames.split()):
        return f"{a.forenames} may be {b.forenames}", 30
    return "their names are different", -1000


def _fits(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether forenames go together, initials standing for names; a second one may be left out."""
    return all(
        one == other or ((len(one) == 1 or len(other) == 1) and one[0] == other[0])
        for one, other in zip(some, others, strict=False)
    )


# ---------------------------------------------------------------- the verdict


def contradictions(a: Agent, b: Agent) -> Iterator[str]:
    """What excludes that two agents are one."""
    if a.types and b.types and a.types.isdisjoint(b.types):
        yield "one is a person, the other is not"
    for which in ("born", "died"):
        some, others = a.years[which], b.years[which]
        if some and others and some.isdisjoint(others):
            yield f"{which} {min(some)} is not {which} {min(others)}"
    for file, some in a.by_file.items():
        theirs = b.by_file.get(file)
        if theirs and some.isdisjoint(theirs):
            yield f"{file} knows them as two"
    if names(a, b)[1] < 0 and a.ids.isdisjoint(b.ids):
        yield "their names are different"


def _by_file(ids: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for id in ids:
        found.setdefault(authority(id), set()).add(id)
    return found


def evidence_for(a: Agent, b: Agent) -> Iterator[Evidence]:
    """What speaks for two agents being one, or against it."""
    name, weight = names(a, b)
    if weight > 0:
        yield name, weight
    if shared := sorted(a.ids & b.ids):
        yield f"both are {', '.join(shared)}", 100
    born, died = (a.years[which] & b.years[which] for which in ("born", "died"))
    if born:
        yield f"both were born in {min(born)}", 50
    if died:
        yield f"both died in {min(died)}", 40
    made = len(a.made & b.made)
    if made:
        yield f"they have {made} titles in common", 60 if made == 1 else 80
    if not born and not shared and a.collections & b.collections:
        yield "one library tells them apart", -60


def score(a: Agent, b: Agent) -> int | None:
    """The points of two agents when they are one, else None."""
    return evidence.score(contradictions(a, b), evidence_for(a, b))
