"""A document in Turtle or N-Triples, written from plain values: to the byte what Oxigraph writes.

Making terms, statements and text of a description took a third of the time of an answer. Here only what
Oxigraph may spell in a way of its own (names with a prefix, numbers, texts with special characters) goes
through it, and names and numbers are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from lod.rdf.namespaces import OWN, PREFIXES, expand, own
from lod.store.documents import TYPE, Document
from lod.store.terms import Spelled, Text, Value, literal_parts, term

SHOWN = ("bf", "bflc", "madsrdf", "rdf", "rdfs", "schema", "skos", "xsd")
_SPECIAL = re.compile('[\x00-\x1f"\\\\\x7f]')
_NEXT = " ;\n\t"
_NUMBERS = frozenset(map(expand, ("xsd:boolean", "xsd:integer", "xsd:decimal", "xsd:double")))
"""Literals of these types have a short spelling in Turtle."""
REMEMBERED = 20_000


@lru_cache(8)
def prefixes(base: str) -> dict[str, str]:
    """The prefixes of descriptions of a site."""
    return {p: PREFIXES[p] for p in SHOWN} | {OWN: own(base)}


def ntriples(document: Document) -> str:
    """The description, and then what is known of what it points to, a line for each statement."""
    return "".join(
        [
            f"<{subject}> <{predicate}> {_spelled(value)} .\n"
            for subject, said in _told(document)
            for predicate, values in said.items()
            for value in values
        ]
    )


def _spelled(value: Spelled | Text) -> str:
    if isinstance(value, str):
        return f"<{value}>"
    if len(value) == 1:
        return _quoted(value[0])
    text, language, datatype = literal_parts(value)
    if language:
        return f"{_quoted(text)}@{language}"
    return f"{_quoted(text)}^^<{datatype}>" if datatype else _quoted(text)


def _quoted(text: str) -> str:
    return str(Literal(text)) if _SPECIAL.search(text) else f'"{text}"'


def _told(document: Document) -> list[tuple[str, Mapping[str, Sequence[Spelled | Text]]]]:
    """What the document says, by subject, in order."""
    linked = document.linked
    return [*document.spelled.items(), *((iri, linked[iri].said) for iri in sorted(linked))]


@lru_cache(8)
def turtle(base: str) -> Turtle:
    """Writes the documents of a site in Turtle."""
    return Turtle(prefixes(base), f"{base}id/")


class Turtle:
    """Writes documents with the same prefixes."""

    def __init__(self, prefixes: Mapping[str, str], things: str) -> None:
        """`things` is how IRIs begin that never have a prefix; most do."""
        self._prefixes = dict(prefixes)
        self._namespaces = tuple(self._prefixes.values())
        self._things = things
        self._head = self._written(_NODE).removesuffix(f"{_START}{_NODE} .\n")
        self._short = lru_cache(REMEMBERED)(self._by_oxigraph)
        self._verb = lru_cache(REMEMBERED)(
            lambda predicate: "a" if predicate == TYPE else self._node(predicate)
        )

    def write(self, document: Document) -> str:
        """The description, and then what is known of what it points to."""
        blocks = [self._block(subject, said) for subject, said in _told(document)]
        return "".join((self._head, *blocks)) if any(blocks) else ""

    def _block(self, subject: str, said: Mapping[str, Sequence[Spelled | Text]]) -> str:
        """All that is said of a subject."""
        node, literal, verb = self._node, self._literal, self._verb
        told: list[str] = []
        for predicate, values in said.items():
            if len(values) == 1:
                value = values[0]
                objects = node(value) if isinstance(value, str) else literal(value)
            else:
                objects = " , ".join([node(v) if isinstance(v, str) else literal(v) for v in values])
            told.append(f"{verb(predicate)} {objects}")
        return f"{node(subject)} {_NEXT.join(told)} .\n" if told else ""

    def _node(self, iri: str) -> str:
        if iri.startswith(self._things) or not iri.startswith(self._namespaces):
            return f"<{iri}>"
        return self._short(iri)

    def _literal(self, spelled: list[str] | Text) -> str:
        if len(spelled) == 1:  # most are
            return _quoted(spelled[0])
        text, language, datatype = literal_parts(spelled)
        if language:
            return f"{_quoted(text)}@{language}"
        if datatype in _NUMBERS:
            return self._short(Text(text, "", datatype))
        return f"{_quoted(text)}^^{self._node(datatype)}" if datatype else _quoted(text)

    def _by_oxigraph(self, value: Value) -> str:
        """A value as Oxigraph writes it."""
        return self._written(term(value)).removeprefix(self._head + _START).removesuffix(" .\n")

    def _written(self, object: NamedNode | Literal) -> str:
        statement = Quad(_NODE, _NODE, object)
        return (serialize([statement], format=RdfFormat.TURTLE, prefixes=self._prefixes) or b"").decode()


_NODE = NamedNode("x:x")
_START = f"{_NODE} {_NODE} "
"""How the one statement begins that Oxigraph is given to write a value."""
