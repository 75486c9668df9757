"""The Dutch Network of Terms: which terms its sources have for a name, asked politely, kept with dates.

The network is asked by GraphQL (https://docs.nde.nl/services/network-of-terms/graphql); it asks its sources
in turn and says of each whether it answered. An answer of a source is kept, also that it has nothing; a
failure is not.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from lod.errors import SourceError

if TYPE_CHECKING:
    from lod.sources.harvest.http_client import Answer, Fetcher

FILE = "terms.sqlite"
LIMIT = 50
"""So many terms of one source are wanted."""
PATIENCE_MS = 15_000
"""So long the network waits for its sources."""
LONGEST = 200
"""So many letters a name may have that is asked for."""
_ASKED = """
query Terms($sources: [ID]!, $query: String!, $limit: Int, $timeoutMs: Int) {
  terms(sources: $sources, query: $query, queryMode: OPTIMIZED, limit: $limit, timeoutMs: $timeoutMs) {
    source { uri }
    result {
      __typename
      ... on Terms {
        terms {
          uri prefLabel altLabel hiddenLabel
          broader { uri prefLabel }
          exactMatch { uri }
        }
      }
      ... on TimeoutError { message }
      ... on ServerError { message }
    }
  }
}
"""
_TABLE = """
CREATE TABLE IF NOT EXISTS answer (
    address TEXT NOT NULL,
    source TEXT NOT NULL,
    name TEXT NOT NULL,                 -- what was asked for
    asked INTEGER NOT NULL,             -- seconds since 1970
    terms TEXT NOT NULL,                -- JSON
    PRIMARY KEY (address, source, name)
) STRICT, WITHOUT ROWID
"""


class Term(TypedDict):
    """A term as a source has it; labels say no language."""

    uri: str
    preferred: list[str]
    other: list[str]
    broader: list[str]
    same: list[str]


@dataclass(slots=True)
class Answers:
    """What the sources of the network answered."""

    terms: dict[str, list[Term]] = field(default_factory=dict)
    """By source; a source without any such term has an empty list."""
    failed: dict[str, str] = field(default_factory=dict)
    """Sources that did not answer, and what was said of that."""


def ask(fetcher: Fetcher, address: str, sources: Sequence[str], name: str) -> Answers:
    """Ask the network for a name; SourceError when it does not answer, or nothing that can be read."""
    variables = {"sources": [*sources], "query": name[:LONGEST], "limit": LIMIT, "timeoutMs": PATIENCE_MS}
    question = json.dumps({"query": _ASKED, "variables": variables}).encode()
    answer = fetcher.page(address, {}, _fault, question)
    told = _read(answer)
    data = told.get("data")
    rows = data.get("terms") if isinstance(data, dict) else None
    errors = "; ".join(_message(one) for one in told.get("errors") or ())[:500]
    if not isinstance(rows, list):
        raise SourceError(f"{address}: {errors or 'found no data.terms in the answer'}")
    found = Answers()
    for row in rows:
        if isinstance(row, dict):
            _take(row, found)
    for source in sources:
        if source not in found.terms:
            found.failed.setdefault(source, errors or "the network says nothing of it")
    return found


def _fault(answer: Answer) -> str:
    """What is wrong with an answer in a way that another may not be."""
    try:
        _read(answer)
    except ValueError:
        return f"found {answer.body[:60]!r}, expected JSON"
    return ""


def _read(answer: Answer) -> dict[str, Any]:
    try:
        told = json.loads(answer.body)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told


def _message(error: object) -> str:
    return str(error.get("message", "")) if isinstance(error, dict) else str(error)


def _take(row: Mapping[str, Any], found: Answers) -> None:
    """Note what one source answered."""
    source, result = row.get("source"), row.get("result")
    uri = source.get("uri") if isinstance(source, dict) else None
    if not isinstance(uri, str):
        return
    terms = result.get("terms") if isinstance(result, dict) else None
    if isinstance(result, dict) and isinstance(terms, list):
        found.terms[uri] = [made for one in terms if isinstance(one, dict) and (made := _term(one))]
    else:
        found.failed[uri] = _message(result)[:500] if result else "no result"


def _term(one: Mapping[str, Any]) -> Term | None:
    uri, preferred = one.get("uri"), _texts(one.get("prefLabel"))
    if not isinstance(uri, str) or not preferred:
        return None
    other = [*_texts(one.get("altLabel")), *_texts(one.get("hiddenLabel"))]
    above = [label for each in _tables(one.get("broader")) for label in _texts(each.get("prefLabel"))]
    same = [str(each["uri"]) for each in _tables(one.get("exactMatch")) if each.get("uri")]
    return Term(uri=uri, preferred=preferred, other=other, broader=above, same=same)


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else []


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


# ---------------------------------------------------------------- kept


class TermCache:
    """What the network answered, and when."""

    def __init__(self, var: Path) -> None:
        self._path = var / FILE

    @contextmanager
    def _open(self, write: bool = False) -> Iterator[sqlite3.Connection | None]:
        if not write and not self._path.is_file():
            yield None
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, isolation_level=None, timeout=30)
        try:
            db.execute(_TABLE)
            yield db
        finally:
            db.close()

    def keep(self, address: str, name: str, answers: Answers, now: int) -> None:
        """Keep what sources answered; what is known of one that failed stays."""
        rows = [(address, source, name, now, json.dumps(some)) for source, some in answers.terms.items()]
        with self._open(write=True) as db:
            if db is not None:
                db.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", rows)

    def asked(self, address: str, sources: Sequence[str]) -> dict[str, int]:
        """When all of these sources were last known to have answered, by name."""
        found: dict[str, list[int]] = {}
        for source, name, asked, _ in self._rows(address):
            if source in sources:
                found.setdefault(name, []).append(asked)
        return {name: min(times) for name, times in found.items() if len(times) == len(sources)}

    def terms(self, address: str, sources: Sequence[str]) -> Iterator[Term]:
        """All terms that these sources gave, in an order that does not depend on when."""
        for source, _, _, text in self._rows(address):
            if source in sources:
                yield from json.loads(text)

    def stamp(self, address: str, sources: Sequence[str]) -> str:
        """The same stamp, the same answers."""
        rows = [(source, name, asked) for source, name, asked, _ in self._rows(address) if source in sources]
        return blake2b(json.dumps(rows).encode(), digest_size=16).hexdigest()

    def _rows(self, address: str) -> list[tuple[str, str, int, str]]:
        with self._open() as db:
            if db is None:
                return []
            return db.execute(
                "SELECT source, name, asked, terms FROM answer WHERE address = ? ORDER BY source, name",
                (address,),
            ).fetchall()
