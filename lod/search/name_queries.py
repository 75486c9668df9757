"""Which words of a name are looked for, so that what is meant is found and little else is read.

A name is looked for by its rarest words: of *The history of the city of Leeuwarden*, Leeuwarden finds it,
and what the others add is added for what has that one. A word that hardly anything here is called by may
be a slip of one that more is.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import tantivy
from rapidfuzz import process
from rapidfuzz.distance import OSA

from lod.search import query_parser
from lod.search.index import sort_key, sort_keys
from lod.search.reconciliation.spelling_variants import respellings
from lod.search.schema import any_of
from lod.search.schema import words as words_of

PLENTY = 1_000
"""Words that so many things have, all together, are enough to look for."""
SPELLINGS = 6
"""So many known words are tried for one that is not, or hardly, known."""
COMMON = 20_000
"""A word that more things have adds nothing to what a telling word finds, and costs as much."""
RARE = 3
"""A word that so many things have, or fewer, may be a slip of another one too."""
SHORTEST = 4
"""A word with fewer letters is not taken for a slip of another."""
LONG = 8
"""In a word of so many letters two may be wrong."""
KEPT = 50_000


class NameQueries:
    """Makes queries for names out of the words that an index has."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self._searcher = searcher
        self._schema = schema
        self.count = lru_cache(KEPT)(self._count)
        """How many things have a word in their names."""
        self.spellings = lru_cache(KEPT)(self._spellings)
        """Known words that a word may be a slip of, the nearest first."""
        self.occurs = lru_cache(64)(self._occurs)
        """Whether a field has a value anywhere."""
        self.exactly = lru_cache(64)(self._exactly)
        """A query for what is called just so; None when nothing is."""
        self.by_words = lru_cache(64)(self._by_words)
        """A query for what has the telling words of a name, and how many that may be."""

    def _count(self, word: str) -> int:
        return int(self._searcher.doc_freq("title", word))

    def _spellings(self, word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST or word.isdigit():
            return ()
        start = word[: 2 if len(word) < 6 else 3]
        known = [term for term, _ in self._searcher.terms_with_prefix("title", start)]
        most = 1 if len(word) < LONG else 2
        found = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=SPELLINGS + 1)
        return tuple(term for term, _, _ in found if term != word)

    def _meant(self, word: str) -> tuple[str, ...]:
        """Known words that a word may be another spelling of, or else a slip of."""
        respelt = [term for term in respellings(word) if self.count(term)]
        return tuple(dict.fromkeys([*respelt, *self.spellings(word)]))

    def _occurs(self, field: str, value: str) -> bool:
        return bool(self._searcher.doc_freq(field, value))

    def _exactly(self, text: str) -> tantivy.Query | None:
        """Things that are called just so, or so with what stands before the first comma behind it.

        None when there are none.
        """
        keys = {*sort_keys(text), sort_key(" ".join(reversed(text.split(",", 1))))}
        known = sorted(key for key in keys if self._searcher.doc_freq("sort", key))
        if not known:
            return None
        return any_of(self._schema, "sort", known)

    def _by_words(self, text: str, slips: bool) -> tuple[tantivy.Query, int] | None:
        """Things that have the telling words of a name; with `slips`, also words that may be meant.

        None when there is no such word, or when `slips` makes no difference.
        """
        words = list(dict.fromkeys(words_of(text[: query_parser.LONGEST])))[: query_parser.MOST_WORDS]
        meant = {word: self._meant(word) for word in words if slips and self.count(word) <= RARE}
        known = sorted({w for w in (*words, *(s for some in meant.values() for s in some)) if self.count(w)})
        if not known or (slips and not any(meant.values())):
            return None
        known.sort(key=self.count)
        telling, rest = self._telling(known)
        asked = [(tantivy.Occur.Must, telling)]
        asked += [(tantivy.Occur.Should, self._word(word)) for word in rest if self.count(word) <= COMMON]
        most = sum(self.count(word) for word in known if word not in rest)
        return tantivy.Query.boolean_query(asked), most

    def _telling(self, words: Sequence[str]) -> tuple[tantivy.Query, Sequence[str]]:
        """A query for what must be there, of words with the rarest first; and the words that it leaves."""
        total = number = 0
        for word in words:
            total += self.count(word)
            if total > PLENTY:
                break
            number += 1
        if number:
            some = [(tantivy.Occur.Should, self._word(word)) for word in words[:number]]
            return tantivy.Query.boolean_query(some), words[number:]
        pair = [(tantivy.Occur.Must, self._word(word)) for word in words[:2]]
        return tantivy.Query.boolean_query(pair), words[2:]  # most is then what either has

    def _word(self, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "title", word)
