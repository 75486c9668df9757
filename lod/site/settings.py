"""What a site is: the shapes that site.toml, organizations.toml and collection.toml fill."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import uritemplate
from annotated_types import Ge, Gt, Le, MinLen
from pydantic import AfterValidator, BeforeValidator, Strict

from lod import environment
from lod.site.database import checked as database
from lod.site.harvests import MANNERS, Harvesting, OaiSource, Sru
from lod.site.harvests import Table as _Table
from lod.site.inbox import INBOX, MAIL, Inbox, Mail
from lod.site.remote_store import Store
from lod.site.targets import Target
from lod.site.value_parsers import (
    base_iri,
    email,
    email_or_website,
    indexnow_key,
    is_address,
    isil,
    language,
    licence,
    network,
    source,
    template,
    texts,
    website,
)

Text = Annotated[Mapping[str, str], BeforeValidator(texts)]
"""A text in each language of the site, by language tag; a plain string means the same in all."""

Base = Annotated[str, AfterValidator(base_iri)]
Isil = Annotated[str, AfterValidator(isil)]
Website = Annotated[str, AfterValidator(website)]
Template = Annotated[str, AfterValidator(template)]
Language = Annotated[str, AfterValidator(language)]
Licence = Annotated[str, AfterValidator(licence)]
Network = Annotated[str, AfterValidator(network)]
Email = Annotated[str, AfterValidator(email)]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Share = Annotated[Number, Ge(0), Le(1)]
Count = Annotated[Whole, Ge(0)]

OPEN_LICENCES = (
    "https://creativecommons.org/publicdomain/zero/1.0/",
    "https://creativecommons.org/publicdomain/mark/1.0/",
    "https://creativecommons.org/licenses/by/4.0/",
    "https://creativecommons.org/licenses/by-sa/4.0/",
    "https://creativecommons.org/licenses/by-nc/4.0/",
    "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "https://creativecommons.org/licenses/by-nd/4.0/",
    "https://creativecommons.org/licenses/by-nc-nd/4.0/",
)
"""The licences that the Dutch Dataset Register accepts from version 2.0 (2027) on."""


class Point(NamedTuple):
    """A place on the map, in degrees (WGS 84)."""

    latitude: float
    longitude: float

    def kilometres(self, other: Point) -> float:
        """How far another place is, as the crow flies.

        >>> round(Point(53.2012, 5.7999).kilometres(Point(51.4988, 3.6109)))  # Leeuwarden, Middelburg
        241
        """
        a, b = math.radians(self.latitude), math.radians(other.latitude)
        east = math.radians(other.longitude - self.longitude)
        half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(east / 2) ** 2
        return 2 * _EARTH * math.asin(math.sqrt(half))


_EARTH = 6371.0088
"""Mean radius of the earth, in kilometres."""


@dataclass(frozen=True)
class Place(_Table):
    """Where an organisation is."""

    name: Text
    latitude: Annotated[Number, Ge(-90), Le(90)] | None = None
    longitude: Annotated[Number, Ge(-180), Le(180)] | None = None
    same_as: tuple[Website, ...] = ()

    @property
    def point(self) -> Point | None:
        """Where it is on the map, when both coordinates are given."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)


@dataclass(frozen=True)
class Request(_Table):
    """URI templates (RFC 6570) by which a visitor asks for something at an organisation."""

    ppn: Template | None = None
    isbn: Template | None = None
    number: Template | None = None
    title: Template | None = None

    def url(self, **values: str) -> str | None:
        """The link for the first of PPN, ISBN, number and title that has both a template and a value.

        >>> Request(isbn="https://library.example/find{?isbn}").url(ppn="12", isbn="9789025363222")
        'https://library.example/find?isbn=9789025363222'
        """
        pattern = self.pattern(values)
        return _read(pattern).expand({**values}) if pattern else None

    def pattern(self, values: Mapping[str, str]) -> str | None:
        """The template that these values would fill."""
        given = (("ppn", self.ppn), ("isbn", self.isbn), ("number", self.number), ("title", self.title))
        return next((pattern for name, pattern in given if pattern and values.get(name)), None)


