"""By which of the values that a thing shares with others those are looked for that are most like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import tantivy

LOOKED_AT = 20_000
"""So many things are gone through at most for the others like one; a millisecond."""


def similar_query(
    searcher: tantivy.Searcher, schema: tantivy.Schema, shared: Mapping[str, Sequence[str]]
) -> tantivy.Query:
    """The query for what has any of the telling values: more of them, and rarer ones, score higher."""
    should, term = tantivy.Occur.Should, tantivy.Query.term_query
    return tantivy.Query.boolean_query([(should, term(schema, *one)) for one in telling(searcher, shared)])


def telling(searcher: tantivy.Searcher, shared: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Fields and values, the rarest first, as far as they lead to a bounded number of things.

    What half of a collection shares tells nothing beside what few do, and would have to be gone through. A
    value that is alone is looked for however common it is.
    """
    # the library has this method, and its stubs do not
    counted = sorted((searcher.doc_freq(f, v), f, v) for f, values in shared.items() for v in values)
    found: list[tuple[str, str]] = []
    things = 0
    for number, field, value in counted:
        things += number
        if found and things > LOOKED_AT:
            break
        found.append((field, value))
    return found
