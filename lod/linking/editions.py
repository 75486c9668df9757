"""Editions: what speaks for two records being of one edition, and what excludes it.

Evidence is weighed in points; one edition takes `evidence.ENOUGH` of them. An identifier alone is nearly
enough and the title with it is: numbers are used again, stand on every volume of a set, or belong to another
format. Without identifiers it takes title, maker, year and something of what is printed and counted besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from lod.linking import evidence
from lod.linking.evidence import Evidence
from lod.linking.sketch_encoding import listed, pack, unpack
from lod.linking.text_normalization import COMMON, significant_words

NEAR = 2
"""Pages by which two counts of one book may differ: a count of what has no numbers, a slip."""


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition as one record tells it."""

    collection: str
    title: str
    rest: str
    """What stands behind the main title."""
    part: str
    makers: tuple[str, ...]
    """Surname and initial; the main maker first."""
    years: tuple[int, ...]
    languages: tuple[str, ...]
    form: str
    """print, online, micro …; empty when nothing says it."""
    content: str
    """text, music, map, sound …"""
    edition: str
    publishers: tuple[str, ...]
    pages: int
    ids: tuple[str, ...]
    level: str
    """How it comes out: m in one or more parts, s without end, a as a part of something."""
    work: int | None = None
    """The work it is an edition of."""

    def packed(self) -> str:
        """As a text."""
        return pack(
            "i",
            *(self.collection, self.title, self.rest, self.part, self.makers, self.years, self.languages),
            *(self.form, self.content, self.edition, self.publishers, self.pages, self.ids, self.level),
            "" if self.work is None else self.work,
        )


@lru_cache(maxsize=200_000)
def unpacked(data: str) -> Edition:
    """The edition in a text of `packed`."""
    collection, title, rest, part, makers, years, languages, *others = unpack(data)
    form, content, edition, publishers, pages, ids, level, work = others
    return Edition(
        *(collection, title, rest, part, listed(makers), tuple(map(int, listed(years))), listed(languages)),
        *(form, content, edition, listed(publishers), int(pages), listed(ids), level),
        int(work) if work else None,
    )


# ---------------------------------------------------------------- what excludes


def contradictions(a: Edition, b: Edition) -> Iterator[str]:
    """What excludes that two records are of one edition, however much speaks for it."""
    if a.level and b.level and a.level != b.level:
        yield "one is a part or a serial, the other is not"
    if a.content and b.content and a.content != b.content:
        yield f"{a.content} is not {b.content}"
    if (a.form or "print") != (b.form or "print"):
        yield f"{a.form or 'print'} is not {b.form or 'print'}"
    if contradict(a.languages, b.languages):
        yield "they are in different languages"
    if a.part != b.part and ((a.part and b.part) or _numbered(a.part or b.part)):
        yield f"part “{a.part}” is not part “{b.part}”"
    if a.edition and b.edition and a.edition != b.edition:
        yield f"edition {a.edition} is not edition {b.edition}"
    if a.level != "s" and _distance(a.years, b.years) > 2:
        yield "they came out in different years"
    if alike(a, b) < 55:
        yield "their titles are different"
    if a.collection == b.collection and {*a.ids}.isdisjoint(b.ids):
        yield "one library describes them apart"


def _numbered(part: str) -> bool:
    return any(sign.isdigit() for sign in part)


