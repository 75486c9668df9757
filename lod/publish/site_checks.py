"""All that can be known to be wrong before anyone else notices it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from lod.errors import LodError, RegisterError, ReleaseError, SourceError
from lod.linking import decisions
from lod.publish.messages_nl import bilingual
from lod.publish.site_status import collection_status
from lod.register.database import location
from lod.register.ingest.files import files
from lod.register.ingest.mappings import Mappings, plans
from lod.register.ingest.record_mapping import VERBATIM
from lod.register.register import Register
from lod.register.union import successors
from lod.site import Site, stories
from lod.sources.harvest.harvested_source import harvested_sources
from lod.store.releases import Releases


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend, or to know."""

    fault: bool
    """Whether publishing or serving would go wrong; else it is a remark."""
    text: str
    """In Dutch and English."""


def check(site: Site) -> Iterator[Finding]:
    """Check sources, mappings, stories and the current release of a site whose settings are in order."""
    yield from (Finding(False, remark) for remark in site.remarks)
    yield from _sources(site)
    yield from _left_over(site)
    yield from _decisions(site)
    yield from (Finding(True, bilingual(mistake)) for mistake in stories.read(site.folder, site.languages)[1])
    yield from _release(site)


def _sources(site: Site) -> Iterator[Finding]:
    """Each collection has files of a known format, and a mapping for them."""
    mappings = Mappings()
    try:
        by_key = {plan.collection: plan for plan in plans(site)}
    except LodError as error:
        yield Finding(True, bilingual(error))
        return
    for one in site.collections:
        for url, what in harvested_sources(one, site.var):
            if what is None:
                yield Finding(
                    False, f"collections/{one.key}: {url} is nog niet geoogst / was not harvested yet"
                )
        try:
            found = files(one, site.var)
            for format in sorted({file.format for file in found} - {VERBATIM}):
                mappings.mapper(by_key[one.key], format)
        except LodError as error:
            yield Finding(
                True,
                f"collections/{one.key}: bronnen of mapping kloppen niet / sources or mapping are not in "
                f"order: {bilingual(error)}",
            )
            continue
        for file in found:
            if file.fault:
                yield Finding(True, f"collections/{one.key}: {bilingual(SourceError(file.sentence))}")


_MUCH = 0.5
_NAMED = 5


def _left_over(site: Site) -> Iterator[Finding]:
    """A collection of whose records no rule reads the greater part."""
    if not location.is_there(location.of(site)):
        return
    try:
        with Register.read_only(location.of(site)) as register:
            told = [(one, collection_status(register, one.key, 0)) for one in site.collections]
    except LodError as error:
        yield Finding(True, bilingual(error))
        return
    except sqlite3.DatabaseError as fault:  # opening reads its first page only
        where = f"{location.of(site)}: cannot be opened as a register: {fault}"
        yield Finding(True, bilingual(RegisterError(where)))
        return
    for one, found in told:
        if found.left_over_share <= _MUCH:
            continue
        fields = ", ".join(field for field, _ in found.left_over[:_NAMED])
        is_rdf = not one.mappings and {file.format for file in files(one, site.var)} == {"rdf"}
        nl, en = (
            (
                'is het geen SKOS, zet dan mappings = ["rdf-through"]',
                'unless it is SKOS, set mappings = ["rdf-through"]',
            )
            if is_rdf
            else ("`lod explain` laat een record zien", "`lod explain` shows a record")
        )
        share = f"{found.left_over_share:.0%}"
        yield Finding(
            False,
            f"collections/{one.key}: {share} van wat in de records staat leest geen regel ({fields}); {nl} / "
            f"of what its records say no rule reads {share}; {en}",
        )


def _decisions(site: Site) -> Iterator[Finding]:
    """What people decided is a table that is in order, and is about things that there are or were."""
    try:
        decided = decisions.read(site)
        if not decided or Releases(site.var).current() is None:
            return
        with Register.read_only(location.of(site)) as register:
            unknown = [*successors.never_published(register.db, decided)]
    except LodError as error:
        yield Finding(True, bilingual(error))
        return
    for name in unknown:
        yield Finding(
            False,
            f"same.csv: {name} is nooit gepubliceerd, dus er volgt niets uit / "
            "was never published, so nothing follows from it",
        )


def _release(site: Site) -> Iterator[Finding]:
    """The current release is as it was written."""
    releases = Releases(site.var)
    try:
        current = releases.current()
        if current is None:
            yield Finding(False, "er is nog niets gepubliceerd / nothing was published yet")
        else:
            releases.verify(current)
            if current.manifest.base != site.base:
                yield Finding(
                    False,
                    f"site.toml: base: {site.base}, maar release {current.number} heeft "
                    f"{current.manifest.base}; `lod publish` bouwt alles opnieuw / but the release has "
                    "another one; `lod publish` builds everything anew",
                )
    except ReleaseError as error:
        yield Finding(
            True, f"wat getoond wordt is niet heel / what is served is not whole: {bilingual(error)}"
        )
