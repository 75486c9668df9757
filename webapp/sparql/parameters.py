"""What a request to the endpoint asks: SPARQL 1.1 Protocol § 2.1, and nothing that it does not allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Request

from webapp.sparql.errors import Refusal

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
LARGEST = 2 << 20
"""A body is read up to so many bytes."""

_MARK = "\ufeff"
"""Some editors begin a file with it, and it comes along when a query is copied."""

Parameters = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query, with the graphs it is about and the form its answer should have."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    """What `format=` says: a name, a suffix or a media type."""
    prefixes: bool = True

    def said(self) -> tuple[object, ...]:
        """All of it, as values."""
        return self.query, self.default_graphs, self.named_graphs, self.format, self.prefixes


class _Posted(Request):
    """A request with a body."""

    max_content_length = LARGEST
    max_form_memory_size = LARGEST


def read(environ: dict[str, Any]) -> QueryRequest | None:
    """What is asked; None when there is no query at all. Trouble says what is wrong with the request."""
    given = parameters(environ)
    prefixes = "no-prefixes" not in environ.get("HTTP_PREFER", "")
    if environ["REQUEST_METHOD"] != "POST":
        return _asked(given, given.get("query", []), prefixes)
    try:
        return _posted(_Posted(environ), given, prefixes)
    except RequestEntityTooLarge as error:
        raise Refusal(413, f"the request is larger than the {LARGEST >> 20} MB that are taken") from error
    except HTTPException as error:  # a body that is not what it says it is
        raise Refusal(error.code or 400, error.description or error.name) from error


def parameters(environ: dict[str, Any]) -> Parameters:
    """The parameters of the address, each with its values, without a request around.

    >>> parameters({"QUERY_STRING": "query=ASK+%7B%7D&format=json&format"})
    {'query': ['ASK {}'], 'format': ['json', '']}
    """
    return _form(environ.get("QUERY_STRING", "").encode("latin-1"))


def _form(body: bytes) -> dict[str, list[str]]:
    """What a form has; bytes that are not UTF-8 stay such, so that it shows."""
    text = body.decode("utf-8", "surrogateescape")
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="surrogateescape"):
        found.setdefault(name, []).append(value)
    return found


def _posted(request: Request, given: Parameters, prefixes: bool) -> QueryRequest | None:
    media_type = request.mimetype
    if media_type == FORM:
        form = _form(request.get_data(cache=False))
        both = {name: [*given.get(name, ()), *form.get(name, ())] for name in (*given, *form)}
        asked = _asked(both, both.get("query", []), prefixes)
    elif media_type == QUERY:
        asked = _asked(given, [*given.get("query", ()), _body(request)], prefixes)
    elif media_type == UPDATE:
        raise Refusal(403, "this endpoint only answers questions; it takes no updates")
    else:
        found = media_type or "none"
        raise Refusal(415, f"a query is posted as {QUERY} or {FORM}, not as {found}", {"Accept-Post": _TAKEN})
    if asked is None:
        raise Refusal(400, "the parameter query is missing")
    return asked


_TAKEN = f"{QUERY}, {FORM}"


def _asked(given: Parameters, queries: list[str], prefixes: bool) -> QueryRequest | None:
    if "update" in given:
        raise Refusal(403, "this endpoint only answers questions; it takes no updates")
    if len(queries) > 1:
        raise Refusal(400, f"one query is answered at a time, {len(queries)} were sent")
    if not queries:
        return None
    try:
        queries[0].encode()
    except UnicodeEncodeError as error:  # who means é gets no answer to a question about something else
        raise Refusal(400, f"the query is not UTF-8 (character {error.start + 1})") from error
    return QueryRequest(
        queries[0].removeprefix(_MARK),
        _graphs(given.get("default-graph-uri", ())),
        _graphs(given.get("named-graph-uri", ())),
        given.get("format", ("",))[0],
        prefixes,
    )


def _graphs(iris: Iterable[str]) -> tuple[str, ...]:
    """IRIs of graphs, as far as they can be names of any; the parser never sees them.

    An empty one names none: forms send such a field, and links that were copied from other endpoints have it.
    """
    found = tuple(iri for iri in iris if iri)
    for iri in found:
        try:
            NamedNode(iri)
        except ValueError as error:
            raise Refusal(400, f"a graph is named by a whole IRI, not by {iri[:100]!r}") from error
    return found


def _body(request: Request) -> str:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Refusal(415, f"a query is posted in UTF-8, not in {charset[:40]}")
    try:
        return request.get_data(cache=False).decode()
    except UnicodeDecodeError as error:
        raise Refusal(400, f"the query is not UTF-8 (byte {error.start})") from error
