"""Works: what speaks for two records being of editions of one work, and what excludes it.

Works of one edition are one: that is decided before. Else it takes one maker and one title in one language;
a translation is a work of its own, as BIBFRAME has it, and so is each volume of a set.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from lod.linking.editions import Evidence, apart
from lod.linking.packing import listed, pack, unpack
from lod.linking.words import significant, words

ENOUGH = 100

GENERIC = words("generic")


@dataclass(frozen=True, slots=True)
class Work:
    """A work as one record tells it."""

    title: str
    rest: str
    part: str
    makers: tuple[str, ...]
    """The main maker first; empty when it has none."""
    languages: tuple[str, ...]
    content: str
    level: str
    ids: tuple[str, ...]
    """Works that headings name (uniform titles), and identifiers in authority files."""
    instance: int | None = None

    def packed(self) -> str:
        """As a text."""
        return pack(
            "w",
            *(self.title, self.rest, self.part, self.makers, self.languages, self.content, self.level),
            *(self.ids, "" if self.instance is None else self.instance),
        )


@lru_cache(maxsize=200_000)
def unpacked(data: str) -> Work:
    """The work in a text of `packed`."""
    title, rest, part, makers, languages, content, level, ids, instance = unpack(data)
    return Work(
        *(title, rest, part, listed(makers), listed(languages), content, level, listed(ids)),
        int(instance) if instance else None,
    )


def telling(title: str, rest: str) -> bool:
    """Whether a title is that of few works by one maker."""
    special = [
        word for word in significant(title) or title.split() if word not in GENERIC and not word.isdigit()
    ]
    return len(special) >= 2 or (len(special) == 1 and (len(special[0]) >= 6 or bool(rest)))


def excluding(a: Work, b: Work) -> Iterator[str]:
    """What excludes that two records are of one work."""
    if a.content and b.content and a.content != b.content:
        yield f"{a.content} is not {b.content}"
    if a.level and b.level and a.level != b.level:
        yield "one is a part or a serial, the other is not"
    if apart(a.languages, b.languages):
        yield "they are in different languages"
    if a.part != b.part:
        yield f"part “{a.part}” is not part “{b.part}”"
    if a.makers and b.makers and not _together(a.makers, b.makers):
        yield "they are by different makers"


def _together(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not set(some).isdisjoint(others) or any(
        fuzz.ratio(one, other) >= 88 for one in some[:3] for other in others[:3]
    )


def weighed(a: Work, b: Work) -> Iterator[Evidence]:
    """What speaks for two records being of one work."""
    shared = sorted({*a.ids} & {*b.ids})
    if shared:
        yield f"both are known as {', '.join(shared)}", 60
    if a.makers and b.makers and a.makers[0] == b.makers[0]:
        yield f"both are by {a.makers[0]}", 50
    elif a.makers and b.makers and _together(a.makers[:1], b.makers) and _together(a.makers, b.makers[:1]):
        yield "they have makers in common", 35
    if a.title == b.title:
        if a.rest == b.rest:
            yield "the whole title is the same", 60 if telling(a.title, a.rest) else 35
        elif a.rest and b.rest:
            near = fuzz.token_set_ratio(a.rest, b.rest) >= 85
            yield (
                "the title is the same, the rest is " + ("alike" if near else "different"),
                55 if near else 10,
            )
        else:
            yield "the title is the same, one leaves the rest out", 50 if telling(a.title, "") else 10
    elif fuzz.ratio(f"{a.title} {a.rest}", f"{b.title} {b.rest}") >= 95:
        yield "the titles are nearly the same", 50 if telling(a.title, a.rest) else 10
    elif not shared:
        yield "the titles are different", -60


def score(a: Work, b: Work) -> int | None:
    """The points of two records when they are of one work, else None."""
    if a.level == "s" or any(True for _ in excluding(a, b)):
        return None
    points = sum(weight for _, weight in weighed(a, b))
    return points if points >= ENOUGH else None
