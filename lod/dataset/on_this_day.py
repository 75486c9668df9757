"""What happened on each day of the year: who was born or died, what came out; noted once for each release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from lod.rdf.namespaces import expand
from lod.store.store_protocol import ReadableStore

DAYS = "days.json"
EVENTS: Mapping[str, tuple[str, ...]] = {
    "born": (expand("schema:birthDate"),),
    "died": (expand("schema:deathDate"),),
    "published": (expand("schema:datePublished"), expand("schema:dateCreated")),
}
"""What can happen on a day → the properties that say so."""
MOST = 60
"""So many of one event are noted for a day."""
_DATE = expand("xsd:date")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day, in a year."""

    name: str
    """A key of EVENTS."""
    year: int
    iri: str


Days = Mapping[str, tuple[Event, ...]]
"""Day of the year ("03-02") → what happened."""


def collect(store: ReadableStore, base: str) -> Days:
    """The days of a store: only dates that the data gives to the day, of things of ours, the oldest first."""
    return _days(_events(store, base, None))


def follow(before: Days, store: ReadableStore, base: str, changed: Iterable[str]) -> Days:
    """The days after a small change, by the IRIs of what was changed, added or taken away.

    What would move up on a day of which more is known than is noted shows again when all is built anew.
    """
    again = {*changed}
    kept = ((day, event) for day, events in before.items() for event in events if event.iri not in again)
    fresh = (found for iri in sorted(again) for found in _events(store, base, NamedNode(iri)))
    return _days(chain(kept, fresh))


def _events(store: ReadableStore, base: str, subject: NamedNode | None) -> Iterator[tuple[str, Event]]:
    """What happened on which day to one thing, or to all."""
    ours, works = base + "id/", base + "id/work/"
    for name, predicates in EVENTS.items():
        for predicate in predicates:
            for quad in store.quads_for_pattern(subject, NamedNode(predicate), None, None):
                date, about = quad.object, quad.subject
                if not isinstance(date, Literal) or date.datatype.value != _DATE or len(date.value) != 10:
                    continue
                if not isinstance(about, NamedNode) or not about.value.startswith(ours):
                    continue
                iri = about.value
                if "#" not in iri and not iri.startswith(works):
                    yield date.value[5:], Event(name, int(date.value[:4]), iri)


def _days(events: Iterable[tuple[str, Event]]) -> Days:
    found: dict[str, dict[str, set[Event]]] = {}
    for day, event in events:
        found.setdefault(day, {}).setdefault(event.name, set()).add(event)
    return {
        day: tuple(
            event
            for name in EVENTS
            for event in sorted(of_day.get(name, ()), key=lambda e: (e.year, e.iri))[:MOST]
        )
        for day, of_day in sorted(found.items())
    }


def write(release: Path, days: Days) -> None:
    """Note the days in the folder of a release."""
    told = {day: [(e.name, e.year, e.iri) for e in events] for day, events in days.items()}
    (release / DAYS).write_text(json.dumps(told), encoding="utf-8")


def read(release: Path) -> Days:
    """The days of a release; nothing when it has none."""
    file = release / DAYS
    told = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return {day: tuple(Event(*event) for event in events) for day, events in told.items()}
