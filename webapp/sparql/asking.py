"""What a request to the endpoint asks: SPARQL 1.1 Protocol § 2.1, and nothing that it does not allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Request

from webapp.sparql.trouble import Trouble

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, with the graphs it is about and the form its answer should have."""

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    """What `format=` says: a name, a suffix or a media type."""
    prefixes: bool = True


def read(request: Request) -> Asked | None:
    """What is asked; None when there is no query at all. Trouble says what is wrong with the request."""
    try:
        return _read(request)
    except RequestEntityTooLarge as error:
        most = (request.max_content_length or 0) >> 20
        raise Trouble(413, f"the request is larger than the {most} MB that are taken") from error
    except HTTPException as error:  # a body that is not what it says it is
        raise Trouble(error.code or 400, error.description or error.name) from error


def _read(request: Request) -> Asked | None:
    if request.method != "POST":
        return _asked(request, request.args, request.args.getlist("query"))
    media_type = request.mimetype
    if media_type == FORM:
        both = MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])
        asked = _asked(request, both, both.getlist("query"))
    elif media_type == QUERY:
        asked = _asked(request, request.args, [*request.args.getlist("query"), _body(request)])
    elif media_type == UPDATE:
        raise Trouble(403, "this endpoint only answers questions; it takes no updates")
    else:
        found = media_type or "none"
        raise Trouble(415, f"a query is posted as {QUERY} or {FORM}, not as {found}", {"Accept-Post": _TAKEN})
    if asked is None:
        raise Trouble(400, "the parameter query is missing")
    return asked


_TAKEN = f"{QUERY}, {FORM}"


def _asked(request: Request, given: MultiDict[str, str], queries: list[str]) -> Asked | None:
    if "update" in given:
        raise Trouble(403, "this endpoint only answers questions; it takes no updates")
    if len(queries) > 1:
        raise Trouble(400, f"one query is answered at a time, {len(queries)} were sent")
    if not queries:
        return None
    return Asked(
        queries[0],
        _graphs(given.getlist("default-graph-uri")),
        _graphs(given.getlist("named-graph-uri")),
        given.get("format", ""),
        prefixes="no-prefixes" not in request.headers.get("Prefer", ""),
    )


def _graphs(iris: Iterable[str]) -> tuple[str, ...]:
    """IRIs of graphs, as far as they can be names of any; the parser never sees them."""
    found = tuple(iris)
    for iri in found:
        if ":" not in iri or any(c in '<>"{}|^`\\' or c <= " " for c in iri):
            raise Trouble(400, f"a graph is named by a whole IRI, not by {iri[:100]!r}")
    return found


def _body(request: Request) -> str:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise Trouble(415, f"a query is posted in UTF-8, not in {charset[:40]}")
    try:
        return request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError as error:
        raise Trouble(400, f"the query is not UTF-8 (byte {error.start})") from error