@lru_cache(256)
def _read(pattern: str) -> uritemplate.URITemplate:
    """A template, read: pages ask of every copy whether it can be filled."""
    return uritemplate.URITemplate(pattern)


@dataclass(frozen=True)
class Organization(_Table):
    """A library, museum or archive."""

    name: Text
    kind: Literal["library", "museum", "archive"]
    isil: tuple[Isil, ...] = ()
    """Its ISILs in all forms in use (`NL-HaKB`, `NL-0800070000`); the first one is in its URI."""
    id: str = ""
    """What it is called in collection.toml, and in its URI, when it has no ISIL."""
    website: Website | None = None
    place: Place | None = None
    catalogue: Template | None = None
    request: Request = Request()
    contact: Email | None = None
    opening: Text = field(default_factory=dict)
    """When it is open, in words for visitors; empty when its file does not say."""
    same_as: tuple[Website, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Everything that it may be called by."""
        return (*self.isil, self.id) if self.id else self.isil

    @property
    def key(self) -> str:
        """What it is called in its URI."""
        return self.ids[0] if self.ids else ""

    @property
    def point(self) -> Point | None:
        """Where it is on the map, when its file says."""
        return self.place.point if self.place else None


@dataclass(frozen=True)
class Expected(_Table):
    """How many records a collection should have; publishing refuses what is outside."""

    minimum: Count = 0
    maximum: Count | None = None


@dataclass(frozen=True)
class Collection(_Table):
    """The records of one organisation: one dataset."""

    name: Text
    description: Text
    owner: str
    """ISIL (or id) of an organisation in organizations.toml."""
    licence: Licence
    sources: tuple[Annotated[str, MinLen(1), AfterValidator(source)], ...] = ()
    """Files, folders and patterns (`*.mrc.gz`), from the collection's folder or absolute; addresses."""
    oai: OaiSource | None = None
    sru: Sru | None = None
    format: str | None = None
    mappings: tuple[Annotated[str, MinLen(1)], ...] = ()
    """Names of mappings; none: those of the format."""
    language: Language = "nl"
    """Language of the texts in the records when they do not say it themselves."""
    expected: Expected = Expected()
    set_aside_max: Share | None = None
    """Which share of the records may be unreadable; the site's share when not given."""
    records_open: Annotated[bool, Strict()] = True
    """Whether visitors may fetch its records as they came: with all that no rule publishes."""
    key: str = field(default="", metadata={"given": True})
    folder: Path = field(default=Path(), metadata={"given": True})

    @property
    def is_harvested(self) -> bool:
        """Whether anything of it comes from another machine."""
        return bool(self.oai or self.sru or any(map(is_address, self.sources)))

    @property
    def licence_accepted(self) -> bool:
        """Whether the Dutch Dataset Register still accepts its licence from 2027 on."""
        return self.licence in OPEN_LICENCES


@dataclass(frozen=True)
class Limits(_Table):
    """What one SPARQL query, and all of them together, may use."""

    seconds: Annotated[Number, Gt(0), Le(3600)] = 30
    memory_mb: Annotated[Whole, Ge(64)] = 2048
    result_mb: Annotated[Whole, Ge(1)] = 200
    concurrent: Annotated[Whole, Ge(1), Le(256)] = 4
    query_kb: Annotated[Whole, Ge(1), Le(10240)] = 100
    service_hosts: tuple[str, ...] = ()
    """Hosts that a query may reach by SERVICE; none unless named."""


@dataclass(frozen=True)
class Publishing(_Table):
    """How releases are made and kept."""

    releases_kept: Annotated[Whole, Ge(1), Le(1000)] = 3
    set_aside_max: Share = 0.01
    history_changes: Annotated[Whole, Ge(0)] = 100_000
    """Of a publish that changes more things than this it is not kept what was different before."""


@dataclass(frozen=True)
class Serving(_Table):
    """How the site is served."""

    metrics: tuple[Network, ...] = ("127.0.0.0/8", "::1/128")
    """Networks whose clients may see /metrics."""
    log: Literal["errors", "requests"] = "errors"
    """What is logged: what goes wrong, or a line for each request too."""
    searches_per_minute: Annotated[Whole, Ge(1)] = 120
    """So often one client may search, in each web worker."""
    services_per_minute: Annotated[Whole, Ge(1)] = 1200
    """So often it may ask a service: suggestions, reconciliation, harvests."""
    pages_per_minute: Annotated[Whole, Ge(1)] = 1200
    """So many pages that have to be made it may ask for."""
    welcome: tuple[Network, ...] = ()
    """Networks whose clients are not counted: search engines that the operator has verified."""


@dataclass(frozen=True)
class IndexNow(_Table):
    """Telling search engines of changed pages after a publish (indexnow.org); off without a key."""

    key: Annotated[str, AfterValidator(indexnow_key)] = ""
    server: Website = "https://api.indexnow.org/indexnow"


@dataclass(frozen=True)
class Site(_Table):
    """A whole site, as its folder says."""

    base: Base
    name: Text
    description: Text
    publisher: str
    """ISIL (or id) of an organisation in organizations.toml."""
    contact: Email
    security: Annotated[str, AfterValidator(email_or_website)] = ""
    """Where a weakness of the site is reported: an address of mail or a page; the contact when not given."""
    licence: Licence | None = None
    """The licence of all collections together; not needed when all have the same."""
    languages: Annotated[tuple[Literal["nl", "en"], ...], MinLen(1)] = ("nl", "en")
    image_hosts: tuple[str, ...] = ()
    """Hosts that pages may show images from; `*` for any that speaks https."""
    register: Annotated[str, AfterValidator(database)] = ""
    """Address of the PostgreSQL database that keeps the register; a file in `var` does when none is given."""
    store: Store | None = None
    """The SPARQL server that serves the site; the embedded store does when none is given."""
    limits: Limits = Limits()
    publish: Publishing = Publishing()
    harvest: Harvesting = MANNERS
    serve: Serving = Serving()
    inbox: Inbox = INBOX
    mail: Mail = MAIL
    indexnow: IndexNow = IndexNow()
    folder: Path = field(default=Path(), metadata={"given": True})
    collections: tuple[Collection, ...] = field(default=(), metadata={"given": True})
    organizations: tuple[Organization, ...] = field(default=(), metadata={"given": True})
    targets: tuple[Target, ...] = field(default=(), metadata={"given": True})
    """Authority files and thesauri that it links to."""

    @classmethod
    def load(cls, path: Path | str) -> Site:
        """The site in a folder; SiteError names everything that is wrong with it, not just the first."""
        from lod.site.loader import load  # reading knows the shapes above

        return load(Path(path))

    @cached_property
    def var(self) -> Path:
        """Folder of the register and the releases: `var`, unless the environment says otherwise."""
        return environment.read().var or self.folder / "var"

    def collection(self, key: str) -> Collection | None:
        """The collection with this name, or None."""
        return next((c for c in self.collections if c.key == key), None)

    def opens(self, key: str) -> bool:
        """Whether the records of a collection may be fetched as they came; not of one that was taken out."""
        found = self.collection(key)
        return found is not None and found.records_open

    def organization(self, id: str) -> Organization | None:
        """The organisation with this ISIL, in any of its forms, or id; or None."""
        return self._by_id.get(id)

    @cached_property
    def postcodes(self) -> Mapping[str, Point]:
        """Where postcodes are, by their four digits, as postcodes.csv of the site says; empty without one."""
        from lod.site.postcodes import read  # reading knows the shapes above

        return read(self.folder / "postcodes.csv")

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is allowed but will be refused elsewhere, one sentence each."""
        return tuple(
            f"collections/{c.key}/collection.toml: licence: {c.licence}: vanaf 2027 neemt het "
            "Datasetregister alleen Creative Commons-licenties aan, met hun eigen URI / will be refused by "
            "the Dutch Dataset Register from 2027 on; it accepts canonical Creative Commons URIs only"
            for c in self.collections
            if not c.licence_accepted
        )

    @cached_property
    def _by_id(self) -> Mapping[str, Organization]:
        return {id: one for one in self.organizations for id in one.ids}
