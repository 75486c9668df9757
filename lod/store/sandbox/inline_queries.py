"""Small queries, answered where they are asked.

Handing a question to another process and its answer back costs three times what Oxigraph takes to find a
name. A query needs no such guard when what it can take is known before it is begun:

- of a single pattern the store has statements in the order that is wanted, whatever of it is given, so that
  each step gives a row, and the work ends with the room for the answer; all that is said of a thing of ours
  stands in its description besides;
- patterns that share variables are looked up one after the other, as long as few looks find little.

Any other query is for the sandbox, and so is one with a long answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, cast

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    Store,
    Variable,
)

from lod.rdf.rdfxml import NotXml, XmlFile
from lod.store.sandbox import json_results
from lod.store.sandbox.answer import Answer
from lod.store.sandbox.basic_graph_patterns import Plain, read
from lod.store.sandbox.index_lookups import ROWS, IndexLookups, Told, TooMany
from lod.store.sandbox.query_execution import FORMS, IN_MEMORY, XML, TooLarge, write_statements
from lod.store.sandbox.wire_protocol import Facts
from lod.store.terms import Spelled, Text, quads_of, values_of

_JSON = "json"


def nothing_told(iri: str) -> None:
    """What is said of anything, where there are no descriptions."""
    return


@dataclass(frozen=True, slots=True)
class LocalRelease:
    """A release that is open in this process."""

    store: Store
    number: int
    told: Told = nothing_told


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
    query: str, at_hand: LocalRelease, form: str, known: Mapping[str, str], *, declared: bool = False
) -> Answer | None:
    """The answer to a small query; None when a query is none, when it is long, or when it does not parse.

    `form` is the name of a form of rows, or the suffix of one of statements. `known` are the prefixes with
    which statements are written, and which a query need not declare, unless they all have to be `declared`.
    """
    plain = read(query, {} if declared else known)
    if plain is None:
        return None
    started = time.perf_counter()
    try:
        if plain.form == "CONSTRUCT":
            content = _statements(plain, at_hand, form, known)
        elif form == _JSON:
            content = _written(plain, _solutions(plain, at_hand))
        elif plain.is_one:
            content = _rows(query, plain, at_hand, form)
        else:
            return None
    except (TooLarge, TooMany, NotXml, SyntaxError, OSError, ValueError):
        return None
    kind = {"SELECT": "solutions", "ASK": "boolean"}.get(plain.form, "triples")
    facts = Facts(kind, form, at_hand.number, len(content), time.perf_counter() - started)
    return Answer(facts, content, -1)


def _statements(plain: Plain, at_hand: LocalRelease, form: str, known: Mapping[str, str]) -> bytes:
    """The statements that fit one pattern, written in a form."""
    if plain.offset > ROWS:  # what comes before it is looked at for nothing
        raise TooMany
    said = _said(plain, at_hand.told)
    subject, predicate, object = (None if isinstance(t, Variable) else t for t in plain.patterns[0])
    if said is None:
        found = at_hand.store.quads_for_pattern(subject, predicate, object, DefaultGraph())  # type: ignore[arg-type]
    else:
        values = {predicate: values_of(some) for predicate, some in said.items()}
        found = quads_of(cast(NamedNode, subject).value, values)
    wanted = islice(_as_asked(found, object), plain.offset, _end(plain))
    return _taken(form, lambda file: write_statements(wanted, file, form, known))


def _as_asked(found: Iterable[Quad], object: NamedNode | Literal | None) -> Iterator[Quad]:
    """Statements with the value that was asked for as it was spelled: `"017"` finds the number 17."""
    for quad in found:
        if isinstance(quad.object, BlankNode):
            raise TooMany  # DESCRIBE tells what is said of that as well
        yield quad if object is None else Quad(quad.subject, quad.predicate, object)


def _rows(query: str, plain: Plain, at_hand: LocalRelease, form: str) -> bytes:
    """The rows of one pattern, as Oxigraph writes them."""
    made = cast("QuerySolutions | QueryBoolean", at_hand.store.query(query, prefixes=plain.known or None))
    return _taken(form, lambda file: made.serialize(file, FORMS[form]))


def _taken(form: str, write: Callable[[IO[bytes]], object]) -> bytes:
    """What is written in a form."""
    sheet = _Sheet()
    file = cast(IO[bytes], sheet)
    write(cast(IO[bytes], XmlFile(file)) if form in XML else file)
    return b"".join(sheet.pieces)


def _solutions(plain: Plain, at_hand: LocalRelease) -> Iterable[Mapping[str, json_results.Value]]:
    """The solutions of a query, before DISTINCT, OFFSET and LIMIT."""
    said = _said(plain, at_hand.told) if plain.is_one else None
    if said is None:
        return IndexLookups(at_hand.store, at_hand.told).solutions(plain)
    _, property, value = (t.value if isinstance(t, Variable) else "" for t in plain.patterns[0])
    return (
        {property: predicate, value: one} if property else {value: one}
        for predicate, values in said.items()
        for one in values
    )


def _said(plain: Plain, told: Told) -> Mapping[str, Sequence[Spelled | Text]] | None:
    """What fits the one pattern of a query, when a description says it."""
    subject, predicate, object = plain.patterns[0]
    if not isinstance(subject, NamedNode) or not isinstance(object, Variable):
        return None
    said = told(subject.value)
    if said is None or isinstance(predicate, Variable):
        return said
    return {predicate.value: said.get(predicate.value, ())}


def _written(plain: Plain, found: Iterable[Mapping[str, json_results.Value]]) -> bytes:
    if plain.form == "ASK":
        return json_results.json_boolean(any(True for _ in found))
    if plain.distinct:
        found = _distinct(found, plain.asked)
    content = json_results.json_rows(plain.asked, islice(found, plain.offset, _end(plain)))
    if len(content) > IN_MEMORY:
        raise TooLarge
    return content


def _distinct(
    found: Iterable[Mapping[str, json_results.Value]], names: Sequence[str]
) -> Iterator[Mapping[str, json_results.Value]]:
    seen = set()
    for row in found:
        asked = tuple([row.get(name) for name in names])
        if asked not in seen:
            seen.add(asked)
            yield row


def _end(plain: Plain) -> int | None:
    return None if plain.limit is None else plain.offset + plain.limit
