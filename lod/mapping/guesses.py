"""What a column may be: by what it is called, and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from stdnum import isbn

from lod.rdf import values

_SHOWN = 3
_MARKS = "#;|"
_PLAIN = re.compile(r"[A-Za-z0-9_.@-]+(?:/[A-Za-z0-9_.@-]+)*\Z")
_DISTINCT = 1_000
_MOST = 0.8  # of its values must look like something, for a column to be that
_CODES = 60  # languages that a collection is in, at most

_TERM = "{{each: '{value}', thing: %s, key: . | heading_key(term), a: [%s], schema:name: . @lang}}"
_MAKER = (
    "{{each: '{value}', thing: agent, key: . | heading_key(agent), schema:name: . | reading_order @lang}}"
)
_SUBJECT = _TERM % ("subject", "schema:DefinedTerm")
_GENRE = _TERM % ("genre", "schema:DefinedTerm")
_PLACE = _TERM % ("place", "schema:Place, schema:DefinedTerm")
_LIFE = "(?!.*(birth|born|death|died|geboorte|geboren|overl|wijzig|invoer|edit|modif|import))"


class Guess(NamedTuple):
    """What a column may be."""

    rule: str
    called: str
    """A pattern for its name, the last of its path; empty when its values alone tell."""
    looks: str
    """What its values look like; empty when its name alone tells."""
    template: str


GUESSES = tuple(
    Guess(*row)
    for row in (
        (
            "identifier",
            "id|.*nummer|.*number|.*nr|priref|identifier|ppn|inventar.*",
            "",
            "schema:identifier: {value}",
        ),
        ("title", ".*titel|.*title|naam|name|benaming|term", "", "schema:name: {value} @lang"),
        (
            "maker",
            ".*maker.*|vervaardiger.*|creator.*|auteur.*|author.*|kunstenaar.*|artist.*|fotograaf.*",
            "",
            f"schema:creator: {_MAKER}",
        ),
        (
            "description",
            "beschrijving.*|description.*|omschrijving.*",
            "",
            "schema:description: {value} @lang",
        ),
        ("isbn", "", "isbn", "schema:isbn: {value}\na: {{value: schema:Book, when: {value}}}"),
        (
            "date",
            f"{_LIFE}.*(jaar|year|dat(um|e)).*",
            "",
            "schema:dateCreated: {value} | first | year",
        ),
        ("image", "afbeelding.*|image.*|thumbnail.*|.*foto", "", "schema:image: {value} | iri"),
        ("picture", "", "picture", "schema:image: {value} | iri"),
        ("address", "url|link|uri|website|permalink", "", "schema:url: {value} | iri"),
        ("link", "", "address", "schema:sameAs: {value} | iri"),
        ("material", "materia.*|medium", "", f"schema:material: {_SUBJECT}"),
        ("subject", "onderwerp.*|subject.*|trefwoord.*|keyword.*", "", f"schema:about: {_SUBJECT}"),
        ("place", "plaats.*|place.*", "", f"schema:contentLocation: {_PLACE}"),
        ("genre", "soort|type|genre|categor.*|objectnaam|classification.*", "", f"schema:genre: {_GENRE}"),
        ("size", "afmeting.*|formaat|dimension.*|size", "", "schema:size: {value} | first @lang"),
        ("language", "taal|language|lang", "", "schema:inLanguage: {value} | bcp47 else {value}"),
        ("spoken", "", "language", "schema:inLanguage: {value} | bcp47 else {value}"),
        ("credit", "credit.*|herkomst", "", "schema:creditText: {value} @lang"),
        ("dated", f"{_LIFE}.*", "date", "schema:dateCreated: {value} | first | year"),
        ("number", "", "key", "schema:identifier: {value}"),
        ("called", "", "text", "schema:name: {value} @lang"),
    )
)
"""In this order; a property is given by one column only."""

_NAMED = frozenset(("title", "maker", "material", "subject", "place", "genre"))
"""Guesses of what has a name: no column of figures is one of these, whatever it is called."""

LATITUDE = "lat|latitude|breedtegraad|.*_lat|geo_?lat.*"
LONGITUDE = "lon|lng|long|longitude|lengtegraad|.*_(?:lon|lng|long)|geo_?lon.*"

_DATE = re.compile(r"(?:1[0-9]|20)[0-9]{2}(?:-[01][0-9](?:-[0-3][0-9])?)?\Z")
_ADDRESS = re.compile(r"https?://\S+\Z")
_PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png|tiff?|gif|webp)\Z|https?://\S+/iiif/\S+", re.IGNORECASE)
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?\Z")
_NUMBER = re.compile(r"-?[0-9]{1,3}\.[0-9]+\Z")
_TEXT = re.compile(r"[^\W\d_]{3}")
_KEY = re.compile(r"(?=\S*[0-9])[\w.:/-]{1,60}\Z")


def _is_isbn(text: str) -> bool:
    return len(text) >= 10 and text[:1].isdigit() and isbn.is_valid(text)


def _is_language(text: str) -> bool:
    return _CODE.match(text) is not None and values.language_tag(text) is not None


LOOKS: dict[str, Callable[[str], bool]] = {
    "isbn": _is_isbn,
    "date": lambda text: _DATE.match(text) is not None,
    "picture": lambda text: _PICTURE.match(text) is not None,
    "address": lambda text: _ADDRESS.match(text) is not None,
    "language": _is_language,
    "number": lambda text: _NUMBER.match(text) is not None,
    "key": lambda text: _KEY.match(text) is not None,
    "text": lambda text: _TEXT.search(text) is not None,
    "figures": lambda text: not any(map(str.isalpha, text)),
}
"""What a value may look like."""


@dataclass(slots=True)
class Column:
    """A column, or a path, and what stands in it."""

    name: str
    is_path: bool = True
    """Whether a slash in its name stands between names."""
    count: int = 0
    marked: dict[str, int] = field(default_factory=dict)
    """How often each mark between values was seen."""
    samples: list[str] = field(default_factory=list)
    looks: dict[str, int] = field(default_factory=dict)
    """How many values look like what."""
    distinct: set[str] = field(default_factory=set)

    def see(self, text: str) -> None:
        """Take one value in."""
        self.count += 1
        for mark in _MARKS:
            if mark in text:
                self.marked[mark] = self.marked.get(mark, 0) + 1
        if len(self.distinct) < _DISTINCT:
            self.distinct.add(text)
        for name, looks in LOOKS.items():
            if len(text) < 300 and looks(text):
                self.looks[name] = self.looks.get(name, 0) + 1
        if len(self.samples) < _SHOWN and text not in self.samples and len(text) < 80:
            self.samples.append(text)

    @property
    def path(self) -> str:
        """How a rule names it."""
        return f"${self.name}" if _PLAIN.match(self.name) else f'$"{self.name}"'

    @property
    def value(self) -> str:
        """How a rule reads it: with its values taken apart when more than one in five has a mark."""
        marks = (mark for mark, count in self.marked.items() if count * 5 > self.count)
        mark = "" if self.looks_like("address") else next(marks, "")
        return f'{self.path} | split("{mark}")' if mark else self.path

    @property
    def is_readable(self) -> bool:
        """Whether a rule can name it."""
        unfit = set("\"'\\{}") | (set() if self.is_path else {"/"})
        return bool(self.name) and self.name.isprintable() and not set(self.name) & unfit

    def is_called(self, pattern: str) -> bool:
        """Whether the last of its path is called so."""
        return re.fullmatch(pattern, self.name.rpartition("/")[2].lstrip("@").lower()) is not None

    @property
    def is_figures(self) -> bool:
        """Whether most of its values have no letter: a number of a maker, or whether there is one."""
        return 2 * self.looks.get("figures", 0) > self.count

    def looks_like(self, what: str) -> bool:
        """Whether most of its values look like this."""
        if self.looks.get(what, 0) < max(2, _MOST * self.count):
            return False
        if what == "language":  # "man" is a language, and "vrouw" is none
            is_sure = self.looks["language"] == self.count and len(self.distinct) > 1
            return is_sure and len(self.distinct) <= min(_CODES, self.count // 2)
        # A key is different in each record, and a name in nearly each; years and kinds are not.
        most = min(self.count, _DISTINCT)
        return {"key": most, "text": most * 0.9}.get(what, 0) <= len(self.distinct)


def guessed(columns: Iterable[Column]) -> Iterator[tuple[str, Column, str]]:
    """Rule, column and template for each property that a column may give."""
    readable = [column for column in columns if column.is_readable]
    given: set[str] = set()
    taken: set[str] = set()
    for guess in GUESSES:
        word = guess.template.split(": ", 1)[0]
        for column in readable:
            if word in given or column.name in taken:
                continue
            if guess.called and not column.is_called(guess.called):
                continue
            if guess.looks and not column.looks_like(guess.looks):
                continue
            if guess.rule in _NAMED and column.is_figures:
                continue
            given.add(word)
            taken.add(column.name)
            yield guess.rule, column, guess.template.format(value=column.value)


def located(columns: Iterable[Column]) -> tuple[Column, Column] | None:
    """The columns with latitude and longitude, when both are there and are numbers."""
    numbers = [column for column in columns if column.is_readable and column.looks_like("number")]
    latitude = next((column for column in numbers if column.is_called(LATITUDE)), None)
    longitude = next((column for column in numbers if column.is_called(LONGITUDE)), None)
    return (latitude, longitude) if latitude and longitude else None
