"""A document as bytes in one of the formats for machines; all say the same statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyoxigraph import NamedNode, Quad, serialize

from lod.rdf import rdfxml
from lod.rdf.formats import RDF, Format
from lod.rdf.namespaces import PREFIXES, expand
from lod.store.documents import Document
from webapp.documents import jsonld, serializer
from webapp.http.negotiation import NothingFits

TYPE = NamedNode(expand("rdf:type"))
_WRITTEN: dict[str, Callable[[Document, str], str]] = {
    "ttl": lambda document, base: serializer.turtle(base).write(document),
    "nt": lambda document, base: serializer.ntriples(document),
    "nq": lambda document, base: serializer.ntriples(document),  # all is said in the default graph
}
"""Forms that are written from plain values, where a document is made of such."""


def write(document: Document, form: Format, base: str) -> bytes:
    """The document in a format; raises NothingFits where the format cannot say it."""
    if form.suffix == "json":
        return jsonld.framed(document, base)
    if form.suffix == "jsonld":
        return jsonld.flat(document, base)
    if document.given is None and form.suffix in _WRITTEN:
        return _WRITTEN[form.suffix](document, base).encode("utf-8", "replace")
    statements = document.statements()
    body = serialize(statements, format=form.oxigraph, prefixes=_prefixes(statements, base)) or b""
    return _as_xml(body, form) if form.suffix == "rdf" else body


def _prefixes(statements: Sequence[Quad], base: str) -> dict[str, str]:
    """Those of descriptions, and of the others those by which a property or a class is written shorter."""
    words = {one.predicate.value for one in statements}
    words |= {
        one.object.value for one in statements if one.predicate == TYPE and isinstance(one.object, NamedNode)
    }
    used = {p: ns for p, ns in PREFIXES.items() if any(word.startswith(ns) for word in words)}
    return serializer.prefixes(base) | used


def _as_xml(body: bytes, form: Format) -> bytes:
    try:
        return rdfxml.well_formed(body)
    except rdfxml.NotXml as error:
        raise NothingFits([f for f in RDF if f is not form]) from error
