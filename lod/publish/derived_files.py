"""What a release has besides its statements, made anew or with what changed: index, sitemaps, downloads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import NamedNode, Store

from lod.dataset import data_model, dataset_metadata, dumps, field_statistics, on_this_day, sitemaps
from lod.dataset.counts import COUNTS
from lod.dataset.dumps import Origin
from lod.rdf.iris import Thing, parse
from lod.register.change_log import xsd_datetime
from lod.register.database.schema import LIVE
from lod.register.register import Register, State
from lod.search import index
from lod.search.ancestors import below, has_parts
from lod.search.bulk_index import Indexing
from lod.search.index_entries import Entries, Entry, Stored
from lod.search.searcher import INDEX, Searcher
from lod.site import Site
from lod.store import packed_descriptions
from lod.store.release_builder import ReleaseBuilder

Concerned = Sequence[tuple[Thing, int, State]]
"""Things that changed, with their ids and what they are now."""
INDEXED = ("instance", "object", "work", "agent", "subject", "genre", "place", "organization", "collection")
"""Kinds that can be searched for; a copy is found by its edition."""

NAMED = ("agent", "subject", "genre", "place")
"""Kinds that others are found by the names of."""


def derive(
    building: ReleaseBuilder,
    site: Site,
    register: Register,
    publication: int,
    origin: Origin | None,
    indexing: Indexing | None,
) -> None:
    """Make index, sitemaps and downloads of a release; from those of the one that it is built on.

    A full build has begun its index already: `indexing`.
    """
    before = origin.path if origin else None
    concerned = register.concerned(publication) if origin else []
    _sitemaps(building, site, register, publication, before, concerned)
    if origin:
        packed_descriptions.follow(building.path, origin.path, origin.delta, site.base)
    if origin and origin.collections is not None:
        dataset_metadata.follow(
            building.path, register, publication, origin.since.datasets, origin.collections
        )
    else:
        dataset_metadata.write(building.path, register)
    counts = json.loads((building.path / COUNTS).read_text("utf-8"))
    known = data_model.read(before) if before else data_model.Model()
    data_model.write(building.path, data_model.collect(building.store, site.base, counts, known))
    _days(building, site, before, concerned)
    field_statistics.write(
        building.path, field_statistics.collect(register, field_statistics.read(before) if before else ())
    )
    with _dumps(building, site, register, origin):
        if indexing:
            indexing.finish(building.path / INDEX)
            index.tidy(building.path / INDEX)
        else:
            _index(building, site, register, before, concerned)


def _days(building: ReleaseBuilder, site: Site, before: Path | None, concerned: Concerned) -> None:
    if before is None or not (before / on_this_day.DAYS).is_file():
        found = on_this_day.collect(building.store, site.base)
    else:
        changed = [thing.iri(site.base) for thing, _ in _changed(concerned)]
        found = on_this_day.follow(on_this_day.read(before), building.store, site.base, changed)
    on_this_day.write(building.path, found)


def _index(
    building: ReleaseBuilder, site: Site, register: Register, before: Path | None, concerned: Concerned
) -> None:
    entries = Entries(Stored(building.store), site.base)
    folder = building.path / INDEX
    if before is None or not index.can_be_built_on(before / INDEX):
        index.build(folder, _all(register, entries))
    else:
        changed = _changed(concerned)
        gone = [thing.iri(site.base) for thing, lives in changed if not lives]
        living = dict.fromkeys(thing for thing, lives in changed if lives)
        telling = _telling(building, site, before, entries, [thing for thing, _ in changed])
        index.update(folder, before / INDEX, _some(entries, [*(living | dict.fromkeys(telling))]), gone)


def _telling(
    building: ReleaseBuilder, site: Site, before: Path, entries: Entries, changed: Iterable[Thing]
) -> list[Thing]:
    """Those whose entries tell the name of what is called otherwise than before.

    Pieces tell what they stand in; all tell their makers, subjects and places.
    """
    store, base = building.store, site.base
    known = [t for t in changed if t.kind in NAMED or (t.kind == "object" and has_parts(store, t.iri(base)))]
    if not known:
        return []
    searcher = Searcher(before / INDEX)
    inside: list[str] = []
    naming: list[str] = []
    for thing in known:
        iri = thing.iri(base)
        was = next((index.titles_on(hit.card) for hit in searcher.by_iri([iri])), None)
        if was is None and thing.kind != "object":
            continue  # who names what is new has changed itself
        entry = entries.read(thing)
        if was != (index.titles_on(index.card(entry)) if entry else None):
            (inside if thing.kind == "object" else naming).append(iri)
    found = (parse(base, iri) for iri in sorted(below(store, inside) | _naming(store, naming)))
    return [thing for thing in found if thing and thing.kind in INDEXED]


def _naming(store: Store, iris: Iterable[str]) -> set[str]:
    """All that names one of these, by itself or in a part of it."""
    quads = (quad for iri in iris for quad in store.quads_for_pattern(None, None, NamedNode(iri)))
    subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
    return {subject.partition("#")[0] for subject in subjects}


def _sitemaps(
    building: ReleaseBuilder,
    site: Site,
    register: Register,
    publication: int,
    before: Path | None,
    concerned: Concerned,
) -> None:
    (largest,) = register.db.execute(
        "SELECT coalesce(max(count), 0) FROM number_of WHERE what = 'kind'"
    ).fetchone()
    (now,) = register.db.execute("SELECT time FROM publication WHERE number = ?", (publication,)).fetchone()
    changes = [
        sitemaps.Change(thing, id, xsd_datetime(now) if state == "live" else "")
        for thing, id, state in concerned
    ]
    iris = (thing.iri(site.base) for thing, _, _ in concerned) if before else None
    images = sitemaps.images_of(building.store, site.image_hosts, iris)
    parts, pages = sitemaps.ranges(largest), sitemaps.pages_of(register)
    sitemaps.write(building.path, site.base, pages, parts, before, changes, images)


@contextmanager
def _dumps(building: ReleaseBuilder, site: Site, register: Register, origin: Origin | None) -> Iterator[None]:
    """Let a release that is built on another have the downloads of that one; a full build has made its own.

    Where all are needed, they are made beside what is done meanwhile, for the store mostly works by itself.
    """
    if origin is None or dumps.take_over(building.path, register, site.base, origin):
        yield
        return
    layout, members = dumps.layout(register, site.base), dumps.members(register)
    with ThreadPoolExecutor(1) as executor:
        made = executor.submit(dumps.write, building.path / dumps.FOLDER, building.store, layout, members)
        yield
        made.result()


def _all(register: Register, entries: Entries) -> Iterator[Entry]:
    marks = ", ".join("?" for _ in INDEXED)
    rows = register.db.execute(
        f"SELECT kind, key FROM thing WHERE state = ? AND kind IN ({marks})",  # noqa: S608 - only marks
        (LIVE, *INDEXED),
    )
    return _some(entries, (Thing(kind, key) for kind, key in rows))


def _changed(concerned: Concerned) -> list[tuple[Thing, bool]]:
    """The things that can be searched for among those that changed, and whether each still lives."""
    return [(thing, state == "live") for thing, _, state in concerned if thing.kind in INDEXED]


def _some(entries: Entries, things: Iterable[Thing]) -> Iterator[Entry]:
    return (entry for thing in things if (entry := entries.read(thing)))
