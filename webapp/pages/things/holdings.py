"""Where a thing is kept and how a visitor gets it: never a dead button, but a link or a reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote_plus

from lod.rdf.iris import Thing, parse
from lod.rdf.namespaces import expand
from lod.site import Organization, Site
from lod.store.documents import Text, Value
from webapp.languages import N_, Wording
from webapp.pages.labels import TextSpan
from webapp.pages.things.archives import number_of
from webapp.pages.things.hierarchy import top
from webapp.pages.things.property_values import Facts, Row
from webapp.urls import Urls, is_web

SHOWN = 40
"""So many copies stand on a page."""
LOOKED_AT = 400
"""So many copies are looked at that an edition does not name itself."""
_PPN = re.compile(r"[0-9]{8,9}[0-9X]\Z")
_AT_A_HOST = re.compile(r"https?://[A-Za-z0-9.-]+/")
"""How a template begins that leads into the web whatever it is filled with."""
ITEM_OF = expand("bf:itemOf")
_HOLDERS = ("bf:heldBy", "schema:holdingArchive", "schema:provider", "schema:heldBy")
_OF_PART = ("bf:heldBy", "schema:offeredBy")
"""Who has a copy that is a part of the description: a copy in BIBFRAME, an offer in Schema.org."""
_HELD_BY = expand("bf:heldBy")
_KEEPER = "schema:maintainer"
"""Who keeps an object of a museum, where nothing is said of a copy of it."""
_LOCATION = N_("Location")
_NOTE = N_("Note")
_ROWS = (
    (N_("Shelf mark"), ("bf:shelfMark", "schema:sku")),
    (_LOCATION, ("bf:sublocation", "bf:physicalLocation", "schema:itemLocation", "schema:availableAtOrFrom")),
    (N_("Volumes held"), ("bf:enumerationAndChronology",)),
    (N_("Use"), ("bf:usageAndAccessPolicy", "schema:conditionsOfAccess")),
    (N_("Availability"), ("schema:availability",)),
    (N_("Provenance"), ("bf:custodialHistory",)),
    (_NOTE, ("bf:note",)),
)
_ROWS_OF_OBJECT = (*_ROWS[:3], (N_("Use"), ("schema:conditionsOfAccess",)), *_ROWS[4:5])
"""The same of a thing that is one with its copy; what else is said of it stands elsewhere on its page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """By what a library can be asked for a thing."""

    title: str
    creator: str
    isbn: str
    ppn: str
    number: str
    """What it is called by who keeps it: an inventory number, a shelf mark."""
    thing: Thing
    archive: str = ""
    """The number of the archive that it is in."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One copy, or the thing itself where it is kept."""

    holder: TextSpan | None
    town: str
    rows: tuple[Row, ...]
    item: str
    """Address of the page of the copy."""
    request: str
    """Address where it can be asked for; empty when the holder takes no requests that way."""
    contact: str
    website: str
    opening: str = ""
    """When its holder is open."""
    distance: str = ""
    """How far it is from the visitor's own library: "12 km"."""
    is_own: bool = False
    """Whether the visitor's own library keeps it."""
    described_by: str = ""
    """Where to write to those who described it, when nothing is known of who keeps it."""
    again: bool = False
    """Whether it is one more copy of the holder before it, of which all is said already but which copy."""


@dataclass(frozen=True, slots=True)
class OwnLibrary:
    """How the visitor gets a thing through their own library."""

    name: str
    request: str
    """Address where it can be asked for; empty when that library takes no requests that way."""
    contact: str
    website: str
    keeps_it: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """All copies that a page shows, and how many more there are."""

    copies: tuple[Holding, ...]
    more: int
    own: OwnLibrary | None = None
    """The visitor's own library; None when they chose none."""
    choose: str = ""
    """Address where they can choose one; empty when the site has no libraries."""
    all: str = ""
    """Address of the list of all copies, when there are more."""
    is_told: bool = True
    """Whether the description says who keeps it; else `copies` has those who described it."""


