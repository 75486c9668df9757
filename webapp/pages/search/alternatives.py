"""Ways on from a search that found nothing, or nothing so spelled: another spelling, a wider question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import DamerauLevenshtein

from lod.search import query_parser
from lod.search.natural_language import interpret
from lod.search.schema import words
from lod.search.searcher import Searcher, SearchResults
from webapp.pages.search.request import SearchPageRequest

MOST_WAYS = 4
"""So many wider questions are offered."""
MOST_WORDS = 8
"""A question with more words is not tried word by word."""


@dataclass(frozen=True, slots=True)
class Way:
    """Another question, with how much it finds."""

    text: str
    """What is searched for then."""
    dropped: str
    """What is left out, a word or the quotation marks; empty when it is only spelled otherwise."""
    count: int
    href: str


def did_you_mean(
    asked: SearchPageRequest,
    found: SearchResults,
    searcher: Searcher,
    address: Callable[[SearchPageRequest], str],
    language: str,
) -> Way | None:
    """The question as probably meant, by the words of what came near; None when that finds nothing."""
    if not found.fuzzy or not found.hits:
        return None
    near = {word for hit in found.hits for word in _words_of(hit.card)}
    pieces = asked.text.split()

    def is_known(piece: str) -> bool:
        return searcher.count(SearchPageRequest(piece, {}, None, None, asked.sort, 1).wanted) > 0

    likely = " ".join(_likely(piece, near, is_known) for piece in pieces)
    if likely == asked.text:
        return None
    # where nothing has all of these either, what the question is about is meant
    for text in filter(None, (likely, _told(likely, language))):
        changed = replace(asked, text=text, page=1)
        if count := searcher.count(changed.wanted):
            return Way(text, "", count, address(changed))
    return None


def about(
    asked: SearchPageRequest,
    found: SearchResults,
    searcher: Searcher,
    address: Callable[[SearchPageRequest], str],
    language: str,
) -> Way | None:
    """The question by what it is about, when that is what was found; None when it was found otherwise."""
    text = _told(asked.text, language) if found.fuzzy and found.hits else ""
    if not text:
        return None
    changed = replace(asked, text=text, page=1)
    count = searcher.count(changed.wanted)
    return Way(text, "", count, address(changed)) if count == found.total else None


def _told(text: str, language: str) -> str:
    """A question by what it is about; empty when each of its words tells, or it names fields or phrases."""
    told = interpret(query_parser.read(text))
    if told is None or any(c.field or c.phrase or c.excluded or c.begins for c in told.telling):
        return ""
    year = "jaar" if language == "nl" else "year"
    pieces = (*(c.text.strip(",;.") for c in told.telling), *(f"{year}:{c.text}" for c in told.periods))
    return " ".join(pieces)


def _words_of(card: object) -> Iterator[str]:
    """The words of all texts on a card, as they are compared."""
    if isinstance(card, str):
        if "://" not in card:
            yield from words(card)
    elif isinstance(card, dict):
        for name, value in card.items():
            if name not in ("types", "organizations"):
                yield from _words_of(value)
    elif isinstance(card, (list, tuple)):
        for value in card:
            yield from _words_of(value)


def _likely(piece: str, near: set[str], is_known: Callable[[str], bool]) -> str:
    """The nearest known word, when nothing has the one that was typed and another is two letters away.

    >>> _likely("kaart", {"maart"}, lambda piece: False), _likely("kaart", {"maart"}, lambda piece: True)
    ('maart', 'kaart')
    """
    typed = words(piece)
    if len(typed) != 1 or typed[0] in near or len(typed[0]) < 4 or ":" in piece or '"' in piece:
        return piece
    apart = sorted((DamerauLevenshtein.distance(typed[0], word, score_cutoff=2), word) for word in near)
    is_far = not apart or apart[0][0] > 2
    return piece if is_far or is_known(piece) else apart[0][1]


def broader(
    asked: SearchPageRequest, searcher: Searcher, address: Callable[[SearchPageRequest], str]
) -> tuple[Way, ...]:
    """The question without a word, its quotation marks or its choices, where that finds some; most first."""
    found: list[Way] = []
    pieces = asked.text.split()
    for n, piece in enumerate(pieces if 1 < len(pieces) <= MOST_WORDS and '"' not in asked.text else ()):
        text = " ".join(pieces[:n] + pieces[n + 1 :])
        _try(found, replace(asked, text=text, page=1), piece, searcher, address)
    if '"' in asked.text:
        _try(found, replace(asked, text=asked.text.replace('"', " ").strip(), page=1), '"', searcher, address)
    if asked.facets or asked.since is not None or asked.until is not None:
        free = replace(asked, facets={}, since=None, until=None, page=1)
        _try(found, free, "", searcher, address)
    return tuple(sorted(found, key=lambda way: -way.count)[:MOST_WAYS])


def _try(
    found: list[Way],
    asked: SearchPageRequest,
    dropped: str,
    searcher: Searcher,
    address: Callable[[SearchPageRequest], str],
) -> None:
    if query_parser.read(asked.text) and (count := searcher.count(asked.wanted)):
        found.append(Way(asked.text, dropped, count, address(asked)))
