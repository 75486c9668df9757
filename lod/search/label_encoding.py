"""What things are called, in each language, as one text: there are very many, and processes pass them on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lod.rdf.ntriples import Term

_ALSO, _IS = "\x1f", "\x1e"
"""What stands between the names of one thing, and between a language and a name."""
RANK: Mapping[str | None, int] = {"nl": 0, "en": 1}


def encode(names: Iterable[Term]) -> str:
    r"""The name of several that is shown first; behind it each language, and the name in it if it is another.

    >>> encode([("Zee", "nl"), ("Sea", "en")]).split(_ALSO), encode([("Sea", "")])
    (['Zee', 'nl\x1e', 'en\x1eSea'], 'Sea')
    """
    some = ordered(names)
    first = some[0][0]
    tagged = [f"{tag or ''}{_IS}{name if name != first else ''}" for name, tag in some]
    return _ALSO.join([first, *tagged]) if len(tagged) > 1 or some[0][1] else first


def preferred(noted: str) -> str:
    """The name that is shown first; empty when there is none."""
    return noted.partition(_ALSO)[0]


def is_several(noted: str) -> bool:
    """Whether names are told with their languages."""
    return _ALSO in noted


def decode(noted: str) -> dict[str, str]:
    """The name in each language; empty when there is none.

    >>> decode(encode([("Zee", "nl"), ("Sea", "en")])), decode("Sea"), decode("")
    ({'nl': 'Zee', 'en': 'Sea'}, {'': 'Sea'}, {})
    """
    first, *others = noted.split(_ALSO)
    names = {tag: name or first for tag, _, name in (one.partition(_IS) for one in others)}
    return names or ({"": first} if first else {})


def ordered(terms: Iterable[Term]) -> list[Term]:
    """Dutch first, then English, then the others, each in the order of their text."""
    listed = list(terms)
    if len(listed) < 2:
        return listed
    return sorted(listed, key=lambda term: (RANK.get(term[1], 2), term[0]))
