"""What a record says, said under the names that its things have in the union of all collections.

A record names an edition, a work or a person by a name of its own. Where that has fellows, what it says is
told of the one name that they share; and so are the names of parts (`…#title`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain

from lod.rdf import iris
from lod.register.ingest.record_mapping import RecordStatements
from lod.register.statements import NOT_OURS, kind_of
from lod.register.union.conflicts import resolve

Name = Callable[[str], str]
"""The name of a thing in the union, by the name that a record gives it; mostly the same."""

ALONE = frozenset(("item", "organization", "collection"))
"""Kinds of things that never have fellows: copies are many, the site itself tells of the others."""

ABOUT_RECORD = "#admin"
"""How names of parts begin that tell of a record and not of the thing: who made it, when it was changed."""


def may_move(name: str) -> bool:
    """Whether a thing with this name may have clusters."""
    return bool(name) and kind_of(name) not in ALONE


def mentioned(lines: Iterable[bytes], base: str) -> set[str]:
    """Names of our things that some lines point to.

    >>> mentioned([b'<https://a.example/id/item/x> <p:q> <https://a.example/id/work/y#title> .'], "https://a.example/")
    {'work/y'}
    """
    return {name.decode() for name in {*_mention(base)(b"\n".join(lines))}}


@cache
def _mention(base: str) -> Callable[[bytes], list[bytes]]:
    return re.compile(rb"> <%b([^>#]*)" % re.escape(f"{base}id/").encode()).findall


def named(said: RecordStatements, base: str) -> set[str]:
    """Names of things that may have fellows, among all that a record describes or points to."""
    found = {*said.lines} | mentioned(chain.from_iterable(said.lines.values()), base)
    return {name for name in found if may_move(name)}


class Renamer:
    """Tells what records say under the names of the union."""

    def __init__(self, base: str, name: Name) -> None:
        self._head = f"<{base}id/".encode()
        self._ids = f"{base}id/"
        self._name = name

    def renamed(self, said: RecordStatements) -> RecordStatements:
        """The same, under the names of the union; the very same when none of them is another."""
        if all(self._name(name) == name for name in named(said, self._ids.removesuffix("id/"))):
            return said
        known: dict[bytes, tuple[str, bytes]] = {}
        lines: dict[str, dict[bytes, None]] = {}
        for own, some in said.lines.items():
            for line in some:
                name, told = self._line(line, own, known)
                lines.setdefault(name, {})[told] = None
        return RecordStatements(
            said.key, {name: self._together(name, [*some], said) for name, some in lines.items()}, said.issues
        )

    def _together(self, name: str, lines: list[bytes], said: RecordStatements) -> list[bytes]:
        """Lines about one thing; of two that are one, settled before other records have a say."""
        ours = sum(self._name(own) == name for own in said.lines) if name else 0
        return sorted(resolve(frozenset(lines))) if ours > 1 else lines

    def line(self, line: bytes) -> bytes:
        """A statement about what is not ours, which may point to something that is."""
        return self._line(line, NOT_OURS, {})[1]

    def _line(self, line: bytes, own: str, known: dict[bytes, tuple[str, bytes]]) -> tuple[str, bytes]:
        """The name of the thing that a statement is about, and the statement."""
        subject, predicate, object = line.split(b" ", 2)
        name = own
        if own:
            name, subject = known.get(subject) or self._node(subject, known)
        if object.startswith(self._head):
            node = object[:-2]  # without " ."
            object = (known.get(node) or self._node(node, known))[1] + b" ."
        return name, b"%b %b %b" % (subject, predicate, object)

    def _node(self, node: bytes, known: dict[bytes, tuple[str, bytes]]) -> tuple[str, bytes]:
        own, mark, part = node[len(self._head) : -1].decode().partition("#")
        name = self._name(own) if may_move(own) else own
        told = f"{mark}{part}"
        if name != own and told.startswith(ABOUT_RECORD):
            # Each record has its own; together they would say that one record was made twice.
            told += f"-{iris.digest(own)[:8]}"
        known[node] = name, f"<{self._ids}{name}{told}>".encode()
        return known[node]
