"""The nodes of a small RDF/XML graph as fields: each once where nothing refers to it, else where it is named.

RDF/XML says the same in several ways (RDF/XML §2): a node named by its type or as rdf:Description, inside the
property that refers to it or beside it. Here all are alike, so that a mapping reads one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # only the type; parsing is in xml_files.tree

from lod.record import Field
from lod.sources.chunk import InvalidRecord
from lod.sources.edm.names import CLASSES, class_name, property_name
from lod.sources.xml_files.fields import DEEPEST, cleaned, text_of
from lod.sources.xml_files.tree import local_name

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ABOUT = (f"{_RDF}about", f"{_RDF}ID", f"{_RDF}nodeID")
_RESOURCE = (f"{_RDF}resource", f"{_RDF}nodeID")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OBJECT, _AGGREGATION, _PROXY = "ProvidedCHO", "Aggregation", "Proxy"
_BESIDE = frozenset({_AGGREGATION, _PROXY, "WebResource", "EuropeanaAggregation"})
"""Classes of nodes that are never the object itself."""
_DEEP = 3
"""Nodes in nodes that are put where they are named: the country of a place of birth, and no further."""
_MOST = 50_000
"""Fields that may be put where they are named, in one record: one named a thousand times is enough."""


@dataclass(slots=True, eq=False)
class Node:
    """A node of the graph: what it is, its address, its properties."""

    kind: str
    about: str
    language: str = ""
    properties: list[Field] = field(default_factory=list)

    def first(self, name: str) -> str:
        """Address or text of the first property of this name."""
        found = next((each for each in self.properties if each.tag == name), None)
        return (found.first("@resource") or found.text) if found else ""


def linked(graph: Element, warnings: list[str]) -> list[Node]:
    """Every node of the graph, those inside others too."""
    nodes: list[Node] = []
    for child in graph:
        _node(child, nodes, 1)
    return _merged(nodes)


def _merged(nodes: list[Node]) -> list[Node]:
    """What several elements say of one address as one node."""
    found: dict[tuple[str, str], Node] = {}
    made: list[Node] = []
    for node in nodes:
        other = found.get((node.kind, node.about)) if node.about else None
        if other is None:
            found[node.kind, node.about] = node
            made.append(node)
        else:
            said = set(map(str, other.properties))
            other.properties += [each for each in node.properties if str(each) not in said]
    return made


def _node(element: Element, nodes: list[Node], depth: int) -> Node:
    if depth > DEEPEST:
        raise InvalidRecord(f"elements more than {DEEPEST} deep in each other")
    about = next((cleaned(text) for name in _ABOUT if (text := element.get(name))), "")
    node = Node(class_name(_kind(element)), about, cleaned(element.get(_LANGUAGE, "")))
    nodes.append(node)
    for name, value in element.attrib.items():
        if not name.startswith(_RDF) and name != _LANGUAGE:
            node.properties.append(Field(property_name(local_name(name)), "", [("", cleaned(value))]))
    for child in element:
        if child.tag == f"{_RDF}type":
            if _type(child) != node.kind:
                node.properties.append(Field("type", "", [("@class", cleaned(child.get(_RESOURCE[0], "")))]))
        else:
            node.properties.append(_property(child, nodes, depth))
    return node


def _property(element: Element, nodes: list[Node], depth: int) -> Field:
    """A property: its text, or the address that it refers to; a node inside it becomes one beside it."""
    inner = [_node(child, nodes, depth + 1) for child in element if _is_node(child)]
    for number, node in enumerate(inner):
        node.about = node.about or f"_:{len(nodes)}-{number}"
    own = next((cleaned(text) for name in _RESOURCE if (text := element.get(name))), "")
    values = [("@resource", each.about) for each in inner] or ([("@resource", own)] if own else [])
    if not inner and (text := text_of(element) or cleaned(" ".join(element.itertext()))):
        values.insert(0, ("", text))
    values += [
        (f"@{local_name(name)}", cleaned(value))
        for name, value in element.attrib.items()
        if name not in _RESOURCE and local_name(name) != "parseType"
    ]
    return Field(property_name(local_name(element.tag)), "", values)


def _is_node(element: Element) -> bool:
    """Whether an element inside a property is a node, and not markup in its text."""
    name = local_name(element.tag)
    return name[:1].isupper() or class_name(name) in CLASSES or any(element.get(name) for name in _ABOUT)


def _kind(element: Element) -> str:
    """The class of a node, by its local name."""
    if element.tag != f"{_RDF}Description":
        return local_name(element.tag)
    types = [_type(child) for child in element if child.tag == f"{_RDF}type"]
    return next(
        (kind for kind in (_OBJECT, _AGGREGATION, _PROXY) if kind in types), (types or ["Description"])[0]
    )


def _type(element: Element) -> str:
    return class_name(cleaned(element.get(_RESOURCE[0], "")).rpartition("#")[2].rpartition("/")[2])


# ---------------------------------------------------------------- from nodes to the fields of a record


def of_object(nodes: list[Node]) -> tuple[list[Field], str]:
    """The fields of the object of a graph, and its address; InvalidRecord when it has no object.

    What a provider says of it in a proxy is said of the object itself. What nothing refers to comes last.
    """
    main = _main(nodes)
    proxies = [n for n in nodes if n.kind == _PROXY and n.first("proxyFor") in ("", main.about)]
    for proxy in proxies:
        if proxy.first("europeanaProxy") != "true":
            main.properties += proxy.properties
            nodes = [node for node in nodes if node is not proxy]
    weave = _Weave(nodes)
    tops = [main, *(node for node in nodes if node.kind == _AGGREGATION)]
    found = [weave.field(node, {main.about}) for node in tops]
    weave.told.update(map(id, tops))
    for node in nodes:
        if id(node) not in weave.told:
            node.kind = {_OBJECT: "OtherCHO", _PROXY: "EuropeanaProxy"}.get(node.kind, node.kind)
            found.append(weave.field(node, {main.about}))
    return found, "" if main.about.startswith("_:") else main.about


def _main(nodes: list[Node]) -> Node:
    """The object that the first aggregation is of, whatever its class; the first when it does not say."""
    objects = [node for node in nodes if node.kind == _OBJECT]
    meant = [node.first("aggregatedCHO") for node in nodes if node.kind == _AGGREGATION]
    found = next((node for node in objects if node.about in meant), None) or next(iter(objects), None)
    if found is not None:
        return found
    proxied = next((node.first("proxyFor") for node in nodes if node.kind == _PROXY), "")
    about = next(filter(None, [*meant, proxied]), "")
    alien = next((n for n in nodes if about and n.about == about and n.kind not in _BESIDE), None)
    if alien is not None:
        alien.kind = _OBJECT
        return alien
    if not about:
        raise InvalidRecord("no object (edm:ProvidedCHO) in it")
    return Node(_OBJECT, about)


class _Weave:
    """Puts nodes where they are named."""

    def __init__(self, nodes: list[Node]) -> None:
        self._by_address = {node.about: node for node in nodes if node.about and node.kind != _AGGREGATION}
        self._room = _MOST
        self.told: set[int] = set()
        """The `id()` of each node that has been put somewhere."""

    def field(self, node: Node, above: set[str]) -> Field:
        """A node with all that it names, but what it is in itself."""
        own = [("@about", node.about)] if node.about and not node.about.startswith("_:") else []
        own += [("@lang", node.language)] if node.language else []
        # RDF knows no order: records that say the same of a maker shall give the same
        said = node.properties if node.kind == _OBJECT else sorted(node.properties, key=str)
        return Field(node.kind, "", own, [self._woven(each, above | {node.about}) for each in said])

    def _woven(self, property: Field, above: set[str]) -> Field:
        inner = []
        for address in property.all("@resource"):
            node = self._by_address.get(address)
            if node is None or address in above or len(above) > _DEEP or self._room < len(node.properties):
                continue
            self._room -= len(node.properties) + 1
            self.told.add(id(node))
            inner.append(self.field(node, above))
        values = [
            pair for pair in property.subfields if pair[0] != "@resource" or not pair[1].startswith("_:")
        ]
        return Field(property.tag, "", values, inner or None)
