"""The page of a day of the year: who was born or died on it, and what came out."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_skeleton

from lod.dataset.on_this_day import EVENTS, Days
from webapp.languages import N_, Wording
from webapp.pages.cards import Card
from webapp.pages.labels import TextSpan
from webapp.pages.page_inputs import PageInputs

_TITLES = {
    "born": N_("Born on this day"),
    "died": N_("Died on this day"),
    "published": N_("Came out on this day"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened, and in which year."""

    year: int
    card: Card


@dataclass(frozen=True, slots=True)
class Happenings:
    """What happened of one sort."""

    name: str
    title: str
    happened: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class DayPage:
    """One day of the year."""

    title: str
    lists: tuple[Happenings, ...]
    before: str
    """Address of the day before."""
    before_name: str
    after: str
    after_name: str
    random: str
    nearest: tuple[TextSpan, ...] = ()
    """On an empty page: the days before and after it on which something did happen."""


def day_of(text: str) -> date | None:
    """A day of the year as an address has it, in a year that has all days; None when there is no such day.

    >>> day_of("02-29"), day_of("02-30"), day_of("3-2")
    (datetime.date(2000, 2, 29), None, None)
    """
    try:
        return date.fromisoformat(f"2000-{text}") if len(text) == 5 and text.isascii() else None
    except ValueError:
        return None


def day_page(inputs: PageInputs, day: date, days: Days) -> DayPage:
    """The page of a day."""
    framer, cards = inputs.framer, inputs.cards
    events = days.get(f"{day:%m-%d}", ())
    lists = tuple(
        Happenings(
            name,
            framer.wording.text(_TITLES[name]),
            tuple(Happened(e.year, cards.card(e.iri)) for e in events if e.name == name),
        )
        for name in EVENTS
    )
    path = framer.urls.page("on-this-day")
    before, after = (day + timedelta(days) for days in (-1, 1))
    return DayPage(
        named(day, framer.wording),
        tuple(one for one in lists if one.happened),
        f"{path}?day={before:%m-%d}",
        named(before, framer.wording),
        f"{path}?day={after:%m-%d}",
        named(after, framer.wording),
        framer.urls.page("random"),
        ()
        if events
        else tuple(
            TextSpan(named(d, framer.wording), href=f"{path}?day={d:%m-%d}") for d in _near(day, days)
        ),
    )


def _near(day: date, days: Days) -> list[date]:
    """The days nearest to one of the year on which something happened: the last before, the first after it.

    >>> _near(date(2000, 1, 2), {"12-30": (), "03-01": (), "05-01": ()})
    [datetime.date(2000, 12, 30), datetime.date(2000, 3, 1)]
    """
    known = sorted(found for text in days if (found := day_of(text)))
    if not known:
        return []
    at = bisect(known, day)
    return list(dict.fromkeys((known[at - 1], known[at % len(known)])))


def named(day: date, wording: Wording) -> str:
    """A day without its year.

    >>> from webapp.languages import wording
    >>> named(date(2000, 3, 2), wording("nl")), named(date(2000, 3, 2), wording("en"))
    ('2 maart', '2 March')
    """
    return str(format_skeleton("MMMMd", day, locale=wording.locale))
