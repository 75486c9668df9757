"""The statements of an RDF source by what they are about: a resource with its blank nodes is a record.

Statements about one resource may stand anywhere in a source. They are put in a temporary database that stays
in memory while it is small and goes to disk when it is not; resources come out in the order in which they
were first mentioned. What is kept of each is Turtle: its statements in a fixed order, blank nodes named by
what is said of them, and, as a comment, which of the resources it points to are described in this source.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from lod.rdf import iris, literals, namespaces
from lod.record import Unreadable
from lod.sources.chunk import KEPT, MAX_RECORD, Chunk, InvalidRecord, too_long
from lod.sources.rdf_files.syntax import Statements
from lod.sources.streams import Blocks
from lod.sources.xml_files.fields import DEEPEST, cleaned

HERE = "# here: "
"""How a comment begins that names a resource which is described in the same source, and its classes."""

MENDED = "# mended: "
"""How a comment begins that names what was no IRI or language tag, and what it is read as."""

_SUBJECT = "_:this"
_TOO_DEEP = f"blank nodes more than {DEEPEST} deep in each other"
_ANY_BLANK = re.compile(r"_:[0-9A-Za-z]+")
_POINTS = re.compile(r" (_:[0-9A-Za-z._-]+) \.\Z")
_POINTS_OUT = re.compile(r" (<[^<>\s]*>) \.\Z")
_TYPE = re.compile(r" <http://www\.w3\.org/1999/02/22-rdf-syntax-ns#type> <([^<>\s]*)> \.\Z")
_CACHED = 1_000
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA cache_size = -32000;
CREATE TABLE said (subject TEXT, line TEXT, points TEXT, mended TEXT);
"""
_INDEXES = """
CREATE INDEX by_subject ON said (subject);
CREATE INDEX by_object ON said (points) WHERE points IS NOT NULL;
CREATE TABLE resource (subject TEXT PRIMARY KEY, at INTEGER, done INTEGER) WITHOUT ROWID;
INSERT INTO resource SELECT subject, min(rowid), subject NOT LIKE '_:%' FROM said GROUP BY subject;
CREATE INDEX undone ON resource (at) WHERE done = 0;
"""
_NAMED = "SELECT subject FROM resource WHERE done = 1 ORDER BY at"
_LOOSE = """SELECT subject FROM resource
WHERE done = 0 AND NOT EXISTS (SELECT 1 FROM said WHERE points = resource.subject) ORDER BY at"""
_IN_CIRCLES = "SELECT subject FROM resource WHERE done = 0 ORDER BY at LIMIT 1"
_MOST_TIMES = 20  # so often may all that is said be repeated, by records that share blank nodes
_LEAST = 100 * 2**20


class _Blank(NamedTuple):
    """A blank node, and all that is said of it and of those in it."""

    name: str
    lines: tuple[str, ...]
    depth: int


_CIRCLE = _Blank("_:circle", (), 0)
"""Stands for a blank node inside its own description."""


def split(blocks: Blocks, source: str) -> Iterator[Chunk | Unreadable]:
    """The statements about each resource, as Turtle; faults in the source come first."""
    position = 0
    statements = Statements(blocks)
    with closing(sqlite3.connect("", isolation_level=None)) as db:
        db.executescript(_TABLES)
        known = _Known(db, source)
        for fault in known.take(statements):
            position += 1
            yield Unreadable(source, position, 0, fault, b"")
        for subject in known.subjects():
            position += 1
            yield known.chunk(subject, position, statements.prefixes)
    if blocks.broken:
        yield Unreadable(source, position + 1, blocks.passed, blocks.broken, b"")


