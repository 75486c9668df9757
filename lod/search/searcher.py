"""Questions to the index: ranked results with facets, suggestions, and near misses when nothing is found."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import tantivy
from cachetools import LRUCache

from lod.rdf.iris import Thing
from lod.search import query_parser
from lod.search.facets import Facets, Told
from lod.search.fallback_queries import FallbackQueryBuilder
from lod.search.index import opened, read_card
from lod.search.name_queries import NameQueries
from lod.search.query_builder import Part
from lod.search.query_parser import MOST_WORDS
from lod.search.schema import FACETS, TEXTS, any_of
from lod.search.schema import words as words_of
from lod.search.similar_things import similar_query

INDEX = "index"
"""Name of the folder of the index in a release."""

MOST = 10_000
"""How deep results can be paged; who wants more takes the dump, or SPARQL."""

AT_ONCE = 1_000
"""So many results are fetched at once when all are wanted."""

TELLING = 0.5
"""What has less of the words of a name than this, by the measure of what has most, is not looked at."""

FEW = 60
"""So many things are read rather than searched kind by kind."""

KEPT = 200
"""Of so many questions it is kept in mind what facets told, for the next page or another order."""

BESIDE = "|"
"""What stands between values of a facet of which any will do; no IRI has it."""
SORTS = {"relevance": "", "newest": "year", "oldest": "year", "title": "sort", "changed": "changed"}

DOWNWARDS = ("newest", "changed")
"""Orders that begin with the highest value."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched for: text, chosen facet values, a period, an order and a page."""

    text: str = ""
    kinds: Sequence[str] = ()
    """Kinds of things wanted; all when empty."""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: int | None = None
    until: int | None = None
    sort: str = "relevance"
    page: int = 1
    size: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, with what a result shows of it."""

    iri: str
    card: Mapping[str, Any]

    @property
    def thing(self) -> Thing:
        """The thing that it is."""
        _, kind, key = self.iri.rsplit("/", 2)
        return Thing(kind, key)


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Results of one question."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    """Values of each facet with how many results have them, most first."""
    years: tuple[tuple[int, int], ...]
    """Results by the first year of each decade."""
    fuzzy: bool = False
    """Whether these only come near, because nothing has the very words."""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What values of facets are called, by language: of as many as the index tells."""


