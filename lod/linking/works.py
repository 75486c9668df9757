"""Works: what speaks for two records being of editions of one work, and what excludes it.

Works of one edition are one: that is decided before. Else it takes one maker and one title in one language;
a translation is a work of its own, as BIBFRAME has it, and so is each volume of a set.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from lod.linking import evidence
from lod.linking.editions import contradict, differ_by_slips
from lod.linking.evidence import Evidence
from lod.linking.sketch_encoding import listed, pack, unpack
from lod.linking.text_normalization import significant_words, word_list

GENERIC = word_list("generic")
_COLLECTIVE = GENERIC | word_list("collective")
_FORMS = word_list("forms")
_MAKERS = word_list("makers")
_NUMERAL = re.compile(r"\d+")
MORE = re.compile(r"^(?:and|en|und|et) |\b(?:and|en|und|et) (?:other|andere)\b")
"""How the rest of a title begins that tells of more works than the title does."""

LEAST = 4
"""Letters of a word that alone is the title of few works by one maker."""


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
    """Works that headings name, their uniform titles (`title:…`), and identifiers in authority files."""
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


def is_distinctive(title: str, rest: str, makers: tuple[str, ...] = ()) -> bool:
    """Whether a title is that of few works by one maker.

    The name of an artist is that of many catalogues, that of an institution that of many of its papers.
    """
    special = _special(title)
    named = next((maker for maker in makers if maker.rpartition(" ")[0] in special), "")
    if len(special) < 4 and named:
        surname, _, initial = named.rpartition(" ")
        own = [w for w in special if w != surname and len(w) > 1 and not (initial and w[0] == initial[0])]
        return len(own) >= 2
    if any(set(special) <= {*maker.split()} for maker in makers):
        return False
    return len(special) >= 2 or (len(special) == 1 and (len(special[0]) >= LEAST or bool(rest)))


def is_collective(title: str) -> bool:
    """Whether a uniform title stands for a class of works.

    >>> [is_collective(title) for title in ("laws etc", "sonatas piano", "symphonies no 5", "beatrijs")]
    [True, True, False, False]
    """
    return all(word in _COLLECTIVE for word in significant_words(title))


def _special(title: str) -> list[str]:
    return [w for w in significant_words(title) or title.split() if w not in GENERIC and not w.isdigit()]


def contradictions(a: Work, b: Work) -> Iterator[str]:
    """What excludes that two records are of one work."""
    if a.content and b.content and a.content != b.content:
        yield f"{a.content} is not {b.content}"
    if a.level and b.level and a.level != b.level:
        yield "one is a part or a serial, the other is not"
    if contradict(a.languages, b.languages):
        yield "they are in different languages"
    if a.part != b.part:
        yield f"part “{a.part}” is not part “{b.part}”"
    if a.makers and b.makers and not _together(a.makers, b.makers):
        yield "they are by different makers"
    if _numbered_apart(_whole(a), _whole(b)):
        yield "their titles have different numbers or years"
    if {*a.ids}.isdisjoint(b.ids) and _different(a, b):
        yield "their titles are different"


def _numbered_apart(a: str, b: str) -> bool:
    """Whether each of two titles has a number that the other has not: reports of two years, two parts."""
    some, others = set(_NUMERAL.findall(a)), set(_NUMERAL.findall(b))
    return not (some <= others or others <= some)


def _different(a: Work, b: Work) -> bool:
    """Whether two titles are those of different works, though both may be like a third, shorter one."""
    if a.title == b.title:
        return bool(_rest(a) and _rest(b)) and fuzz.token_set_ratio(a.rest, b.rest) < 75
    short, long = sorted((_whole(a), _whole(b)), key=len)
    if long.startswith(f"{short} ") or differ_by_slips(a.title, b.title):
        return False
    return fuzz.ratio(short, long) < 75


def _together(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not set(some).isdisjoint(others) or any(
        fuzz.ratio(one, other) >= 88 for one in some[:3] for other in others[:3]
    )


def evidence_for(a: Work, b: Work) -> Iterator[Evidence]:
    """What speaks for two records being of one work."""
    shared = sorted({*a.ids} & {*b.ids})
    if shared:
        yield f"both are known as {', '.join(shared)}", 60
    yield from _makers(a, b)
    yield from _titles(a, b, bool(shared))


def _makers(a: Work, b: Work) -> Iterator[Evidence]:
    if a.makers and b.makers and a.makers[0] == b.makers[0]:
        yield f"both are by {a.makers[0]}", 50
    elif a.makers and b.makers and _together(a.makers[:1], b.makers) and _together(a.makers, b.makers[:1]):
        yield "they have makers in common", 40
    elif bool(a.makers) != bool(b.makers) and _is_long(a) and _is_long(b):
        yield "only one names a maker, but the title is a long one", 40


def _is_long(one: Work) -> bool:
    whole = _whole(one)
    return len(significant_words(whole)) > 3 or len(_special(whole)) > 2


def _titles(a: Work, b: Work, known: bool) -> Iterator[Evidence]:
    if _whole(a) == _whole(b):
        yield "the whole title is the same", 60 if is_distinctive(a.title, a.rest, a.makers) else 35
    elif a.title == b.title and _rest(a) and _rest(b):
        close = fuzz.token_set_ratio(a.rest, b.rest) >= 85
        yield (
            "the title is the same, the rest is " + ("alike" if close else "different"),
            55 if close else -20,
        )
    elif a.title == b.title:
        more = MORE.search(a.rest or b.rest)
        enough = len(_special(a.title)) > 1 and is_distinctive(a.title, "", (*a.makers, *b.makers))
        weight = 50 if enough and not more else 10
        yield (
            "the title is the same, " + ("one has more in it" if more else "one leaves the rest out"),
            weight,
        )
    elif _nearly(a, b):
        yield "the titles are nearly the same", 50 if is_distinctive(a.title, a.rest, a.makers) else 10
    elif added := _going_on(a, b):
        weight = 10 if MORE.search(added) else 50
        yield "one title goes on where the other ends", weight
    elif not known:
        yield "the titles are different", -60


def _whole(one: Work) -> str:
    return f"{one.title} {_rest(one)}".strip()


def _rest(one: Work) -> str:
    """What stands behind a title, unless that only says what sort of work it is or who made it."""
    if not one.rest:
        return ""
    named = {word for maker in one.makers for word in maker.split()}
    told = (w for w in significant_words(one.rest) if w not in _FORMS and w not in _MAKERS and len(w) > 1)
    return one.rest if any(word not in named for word in told) else ""


def _going_on(a: Work, b: Work) -> str:
    """What a longer title has behind all that a shorter one says, when that is enough to know it by."""
    short, long = sorted((_whole(a), _whole(b)), key=lambda title: (len(title), title))
    return long.removeprefix(f"{short} ") if long.startswith(f"{short} ") and len(_special(short)) > 1 else ""


def _nearly(a: Work, b: Work) -> bool:
    """Whether two titles differ by a slip, or are divided in another place."""
    one, other = _whole(a), _whole(b)
    if fuzz.ratio(one, other) < 85:
        return False
    return differ_by_slips(one, other)


def score(a: Work, b: Work) -> int | None:
    """The points of two records when they are of one work, else None."""
    return None if a.level == "s" else evidence.score(contradictions(a, b), evidence_for(a, b))
