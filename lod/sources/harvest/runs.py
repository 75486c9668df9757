"""One harvest of one source: gathered page by page, worked in when it came to its end.

Whatever goes wrong, what was known stays: a harvest that fails, or comes back empty or halved, takes nothing
away.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from lod.errors import SourceError
from lod.site import Oai, Sru
from lod.sources.harvest.harvest_store import HarvestChanges, HarvestStore
from lod.sources.harvest.http_client import Fetcher
from lod.sources.harvest.oai import Expired, Repository, following, when
from lod.sources.harvest.oai_responses import Page
from lod.sources.harvest.sru import Search

RESTARTS = 2
"""How often a harvest begins anew because the server forgot its token."""
BARREN = 10
"""So many pages in a row without a record that was not seen before are a list without an end."""
SHORT = 0.9
"""Of what the server says there is, less than this share is not the whole."""
HALF = 0.5
"""A harvest that would take away more than this share of the records is not believed."""

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class HarvestOptions:
    """How a harvest is wanted."""

    full: bool = False
    """All records again, so that those that are gone without a word are found."""
    shrink: bool = False
    """Whether it is fine when most records are gone."""


@dataclass(slots=True)
class Harvest:
    """What a harvest did."""

    worked: HarvestChanges
    full: bool
    notes: list[str] = field(default_factory=list)
    """What a person should know besides."""


class OaiRun:
    """Harvests from an OAI-PMH server what changed since the harvest before."""

    def __init__(
        self, source: Oai, kept: HarvestStore, fetcher: Fetcher, known: frozenset[str], told: Told
    ) -> None:
        self._source = source
        self._kept = kept
        self._manners = fetcher.manners
        self._repository = Repository(source, fetcher)
        self._known = known
        self._told = told
        self._signature = _signature(source.url, source.prefix, source.set, source.start, source.until)

    def run(self, asked: HarvestOptions) -> Harvest:
        """Harvest to the end of the list; SourceError when it cannot be reached."""
        server = self._repository.identify()
        kept = self._kept
        same = kept.fact("signature") == self._signature
        full = asked.full or not same or not kept.fact("next") or self._source.until is not None
        if not (self._is_under_way() and (kept.fact("run.full") == "1") >= full):
            self._begin(full, server.granularity)
        for restart in range(RESTARTS + 1):
            try:
                if not kept.fact("run.ended"):
                    self._gather()
                break
            except Expired as fault:
                if restart == RESTARTS:
                    kept.abandon()
                    raise SourceError(f"{self._source.url}: forgets its own tokens: {fault}") from None
                self._begin(kept.fact("run.full") == "1", server.granularity)
        return self._finish(server.granularity, server.deleted, asked.shrink or not same)

    def _is_under_way(self) -> bool:
        return self._kept.fact("run.signature") == self._signature and bool(
            self._kept.fact("run.token") or self._kept.fact("run.ended")
        )

    def _begin(self, full: bool, granularity: str) -> None:
        prefix, format = self._source.prefix or "", ""
        if not prefix:
            prefix, format = self._repository.prefix(self._known)
        start = self._source.start or ""
        if not full:
            start = max(self._kept.fact("next"), start)
        self._kept.begin(
            run_signature=self._signature,
            run_full="1" if full else "0",
            run_prefix=prefix,
            run_format=format,
            run_start=when(start, granularity),
            run_until=when(self._source.until or "", granularity),
        )

    def _gather(self) -> None:
        """Take in page after page; what was taken in stays when this ends early."""
        kept = self._kept
        barren = 0
        pages = self._repository.pages(
            kept.fact("run.prefix"), kept.fact("run.start"), kept.fact("run.until"), kept.fact("run.token")
        )
        for page in pages:
            seen = bool(page.token) and kept.has_had(page.token)
            fresh = kept.take(page.items, page.token, **self._facts(page))
            self._told(len(page.items))
            barren = 0 if fresh else barren + 1
            if page.token and ((seen and not fresh) or barren >= BARREN):
                kept.abandon()
                raise SourceError(f"{self._source.url}: repeats its resumptionToken: its list has no end")
            if kept.gathered() > self._manners.records_max:
                kept.abandon()
                raise SourceError(f"{self._source.url}: more than harvest.records_max records")

    def _facts(self, page: Page) -> dict[str, str]:
        """What is to be remembered: the date of the first page, the last word about the size, the end."""
        facts = {"run_ended": "" if page.token else "1"}
        if not self._kept.fact("run.date"):
            facts["run_date"] = page.date or "?"
        if page.told is not None:
            facts["run_told"] = str(page.told)
        return facts

    def _finish(self, granularity: str, deleted: str, shrink: bool) -> Harvest:
        kept = self._kept
        full = kept.fact("run.full") == "1"
        told = kept.fact("run.told")
        notes = []
        if full:
            believe(kept, self._source.url, int(told) if told else None, shrink)
        if deleted != "persistent":
            notes.append(
                f"{self._source.url}: does not tell for ever which records were deleted; "
                "`lod harvest --full` now and then finds out"
            )
        date = kept.fact("run.date")
        facts = {
            "signature": self._signature,
            "prefix": kept.fact("run.prefix"),
            "next": following(date, granularity, time.time()) if date else kept.fact("next"),
        }
        if format := kept.fact("run.format"):
            facts["format"] = format
        return Harvest(kept.complete(full, **facts), full, notes)


class SruRun:
    """Harvests all that an SRU server finds; the protocol knows no changes, so it is all of it."""

    def __init__(
        self, source: Sru, kept: HarvestStore, fetcher: Fetcher, format: str | None, told: Told
    ) -> None:
        self._source = source
        self._kept = kept
        self._search = Search(source, fetcher, format)
        self._most = fetcher.manners.records_max
        self._told = told

    def run(self, asked: HarvestOptions) -> Harvest:
        """Search to the end of the results; SourceError when it cannot be reached."""
        kept, source = self._kept, self._source
        signature = _signature(source.url, source.query, source.schema, source.version)
        kept.begin(run_full="1")
        told: int | None = None
        barren = 0
        for page in self._search.pages():
            fresh = kept.take(page.items, "")
            self._told(len(page.items))
            told = page.told
            barren = 0 if fresh else barren + 1
            if barren >= BARREN:
                raise SourceError(f"{source.url}: gives the same records again and again")
            if max(kept.gathered(), told or 0) > self._most:
                raise SourceError(f"{source.url}: more than harvest.records_max records")
        believe(kept, source.url, told, asked.shrink or kept.fact("signature") != signature)
        return Harvest(kept.complete(full=True, signature=signature, format=self._search.format or ""), True)


def believe(kept: HarvestStore, url: str, told: int | None, shrink: bool) -> None:
    """Refuse a list of everything that cannot be everything; SourceError says why."""
    have, found = kept.count(), kept.gathered()
    if have and not found and not shrink:
        raise _disbelieved(kept, url, f"found no records, expected about {have:,}")
    if told is not None and found < told * SHORT:
        raise _disbelieved(kept, url, f"the list ends after {found:,} of {told:,} records", loudly=False)
    gone = kept.vanished()
    if have and gone > have * HALF and not shrink:
        raise _disbelieved(kept, url, f"{gone:,} of {have:,} records would be gone")


def _disbelieved(kept: HarvestStore, url: str, what: str, loudly: bool = True) -> SourceError:
    kept.abandon()
    hint = "; if that is right: lod harvest --full --shrink" if loudly else ""
    return SourceError(f"{url}: {what}: what was harvested before is kept{hint}")


def _signature(*parts: str | None) -> str:
    return hashlib.sha256("\n".join(part or "" for part in parts).encode()).hexdigest()
