"""Answers one question from a store, and sends the answer as frames. Runs in a worker."""

from __future__ import annotations

import errno
import os
import re
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, cast

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)

from lod.errors import LodError, QueryLimit
from lod.rdf.formats import GRAPHS, RESULTS
from lod.rdf.rdfxml import NotXml, XmlFile
from lod.store.sandbox.join_order import reordered
from lod.store.sandbox.precomputed_counts import PrecomputedCounts
from lod.store.sandbox.wire_protocol import END, ERROR, Facts, Question, frame, json_frame, send_file

Found = QuerySolutions | QueryBoolean | QueryTriples | Iterator[Quad]
"""What an answer is written from."""

IN_MEMORY = 1 << 16
"""A shorter answer comes over the socket; a longer one goes through a file."""
_PIECE = 1 << 18
FORMS = {f.suffix: f.results for f in RESULTS if f.results}
"""Forms of rows and of yes or no, by their names."""
_GRAPHS: dict[str, RdfFormat] = {f.suffix: f.oxigraph for f in GRAPHS if f.oxigraph}
_WITH_PREFIXES = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML)
XML = frozenset(("xml", "rdf"))
"""Forms that are XML."""
_SAYS_TRIPLES = re.compile("<<|TRIPLE", re.IGNORECASE)
_CANNOT_SAY = ("JSON-LD does not support", "RDF/XML reserved")
"""How Oxigraph begins to say that a form has no way to write something."""
_NO_FUNCTION = re.compile(r"The custom function (<.+>) is not supported", re.DOTALL)
"""How Oxigraph says, while it answers, that a query calls what nobody has made."""


class TooLarge(Exception):
    """An answer grows over its limit."""


class Sheet:
    """Takes the bytes of an answer: the first ones in memory, and when there are more of them all in a file.

    A file has no reader to wait for: the worker is free when the answer is made, however slowly it is
    fetched.
    """

    __slots__ = ("_conn", "_file", "_folder", "_largest", "_pieces", "_waiting", "size")

    def __init__(self, conn: socket.socket, folder: Path, largest: int) -> None:
        self._conn = conn
        self._folder = folder
        self._largest = largest
        self._pieces: list[bytes] = []
        self._waiting = 0
        self.size = 0
        """How many bytes are in the file."""
        self._file = -1

    def write(self, data: bytes) -> int:
        """Take some bytes; the serialiser calls this."""
        self._pieces.append(data)
        self._waiting += len(data)
        if self._waiting + self.size > self._largest:
            raise TooLarge
        if self._waiting > (IN_MEMORY if self._file < 0 else _PIECE):
            self._spill()
        return len(data)

    def flush(self) -> None:
        """Nothing: bytes go on when there are enough of them."""

    def end(self) -> bytes:
        """What is not in the file; `size` is then how long the whole answer is."""
        data = b"".join(self._pieces)
        self.size += len(data)
        if self._file < 0:
            return data
        self._put(data)
        return b""

    def close(self) -> None:
        """Let go of the file; who received it still has it."""
        if self._file >= 0:
            os.close(self._file)

    def _spill(self) -> None:
        if self._file < 0:
            self._file = nameless_file(self._folder)
            send_file(self._conn, self._file)
        data = b"".join(self._pieces)
        self._pieces = []
        self._waiting = 0
        self.size += len(data)
        self._put(data)

    def _put(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._file, left) :]


def nameless_file(folder: Path) -> int:
    """A file without a name, which is gone when nobody has it open, whoever dies."""
    try:
        return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError:
        handle, name = tempfile.mkstemp(dir=folder)  # a file system that does not know nameless files
        Path(name).unlink()
        return handle


