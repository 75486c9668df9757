"""OAI-PMH: which formats a server offers, and its records page by page.

Requests, paging and the protocol's errors are oaipmh_scythe's; going over the network and reading what comes
back are our own, because the library bounds neither the size nor the time of an answer, waits as long as a
server asks, and takes an answer that breaks off for the last one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx2
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import (
    BadResumptionToken,
    NoMetadataFormats,
    NoRecordsMatch,
    OAIPMHException,
)
from oaipmh_scythe.iterator import OAIResponseIterator
from oaipmh_scythe.response import OAIResponse

from lod.errors import SourceError
from lod.site import Oai
from lod.sources.harvest.http_client import Fetcher
from lod.sources.harvest.oai_responses import OAI, Page, incomplete

PREFERRED = (
    ("marcxml", ("http://www.loc.gov/marc21/slim", "info:lc/xmlns/marcxchange")),
    ("picaxml", ("info:srw/schema/5/picaxml", "info:srw/schema/5/pica")),
    ("lido", ("http://www.lido-schema.org",)),
    ("ead", ("urn:isbn:1-931666-22-9", "http://ead3.archivists.org/schema")),
    ("eac", ("urn:isbn:1-931666-33-4", "https://archivists.org/ns/eac", "http://archivists.org/ns/eac")),
    ("a2a", ("http://mindbus.nl/a2a",)),
    ("mods", ("http://www.loc.gov/mods",)),
    ("edm", ("http://www.europeana.eu/schemas/edm", "http://www.europeana.eu/schemas/ese")),
    ("dc", ("http://purl.org/dc/", "http://www.openarchives.org/oai/2.0/oai_dc")),
)
"""Formats from the richest to the poorest, with the namespaces by which servers offer them."""

OVERLAP = {"day": timedelta(days=1), "second": timedelta(hours=1)}
"""So much of what was harvested before is asked for again: servers show changes later than they date them."""


class Expired(Exception):
    """The server does not know its own token any more."""


@dataclass(frozen=True, slots=True)
class Server:
    """What an OAI-PMH server says of itself."""

    granularity: str
    """"day" or "second"."""
    deleted: str
    """"no", "transient" or "persistent": whether it tells of deleted records."""


class _Client(Scythe):
    """oaipmh_scythe over a Fetcher."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        super().__init__(url, iterator=OAIResponseIterator)
        self._fetcher = fetcher

    def harvest(self, query: dict[str, str]) -> OAIResponse:
        """The answer to a request; one of the library's exceptions when it is an error of the protocol."""
        answer = self._fetcher.page(self.endpoint, query, incomplete)
        page = Page(httpx2.Response(answer.status, content=answer.body), query)
        page.raise_for_oaipmh_error()
        return page


class Repository:
    """An OAI-PMH server as a source of records."""

    def __init__(self, source: Oai, fetcher: Fetcher) -> None:
        self._source = source
        self._client = _Client(source.url, fetcher)

    def identify(self) -> Server:
        """What the server says of itself."""
        xml = self._ask({"verb": "Identify"}).xml
        granularity = (xml.findtext(f".//{{{OAI}}}granularity") or "").strip()
        deleted = (xml.findtext(f".//{{{OAI}}}deletedRecord") or "no").strip().lower()
        return Server("second" if "T" in granularity.upper() else "day", deleted)

    def prefix(self, known: frozenset[str]) -> tuple[str, str]:
        """metadataPrefix and our name of the best format that the server offers."""
        xml = self._ask({"verb": "ListMetadataFormats"}).xml
        offered = [
            ((one.findtext(f"{{{OAI}}}metadataPrefix") or "").strip(),
             (one.findtext(f"{{{OAI}}}metadataNamespace") or "").strip().lower())
            for one in xml.iter(f"{{{OAI}}}metadataFormat")
        ]  # fmt: skip
        for format, namespaces in PREFERRED:
            for prefix, namespace in offered:
                if format in known and prefix and namespace.startswith(namespaces):
                    return prefix, format
        raise SourceError(
            f"{self._source.url}: offers {', '.join(p for p, _ in offered) or 'no format'}; found none that "
            "we can map; name one by oai.prefix"
        )

    def pages(self, prefix: str, start: str, until: str, token: str) -> Iterator[Page]:
        """Pages from the beginning or from a token on; none when no record matches.

        Expired when the server does not know the token any more. A token stands alone (OAI-PMH 2.0, §3.5.1).
        """
        listed = {"metadataPrefix": prefix, "from": start, "until": until, "set": self._source.set or ""}
        asked = {"resumptionToken": token} if token else {name: told for name, told in listed.items() if told}
        try:
            found = OAIResponseIterator(self._client, {"verb": "ListRecords", **asked})
            for page in found:
                if isinstance(page, Page):
                    yield page
        except NoRecordsMatch:
            return
        except BadResumptionToken as fault:
            raise Expired(str(fault)) from None
        except OAIPMHException as fault:
            raise SourceError(f"{self._source.url}: {_told(fault)}") from None

    def _ask(self, query: dict[str, str]) -> Page:
        try:
            found = self._client.harvest(query)
        except NoMetadataFormats:
            raise SourceError(f"{self._source.url}: offers no format") from None
        except OAIPMHException as fault:
            raise SourceError(f"{self._source.url}: {_told(fault)}") from None
        if not isinstance(found, Page):
            raise AssertionError("our client answers with pages")
        return found


def _told(fault: OAIPMHException) -> str:
    """An error of the protocol in words."""
    name = type(fault).__name__
    return f"the server answers {name[:1].lower()}{name[1:]}: {str(fault).strip()[:300]}"


def when(text: str, granularity: str) -> str:
    """A day or second as a server with this granularity takes it.

    >>> when("2024-03-01T10:00:00Z", "day"), when("2024-03-01", "second")
    ('2024-03-01', '2024-03-01')
    """
    return text[:10] if granularity == "day" else text


def following(date: str, granularity: str, now: float) -> str:
    """From when on the next harvest asks, after one that was answered on this date by the server's clock.

    Not from a moment to come: what changes once that clock is set right would never be asked for.

    >>> [following("2024-03-01T10:00:00Z", one, 2e9) for one in ("second", "day")]
    ['2024-03-01T09:00:00Z', '2024-02-29']
    >>> following("2034-03-01T10:00:00Z", "second", 2e9)
    '2033-05-18T02:33:20Z'
    """
    try:
        seen = datetime.fromisoformat(date)
        seen = seen.astimezone(UTC) if seen.tzinfo else seen.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        seen = datetime.fromtimestamp(now, UTC) - timedelta(days=1)
    seen = min(seen, datetime.fromtimestamp(now, UTC))
    start = max(seen, datetime(1970, 1, 3, tzinfo=UTC)) - OVERLAP[granularity]
    return when(start.strftime("%Y-%m-%dT%H:%M:%SZ"), granularity)
