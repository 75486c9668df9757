"""All addresses that pages link to, from one object.

Identifiers carry the public base of the site. Links in pages, and redirects, begin at the root of whichever
host serves, so that one release can be looked at on a laptop, in a test and in public.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, urlencode, urlsplit

from lod.rdf.iris import Thing, parse

_WEB = re.compile(r"https?:", re.IGNORECASE)
_WHOLE = re.compile(r"https?:/{1,2}([^/]+)(/.*)")
"""An address; a server on the way may have made one slash of two."""


@dataclass(frozen=True, slots=True)
class Urls:
    """Makes addresses; `base` is the public base that identifiers start with.

    >>> urls = Urls("https://data.example.org/")
    >>> urls.thing(Thing("work", "x")), urls.document(Thing("work", "x"), "ttl")
    ('/id/work/x', '/doc/work/x.ttl')
    >>> urls.of("https://data.example.org/id/work/x#title"), urls.of("javascript:alert(1)")
    ('/doc/work/x#title', '')
    >>> urls.of("https://data.example.org//evil.example/")
    '/evil.example/'
    """

    base: str
    static_hashes: Mapping[str, str] = field(default_factory=dict)
    """Path of a static file → the hash of its bytes."""

    root: str = field(init=False)
    """The path under which the site is served: that of its base; ends in "/"."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", urlsplit(self.base).path)

    def public(self, path: str) -> str:
        """The public address of a path below the root."""
        return self.base + path.removeprefix(self.root)

    def in_public(self, address: str, host: str) -> str:
        """The public address of what is named by it, or by its address at the host that was asked.

        >>> urls = Urls("https://data.example.org/")
        >>> urls.in_public("http://localhost:8000/doc/work/x", "localhost:8000")
        'https://data.example.org/doc/work/x'
        >>> urls.in_public("https://elsewhere.example/doc/work/x", "localhost:8000")
        ''
        """
        found = _WHOLE.fullmatch(address)
        if not found or found[1] not in (urlsplit(self.base).netloc, host):
            return ""
        return self.public(found[2]) if found[2].startswith(self.root) else ""

    def home(self) -> str:
        """The first page."""
        return self.root

    def page(self, name: str) -> str:
        """A page by its name: "about", "api", "vocab/", "sparql"."""
        return self.root + name

    def has_static(self, path: str) -> bool:
        """Whether there is a static file; what others made may not have been fetched."""
        return path in self.static_hashes

    def static(self, path: str) -> str:
        """A static file, by an address that changes when the file does."""
        return f"{self.root}static/{self.static_hashes.get(path, 'now')}/{path}"

    def thing(self, thing: Thing) -> str:
        """What answers for the thing itself, by a redirect."""
        return f"{self.root}id/{thing.kind}/{thing.key}"

    def document(self, thing: Thing, suffix: str = "", **query: str | int) -> str:
        """Its page, or one representation of it."""
        ending = f".{suffix}" if suffix else ""
        asked = f"?{urlencode(query)}" if query else ""
        return f"{self.root}doc/{thing.kind}/{thing.key}{ending}{asked}"

    def picture(self, release: int, thing: Thing | None = None) -> str:
        """The public address of the picture of a thing, or of the site; another one in each release."""
        name = f"{thing.kind}/{thing.key}" if thing else "site"
        return self.public(f"{self.root}card/{name}.png?release={release}")

    def reference(self, thing: Thing) -> str:
        """What programs that keep references read of a thing, as a file."""
        return f"{self.root}cite/{thing.kind}/{thing.key}.ris"

    def source(self, collection: str, key: str) -> str:
        """A source record, by its collection and its identifier there."""
        return f"{self.root}source/{quote(collection, safe='')}/{quote(key, safe='')}"

    def past(self, what: str, thing: Thing, suffix: str = "") -> str:
        """Where the past of a thing is told: its history, timegate, timemap, or a memento."""
        ending = f".{suffix}" if suffix and not suffix.startswith("/") else suffix
        return f"{self.root}{what}/{thing.kind}/{thing.key}{ending}"

    def of(self, iri: str) -> str:
        """Where a link to an IRI goes: to our page, out into the web, or nowhere when that is not safe."""
        thing = parse(self.base, iri)
        if thing:
            part = iri.partition("#")[2]
            return self.document(thing) + (f"#{quote(part, safe='-._~')}" if part else "")
        if iri.startswith(self.base):
            return self.root + iri[len(self.base) :].lstrip("/")  # "//x" would be another host
        return iri if is_web(iri) else ""


def is_web(iri: str) -> bool:
    """Whether a browser may be sent there.

    >>> is_web("https://example.org/a"), is_web("javascript:alert(1)"), is_web("http://[")
    (True, False, False)
    >>> is_web("http://example.org:8080/"), is_web("http://example.org:99999/"), is_web("http://a:b/")
    (True, False, False)
    """
    return _WEB.match(iri) is not None and _leads_to_a_host(iri)  # most are titles and numbers


@lru_cache(20_000)
def _leads_to_a_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.netloc) and parts.port != 0
    except ValueError:  # also of a port that there cannot be
        return False
