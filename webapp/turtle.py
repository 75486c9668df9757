"""A document in Turtle, written from plain values: to the byte what Oxigraph writes, without its terms.

Making terms, statements and text of a description took a third of the time of an answer. Here only what
Oxigraph may spell in a way of its own (names with a prefix, numbers, texts with special characters) goes
through it, and names and numbers are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from lod.rdf.names import OWN, PREFIXES, expand, own
from lod.store.documents import TYPE, Document
from lod.store.terms import Said, Text, Value, term

SHOWN = ("bf", "bflc", "madsrdf", "rdf", "rdfs", "schema", "skos", "xsd")
_SPECIAL = re.compile('[\x00-\x1f"\\\\\x7f]')
_STRING = expand("xsd:string")
_SPELLED = frozenset(map(expand, ("xsd:boolean", "xsd:integer", "xsd:decimal", "xsd:double")))
"""Literals of these types have a short spelling in Turtle."""
REMEMBERED = 20_000


@lru_cache(8)
def prefixes(base: str) -> dict[str, str]:
    """The prefixes of descriptions of a site."""
    return {p: PREFIXES[p] for p in SHOWN} | {OWN: own(base)}


@lru_cache(8)
def writer(base: str) -> Writer:
    """Writes the documents of a site."""
    return Writer(prefixes(base), f"{base}id/")


class Writer:
    """Writes documents with the same prefixes."""

    def __init__(self, prefixes: Mapping[str, str], things: str) -> None:
        """`things` is how IRIs begin that never have a prefix."""
        self._prefixes = dict(prefixes)
        self._things = things
        self._head = self._written(_NODE).removesuffix(f"{_START}{_NODE} .\n")
        self._name = lru_cache(REMEMBERED)(self._by_oxigraph)
        self._spelling = lru_cache(REMEMBERED)(self._by_oxigraph)

    def write(self, document: Document) -> str:
        """The description, and then what is known of what it points to."""
        blocks = [self._block(iri, said) for iri, said in document.about.items()]
        blocks += [self._block(iri, document.linked[iri].said) for iri in sorted(document.linked)]
        return "".join((self._head, *blocks)) if any(blocks) else ""

    def _block(self, subject: str, said: Said) -> str:
        """All that is said of a subject."""
        told = " ;\n\t".join(
            [
                f"{'a' if predicate == TYPE else self._name(predicate)} {self._objects(values)}"
                for predicate, values in said.items()
                if values
            ]
        )
        return f"{self._node(subject)} {told} .\n" if told else ""

    def _objects(self, values: tuple[Value, ...]) -> str:
        if len(values) == 1:
            return self._object(values[0])
        return " , ".join(map(self._object, values))

    def _object(self, value: Value) -> str:
        return self._node(value) if isinstance(value, str) else self._literal(value)

    def _node(self, iri: str) -> str:
        return f"<{iri}>" if iri.startswith(self._things) else self._name(iri)

    def _literal(self, text: Text) -> str:
        value, language, datatype = text
        if datatype in _SPELLED:
            return self._spelling(text)
        quoted = f'"{value}"' if not _SPECIAL.search(value) else str(Literal(value))
        if language:
            return f"{quoted}@{language}"
        return quoted if datatype == _STRING else f"{quoted}^^{self._name(datatype)}"

    def _by_oxigraph(self, value: Value) -> str:
        """A value as Oxigraph writes it."""
        return self._written(term(value)).removeprefix(self._head + _START).removesuffix(" .\n")

    def _written(self, object: NamedNode | Literal) -> str:
        statement = Quad(_NODE, _NODE, object)
        return (serialize([statement], format=RdfFormat.TURTLE, prefixes=self._prefixes) or b"").decode()


_NODE = NamedNode("x:x")
_START = f"{_NODE} {_NODE} "
"""How the one statement begins that Oxigraph is given to write a value."""