class _Known:
    """What a source says, in a database."""

    def __init__(self, db: sqlite3.Connection, source: str) -> None:
        self._db = db
        self._source = source
        self._blank = lru_cache(_CACHED)(self._described)
        self._told = lru_cache(_CACHED)(self._found)
        self._path: list[str] = []
        """The blank nodes that are being described, each in the one before."""
        self._left = _LEAST
        """Bytes that may still be given."""

    def take(self, statements: Statements) -> Iterator[str]:
        """Take all statements in; gives what is wrong with the source."""
        self._db.execute("BEGIN")
        for quad in statements:
            try:
                self._db.execute("INSERT INTO said VALUES (?, ?, ?, ?)", _row(quad))
            except InvalidRecord as fault:
                statements.faults.append(str(fault))
            if statements.faults:
                yield from statements.faults
                statements.faults.clear()
        yield from statements.faults
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES)
        (size,) = self._db.execute("SELECT coalesce(sum(length(line)), 0) FROM said").fetchone()
        self._left += _MOST_TIMES * size

    def subjects(self) -> Iterator[str]:
        """What is described: what has a name, then blank nodes that nothing points to, then circles."""
        for question in (_NAMED, _LOOSE):
            for (subject,) in self._db.execute(question):
                yield subject
        while found := self._db.execute(_IN_CIRCLES).fetchone():
            self._mark(found[0])
            yield found[0]

    def chunk(self, subject: str, position: int, prefixes: Mapping[str, str]) -> Chunk | Unreadable:
        """All that is said of a resource."""
        try:
            lines = self._lines(subject)
        except InvalidRecord as fault:
            self._mark_below(subject)
            kept = "\n".join(self._rows(subject, KEPT)).encode()[:KEPT]
            return Unreadable(self._source, position, 0, f"{subject[:300]}: {fault}", kept)
        raw = "\n".join(
            [*_head(lines, prefixes), *self._here(lines), *self._mended(subject), *lines, ""]
        ).encode()
        self._left -= len(raw)
        return Chunk(position, 0, raw)

    def _lines(self, subject: str) -> list[str]:
        """Statements about a resource, then those about the blank nodes in it."""
        if subject.startswith("_:"):
            return list(self._blank(subject).lines)
        return self._with_inner(self._rows(subject))[0]

    def _described(self, label: str) -> _Blank:
        """A blank node with a name that tells what is said of it."""
        self._mark(label)
        self._path.append(label)
        try:
            if len(self._path) > DEEPEST:
                raise InvalidRecord(_TOO_DEEP)
            lines, depth = self._with_inner([_SUBJECT + row[len(label) :] for row in self._rows(label)])
        finally:
            self._path.pop()
        name = "_:b" + iris.digest("\n".join(lines))
        own = [name + line[len(_SUBJECT) :] if line.startswith(_SUBJECT) else line for line in lines]
        return _Blank(name, tuple(own), depth)

    def _with_inner(self, rows: list[str]) -> tuple[list[str], int]:
        """Rows in order, with the names of the blank nodes they point to, and all about those; how deep."""
        own, inner = [], dict[str, None]()
        size = depth = 0
        for row in rows:
            found = _POINTS.search(row)
            if found:
                blank = self._blank(found[1]) if found[1] not in self._path else _CIRCLE
                row = f"{row[: found.start(1)]}{blank.name} ."
                inner.update(dict.fromkeys(blank.lines))
                size += sum(map(len, blank.lines))
                depth = max(depth, blank.depth)
            own.append(row)
            size += len(row)
            if size > MAX_RECORD:
                raise InvalidRecord(too_long(size))
            if size > self._left:
                raise InvalidRecord("blank nodes are repeated too often in this source")
        if depth >= DEEPEST:
            raise InvalidRecord(_TOO_DEEP)
        return [*sorted(set(own)), *inner], depth + 1

    def _rows(self, subject: str, most: int = MAX_RECORD) -> list[str]:
        """The statements about a subject, as they came in; InvalidRecord when they are too long."""
        rows, size = [], 0
        for (row,) in self._db.execute("SELECT line FROM said WHERE subject = ?", (subject,)):
            size += len(row)
            if size > most:
                if most == MAX_RECORD:
                    raise InvalidRecord(too_long(size))
                break
            rows.append(row)
        return rows

    def _here(self, lines: list[str]) -> list[str]:
        """The comments with the resources that are described in this source, and their classes."""
        pointed = {
            found[1] for line in lines if (found := _POINTS_OUT.search(line)) and not _TYPE.search(line)
        }
        return [comment for iri in sorted(pointed) if (comment := self._told(iri))]

    def _mended(self, subject: str) -> list[str]:
        """The comments that tell what was mended in its statements."""
        asked = "SELECT mended FROM said WHERE subject = ? AND mended IS NOT NULL LIMIT 20"
        return [MENDED + note for (note,) in self._db.execute(asked, (subject,))]

    def _found(self, iri: str) -> str:
        """The comment on a resource; empty when it is not described here."""
        if self._db.execute("SELECT 1 FROM resource WHERE subject = ?", (iri,)).fetchone() is None:
            return ""
        asked = "SELECT line FROM said WHERE subject = ? AND line LIKE ? ORDER BY line LIMIT 9"
        rows = self._db.execute(asked, (iri, "% <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> %"))
        classes = {found[1] for (line,) in rows if (found := _TYPE.search(line))}
        return HERE + " ".join([iri, *(f"<{one}>" for one in sorted(classes))])

    def _mark_below(self, subject: str) -> None:
        """All blank nodes below what is set aside are set aside with it."""
        waiting = [subject]
        while waiting:
            asked = "SELECT points FROM said JOIN resource ON resource.subject = points"
            for (label,) in self._db.execute(
                f"{asked} WHERE said.subject = ? AND done < 2", (waiting.pop(),)
            ).fetchall():
                self._mark(label, 2)
                waiting.append(label)

    def _mark(self, label: str, how: int = 1) -> None:
        self._db.execute("UPDATE resource SET done = ? WHERE subject = ? AND done < ?", (how, label, how))