class QueryExecutor:
    """Answers questions from one release."""

    def __init__(
        self,
        store: Store,
        release: int,
        *,
        folder: Path,
        largest: int,
        prefixes: Mapping[str, str],
        counted: PrecomputedCounts | None = None,
    ) -> None:
        self._store = store
        self._counted = counted
        self._release = release
        self._folder = folder
        self._largest = largest
        self._prefixes = dict(prefixes)

    _worked = staticmethod(time.thread_time)
    """Seconds that count as work: on a busy machine a small question may wait long for a processor."""

    def answer(self, question: Question, conn: socket.socket, last: Callable[[bytes], None]) -> None:
        """Send the answer; `last` sends what ends it."""
        started, worked = time.perf_counter(), self._worked()
        sheet = Sheet(conn, self._folder, self._largest)
        try:
            found = self._ask(question)
            form, format = self._write(found, question, sheet)
            data = sheet.end()
            seconds = time.perf_counter() - started
            facts = Facts(form, format, self._release, sheet.size, seconds, self._worked() - worked)
            last(frame(END, facts.packed() + data))
        except BrokenPipeError:
            return  # nobody waits for it any more
        except (LodError, TooLarge, MemoryError, SyntaxError, ValueError, OSError, RuntimeError) as error:
            with suppress(OSError):
                last(json_frame(ERROR, self._fault(error)))
        finally:
            sheet.close()

    def _ask(self, question: Question) -> Found:
        default: list[NamedNode | BlankNode | DefaultGraph] | None = None
        named: list[NamedNode | BlankNode] | None = None
        if question.default_graphs or question.named_graphs:
            default = [NamedNode(iri) for iri in question.default_graphs]
            named = [NamedNode(iri) for iri in question.named_graphs]
        query, known = question.query, self._prefixes if question.prefixes else None
        begun = query if default else self._better(query, known or {})
        attempts: list[tuple[str, dict[str, str] | None]] = [(begun, None)]
        if known:  # declaring every prefix that the site knows costs half a point query
            attempts.append((begun, known))
        if begun != query:  # a mistake is told where it is in the query as it was sent
            attempts.append((query, known))
        for text, prefixes in attempts[:-1]:
            with suppress(SyntaxError):
                return self._parsed(text, question, default, named, prefixes)
        text, prefixes = attempts[-1]
        return self._parsed(text, question, default, named, prefixes)

    def _better(self, query: str, known: Mapping[str, str]) -> str:
        """The same query with what was counted in it, or with its patterns in an order that is quick."""
        counted = self._counted.rewritten(query, known) if self._counted else query
        if counted != query:
            with suppress(SyntaxError):  # what is known of a query that is none is not asked for
                Store().query(query, base_iri="x:/", prefixes=dict(known))
                return counted
        return reordered(query, self._store, known)

    def _parsed(
        self,
        query: str,
        question: Question,
        default: list[NamedNode | BlankNode | DefaultGraph] | None,
        named: list[NamedNode | BlankNode] | None,
        prefixes: dict[str, str] | None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        return self._store.query(
            query,
            base_iri=question.base,
            prefixes=prefixes,
            default_graph=default,
            named_graphs=named,
        )

    def _write(self, found: Found, question: Question, sheet: Sheet) -> tuple[str, str]:
        """Write the answer; returns its form and its format."""
        form, name = "triples", question.graph
        if isinstance(found, QuerySolutions | QueryBoolean):
            form = "boolean" if isinstance(found, QueryBoolean) else "solutions"
            name = question.results
        file = cast(IO[bytes], sheet)
        try:
            self._write_as(name, found, question, cast(IO[bytes], XmlFile(file)) if name in XML else file)
        except NotXml as error:
            raise _not_said(name, "it has characters or names that no XML may have") from error
        except OSError as error:
            if str(error).startswith(_CANNOT_SAY):
                raise _not_said(name, str(error)) from error
            raise
        return form, name

    def _write_as(self, name: str, found: Found, question: Question, file: IO[bytes]) -> None:
        if isinstance(found, QuerySolutions | QueryBoolean):
            if name == "csv" and _SAYS_TRIPLES.search(question.query) and self._has_triples(question):
                raise _not_said(name, "it has statements as values")
            found.serialize(file, FORMS[name])
        else:
            write_statements(found, file, name, self._prefixes)

    def _has_triples(self, question: Question) -> bool:
        """Whether a statement is a value in the answer: Oxigraph writes those to CSV without quotes."""
        rows = self._ask(question)
        return isinstance(rows, QuerySolutions) and any(
            isinstance(one, Triple) for row in rows for one in row
        )

    def _fault(self, error: Exception) -> dict[str, object]:
        """What went wrong, as it is told over the socket."""
        return fault(error, self._largest)


def write_statements(
    found: QueryTriples | Iterable[Quad], file: IO[bytes], name: str, prefixes: Mapping[str, str]
) -> None:
    """Write statements in a form, by its suffix; with prefixes where it has such."""
    format = _GRAPHS[name]
    if format in _WITH_PREFIXES:
        pyoxigraph.serialize(found, file, format, prefixes=dict(prefixes))
    elif isinstance(found, QueryTriples):
        found.serialize(file, format)
    else:
        pyoxigraph.serialize(found, file, format)


def fault(error: Exception, largest: int) -> dict[str, object]:
    """What went wrong, as it is told over the socket."""
    if isinstance(error, QueryLimit):
        return {"limit": error.limit, "message": str(error)}
    if isinstance(error, TooLarge):
        return {"limit": "result_mb", "message": f"the answer is larger than {largest >> 20} MB"}
    if isinstance(error, MemoryError):
        return {"limit": "memory_mb", "message": "the query needs more memory than it may use"}
    if isinstance(error, SyntaxError):
        return {"syntax": str(error.msg)}
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return {"limit": "disk", "message": "there is no room on disk for the answer"}
    if isinstance(error, OSError):  # without the name of a file, which is nobody's business
        return {"message": f"the answer could not be written ({error.strerror})"}
    if unknown := _NO_FUNCTION.fullmatch(str(error)):  # SPARQL of another store: a mistake in the query
        return {"syntax": f"there is no function {unknown[1]} here"}
    return {"message": str(error) or type(error).__name__}


def _not_said(name: str, why: str) -> QueryLimit:
    return QueryLimit(f"this answer cannot be written as {name}: {why}; ask for another form", "form")