def contradict(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether each says what the other does not; codes of two lists cannot be compared."""
    if not some or not others or len(some[0]) != len(others[0]):
        return False
    return not (set(some) <= set(others) or set(others) <= set(some))


def _distance(some: tuple[int, ...], others: tuple[int, ...]) -> int:
    return min((abs(a - b) for a in some for b in others), default=0)


# ---------------------------------------------------------------- what speaks for it, and against


def evidence_for(a: Edition, b: Edition) -> Iterator[Evidence]:
    """What speaks for two records being of one edition (or against it, with a weight below nothing)."""
    shared = sorted({*a.ids} & {*b.ids})
    if shared:
        yield f"both have {', '.join(shared)}", 60 + 10 * (len(shared) - 1)
    elif a.ids and b.ids:
        yield from _different_numbers(a, b)
    yield from _titles(a, b, bool(shared))
    yield from _makers(a, b)
    yield from _years(a, b)
    yield from _printed(a, b)


def _different_numbers(a: Edition, b: Edition) -> Iterator[Evidence]:
    kinds = {id.partition(":")[0] for id in a.ids} & {id.partition(":")[0] for id in b.ids}
    if kinds:
        yield f"they have different numbers ({', '.join(sorted(kinds))})", -45 if "isbn" in kinds else -15


def alike(a: Edition, b: Edition) -> float:
    """How alike two titles are, from nothing to a hundred; one may have a rest that the other leaves out."""
    if a.title == b.title or _whole(a) == _whole(b):
        return 100.0
    main = fuzz.ratio(a.title, b.title)
    if a.rest and b.rest:
        return max(main, fuzz.ratio(_whole(a), _whole(b))) if main >= 50 else main
    return max(main, *_with_rest(a, b))


def _with_rest(a: Edition, b: Edition) -> tuple[float, float]:
    return (
        fuzz.ratio(_whole(a), b.title) if a.rest and not b.rest else 0.0,
        fuzz.ratio(a.title, _whole(b)) if b.rest and not a.rest else 0.0,
    )


def differ_by_slips(one: str, other: str) -> bool:
    """Whether two titles differ by slips only: each word that one has alone is much like one of the other.

    >>> differ_by_slips("a guide to maui", "a guide to kauai")
    False
    >>> differ_by_slips("havelaar", "havelaer"), differ_by_slips("the dance", "dance")
    (True, True)
    """
    if fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")) >= 98:
        return True
    some, others = set(one.split()), set(other.split())
    return all(
        word in COMMON or (not word.isdigit() and any(fuzz.ratio(word, each) >= 85 for each in theirs))
        for mine, theirs in ((some - others, others), (others - some, some))
        for word in mine
    )


def _told(a: Edition, b: Edition) -> bool:
    """Whether one title says in its words what the other says as the name of a part."""
    return (a.part or b.part) in (_whole(b) if a.part else _whole(a))


def _whole(one: Edition) -> str:
    return f"{one.title} {one.rest}" if one.rest else one.title


def _titles(a: Edition, b: Edition, known: bool) -> Iterator[Evidence]:
    words = min(len(significant_words(_whole(a))), len(significant_words(_whole(b))))
    if _whole(a) == _whole(b):
        yield "the whole title is the same", 50 if words > 3 else 45 if words > 1 else 30
    elif a.title == b.title and a.rest and b.rest:
        if fuzz.token_set_ratio(a.rest, b.rest) > 80:
            yield "the title is the same, the rest is much the same", 40
        else:
            yield "the title is the same, the rest is different", 20 if known else 0
    elif a.title == b.title:
        yield "the title is the same, one leaves the rest out", 40 if words > 1 else 20
    elif alike(a, b) >= 85 and differ_by_slips(_whole(a), _whole(b)):
        yield "the titles are nearly the same", 40 if words > 1 else 25
    elif known and alike(a, b) >= 75:
        yield "the titles are somewhat alike", 20
    if bool(a.part) != bool(b.part) and not _told(a, b):
        yield f"only one is of the part “{a.part or b.part}”", -40


def _makers(a: Edition, b: Edition) -> Iterator[Evidence]:
    if not a.makers and not b.makers:
        yield "neither names a maker", 10
        return
    if not a.makers or not b.makers:
        yield "only one names a maker", 5
        return
    shared = [one for one in a.makers if one in b.makers]
    if a.makers[0] in b.makers or b.makers[0] in a.makers:
        yield f"both are by {shared[0]}", 30
    elif shared:
        yield f"{shared[0]} took part in both", 20
    elif _close(a.makers, b.makers):
        yield "the names of their makers are nearly the same", 20
    else:
        yield "they are by different makers", -40


def _close(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(fuzz.ratio(one, other) >= 88 for one in some[:3] for other in others[:3])


def _years(a: Edition, b: Edition) -> Iterator[Evidence]:
    if not a.years or not b.years:
        return
    distance = _distance(a.years, b.years)
    if not distance:
        yield "the year is the same", 25
    elif a.level != "s":
        yield f"the years differ by {distance}", -5 if distance == 1 else -25


def _printed(a: Edition, b: Edition) -> Iterator[Evidence]:
    """What is printed and counted: publisher, pages, edition."""
    if a.publishers and b.publishers:
        best = max(fuzz.token_set_ratio(one, other) for one in a.publishers for other in b.publishers)
        if best >= 80:
            yield "the publisher is the same", 15
        elif best < 50:
            yield "the publishers are different", -40
    if a.pages and b.pages:
        yield from _pages(a.pages, b.pages)
    if a.edition and a.edition == b.edition:
        yield "the edition has the same number", 10
    elif a.edition != b.edition and {a.edition, b.edition} != {"", "1"}:
        yield "only one says which edition it is", -25


def _pages(one: int, other: int) -> Iterator[Evidence]:
    away = abs(one - other)
    if away <= NEAR:
        yield "the number of pages is the same", 20
    elif away > 10 and away > 0.06 * max(one, other):
        yield f"{one} pages are not {other}", -35
    elif away > 6:
        yield f"{one} pages are not quite {other}", -10


def score(a: Edition, b: Edition) -> int | None:
    """The points of two records when they are of one edition, else None."""
    return evidence.score(contradictions(a, b), evidence_for(a, b))
