"""RDF in any syntax: a resource with all that is said of it is a record, a tree by its properties.

A property is called by its prefix (``skos:prefLabel``). A text is the text of its element, with ``@lang`` and
``@datatype``; a link is ``@id``, or ``@here`` when its target is described in the same source (its classes
are in ``@type`` then); a blank node is an element with elements in it. ``rdf:type`` has the class as its text
(``skos:Concept``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat
from pyoxigraph import parse as read

from lod.rdf import namespaces
from lod.record import Field, Outcome, Record, Unreadable
from lod.sources.chunk import InvalidRecord
from lod.sources.clean import composed
from lod.sources.rdf_files.split import HERE, MENDED, split
from lod.sources.rdf_files.syntax import recognise
from lod.sources.xml_files.fields import DEEPEST, whole

__all__ = ["parse", "recognise", "split"]

_TYPE = namespaces.expand("rdf:type")
_PLAIN = {namespaces.expand("xsd:string"), namespaces.expand("rdf:langString")}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")
_IRI = re.compile(r"<([^<>\s]*)>")


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in statements about one resource, the first of which is about the resource itself.

    >>> parse(b'<urn:a> <http://www.w3.org/2004/02/skos/core#prefLabel> "Kaas"@nl .').fields
    [@id urn:a, skos:prefLabel Kaas$@langnl]
    """
    try:
        found = read(raw, format=RdfFormat.TURTLE)
        quads = list(found)
        if not quads:
            raise InvalidRecord("no statements in it")
        said: dict[NamedNode | BlankNode, list[Quad]] = {}
        for quad in quads:
            said.setdefault(quad.subject, []).append(quad)
        root = quads[0].subject
        tree = _Tree(said, {space: name for name, space in found.prefixes.items()}, _here(raw))
        inner = tree.fields(root, 1)
    except (SyntaxError, ValueError, InvalidRecord) as fault:
        return Unreadable(source, position, offset, f"not read as RDF: {fault}"[:500], raw)
    ident = root.value if isinstance(root, NamedNode) else ""
    own = [Field("@id", "", [("", ident)])] if ident else []
    return Record("rdf", ident or str(root), "", own + inner, source, position, raw, _mended(raw))


def _mended(raw: bytes) -> list[str]:
    """What had to be mended when the source was taken apart."""
    start = MENDED.encode()
    found = [line.removeprefix(start) for line in raw.split(b"\n") if line.startswith(start)]
    return [whole(line.decode("utf-8", "replace")) for line in found]


def _here(raw: bytes) -> dict[str, list[str]]:
    """IRIs of the resources that are described in the same source, with their classes."""
    found = {}
    for line in raw.split(b"\n"):
        if line.startswith(HERE.encode()):
            named = _IRI.findall(line.decode("utf-8", "replace"))
            found.update({iri: named[1:] for iri in named[:1]})
    return found


class _Tree:
    """What is said of a resource, as fields."""

    def __init__(
        self,
        said: Mapping[NamedNode | BlankNode, list[Quad]],
        prefixes: Mapping[str, str],
        here: Mapping[str, list[str]],
    ) -> None:
        self._said = said
        self._prefixes = prefixes
        self._here = here

    def fields(self, subject: NamedNode | BlankNode, depth: int) -> list[Field]:
        """A field for each statement about a resource."""
        if depth > DEEPEST:
            raise InvalidRecord(f"blank nodes more than {DEEPEST} deep in each other")
        return [
            made
            for quad in self._said.get(subject, ())
            if (made := self._field(self.name(quad.predicate.value), quad, depth))
        ]

    def _field(self, tag: str, quad: Quad, depth: int) -> Field | None:
        target = quad.object
        if isinstance(target, Literal):
            return _text(tag, target)
        if isinstance(target, BlankNode):
            return Field(tag, "", [], self.fields(target, depth + 1))
        if not isinstance(target, NamedNode):
            return None
        if quad.predicate.value == _TYPE:
            return Field(tag, "", [("", self.name(target.value))])
        classes = self._here.get(target.value)
        if classes is None:
            return Field(tag, "", [("@id", target.value)])
        kinds = [("@type", " ".join(map(self.name, classes)))] if classes else []
        return Field(tag, "", [("@here", target.value), *kinds])

    def name(self, iri: str) -> str:
        """A name with a prefix: of our own list, else of the source, else made from the namespace.

        >>> tree = _Tree({}, {"http://example.org/terms/": "ex"}, {})
        >>> tree.name("http://example.org/terms/maker"), tree.name("http://example.org/vocab#maker")
        ('ex:maker', 'vocab:maker')
        """
        short = namespaces.compact(iri)
        if short != iri:
            return composed(short)
        cut = max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1
        space, local = iri[:cut], iri[cut:]
        prefix = KNOWN.get(space) or self._prefixes.get(space)
        if not prefix:
            words = [word for word in _NOT_IN_NAMES.split(space) if word and not word.isdigit()]
            prefix = words[-1].lower() if words else "ns"
        return composed(f"{prefix}:{local}")


KNOWN = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/2008/05/skos-xl#": "skosxl",
    "http://purl.org/iso25964/skos-thes#": "isothes",
    "http://creativecommons.org/ns#": "cc",
    "http://schema.org/": "schema",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://d-nb.info/standards/elementset/gnd#": "gndo",
    "https://d-nb.info/standards/elementset/gnd#": "gndo",
}
"""Namespaces that sources use and we do not, by the names everybody gives them."""


def _text(tag: str, literal: Literal) -> Field | None:
    text = whole(literal.value)
    if not text:
        return None
    values = [("", text)]
    if literal.language:
        values.append(("@lang", literal.language))
    elif literal.datatype.value not in _PLAIN:
        values.append(("@datatype", namespaces.compact(literal.datatype.value)))
    return Field(tag, "", values)
