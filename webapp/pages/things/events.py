"""What happened to an object, a line for each event: where it was shown, and whose it was."""

from __future__ import annotations

from collections.abc import Iterable

from lod.store.documents import Text
from webapp.languages import N_
from webapp.pages.labels import TextSpan
from webapp.pages.things.property_values import Facts, Row

_EVENTS = "schema:subjectOf"
_EXHIBITION = "https://schema.org/ExhibitionEvent"
_EVENT = "https://schema.org/Event"
_NOTE = "http://id.loc.gov/ontologies/bibframe/Note"
_SHOWN = N_("Exhibitions")
_HISTORY = N_("Provenance and history")
LONGEST = 160
"""A description of at most so many characters stands in the line of an event."""


def events(facts: Facts) -> tuple[Row, ...]:
    """Rows with the exhibitions of a thing and with what else happened to it, the earliest first.

    What the page tells already, as a note or below its heading, is not told again.
    """
    if _EVENTS not in facts.own:
        return ()
    found: dict[str, list[tuple[str, TextSpan]]] = {_SHOWN: [], _HISTORY: []}
    for part in [str(v) for v in facts.values(_EVENTS) if facts.document.is_part(str(v))]:
        types = facts.values("rdf:type", part)
        name = _SHOWN if _EXHIBITION in types else _HISTORY if _EVENT in types and _NOTE not in types else ""
        if name and not facts.has_told(facts.values("schema:description", part)):
            found[name] += _line(facts, part)
    return tuple(
        Row(facts.wording.text(name), tuple(dict.fromkeys(words for _, words in sorted(lines, key=_first))))
        for name, lines in found.items()
        if lines
    )


def _first(line: tuple[str, TextSpan]) -> tuple[bool, str]:
    """When it began; what nobody dated is last."""
    return not line[0], line[0]


def _line(facts: Facts, part: str) -> list[tuple[str, TextSpan]]:
    """An event that has a name or says what happened: when it began, and all of it in one line."""
    called = facts.chosen("schema:name", part)
    if called is None:
        return []
    began = next((str(v) for v in facts.values("schema:startDate", part)), "")
    facts.take("schema:additionalType", subject=part)  # told by the name of the row, or by its own name
    told = None if _is_long(facts, part) else facts.chosen("schema:description", part)
    text = f"{called.text}: {told.text}" if told else called.text
    places = [name for v in facts.take("schema:location", subject=part) for name in _place(facts, str(v))]
    note = ", ".join([*dict.fromkeys(places), *_dates(facts, part)])
    return [(began, called._replace(text=text, note=note))]


def _is_long(facts: Facts, part: str) -> bool:
    """Whether an event is described in more than a line: that goes to the end."""
    texts = facts.values("schema:description", part)
    return any(isinstance(text, Text) and len(text.value) > LONGEST for text in texts)


def _place(facts: Facts, place: str) -> Iterable[str]:
    """A place by its name, and the town that it is in."""
    waiting = [place]
    while waiting:  # a record may have places in places without end
        one = waiting.pop()
        if not facts.document.is_part(one):
            yield facts.say(one).text
            continue
        if name := facts.chosen("schema:name", one):
            yield name.text
        waiting += [str(v) for v in reversed(facts.take("schema:containedInPlace", subject=one))]


def _dates(facts: Facts, part: str) -> Iterable[str]:
    """From when until when."""
    first, last = (
        [facts.say(v).text for v in facts.take(name, subject=part)]
        for name in ("schema:startDate", "schema:endDate")
    )
    told = [*first[:1], *(day for day in last[:1] if day not in first)]
    return [" – ".join(told)] if told else []