def asked(facts: Facts, title: str, creator: str) -> Asked:
    """What a request link is filled with; it says nothing on the page."""

    def texts(name: str) -> list[str]:
        return [t.value for t in facts.values(name) if isinstance(t, Text)]

    isbn = next(iter(texts("schema:isbn")), "")
    numbers = texts("schema:identifier")
    ppn = next((i for i in numbers if _PPN.match(i)), "")
    thing = facts.document.thing
    above = top(facts.document, facts.reader) if thing.kind == "object" else ""
    archive = number_of(above, facts.reader) if above else ""
    number = number_of(facts.document.iri, facts.reader) if above else next(iter(numbers), "")
    return Asked(title, creator, isbn, ppn, number, thing, archive)


def holdings(
    facts: Facts, site: Site, asked: Asked, own: Organization | None = None, *, pointed: bool = True
) -> Holdings | None:
    """The copies of an edition; of a museum object or archive, the place where it is.

    `pointed` says whether copies may point to it that it does not name itself.
    """
    reader, thing = facts.reader, facts.document.thing
    told = [str(v) for v in facts.take("bf:hasItem") if isinstance(v, str)]
    parts = [iri for iri in told if facts.document.is_part(iri)]
    items = [iri for iri in told if iri not in parts]
    offers = [str(v) for v in facts.take("schema:offers") if facts.document.is_part(str(v))]
    if thing.kind == "instance" and not told and pointed:
        items = reader.pointing(facts.document.iri, ITEM_OF, 0, LOOKED_AT)
    if len(items) > SHOWN:
        items = _nearest(facts, items, own)
    copies = [h for iri in items[:SHOWN] if (h := _copy(facts, site, iri, asked, own))]
    if not copies:
        offers = offers[:SHOWN]
        copies = [h for part in parts or offers or [""] if (h := _own(facts, site, asked, own, part))]
    for offer in offers:  # the same copies once more, for search engines
        facts.pass_over(offer)
    functions = (v for offer in offers for v in facts.values("schema:businessFunction", offer))
    facts.later(N_("Offered"), dict.fromkeys(functions))
    if not copies:
        return None
    # the nearest first, and those of one holder together
    copies.sort(key=lambda one: (not one[1].is_own, one[0], one[1].holder.text if one[1].holder else ""))
    shown = tuple(
        replace(one, again=number > 0 and copies[number - 1][1].holder == one.holder is not None)
        for number, (_, one) in enumerate(copies)
    )
    path, mine = _through(facts, site, asked, own, any(one.is_own for one in shown))
    more = max(0, len(items) - SHOWN)
    return Holdings(shown, more, mine, path, facts.urls.document(thing, list="copies") if more else "")


def _nearest(facts: Facts, items: list[str], own: Organization | None) -> list[str]:
    """Of more copies than are shown those of the visitor's own library come first, then by who has them."""
    base, ours = facts.urls.base, own.ids if own else ()
    own_iris = {Thing("organization", id).iri(base) for id in ours}

    def place(iri: str) -> tuple[bool, str, str]:
        holder = next((str(v) for v in facts.reader.values(iri, _HELD_BY) if isinstance(v, str)), "")
        name = next((one.value for one in facts.reader.linked(holder).names), "") if holder else ""
        return holder not in own_iris, name.casefold(), iri

    return sorted(items, key=place)


def untold(facts: Facts, site: Site, asked: Asked, own: Organization | None = None) -> Holdings | None:
    """Who to ask for an edition or object of which nothing says who keeps it: those who described it.

    Many catalogues are exported without their copies; a page without a way to get the thing is of no use
    to who found it there.
    """
    describers = _describers(facts, site)[:SHOWN]
    if facts.document.thing.kind not in ("instance", "object") or not describers:
        return None
    path, mine = _through(facts, site, asked, own, keeps_it=False)
    found = []
    for one in describers:
        page = facts.urls.of(f"{facts.urls.base}id/organization/{one.key}")
        found.append(_at(facts, asked, own, one, TextSpan(local(one.name, facts.wording), href=page)))
    found.sort(key=lambda one: (not one[1].is_own, one[0], one[1].holder.text if one[1].holder else ""))
    return Holdings(tuple(copy for _, copy in found), 0, mine, path, is_told=False)


