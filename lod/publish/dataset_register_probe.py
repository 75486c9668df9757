"""Asking what is served for what is promised, as the Dutch Dataset Register does before it takes a dataset.

Each download is asked for by HEAD and by GET, and must come within seconds, as the media type that the
description tells. Each endpoint answers a small query that is sent as a form, and is not the page for people.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlencode

from lod.dataset import catalogue
from lod.dataset.catalogue import SPARQL_PROTOCOL
from lod.dataset.rules.rule import Graph
from lod.publish.site_checks import Finding
from lod.publish.validation import described
from lod.site import Site
from lod.store.documents import Text
from lod.store.release import Release
from lod.store.releases import Releases

SECONDS = 5.0
"""What takes longer is not there, to the register."""
QUERY = "SELECT * { ?s ?p ?o } LIMIT 1"
RESULTS = "application/sparql-results+json"
CATALOGUE = ("text/turtle", "application/ld+json")
"""Media types that a catalogue is asked for in."""
_FAULTS = (OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request."""

    status: int = 0
    """0 when nothing answered."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    """Its beginning."""
    seconds: float = 0.0

    @property
    def type(self) -> str:
        """Its media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def probe_current(site: Site, at: str = "") -> Iterator[Finding]:
    """Ask the server at `at`, else the one at the site's base, for what the current release promises."""
    current = Releases(site.var).current()
    if current is not None:
        yield from probe(site, current, at)


def probe(site: Site, release: Release, at: str = "") -> Iterator[Finding]:
    """The same of a release; one remark when that is not what is served there."""
    base = at or site.base
    if at and not at.startswith(("http://", "https://")):
        yield Finding(True, f"--at: {at} is geen webadres / is no web address")
        return
    if not _is_served(base, release):
        yield Finding(
            False,
            f"{base}: deze release wordt daar niet getoond, dus downloads en endpoint zijn niet opgevraagd; "
            "start `lod serve`, of noem het adres met --at / this release is not served there, so downloads "
            "and endpoint were not asked for; start `lod serve`, or name the address by --at",
        )
        return
    about = described(site, release)
    promised: dict[str, str] = {}
    for page in range(1, about.pages() + 1):
        promised |= _promised(Graph(catalogue.of_catalogue(about, page).quads))
    yield from _catalogue(_moved(about.address, site.base, base))
    for url, type in promised.items():
        address = _moved(url, site.base, base)
        yield from _endpoint(address) if type == SPARQL_PROTOCOL else _download(address, type)


def _is_served(base: str, release: Release) -> bool:
    answer = ask(base + "status", {"Accept": "application/json"})
    try:
        told = json.loads(answer.body)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("created") == release.created


def _moved(url: str, base: str, other: str) -> str:
    return other + url.removeprefix(base) if url.startswith(base) else url


def _promised(graph: Graph) -> dict[str, str]:
    """Address of each distribution → its media type, or the protocol that it speaks."""
    found = {}
    for subject in graph.subjects:
        urls = [v for v in graph.values(subject, "schema:contentUrl") if isinstance(v, str)]
        types = [v.value for v in graph.values(subject, "schema:encodingFormat") if isinstance(v, Text)]
        spoken = SPARQL_PROTOCOL in graph.values(subject, "schema:usageInfo")
        for url in urls:
            if spoken or types:
                found[url] = SPARQL_PROTOCOL if spoken else types[0]
    return found


# ---------------------------------------------------------------- what must be true


def _catalogue(address: str) -> Iterator[Finding]:
    for type in CATALOGUE:
        yield from _held(f"GET {address}", ask(address, {"Accept": type}), type)


def _download(address: str, type: str) -> Iterator[Finding]:
    for method in ("HEAD", "GET"):
        answer = ask(address, {"Accept": f"{type}, */*;q=0.1"}, method=method)
        yield from _held(f"{method} {address}", answer, type, filled=method == "GET")


def _endpoint(address: str) -> Iterator[Finding]:
    form = urlencode({"query": QUERY}).encode()
    told = {"Accept": RESULTS, "Content-Type": "application/x-www-form-urlencoded"}
    yield from _held(f"POST {address} {QUERY}", ask(address, told, form), RESULTS)
    if ask(address, {"Accept": "*/*"}).type in ("text/html", "application/xhtml+xml"):
        yield Finding(
            True,
            f"GET {address}: het endpoint geeft een webpagina aan wie daar niet om vraagt / the endpoint "
            "gives a page to who does not ask for one",
        )


def _held(what: str, answer: Answer, type: str, *, filled: bool = True) -> Iterator[Finding]:
    """What is wrong with an answer that should be of a media type."""
    if not answer.status:
        yield Finding(True, f"{what}: geen antwoord / no answer")
    elif answer.status != 200:
        yield Finding(True, f"{what}: antwoordt met / answers with {answer.status}")
    elif answer.type != type:
        found = answer.type or "-"
        yield Finding(True, f"{what}: is {found}, beloofd was / is {found}, promised was {type}")
    elif filled and not answer.body:
        yield Finding(True, f"{what}: is leeg / is empty")
    if answer.seconds > SECONDS:
        yield Finding(True, f"{what}: duurt langer dan / takes longer than {SECONDS:g} s")


def ask(address: str, headers: Mapping[str, str], body: bytes | None = None, method: str = "") -> Answer:
    """One request, and the beginning of what is answered."""
    request = urllib.request.Request(  # noqa: S310  # of our own site, or named by who runs it
        address, body, dict(headers), method=method or ("POST" if body else "GET")
    )
    start = time.monotonic()
    try:
        with urllib.request.urlopen(request, timeout=2 * SECONDS) as found:  # noqa: S310
            begin = found.read(65_536)
            return Answer(found.status, _lower(found.headers), begin, time.monotonic() - start)
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, _lower(refused.headers), b"", time.monotonic() - start)
    except _FAULTS:
        return Answer(seconds=time.monotonic() - start)


def _lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
