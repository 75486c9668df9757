"""Contexts of JSON-LD: that of Schema.org is known here, and none holds more terms than any vocabulary has.

The parser copies the terms that are in force for each object that has a context of its own, or whose class or
property has one: 90 kB with a thousand of both took it a tenth of a second, 370 kB three.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from lod.rdf import namespaces
from lod.sources.chunk import InvalidRecord

TERMS = 5_000
"""So many terms may be in force at a place; Schema.org, whole, has three thousand."""
_TOKEN = re.compile(rb'("(?:[^"\\]+|\\.)*("?))(\s*:)?|[{}\[\]]', re.S)
_LONGEST = 1_000  # a string that is longer is no keyword, and need not be kept
_SCHEMA = re.compile(
    rb'("@context"\s{0,40}:\s{0,40}(?:\[\s{0,40})?)'
    rb'"https?://(?:www\.)?schema\.org/?(?:docs/jsonldcontext\.json(?:ld)?)?"'
)
_ADDRESSED = 300  # bytes, more than the longest of these


def resolved(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks, with the context of Schema.org in place of its address: nothing is fetched.

    >>> b"".join(resolved(iter([b'{"@context": "https://sche', b'ma.org"}']))).split(b",")[0]
    b'{"@context": {"@vocab":"https://schema.org/"'
    """
    rest = b""
    for block in blocks:
        text = _SCHEMA.sub(lambda found: found[1] + _of_schema(), rest + block)
        cut = max(0, len(text) - _ADDRESSED)
        rest = text[cut:]
        yield text[:cut]
    yield rest


def is_of_schema(start: bytes) -> bool:
    """Whether a text begins as JSON-LD with the context of Schema.org, given by its address."""
    return _SCHEMA.search(start) is not None


@cache
def _of_schema() -> bytes:
    """What the context at schema.org says as far as it matters: which words are IRIs.

    Its types of dates are left out: a year is no schema:Date, and a text is what it is.
    """
    url = namespaces.expand("schema:URL")
    links = [namespaces.compact(term.iri) for term in namespaces.terms("schema") if url in term.ranges]
    context: dict[str, object] = {"@vocab": namespaces.expand("schema:"), "id": "@id", "type": "@type"}
    context |= {name.removeprefix("schema:"): {"@type": "@id"} for name in links}
    return json.dumps(context, separators=(",", ":")).encode()


@dataclass(slots=True)
class _Open:
    """An object or a list that was not closed yet."""

    owner: _Open | None = None
    """Whose context this is a part of."""
    is_context: bool = False
    """Whether the value that comes is a context."""
    terms: int = 0
    """How many terms are in force since it was opened."""


def bounded(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks; InvalidRecord as soon as more terms are in force than a vocabulary has.

    >>> b"".join(bounded(iter([b'{"@context": {"a": "urn:a"}, "a"', b": 1}"])))
    b'{"@context": {"a": "urn:a"}, "a": 1}'
    """
    passed = _Terms()
    for block in blocks:
        passed.take(block)
        yield block


class _Terms:
    """Which objects are open, and how many terms their contexts have."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._in_force = 0
        self._rest = b""

    def take(self, block: bytes) -> None:
        """Look at the next bytes."""
        text, self._rest = self._rest + block, b""
        last = len(text.rstrip())
        for found in _TOKEN.finditer(text):
            string, closed, colon = found.groups()
            if string is None:
                self._sign(found[0])
            elif colon and closed:
                self._name(string)
            elif not closed or found.end() == last:  # what it is shows in the next block
                rest = string if closed else text[found.start() :]
                self._rest = rest if len(rest) < _LONGEST else b'"' + (closed or text[found.end() :])
                return

    def _sign(self, sign: bytes) -> None:
        top = self._open[-1] if self._open else None
        if sign in (b"{", b"["):
            self._open.append(_Open(top and (top.owner or (top if top.is_context else None))))
        elif top is not None:
            self._in_force -= top.terms
            self._open.pop()

    def _name(self, token: bytes) -> None:
        if not self._open:
            return
        top = self._open[-1]
        name = _plain(token)
        if top.owner is None:
            top.is_context = name == "@context"
        elif not name.startswith("@"):
            self._count(top.owner)

    def _count(self, owner: _Open) -> None:
        """One term more, as long as its owner is open."""
        owner.terms += 1
        self._in_force += 1
        if self._in_force > TERMS:
            raise InvalidRecord(f"more than {TERMS:,} terms of JSON-LD contexts in force at once: not read")


def _plain(token: bytes) -> str:
    if b"\\" not in token:
        return token[1:-1].decode("utf-8", "replace")
    with suppress(ValueError):
        return str(json.loads(token))
    return ""
