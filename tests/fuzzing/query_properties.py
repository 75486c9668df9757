"""What must hold of a query, a question or a header, whatever its text; the first thing that does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Store

from lod.errors import LodError, QuerySyntax
from lod.rdf.formats import RDF
from lod.rdf.namespaces import PREFIXES
from lod.search import query_parser
from lod.store.sandbox import gate, inline_queries
from lod.store.sandbox.join_order import reordered
from lod.store.sandbox.limits import Limits
from lod.store.sandbox.syntax_errors import explained
from webapp import languages
from webapp.http import content_codings, negotiation
from webapp.sparql import fulltext

OWN = "https://data.example.org/vocab/"
EXAMPLES = Path(__file__).parents[2] / "lod" / "store" / "queries" / "examples"
MOST_ROWS = 200
"""Rows of an answer that are compared: a product of everything has no end."""
_OFFERED = tuple(RDF)
_EX = "http://example.org/"


def _little() -> Store:
    """A store in which plain queries find something."""
    found = Store()
    things = [NamedNode(_EX + name) for name in "abc"]
    values = [*things, Literal("zee", language="nl"), Literal("17"), Literal(17)]
    found.extend(
        Quad(s, NamedNode(_EX + p), o)
        for n, s in enumerate(things)
        for m, p in enumerate("pq")
        for k, o in enumerate(values)
        if (n + m + k) % 2
    )
    return found


STORE = _little()
AT_HAND = inline_queries.LocalRelease(STORE, 1)
_FORMS = {
    QuerySolutions: ("SELECT",),
    QueryBoolean: ("ASK",),
    QueryTriples: ("CONSTRUCT", "DESCRIBE"),
}


def query(text: str) -> str:
    """What is wrong with how a query is taken; empty when all is well."""
    try:
        form = gate.check(text, Limits())
        text = fulltext.expanded(text, OWN, lambda words, limit: [(f"{_EX}a", 1.0)], {})
    except LodError:
        return ""
    try:
        made = STORE.query(text, prefixes={**PREFIXES})
    except SyntaxError as error:
        told = explained(str(error), text)
        return "" if told.line is None or _is_there(told, text) else f"there is no {told.line}:{told.column}"
    except OSError as error:  # it would have asked another server
        return f"a call came through the gate: {error}"
    except (ValueError, RuntimeError):
        return ""
    if form not in _FORMS[type(made)]:  # type: ignore[index]
        return f"the gate says {form} of a {type(made).__name__}"
    return _otherwise(text, made)


def _is_there(told: QuerySyntax, text: str) -> bool:
    """Whether the query has the place that is named, or ends there."""
    lines = text.split("\n")
    line, column = told.line or 0, told.column or 0
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


def _otherwise(text: str, made: QuerySolutions | QueryBoolean | QueryTriples) -> str:
    """Where an answer is another one, made at once, or begun with another pattern."""
    begun = STORE.query(reordered(text, STORE, PREFIXES), prefixes={**PREFIXES})
    if isinstance(made, QueryTriples):
        at_once_said = inline_queries.answer(text, AT_HAND, "nt", PREFIXES)
        if at_once_said is None or "LIMIT" in text.upper() or "OFFSET" in text.upper():
            return ""
        lines = at_once_said.read().decode().splitlines()
        same = sorted(lines) == sorted(f"{triple} ." for triple in made)
        return "" if same else "at once the statements are others"
    at_hand = inline_queries.answer(text, AT_HAND, "json", PREFIXES)
    if isinstance(made, QueryBoolean):
        if bool(made) is not bool(begun):
            return "yes or no depends on the order of patterns"
        word = b"true" if made else b"false"
        return "" if at_hand is None or word in at_hand.read() else "at once the answer is another"
    if "LIMIT" in text.upper() or "OFFSET" in text.upper():
        return ""  # any rows will do
    try:
        rows, again = _rows(made), _rows(cast(QuerySolutions, begun))
    except (OSError, ValueError, RuntimeError):
        return ""
    if rows is not None and again is not None and rows != again and "(" not in text:
        return "the rows depend on the order of patterns"
    if at_hand is not None and rows is not None and at_hand.read().count(b'"value"') != _values(rows):
        return "at once the rows are others"
    return ""


def _rows(made: QuerySolutions) -> list[str] | None:
    """The rows, in an order of their own; None when there are too many."""
    names = [variable.value for variable in made.variables]
    found = [" ".join(f"{name}={row[name]}" for name in names) for row in islice(made, MOST_ROWS + 1)]
    return sorted(found) if len(found) <= MOST_ROWS else None


def _values(rows: list[str]) -> int:
    return sum(1 for row in rows for part in row.split(" ") if "=" in part and not part.endswith("=None"))


def search(text: str) -> str:
    """What is wrong with how words to search for are read."""
    clauses = query_parser.read(text)
    if len(clauses) > query_parser.MOST_WORDS:
        return f"{len(clauses)} clauses"
    return next((f"nothing is sought by {one}" for one in clauses if not one.text.strip()), "")


def header(text: str) -> str:
    """What is wrong with how a header of what a client takes is read: what is chosen was offered."""
    with suppress(negotiation.NothingFits):
        if negotiation.choose(text, _OFFERED) not in _OFFERED:
            return "a form that was not offered"
    if content_codings.coding_for(text) not in ("", *content_codings.CODINGS):
        return "a coding that there is not"
    spoken = languages.choose(("nl", "en"), None, None, text)
    return "" if spoken in ("nl", "en") else f"nobody speaks {spoken}"


ASKED: Mapping[str, tuple[Callable[[str], str], tuple[str, ...]]] = {
    "query": (query, (*(path.read_text("utf-8") for path in sorted(EXAMPLES.glob("*.rq"))),)),
    "search": (search, ('titel:havelaar -duits "van de"', "978-90-214-1383-9", "ISBN-10: 90-214-1383-3")),
    "header": (header, ("text/html,application/xml;q=0.9,*/*;q=0.8", "gzip;q=0, br, *", "nl-NL,en;q=0.7")),
}
"""What is asked → the judge of its text, and texts to begin with."""
