"""Which vocabulary a client wants: negotiation by profile (W3C), by `Accept-Profile` or `?profile=`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lod.rdf.namespaces import PREFIXES
from lod.store.documents import TYPE, Document, document_of
from webapp.http.negotiation import ALTERNATE

_PART = re.compile(r"\s*<([^<>]*)>\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*\Z")


@dataclass(frozen=True, slots=True)
class Profile:
    """One way of describing a thing."""

    token: str
    iri: str
    namespaces: tuple[str, ...]
    """Of the properties and classes that are told; none: all."""


PROFILES = (
    Profile("all", "", ()),
    Profile("schema", PREFIXES["schema"], (PREFIXES["schema"],)),
    Profile("nde", "https://docs.nde.nl/schema-profile/", (PREFIXES["schema"],)),
    Profile(
        "bibframe",
        PREFIXES["bf"],
        tuple(PREFIXES[prefix] for prefix in ("bf", "bflc", "madsrdf", "rdfs", "rdf")),
    ),
)
ALL = PROFILES[0]


def chosen(token: str, header: str) -> Profile:
    """The profile that `?profile=` names, else the best one that the header does; else all.

    >>> chosen("", "<https://schema.org/>;q=0.5, <http://id.loc.gov/ontologies/bibframe/>").token
    'bibframe'
    >>> chosen("schema", "").iri, chosen("", "<https://other.example/>").token
    ('https://schema.org/', 'all')
    """
    if token:
        return next((one for one in PROFILES if token in (one.token, one.iri)), ALL)
    wanted: list[tuple[float, Profile]] = []
    for part in header[:2_000].split(","):
        match = _PART.match(part)
        known = next((one for one in PROFILES if match and one.iri and one.iri == match[1]), None)
        if match and known:
            wanted.append((float(match[2] or 1), known))
    best = max(wanted, key=lambda pair: pair[0], default=(0.0, ALL))
    return best[1] if best[0] > 0 else ALL


def told(document: Document, profile: Profile) -> Document:
    """What a profile tells of a document."""
    if not profile.namespaces:
        return document
    kept = [
        quad
        for quad in document.statements()
        if (
            str(getattr(quad.object, "value", "")) if quad.predicate.value == TYPE else quad.predicate.value
        ).startswith(profile.namespaces)
    ]
    made = document_of(document.iri, document.thing, kept)
    return replace(made, linked={})


def links_of(profile: Profile, address: str) -> list[str]:
    """The Link header's part: which profile this is, and which others there are."""
    found = [f'<{profile.iri}>; rel="profile"'] if profile.iri else []
    others = [one for one in PROFILES if one.iri and one is not profile]
    return found + [f'<{address}?profile={one.token}>; {ALTERNATE}; profile="{one.iri}"' for one in others]
