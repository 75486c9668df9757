"""The page of what happened to a thing: when, from which record and mapping, what came and what went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from time import gmtime, strftime

from lod.rdf.iris import Thing
from lod.register.change_log import xsd_datetime
from lod.register.history import Version
from lod.store.description_history import Archive, Quads, Step
from lod.store.documents import Text, document_of
from webapp.history.mementos import Original, stamp
from webapp.languages import N_, Wording
from webapp.pages.labels import TextSpan, words
from webapp.pages.layout import Frame
from webapp.pages.page_inputs import PageInputs
from webapp.pages.things.property_values import Row
from webapp.views.feeds import ATOM, Entry

WHAT = {
    "create": N_("Published for the first time"),
    "update": N_("Changed"),
    "delete": N_("Withdrawn"),
    "restore": N_("Came back"),
    "move": N_("Became one with another"),
}
_BACK = N_("The whole site went back to an older release.")
_UNKNOWN = N_("What was different is not kept: too much changed at once.")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a thing."""

    what: str
    day: str
    time: str
    iso: str
    notes: tuple[str, ...]
    record: TextSpan | None
    """A record that caused it, with a link to its bytes as they were then."""
    mapping: str
    """Version of the mapping, shortened."""
    added: tuple[Row, ...]
    taken: tuple[Row, ...]
    number: int | None
    """How many statements came, when it was there anew."""
    merged: TextSpan | None
    memento: str
    """Where it is as it was then; empty when that is not known, or it was not there."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What happened to a thing."""

    title: str
    name: TextSpan
    uri: str
    changes: tuple[Change, ...]
    previous: str
    next: str
    feed: str
    timemap: str


def history_page(
    inputs: PageInputs,
    archive: Archive,
    thing: Thing,
    merged: Thing | None,
    start: int,
    size: int,
    total: int,
) -> tuple[HistoryPage, Frame]:
    """The changes of a thing from number `start`, newest first."""
    urls, wording = inputs.framer.urls, inputs.framer.wording
    steps = [*islice(archive.steps(thing), start, start + size)]
    changes = tuple(_change(inputs, thing, step, merged) for step in steps)

    def at(place: int) -> str:
        there = 0 <= place < total
        return f"{urls.past('history', thing)}?page={place // size + 1}" if there else ""

    name = _name(inputs, archive, thing)
    title = wording.text(N_("History"))
    feed = ATOM.alternate(urls.past("history", thing, "/atom"), title)
    frame = inputs.framer.frame(
        f"{title}: {name.text}", urls.past("history", thing), alternates=(feed,), index=False
    )
    page = HistoryPage(
        title,
        name,
        thing.iri(urls.base),
        changes,
        at(start - size),
        at(start + size),
        feed.href,
        urls.past("timemap", thing),
    )
    return page, frame


def feed_entries(inputs: PageInputs, archive: Archive, thing: Thing, most: int) -> tuple[str, list[Entry]]:
    """Title and entries of the feed of a thing."""
    wording, urls = inputs.framer.wording, inputs.framer.urls
    name = _name(inputs, archive, thing).text
    entries = [
        Entry(
            urls.public(Original(urls, thing).memento(step.version.time)),
            f"{wording.text(WHAT[step.version.type])}: {name}",
            _summary(step, wording),
            xsd_datetime(step.version.time),
        )
        for step in islice(archive.steps(thing), most)
    ]
    return f"{wording.text(N_('History'))}: {name}", entries


def _summary(step: Step, wording: Wording) -> str:
    """What changed in one line."""
    one = step.version
    told = [" / ".join(one.record)] if one.record else []
    if step.added is not None and step.taken is not None:
        told.append(f"+{wording.number(len(step.added))} −{wording.number(len(step.taken))}")
    return "; ".join([*told, *_notes(step, wording)])


def _name(inputs: PageInputs, archive: Archive, thing: Thing) -> TextSpan:
    """What a thing is called; when it is not there any more, what it was called last."""
    iri = thing.iri(archive.base)
    document = inputs.reader.document(thing)
    if document is None:
        last = next((step.before for step in archive.steps(thing) if step.before), frozenset())
        document = document_of(iri, thing, sorted(last, key=str))
    names = [text for p in _NAMES for text in document.texts(p)]
    own = [text for text in names if text.language == inputs.framer.wording.language]
    text = next(iter([*own, *names]), Text(f"{thing.kind}/{thing.key}"))
    return words(text, inputs.framer.wording.language, inputs.framer.urls.document(thing))


_NAMES = ("https://schema.org/name", "http://www.w3.org/2000/01/rdf-schema#label")


def _change(inputs: PageInputs, thing: Thing, step: Step, merged: Thing | None) -> Change:
    one, wording, urls = step.version, inputs.framer.wording, inputs.framer.urls
    anew = one.begins and step.after is not None
    known = step.after is not None and one.lives
    return Change(
        wording.text(WHAT[one.type]),
        wording.day(xsd_datetime(one.time)),
        strftime("%H:%M:%S UTC", gmtime(one.time)),
        xsd_datetime(one.time),
        tuple(_notes(step, wording)),
        _record(inputs, one),
        one.mapping[:8],
        () if anew else _rows(inputs, thing, step.added),
        _rows(inputs, thing, step.taken),
        len(step.after or ()) if anew else None,
        inputs.names.of(merged.iri(urls.base)) if merged and one.type == "move" else None,
        Original(urls, thing).memento(one.time) if known else "",
    )


def _notes(step: Step, wording: Wording) -> Iterator[str]:
    if step.version.how == "rollback":
        yield wording.text(_BACK)
    if step.added is None:
        yield wording.text(_UNKNOWN)


def _record(inputs: PageInputs, one: Version) -> TextSpan | None:
    """The record that caused a change, as it was then; the site's own file is none."""
    if one.record is None:
        return None
    collection, key = one.record
    if not inputs.site.opens(collection):
        return TextSpan(f"{collection} / {key}")
    urls = inputs.framer.urls
    return TextSpan(f"{collection} / {key}", href=f"{urls.source(collection, key)}?at={stamp(one.time)}")


def _rows(inputs: PageInputs, thing: Thing, quads: Quads | None) -> tuple[Row, ...]:
    """Statements in words."""
    document = document_of(thing.iri(inputs.reader.base), thing, sorted(quads or (), key=str))
    return inputs.facts(document).rest()
