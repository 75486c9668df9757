"""Asking the Network of Terms for the names of what is published, so that later publishes can link to it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from lod.errors import SourceError
from lod.linking.external.profiles import Profile, profile_of
from lod.publish.link_decisions import known
from lod.site import Site
from lod.site.targets import Target
from lod.sources.harvest import Fetcher
from lod.sources.harvest.network_of_terms import LONGEST, TermCache, ask

DAY = 86_400
GIVEN_UP = 3
"""After so many questions in a row that the network did not answer, it is not asked any more."""
_DATES = re.compile(r",?\s*\(?(?:active|approximately|ca\.|b\.|d\.)?\s*\d{3,4}.*\Z")


@dataclass(slots=True)
class LookupReport:
    """What asking one target came to."""

    target: str
    asked: int = 0
    """Names that were asked for."""
    terms: int = 0
    """Terms that were given."""
    left: int = 0
    """Names that are still to be asked for."""
    faults: list[str] = field(default_factory=list)
    """What went wrong, each once."""


def fetch(
    site: Site,
    targets: Sequence[str] = (),
    most: int = 1_000,
    make: Callable[[], Fetcher] | None = None,
    now: Callable[[], float] = time.time,
    progress: Callable[[str, int], None] = lambda stage, done: None,
) -> Iterator[LookupReport]:
    """Ask each target of the network for names that it was never asked for, or too long ago."""
    for target in site.targets:
        if target.network and (not targets or target.key in targets):
            with (make or (lambda: Fetcher(site.harvest, site.contact)))() as fetcher:
                yield _Asking(site, target, fetcher, now).run(most, progress)


class _Asking:
    """Asking for one target."""

    def __init__(self, site: Site, target: Target, fetcher: Fetcher, now: Callable[[], float]) -> None:
        self._site = site
        self._target = target
        self._address = target.network or ""
        self._kept = TermCache(site.var)
        self._fetcher = fetcher
        self._now = now

    def run(self, most: int, progress: Callable[[str, int], None]) -> LookupReport:
        found = LookupReport(self._target.key)
        names = self._names()
        failed = 0
        for at, name in enumerate(names[:most]):
            try:
                answers = ask(self._fetcher, self._address, self._target.sources, name)
            except SourceError as error:
                failed += 1
                _note(found, str(error))
                if failed == GIVEN_UP:
                    found.left = len(names) - at - 1
                    return found
                continue
            failed = 0
            self._kept.keep(self._address, name, answers, int(self._now()))
            found.asked += 1
            found.terms += sum(map(len, answers.terms.values()))
            for source, told in answers.failed.items():
                _note(found, f"{source}: {told}")
            progress(self._target.key, 1)
        found.left = max(0, len(names) - most)
        return found

    def _names(self) -> list[str]:
        """What to ask for: first what never was, then what was longest ago."""
        asked = self._kept.asked(self._address, self._target.sources)
        old = int(self._now()) - self._target.days * DAY
        wanted = {
            name
            for thing, sketches in known(self._site)
            if thing.partition("/")[0] in self._target.kinds and (one := profile_of(sketches))
            for name in (name_of(one),)
            if name and asked.get(name, 0) < old
        }
        return sorted(wanted, key=lambda name: (asked.get(name, 0), name))


def name_of(one: Profile) -> str:
    """The name by which a thing is asked for: a preferred one, without dates.

    >>> from lod.linking.external.profiles import Label
    >>> name_of(Profile("agent", labels=(Label("Eeden, Frederik van, 1860-1932", "", True),)))
    'Eeden, Frederik van'
    """
    names = [_DATES.sub("", label.text).strip() for label in one.labels if label.preferred]
    return min(filter(None, names), key=lambda name: ("," in name, len(name), name), default="")[:LONGEST]


def _note(found: LookupReport, fault: str) -> None:
    if fault not in found.faults and len(found.faults) < 20:
        found.faults.append(fault)
