"""Whether statements use BIBFRAME as its ontology says: the term is in it, and its domain and range fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from lod.rdf import namespaces
from lod.rdf.namespaces import PREFIXES, compact, expand

_TYPE, _RESOURCE, _LITERAL = expand("rdf:type"), expand("rdfs:Resource"), expand("rdfs:Literal")


def misuses(statements: Iterable[Triple]) -> Iterator[str]:
    """What is wrong, one line a statement; things of which these statements say no class pass for any.

    >>> from pyoxigraph import RdfFormat, parse
    >>> text = f'<urn:a> a <{expand("bf:Work")}> ; <{expand("bf:dimensions")}> "30 cm" .'
    >>> list(misuses(quad.triple for quad in parse(text, RdfFormat.TURTLE)))
    ['bf:dimensions is not for bf:Work']
    """
    rows = [(getattr(t.subject, "value", ""), t.predicate.value, t.object) for t in statements]
    classes: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, object in rows:
        if predicate == _TYPE and isinstance(object, NamedNode):
            classes[subject].add(object.value)
            if _is_bf(object.value) and not _usable(object.value, namespaces.is_class(object.value)):
                yield f"{compact(object.value)} is no class"
    for subject, predicate, object in rows:
        if _is_bf(predicate):
            yield from _wrong(classes, subject, predicate, object)


def _is_bf(iri: str) -> bool:
    return iri.startswith((PREFIXES["bf"], PREFIXES["bflc"]))


def _usable(iri: str, is_kind: bool) -> bool:
    return is_kind and not namespaces.term(iri).deprecated


def _wrong(classes: dict[str, set[str]], subject: str, predicate: str, object: object) -> Iterator[str]:
    short = compact(predicate)
    if not _usable(predicate, namespaces.is_property(predicate)):
        yield f"{short} is no property"
        return
    term = namespaces.term(predicate)
    own = _all_of(classes[subject])
    if term.domains and _RESOURCE not in term.domains and own.isdisjoint(term.domains):
        yield f"{short} is not for {', '.join(sorted(map(compact, classes[subject])))}"
    wants_text = _LITERAL in term.ranges
    if isinstance(object, Literal):
        if term.ranges and not wants_text:
            yield f"{short} takes no text"
    elif isinstance(object, NamedNode):
        if wants_text and len(term.ranges) == 1:
            yield f"{short} takes a text"
        found = _all_of(classes[object.value])
        if not found and "#" in object.value and object.value.startswith(subject.partition("#")[0]):
            yield f"{short} leads to a part without a class"
        wanted = term.ranges - {_RESOURCE, _LITERAL}
        if found and wanted and _RESOURCE not in term.ranges and found.isdisjoint(wanted):
            yield f"{short} does not take {', '.join(sorted(map(compact, classes[object.value])))}"


def _all_of(classes: Iterable[str]) -> set[str]:
    return {above for each in classes for above in (each, *_above(each))}


def _above(iri: str) -> frozenset[str]:
    return namespaces.superclasses(iri) if namespaces.known(iri) else frozenset()
