"""A Linked Data Event Stream: each change is a member, on pages that are a TREE in the order of time."""

from __future__ import annotations

from lod.dataset.change_pages import FeedPage
from lod.dataset.statement_builder import Statements
from lod.rdf.namespaces import expand
from lod.register.change_log import xsd_datetime


def stream_of(base: str) -> str:
    """The IRI of the stream."""
    return f"{base}ldes#stream"


def root(base: str, name: dict[str, str], earliest: str) -> Statements:
    """The stream, its view and where to begin."""
    say = Statements()
    stream, view = stream_of(base), f"{base}ldes"
    say.types(stream, "ldes:EventStream")
    say.texts(stream, "dcterms:title", name)
    say.link(stream, "ldes:timestampPath", expand("as:endTime"))
    say.link(stream, "ldes:versionOfPath", expand("as:object"))
    say.link(stream, "tree:view", view)
    say.types(view, "tree:Node", "ldes:EventSource")
    # nothing is ever taken out of it: all since the first publication stays
    policy = f"{view}#retention"
    say.link(view, "ldes:retentionPolicy", policy)
    say.types(policy, "ldes:PointInTimePolicy")
    say.date(policy, "ldes:pointInTime", earliest)
    say.link(view, "tree:relation", f"{view}#to-1")
    say.types(f"{view}#to-1", "tree:Relation")
    say.link(f"{view}#to-1", "tree:node", f"{view}/1")
    return say


def page(base: str, found: FeedPage) -> Statements:
    """One page with its members, and the relation to the next."""
    say = Statements()
    stream, view = stream_of(base), f"{base}ldes"
    node = f"{view}/{found.number}"
    say.types(node, "tree:Node")
    say.link(stream, "tree:view", view)
    say.types(stream, "ldes:EventStream")
    for entry in found.entries:
        change = entry.change
        member = f"{node}#{change.seq}"
        say.link(stream, "tree:member", member)
        say.types(member, f"as:{entry.activity}")
        say.link(member, "as:object", change.thing.iri(base))
        say.date(member, "as:endTime", xsd_datetime(int(change.time.timestamp())))
        if entry.activity == "Move" and entry.target:
            say.link(member, "as:target", entry.target.iri(base))
    if found.number < found.last and found.entries:
        relation = f"{node}#next"
        say.link(node, "tree:relation", relation)
        say.types(relation, "tree:GreaterThanOrEqualToRelation")
        say.link(relation, "tree:node", f"{view}/{found.number + 1}")
        say.link(relation, "tree:path", expand("as:endTime"))
        last = found.entries[-1].change.time
        say.date(relation, "tree:value", xsd_datetime(int(last.timestamp())))
    return say
