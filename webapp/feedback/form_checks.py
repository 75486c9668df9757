"""Who and what comes in: forms that were made here, things that are ours, owners of records."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import Forbidden, NotFound

from lod.inbox.box import Box
from lod.rdf.iris import Thing
from webapp.context import Context, current_context
from webapp.current_release import Served
from webapp.http.negotiation import thing_at
from webapp.languages import Wording
from webapp.pages.things.holdings import local

FASTEST = 2
"""Nobody fills a form in within so many seconds."""
LASTS = 24 * 3600
"""So many seconds a form may lie on somebody's screen."""
RECORDS = 20
"""So many records of a thing are looked at to find its owners."""
SHARED = ("agent", "subject", "genre", "place", "organization", "collection")
"""Kinds of things that nobody owns alone."""


def thing_asked(found: Context, served: Served, kind: str, key: str) -> Thing:
    """The thing that a form is about: what took its place, when it moved; or 404."""
    thing = thing_resolver(found, served)(Thing(kind, key).iri(found.urls.base))
    if thing is None or not served.reader.exists(thing):
        raise NotFound
    return thing


def thing_resolver(found: Context, served: Served) -> Callable[[str], Thing | None]:
    """Tells which thing of ours an address names, if it is there; where it moved to, if it moved."""

    def named(url: str) -> Thing | None:
        thing = thing_at(found.urls.base, url)
        if thing is None or served.reader.exists(thing):
            return thing
        known = found.memory.thing(thing.kind, thing.key)
        moved = known.moved_to if known else None
        return moved if moved and served.reader.exists(moved) else None

    return named


# ---------------------------------------------------------------- forms


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a form carries to show that it was made here, a moment ago, for this address."""

    made: str
    proof: str


def form_token(box: Box, path: str) -> FormToken:
    """The proof for a form that is sent to a path."""
    made = str(int(time.time()))
    return FormToken(made, box.proof(f"{path}|{made}"))


def is_from_elsewhere() -> bool:
    """Whether a browser sends this for a page of another site.

    Browsers that say so decide (Fetch § 3.2.4); of others the Origin is ours when it names the host that was
    asked, or the public one: a proxy need not pass on what it was asked by.
    """
    if said := request.headers.get("Sec-Fetch-Site"):
        return said not in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    ours = (request.host, current_context().urls.base.split("/")[2])
    return origin != "" and origin.partition("://")[2] not in ours


def is_genuine(box: Box, path: str) -> bool:
    """Whether the form that was sent was made here, and not long ago; Forbidden when another site sent it.

    No cookie and no account stands behind a form, so what another site could send by a visitor's browser is
    only what it could send itself; all the same it is refused.
    """
    if is_from_elsewhere():
        raise Forbidden
    made = request.form.get("made", "")
    if not made.isascii() or not made.isdigit() or len(made) > 12:
        return False
    age = time.time() - int(made)
    given = request.form.get("proof", "").encode("utf-8", "replace")
    return FASTEST <= age <= LASTS and hmac.compare_digest(given, box.proof(f"{path}|{made}").encode())


# ---------------------------------------------------------------- owners


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose description it is, and in which record."""

    key: str
    name: str
    contact: str
    collection: str = ""
    record: str = ""


def owners(found: Context, thing: Thing, wording: Wording) -> tuple[Owner, ...]:
    """The owners of the records that describe a thing, each with one record; else who publishes the site."""
    made: dict[str, Owner] = {}
    records = [] if thing.kind in SHARED else found.memory.records_of(thing, RECORDS)
    for collection, record in records:
        one = found.site.collection(collection)
        owner = found.site.organization(one.owner) if one else None
        if one and owner and owner.key not in made:
            contact = owner.contact or found.site.contact
            made[owner.key] = Owner(owner.key, local(owner.name, wording), contact, collection, record)
    if made:
        return tuple(made.values())
    publisher = found.site.organization(found.site.publisher)
    name = local(publisher.name, wording) if publisher else ""
    return (Owner(publisher.key if publisher else "", name, found.site.contact),)
