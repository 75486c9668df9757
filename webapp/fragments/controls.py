"""What a page of a fragment says of itself: how much there is, its neighbours, and how to ask for others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, Quad

from lod.rdf.namespaces import expand

_ROLES = ("subject", "predicate", "object")


def controls(
    base: str, asked: Mapping[str, str], number: int, total: int, size: int, *, more: bool
) -> Iterator[Quad]:
    """Statements in a graph of their own, so that they are no part of the data."""
    address = f"{base}tpf"
    fragment = _address(address, asked)
    page = _address(address, asked, number)
    graph = NamedNode(f"{page}#metadata")

    def say(subject: str, name: str, value: NamedNode | Literal) -> Quad:
        return Quad(NamedNode(subject), NamedNode(expand(name)), value, graph)

    def node(iri: str) -> NamedNode:
        return NamedNode(iri)

    dataset, search = f"{address}#dataset", f"{address}#search"
    yield say(graph.value, "foaf:primaryTopic", node(page))
    yield say(dataset, "rdf:type", node(expand("void:Dataset")))
    yield say(dataset, "rdf:type", node(expand("hydra:Collection")))
    yield say(dataset, "void:subset", node(page))
    yield say(dataset, "hydra:search", node(search))
    yield say(search, "rdf:type", node(expand("hydra:IriTemplate")))
    yield say(search, "hydra:template", Literal(f"{address}{{?subject,predicate,object}}"))
    yield say(search, "hydra:variableRepresentation", node(expand("hydra:ExplicitRepresentation")))
    for role in _ROLES:
        yield say(search, "hydra:mapping", node(f"{address}#{role}"))
        yield say(f"{address}#{role}", "hydra:variable", Literal(role))
        yield say(f"{address}#{role}", "hydra:property", node(expand(f"rdf:{role}")))
    if fragment != page:
        yield say(fragment, "void:subset", node(page))
    yield say(page, "rdf:type", node(expand("hydra:PartialCollectionView")))
    yield say(page, "void:triples", Literal(total))
    yield say(page, "hydra:totalItems", Literal(total))
    yield say(page, "hydra:itemsPerPage", Literal(size))
    yield say(page, "hydra:first", node(_address(address, asked, 1)))
    if number > 1:
        yield say(page, "hydra:previous", node(_address(address, asked, number - 1)))
    if more:
        yield say(page, "hydra:next", node(_address(address, asked, number + 1)))


def _address(address: str, asked: Mapping[str, str], number: int = 0) -> str:
    query = urlencode({**asked, **({"page": number} if number > 1 else {})})
    return f"{address}?{query}" if query else address