def _row(quad: Quad) -> tuple[str, str, str | None, str | None]:
    """What is kept of a statement; InvalidRecord when it names what is no IRI and cannot be made one."""
    target = quad.object
    if isinstance(target, Triple) or isinstance(quad.subject, Triple):
        raise InvalidRecord(f"a statement about a statement is not read: {_shown(quad)}")
    subject, predicate, made = _valid(quad.subject), _valid(quad.predicate), _valid(target)
    if not (subject and predicate and made):
        raise InvalidRecord(f"a statement with what is no absolute IRI: {_shown(quad)}")
    terms = ((quad.subject, subject), (quad.predicate, predicate), (target, made))
    mended = [f"{old.value[:200]!r} is read as {new}" for old, new in terms if str(old) != new]
    points = made if isinstance(target, BlankNode) else None
    return subject, f"{subject} {predicate} {made} .", points, "; ".join(mended) or None


def _shown(quad: Quad) -> str:
    """A statement for a message; how the parser calls a blank node is different each time."""
    return cleaned(_ANY_BLANK.sub("_:", str(quad)))[:400]


@lru_cache(_CACHED)
def _valid(term: NamedNode | BlankNode | Literal) -> str:
    """The term in N-Triples, mended where that is no guess; empty when it cannot be."""
    if isinstance(term, NamedNode):
        try:
            return str(NamedNode(term.value))  # which is refused when it is no absolute IRI
        except ValueError:
            found = literals.repair_iri(term.value)
            return f"<{found}>" if found else ""
    if isinstance(term, Literal) and term.language and not literals.language_tag(term.language):
        return str(Literal(term.value))
    return str(term)


def _head(lines: list[str], prefixes: Mapping[str, str]) -> list[str]:
    """The prefixes of the source for the properties that have no name in our own list."""
    used = {iri for line in lines if (iri := line.split(" ", 2)[1][1:-1]) and namespaces.compact(iri) == iri}
    used |= {
        found[1]
        for line in lines
        if (found := _TYPE.search(line)) and namespaces.compact(found[1]) == found[1]
    }
    named = {name: space for name, space in prefixes.items() if any(iri.startswith(space) for iri in used)}
    return [f"@prefix {name}: {NamedNode(space)} ." for name, space in sorted(named.items()) if name]
