"""JSON-LD of a document, in two shapes: a flat graph, and a tree with fixed keys for people who write
scripts.

The tree ("framed", `.json`) keeps these promises: the thing is the root; what it has as a part, and the names
of what it points to, stand in it where they are used; every property is a list; a text with a language is
`{"@value": …, "@language": …}`, one of a datatype `{"@value": …, "@type": …}`; Schema.org's names stand bare
and others with their prefix (`bf:shelfMark`). Both shapes say exactly what the Turtle says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import orjson

from lod.rdf.namespaces import OWN, PREFIXES, compact, expand, own
from lod.store.documents import TYPE, Document, Linked, Text, Value

Json = dict[str, "Json"] | list["Json"] | str | int | bool

_STRING = expand("xsd:string")
_INTEGER = expand("xsd:integer")
_BOOLEAN = expand("xsd:boolean")
_SCHEMA = PREFIXES["schema"]
_BARE = re.compile(r"\w[^:]*\Z")
"""What can stand as a name of its own: no IRI, and no keyword."""
_SAFE = 2**53
"""Whole numbers that every JSON reader takes exactly are smaller."""


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """What the parts of a node are called in one shape; there is one of each."""

    id: str
    type: str
    value: str
    language: str
    bare: bool
    """Whether Schema.org's names stand without a prefix."""


FLAT = Keys("@id", "@type", "@value", "@language", bare=False)
FRAMED = Keys("id", "type", "@value", "@language", bare=True)


def context(base: str, keys: Keys, used: set[str] | None = None) -> dict[str, Json]:
    """The @context of a shape, with all prefixes or only with those that are used."""
    prefixes = {**PREFIXES, OWN: own(base)}
    start: dict[str, Json] = {}
    if keys.bare:
        start = {"@vocab": _SCHEMA, FRAMED.id: "@id", FRAMED.type: "@type"}
    chosen = sorted(prefixes if used is None else used & prefixes.keys())
    return start | {p: prefixes[p] for p in chosen if not (keys.bare and p == "schema")}


def flat(document: Document, base: str) -> bytes:
    """The document as a list of nodes, each once."""
    write = _Writer(base, FLAT)
    nodes: list[Json] = [write.node(iri, document.about[iri], _reference) for iri in document.about]
    nodes += [
        write.linked(document.linked[iri]) for iri in sorted(document.linked) if document.linked[iri].said
    ]
    return _encode({"@context": context(base, FLAT, write.used), "@graph": nodes})


def framed(document: Document, base: str) -> bytes:
    """The document as a tree that begins at the thing."""
    write = _Writer(base, FRAMED)
    shown = {document.iri}
    tree = _Tree(write, document, shown)
    root = write.node(document.iri, document.about.get(document.iri, {}), tree.embed)
    lost = [iri for iri in document.about if iri not in shown]
    if lost:
        root["@included"] = [write.node(iri, document.about[iri], tree.embed) for iri in lost]
    head: dict[str, Json] = {"@context": context(base, FRAMED, write.used)}
    return _encode(head | root)


def _encode(tree: dict[str, Json]) -> bytes:
    try:
        return orjson.dumps(tree, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:  # half a character, which no store has, but a text that never saw one may
        return (json.dumps(tree, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")


def _reference(write: _Writer, iri: str) -> dict[str, Json]:
    return {write.keys.id: iri}


class _Tree:
    """Puts parts and names where they are pointed to, and stops where it would go in a circle."""

    def __init__(self, write: _Writer, document: Document, shown: set[str]) -> None:
        self.write = write
        self.document = document
        self.shown = shown
        self.above: list[str] = [document.iri]

    def embed(self, write: _Writer, iri: str) -> dict[str, Json]:
        """The node for an IRI, with what the document says of it."""
        if iri in self.above:
            return _reference(write, iri)
        if statements := self.document.about.get(iri):
            self.above.append(iri)
            self.shown.add(iri)
            node = write.node(iri, statements, self.embed)
            self.above.pop()
            return node
        linked = self.document.linked.get(iri)
        return write.linked(linked) if linked else _reference(write, iri)


Refer = Callable[["_Writer", str], dict[str, Json]]


class _Writer:
    """Writes nodes and values in one shape, and notes which prefixes it used."""

    def __init__(self, base: str, keys: Keys) -> None:
        self.base = base
        self.keys = keys
        self.used: set[str] = set()

    def node(self, iri: str, statements: Mapping[str, tuple[Value, ...]], refer: Refer) -> dict[str, Json]:
        """A node with its types first."""
        found: dict[str, Json] = {self.keys.id: iri}
        for predicate, values in statements.items():
            if predicate == TYPE and not any(isinstance(v, Text) for v in values):
                found[self.keys.type] = [self.name(v) for v in values if isinstance(v, str)]
            else:
                found[self.name(predicate)] = [
                    refer(self, v) if isinstance(v, str) else self.literal(v) for v in values
                ]
        return found

    def linked(self, linked: Linked) -> dict[str, Json]:
        """A node for something the document points to."""
        types: dict[str, tuple[Value, ...]] = {TYPE: linked.types} if TYPE in linked.said else {}
        return self.node(linked.iri, {**linked.said, **types}, _reference)

    def literal(self, text: Text) -> Json:
        """A literal: a plain JSON value where that says the same, else a value with language or type."""
        value, datatype = text.value, text.datatype
        if text.language:
            return {self.keys.value: value, self.keys.language: text.language}
        if datatype == _STRING:
            return value
        if datatype == _BOOLEAN and value in ("true", "false"):
            return value == "true"
        if datatype == _INTEGER and (number := _whole(value)) is not None:
            return number
        # not by the short name: of a node that is a list, and a key is to have one shape
        return {self.keys.value: value, "@type": self.name(datatype)}

    def name(self, iri: str) -> str:
        """An IRI as a name of this shape."""
        name, prefix = _named(iri, self.base, self.keys)
        if prefix:
            self.used.add(prefix)
        return name


@lru_cache(8_192)
def _named(iri: str, base: str, keys: Keys) -> tuple[str, str]:
    """An IRI as a name of a shape, and the prefix that it has."""
    short = _short(iri, base)
    prefix, colon, local = short.partition(":")
    if not colon or short == iri or local.startswith("//"):  # which would make the prefix a scheme
        return iri, ""
    if keys.bare and prefix == "schema":
        return (local if _BARE.match(local) and local not in (keys.id, keys.type) else iri), ""
    return short, prefix


def _whole(value: str) -> int | None:
    """The number that a spelling stands for, if every JSON reader gives back that spelling."""
    try:
        number = int(value)
    except ValueError:
        return None
    return number if str(number) == value and abs(number) < _SAFE else None


def _short(iri: str, base: str) -> str:
    """A name with a prefix, also for our own terms."""
    namespace = own(base)
    local = iri.removeprefix(namespace)
    if local != iri and local and "/" not in local and "#" not in local:
        return f"{OWN}:{local}"
    return compact(iri)
