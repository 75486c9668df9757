"""Queries that nobody wrote are answered as Oxigraph answers them: at once, and however we begin them."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import islice
from random import Random
from typing import cast
from unittest import mock

import pyoxigraph
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
)

from lod.rdf.formats import RESULTS, Format
from lod.store import packed_descriptions
from lod.store.sandbox import inline_queries, join_order
from lod.store.sandbox.index_lookups import Told
from tests.store.generated_queries import EX, KNOWN, Generated, Writer

MOST = 3_000
"""Rows of an answer that are compared: a product of everything has no end."""
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")

Rows = QuerySolutions | QueryTriples


def made_store() -> Store:
    """Things that point to each other, with texts of all kinds, in three graphs."""
    a, b, c, part = (NamedNode(EX + name) for name in ("a", "b", "c", "d#part"))
    d, other, loose = NamedNode(f"{EX}d"), NamedNode("http://other.example/#a"), BlankNode("loose")
    p, q, name = (NamedNode(EX + name) for name in ("p", "q", "name"))
    texts = [
        Literal("zee"),
        Literal("zee", language="nl"),
        Literal("zee # geen"),
        Literal("", language="nl-nl"),
        Literal(17),
        Literal("é"),
        Literal("?x } #"),
        Literal("17.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    ]
    quads = [
        Quad(a, p, b),
        Quad(b, p, c),
        Quad(c, p, a),
        Quad(d, p, part),
        Quad(part, q, other),
        Quad(other, p, a),
        Quad(a, q, a),
        Quad(a, TYPE, c),
        Quad(b, TYPE, c),
        Quad(part, TYPE, other),
        Quad(loose, p, a),
        Quad(b, q, loose),
        Quad(b, p, p),
        Quad(p, q, a),
        *(
            Quad(one, name, text)
            for n, one in enumerate((a, b, d))
            for m, text in enumerate(texts)
            if (n + m) % 2 or n == 2
        ),
        Quad(a, p, texts[0]),
        Quad(c, p, texts[4]),
    ]
    found = Store()
    found.extend(quads)
    for n, graph in enumerate(("g1", "g2")):
        found.extend(
            Quad(one.subject, one.predicate, one.object, NamedNode(EX + graph)) for one in quads[n::3]
        )
    return found


STORE = made_store()


def described() -> Told:
    """What is said of things, as packs of descriptions have it; nothing of what a pack cannot say."""
    lines: dict[str, dict[bytes, list[bytes]]] = {}
    for quad in STORE.quads_for_pattern(None, None, None, DefaultGraph()):
        subject, predicate, object = (str(term).encode() for term in quad.triple)
        lines.setdefault(subject.decode()[1:-1], {}).setdefault(predicate, []).append(object)
    told = {
        iri: json.loads(packed_descriptions.described(iri, {f"<{iri}>".encode(): about}).split(b"\n")[0])[iri]
        for iri, about in lines.items()
        if ":" in iri and not any(one.startswith(b"_:") for objects in about.values() for one in objects)
    }
    return told.get


DESCRIBED = described()


class Judge:
    """Asks a query in every way there is."""

    def __init__(self) -> None:
        self.answered: Counter[str] = Counter()
        """How many were answered, and how."""

    def fault(self, query: Generated, form: str) -> str:
        """What is wrong with the answers to a query; empty when all is well."""
        for declared in (False, True):
            known = {} if declared else KNOWN
            for told in (inline_queries.nothing_told, DESCRIBED):
                hand = inline_queries.LocalRelease(STORE, 1, told)
                graph = "CONSTRUCT" in query.whole.upper() or "DESCRIBE" in query.whole.upper()
                found = inline_queries.answer(
                    query.text, hand, "nt" if graph else form, KNOWN, declared=declared
                )
                if fault := self._compared(query, known, None if found is None else found.read(), form):
                    return fault
        return self._begun(query)

    def _compared(self, query: Generated, known: dict[str, str], answer: bytes | None, form: str) -> str:
        """The answer that was given at once beside Oxigraph's."""
        try:
            right = STORE.query(query.whole, prefixes=known)
            STORE.query(query.text, prefixes=known)
        except (SyntaxError, ValueError):
            return "" if answer is None else f"what is wrong is answered at once: {answer!r}"
        self.answered["parsed"] += 1
        if answer is None:
            return ""
        self.answered["at once"] += 1
        if isinstance(right, QueryBoolean):
            self.answered["yes or no"] += 1
            return "" if answer == right.serialize(None, _form(form)) else f"at once: {answer!r}"
        if isinstance(right, QueryTriples):
            self.answered["statements"] += 1
            return _differ(["", *answer.decode().splitlines()], ["", *(f"{one} ." for one in right)], query)
        self.answered["rows"] += 1
        return _differ(
            _rows(answer, form), _rows(cast(bytes, right.serialize(None, _form(form))), form), query
        )

    def _begun(self, query: Generated) -> str:
        """The answer to the query as it is begun, beside that to the query as it was asked."""
        try:
            with mock.patch.object(join_order, "LITTLE", 0):  # in so small a store nothing is worth it
                begun = join_order.reordered(query.text, STORE, KNOWN)
            right = cast(Rows, STORE.query(query.whole, prefixes=KNOWN))
            found = STORE.query(begun, prefixes=KNOWN)
        except (SyntaxError, ValueError):
            return ""
        if begun == query.text:
            return ""
        self.answered["begun otherwise"] += 1
        if isinstance(found, QueryBoolean):
            same = bool(found) == bool(STORE.query(query.text, prefixes=KNOWN))
            return "" if same else f"begun as {begun!r}: {bool(found)}"
        one, other = _spelled(found), _spelled(right)
        if one is None or other is None:
            return ""
        return _differ(one, other, query) and f"begun as {begun!r}: {_differ(one, other, query)}"


