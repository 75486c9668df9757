"""The page on which a visitor chooses their own library."""

from __future__ import annotations

from dataclasses import dataclass

from lod.site import Organization, Site, postcodes
from webapp.languages import Wording
from webapp.pages.library_map import LibraryMap, library_map, point_at
from webapp.pages.things.holdings import local
from webapp.urls import Urls


@dataclass(frozen=True, slots=True)
class Choosable:
    """A library that can be chosen."""

    key: str
    name: str
    town: str
    distance: str
    takes_requests: bool
    website: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class LibrariesPage:
    """The libraries that fit what was typed."""

    action: str
    text: str
    back: str
    """Where the visitor came from."""
    libraries: tuple[Choosable, ...]
    unknown_postcode: bool
    knows_postcodes: bool
    own: str
    """Name of the library that is chosen now; empty when none is."""
    map: LibraryMap | None = None


def libraries_page(
    site: Site, wording: Wording, urls: Urls, text: str, back: str, own: Organization | None, at: str = ""
) -> LibrariesPage:
    """The page for a text: a name, a place or a postcode; all libraries when it is empty. `at` is a place on
    the map that was pointed at.
    """
    known = [one for one in site.organizations if one.kind == "library"]
    digits = postcodes.of(text)
    pointed = point_at(at) if not text else None
    point = site.postcodes.get(digits) if digits else pointed
    if point is not None:
        near = [(point.kilometres(one.point) if one.point else None, one) for one in known]
        near.sort(key=lambda row: (row[0] is None, row[0] or 0.0))
        shown = [_choosable(one, wording, own, apart) for apart, one in near]
    else:
        wanted = text.casefold()
        fitting = [one for one in known if wanted in _said(one)] if not digits else known
        shown = [_choosable(one, wording, own, None) for one in fitting]
        shown.sort(key=lambda one: (one.town.casefold(), one.name.casefold()))
    return LibrariesPage(
        urls.page("my-library"),
        text,
        back,
        tuple(shown),
        bool(digits) and point is None,
        bool(site.postcodes),
        local(own.name, wording) if own else "",
        library_map(known, wording, urls, back, pointed),
    )


def _said(one: Organization) -> str:
    place = one.place.name.values() if one.place else ()
    return " ".join((*one.name.values(), *place, *one.ids)).casefold()


def _choosable(
    one: Organization, wording: Wording, own: Organization | None, apart: float | None
) -> Choosable:
    request = one.request
    return Choosable(
        one.key,
        local(one.name, wording),
        local(one.place.name, wording) if one.place else "",
        "" if apart is None else f"{wording.number(max(1, round(apart)))} km",
        bool(request.ppn or request.isbn or request.title),
        one.website or "",
        one is own,
    )
