"""What the page on use shows: numbers by month, by collection and by institution, as bars and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lod.site import Site
from webapp.languages import N_, Wording
from webapp.pages.things.holdings import local

WHAT = {
    "view": N_("Pages looked at"),
    "ask": N_("Requests started"),
    "search": N_("Searches"),
    "data": N_("Descriptions fetched by programs"),
    "sparql": N_("SPARQL queries"),
    "reconcile": N_("Reconciliation"),
    "download": N_("Downloads"),
    "oai": N_("Harvests"),
    "feed": N_("Feeds read"),
}
"""What is counted, as it is called; what people do stands first."""
LEAD = N_(
    "Counted by day and by collection. We keep no addresses, cookies or names of visitors, only numbers."
)
BY_PEOPLE = frozenset(("view", "ask", "search"))
"""Of these only what people do is shown: crawlers look at everything."""

Row = tuple[str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of a series."""

    month: str
    count: int
    height: int
    """Of a hundred, of the highest."""


@dataclass(frozen=True, slots=True)
class Series:
    """A number by month."""

    name: str
    total: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class UsagePage:
    """How the collections are used."""

    lead: str
    months: tuple[str, ...]
    kinds: tuple[Series, ...]
    collections: tuple[Series, ...]
    institutions: tuple[Series, ...]
    hosts: tuple[tuple[str, int], ...]
    sought: tuple[tuple[str, int], ...]
    by_crawlers: int
    """Pages that crawlers looked at."""
    without_result: int


def usage_page(
    rows: Sequence[Row],
    hosts: Iterable[tuple[str, int]],
    sought: Iterable[tuple[str, int]],
    site: Site,
    wording: Wording,
) -> UsagePage:
    """The page from what was counted."""
    months = tuple(sorted({row[0][:7] for row in rows}))
    shown = [row for row in rows if row[3] == "person" or row[1] not in BY_PEOPLE]
    kinds = [
        _series(wording.text(name), months, wording, (row for row in shown if row[1] == what))
        for what, name in WHAT.items()
    ]
    views = [row for row in shown if row[1] == "view"]
    collections = [
        _series(local(one.name, wording), months, wording, (row for row in views if row[2] == one.key))
        for one in site.collections
    ]
    owned = {one.key: site.organization(one.owner) for one in site.collections}
    institutions = [
        _series(local(one.name, wording), months, wording, (row for row in views if owned.get(row[2]) is one))
        for one in site.organizations
    ]
    return UsagePage(
        wording.text(LEAD),
        tuple(wording.day(month) for month in months),
        tuple(one for one in kinds if one.total),
        _most_first(collections),
        _most_first(institutions),
        tuple(hosts),
        tuple(sought),
        sum(row[4] for row in rows if row[1] == "view" and row[3] == "crawler"),
        sum(row[4] for row in rows if row[1] == "nothing" and row[3] == "person"),
    )


def _most_first(series: Iterable[Series]) -> tuple[Series, ...]:
    return tuple(sorted((one for one in series if one.total), key=lambda one: (-one.total, one.name)))


def _series(name: str, months: Sequence[str], wording: Wording, rows: Iterable[Row]) -> Series:
    counts: Counter[str] = Counter()
    for day, _, _, _, count in rows:
        counts[day[:7]] += count
    highest = max(counts.values(), default=0)
    bars = tuple(
        Bar(wording.day(month), counts[month], max(2, round(100 * counts[month] / highest)) if highest else 0)
        for month in months
    )
    return Series(name, sum(counts.values()), bars)
