"""What a column may be: by what it is called, and by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from stdnum import isbn

from lod.rdf import values

_KEPT = 8
_MARKS = "#;|"
_PLAIN = re.compile(r"[A-Za-z0-9_.@-]+(?:/[A-Za-z0-9_.@-]+)*\Z")
_DISTINCT = 1_000
_MOST = 0.8  # of its values must look like something, for a column to be that
_CODES = 60  # languages that a collection is in, at most

_TERM = "{{each: '{value}', thing: %s, key: . | heading_key(term), a: [%s], schema:name: . @lang}}"
_UNKNOWN = "(?i)^(onbekend|anoniem|unknown|anonymous|n\\\\.?v\\\\.?t\\\\.?)[.?]?$"
_AGENT = (
    "{{each: '{value}%s', thing: agent, key: . | heading_key(agent), "
    "a: {{value: schema:Person, when: %s}}, "
    "schema:name: . | name_alone | reading_order @lang, "
    "schema:birthDate: . | born, schema:deathDate: . | died}}"
)
_MAKER = _AGENT % (f' | unless("{_UNKNOWN}")', ". | born or . | died or . | name_alone | inverted")
_SITTER = _AGENT % ("", ".")
_SUBJECT = _TERM % ("subject", "schema:DefinedTerm")
_GENRE = _TERM % ("genre", "schema:DefinedTerm")
_PLACE = _TERM % ("place", "schema:Place, schema:DefinedTerm")
_DATE_AS_SAID = (
    "schema:dateCreated: {value} | first | date else {value} | first | dating | date "
    "else {value} | first | year\n"
    "schema:temporal: [{{value: '{value} | first @lang', when: 'not {value} | first | year'}}, "
    "{{value: '{value} | first | dating', when: 'not {value} | first | year'}}]"
)
_OF_OTHERS = (
    "birth|born|death|died|geboorte|geboren|overl|verw[ie]rv|acqui|wijzig|invoer|edit|modif|import|update"
    "|artist|maker|vervaardiger|kunstenaar|author|auteur"
)
LIFE = f"(?!.*({_OF_OTHERS}))"


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
            "(obj(ect)?|inventari[sz]?(atie|e)?|inv|museum|acc(ession)?)[ ._-]*(nr|no|num|nummer|number)\\.?",
            "",
            "schema:identifier: {value}",
        ),
        (
            "identifier",
            "id|.*nummer|.*number|.*nr|priref|identifier|ppn|inventar.*",
            "",
            "schema:identifier: {value}",
        ),
        ("title", ".*titels?|.*titles?|naam|name|benaming|term", "", "schema:name: {value} @lang"),
        (
            "maker",
            "(?!.*(rol|role)\\b).*maker.*|vervaardiger.*|creator.*|auteur.*|author.*|kunstenaar.*|(all_)?artists?(?!\\s*dates).*|fotograaf.*"
            "|(door )?wie",
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
        ("date", f"{LIFE}(.*(jaar|year|dat(um|e|ering|ing)).*|wanneer|when|period[e]?)", "", _DATE_AS_SAID),
        (
            "service",
            "",
            "service",
            'schema:image: {value} | suffix("/full/max/0/default.jpg") | iri',
        ),
        (
            "image",
            "afbeelding(?!.*pers).*|image.*|thumbnail.*|beeld(en)?"
            "|.*(foto'?s?|photos?|pictures?)([ ._-]*(ur[li]|link|file|bestand|name|naam).*)?",
            "",
            "schema:image: {value} | iri",
        ),
        ("picture", "", "picture", "schema:image: {value} | iri"),
        (
            "address",
            "((object|record|item)[ ._-]*)?(url|link|uri|website|permalink)",
            "",
            "schema:url: {value} | iri",
        ),
        ("link", "", "address", "schema:sameAs: {value} | iri"),
        ("material", "materia.*|medium", "", f"schema:material: {_SUBJECT}"),
        ("technique", "techni(ek|que).*", "", f"schema:keywords: {_SUBJECT}"),
        ("subject", "onderwerp.*|subject.*|trefwoord.*|keyword.*", "", f"schema:about: {_SUBJECT}"),
        (
            "depicted",
            "(afgebeelde?|depicted|portret).*(pers|person).*|geportretteerde.*|sitter.*",
            "",
            f"schema:about: {_SITTER}",
        ),
        (
            "made-in",
            "(plaats|place).*(verv|prod|mak|creat|ontst).*|(verv|prod|creat|ontst).*(plaats|place)",
            "",
            f"schema:locationCreated: {_PLACE}",
        ),
        (
            "place",
            "(?!.*(birth|geboort|death|overl|sterf))(plaats.*|place.*|waar|where)",
            "",
            f"schema:contentLocation: {_PLACE}",
        ),
        (
            "object-name",
            "object[ ._-]?(naam|name|soort|type|categor.*)|wat|what"
            "|(naam|soort|type)[ ._-](van[ ._-])?(het[ ._-])?object",
            "",
            f"a: {{value}} | work_class\nschema:genre: {_GENRE}",
        ),
        ("genre", "soort|type|genre|categor.*|classification.*", "", f"schema:genre: {_GENRE}"),
        ("size", "afmeting.*|formaat|dimension.*|size|maten", "", "schema:size: {value} | first @lang"),
        ("language", "taal|language|lang", "", "schema:inLanguage: {value} | bcp47 else {value}"),
        ("spoken", "", "language", "schema:inLanguage: {value} | bcp47 else {value}"),
        ("credit", "credit.*|herkomst", "", "schema:creditText: {value} @lang"),
        (
            "rights",
            "rechten.*|rights.*|copyright.*|licen[cs].*|licentie.*|auteursrecht.*",
            "",
            "schema:license: {value} | licence\n"
            "schema:copyrightNotice: {{value: '{value} @lang', when: 'not {value} | licence'}}",
        ),
        ("dated", f"{LIFE}.*", "date", "schema:dateCreated: {value} | first | year"),
        ("number", "", "key", "schema:identifier: {value}"),
        ("called", "", "text", "schema:name: {value} @lang"),
    )
)
"""In this order; a property is given by one column only, but for who is depicted beside what it is about."""

_NAMED = frozenset(
    (
        "title",
        "maker",
        "material",
        "technique",
        "subject",
        "depicted",
        "made-in",
        "place",
        "object-name",
        "genre",
    )
)
"""Guesses of what has a name: no column of figures is one of these, whatever it is called."""

_SEVERAL = _NAMED - {"title"}
"""Guesses of names that never have a mark in them: one in a column stands between two of them."""

_WHOLE = frozenset(("title", "called", "description", "credit", "rights", "size", "date", "dated"))
"""Guesses of texts: marks in them belong to them."""

_OF_THE_RECORD = frozenset(
    ("identifier", "address", "link", "genre", "language", "spoken", "number", "called", "dated", "rights")
)
"""Guesses that say nothing of the record when made of what stands in something else: `titles/type`."""

_GENERIC = frozenset(
    (
        "name",
        "naam",
        "label",
        "value",
        "waarde",
        "display",
        "text",
        "tekst",
        "term",
        "start",
        "title",
        "titel",
        "preflabel",
    )
)
"""Names of what says only that it is the text of what it stands in: `makers/name`."""

_YES_OR_NO = frozenset(("true", "false", "ja", "nee", "yes", "no", "waar", "onwaar", "y", "n", "j", "x"))

_SOMEBODY = re.compile(
    r"(?i).*(maker|vervaardiger|creator|contributor|auteur|author|kunstenaar|artist|person|actor|agent)"
)

_DATE = re.compile(r"(?:1[0-9]|20)[0-9]{2}(?:-[01][0-9](?:-[0-3][0-9])?)?\Z")
_SERVICE = re.compile(
    r"https?://\S+/iiif/(?!\S*(?:/full/|/square/|\.\w{3,4}\Z|manifest))\S+\Z", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://\S+\Z")
_PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png|tiff?|gif|webp)\Z|https?://\S+/iiif/\S+", re.IGNORECASE)
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?\Z")
_NUMBER = re.compile(r"-?[0-9]{1,3}\.[0-9]+\Z")
_TEXT = re.compile(r"[^\W\d_]{3}")
_FILE = re.compile(r"\Ahttps?://|\S\.[A-Za-z]\w{2,3}\Z")
_KEY = re.compile(r"(?=\S*[0-9])[\w.:/-]{1,60}\Z")


def _is_isbn(text: str) -> bool:
    return len(text) >= 10 and text[:1].isdigit() and isbn.is_valid(text)


def _is_language(text: str) -> bool:
    return _CODE.match(text) is not None and values.language_tag(text) is not None


LOOKS: dict[str, Callable[[str], bool]] = {
    "isbn": _is_isbn,
    "date": lambda text: _DATE.match(text) is not None,
    "service": lambda text: _SERVICE.match(text) is not None,
    "picture": lambda text: _PICTURE.match(text) is not None,
    "address": lambda text: _ADDRESS.match(text) is not None,
    "language": _is_language,
    "number": lambda text: _NUMBER.match(text) is not None,
    "key": lambda text: _KEY.match(text) is not None,
    "text": lambda text: _TEXT.search(text) is not None and _FILE.search(text) is None,
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
        if len(self.samples) < _KEPT and text not in self.samples and len(text) < 80:
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
    def names(self) -> str:
        """How a rule reads names in it: taken apart at each mark; at # only where more than a slip has it."""
        marks = [
            mark for mark, count in self.marked.items() if count and (mark != "#" or count * 5 >= self.count)
        ]
        marks.sort(key=_MARKS.index)
        return " | ".join([self.path, *(f'split("{mark}")' for mark in marks)])

    @property
    def is_readable(self) -> bool:
        """Whether a rule can name it."""
        unfit = set("\"'\\{}") | (set() if self.is_path else {"/"})
        return bool(self.name) and self.name.isprintable() and not set(self.name) & unfit

    @property
    def called(self) -> str:
        """What it is called: the last of its path, or what that is the text of (`makers/name`)."""
        steps = [step.lstrip("@") for step in self.name.split("/")] if self.is_path else [self.name]
        steps = [step.lower() for step in steps]
        last = steps.pop()
        if steps and (last in _GENERIC or self.language):
            last = steps.pop()
        return f"{last} {steps[-1]}" if last in ("place", "plaats") and steps else last

    @property
    def language(self) -> str:
        """The language of its texts, where the last of its path is one: `title/en`."""
        above, _, last = self.name.rpartition("/") if self.is_path else ("", "", "")
        return last if above and last in ("nl", "en", "de", "fr", "fy") else ""

    @property
    def is_inside(self) -> bool:
        """Whether it is said of something in the record, and is not just what that is called."""
        above, _, last = self.name.rpartition("/") if self.is_path else ("", "", "")
        return bool(above) and last.lower() not in _GENERIC and not self.language

    @property
    def is_of_somebody(self) -> bool:
        """Whether what it is said of is a person."""
        return self.is_path and _SOMEBODY.match(self.name.rpartition("/")[0]) is not None

    def is_called(self, pattern: str) -> bool:
        """Whether it is called so."""
        return re.fullmatch(pattern, self.called) is not None

    @property
    def is_figures(self) -> bool:
        """Whether most of its values have no letter: a number of a maker, or whether there is one."""
        return 2 * self.looks.get("figures", 0) > self.count

    @property
    def is_yes_or_no(self) -> bool:
        """Whether it only says yes or no."""
        return {text.lower() for text in self.distinct} <= _YES_OR_NO

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


