"""Answers as a page shows them: the beginning as a table with names, and a picture where one fits."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, cast
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from lod.rdf.namespaces import compact
from lod.store.sandbox.answer import Answer
from webapp.sparql.charts import Chart, Places, Row, picture
from webapp.urls import Urls

ROWS = 500
"""So many rows are shown; all of them can be downloaded."""
LARGEST_TEXT = 100_000
LARGEST_TABLE = 4 << 20
"""Of a table of more bytes the rows are shown that are among the first ones."""
LONGEST_CELL = 2_000
LONGEST_TAG = 100
NAMED = 300
"""Of so many different things the names are looked up for one answer."""
ROW_FORMATS = ("csv", "tsv", "json", "xml")
GRAPH_FORMATS = ("ttl", "jsonld", "nt", "rdf")

Naming = Callable[[str], str]
"""Tells what something is called in the language of the visitor; "" when it has no name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row."""

    text: str
    href: str = ""
    language: str = ""
    name: str = ""
    """What the thing is called, when the value is one that has a name."""


@dataclass(frozen=True, slots=True)
class ResultTable:
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
    chart: Chart | None = None
    places: Places | None = None


def downloads(query: str, answer: Answer, urls: Urls) -> tuple[tuple[str, str], ...]:
    """The formats in which an answer can be taken along, each with its address."""
    formats = GRAPH_FORMATS if answer.facts.form == "triples" else ROW_FORMATS
    path = urls.page("sparql")
    return tuple((f, f"{path}?{urlencode({'query': query, 'format': f})}") for f in formats)


def result_table(answer: Answer, query: str, urls: Urls, naming: Naming) -> ResultTable:
    """The beginning of an answer, for the eye."""
    seconds, ways = answer.facts.seconds, downloads(query, answer, urls)
    if answer.facts.form == "triples":
        text = _beginning(answer).decode("utf-8", "replace")
        return ResultTable(text=text, cut=answer.size > LARGEST_TEXT, seconds=seconds, downloads=ways)
    found = parse_query_results(cast(IO[bytes], Reading(iter(answer))), QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        return ResultTable(yes=bool(found), seconds=seconds, downloads=ways)
    columns = tuple(variable.value for variable in found.variables)
    cells = _Cells(urls, naming)
    values, is_cut = _first_rows(found, columns)
    rows = tuple(tuple(cells.of(value) for value in row) for row in values)
    drawn = picture(columns, values, lambda row, column: rows[row][column].name, urls)
    return ResultTable(
        columns,
        rows,
        cut=is_cut,
        seconds=seconds,
        downloads=ways,
        chart=drawn if isinstance(drawn, Chart) else None,
        places=drawn if isinstance(drawn, Places) else None,
    )


def _first_rows(found: QuerySolutions, columns: Sequence[str]) -> tuple[list[Row], bool]:
    """As many rows as are shown, and whether there are more."""
    values: list[Row] = []
    try:
        for solution in found:
            if len(values) == ROWS:
                return values, True
            values.append(tuple(solution[name] for name in columns))
    except SyntaxError:  # it breaks off where it is not read any more
        return values, True
    return values, False


def _beginning(answer: Answer) -> bytes:
    """The first lines of a text."""
    text = io.BytesIO()
    for piece in answer:
        text.write(piece)
        if text.tell() > LARGEST_TEXT:
            return text.getvalue()[:LARGEST_TEXT].rpartition(b"\n")[0]
    return text.getvalue()


class _Cells:
    """Makes the cells of one answer."""

    def __init__(self, urls: Urls, naming: Naming) -> None:
        self._urls = urls
        self._naming = naming
        self._names: dict[str, str] = {}

    def of(self, value: object) -> Cell:
        """One value."""
        if isinstance(value, NamedNode):
            iri = value.value
            if len(iri) > LONGEST_CELL:  # it leads nowhere, and what it is called would be kept in mind
                return Cell(f"{iri[:LONGEST_CELL]}…")
            return Cell(compact(iri)[:LONGEST_CELL], self._urls.of(iri), name=self._name(iri)[:LONGEST_CELL])
        if isinstance(value, Literal):
            text = value.value
            cut = "…" if len(text) > LONGEST_CELL else ""
            return Cell(text[:LONGEST_CELL] + cut, "", (value.language or "")[:LONGEST_TAG])
        return Cell("" if value is None else str(value)[:LONGEST_CELL])

    def _name(self, iri: str) -> str:
        if iri not in self._names:
            self._names[iri] = self._naming(iri) if len(self._names) < NAMED else ""
        return self._names[iri]


class Reading:
    """The first pieces, read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end, or where no more is shown."""
        if not self._left and self._read < LARGEST_TABLE:
            self._left = next(self._pieces, b"")
            self._read += len(self._left)
        if size < 0:
            size = len(self._left)
        taken, self._left = self._left[:size], self._left[size:]
        return taken
