"""A notification that somebody sends: ActivityStreams in RDF, read without fetching anything.

Linked Data Notifications (W3C Recommendation, 2017) say how it is sent, ActivityStreams 2.0 what it says: an
activity with an object and a target, one of which is ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from lod.inbox.box import LinkClaim, Relation
from lod.inbox.link_verification import source_of
from lod.rdf.iris import Thing
from lod.rdf.namespaces import PREFIXES, expand

SYNTAXES: Mapping[str, RdfFormat] = {
    "application/ld+json": RdfFormat.JSON_LD,
    "application/activity+json": RdfFormat.JSON_LD,
    "application/json": RdfFormat.JSON_LD,
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
"""Media types that are taken."""
LARGEST = 64 << 10
"""A notification has so many bytes at most."""
DEEPEST = 20
STATEMENTS = 1_000
OBJECTS = 1_000
TERMS = 200
"""A notification in JSON-LD has so many objects, and its contexts so many terms, at most.

What is read takes as long as there are terms for each object: 40 kB of both took a process five seconds.
"""
LONGEST_TITLE = 300
AS = PREFIXES["as"]
_RELATED = ("object", "target", "context", "inReplyTo", "subject", "actor", "origin")
_ACTIVITYSTREAMS: Mapping[str, object] = {
    "@vocab": AS,
    "id": "@id",
    "type": "@type",
    "nameMap": {"@id": f"{AS}name", "@container": "@language"},
    "summaryMap": {"@id": f"{AS}summary", "@container": "@language"},
    **{name: {"@id": AS + name, "@type": "@id"} for name in (*_RELATED, "url", "instrument")},
}
_SCHEMA: Mapping[str, object] = {
    "@vocab": PREFIXES["schema"],
    "id": "@id",
    "type": "@type",
    **{name: {"@type": "@id"} for name in ("about", "mentions", "sameAs", "url", "isBasedOn")},
}
CONTEXTS: Mapping[str, Mapping[str, object]] = {
    "https://www.w3.org/ns/activitystreams": _ACTIVITYSTREAMS,
    "https://schema.org": _SCHEMA,
    "https://purl.org/coar/notify": {},
    "https://coar-notify.net": {},
    "https://www.w3.org/ns/ldp": {"ldp": PREFIXES["ldp"]},
}
"""Contexts on the network that are known here, by their addresses; of those of others only the words count
that ActivityStreams has too."""
TELLING = ("Announce", "Add", "Create", "Update", "Offer", "Relationship")
TAKING_BACK = ("Undo", "Remove", "Delete")
_ABOUT = tuple(map(expand, ("schema:about", "schema:mainEntity", "dcterms:subject", "schema:sameAs")))
_TITLES = (f"{AS}name", expand("schema:name"), expand("dcterms:title"), f"{AS}summary")

Node = NamedNode | BlankNode
Ours = Callable[[str], Thing | None]
"""The thing of ours that an address names."""


class RejectedNotification(Exception):
    """A notification that is not taken; the text says why."""


@dataclass(frozen=True, slots=True)
class Notification:
    """What a notification tells, or takes back."""

    told: LinkClaim | None
    """None when it names what it takes back by an address only."""
    taken_back: str = ""
    """The notification that it takes back, as it names it; "" when it tells something."""
    undo: bool = False


def read_json(found: object, ours: Ours) -> Notification:
    """The notification in JSON that was parsed; RejectedNotification when it is none that we take."""
    _check_size(found)
    local = json.dumps(_local(found, 0), ensure_ascii=False).encode("utf-8", "replace")
    return read(local, RdfFormat.JSON_LD, ours)


def read(content: bytes, syntax: RdfFormat, ours: Ours) -> Notification:
    """The notification in RDF; RejectedNotification when it is none that we take."""
    graph: dict[Node, dict[str, list[Node | Literal]]] = {}
    try:
        for number, quad in enumerate(parse(content, format=syntax, base_iri="urn:x-notification:")):
            if number >= STATEMENTS:
                raise RejectedNotification(f"more than {STATEMENTS:,} statements")
            node, object = quad.subject, quad.object
            if isinstance(node, Node) and isinstance(object, NamedNode | BlankNode | Literal):
                graph.setdefault(node, {}).setdefault(quad.predicate.value, []).append(object)
    except (SyntaxError, ValueError) as fault:
        raise RejectedNotification(f"this is no RDF: {str(fault)[:300]}") from fault
    return _Reading(graph, ours).notification()


def _check_size(found: object) -> None:
    """RejectedNotification when there is more in it than a notification has."""
    objects = terms = 0
    waiting = [(found, False)]
    while waiting:
        value, in_context = waiting.pop()
        if isinstance(value, dict):
            objects += 1
            terms += len(value) if in_context else 0
            waiting += [(one, in_context or key == "@context") for key, one in value.items()]
        elif isinstance(value, list):
            waiting += [(one, in_context) for one in value]
    if objects > OBJECTS:
        raise RejectedNotification(f"more than {OBJECTS:,} objects")
    if terms > TERMS:
        raise RejectedNotification(f"more than {TERMS} terms in contexts")


def _local(value: object, depth: int) -> object:
    """JSON in which contexts on the network are replaced by those that are known here."""
    if depth > DEEPEST:
        raise RejectedNotification(f"more than {DEEPEST} levels deep")
    if isinstance(value, list):
        return [_local(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {
            key: _context(one, depth + 1) if key == "@context" else _local(one, depth + 1)
            for key, one in value.items()
        }
    return value


def _context(value: object, depth: int) -> object:
    if isinstance(value, list):
        return [_context(one, depth + 1) for one in value]
    if isinstance(value, str):
        plain = value.replace("http://", "https://", 1).rstrip("/#")
        if plain not in CONTEXTS:
            raise RejectedNotification(
                f"no context is fetched: {value[:200]!r} is not one of {', '.join(CONTEXTS)}"
            )
        return CONTEXTS[plain]
    return _local(value, depth)


class _Reading:
    """Finds the activity in a small graph, and what is ours and theirs in it."""

    def __init__(self, graph: Mapping[Node, Mapping[str, list[Node | Literal]]], ours: Ours) -> None:
        self._graph = graph
        self._ours = ours

    def notification(self) -> Notification:
        activity, name = self._activity()
        if name in TELLING:
            return Notification(self._told(activity))
        objects = self._nodes(activity, "object")
        inner = next((node for node in objects if self._types(node) & {*TELLING}), None)
        named = next((node.value for node in objects if isinstance(node, NamedNode)), "")
        if inner is not None or self._nodes(activity, "target"):
            return Notification(self._told(activity if inner is None else inner), named, True)
        if not named:
            raise RejectedNotification(f"the {name} has no as:object that says what is taken back")
        return Notification(None, named, True)

    def _activity(self) -> tuple[Node, str]:
        """The activity that nothing else in the graph is about: an Undo stands before what it undoes."""
        for names in (TAKING_BACK, TELLING):
            for node in self._graph:
                for name in names:
                    if name in self._types(node):
                        return node, name
        raise RejectedNotification(
            f"found no activity of ActivityStreams; expected {', '.join((*TELLING, *TAKING_BACK))}"
        )

    def _types(self, node: Node) -> set[str]:
        found = self._graph.get(node, {}).get(expand("rdf:type"), ())
        return {
            t.value.removeprefix(AS) for t in found if isinstance(t, NamedNode) and t.value.startswith(AS)
        }

    def _told(self, activity: Node) -> LinkClaim:
        """The link that an activity tells; RejectedNotification when nothing or everything in it is ours."""
        near = [activity, *self._nodes(activity, "object")]
        relations = ("object", "target", "context", "inReplyTo", "subject")
        nodes = [node for one in near for name in relations for node in self._nodes(one, name)]
        nodes += [node for one in near for node in self._described(one)]
        iris = [node.value for node in dict.fromkeys(nodes) if isinstance(node, NamedNode)]
        things = [(iri, thing) for iri in iris if (thing := self._ours(iri))]
        sources = [source for iri in iris if not self._ours(iri) and (source := source_of(iri))]
        if not things:
            raise RejectedNotification("neither as:object nor as:target is a thing of this site")
        if not sources:
            raise RejectedNotification(
                "found no address (https or http) of what links to us in as:object or as:target"
            )
        title, language = self._title(NamedNode(sources[0]), activity)
        relation: Relation = "about" if self._is_about(sources[0], things[0][0]) else "mentions"
        actor = next((n.value for n in self._nodes(activity, "actor") if isinstance(n, NamedNode)), "")
        named = activity.value if isinstance(activity, NamedNode) else ""
        return LinkClaim(things[0][1], sources[0], relation, title, language, actor[:500], named[:500])

    def _nodes(self, node: Node, name: str) -> list[Node]:
        return [one for one in self._graph.get(node, {}).get(AS + name, ()) if isinstance(one, Node)]

    def _described(self, node: Node) -> Iterator[Node]:
        """What the object says that it is about or mentions."""
        for predicate in (*_ABOUT, expand("schema:mentions")):
            yield from (one for one in self._graph.get(node, {}).get(predicate, ()) if isinstance(one, Node))

    def _is_about(self, source: str, ours: str) -> bool:
        said = self._graph.get(NamedNode(source), {})
        return any(NamedNode(ours) in said.get(predicate, ()) for predicate in _ABOUT)

    def _title(self, *nodes: Node) -> tuple[str, str]:
        """What the source is called, and in which language."""
        for node in nodes:
            texts = _texts(self._graph.get(node, {}).get(name, ()) for name in _TITLES)
            for text in texts:
                if title := plain_title(text.value):
                    return title, text.language or ""
        return "", ""


def _texts(values: Iterable[Iterable[Node | Literal]]) -> Iterator[Literal]:
    return (one for some in values for one in some if isinstance(one, Literal))


def plain_title(text: str) -> str:
    """A title in one line of printable text, not too long.

    >>> plain_title("  A letter\\n about\\x00 it ")
    'A letter about it'
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:LONGEST_TITLE]
