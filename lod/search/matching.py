"""What was typed as queries: what has every word and what of that comes first; and, when nothing has, what
comes near: words that are spelled otherwise, put together or taken apart, and things with most of the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import log

import tantivy

from lod.search.index import ARTICLES, sort_keys
from lod.search.naming import RARE, Naming
from lod.search.question import BEGINNING, Clause
from lod.search.schema import ABOVE, COPIES, STEMMED, STEMS, TEXTS, WITHIN, has_field, words

Part = tuple[tantivy.Occur, tantivy.Query]

JUST_SO, BEGINS_SO, MADE_BY, IN_ORDER = 200.0, 40.0, 40.0, 8.0
"""What counts besides how rare the words are: a title that is just so, or begins so; whose maker is called
so; and words that stand in a title or a name in the order in which they were typed (times their weight)."""
WITH_ARTICLE = 5.0
"""What counts besides when a title has the article that was typed before its beginning, too."""
TOGETHER = 12.0
"""What counts besides when all words stand in one title, by their stems in a language."""
OWN = 1_000.0
"""What counts besides when all words are its own, and none is only in the titles of what it stands in: more
than all else together, so that an archive comes before its pieces."""
HELD = 0.2
"""What having many copies counts: so little that it only decides between what fits as well."""
TOLD = 4
"""From so many letters on, what begins so comes first: with fewer it is too much to put first."""
UNSURE = 0.5
"""What a word counts that was not typed but may be meant."""
WRITTEN_OTHERWISE = 0.1
"""What a word counts that was typed as two, and two that were typed as one: it comes after what has it so."""
COMMON = 0.05
"""A word that a larger share of all things has is no reason to show one that lacks others."""
SHORTEST_NUMBER = 6
"""Digits that the beginning of a number has at least: of fewer, years and numbers of all kinds are made."""
SHORTEST_PART = 4
"""Letters that a part of a compound has at least."""
FEW = 4
"""Of so few words none is left out before each was taken for a slip, of whatever word."""
GUESSED = ("title", "makers", "subjects")
"""Fields in which a word is looked for that nothing known is like."""


class Matching:
    """Makes the queries for what was typed, to one index; safe between threads."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, naming: Naming) -> None:
        self._searcher = searcher
        self._schema = schema
        self._naming = naming
        self._copies = [str(least) for least in COPIES if has_field(searcher, "copies")]
        self._has_within = has_field(searcher, WITHIN)
        self._number = lru_cache(4_096)(self._count)

    # ------------------------------------------------------------ every word

    def every_word(self, clauses: Iterable[Clause]) -> tantivy.Query:
        """What has every word and phrase, itself or in titles of what it stands in; none that is excluded."""
        typed = [*clauses]
        beside = self._beside(typed)
        parts = [self._part(clause, other) for clause, other in zip(typed, beside, strict=True)]
        if not any(occur == tantivy.Occur.Must for occur, _ in parts):
            parts.append((tantivy.Occur.Must, tantivy.Query.all_query()))
        return tantivy.Query.boolean_query(parts)

    def _part(self, clause: Clause, others: Sequence[Clause] = ()) -> Part:
        if clause.excluded:
            return tantivy.Occur.MustNot, self.clause(clause)
        return tantivy.Occur.Must, _either([*self._own(clause, others), *self._within((clause, *others))])

    def _own(self, clause: Clause, others: Sequence[Clause]) -> list[tantivy.Query]:
        """A word, or others that it may be written as, in what is said of a thing itself."""
        otherwise = (tantivy.Query.boost_query(self.clause(one), WRITTEN_OTHERWISE) for one in others)
        return [self.clause(clause), *otherwise]

    def _within(self, clauses: Iterable[Clause]) -> Iterator[tantivy.Query]:
        """The same in the titles of what a thing stands in; nothing where no such title has it."""
        for clause in clauses:
            if not clause.field and self._is_within(clause):
                yield from self._in_field(WITHIN, clause)

    def _is_within(self, clause: Clause) -> bool:
        """Whether a word is in a title that other things stand in, as a whole or by a stem."""
        plain = words(clause.text)
        if not self._has_within or not plain:
            return False
        if clause.begins:
            return bool(self._searcher.terms_with_prefix(WITHIN, plain[-1]))
        stems = ((f"{WITHIN}_{language}", words(clause.text, language)) for language in STEMMED)
        return any(
            some and all(self._searcher.doc_freq(field, word) for word in some)
            for field, some in ((WITHIN, plain), *stems)
        )

    def _beside(self, typed: Sequence[Clause]) -> list[list[Clause]]:
        """For each word, the compound that it makes with one beside it, and the words that it is made of."""
        single = [not (c.phrase or c.excluded or c.identifier or c.field or c.begins) for c in typed]
        plain = [words(c.text) if alone else [] for c, alone in zip(typed, single, strict=True)]
        found: list[list[Clause]] = [[] for _ in typed]
        for n, (one, after) in enumerate(pairwise(plain)):
            joined = "".join((*one, *after))
            if min(map(len, map("".join, (one, after)))) >= SHORTEST_PART and self._naming.count(joined):
                for at in (n, n + 1):
                    found[at].append(replace(typed[n], text=joined))
        for n, some in enumerate(plain):
            word = some[0] if len(some) == 1 else ""
            for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
                if self._naming.count(word[:at]) and self._naming.count(word[at:]):
                    found[n].append(replace(typed[n], text=f"{word[:at]} {word[at:]}", phrase=True))
        return found

    def clause(self, clause: Clause) -> tantivy.Query:
        """A word or phrase, in one field or in whichever field it is found best."""
        found = [query for field in self._fields(clause) for query in self._in_field(field, clause)]
        if clause.years:
            when = tantivy.Query.range_query(self._schema, "year", tantivy.FieldType.Integer, *clause.years)
            found.append(tantivy.Query.const_score_query(when, 1.0))
        if not clause.field or clause.field == "identifiers":
            for number in clause.identifiers:
                exact = tantivy.Query.term_query(self._schema, "identifiers", number)
                found.append(tantivy.Query.boost_query(exact, 20.0))
        return tantivy.Query.disjunction_max_query(found, 0.1) if found else tantivy.Query.empty_query()

    def _fields(self, clause: Clause) -> tuple[str, ...]:
        """The fields of text in which a word is looked for."""
        return tuple(field for field in TEXTS if clause.field in ("", field))

    def _in_field(self, field: str, clause: Clause) -> Iterable[tantivy.Query]:
        boost = TEXTS.get(field, ABOVE)
        plain = words(clause.text)
        if clause.phrase and len(plain) > 1:
            phrase = tantivy.Query.phrase_query(self._schema, field, list(plain))
            yield tantivy.Query.boost_query(phrase, boost * 2)
            return
        if plain:
            every = self._all_begun(field, plain) if clause.begins else self._all(field, plain)
            yield tantivy.Query.boost_query(every, boost)
        if field in STEMS and not (clause.phrase or clause.begins):
            for language in STEMMED:
                if stems := words(clause.text, language):
                    yield tantivy.Query.boost_query(self._all(f"{field}_{language}", stems), boost / 2)

    def _all(self, field: str, some: Sequence[str]) -> tantivy.Query:
        """Each of these words in a field."""
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, self._term(field, word)) for word in some])

    def _all_begun(self, field: str, some: Sequence[str]) -> tantivy.Query:
        """Each of these words in a field, of the last at least the beginning."""
        last = tantivy.Query.fuzzy_term_query(self._schema, field, some[-1], distance=0, prefix=True)
        parts = [*(self._term(field, word) for word in some[:-1]), last]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value)

    # ------------------------------------------------------------ what comes first

    def first(self, clauses: Iterable[Clause]) -> list[Part]:
        """What has all words itself, and of that what is called as was typed, or has it in this order."""
        typed = [clause for clause in clauses if not clause.excluded]
        found = self._called_or_in_order(typed)
        if any(not clause.field and self._is_within(clause) for clause in typed):
            pairs = zip(typed, self._beside(typed), strict=True)
            found.append(_all_own(_either(self._own(clause, others)) for clause, others in pairs))
        return found

    def _called_or_in_order(self, clauses: Iterable[Clause]) -> list[Part]:
        typed = [clause for clause in clauses if not clause.field]
        text = " ".join(clause.text for clause in typed)
        found = [*self.called(text)]
        if len(plain := words(text)) > 1:
            for field in ("title", "makers"):
                phrase = tantivy.Query.phrase_query(self._schema, field, list(plain))
                found.append(tantivy.Query.boost_query(phrase, IN_ORDER * TEXTS[field]))
            for language in STEMMED:
                stems = words(text, language)
                together = self._all(f"title_{language}", stems)
                found.append(tantivy.Query.const_score_query(together, TOGETHER))
        if typed and typed[-1].begins and (titles := self.begun(typed)) is not None:
            found.append(titles)
        for least in self._copies:
            if self._naming.occurs("copies", least):
                found.append(tantivy.Query.const_score_query(self._term("copies", least), HELD))
        return [(tantivy.Occur.Should, query) for query in found]

    def called(self, text: str) -> Iterator[tantivy.Query]:
        """What has a title that is just so or begins so, and what somebody made who is called so."""
        keys = sort_keys(text)
        if not keys[0].strip():
            return
        starts = [*keys, *(f"{article} {keys[0]}"[:60] for article in sorted(ARTICLES))]
        for start in starts:
            if self._naming.occurs("sort", start):
                yield tantivy.Query.const_score_query(self._term("sort", start), JUST_SO)
        for key in keys:
            begun = tantivy.Query.fuzzy_term_query(self._schema, "sort", f"{key} ", distance=0, prefix=True)
            yield tantivy.Query.const_score_query(begun, BEGINS_SO)
        if (named := self._naming.exactly(text)) and self._is_somebody(named):
            yield tantivy.Query.const_score_query(self._all("makers", words(text)), MADE_BY)

    def _is_somebody(self, named: tantivy.Query) -> bool:
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, named), (tantivy.Occur.Must, self._term("kind", "agent"))]
        )
        return bool(self._searcher.search(query, 1, count=False).hits)

    # ------------------------------------------------------------ what is not typed to its end

    def unfinished(self, clauses: Sequence[Clause]) -> tantivy.Query:
        """What has all that was typed, of the last word in its title or its makers at least the beginning."""
        typed = words(clauses[-1].text)
        if not typed:
            return tantivy.Query.empty_query()
        found = [
            tantivy.Query.boost_query(self._all_begun(field, typed), TEXTS[field])
            for field in ("title", "makers")
        ]
        parts = [(tantivy.Occur.Must, self.clause(clause)) for clause in clauses[:-1]]
        parts.append((tantivy.Occur.Must, tantivy.Query.disjunction_max_query(found, 0.1)))
        return tantivy.Query.boolean_query(parts)

    def begun(self, clauses: Sequence[Clause]) -> tantivy.Query | None:
        """What has a title that begins so, first what is called just so; None when nothing can."""
        text = " ".join(clause.text for clause in clauses)
        keys = sort_keys(text)
        if not keys[0].strip() or any(clause.excluded or clause.field for clause in clauses):
            return None
        found = []
        if named := self._naming.exactly(text):
            found.append(tantivy.Query.const_score_query(named, JUST_SO))
        for key in (key for key in keys if len(key) >= TOLD):
            begun = tantivy.Query.fuzzy_term_query(self._schema, "sort", key, distance=0, prefix=True)
            found.append(tantivy.Query.const_score_query(begun, BEGINS_SO))
        if not found:
            return None
        begins = tantivy.Query.disjunction_max_query(found)
        if len(keys) == 1:
            return begins
        typed = tantivy.Query.const_score_query(self._term("title", keys[0].partition(" ")[0]), WITH_ARTICLE)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, begins), (tantivy.Occur.Should, typed)])

    # ------------------------------------------------------------ what comes near

    def near(self, clauses: Sequence[Clause]) -> Iterator[tantivy.Query]:
        """Queries for what comes near, each for when the one before finds nothing."""
        if (whole := self._whole(clauses)) is not None:
            yield whole
        without = [self._part(clause) for clause in clauses if clause.excluded]
        typed = [piece for clause in clauses if not clause.excluded for piece in _pieces(clause)]
        meant = self._meant(typed)
        few = len(typed) <= FEW
        pairs = [*zip(typed, meant, strict=True)]
        own = [self._or_meant(clause, others, few=few) for clause, others in pairs]
        inside = [[*self._within(replace(c, text=o) for o in (c.text, *others))] for c, others in pairs]
        looked_for = [_either([query, *some]) for query, some in zip(own, inside, strict=True)]
        if any(meant) or any(not self._known(clause) for clause in typed):
            likely = [replace(c, text=(o or [c.text])[0]) for c, o in zip(typed, meant, strict=True)]
            every = [(tantivy.Occur.Must, query) for query in looked_for]
            before = [*self._called_or_in_order(likely), *([_all_own(own)] if any(inside) else [])]
            yield tantivy.Query.boolean_query([*every, *without, *before])
        telling, rest = self._telling(typed, looked_for)
        if len(typed) > 1 and any(
            self._number(clause) or others for clause, others in zip(typed, meant, strict=True)
        ):
            some = [(tantivy.Occur.Should, query) for query in telling]
            optional = [(tantivy.Occur.Should, query) for query in rest]
            for least in _fewer(len(some)):
                most = tantivy.Query.boolean_query(some, minimum_number_should_match=least)
                yield tantivy.Query.boolean_query([(tantivy.Occur.Must, most), *optional, *without])

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
        return _either(found)

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


def _all_own(every: Iterable[tantivy.Query]) -> Part:
    """What has all words itself."""
    parts = [(tantivy.Occur.Must, query) for query in every]
    return tantivy.Occur.Should, tantivy.Query.const_score_query(tantivy.Query.boolean_query(parts), OWN)


def _either(found: Sequence[tantivy.Query]) -> tantivy.Query:
    """What any of these finds, as well as the best of them does."""
    return found[0] if len(found) == 1 else tantivy.Query.disjunction_max_query([*found], 0.0)


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
