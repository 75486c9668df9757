"""How many results have each value of each facet: exactly, without looking up what each value is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

import tantivy

from lod.register.statements import number
from lod.search.index import read_card
from lod.search.schema import COUNTED, FACETS, any_of, has_field, names_of, numbers_of

FACET_VALUES = 12
MOST_VALUES = 65_000
"""So many values of a facet are counted in one segment of the index.

Each segment counts for itself, and what it leaves out is missing in the sum: with ten times `FACET_VALUES`,
which is what the library takes, one in five lists of makers, subjects and places was wrong in some number.
"""
MANY = 5_000
"""Of more results than this a segment does not tell all it counted at once."""
TOLD = 1_000
"""So many values that are things a segment tells at first: to tell them all took half of the time of a search
for a frequent word, for most have one result. How much may lack in a sum is told with it."""
LIKELY = 100
"""Among so many values, with what may lack in their sums, those are looked for that most results have."""
KEPT = 20_000
"""So many things are kept in mind by their numbers."""
_DECADES = {"histogram": {"field": "year", "interval": 10, "min_doc_count": 1}}

Counts = tuple[tuple[str, int], ...]
Years = tuple[tuple[int, int], ...]
Titles = Mapping[str, str]
"""Names by language."""
Called = tuple[str, Titles]
"""A thing and what it is called."""
Told = tuple[Mapping[str, Counts], Years, Mapping[str, Titles]]
"""Values of each facet, results by decade, and what values that are things are called."""


class Facets:
    """Counts values in one index; safe between threads."""

    def __init__(self, index: tantivy.Index, searcher: tantivy.Searcher) -> None:
        self._schema = index.schema
        self._searcher = searcher
        self._known: dict[int, Called] = {}
        # an index that was made before there were numbers is searched until the next one is made
        numbered = [facet for facet in COUNTED if has_field(searcher, names_of(facet))]
        self._fields = {
            facet: (numbers_of(facet), names_of(facet)) if facet in numbered else (facet,) for facet in FACETS
        }

    def of(self, query: tantivy.Query, results: int) -> Told:
        """Values of each facet with how many of so many results have them, most first, and results by decade.

        And what those values are called that are counted by number: names by language, by IRI.
        """
        fields = [name for facet in FACETS for name in self._fields[facet]]
        many = [facet for facet in COUNTED if results > MANY and len(self._fields[facet]) > 1]
        things = {numbers_of(facet): facet for facet in many}
        asked: dict[str, Any] = {
            name: _terms(name, TOLD, LIKELY) if name in things else _terms(name) for name in fields
        }
        answer = self._searcher.aggregate(query, asked | {"years": _DECADES})
        counted = {name: _pairs(answer[name]) for name in fields}
        several = self._searcher.num_segments > 1  # of one each sum is whole, whatever is said to lack
        for name, facet in things.items():
            lacking = int(answer[name]["doc_count_error_upper_bound"] or 0) if several else 0
            counted[name] = self._exactly(query, facet, counted[name], lacking)
        known = self._called({key for name in fields for key, _ in counted[name] if isinstance(key, int)})
        facets = {
            facet: _most(
                (known[key][0] if isinstance(key, int) else str(key), count)
                for name in self._fields[facet]
                for key, count in counted[name]
                # what is pointed to and not described has no page, and no name
                if not isinstance(key, int) or key in known
            )
            for facet in FACETS
        }
        return facets, _years(answer), dict(known.values())

    def _exactly(
        self, query: tantivy.Query, facet: str, found: Sequence[tuple[Any, int]], lacking: int
    ) -> list[tuple[Any, int]]:
        """The things that most results have, counted exactly; of those found each sum may lack so much."""
        if not lacking:
            return [*found[:FACET_VALUES]]
        name = numbers_of(facet)
        known = self._called({key for key, _ in found})
        sums = [pair for pair in found if pair[0] in known]
        least = sums[FACET_VALUES - 1][1] if len(sums) >= FACET_VALUES else 0
        if len(found) == LIKELY and found[-1][1] + lacking >= least:  # there may be others
            return _pairs(self._searcher.aggregate(query, {name: _terms(name)})[name])
        # what has any of the likely ones is little, and counts them all
        likely = [known[key][0] for key, count in sums if count + lacking >= least]
        having = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, any_of(self._schema, facet, likely))]
        few = tantivy.Query.boolean_query(having)
        return _pairs(self._searcher.aggregate(few, {name: _terms(name)})[name])

    def decades(self, query: tantivy.Query) -> Years:
        """How many results there are from each decade that has any."""
        return _years(self._searcher.aggregate(query, {"years": _DECADES}))

    def _called(self, numbers: Set[int]) -> Mapping[int, Called]:
        """Things by their numbers: those that many results share are mostly in mind."""
        known = {one: called for one in numbers if (called := self._known.get(one))}
        if missing := [*(numbers - known.keys())]:
            query = any_of(self._schema, "number", missing)
            hits = self._searcher.search(query, len(missing), count=False).hits
            found = [_read(self._searcher.doc(at)) for _, at in hits]
            known |= {number(called[0].encode()): called for called in found}
            if len(self._known) > KEPT:
                self._known = {}
            self._known |= known
        return known


def _read(document: tantivy.Document) -> Called:
    return str(document.get_first("iri")), read_card(document.get_first("card")).get("titles", {})


def _terms(field: str, told: int = MOST_VALUES, most: int = FACET_VALUES) -> dict[str, Any]:
    return {"terms": {"field": field, "size": most, "segment_size": told}}


def _pairs(answer: Mapping[str, Any]) -> list[tuple[Any, int]]:
    return [(bucket["key"], int(bucket["doc_count"])) for bucket in answer["buckets"]]


def _most(counts: Iterable[tuple[str, int]]) -> Counts:
    """The values that most have, of two fields together."""
    return tuple(sorted(counts, key=lambda pair: -pair[1])[:FACET_VALUES])


def _years(answer: Mapping[str, Any]) -> Years:
    buckets = answer["years"]["buckets"]
    return tuple((int(b["key"]), int(b["doc_count"])) for b in buckets if b["doc_count"])