def _through(
    facts: Facts, site: Site, asked: Asked, own: Organization | None, keeps_it: bool
) -> tuple[str, OwnLibrary | None]:
    """Where visitors choose their own library for this, and how they get it through the one they chose."""
    thing, urls = facts.document.thing, facts.urls
    if thing.kind not in ("instance", "work") or all(o.kind != "library" for o in site.organizations):
        return "", None
    path = f"{urls.page('my-library')}?next={urls.document(thing)}"
    if own is None:
        return path, None
    request = _through_us(urls, own, asked)
    name = local(own.name, facts.wording)
    return path, OwnLibrary(name, request, own.contact or "", own.website or "", keeps_it)


def _copy(
    facts: Facts, site: Site, iri: str, asked: Asked, own: Organization | None
) -> tuple[float, Holding] | None:
    thing = parse(facts.reader.base, iri)
    document = facts.reader.document(thing) if thing else None
    if document is None:
        return None
    inner = Facts(document, facts.names)
    return _holding(inner, site, facts.urls.of(iri), asked, own)


def _own(
    facts: Facts, site: Site, asked: Asked, own: Organization | None, part: str
) -> tuple[float, Holding] | None:
    """The holding that a thing states of itself, or of an item that is a part of it."""
    if not (facts.tells(_OF_PART, part) or facts.tells(_HOLDERS) or _keepers(facts, site)):
        return None
    return _holding(facts, site, "", asked, own, part)


def _keepers(facts: Facts, site: Site) -> list[Value]:
    """Organisations of the site's file that keep it."""
    return [v for v in facts.values(_KEEPER) if _known(facts, v, site)]


def _known(facts: Facts, holder: Value, site: Site) -> Organization | None:
    """The organisation of the site's file that a holder is: by its URI; who described it, by its name."""
    if found := organization_of(str(holder), facts.urls, site):
        return found
    name = facts.say(holder).text.casefold()
    described = _describers(facts, site)
    return next((one for one in described if name in map(str.casefold, one.name.values())), None)


def _holders(facts: Facts, site: Site, part: str) -> list[Value]:
    """Who keeps it, as the item says that is a part of it; else as the thing says itself."""
    told = facts.take(*_OF_PART, subject=part) if part else []
    if not told:
        return facts.take(*_HOLDERS) or (facts.take(_KEEPER) if _keepers(facts, site) else [])
    return list(dict.fromkeys((*told, *facts.take("schema:holdingArchive", "schema:heldBy"))))


def _holding(
    facts: Facts, site: Site, item: str, asked: Asked, own: Organization | None, part: str = ""
) -> tuple[float, Holding]:
    """A holding, and how many kilometres it is from the visitor's own library."""
    holders = _holders(facts, site, part)
    organization = next((o for v in holders if (o := _known(facts, v, site))), None)
    holder = facts.say(holders[0]) if holders else None
    if organization and not any(organization_of(str(v), facts.urls, site) for v in holders):
        page = facts.urls.of(f"{facts.urls.base}id/organization/{organization.key}")
        holder = TextSpan(local(organization.name, facts.wording), href=page)
    rows = _rows(facts, {*(organization.ids if organization else ()), holder.text if holder else ""}, part)
    if organization is None:
        return 0.0, Holding(holder, "", rows, item, "", "", "", described_by=_describer(facts, site))
    return _at(facts, asked, own, organization, holder, rows, item)