class Searcher:
    """Answers questions to the index in a folder; safe between threads."""

    def __init__(self, folder: Path) -> None:
        self._index, self._searcher = opened(folder)
        self._schema = self._index.schema
        self._naming = NameQueries(self._searcher, self._schema)
        self._facets = Facets(self._index, self._searcher)
        self._matching = FallbackQueryBuilder(self._searcher, self._schema, self._naming)
        self._told: LRUCache[Hashable, Told] = LRUCache(KEPT)
        """What facets told, by all of a question but its page and its order."""
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Things in the index."""
        return int(self._searcher.num_docs)

    def search(self, wanted: SearchRequest) -> SearchResults:
        """The results; when there are none, those for words that differ a little."""
        found = SearchResults(0, (), {}, ())
        for n, (query, first) in enumerate(self._tries(wanted)):
            found = self._search(wanted, self._narrowed(wanted, query), first, fuzzy=n > 0)
            if found.total:
                break
        return found

    def count(self, wanted: SearchRequest) -> int:
        """How many results there are for exactly these words."""
        query = self._narrowed(wanted, self._matching.every_word(query_parser.read(wanted.text)))
        return int(self._searcher.search(query, 1).count or 0)  # type: ignore[attr-defined]

    def every(self, wanted: SearchRequest) -> Iterator[Hit]:
        """All results in their order, `MOST` at the most; near misses when there are no others."""
        for some, first in self._tries(wanted):
            query = self._narrowed(wanted, some)
            if self._searcher.search(query, 1, count=False).hits:
                yield from self._all_of(_lifted(query, first), wanted.sort)
                return

    def _all_of(self, query: tantivy.Query, sort: str) -> Iterator[Hit]:
        for offset in range(0, MOST, AT_ONCE):
            hits = self._ordered(query, sort, AT_ONCE, offset).hits
            yield from self._hits(hits)
            if len(hits) < AT_ONCE:
                return

    def any_of(self, kinds: Sequence[str], at: float) -> str:
        """IRI of the thing at a place from 0 to 1 among those of some kinds; empty when there are none."""
        query = self._any("kind", kinds)
        number = min(int(self._searcher.search(query, 1).count or 0), MOST)  # type: ignore[attr-defined]
        hits = self._searcher.search(query, 1, offset=int(at * number), count=False).hits if number else []
        return next((hit.iri for hit in self._hits(hits)), "")

    def alike(
        self, shared: Mapping[str, Sequence[str]], kinds: Sequence[str], without: Sequence[str], limit: int
    ) -> tuple[Hit, ...]:
        """Things of some kinds that have most of some values of facets, first those that share rare ones."""
        some = similar_query(self._searcher, self._schema, shared)
        parts = [(tantivy.Occur.Must, some), *self._of_kinds(kinds)]
        parts += [(tantivy.Occur.MustNot, self._any("iri", without))]
        return self._hits(self._searcher.search(tantivy.Query.boolean_query(parts), limit, count=False).hits)

    def scored(self, text: str, limit: int) -> list[tuple[str, float]]:
        """IRIs of things of any kind that have what was typed, the best first, with how well each fits."""
        clauses = query_parser.read(text)
        if not clauses:
            return []
        found = self._searcher.search(self._matching.every_word(clauses), max(1, limit), count=False).hits
        return [(str(self._searcher.doc(at).get_first("iri")), float(score or 0)) for score, at in found]

    def suggest(self, text: str, kinds: Sequence[str] = (), limit: int = 10) -> tuple[Hit, ...]:
        """Things whose title or maker begins like this: the last word may be unfinished.

        Those with a title that begins so come first, and where they are enough, no other is looked for.
        """
        clauses = query_parser.read(text)
        if not clauses:
            return ()
        narrowed = self._of_kinds(kinds)
        begun, found = self._matching.begun(clauses), []
        if begun is not None:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, begun), *narrowed])
            found = self._searcher.search(query, limit, count=False).hits
        if len(found) < limit:
            parts = [(tantivy.Occur.Must, self._matching.unfinished(clauses)), *narrowed]
            parts += [(tantivy.Occur.MustNot, begun)] if begun is not None else []
            query = tantivy.Query.boolean_query(parts)
            found = [*found, *self._searcher.search(query, limit - len(found), count=False).hits]
        return self._hits(found)

    def likely(
        self,
        text: str,
        kinds: Sequence[str],
        schema_class: str = "",
        collection: str = "",
        context: Sequence[str] = (),
        limit: int = 25,
        *,
        slips: bool = False,
    ) -> Iterator[tuple[str, tuple[Hit, ...]]]:
        """Things that may be called like this, kind by kind: those that are first, then the likeliest.

        `context` are names of makers that lift those who have them. With `slips`, only those that words which
        nothing has may be meant for.
        """
        exactly = None if slips else self._naming.exactly(text)
        by_words = self._naming.by_words(text, slips)
        few = None if schema_class or collection or len(kinds) == 1 else self._few(by_words)
        if few is not None:
            yield from ((kind, few[kind]) for kind in kinds if kind in few)
            return
        among = [self._kinds(query, kinds) for query in (exactly, by_words and by_words[0])]
        for kind in kinds:
            found: dict[tuple[int, int], tantivy.DocAddress] = {}
            parts = self._of(kind, schema_class, collection)
            if exactly is not None and kind in among[0]:
                query = tantivy.Query.boolean_query([(tantivy.Occur.Must, exactly), *parts])
                for _, at in self._searcher.search(query, limit, count=False).hits:
                    found[(at.segment_ord, at.doc)] = at
            if by_words is not None and kind in among[1]:
                parts = [(tantivy.Occur.Must, by_words[0]), *parts, *self._by_makers(context)]
                hits = self._searcher.search(tantivy.Query.boolean_query(parts), limit, count=False).hits
                least = TELLING * float(hits[0][0]) if hits else 0.0
                found |= {(at.segment_ord, at.doc): at for score, at in hits if float(score) >= least}
            if found:
                yield kind, self._hits((0, at) for at in found.values())

    def _kinds(self, query: tantivy.Query | None, kinds: Sequence[str]) -> Collection[str]:
        """Of these kinds, those that anything is of that fits a query: one look instead of one for each."""
        return kinds if query is None or len(kinds) == 1 else self._kinds_in(query)

    def _kinds_in(self, query: tantivy.Query) -> set[str]:
        answer = self._searcher.aggregate(query, {"kind": {"terms": {"field": "kind", "size": 20}}})
        return {str(bucket["key"]) for bucket in answer["kind"]["buckets"]}

    @cached_property
    def _every_kind(self) -> set[str]:
        """The kinds of all that there is."""
        return self._kinds_in(tantivy.Query.all_query())

    def _few(self, by_words: tuple[tantivy.Query, int] | None) -> Mapping[str, tuple[Hit, ...]] | None:
        """Kind → all its things that have words of a name, when these are few; else None."""
        query, most = by_words or (None, 0)
        if most > FEW:
            return None
        found: dict[str, tuple[Hit, ...]] = {}
        for hit in self._hits(self._searcher.search(query, FEW, count=False).hits) if query else ():
            found[hit.thing.kind] = (*found.get(hit.thing.kind, ()), hit)
        return found

    def mentioning(
        self, text: str, kind: str, schema_class: str = "", collection: str = "", limit: int = 25
    ) -> tuple[Hit, ...]:
        """Things of a kind that have some of these words anywhere, the likeliest first."""
        words = list(dict.fromkeys(words_of(text[: query_parser.LONGEST])))[:MOST_WORDS]
        if not words:
            return ()
        some = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, name, word))
            for name in TEXTS
            for word in words
        ]
        parts = [(tantivy.Occur.Must, tantivy.Query.boolean_query(some))]
        parts += self._of(kind, schema_class, collection)
        return self._hits(self._searcher.search(tantivy.Query.boolean_query(parts), limit, count=False).hits)

    def _of(self, kind: str, schema_class: str, collection: str) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        """What narrows a query down to things of a kind, a class and a collection, and counts for nothing."""
        wanted = [("kind", kind)]
        if schema_class and kind != "organization":
            wanted.append(("type", schema_class))
        if collection:
            wanted.append(("collection", collection))
        parts = [tantivy.Query.term_query(self._schema, name, value) for name, value in wanted]
        # else the score, and with it what is far behind the first, would depend on what was asked besides
        return [(tantivy.Occur.Must, tantivy.Query.const_score_query(part, 0.0)) for part in parts]

    def _by_makers(self, names: Sequence[str]) -> list[tuple[tantivy.Occur, tantivy.Query]]:
        words = [word for name in names for word in words_of(name)][:MOST_WORDS]
        return [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "makers", word)) for word in words
        ]

    def by_identifier(self, spellings: Sequence[str], limit: int = 25) -> tuple[Hit, ...]:
        """Things with an identifier that has one of these spellings."""
        known = [text for text in spellings if self._searcher.doc_freq("identifiers", text)]
        if not known:  # as of nearly every name; and a set of terms is dear, also when it finds nothing
            return ()
        query = self._any("identifiers", known)
        return self._hits(self._searcher.search(query, limit, count=False).hits)

    def by_iri(self, iris: Sequence[str]) -> tuple[Hit, ...]:
        """The things with these IRIs, as far as the index knows them."""
        if not iris:
            return ()
        query = self._any("iri", iris)
        return self._hits(self._searcher.search(query, max(1, len(iris)), count=False).hits)

    def decades(self, facet: str, value: str, kinds: Sequence[str]) -> tuple[tuple[int, int], ...]:
        """Of the things of some kinds with a value of a facet: how many are from each decade that has any."""
        parts = [(tantivy.Occur.Must, self._any("kind", kinds)), self._must(facet, value)]
        return self._facets.decades(tantivy.Query.boolean_query(parts))

    def classes(self) -> dict[str, int]:
        """The classes of Schema.org that occur, with how many things have each."""
        asked = {"type": {"terms": {"field": "type", "size": 500}}}
        answer = self._searcher.aggregate(tantivy.Query.all_query(), asked)
        return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in answer["type"]["buckets"]}

    # ------------------------------------------------------------ queries

    def _must(self, field: str, value: str) -> tuple[tantivy.Occur, tantivy.Query]:
        return tantivy.Occur.Must, tantivy.Query.term_query(self._schema, field, value)

    def _tries(self, wanted: SearchRequest) -> Iterator[tuple[tantivy.Query, Sequence[Part]]]:
        """Queries for what was typed, each with what comes first of that.

        The first is for the very words; the others, each for when those before find nothing, for near ones.
        """
        clauses = query_parser.read(wanted.text)
        by_rank = not SORTS.get(wanted.sort)
        yield self._matching.every_word(clauses), self._matching.first(clauses) if by_rank else ()
        if clauses:
            yield from ((query, ()) for query in self._matching.near(clauses))

    def _search(
        self, wanted: SearchRequest, query: tantivy.Query, first: Sequence[Part], *, fuzzy: bool
    ) -> SearchResults:
        size = max(1, min(wanted.size, 100))
        offset = max(0, min((wanted.page - 1) * size, MOST))
        result = self._ordered(_lifted(query, first), wanted.sort, size, offset)
        total = int(result.count or 0)  # type: ignore[attr-defined]
        if not total:
            return SearchResults(0, (), {}, (), fuzzy)
        facets, years, names = self._counted(wanted, query, total)
        return SearchResults(total, self._hits(result.hits), facets, years, fuzzy, names)

    def _counted(self, wanted: SearchRequest, query: tantivy.Query, total: int) -> Told:
        """What facets tell, which is the same on every page of the results and in whichever order.

        Of a frequent word, or of no word at all, counting takes ten times as long as finding a page.
        """
        chosen = tuple((facet, *values) for facet, values in wanted.facets.items())
        key = wanted.text, *wanted.kinds, chosen, wanted.since, wanted.until
        with self._lock:
            told = self._told.get(key)
        if told is None:
            told = self._facets.of(query, total)
            with self._lock:
                self._told[key] = told
        return told

    def _ordered(self, query: tantivy.Query, sort: str, size: int, offset: int) -> tantivy.SearchResult:
        """The results from number `offset`, in an order."""
        order = SORTS.get(sort, "")
        if not order:
            return self._searcher.search(query, size, offset=offset)
        direction = tantivy.Order.Desc if sort in DOWNWARDS else tantivy.Order.Asc
        return self._searcher.search(query, size, offset=offset, order_by_field=order, order=direction)

    def _of_kinds(self, kinds: Collection[str]) -> list[Part]:
        """What narrows a query down to some kinds: nothing when there are no others.

        To look whether each thing is of any kind takes longer than to find what begins with two letters.
        """
        narrows = bool(kinds) and not self._every_kind.issubset(kinds)
        return [(tantivy.Occur.Must, self._any("kind", [*kinds]))] if narrows else []

    def _narrowed(self, wanted: SearchRequest, text: tantivy.Query) -> tantivy.Query:
        parts = [(tantivy.Occur.Must, text), *self._of_kinds(wanted.kinds)]
        for facet, values in wanted.facets.items():
            if facet in FACETS:
                parts += [(tantivy.Occur.Must, self._any(facet, one_of(value))) for value in values]
        if wanted.since is not None or wanted.until is not None:
            low = -9999 if wanted.since is None else wanted.since
            high = 9999 if wanted.until is None else wanted.until
            period = tantivy.Query.range_query(self._schema, "year", tantivy.FieldType.Integer, low, high)
            parts.append((tantivy.Occur.Must, period))
        return tantivy.Query.boolean_query(parts)

    def _any(self, field: str, values: Sequence[str]) -> tantivy.Query:
        return any_of(self._schema, field, values)

    def _hits(self, hits: Iterable[tuple[Any, tantivy.DocAddress]]) -> tuple[Hit, ...]:
        documents = (self._searcher.doc(address) for _, address in hits)
        return tuple(Hit(str(d.get_first("iri")), read_card(d.get_first("card"))) for d in documents)


def one_of(value: str) -> list[str]:
    """The values of a facet that one stands for: an IRI and what stands beside it; and itself.

    >>> one_of("https://a.example/x|Coffee"), one_of("Museum of art | design")
    (['https://a.example/x', 'Coffee', 'https://a.example/x|Coffee'], ['Museum of art | design'])
    """
    parts = value.split(BESIDE) if "://" in value else [value]
    return [*parts, value] if len(parts) > 1 else parts


def _lifted(query: tantivy.Query, first: Sequence[Part]) -> tantivy.Query:
    """What a query finds, some of it before the rest."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), *first]) if first else query
