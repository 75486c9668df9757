"""Why things are one: the members of a group, and for each pair what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from lod.errors import RegisterError
from lod.linking.evidence import Evidence
from lod.linking.matcher import Matcher
from lod.rdf import iris
from lod.register.register import Register
from lod.register.statements import id_of, name
from lod.register.union.candidates import Decisions
from lod.register.union.clusters import Clusters
from lod.register.union.linker_protocol import Decision

MOST = 200
"""So many pairs of a large group are told at most."""


@dataclass(frozen=True, slots=True)
class Explained:
    """Two members of a group."""

    a: str
    b: str
    evidence: Sequence[Evidence]
    excluded: Sequence[str]
    """What excludes that the two are the same by themselves."""
    joined: bool
    """Whether the evidence is enough to join the two by itself."""
    decisions: Sequence[Decision] = ()
    along: bool = False
    """Whether they are one because their editions are (works), whatever they look like."""

    @property
    def points(self) -> int:
        """The sum of all weights."""
        return sum(weight for _, weight in self.evidence)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group as it is now."""

    leader: str
    members: Sequence[str]
    pairs: Sequence[Explained]
    records: dict[str, list[str]]
    """Records that name each member, as collection/key; of the leader, those of all members."""


def explain(register: Register, base: str, iri: str) -> Cluster:
    """The group of a thing; RegisterError when it never was published."""
    thing = iris.parse(base, iri if iri.startswith("http") else f"{base}id/{iri}")
    if thing is None or register.thing(thing.kind, thing.key) is None:
        raise RegisterError(f"{iri}: found no such thing in the register, expected a URI below {base}id/")
    linker = Matcher()
    clusters = Clusters(register.db, linker, 0, lambda id: None)
    members = clusters.of(id_of(name(thing)))
    leader = clusters.name(clusters.leader(members[0]))
    names = {id: clusters.name(id) for id in members}
    order = sorted(members, key=lambda id: (names[id] != leader, names[id]))
    told = {one: _records(register, one, names[one] == leader) for one in order}
    pairs = [_pair(clusters, linker, register, a, b) for a, b in islice(combinations(order, 2), MOST)]
    return Cluster(leader, [names[one] for one in order], pairs, {names[one]: told[one] for one in order})


def _pair(clusters: Clusters, linker: Matcher, register: Register, a: int, b: int) -> Explained:
    one, other = clusters.pool.sketches(a), clusters.pool.sketches(b)
    names = {clusters.name(a), clusters.name(b)}
    decisions = [each for each in Decisions(register.db).known if {each.a, each.b} == names]
    if not one or not other:
        return Explained(clusters.name(a), clusters.name(b), (), (), False, decisions)
    along = [linker.counterpart(some) for some in (one, other)]
    together = along[0] is not None and along[1] is not None and along[1] in clusters.of(along[0])
    return Explained(
        clusters.name(a),
        clusters.name(b),
        [*linker.evidence(one, other)],
        [*linker.against(one, other)],
        linker.score(one, other) is not None,
        decisions,
        together and names.pop().startswith("work/"),
    )


_NAMING = {
    True: "SELECT collection.key || '/' || record.key FROM describes JOIN record ON record.id = record"
    " JOIN collection ON collection.id = collection WHERE thing = ? ORDER BY 1 LIMIT 100",
    False: "SELECT collection.key || '/' || record.key FROM uses JOIN record ON record.id = record"
    " JOIN collection ON collection.id = collection WHERE thing = ? ORDER BY 1 LIMIT 100",
}


def _records(register: Register, thing: int, leads: bool) -> list[str]:
    """The records that name a thing by this name; of a leader, those of its whole group."""
    return [key for (key,) in register.db.execute(_NAMING[leads], (thing,))]


def lines(cluster: Cluster, base: str) -> Iterator[str]:
    """The group as text for a person."""
    yield f"{base}id/{cluster.leader}"
    if len(cluster.members) == 1:
        yield "  stands alone"
    for member in cluster.members:
        yield f"  {member}: {', '.join(cluster.records[member]) or 'no record'}"
    for pair in cluster.pairs:
        yield ""
        yield from _told(pair)


def _told(pair: Explained) -> Iterator[str]:
    yield f"{pair.a} and {pair.b}: {pair.points} points" + ("" if pair.joined else ", not enough by itself")
    yield from (f"  {weight:+4} {what}" for what, weight in pair.evidence)
    yield from (f"  excluded: {what}" for what in pair.excluded)
    if pair.along:
        yield "  decided: they are works of one edition"
    for one in pair.decisions:
        why = ", ".join(filter(None, (one.why, one.by, one.date)))
        verdict = "same" if one.same else "not the same"
        yield f"  decided in same.csv: {verdict}" + (f" ({why})" if why else "")