def _at(
    facts: Facts,
    asked: Asked,
    own: Organization | None,
    organization: Organization,
    holder: TextSpan | None,
    rows: tuple[Row, ...] = (),
    item: str = "",
) -> tuple[float, Holding]:
    """A holding at an organisation of the site's file, and how far that is from the visitor's own library."""
    is_own = own is not None and organization is own
    apart = _apart(organization, own)
    return (0.0 if apart is None else apart), Holding(
        holder,
        local(organization.place.name, facts.wording) if organization.place else "",
        rows,
        item,
        _through_us(facts.urls, organization, asked),
        organization.contact or "",
        organization.website or "",
        local(organization.opening, facts.wording),
        "" if apart is None or is_own else f"{facts.wording.number(max(1, round(apart)))} km",
        is_own,
    )


def _describer(facts: Facts, site: Site) -> str:
    """The address of the organisation that published the description."""
    return next((one.contact for one in _describers(facts, site) if one.contact), "")


def _describers(facts: Facts, site: Site) -> list[Organization]:
    told = (organization_of(str(v), facts.urls, site) for v in facts.values("schema:sdPublisher"))
    return [one for one in told if one]


def _told(facts: Facts, part: str) -> tuple[Row, ...]:
    """What is said of a copy: by the thing itself, or by the part of it that is its item."""
    if facts.document.thing.kind == "object":
        own = facts.rows(*_ROWS_OF_OBJECT)
    else:
        own = () if part else facts.rows(*_ROWS)
    inside = (facts.row(name, *predicates, subject=part) for name, predicates in _ROWS if part)
    return (*own, *(row for row in inside if row))


def _rows(facts: Facts, holder: set[str], part: str) -> tuple[Row, ...]:
    """What is said of a copy. Its location is not its holder again, and a note of digits is its number:
    both stand so in fields 852 $b and $t of MARC.
    """
    text = facts.wording.text
    found: list[Row] = []
    for row in _told(facts, part):
        values = tuple(w for w in row.values if row.name != text(_LOCATION) or w.text not in holder)
        numbers = tuple(w for w in values if row.name == text(_NOTE) and w.text.isdecimal())
        rest = tuple(w for w in values if w not in numbers)
        if numbers:
            found.append(Row(text(N_("Copy number")), numbers))
        if rest or row.parts:
            found.append(row._replace(values=rest))
    return tuple(found)


def _apart(one: Organization | None, other: Organization | None) -> float | None:
    """Kilometres between two organisations; None when it is not known where they are."""
    here, there = (one.point if one else None), (other.point if other else None)
    return here.kilometres(there) if here and there else None


def _through_us(urls: Urls, organization: Organization, asked: Asked) -> str:
    """Our address that leads there, so that requests are counted; empty when nothing can be led to."""
    pattern = organization.request.pattern(_filling(asked))
    if not pattern or not (_AT_A_HOST.match(pattern) or request_url(organization, asked)):
        return ""
    return f"{urls.page('ask')}/{asked.thing.kind}/{asked.thing.key}?at={quote_plus(organization.key)}"


def request_url(organization: Organization, asked: Asked) -> str:
    """Where a thing can be asked for at an organisation; empty when its templates cannot be filled."""
    url = organization.request.url(**_filling(asked))
    return url if url and is_web(url) else ""


def _filling(asked: Asked) -> dict[str, str]:
    return {
        "ppn": asked.ppn,
        "isbn": asked.isbn,
        "number": asked.number[:100],
        "archive": asked.archive[:100],
        "title": asked.title[:300],
        "creator": asked.creator[:100],
    }


def organization_of(iri: str, urls: Urls, site: Site) -> Organization | None:
    """The organisation of the site's file that an IRI names."""
    thing = parse(urls.base, iri)
    return site.organization(thing.key) if thing and thing.kind == "organization" else None


def local(text: Mapping[str, str], wording: Wording) -> str:
    """A text of the site's settings in the language of a page."""
    return text.get(wording.language) or next(iter(text.values()), "")
