"""A SPARQL 1.1 server that holds our releases, each in a graph of its own: asked, updated, filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from pyoxigraph import Literal as Text
from pyoxigraph import NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from lod import environment
from lod.errors import QueryError, QueryLimit, ReleaseError

if TYPE_CHECKING:
    from http.client import HTTPResponse

    import httpx2
    from SPARQLWrapper import SPARQLWrapper

    from lod.site import Site

Kind = Literal["SELECT", "ASK", "CONSTRUCT"]
"""What comes back: rows, yes or no, statements. DESCRIBE is answered as CONSTRUCT is."""

NOTHING = "releases/none"
"""A graph (below the base) with nothing in it: the one named graph that a query may see."""
FILLED_WITHIN = 600.0
"""So many seconds an engine may take for one batch of statements."""
_ACCEPTS = {
    "SELECT": "application/sparql-results+json",
    "ASK": "application/sparql-results+json",
    "CONSTRUCT": "text/turtle",
}
_QUERIES = Path(__file__).parent / "queries"
_VARIABLE = re.compile(r"\?(\w+)")


@cache
def _text(name: str) -> str:
    return (_QUERIES / f"{name}.rq").read_text("utf-8")


def bound(name: str, **terms: NamedNode | Text | int) -> str:
    """A query of ours with terms in the place of some of its variables; the terms escape themselves."""

    def put(match: re.Match[str]) -> str:
        return str(terms[match[1]]) if match[1] in terms else match[0]

    return _VARIABLE.sub(put, _text(name))


class Body:
    """An answer as it comes in; one that breaks off is an OSError."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self.media_type = response.headers.get_content_type()

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        from http.client import HTTPException

        try:
            return self._response.read(size if size >= 0 else None)
        except HTTPException as error:
            raise OSError(f"the store broke its answer off ({error})") from error

    def close(self) -> None:
        """Let go of the connection."""
        self._response.close()


@dataclass(frozen=True, slots=True)
class SparqlServer:
    """Where a SPARQL server is, and for which site; user and password come from the environment."""

    base: str
    query: str
    update: str
    graph_store: str = ""
    login: str = "basic"
    seconds: float = 30

    def graph(self, number: int) -> str:
        """The graph that holds a release."""
        return f"{self.base}releases/{number}"

    def ask(self, text: str, graph: str, kind: Kind = "SELECT") -> Body:
        """The answer from one graph: JSON for rows and for yes or no, Turtle for statements.

        ReleaseError when the server cannot be reached, QueryLimit when it takes too long or leaves rows out.
        """
        wrapper = self._wrapper(self.query, text, kind)
        wrapper.addCustomHttpHeader("Accept", _ACCEPTS[kind])
        wrapper.addDefaultGraph(graph)
        # without a named graph some engines show all that they have
        wrapper.addNamedGraph(self.base + NOTHING)
        wrapper.setTimeout(max(1, round(self.seconds)))
        with told_apart():
            response = wrapper.query().response
        if most := response.headers.get("X-SPARQL-MaxRows"):
            # Virtuoso sends it when it left rows out, with status 200
            response.close()
            raise QueryLimit(
                f"the store gives less than {_whole(most)} rows: ask for fewer, with LIMIT", "rows"
            )
        return Body(response)

    def rows(self, text: str, graph: str) -> QuerySolutions:
        """Rows from one graph, fetched to the last: nobody holds a connection while he thinks about them."""
        body = self.ask(text, graph)
        try:
            return cast(QuerySolutions, parse_query_results(body.read(), QueryResultsFormat.JSON))
        except (OSError, SyntaxError) as error:
            raise ReleaseError(f"the store at {self.query} gave no whole answer ({error})") from error
        finally:
            body.close()

    def tell(self, text: str) -> None:
        """Carry out an update."""
        wrapper = self._wrapper(self.update, text, "INSERT")
        wrapper.setTimeout(round(FILLED_WITHIN))
        with told_apart():
            wrapper.query().response.read()

    def fill(self, graph: str, ntriples: bytes) -> None:
        """Add statements to a graph; those that are in it already make no difference."""
        if not self.graph_store:
            self.tell(bound("insert", graph=NamedNode(graph)).replace("#statements", str(ntriples, "utf-8")))
            return
        import httpx2  # like all that asks a server: sites without an engine need not load it

        try:
            answer = httpx2.post(
                self.graph_store,
                params={"graph": graph},
                content=ntriples,
                headers={"Content-Type": "application/n-triples"},
                auth=self._auth(),
                timeout=FILLED_WITHIN,
            )
            answer.raise_for_status()
        except httpx2.HTTPError as error:
            raise ReleaseError(
                f"the store at {self.graph_store} did not take statements ({error})"
            ) from error

    def _wrapper(self, address: str, text: str, kind: str) -> SPARQLWrapper:
        # it brings rdflib along, which sites without an engine need not load
        from SPARQLWrapper import BASIC, DIGEST, POST, SPARQLWrapper

        wrapper = SPARQLWrapper(address)
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setQuery(text)
        # what a query is was found out by a parser; here it would be guessed
        wrapper.queryType = kind
        given = environment.read()
        if given.store_user:
            wrapper.setHTTPAuth(DIGEST if self.login == "digest" else BASIC)
            wrapper.setCredentials(given.store_user, given.store_password)
        return wrapper

    def _auth(self) -> httpx2.Auth | None:
        given = environment.read()
        if not given.store_user:
            return None
        import httpx2

        kind = httpx2.DigestAuth if self.login == "digest" else httpx2.BasicAuth
        return kind(given.store_user, given.store_password)


def of_site(site: Site) -> SparqlServer | None:
    """The SPARQL server that a site names; None when the embedded store serves it."""
    given = site.store
    if given is None:
        return None
    return SparqlServer(
        site.base,
        given.query,
        given.update or given.query,
        given.graph_store or "",
        given.login,
        site.limits.seconds,
    )


@contextmanager
def told_apart() -> Iterator[None]:
    """Faults of a server told as ours: what it cannot do, what takes it too long, and that it is away."""
    from http.client import HTTPException
    from urllib.error import HTTPError

    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException, URITooLong

    try:
        yield
    except (QueryBadFormed, URITooLong) as error:
        raise QueryError(f"the store does not take this query ({_first_line(error)})") from error
    except TimeoutError as error:
        raise QueryLimit("the store took too long to answer", "seconds") from error
    except HTTPError as error:
        with error:
            raise ReleaseError(f"the store answered with status {error.code}") from error
    except SPARQLWrapperException as error:
        raise ReleaseError(f"the store failed ({_first_line(error)})") from error
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise QueryLimit("the store took too long to answer", "seconds") from error
        raise ReleaseError(f"the store cannot be reached ({reason})") from error


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _first_line(error: Any) -> str:
    text = error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
    return " ".join(text.split())[:300]
