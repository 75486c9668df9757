"""What people are asked about links to the files of others, and why a thing is linked or is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lod.errors import RegisterError
from lod.linking.external import links
from lod.linking.external.links import Links
from lod.linking.external.profiles import Profile, profile_of
from lod.linking.external.review_table import Row
from lod.linking.external.scoring import Candidate
from lod.rdf import iris
from lod.register.database import location
from lod.register.register import Register
from lod.register.statements import id_of, name
from lod.register.union import external_links
from lod.register.union.clusters import Clusters
from lod.register.union.linker_protocol import Linker
from lod.site import Site
from lod.site.targets import Target


def to_decide(site: Site, targets: Sequence[str] = (), least: int = 0) -> Iterator[Row]:
    """A row for each doubtful candidate of everything that is published, the most likely of a thing first."""
    with links.opened(site) as made:
        for thing, sketches in known(site):
            for target, one in made.doubtful(thing, sketches):
                if one.points >= least and (not targets or target.key in targets):
                    yield _row(site, thing, profile_of(sketches), target, one)


def known(site: Site) -> Iterator[tuple[str, list[str]]]:
    """Everything published that may be linked: its name, and what it is known by."""
    with Register.read_only(location.of(site)) as register:
        rows = register.db.execute("SELECT id, kind || '/' || key FROM thing WHERE state = 0")
        names = dict(rows.fetchall())
        for thing, sketches in external_links.things(register.db):
            if thing in names:
                yield names[thing], sketches


def _row(site: Site, thing: str, one: Profile | None, target: Target, found: Candidate) -> Row:
    label = next((each.text for each in one.labels if each.preferred), "") if one else ""
    dates = (
        f"{min(one.born, default='?')}-{min(one.died, default='')}" if one and (one.born or one.died) else ""
    )
    kind = thing.partition("/")[0]
    type = {"p": "person", "o": "organization"}.get(one.type if one else "", kind)
    return Row(
        *(f"{site.base}id/{thing}", label, type, dates, target.key, found.entry.iri),
        found.entry.label(site.languages),
        *(str(found.points), found.reason),
    )


# ---------------------------------------------------------------- explaining


@dataclass(frozen=True, slots=True)
class Linked:
    """How a thing stands with one target."""

    target: Target
    digest: str
    """Of the version of the target that it was compared with."""
    candidates: Sequence[tuple[Candidate, bool]]
    """Each with whether it is published."""


def explain_links(site: Site, iri: str, linker: Linker) -> tuple[str, list[Linked]]:
    """A thing's group by its name, and its candidates in each target; RegisterError when it is unknown."""
    thing = iris.parse(site.base, iri if iri.startswith("http") else f"{site.base}id/{iri}")
    with Register.read_only(location.of(site)) as register:
        if thing is None or register.thing(thing.kind, thing.key) is None:
            raise RegisterError(
                f"{iri}: found no such thing in the register, expected a URI below {site.base}id/"
            )
        clusters = Clusters(register.db, linker, 0, lambda id: None)
        leader = clusters.name(clusters.leader(id_of(name(thing))))
        sketches = external_links.sketches(register.db, clusters, id_of(leader))
    with links.opened(site) as made:
        return leader, [_linked(made, leader, sketches, *found) for found in made.found(leader, sketches)]


def _linked(
    made: Links, leader: str, sketches: Sequence[str], target: Target, some: Sequence[Candidate]
) -> Linked:
    said = {
        one.entry.iri for own, sure in made.sure(leader, sketches) if own.key == target.key for one in sure
    }
    digest = next(found.digest for own, found in made.targets if own.key == target.key)
    return Linked(target, digest, [(one, one.entry.iri in said) for one in some])


def lines(base: str, leader: str, found: Sequence[Linked]) -> Iterator[str]:
    """The links of a thing as text for a person."""
    yield f"{base}id/{leader}"
    for one in found:
        version = f"version {one.target.version}, " if one.target.version else ""
        yield ""
        yield f"{one.target.key}: {one.target.name.get('en', one.target.key)} ({version}entries {one.digest})"
        for candidate, is_said in one.candidates:
            how = "published" if is_said else "not published"
            if candidate.decided is not None:
                how += f", decided in links.csv: {'yes' if candidate.decided else 'no'}"
            yield f"  {candidate.entry.iri} “{candidate.entry.label()}”: {candidate.points} points, {how}"
            yield from (f"    {weight:+4} {what}" for what, weight in candidate.evidence)
            yield from (f"    not sure: {why}" for why in candidate.against)
        if not one.candidates:
            yield "  no entry has a name or an identifier in common"
