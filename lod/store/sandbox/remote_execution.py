"""Passes one question on to a SPARQL server, and sends its answer as the sandbox does. Runs in a worker.

The question is parsed here first: mistakes are told as of the embedded store, and nothing that is not a query
goes on. The answer is read and written anew, so that every form is there whatever the server can write, and
an answer that breaks off is never taken for a whole one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, cast

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from lod.errors import LodError, QueryLimit, ReleaseError
from lod.store.remote_release import RemoteStore
from lod.store.sandbox.gate import names_graphs
from lod.store.sandbox.query_execution import Found, QueryExecutor
from lod.store.sandbox.wire_protocol import Question
from lod.store.sparql_server import Body, Kind

log = logging.getLogger(__name__)


class RemoteExecutor(QueryExecutor):
    """Answers questions from one release that an engine holds."""

    _worked = staticmethod(time.perf_counter)

    def __init__(
        self,
        remote: RemoteStore,
        release: int,
        *,
        folder: Path,
        largest: int,
        prefixes: Mapping[str, str],
    ) -> None:
        # an empty store: it parses, and it knows no graph that somebody may name, as the release has none
        super().__init__(Store(), release, folder=folder, largest=largest, prefixes=prefixes)
        self._remote = remote
        self._body: Body | None = None

    def _ask(self, question: Question) -> Found:
        self._body = None
        found = super()._ask(question)
        if question.default_graphs or question.named_graphs or names_graphs(question.query):
            return found
        kind: Kind = "SELECT"
        if isinstance(found, QueryBoolean | QueryTriples):
            kind = "ASK" if isinstance(found, QueryBoolean) else "CONSTRUCT"
        self._body = self._remote.engine.ask(self._whole(question), self._remote.graph, kind)
        file = cast(IO[bytes], self._body)
        if kind == "CONSTRUCT":
            return parse(file, RdfFormat.TURTLE)
        answer = parse_query_results(file, QueryResultsFormat.JSON)
        if kind == "ASK" and isinstance(answer, QuerySolutions):
            return self._yes_or_no(answer)
        if isinstance(answer, QueryBoolean) != (kind == "ASK"):
            raise ReleaseError(f"a query of the form {kind} got an answer of another form")
        return answer

    def _yes_or_no(self, rows: QuerySolutions) -> Found:
        """Virtuoso answers ASK with a row that holds 1, or with none."""
        values = [cast(Literal, row[0]).value for row in rows]
        if len(values) > 1 or any(value not in ("0", "1") for value in values):
            raise ReleaseError(f"ASK got rows that are neither yes nor no: {values[:3]}")
        return self._store.query("ASK {}" if "1" in values else "ASK { FILTER(false) }")

    def _whole(self, question: Question) -> str:
        """The query with the base and the prefixes that it may leave out; on one line, so that lines stay."""
        said = [f"BASE {NamedNode(question.base)}"] if question.base else []
        if question.prefixes:
            said += [f"PREFIX {name}: {NamedNode(iri)}" for name, iri in self._prefixes.items()]
        return " ".join((*said, question.query))

    def _fault(self, error: Exception) -> dict[str, object]:
        body, self._body = self._body, None
        if body is not None:
            body.close()
        if isinstance(error, QueryLimit):
            return {"limit": error.limit, "message": str(error)}
        if isinstance(error, ReleaseError) or (body and isinstance(error, SyntaxError | OSError)):
            log.error("the store did not answer a query: %s", error)
            return {
                "limit": "store",
                "message": "the store behind this endpoint does not answer; try again later",
            }
        if isinstance(error, LodError):
            return {"message": str(error)}
        return super()._fault(error)
