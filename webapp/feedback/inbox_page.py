"""The inbox as a person sees it who opens its address: what it is for, and which pages link to us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response

from lod.inbox.box import Link
from webapp.context import page, request_context
from webapp.languages import N_
from webapp.pages.labels import TextSpan

SHOWN = 100
"""So many links are shown, the newest; programs are given all."""


@dataclass(frozen=True, slots=True)
class Told:
    """A page of others, and what of ours it is about or mentions."""

    source: str
    title: str
    time: str
    about: bool
    thing: TextSpan


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Links that were accepted, the newest first."""

    title: str
    links: tuple[Told, ...]
    count: int
    guide: str
    """How a page is told of."""
    alone: bool = False
    """Whether it is one notification, and not the list."""


def inbox_page(links: Sequence[Link], path: str, *, alone: bool = False) -> Response:
    """What was accepted, as a page; one notification alone likewise."""
    found, served, wording = request_context()
    names = found.page_inputs(served, wording).names

    def told(one: Link) -> Told:
        said = one.told
        thing = names.of(said.thing.iri(found.urls.base))
        return Told(said.source, said.title, one.time, said.relation == "about", thing)

    title = wording.text(N_("Pages that link here"))
    made = InboxPage(
        title,
        tuple(told(one) for one in links[: -SHOWN - 1 : -1]),
        len(links),
        found.urls.page("guides/tell"),
        alone,
    )
    frame = found.framer(wording).frame(title, found.urls.page(path), index=False)
    response = page("inbox.html", made, frame)
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    return response
