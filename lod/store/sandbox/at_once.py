"""Small queries, answered where they are asked.

Handing a question to another process and its answer back costs three times what Oxigraph takes to find a
name. A query needs no such guard when what it can take is known before it is begun:

- of a single pattern Oxigraph has statements in the order that is wanted, whatever of it is given, so that
  each step gives a row, and the work ends with the room for the answer;
- patterns that share variables it joins one after the other, each row of the one looked up in the next,
  beginning with the one of which it expects least. What that one finds is looked at first: when it is little,
  and the others find little for each of it, all is little.

Any other query is for the sandbox, and so is one with a long answer.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import IO, Any, cast

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, Store, Variable

from lod.rdf.xml import NotXml, XmlFile
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.answering import FORMS, IN_MEMORY, XML, TooLarge
from lod.store.sandbox.patterns import TYPE, Pattern, Plain, read
from lod.store.sandbox.wire import Facts

MOST = 64
"""So many statements at most may fit the pattern that is begun with."""
ROWS = 1_000
"""So many rows at most may be found for an answer in which not all of them stand, or statements looked at."""
_SIZES = {
    (True, True, True): 1,
    (True, False, True): 2,
    (True, True, False): 10,
    (True, False, False): 100,
    (False, True, True): 10_000,
}
"""How many statements Oxigraph expects, by which of subject, predicate and object are given."""
_OF_A_CLASS = 50_000
"""Of the things of a class it expects more, and of what else is less given much more."""
_TOO_MANY = 100_000
_GRAPH = DefaultGraph()
Given = dict[Variable, Any]
"""Variables that have a value: an IRI or a literal."""


class _Sheet:
    """Takes the bytes of an answer."""

    __slots__ = ("pieces", "size")

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take some bytes; the serialiser calls this."""
        self.size += len(data)
        if self.size > IN_MEMORY:
            raise TooLarge
        self.pieces.append(data)
        return len(data)

    def flush(self) -> None:
        """Nothing."""


def answer(
    query: str, store: Store, release: int, results: str, prefixes: Mapping[str, str]
) -> Answer | None:
    """The answer to a small query; None when a query is none, when it is long, or when it does not parse.

    `prefixes` may be used without being declared.
    """
    plain = read(query, prefixes)
    if plain is None:
        return None
    started = time.perf_counter()
    sheet = _Sheet()
    try:
        if plain.patterns:
            first = _first(plain, store)
            if not is_small(plain, first, store):
                return None
            if first is not plain.patterns[0]:  # said once more where it is seen first
                query = f"{query[: plain.start]}{' '.join(map(str, first))} . {query[plain.start :]}"
        made = cast("QuerySolutions | QueryBoolean", store.query(query, prefixes=plain.known or None))
        file = cast(IO[bytes], sheet)
        made.serialize(cast(IO[bytes], XmlFile(file)) if results in XML else file, FORMS[results])
    except (TooLarge, NotXml, SyntaxError, OSError, ValueError):
        return None
    form = "boolean" if isinstance(made, QueryBoolean) else "solutions"
    facts = Facts(form, results, release, sheet.size, time.perf_counter() - started)
    return Answer(facts, b"".join(sheet.pieces), -1)


def _first(plain: Plain, store: Store) -> Pattern:
    """The pattern to begin with: of those of which Oxigraph expects least, the first that has little."""
    if len(plain.patterns) == 1:
        return plain.patterns[0]
    least = min(map(_expected, plain.patterns))
    likely = [one for one in plain.patterns if _expected(one) == least]
    if len(likely) == 1:
        return likely[0]
    return next((one for one in likely if len(_some(one, store)) <= MOST), likely[0])


def is_small(plain: Plain, first: Pattern, store: Store) -> bool:
    """Whether what a query can take is known to be little, when it is begun with a pattern."""
    others = [one for one in (*plain.patterns, *plain.optional) if one is not first]
    if not others and not plain.hides_rows:
        return True
    if _expected(first) >= _TOO_MANY:
        return False
    shared = {*_variables(first)}
    own = [variable for one in others for variable in _variables(one) if variable not in shared]
    if len({*own}) < len(own) or not all(shared.intersection(one) for one in others):
        return False  # they are not joined one by one, each to the first
    found = _some(first, store)
    if len(found) > MOST:
        return False
    if len(others) == 1 and not plain.optional and not plain.hides_rows:
        return True  # all that the second one finds stands in the answer, and ends with the room for it
    return _are_few(first, found, others, store)


def _are_few(first: Pattern, found: Iterable[Quad], others: list[Pattern], store: Store) -> bool:
    """Whether there are few rows at any time, in whatever order the others come."""
    rows = looked_at = 0
    for quad in found:
        given = {term: value for term, value in zip(first, quad, strict=False) if isinstance(term, Variable)}
        combined = 1
        for one in others:
            number = sum(1 for _ in _found(one, given, store))
            looked_at += number
            combined *= max(1, number)
            if max(looked_at, rows + combined) > ROWS:
                return False
        rows += combined
    return True


def _some(pattern: Pattern, store: Store) -> list[Quad]:
    """What fits a pattern, as far as it shows whether that is little."""
    return [*islice(_found(pattern, {}, store), MOST + 1)]


def _found(pattern: Pattern, given: Given, store: Store) -> Iterator[Quad]:
    """What fits a pattern, up to one more than may be looked at."""
    subject, predicate, object = (given.get(term) if isinstance(term, Variable) else term for term in pattern)
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode | None):
        return iter(())  # nothing is said of a text, or by one
    return islice(store.quads_for_pattern(subject, predicate, object, _GRAPH), ROWS + 1)


def _expected(pattern: Pattern) -> int:
    subject, predicate, object = (not isinstance(term, Variable) for term in pattern)
    if object and not subject and pattern[1] == TYPE:
        return _OF_A_CLASS
    return _SIZES.get((subject, predicate, object), _TOO_MANY)


def _variables(pattern: Pattern) -> Iterator[Variable]:
    return (term for term in pattern if isinstance(term, Variable))
