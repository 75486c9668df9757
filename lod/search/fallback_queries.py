"""What was typed as queries, when nothing has every word: for what a question is about, for words that are
spelled otherwise, put together or taken apart, and for things with most of the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice, pairwise
from math import log

import tantivy

from lod.search.name_queries import RARE, NameQueries
from lod.search.natural_language import Interpretation, interpret
from lod.search.query_builder import SHORTEST_PART, QueryBuilder, all_own, best_of
from lod.search.query_parser import BEGINNING, Clause
from lod.search.schema import STEMMED, STEMS, TEXTS, words

OF_KIND = 60.0
"""What counts besides when a thing is of the kind that was asked for: "boeken over …"."""
UNSURE = 0.5
"""What a word counts that was not typed but may be meant."""
COMMON = 0.05
"""A word that a larger share of all things has is no reason to show one that lacks others."""
SHORTEST_NUMBER = 6
"""Digits that the beginning of a number has at least: of fewer, years and numbers of all kinds are made."""
FEW = 4
"""Of so few words none is left out before each was taken for a slip, of whatever word."""
GUESSED = ("title", "makers", "subjects")
"""Fields in which a word is looked for that nothing known is like."""


class FallbackQueryBuilder(QueryBuilder):
    """Makes the queries for what was typed, and for what comes near it."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, naming: NameQueries) -> None:
        super().__init__(searcher, schema, naming)
        self._number = lru_cache(4_096)(self._count)

    def near(self, clauses: Sequence[Clause]) -> Iterator[tantivy.Query]:
        """Queries for what comes near, each for when the one before finds nothing."""
        told, whole = interpret(clauses), self._whole(clauses)
        # a word that is known as it stands is hardly one that somebody types on
        goes_on = [query for query in (whole,) if query is not None]
        later = bool(told and self._known(clauses[-1]))
        yield from () if later else goes_on
        if told:
            yield self._about(told, self.every_word((*told.telling, *told.periods)))
        yield from goes_on if later else ()
        if told and told.asks and told.telling:
            yield from self._asked(told, clauses)
        else:
            yield from self._spelled(clauses)

    def _asked(self, told: Interpretation, clauses: Sequence[Clause]) -> Iterator[tantivy.Query]:
        """What a question is about, spelled otherwise; first what has its other words too, as titles may."""
        wholly = [all_own([query]) for query in islice(self._spelled(clauses, most=False), 1)]
        for query in self._spelled(told.telling):
            yield tantivy.Query.boolean_query([(tantivy.Occur.Must, self._about(told, query)), *wholly])

    def _about(self, told: Interpretation, query: tantivy.Query) -> tantivy.Query:
        """What a query finds, and of that first what is of the kind that is asked for, or is called so."""
        parts = [(tantivy.Occur.Must, query), *((tantivy.Occur.Must, self.clause(c)) for c in told.periods)]
        parts += self._called_or_in_order(told.telling)
        for clause in told.aside:
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(self.clause(clause), UNSURE)))
        for kind in told.kinds:
            term = tantivy.Query.const_score_query(self._term("type", kind), OF_KIND)
            parts.append((tantivy.Occur.Should if told.telling or told.periods else tantivy.Occur.Must, term))
        return tantivy.Query.boolean_query(parts)

    def _spelled(self, clauses: Sequence[Clause], *, most: bool = True) -> Iterator[tantivy.Query]:
        """Queries for what was meant by words, and then, if that is wanted, for what has most of them."""
        without = [self._part(clause) for clause in clauses if clause.excluded]
        typed = [piece for clause in clauses if not clause.excluded for piece in _pieces(clause)]
        meant = self._meant(typed)
        few = len(typed) <= FEW
        pairs = [*zip(typed, meant, strict=True)]
        own = [self._or_meant(clause, others, few=few) for clause, others in pairs]
        inside = [[*self._within(replace(c, text=o) for o in (c.text, *others))] for c, others in pairs]
        looked_for = [best_of([query, *some]) for query, some in zip(own, inside, strict=True)]
        if any(meant) or any(not self._known(clause) for clause in typed):
            likely = [replace(c, text=(o or [c.text])[0]) for c, o in zip(typed, meant, strict=True)]
            every = [(tantivy.Occur.Must, query) for query in looked_for]
            before = [*self._called_or_in_order(likely), *([all_own(own)] if any(inside) else [])]
            yield tantivy.Query.boolean_query([*every, *without, *before])
        telling, rest = self._telling(typed, looked_for)
        if most and len(typed) > 1 and any(self._number(clause) or others for clause, others in pairs):
            some = [(tantivy.Occur.Should, query) for query in telling]
            optional = [(tantivy.Occur.Should, query) for query in rest]
            for least in _fewer(len(some)):
                enough = tantivy.Query.boolean_query(some, minimum_number_should_match=least)
                yield tantivy.Query.boolean_query([(tantivy.Occur.Must, enough), *optional, *without])

    def _whole(self, clauses: Sequence[Clause]) -> tantivy.Query | None:
        """What has every word, of the last one at least the beginning: who types on sees it coming."""
        *before, last = clauses
        if not _may_go_on(last):
            return None
        parts = [self._part(clause) for clause in (*before, replace(last, begins=True))]
        if (titles := self.begun(clauses)) is not None:
            parts.append((tantivy.Occur.Should, titles))
        return tantivy.Query.boolean_query(parts)

    def _meant(self, typed: Sequence[Clause]) -> list[list[str]]:
        """For each word, what it may be meant for."""
        meant = [self._otherwise(clause) for clause in typed]
        for n, (one, next_one) in enumerate(pairwise(typed)):
            joined = "".join(words(one.text) + words(next_one.text))
            if not (one.phrase or next_one.phrase) and self._naming.count(joined):
                meant[n].append(joined)
                meant[n + 1].append(joined)
        return meant

    def _otherwise(self, clause: Clause) -> list[str]:
        """Known words that a word is like, or that it is made of; nothing for one that many things have."""
        word = words(clause.text)[0]
        if clause.phrase or clause.identifier or self._naming.count(word) > RARE:
            return []
        found = sorted(self._naming.spellings(word), key=lambda one: -self._naming.count(one))
        for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            if self._naming.count(word[:at]) and self._naming.count(word[at:]):
                found.append(f"{word[:at]} {word[at:]}")
        return found

    def _or_meant(self, clause: Clause, others: Sequence[str], *, few: bool) -> tantivy.Query:
        found = [self.clause(clause)]
        found += [tantivy.Query.boost_query(self.clause(replace(clause, text=o)), UNSURE) for o in others]
        if (others and few) or not (others or self._known(clause)):
            found += self._guessed(clause)
        # who does not know how a word ends stops there
        if few and _may_go_on(clause) and not self._known(clause):
            found.append(tantivy.Query.boost_query(self.clause(replace(clause, begins=True)), UNSURE))
        return best_of(found)

    def _guessed(self, clause: Clause) -> Iterator[tantivy.Query]:
        """A word with a letter or two otherwise, wherever in it."""
        word = words(clause.text)[0]
        if clause.phrase or len(word) < SHORTEST_PART or word.isdigit():
            return
        apart = 1 if len(word) < 8 else 2
        for field in (clause.field,) if clause.field in TEXTS else GUESSED:
            guess = tantivy.Query.fuzzy_term_query(self._schema, field, word, distance=apart)
            yield tantivy.Query.boost_query(guess, UNSURE * TEXTS[field])

    def _telling(
        self, typed: Sequence[Clause], looked_for: Sequence[tantivy.Query]
    ) -> tuple[list[tantivy.Query], list[tantivy.Query]]:
        """The queries of words that are not common, and the others; all are telling when all are common."""
        most = self._searcher.num_docs * COMMON
        common = [self._number(clause) > most for clause in typed]
        weighed = [
            tantivy.Query.boost_query(query, self._rarity(clause))
            for clause, query in zip(typed, looked_for, strict=True)
        ]
        pairs = [*zip(weighed, common, strict=True)]
        telling = [query for query, is_common in pairs if not is_common]
        return (telling, [query for query, is_common in pairs if is_common]) if telling else (weighed, [])

    def _rarity(self, clause: Clause) -> float:
        """How much having a word tells, from 1 for the rarest; once more than what its rareness counts."""
        return max(0.05, 1 - log(1 + self._number(clause)) / log(2 + self._searcher.num_docs)) ** 2

    def _known(self, clause: Clause) -> bool:
        return self._number(clause) > 0

    def _count(self, clause: Clause) -> int:
        """How many things have a word, in the field where most have it."""
        fields = self._fields(clause)
        found = [self._searcher.doc_freq(field, word) for field in fields for word in words(clause.text)]
        found += [
            self._searcher.doc_freq(f"{field}_{language}", stem)
            for field in fields
            if field in STEMS
            for language in STEMMED
            for stem in words(clause.text, language)
        ]
        return max(found, default=0)


def _fewer(number: int) -> Iterator[int]:
    """How many of some words have to be there: two in three, then half of these, at last one.

    >>> [[*_fewer(number)] for number in (1, 2, 3, 4, 9)]
    [[1], [1], [2, 1], [3, 2, 1], [6, 3, 2, 1]]
    """
    least = max(1, number - max(1, number // 3))
    while least > 1:
        yield least
        least = (least + 1) // 2
    yield 1


def _pieces(clause: Clause) -> list[Clause]:
    """The words of a clause, one by one; a phrase stays one, for who types it wants just that."""
    several = words(clause.text)
    return [clause] if clause.phrase or len(several) == 1 else [replace(clause, text=w) for w in several]


def _may_go_on(clause: Clause) -> bool:
    """Whether a word may be the beginning of a longer one."""
    plain = words(clause.text)
    if clause.phrase or clause.excluded or clause.begins or clause.years or not plain:
        return False
    return len(plain[-1]) >= (SHORTEST_NUMBER if plain[-1].isdigit() else BEGINNING)
