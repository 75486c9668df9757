"""The solutions of a plain query, by looks into a release that are known to be few.

A look finds what fits one pattern. What is said of a thing of ours stands in its description, in one piece:
to look there takes a fifth of the time of the store, which keeps each statement by itself, and each text in
yet another place. A value that only leads on to others is found in half the time by the store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple, Variable

from lod.store.sandbox.basic_graph_patterns import TYPE, Pattern, Plain
from lod.store.store_protocol import ReadableStore
from lod.store.terms import Spelled, Text, quads_of, values_of

MOST = 64
"""So many statements at most may fit the pattern that is begun with."""
ROWS = 1_000
"""So many statements at most are looked at besides, and so many looks are taken."""
_SIZES = {
    (True, True, True): 1,
    (True, False, True): 2,
    (True, True, False): 10,
    (True, False, False): 100,
    (False, True, True): 10_000,
}
"""How many statements are to be expected, by which of subject, predicate and object are given."""
_OF_A_CLASS = 50_000
"""Of the things of a class there are more, and of what else is less given there may be any number."""
_TOO_MANY = 100_000
_GRAPH = DefaultGraph()

Told = Callable[[str], Mapping[str, Sequence[Spelled | Text]] | None]
"""What is said of something by its IRI: predicate → values; None when the store is to be asked."""
Value = NamedNode | BlankNode | Literal | Triple
Solution = dict[str, Value]
"""What stands for the variables, by name; one of an OPTIONAL may have nothing."""
_Part = str | Value
"""A variable by its name, or a term."""
_Pattern = tuple[_Part, _Part, _Part]


class TooMany(Exception):
    """It takes more looks than may be taken."""


class IndexLookups:
    """Looks into one release for one query."""

    def __init__(self, store: ReadableStore, told: Told) -> None:
        self._store = store
        self._told = told
        self._left = MOST + ROWS
        self._lead_on: set[str] = set()
        """Variables of more than one pattern."""

    def solutions(self, plain: Plain) -> Iterator[Solution]:
        """The solutions, before DISTINCT, OFFSET and LIMIT; TooMany when it is not known to be little."""
        if plain.is_one:  # each look gives a row
            only = _parts(plain.patterns[0])
            wanted = 1 if plain.form == "ASK" else plain.limit
            any_thing = isinstance(only[0], str) and isinstance(only[2], str)
            if any_thing and (wanted is None or wanted > self._left):
                raise TooMany  # as good as certain, and otherwise found out by many looks
            yield from self._found(only, {})
            return
        patterns, optional = [*map(_parts, plain.patterns)], [*map(_parts, plain.optional)]
        variables = Counter(part for one in (*patterns, *optional) for part in one if isinstance(part, str))
        self._lead_on = {name for name, number in variables.items() if number > 1}
        patterns = self._in_order(patterns)
        first = self._some(patterns[0])
        if len(first) > MOST:
            raise TooMany
        for found in first:
            yield from self._joined(patterns, 1, optional, found)

    def _in_order(self, left: list[_Pattern]) -> list[_Pattern]:
        """The patterns, first the one of which the least is to be expected, then what each leads to."""
        ordered: list[_Pattern] = []
        given: Solution = {}
        while left:
            expected = [_expected(one, given) for one in left]
            least = min(expected)
            if least >= _TOO_MANY:
                raise TooMany
            best = left[expected.index(least)]
            if not ordered and expected.count(least) > 1:  # there may be much or little of either
                likely = [one for one, number in zip(left, expected, strict=True) if number == least]
                best = next((one for one in likely if len(self._some(one)) <= MOST), best)
            ordered.append(best)
            left.remove(best)
            given |= {part: _ANY for part in best if isinstance(part, str)}
        return ordered

    def _some(self, pattern: _Pattern) -> list[Solution]:
        """What fits a pattern, as far as it shows whether that is little."""
        return [*islice(self._found(pattern, {}), MOST + 1)]

    def _joined(
        self, patterns: list[_Pattern], at: int, optional: list[_Pattern], given: Solution
    ) -> Iterator[Solution]:
        """What a solution becomes by the patterns from one on, and by what OPTIONAL finds."""
        if at < len(patterns):
            for more in self._found(patterns[at], given):
                yield from self._joined(patterns, at + 1, optional, more)
        elif at < len(patterns) + len(optional):
            pattern = optional[at - len(patterns)]
            if _expected(pattern, given) >= _TOO_MANY:
                raise TooMany
            found = False
            for more in self._found(pattern, given):
                found = True
                yield from self._joined(patterns, at + 1, optional, more)
            if not found:
                yield from self._joined(patterns, at + 1, optional, given)
        else:
            yield given

    def _found(self, pattern: _Pattern, given: Solution) -> Iterator[Solution]:
        """The solutions that a pattern makes of one."""
        self._charge()
        subject, predicate, object = [given.get(p) if isinstance(p, str) else p for p in pattern]
        if isinstance(subject, Literal | Triple) or not isinstance(predicate, NamedNode | None):
            return  # nothing is said of a text, or by one
        said = None
        if object is None and isinstance(subject, NamedNode) and self._is_shown(pattern):
            said = self._told(subject.value)
        if said is None or not isinstance(subject, NamedNode):
            statements: Iterable[Quad] = self._store.quads_for_pattern(subject, predicate, object, _GRAPH)
        else:
            some = said if predicate is None else {predicate.value: said.get(predicate.value, ())}
            statements = quads_of(subject.value, {p: values_of(values) for p, values in some.items()})
        open = [(at, p) for at, p in enumerate(pattern) if isinstance(p, str) and p not in given]
        for statement in statements:
            self._charge()
            found = given.copy()
            for at, name in open:
                found[name] = statement[at]
            yield found

    def _is_shown(self, pattern: _Pattern) -> bool:
        """Whether more is asked of a subject than what leads on to others."""
        return isinstance(pattern[1], str) or pattern[2] not in self._lead_on

    def _charge(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooMany


_ANY = Literal("")


def _parts(pattern: Pattern) -> _Pattern:
    subject, predicate, object = (part.value if isinstance(part, Variable) else part for part in pattern)
    return subject, predicate, object


def _expected(pattern: _Pattern, given: Solution) -> int:
    subject, predicate, object = (not isinstance(part, str) or part in given for part in pattern)
    if object and not subject and pattern[1] == TYPE:
        return _OF_A_CLASS
    return _SIZES.get((subject, predicate, object), _TOO_MANY)
