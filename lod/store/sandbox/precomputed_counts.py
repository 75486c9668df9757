"""Counts over everything, answered from what was counted while publishing.

Oxigraph counts by looking at every statement: some seconds for ten million, and no answer within the limit
for fifty. A release never changes, and the numbers of its statements by form are known. So where a SELECT
counts what these tell, its group is replaced by their rows, and its counts by sums of them; all else of the
query stays as it is, and is carried out by the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lod.store import statistics
from lod.store.sandbox import count_rows
from lod.store.sandbox.count_queries import AGGREGATES, NotACountQuery, Reader, Select, Token, closing, tokens
from lod.store.sandbox.count_relations import relation
from lod.store.statistics import Statistics

LONGEST = 20_000
"""Letters of a query that is looked at."""
_TELL = {
    "statements": count_rows.statements,
    "subjects": count_rows.subjects,
    "objects": count_rows.objects,
}
"""What can be told, and by what."""


class PrecomputedCounts:
    """What was counted of one release."""

    def __init__(self, release: Path) -> None:
        self._release = release
        self._known: Statistics | None = None

    def rewritten(self, query: str, prefixes: Mapping[str, str]) -> str:
        """The query with what was counted in it; the same text when it counts nothing that is known.

        `prefixes` need not be declared.
        """
        if len(query) > LONGEST or not _may_count(query):
            return query
        if self._known is None or self._known.objects is None:  # they come when downloads are made
            self._known = statistics.of_release(self._release)
        return rewritten(query, self._known, prefixes) if self._known else query


def _may_count(query: str) -> bool:
    upper = query.upper()
    return "COUNT" in upper or "DISTINCT" in upper


def rewritten(query: str, known: Statistics, prefixes: Mapping[str, str]) -> str:
    """A query with what is known in place of what it would count.

    >>> rewritten("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", Statistics(), {})
    'SELECT (SUM(?counted_statements) AS ?n) { VALUES (?counted_statements) {  } }'
    """
    words = tokens(query)
    reader = Reader(query, words, prefixes)
    pieces, end, at = [], 0, 0
    while at < len(words):
        if words[at].word == "SELECT":
            try:
                select = reader.select(at)
                changes = _Rewriting(query, words, select, known).changes()
            except NotACountQuery:
                at += 1
                continue
            for start, stop, text in changes:
                pieces += [query[end:start], text]
                end = stop
            at = select.end
        else:
            at += 1
    return "".join((*pieces, query[end:])) if pieces else query


class _Rewriting:
    """One SELECT, on its way."""

    def __init__(self, query: str, words: Sequence[Token], select: Select, known: Statistics) -> None:
        self._words = words
        self._select = select
        self._known = known
        self._relation = relation(select.group)
        if any(_name(number) in query for number in _TELL):
            raise NotACountQuery
        self._wanted: dict[str, None] = {}
        """Which numbers are asked for."""
        self._by: dict[str, str] = {}
        """Variable → what it is: by these it is counted."""

    def changes(self) -> list[tuple[int, int, str]]:
        """Which texts take the place of what stands there, in order."""
        select, words = self._select, self._words
        self._counts = False
        found = [*self._sums(select.begin, select.open), *self._sums(select.close + 1, select.end)]
        rest = self._rest()
        bound = {one.binds for one in select.group.rest}
        for name in (*select.keys, *select.asked):
            if name not in bound:
                self._count_by(name)
        if not (self._counts or select.distinct or select.keys):
            raise NotACountQuery
        # of these, those of several cannot be added up
        if {*self._wanted} - {"statements"} and not {*self._by} <= {*select.keys}:
            raise NotACountQuery
        start, stop = words[select.open].start, words[select.close].end
        found.append((start, stop, f"{{ {' '.join((self._values(), *rest))} }}"))
        return sorted(found)

    def _count_by(self, name: str) -> None:
        self._by[name] = self._relation.dimension(name)

    def _rest(self) -> list[str]:
        """What stays in the group."""
        bound: set[str] = set()
        for one in self._select.group.rest:
            for name in one.uses - bound:
                self._count_by(name)
            if one.binds:
                bound.add(one.binds)
        return [one.text for one in self._select.group.rest]

    def _sums(self, first: int, last: int) -> Iterator[tuple[int, int, str]]:
        """What counts are replaced by, from one token to another."""
        words = self._words
        for at in range(first, last):
            if words[at].word in AGGREGATES and words[at].kind == "name":
                self._counts = True
                close = closing(words, at + 1)
                name = self._number(words[at].word, words[at + 2 : close])
                if name:
                    yield words[at].start, words[close].end, f"SUM(?{name})"

    def _number(self, aggregate: str, inside: Sequence[Token]) -> str:
        """The variable of which the sum is a count; empty when the count stays."""
        counted = self._relation
        distinct = bool(inside) and inside[0].word == "DISTINCT"
        inside = inside[distinct:]
        if len(inside) != 1 or aggregate not in ("COUNT", "SUM"):
            raise NotACountQuery
        one = inside[0]
        if counted.times or aggregate == "SUM":
            if aggregate != "SUM" or distinct or one.text[1:] != counted.times or not counted.times:
                raise NotACountQuery
            return self._want("statements")
        if one.text == "*" and not distinct:
            return self._want(self._several(counted.once))
        return self._of_variable(one.variable, distinct=distinct)

    def _of_variable(self, name: str, *, distinct: bool) -> str:
        counted = self._relation
        if not (counted.is_seen(name) or name in counted.made):
            raise NotACountQuery
        values = {counted.subject} if counted.only_types else {counted.subject, counted.object}
        if name in values and distinct and counted.for_each_property:
            raise NotACountQuery
        if name in values and (distinct or counted.once == name):
            return self._want(self._several(name))
        if counted.once:
            raise NotACountQuery
        if distinct or name in counted.made:
            self._count_by(name)
        elif name not in counted.variables:
            raise NotACountQuery
        return "" if distinct else self._want("statements")

    def _several(self, once: str) -> str:
        """What is counted when each value of a variable is counted once."""
        if not once:
            return "statements"
        return "subjects" if once == self._relation.subject else "objects"

    def _most_frequent(self) -> int:
        """How many of the most frequent are asked for; NotACountQuery when others are, too."""
        select = self._select
        words = [one.word for one in self._words[select.close + 1 : select.end]]
        after = words[2 + len(select.keys) :]  # GROUP BY and its variables
        names = [f"?{one[-1].variable}" for one in select.calculated]
        if len(names) == 1 and after[:7] == ["ORDER", "BY", "DESC", "(", names[0], ")", "LIMIT"]:
            number = "".join(after[7:])
            if number.isascii() and number.isdecimal():
                return int(number)
        raise NotACountQuery

    def _want(self, number: str) -> str:
        self._wanted[number] = None
        return _name(number)

    def _values(self) -> str:
        by = tuple(self._by.values())
        numbers = [*self._wanted]
        # where nothing is asked but what there is, the rows are all that is wanted
        asked = numbers or [self._several(self._relation.once)]
        columns = [_TELL[one](self._known, self._relation, by) for one in asked]
        if "home" in by and not count_rows.is_enough(self._known, columns[0], self._most_frequent()):
            raise NotACountQuery
        names = " ".join(f"?{name}" for name in (*self._by, *map(_name, numbers)))
        told = [" ".join((*row, *(str(c[row]) for c in columns[: len(numbers)]))) for row in columns[0]]
        return f"VALUES ({names}) {{ {' '.join(f'({row})' for row in told)} }}"


def _name(number: str) -> str:
    """The variable of a number."""
    return f"counted_{number}"
