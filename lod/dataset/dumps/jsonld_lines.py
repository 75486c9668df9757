"""Things as lines of JSON-LD: one tree a line, in the frame of the JSON that a page has beside it.

A line says all that N-Triples say of a thing and its parts; what it points to is named on a line of
its own. Statements come as bytes and stay that: what N-Triples writes between quotes, JSON mostly
writes the same way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import RdfFormat, parse

from lod.dataset.dumps.void_statistics import TYPE, About
from lod.rdf import ntriples
from lod.rdf.namespaces import OWN, PREFIXES, compact, own
from lod.rdf.ntriples import LINE_ENDS, has_other_escapes

_STRING, _INTEGER, _BOOLEAN = (ntriples.iri(name) for name in ("xsd:string", "xsd:integer", "xsd:boolean"))
_WHOLE = re.compile(rb'"(0|-?[1-9][0-9]{0,14})"\Z')
"""Whole numbers that every JSON reader takes exactly, as they are spelled."""


class JsonLdWriter:
    """Writes the lines of one site; `odd` when some text is spelled in a way that JSON does not know."""

    def __init__(self, base: str, odd: bool = True) -> None:
        self._base = base
        self._odd = odd
        self._names: dict[bytes, bytes] = {}
        self._keys: dict[bytes, bytes] = {}
        self._types: dict[bytes, bytes] = {}
        self.head = head(base)

    def line(self, iri: bytes, about: About) -> bytes:
        """The line of a thing, without its end."""
        shown: set[bytes] = {iri}
        root = self._node(iri, about.get(iri, {}), about, shown, (iri,))
        lost = [part for part in about if part not in shown]
        if lost:
            nodes = [self._node(part, about[part], about, shown, (iri, part)) for part in lost]
            root = b'%b,"@included":[%b]}' % (root[:-1], b",".join(nodes))
        return self.head + root[1:]

    def _node(
        self,
        iri: bytes,
        statements: Mapping[bytes, list[bytes]],
        about: About,
        shown: set[bytes],
        above: tuple[bytes, ...],
    ) -> bytes:
        odd, pieces = self._odd, [b'{"id":"' + iri[1:-1] + b'"']
        for predicate, objects in statements.items():
            if predicate == TYPE:
                pieces.append(self._typed(objects))
                continue
            before = self._keys.get(predicate) or self._key(predicate)
            for one in objects:
                if one[0] != 60:  # "<"
                    value = one if one[-1] == 34 and not odd else self._literal(one)
                elif one in about and one not in above:
                    shown.add(one)
                    value = self._node(one, about[one], about, shown, (*above, one))
                else:
                    value = b'{"id":"' + one[1:-1] + b'"}'
                pieces += before, value
                before = b","
            pieces.append(b"]")
        pieces.append(b"}")
        return b"".join(pieces)

    def _key(self, predicate: bytes) -> bytes:
        found = self._keys[predicate] = b",%b:[" % self._name(predicate)
        return found

    def _typed(self, classes: list[bytes]) -> bytes:
        sort = b" ".join(classes)
        found = self._types.get(sort)
        if found is None:
            names = b",".join([self._name(one) for one in classes])
            found = self._types[sort] = b',"type":[%b]' % names
        return found

    def _name(self, node: bytes) -> bytes:
        found = self._names.get(node)
        if found is None:
            found = self._names[node] = json.dumps(
                short(node[1:-1].decode(), self._base), ensure_ascii=False
            ).encode()
        return found

    def _literal(self, term: bytes) -> bytes:
        at = term.rindex(b'"') + 1
        text, tail = term[:at], term[at:]
        if self._odd and has_other_escapes(text):
            text = _respelled(text)
        if not tail:
            return text
        if tail[0] == 64:  # "@"
            return b'{"@value":%b,"@language":"%b"}' % (text, tail[1:])
        datatype = tail[2:]
        if datatype == _BOOLEAN and text in (b'"true"', b'"false"'):
            return text[1:-1]
        if datatype == _INTEGER and _WHOLE.match(text):
            return text[1:-1]
        return text if datatype == _STRING else b'{"@value":%b,"@type":%b}' % (text, self._name(datatype))


def _respelled(text: bytes) -> bytes:
    (quad,) = parse(b"<a:b> <a:b> %b ." % text, RdfFormat.N_TRIPLES)
    written = json.dumps(quad.object.value, ensure_ascii=False)
    for sign in LINE_ENDS:
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written.encode()


def head(base: str) -> bytes:
    """How every line of a site begins: its @context, which holds all that a line needs."""
    context = {"@vocab": PREFIXES["schema"], "id": "@id", "type": "@type"}
    context |= {prefix: PREFIXES[prefix] for prefix in sorted(PREFIXES) if prefix != "schema"}
    text = json.dumps({"@context": context | {OWN: own(base)}}, separators=(",", ":"))
    return text.encode()[:-1] + b","


def short(iri: str, base: str) -> str:
    """A name as it stands in a tree: Schema.org's bare, others with their prefix.

    >>> short("https://schema.org/name", "https://a.example/"), short("https://a.example/vocab/x", "https://a.example/")
    ('name', 'lod:x')
    """
    local = iri.removeprefix(own(base))
    if local != iri and local and "/" not in local and "#" not in local:
        return f"{OWN}:{local}"
    name = compact(iri)
    if name.startswith("schema:"):
        return iri if name in ("schema:id", "schema:type") else name.removeprefix("schema:")
    return name


def in_order(found: Iterable[bytes], base: str) -> list[bytes]:
    """Lines in the order of what they are about."""
    start = len(head(base))
    return sorted(found, key=lambda line: line[start:])


def without(lines: Iterable[bytes], gone: set[bytes], base: str) -> Iterator[bytes]:
    """Lines about anything but these things."""
    start = len(head(base)) + len(b'"id":"')
    return (line for line in lines if b"<%b>" % line[start : line.index(b'"', start)] not in gone)
