"""Ways to search more exactly, each with an example from the collections that finds something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from lod.search.schema import words
from lod.search.searcher import Hit, Searcher, SearchResults
from webapp.languages import N_, Wording
from webapp.pages.search.request import SearchPageRequest

FIELDS = {
    "nl": {"title": "titel", "maker": "maker", "subject": "onderwerp", "place": "plaats", "year": "jaar"},
    "en": {"title": "title", "maker": "author", "subject": "subject", "place": "place", "year": "year"},
}
"""What a field is called in the examples, by the language of the page."""
_TRIED = 25
"""So many examples are tried for each way."""
_SAYING = 6
"""A word of so many letters says something: "van" and "with" do not."""
_BEGINNING = 5
"""So many letters are given of the beginning of a word."""
_PHRASE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,3}\Z")
_WORD = re.compile(rf"[^\W\d_]{{{_SAYING},}}\Z")


class Tip(NamedTuple):
    """A way to search: an example, its address, and what it finds."""

    typed: str
    href: str
    said: str


def tips(
    searcher: Searcher, wording: Wording, address: Callable[[SearchPageRequest], str]
) -> tuple[Tip, ...]:
    """The ways of which the collections have an example; `address` is that of a question."""

    def count(text: str) -> int:
        return searcher.count(_asked(text).wanted)

    made = []
    for said, examples in _ways(searcher, wording.language, count):
        if typed := next((one for one in islice(examples, _TRIED) if count(one)), ""):
            made.append(Tip(typed, address(_asked(typed)), wording.text(said)))
    return tuple(made)


def _ways(
    searcher: Searcher, language: str, count: Callable[[str], int]
) -> Iterator[tuple[str, Iterable[str]]]:
    """What a way finds, and examples of it that may find something."""
    called = FIELDS[language]
    found = searcher.search(_asked("").wanted)
    maker = next(_most(found, "maker", language), "")
    hits = (*(searcher.search(_asked(f"maker:{maker}").wanted).hits if maker else ()), *found.hits)
    titles = [*_titles(hits, language)]
    said = [*dict.fromkeys(word for title in titles for word in words(title) if _WORD.match(word))]
    yield N_("these words in this order"), (f'"{title}"' for title in titles if _PHRASE.match(title))
    yield N_("in the title"), (f"{called['title']}:{word}" for word in said)
    for facet, finds in _FACETS.items():
        yield finds, (f"{called[facet]}:{word}" for word in _most(found, facet, language))
    most = sorted(found.years, key=lambda pair: -pair[1])
    yield N_("from these years"), (f"{called['year']}:{year}-{year + 10}" for year, _ in most if year >= 1000)
    yield N_("words that begin like this"), (f"{word[:_BEGINNING]}*" for word in said)
    less = (f"{maker} -{word}" for word in said if maker and count(f"{maker} {word}"))
    yield N_("without the word behind the hyphen"), less


_FACETS = {
    "maker": N_("by this maker"),
    "subject": N_("about this subject"),
    "place": N_("from or about this place"),
}


def _asked(text: str) -> SearchPageRequest:
    return SearchPageRequest(text, {}, None, None, "relevance", 1)


def _most(found: SearchResults, facet: str, language: str) -> Iterator[str]:
    """A word of each of what most of it is by, or about: the last of its name, or the first when longer.

    Of a subject or a place all of a short name, first of what is called so in the language of the page.
    """
    named = [found.names.get(v) or ({} if "://" in v else {"": v}) for v, _ in found.facets.get(facet, ())]
    if facet != "maker":
        named.sort(key=lambda names: names.keys().isdisjoint((language, "")))
    for names in named:
        name = names.get(language) or next(iter(names.values()), "")
        told = words(name)
        if facet != "maker" and _PHRASE.match(name):
            yield f'"{name}"'
        elif told and (word := max(told[-1], told[0], key=len)).isalpha():
            yield word


def _titles(hits: Iterable[Hit], language: str) -> Iterator[str]:
    """Titles of what was found, those in the language of the page first."""
    titles = [pair for hit in hits for pair in hit.card.get("titles", {}).items()]
    yield from (title for _, title in sorted(titles, key=lambda pair: pair[0].split("-")[0] != language))