def _form(name: str) -> pyoxigraph.QueryResultsFormat:
    return next(form.results for form in RESULTS if form.suffix == name)


def _rows(answer: bytes, form: str) -> list[str]:
    """Rows as texts, and before them the names of their columns."""
    if form == "csv":
        return answer.decode().splitlines()
    found = pyoxigraph.parse_query_results(answer, _form(form))
    assert isinstance(found, QuerySolutions)
    names = [one.value for one in found.variables]
    return [" ".join(names), *(" | ".join(str(row[name]) for name in names) for row in found)]


def _spelled(found: Rows) -> list[str] | None:
    """An answer as texts; None when there is too much of it."""
    names = [one.value for one in found.variables] if isinstance(found, QuerySolutions) else []
    said = (f"{' | '.join(str(one[n]) for n in names)}" if names else str(one) for one in found)
    told = [re.sub(r"_:[0-9a-f]{8,}", "_:new", one) for one in islice(said, MOST)]
    return [" ".join(names), *told] if len(told) < MOST else None


def _differ(found: list[str], whole: list[str], query: Generated) -> str:
    """How an answer differs from that to the same query without LIMIT and OFFSET; each has a head."""
    if query.ordered:
        end = None if query.limit is None else 1 + query.offset + query.limit
        right = [*whole[:1], *whole[1 + query.offset : end]]
        return "" if found == right else f"in order {found}\nnot {right}"
    number = max(0, len(whole) - 1 - query.offset)
    number = number if query.limit is None else min(number, query.limit)
    if len(found) - 1 != number or Counter(found) - Counter(whole):
        return f"{number} of {whole}\nnot {found}"
    return ""


@settings(max_examples=150)
@given(st.randoms(use_true_random=False), st.sampled_from([0.0, 0.03, 0.1, 0.3]), st.sampled_from(RESULTS))
def test_a_query_is_answered_as_oxigraph_answers_it(rng: Random, odd: float, form: Format) -> None:
    query = Writer(rng, odd).query()
    fault = Judge().fault(query, form.suffix)
    assert not fault, f"{query.text!r}: {fault}"


def test_plain_queries_are_answered_at_once_and_others_begun_otherwise() -> None:
    """What is held against Oxigraph above is not nothing."""
    judge = Judge()
    for seed in range(200):
        rng = Random(seed)
        query = Writer(rng, rng.choice((0.0, 0.05))).query()
        assert not judge.fault(query, "json"), query.text
    assert judge.answered["at once"] > judge.answered["parsed"] / 4
    assert min(judge.answered[kind] for kind in ("rows", "statements", "yes or no")) > 10
    assert judge.answered["begun otherwise"] > 0
