"""What was typed as queries: what has every word, what of that comes first, and what begins so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import tantivy

from lod.search.index import ARTICLES, sort_keys
from lod.search.name_queries import NameQueries
from lod.search.query_parser import Clause
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
WHOLE = 60.0
"""What counts besides when all words are in its title, and not in those of what it stands in: more than that
a piece begins so."""
HELD = 0.2
"""What having many copies counts: so little that it only decides between what fits as well."""
TOLD = 4
"""From so many letters on, what begins so comes first: with fewer it is too much to put first."""
WRITTEN_OTHERWISE = 0.1
"""What a word counts that was typed as two, and two that were typed as one: it comes after what has it so."""
SHORTEST_PART = 4
"""Letters that a part of a compound has at least."""


class QueryBuilder:
    """Makes the queries for what was typed, to one index; safe between threads."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, naming: NameQueries) -> None:
        self._searcher = searcher
        self._schema = schema
        self._naming = naming
        self._copies = [str(least) for least in COPIES if has_field(searcher, "copies")]
        self._has_within = has_field(searcher, WITHIN)

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
        return tantivy.Occur.Must, best_of([*self._own(clause, others), *self._within((clause, *others))])

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
            found.append(all_own(best_of(self._own(clause, others)) for clause, others in pairs))
        if typed and all(not clause.field and self._is_within(clause) for clause in typed):
            found.append(self._not_in_another(typed))
        return found

    def _not_in_another(self, clauses: Sequence[Clause]) -> Part:
        """What has all words in its title, and stands in nothing that has them: no piece of it."""
        inside = [(tantivy.Occur.Must, best_of([*self._in_field(WITHIN, clause)])) for clause in clauses]
        parts = [(tantivy.Occur.Must, best_of([*self._in_field("title", clause)])) for clause in clauses]
        parts.append((tantivy.Occur.MustNot, tantivy.Query.boolean_query(inside)))
        return tantivy.Occur.Should, tantivy.Query.const_score_query(
            tantivy.Query.boolean_query(parts), WHOLE
        )

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


def all_own(every: Iterable[tantivy.Query]) -> Part:
    """What has all words itself."""
    parts = [(tantivy.Occur.Must, query) for query in every]
    return tantivy.Occur.Should, tantivy.Query.const_score_query(tantivy.Query.boolean_query(parts), OWN)


def best_of(found: Sequence[tantivy.Query]) -> tantivy.Query:
    """What any of these finds, as well as the best of them does."""
    return found[0] if len(found) == 1 else tantivy.Query.disjunction_max_query([*found], 0.0)