def guessed(
    columns: Iterable[Column], guesses: tuple[Guess, ...] = GUESSES
) -> Iterator[tuple[str, Column, str]]:
    """Rule, column and template for each property that a column may give."""
    # what is said of the record itself goes before what is said of something in it
    readable = sorted((column for column in columns if column.is_readable), key=lambda c: c.is_inside)
    given: set[str] = set()
    taken: set[str] = set()
    for guess in guesses:
        words = {line.partition(": ")[0] for line in guess.template.split("\n")} - {"a"}
        if guess.rule == "depicted":
            words = {guess.rule}
        for column in readable:
            spoken = {f"{word} {column.language}" for word in words}
            if (spoken | words) & given or column.name in taken or not fits(guess, column):
                continue
            given |= spoken if column.language else words
            taken.add(column.name)
            rule = f"{guess.rule}-{column.language}" if column.language else guess.rule
            yield rule, column, _filled(guess, column)


def fits(guess: Guess, column: Column) -> bool:
    """Whether a column may be this, by what it is called and what stands in it."""
    if column.is_inside and guess.rule in _OF_THE_RECORD:
        return False
    if column.is_of_somebody and (guess.rule != "maker" or not column.is_called(guess.called)):
        return False
    if guess.called and not column.is_called(guess.called):
        return False
    if guess.looks and not column.looks_like(guess.looks):
        return False
    if guess.rule == "spoken" and column.is_yes_or_no:
        return False  # both "ja" and "nee" are codes of languages
    if guess.rule == "size" and "/" in column.name and column.is_path:
        return not column.is_figures  # a number without its unit, and nobody knows of what
    return not (guess.rule in _NAMED and (column.is_figures or column.is_yes_or_no))


def _filled(guess: Guess, column: Column) -> str:
    value = column.value
    if guess.rule in _SEVERAL or (guess.rule == "image" and not column.looks_like("address")):
        value = column.names
    elif guess.rule in _WHOLE:
        value = column.path
    template = guess.template.format(value=value)
    return template.replace("@lang", f"@{column.language}") if column.language else template
