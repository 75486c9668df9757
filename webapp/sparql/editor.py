"""The page to ask from: a form, examples, and the answer as a table. It needs no JavaScript."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, cast
from urllib.parse import urlencode

from flask import Response, request
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from lod.errors import LodError
from lod.rdf.names import compact
from lod.store.examples import Example, examples
from lod.store.sandbox import gate
from lod.store.sandbox.answer import Answer
from webapp.languages import N_, spoken
from webapp.pages.examples import Group, groups
from webapp.responses import content_policy
from webapp.room import page, room
from webapp.sparql import trouble
from webapp.sparql.advice import advice
from webapp.sparql.clients import client_of
from webapp.sparql.hangup import watcher
from webapp.sparql.trouble import Trouble
from webapp.urls import Urls
from webapp.watching import OUTCOME

if TYPE_CHECKING:
    from webapp.sparql.endpoint import Endpoint

ROWS = 500
"""So many rows are shown; all of them can be downloaded."""
LARGEST_TEXT = 100_000
LONGEST_CELL = 2_000
ROW_FORMATS = ("csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("ttl", "jsonld", "nt", "rdf")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row."""

    text: str
    href: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as far as it is shown."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    text: str = ""
    """Statements, as Turtle."""
    yes: bool | None = None
    """The answer to a question of yes or no."""
    cut: bool = False
    """Whether there is more than is shown."""
    seconds: float = 0.0
    downloads: tuple[tuple[str, str], ...] = ()
    """Name of a format, and where the answer is in it."""


@dataclass(frozen=True, slots=True)
class EditorPage:
    """What the page shows."""

    query: str
    groups: tuple[Group, ...]
    example: str
    action: str
    answer: Shown | None
    problem: Trouble | None
    advice: tuple[str, ...]
    """What may be said of the query: forms that are slow, with the better form."""
    given: bool
    """Whether the visitor asked for this query, rather than getting the first example."""
    rows: str = " ".join(ROW_FORMATS)
    """What rows can be downloaded as."""
    graphs: str = " ".join(GRAPH_FORMATS)


class Editor:
    """The page, for one endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def page(self) -> Response:
        """The form; with an answer when something is asked."""
        found, wording = room(), spoken()
        path = found.urls.page("sparql/editor")
        frame = found.framer(wording).frame(wording.text(N_("Ask the data")), path, index=False)
        example = _chosen(request.args.get("example", ""), found.urls.base)
        asked = "" if example else request.args.get("query", "").replace("\r\n", "\n")  # as forms send it
        shown, problem = self._answered(asked, found.urls) if asked.strip() else (None, None)
        some = examples(found.urls.base)
        query = example.text if example else asked or some[0].text
        said = tuple(wording.text(one) for one in advice(query))
        made = EditorPage(
            query,
            groups(some, wording),
            example.name if example else "",
            path,
            shown,
            problem,
            said,
            bool(example or asked),
        )
        response = page("sparql.html", made, frame, problem.status if problem else 200)
        response.headers["Content-Security-Policy"] = content_policy(found.image_hosts, scripts=True)
        return response

    def advice(self) -> Response:
        """What may be said of a query, in the language of the visitor, for the page's script."""
        wording = spoken()
        said = [wording.text(one) for one in advice(request.form.get("query", ""))]
        response = Response(json.dumps({"advice": said}), content_type="application/json")
        response.headers.update({"Cache-Control": "no-store", "Vary": "Accept-Language, Cookie"})
        return response

    def _answered(self, query: str, urls: Urls) -> tuple[Shown | None, Trouble | None]:
        endpoint = self._endpoint
        try:
            gate.check(query, endpoint.engine.limits)
            with (
                endpoint.budgets.charged(client_of(request)),
                endpoint.engine.query(endpoint.found(query), gone=watcher(request)) as answer,
            ):
                found = shown(answer, urls, _downloads(query, answer, urls))
            request.environ[OUTCOME] = "answered"
            return found, None
        except LodError as error:
            problem = trouble.of(error)
            request.environ[OUTCOME] = problem.outcome
            return None, problem


def _chosen(name: str, base: str) -> Example | None:
    return next((example for example in examples(base) if example.name == name), None)


def _downloads(query: str, answer: Answer, urls: Urls) -> tuple[tuple[str, str], ...]:
    formats = GRAPH_FORMATS if answer.facts.form == "triples" else ROW_FORMATS
    path = urls.page("sparql")
    return tuple((f, f"{path}?{urlencode({'query': query, 'format': f})}") for f in formats)


def shown(answer: Answer, urls: Urls, downloads: tuple[tuple[str, str], ...]) -> Shown:
    """The beginning of an answer, for the eye."""
    seconds = answer.facts.seconds
    if answer.facts.form == "triples":
        text = _beginning(answer).decode("utf-8", "replace")
        return Shown(text=text, cut=answer.size > LARGEST_TEXT, seconds=seconds, downloads=downloads)
    found = parse_query_results(cast(IO[bytes], Reading(iter(answer))), QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        return Shown(yes=bool(found), seconds=seconds, downloads=downloads)
    columns = tuple(variable.value for variable in found.variables)
    rows = [tuple(_cell(solution[name], urls) for name in columns) for solution in islice(found, ROWS + 1)]
    return Shown(columns, tuple(rows[:ROWS]), "", None, len(rows) > ROWS, seconds, downloads)


def _beginning(answer: Answer) -> bytes:
    """The first lines of a text."""
    text = io.BytesIO()
    for piece in answer:
        text.write(piece)
        if text.tell() > LARGEST_TEXT:
            return text.getvalue()[:LARGEST_TEXT].rpartition(b"\n")[0]
    return text.getvalue()


def _cell(value: object, urls: Urls) -> Cell:
    if isinstance(value, NamedNode):
        return Cell(compact(value.value)[:LONGEST_CELL], urls.of(value.value))
    if isinstance(value, Literal):
        text = value.value
        return Cell(text[:LONGEST_CELL] + ("…" if len(text) > LONGEST_CELL else ""), "", value.language or "")
    return Cell("" if value is None else str(value)[:LONGEST_CELL])


class Reading:
    """Pieces, read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        if not self._left:
            self._left = next(self._pieces, b"")
        if size < 0:
            size = len(self._left)
        taken, self._left = self._left[:size], self._left[size:]
        return taken
