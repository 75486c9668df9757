"""Telling the Dutch Dataset Register where our catalogue is."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lod.errors import ReleaseError
from lod.publish.site_checks import Finding
from lod.publish.validation import described, of_datasets
from lod.site import Site
from lod.store.releases import Releases

API = "https://datasetregister.netwerkdigitaalerfgoed.nl/api/datasets"
SECONDS = 60
ANSWERS = {
    200: "is ingeschreven / is registered",
    201: "is ingeschreven / is registered",
    202: "is ontvangen / was received",
    400: "de beschrijving is afgekeurd / the description was refused",
    403: "vraag eerst toegang aan voor dit domein / ask first for this domain to be allowed",
    404: "het adres is van buiten niet te bereiken / the address cannot be reached from outside",
    406: "er werd geen dataset gevonden / no dataset was found there",
}

Send = Callable[[str, bytes], tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Registration:
    """The request to the register, and what would be refused."""

    url: str
    """The address that is registered."""
    body: bytes
    refusals: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether it would be accepted, as far as we can tell."""
        return not any(one.fault for one in self.refusals)


def prepare(site: Site) -> Registration:
    """The registration of a site's catalogue; ReleaseError when nothing is published."""
    current = Releases(site.var).current()
    if current is None:
        raise ReleaseError(f"{site.var}: nothing was published yet, so there is nothing to register")
    about = described(site, current)
    body = json.dumps({"@id": about.address}).encode()
    return Registration(about.address, body, (*_reachable(site), *of_datasets(about)))


def _reachable(site: Site) -> Iterator[Finding]:
    """Whether others can reach the site under its base."""
    host = urlsplit(site.base).hostname or ""
    local = host in ("localhost", "127.0.0.1", "::1") or host.endswith((".localhost", ".local"))
    if local or host.endswith((".example", ".test", ".invalid")) or "." not in host:
        yield Finding(
            True,
            f"site.toml: base: {site.base} is niet van buiten te bereiken / cannot be reached from outside",
        )


def send(url: str, body: bytes) -> tuple[int, str]:
    """POST JSON-LD to the register; the status and what it said."""
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(parts.netloc, timeout=SECONDS)
    try:
        headers = {"Content-Type": "application/ld+json", "Accept": "application/ld+json"}
        connection.request("POST", parts.path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(20_000).decode("utf-8", "replace")
    finally:
        connection.close()


def register(found: Registration, send: Send = send) -> tuple[bool, str]:
    """Send a registration; whether it was accepted, and what to tell."""
    try:
        status, said = send(API, found.body)
    except (OSError, http.client.HTTPException) as error:
        return False, f"het register is niet te bereiken / the register cannot be reached: {error}"
    told = ANSWERS.get(status, f"onverwacht antwoord / unexpected answer: {said[:500]}")
    return status in (200, 201, 202), f"{found.url}: {status}: {told}"
