"""What a page says of a document, with a memory of what has been said, so that nothing is left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from lod.rdf import code_lists
from lod.rdf.namespaces import compact, expand
from lod.store.documents import Document, Text, Value
from lod.store.terms import values_of
from webapp.languages import N_, Wording
from webapp.pages.labels import TextSpan, choose, class_name, property_name, shown_address, words
from webapp.pages.things.link_labels import LinkLabels
from webapp.term_labels import NOTE_TYPES
from webapp.urls import is_web

XSD = expand("xsd:string").removesuffix("string")
_TYPE = "rdf:type"
_INSTANCE = "bf:Instance"
_SAYING = (
    "schema:name",
    "rdfs:label",
    "skos:prefLabel",
    "rdf:value",
    "bf:mainTitle",
    "schema:value",
    "bf:classificationPortion",
)
"""The properties by which a part is called."""
_AFTER = ("schema:unitText", "bf:itemPortion")
_REMARK = ("bf:qualifier", "bf:noteType")
_SAYING_OF_NOTE = ("rdfs:label", *_SAYING)
"""An event that is a note is called by what happened; its name is what kind of note it is."""
_JOINED = (
    "schema:streetAddress",
    "schema:postalCode",
    "schema:addressLocality",
    "schema:addressRegion",
    "schema:addressCountry",
    "schema:latitude",
    "schema:longitude",
)
"""Properties of a part without a name that together say it in one line: an address, a point."""
_NO_ADDRESS = re.compile(r'[\s<>"{}|\\^`]')
"""What is in no address (RFC 3986): a template of one, or a sentence that begins with one."""
_AGAIN = ("bf:", "bflc:")
"""Prefixes of the vocabulary in which an object is described a second time."""
_WHOLE = frozenset(("bf:Work", "bf:Item"))
"""The parts of an object that are described as it is itself."""


def _yes_or_no(wording: Wording, value: str) -> str:
    return wording.text(N_("Yes")) if value == "true" else wording.text(N_("No"))


_BY_DATATYPE: dict[str, Callable[[Wording, str], str]] = {
    **dict.fromkeys((XSD + name for name in ("date", "dateTime", "gYear", "gYearMonth")), Wording.day),
    "http://id.loc.gov/datatypes/edtf": Wording.day,
    XSD + "boolean": _yes_or_no,
}
"""Datatype → how its values are said."""
_BY_PROPERTY: dict[str, Callable[[Wording, str], str]] = {
    **dict.fromkeys(("schema:inLanguage", "bf:language"), Wording.of_language),
    **dict.fromkeys(("schema:temporalCoverage", "schema:temporal", "bf:temporalCoverage"), Wording.day),
    **dict.fromkeys(("schema:duration", "bf:duration"), Wording.duration),
}
"""Property → how its texts are said."""

DEPTH = 4
"""Parts in parts are shown so deep."""


class Row(NamedTuple):
    """A name and what there is under it."""

    name: str
    values: tuple[TextSpan, ...] = ()
    parts: tuple[Part, ...] = ()
    folded: int = 0
    """So many values at the end are shown when they are asked for."""
    fold: str = ""
    """The words to ask for them."""

    @property
    def several(self) -> bool:
        """Whether there is more than one value."""
        return len(self.values) > 1


class Part(NamedTuple):
    """A part of a thing that has properties of its own."""

    name: str
    anchor: str
    rows: tuple[Row, ...]


Named = dict[str, tuple[Value, ...]]
"""Name of a property → its values."""


@lru_cache(8_192)
def short(iri: str) -> str:
    """The name of a property with its prefix, or its IRI when it has none."""
    return compact(iri)


class Facts:
    """Reads a document for one page in one language; each statement counts as said once it was taken."""

    def __init__(self, document: Document, names: LinkLabels) -> None:
        self.document = document
        self.names = names
        self.reader = names.reader
        self.urls = names.urls
        self.wording = names.wording
        self.said: defaultdict[str, set[str]] = defaultdict(set)
        """Subject → names of what was said of it."""
        self._texts: set[str] = set()
        """What the page says, word for word."""
        self._twice = document.thing.kind == "object"
        """Whether BIBFRAME says again, of the thing and of its Work and Item, what Schema.org says."""
        self._before: frozenset[str] = frozenset()
        """What the page says before all the rest."""
        self._head = f"{document.iri}#"
        self._inner = frozenset(document.spelled) - {document.iri}
        """Its parts."""
        self._named: dict[str, Named] = {}
        self._later: list[Row] = []
        self.own = self.of(document.iri)
        """What is stated of the thing itself."""
        self.types = tuple([v for v in self.values(_TYPE) if isinstance(v, str)])
        """Its classes."""

    def of(self, subject: str) -> Named:
        """All that is stated of the thing or a part, by names with a prefix ("schema:name")."""
        found = self._named.get(subject)
        if found is None:
            spelled = self.document.spelled.get(subject, {})
            found = self._named[subject] = {short(p): values_of(values) for p, values in spelled.items()}
        return found

    def values(self, name: str, subject: str = "") -> tuple[Value, ...]:
        """Values of one property; they stay unsaid."""
        return (self.of(subject) if subject else self.own).get(name, ())

    def tells(self, names: Iterable[str], subject: str = "") -> bool:
        """Whether anything is stated by some properties: most that is asked for is not there."""
        return not (self.of(subject) if subject else self.own).keys().isdisjoint(names)

    def take(self, *names: str, subject: str = "") -> list[Value]:
        """Values of some properties that were not said yet, each once; now they are."""
        known = self.of(subject) if subject else self.own
        if known.keys().isdisjoint(names):
            return []
        said = self.said[subject or self.document.iri]
        found: dict[Value, None] = {}
        for name in names:
            if name in known and name not in said:
                said.add(name)
                found.update(dict.fromkeys(known[name]))
        return [*found]

    def pass_over(self, part: str) -> None:
        """Count all that a part says, and its own parts, as said: the page says it in another way."""
        for each in self.document.spelled:
            if each == part or each.startswith(f"{part}-"):
                self.said[each].update(self.of(each))

    def texts(self, *names: str, subject: str = "") -> list[Text]:
        """The literals among the values of some properties; IRIs among them stay unsaid."""
        known = self.of(subject) if subject else self.own
        if known.keys().isdisjoint(names):
            return []
        said = self.said[subject or self.document.iri]
        found: dict[Text, None] = {}
        for name in names:
            if values := known.get(name):
                literals = [v for v in values if isinstance(v, Text)]
                if len(literals) == len(values):
                    said.add(name)
                found.update(dict.fromkeys(literals))
                self._texts.update([text.value for text in literals])
        return [*found]

    def chosen(self, name: str, subject: str) -> TextSpan | None:
        """What a property of a part says in the language that a reader gets first: others say the same."""
        texts = self.texts(name, subject=subject)
        if (text := choose(texts, self.wording.language)) is None:
            return None
        said = "; ".join(sorted(one.value for one in texts if one.language == text.language))
        return words(text._replace(value=said), self.wording.language)

    def has_told(self, values: Iterable[Value]) -> bool:
        """Whether one of some texts stands on the page already."""
        return any(isinstance(value, Text) and value.value in self._texts for value in values)

    def leave(self, texts: Iterable[str]) -> None:
        """Takes back that some texts were said: they will be, somewhere else."""
        self._texts.difference_update(texts)

    def later(self, name: str, values: Collection[Value]) -> None:
        """Puts values that were taken but not shown into the table at the end."""
        if values and (said := self.say_all(values)):
            row = Row(self.wording.text(name), said)
            self._later += [row] if row not in self._later else []

    def row(self, name: str, *predicates: str, subject: str = "") -> Row | None:
        """A row with all values of some predicates, each wording once; None when there is none."""
        again = [p for p in predicates if p.startswith(_AGAIN)] if self._twice else []
        first = [p for p in predicates if p not in again] if again else predicates
        before = frozenset(self._texts) if again else frozenset()
        said = self.say_all(self.take(*first, subject=subject), predicates[0])
        if again:
            news = self.say_all(self.take(*again, subject=subject), predicates[0])
            said = tuple(dict.fromkeys((*said, *(w for w in news if w.text not in before))))
        told = tuple([words for words in said if words.href[:1] != "#"])  # a nameless part is in the rest
        return Row(self.wording.text(name), told) if told else None

    def rows(self, *entries: tuple[str, tuple[str, ...]]) -> tuple[Row, ...]:
        """Several rows, without the empty ones."""
        known = self.own.keys()
        wanted = [entry for entry in entries if not known.isdisjoint(entry[1])]  # few of them
        return tuple([row for name, predicates in wanted if (row := self.row(name, *predicates))])

    def say_all(self, values: Iterable[Value], predicate: str = "") -> tuple[TextSpan, ...]:
        """Values as words, those that would read the same once."""
        all = [*map(self.say, values, repeat(predicate))]
        if len(all) < 2:
            return tuple(all)
        found: dict[tuple[str, str], TextSpan] = {}
        for said in all:
            key = (said.text, said.note)
            if key not in found or (said.href and not found[key].href):
                found[key] = said
        told = tuple(found.values())
        linked = [said.href for said in told if said.href]
        return _without_labels(told, linked) if 0 < len(linked) < len(told) else told

    def say(self, value: Value, predicate: str = "") -> TextSpan:
        """A value as words: a literal, a thing by its name, a part by what it holds, a code by its label."""
        if not isinstance(value, str):
            found = self._literal(value, predicate)
        elif value.startswith(self._head):
            found = self._part_words(value)
        else:
            found = self.names.of(value)
        self._texts.add(found.text)
        return found

    def _literal(self, text: Text, predicate: str) -> TextSpan:
        if said := _BY_DATATYPE.get(text.datatype) or _BY_PROPERTY.get(predicate):
            return TextSpan(said(self.wording, text.value))
        if is_web(text.value) and not _NO_ADDRESS.search(text.value):
            return TextSpan(shown_address(text.value, 60), href=text.value)
        return words(text, self.wording.language)

    def _part_words(self, iri: str) -> TextSpan:
        """What a part says of itself in one line."""
        language = self.wording.language
        name = self._first(iri, _SAYING_OF_NOTE if "bf:noteType" in self.of(iri) else _SAYING)
        if name is None:
            joined = self._joined(iri)
            return (
                TextSpan(joined)
                if joined
                else TextSpan(self._part_name(iri), href=f"#{iri.rpartition('#')[2]}")
            )
        after = self._first(iri, _AFTER)
        note = self._first(iri, _REMARK)
        said = words(name, language, note=self._remark(note.value) if note and note != name else "")
        return TextSpan(f"{said.text} {after.value}", said.lang, said.dir, note=said.note) if after else said

    def _remark(self, text: str) -> str:
        """What stands behind a part: what kind of note it is, in words, or its qualifier."""
        known = NOTE_TYPES.get(text.casefold(), text)
        return self.wording.text(known) if known else ""

    def _joined(self, iri: str) -> str:
        """What a part without a name says, its texts in one line."""
        found: list[str] = []
        for name in _JOINED:
            found += [t.value for t in self.texts(name, subject=iri)]
        return ", ".join(found)

    def _first(self, iri: str, names: tuple[str, ...]) -> Text | None:
        """The first literal a part has for one of some properties; a property with one value is said."""
        known = self.of(iri)
        for name in names:
            if name in known and (found := [v for v in known[name] if isinstance(v, Text)]):
                if len(found) == 1:
                    self.said[iri].add(name)
                return choose(found, self.wording.language)
        return None

    def _classes(self, iri: str) -> list[str]:
        return [short(v) for v in self.values(_TYPE, iri) if isinstance(v, str)]

    def _is_whole(self, iri: str) -> bool:
        """Whether it is the thing, its Work or its Item: of these, what was said is left out bit by bit."""
        return iri == self.document.iri or not _WHOLE.isdisjoint(self._classes(iri))

    def _is_again(self, iri: str) -> bool:
        """Whether a part in BIBFRAME is called what the page has said already, or says nothing else."""
        if self._is_whole(iri) or not any(name.startswith(_AGAIN) for name in self._classes(iri)):
            return False
        called = [v.value for name in _SAYING for v in self.values(name, iri) if isinstance(v, Text)]
        if any(text in self._before for text in called):
            return True
        return self.of(iri).keys() <= self.said[iri]

    def _part_name(self, iri: str) -> str:
        types = [v for v in self.values(_TYPE, iri) if isinstance(v, str)]
        return class_name(types[0], self.wording) if types else iri.rpartition("#")[2]

    def rest(self) -> tuple[Row, ...]:
        """All that was not said yet, of the thing and then of parts that nothing led to."""
        shown: set[str] = set()
        self._before = frozenset(self._texts)
        rows = _each_name_once((*self._later, *self._rest_of(self.document.iri, shown, 0)))
        lost = [iri for iri in self.document.spelled if iri != self.document.iri and iri not in shown]
        parts = tuple(part for iri in lost if (part := self._part(iri, shown, 1)))
        return (*rows, Row(self.wording.text(N_("Parts")), (), parts)) if parts else rows

    def _rest_of(self, subject: str, shown: set[str], depth: int) -> Iterator[Row]:
        said = self.said[subject]
        for predicate, values in self.of(subject).items():
            unsaid = predicate not in said
            parts = () if self._inner.isdisjoint(values) else self._parts(values, shown, depth)
            if not unsaid and not parts:
                continue
            plain = self._plain(predicate, _without(values, parts) if parts else values) if unsaid else ()
            if self._twice and predicate.startswith(_AGAIN) and self._is_whole(subject):
                plain = tuple(w for w in plain if w.text not in self._before and w.href[:1] != "#")
            if plain or parts:
                yield Row(property_name(predicate, self.wording), plain, parts)

    def _parts(self, values: tuple[Value, ...], shown: set[str], depth: int) -> tuple[Part, ...]:
        """Those of the parts among values that were not shown yet, and have something left to say."""
        if depth == DEPTH:
            return ()
        unseen = [v for v in values if isinstance(v, str) and v in self._inner and v not in shown]
        return tuple([part for iri in unseen if (part := self._part(iri, shown, depth + 1))])

    def _plain(self, predicate: str, values: Sequence[Value]) -> tuple[TextSpan, ...]:
        if predicate == _TYPE:
            return tuple(TextSpan(self._class(v), href=self.urls.of(v)) for v in values if isinstance(v, str))
        return self.say_all(values, predicate)

    def _class(self, iri: str) -> str:
        """What a class is called; an object is an Instance to BIBFRAME, and no publication."""
        return (
            "Instance (BIBFRAME)"
            if self._twice and short(iri) == _INSTANCE
            else class_name(iri, self.wording)
        )

    def _part(self, iri: str, shown: set[str], depth: int) -> Part | None:
        """A part with what was not said of it; nothing when all was."""
        shown.add(iri)
        self.said[iri].add(_TYPE)
        if self._twice and self._is_again(iri):
            shown.update(each for each in self.document.spelled if each.startswith(f"{iri}-"))
            return None
        rows = tuple(self._rest_of(iri, shown, depth))
        return Part(self._part_name(iri), iri.rpartition("#")[2], rows) if rows else None


def _each_name_once(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows, of which those that are called the same are one: a list of terms has each once (HTML 4.4.9).

    >>> [row] = _each_name_once((Row("Soort", (TextSpan("a"),)), Row("Soort", (TextSpan("b"),))))
    >>> [words.text for words in row.values]
    ['a', 'b']
    """
    if len({row.name for row in rows}) == len(rows):
        return rows
    found: dict[str, Row] = {}
    for row in rows:
        one = found.get(row.name) or row._replace(values=(), parts=())
        values = tuple(dict.fromkeys(one.values + row.values))
        found[row.name] = one._replace(values=values, parts=one.parts + row.parts)
    return tuple(found.values())


def _without_labels(said: tuple[TextSpan, ...], linked: Iterable[str]) -> tuple[TextSpan, ...]:
    """Values without those that are what a code beside them is called, in whatever language: "Annual"."""
    labels = {label.casefold() for href in linked for label in code_lists.label_of(href).values()}
    return tuple([w for w in said if w.href or w.text.casefold() not in labels]) if labels else said


def _without(values: tuple[Value, ...], parts: tuple[Part, ...]) -> Sequence[Value]:
    """Values without those that are shown as parts."""
    called = {part.anchor for part in parts}
    return [v for v in values if not (isinstance(v, str) and v.rpartition("#")[2] in called)]
