"""What is published, held against what others ask: dataset descriptions, things, and the words they use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from lod.dataset import catalogue, dataset_metadata, dumps
from lod.dataset.catalogue import Catalogue
from lod.dataset.dumps.downloads import Download
from lod.dataset.rules import datasets, things
from lod.dataset.rules.rule import Breach, Graph
from lod.publish.image_hosts import hidden_pictures
from lod.publish.site_checks import Finding
from lod.rdf.namespaces import expand
from lod.rdf.schemaorg_validation import misuses
from lod.register.change_log import DATE
from lod.register.database import location
from lod.register.register import Register
from lod.site import Collection, Site
from lod.store.documents import describe
from lod.store.release import Release
from lod.store.releases import Releases

_PART_OF = expand("schema:isPartOf")
_GONE = "schema:isPartOf: hoort bij een object dat er niet is / is part of an object that is not there"

Progress = Callable[[str, int], None]
TOLD_EACH = 100
"""After so many things more, how far it is is told."""


def examine(
    site: Site, release: Release, sample: int = 0, progress: Progress | None = None
) -> Iterator[Finding]:
    """Hold a release against what others ask: every thing, or a sample of so many of each collection."""
    about = described(site, release)
    # the Dataset Register would refuse it, but it is published and served all the same
    yield from (replace(found, fault=False) for found in of_datasets(about))
    yield from _downloads(about.downloads)
    store = release.open()
    with Register.read_only(location.of(site)) as register:
        for one in site.collections:
            found = [*_things(register, one.key, sample, release.manifest.base)]
            yield from _collection(one, store, found, sample, release.manifest.base, progress)


def examine_current(site: Site, sample: int = 0, progress: Progress | None = None) -> Iterator[Finding]:
    """Hold the release that is served against what others ask; nothing when there is none."""
    current = Releases(site.var).current()
    if current is not None:
        yield from examine(site, current, sample, progress)
        for host, count in hidden_pictures(site):
            yield Finding(
                False,
                f"site.toml: image_hosts: pagina's tonen geen beelden van {host} ({count:,} gezien); zet die "
                "erbij als het mag / pages show no pictures of it; add it if they may be shown",
            )


def described(site: Site, release: Release) -> Catalogue:
    """What the descriptions of a release are made from."""
    return Catalogue(
        site, dataset_metadata.read(release.path), tuple(dumps.downloads(release.path)), release.number
    )


def of_datasets(about: Catalogue) -> Iterator[Finding]:
    """The description of each dataset, as the Dutch Dataset Register reads it."""
    if not about.licence and about.site.collections:
        yield Finding(
            False,
            "site.toml: licence: de collecties hebben verschillende licenties, dus het geheel wordt niet als "
            "dataset beschreven; noem de licentie van het geheel / the collections have several licences, so "
            "the whole is not described as a dataset; name the licence of the whole",
        )
    # downloads are many, and one setting mends them all: what is asked is told once
    found: dict[tuple[bool, str], list[str]] = {}
    for page in range(1, about.pages() + 1):
        for breach in datasets.check(Graph(catalogue.of_catalogue(about, page).quads)):
            found.setdefault((breach.rule.fault, _told(breach)), []).append(breach.iri)
    for (fault, told), iris in found.items():
        more = f" (ook bij {len(iris) - 1:,} andere / and of {len(iris) - 1:,} more)" if len(iris) > 1 else ""
        yield Finding(fault, f"{iris[0]}: {told}{more}")


def _downloads(found: Sequence[Download]) -> Iterator[Finding]:
    """Each download has all its pieces."""
    for one in found:
        for path, size in one.pieces:
            if not path.is_file() or path.stat().st_size != size:
                yield Finding(
                    True, f"dumps/{one.name}: {path.name} is weg of beschadigd / is missing or damaged"
                )


def _collection(
    one: Collection, store: Store, iris: Sequence[str], sample: int, base: str, progress: Progress | None
) -> Iterator[Finding]:
    """The things of one collection, as SCHEMA-AP-NDE and Schema.org have them, and with what they are in."""

    def elsewhere(iri: str) -> Iterable[Quad]:
        return store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())

    counted: Counter[str] = Counter()
    first: dict[str, str] = {}
    for number, iri in enumerate(iris):
        if progress and number % TOLD_EACH == 0:
            progress(one.key, TOLD_EACH if number else 0)
        quads = describe(store, iri)
        told = {_told(breach) for breach in things.check(Graph(quads, elsewhere))}
        # the register dates every description, also where Schema.org does not expect it (a person, a term)
        words = misuses(quad for quad in quads if quad.predicate.value != DATE)
        # who may be a person or an organisation, and what is only named, has no class on purpose (79, 123)
        told |= {misuse.told() for _, misuse in words if not misuse.is_open}
        told |= {_GONE for whole in _wholes(quads, base) if next(iter(elsewhere(whole)), None) is None}
        for text in told:
            counted[text] += 1
            first.setdefault(text, iri)
    looked = f"{len(iris):,}" if not sample or len(iris) < sample else f"{len(iris):,} (steekproef/sample)"
    for text, number in sorted(counted.items()):
        yield Finding(False, f"collections/{one.key}: {text} ({number:,} van/of {looked}; {first[text]})")


def _wholes(quads: Iterable[Quad], base: str) -> Iterator[str]:
    """The objects of ours that something is part of."""
    for quad in quads:
        whole = getattr(quad.object, "value", "") if quad.predicate.value == _PART_OF else ""
        if whole.startswith(f"{base}id/object/"):
            yield whole.partition("#")[0]


def _told(breach: Breach) -> str:
    return f"{breach.rule.property}: {breach.rule.told()}"


def _things(register: Register, key: str, sample: int, base: str) -> Iterator[str]:
    """Things that a collection describes, spread over it."""
    rows = register.db.execute(
        "SELECT DISTINCT kind, thing.key, thing.id FROM record JOIN describes ON describes.record = record.id"
        " JOIN collection ON collection.id = record.collection JOIN thing ON thing.id = describes.thing"
        " WHERE collection.key = ? AND kind <> 'organization' ORDER BY thing.id",
        (key,),
    )
    found = [f"{base}id/{kind}/{name}" for kind, name, _ in rows]
    yield from found[:: max(1, len(found) // sample)][:sample] if sample else found
