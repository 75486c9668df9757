"""What is known of a column, or a path, of records: what it is called, and what its values look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from stdnum import isbn

from lod.mapping.drafting.foreign_column_names import in_dutch
from lod.mapping.drafting.named_fields import VALUES
from lod.mapping.functions.attributions import attribution
from lod.mapping.language.tree_paths import above, conditional, steps
from lod.rdf import literals

_KEPT = 8
_MARKS = "#;|"
_MARK = re.compile(f"[{_MARKS}]")
_PLAIN = re.compile(r"[A-Za-z0-9_.@-]+(?:/[A-Za-z0-9_.@-]+)*\Z")
_SHORT = 150  # characters that a title has, at most
_DISTINCT = 1_000
_MOST = 0.8  # of its values must look like something, for a column to be that
_CODES = 60  # languages that a collection is in, at most

_GENERIC = frozenset(
    (
        "name",
        "naam",
        "label",
        "value",
        "waarde",
        "display",
        "text",
        "#text",
        "tekst",
        "term",
        "start",
        "title",
        "titel",
        "preflabel",
        "rendered",
        "_label",
        "full_name",
        "presentationname",
        "displayname",
        "fullname",
        "none",
        "str",  # in the lists of Solr
        *VALUES,
    )
)
"""Names of what says only that it is the text of what it stands in: `makers/name`."""

_ENDS = frozenset(("van", "vanaf", "from", "begin", "start", "tot", "to", "until", "eind", "einde", "end"))
"""Names of one end of a period, that of what it stands in: `datering/van`."""

_WRAPPERS = frozenset(
    (
        *(
            "_source",
            "properties",
            "attributes",
            "acf",
            "fields",
            "record",
            "item",
            "data",
            "metadata",
            "doc",
        ),
        *("freetext", "descriptivenonrepeating"),  # of the Smithsonian
    )
)
"""Names of what holds all that is said of the record: it is said of the record all the same."""

_PREFIX = re.compile(
    r"(?i)(?:(?:dc|dcterms|dct|schema|o|edm|foaf|rdfs|skos|contributor)[:.](?=\w)|(?:dc|dcterms|edm)_(?=[a-z]))+"
)
"""Before the name of a column that is called by a term: `dcterms:title`, `dc.title[nl]`, `dc_title`."""

_BEFORE = re.compile("^(?:dc|dcterms|edm|Obj)(?=[A-Z])")
"""The same in the answers of Europeana and in MuseumPlus: `dcCreator`, `ObjMaterialVoc`."""
_BEHIND = re.compile("(?<=[a-z])(?:LangAware|(?:Group)?List|Group|Txt|Clb|Lnu|Voc|Vrt|Ref|Grp|Dat)$")
"""What says only in what form it is: `dcTitleLangAware`, `titleGroupList`, `ObjObjectTitleTxt`."""
_ONE_OF_SEVERAL = re.compile("(?:repeatable_?group|module_?reference|vocabulary_?reference)_?item")
"""Elements of MuseumPlus around each of several values."""

_OF_PICTURES = ("url", "src", "href", "contenturl", "id")
_PICTURES = re.compile("image|picture|photo|foto|afbeelding|thumbnail")
"""What stands in something that is called so is its address: `webImage/url`."""

_OF_LICENCES = ("url", "uri", "id", "href")
_LICENCES = re.compile("licen[cs]e|rights")
LANGUAGES = ("nl", "en", "de", "fr", "fy")
"""Languages that a path may end in."""
_YES_OR_NO = frozenset(("true", "false", "ja", "nee", "yes", "no", "waar", "onwaar", "y", "n", "j", "x"))

_SOMEBODY = re.compile(
    r"(?i).*(maker|vervaardiger|creator|contributor|auteur(?!s?recht)|author|kunstenaar|artist|person|actor|agent)"
)

_MOMENT = re.compile(r"(?:1[0-9]|20)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:")
_OF_THE_HOUSE = re.compile(
    "(?i)standplaats|locati|depot|vitrine|kast|plank|zaal|storage|shel[fv]|room|verzeker|insur|taxati|waarde|valu|prijs|price"
    "|schenk|gever|donor|lender|bruikleen|loan|verwerv|aanwinst|acqui|conditi|intern|priv|telefo|phone|mail|adres|user"
    "|gebruiker|invoer|status|door\\b|_by\\b|standort|lagerort|zugang|erwerb|ankauf|versicher|leihgeber|spender"
    "|stifter|vorbesitz|wert\\b"
)
_DATE = re.compile(r"(?:1[0-9]|20)[0-9]{2}(?:-[01][0-9](?:-[0-3][0-9](?:T00:00:00Z)?)?)?\Z")
_SERVICE = re.compile(
    r"https?://\S+/iiif/(?!\S*(?:/full/|/square/|\.\w{3,4}\Z|manifest))\S+\Z", re.IGNORECASE
)
_API = re.compile(r"https?://(?:api\.|[^/\s]+/(?:\S*/)?api/)")
"""The address of what programs read, and no page."""
_ADDRESS = re.compile(r"https?://\S+\Z")
_PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png|tiff?|gif|webp)\Z|https?://\S+/iiif/\S+", re.IGNORECASE)
_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?\Z")
_NUMBER = re.compile(r"-?[0-9]{1,3}\.[0-9]+\Z")
_TEXT = re.compile(r"[^\W\d_]{3}")
_KEYWORDS = re.compile("trefwoorden|keywords|tags")
"""Names of columns with several words in a cell, without commas such as headings of a thesaurus have."""
_LISTED = (".*materia.*", ".*techni.*", "(trefwoord|onderwerp|keyword|subject)(?!.*pers).*")
"""Names of columns that may have a list of words in a cell."""
_WORDS = re.compile(r"(?!\d)[^\W\dA-Z](?:[^\W\dA-Z]|[-' ](?=\w)){1,39}")
"""A word or some, in small letters: a part of a list, and no place or name behind a comma."""
_REFNAME = re.compile(r"urn:cspace:\S*:\S*'.+'\Z", re.DOTALL)
"""A name from an authority file of CollectionSpace, behind its address there."""
_FILE = re.compile(r"\Ahttps?://|\S\.[A-Za-z]\w{2,3}\Z")
_KEY = re.compile(r"(?=\S*[0-9])[\w.:/-]{1,60}\Z")


def _is_isbn(text: str) -> bool:
    return len(text) >= 10 and text[:1].isdigit() and isbn.is_valid(text)


def _is_language(text: str) -> bool:
    return _CODE.match(text) is not None and literals.language_tag(text) is not None


LOOKS: dict[str, Callable[[str], bool]] = {
    "isbn": _is_isbn,
    "date": lambda text: _DATE.match(text) is not None,
    "moment": lambda text: _MOMENT.match(text) is not None,
    "api": lambda text: _API.match(text) is not None,
    "service": lambda text: _SERVICE.match(text) is not None,
    "picture": lambda text: _PICTURE.match(text) is not None,
    "own-address": lambda text: _ADDRESS.match(text) is not None,
    "address": lambda text: _ADDRESS.match(text) is not None,
    "language": _is_language,
    "number": lambda text: _NUMBER.match(text) is not None,
    "key": lambda text: _KEY.match(text) is not None and _DATE.match(text) is None,
    "text": lambda text: _TEXT.search(text) is not None and _FILE.search(text) is None,
    "short": lambda text: len(text) <= _SHORT,
    "refname": lambda text: _REFNAME.match(text) is not None,
    "attributed": lambda text: any(map(attribution, _MARK.split(text))),
    "figures": lambda text: not any(map(str.isalpha, text)),
}
"""What a value may look like."""


@lru_cache(maxsize=4096)
def _bare(step: str) -> str:
    """The name of a step: thousands of paths are made of some hundreds of them."""
    return _PREFIX.sub("", _BEHIND.sub("", _BEFORE.sub("", step.lstrip("@")))).lower()


@dataclass(slots=True)
class Column:
    """A column, or a path, and what stands in it."""

    name: str
    is_path: bool = True
    """Whether a slash in its name stands between names."""
    wrapper: str = ""
    """The element that holds most of what is said of the record, when it stands in that."""
    label: str = ""
    """What a label beside it says that it is."""
    count: int = 0
    marked: dict[str, int] = field(default_factory=dict)
    """How often each mark between values was seen."""
    before_address: dict[str, int] = field(default_factory=dict)
    """How often one stood before an address, and nowhere else: between two, and not in one."""
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
                others = (rest.lstrip().startswith(("http://", "https://")) for rest in text.split(mark)[1:])
                self.before_address[mark] = self.before_address.get(mark, 0) + all(others)
        if len(self.distinct) < _DISTINCT:
            self.distinct.add(text)
        for name, looks in LOOKS.items():
            if len(text) < 300 and looks(text):
                self.looks[name] = self.looks.get(name, 0) + 1
        if len(self.samples) < _KEPT and text not in self.samples and self._is_short(text):
            self.samples.append(text)

    @staticmethod
    def _is_short(text: str) -> bool:
        return len(text) < 80 or (len(text) < 300 and _REFNAME.match(text) is not None)

    @property
    def path(self) -> str:
        """How a rule names it."""
        return f"${self.name}" if _PLAIN.match(self.name) else f'$"{self.name}"'

    @property
    def value(self) -> str:
        """How a rule reads it: with its values taken apart when more than one in five has a mark."""
        marks = (mark for mark, count in self.marked.items() if count * 5 > self.count)
        if self.looks_like("address"):
            marks = (mark for mark, count in self.marked.items() if count == self.before_address[mark])
        mark = next(marks, "" if self.looks_like("address") else self._otherwise)
        return (f'{self.path} | split("{mark}")' if mark else self.path) + self._alone

    @property
    def names(self) -> str:
        """How a rule reads names in it: taken apart at each mark; at # only where more than a slip has it."""
        marks = [
            mark for mark, count in self.marked.items() if count and (mark != "#" or count * 5 >= self.count)
        ]
        marks.sort(key=_MARKS.index)
        if not marks and self.is_listed:
            marks.append(",")
        if not marks and self._otherwise:
            marks.append(self._otherwise)
        return " | ".join([self.path, *(f'split("{mark}")' for mark in marks)]) + self._alone

    @property
    def _otherwise(self) -> str:
        """A mark for a column without any whose name has a slash in it: its texts are read, and no path."""
        return "|" if not self.is_path and "/" in self.name else ""

    @property
    def _alone(self) -> str:
        """How a rule takes a name out of the address before it."""
        is_any = self.looks.get("refname", 0) > 0
        return """ | replace("^urn:cspace:.*?'(.*)'$", "\\\\1")""" if is_any else ""

    @property
    def is_listed(self) -> bool:
        """Whether it has words with commas between them: keywords, of which most have one and some two.

        So are materials, techniques and keywords in small letters that stand elsewhere in it alone.
        """
        lists = [text for text in self.samples if "," in text]
        is_most = len(lists) * 2 > len(self.samples) and any(text.count(",") > 1 for text in lists)
        if is_most and _KEYWORDS.search(self.called) is not None:
            return True
        return any(map(self.is_called, _LISTED)) and self._repeats_parts()

    def _repeats_parts(self) -> bool:
        parted = [[part.strip() for part in text.split(",")] for text in self.distinct if "," in text]
        alone = {text.strip() for text in self.distinct if "," not in text}
        if not parted or not all(_WORDS.fullmatch(part) for parts in parted for part in parts):
            return False
        known = sum(any(part in alone for part in parts) for parts in parted)
        return known * 2 > len(parted)

    @property
    def is_readable(self) -> bool:
        """Whether a rule can name it."""
        unfit = set('"\\{}' + "'" * self.is_path)
        if self.name.startswith(("@context", "$schema")):
            return False  # of the document, and not of the record
        return bool(self.name) and self.name.isprintable() and not set(self.name) & unfit

    @property
    def steps(self) -> list[str]:
        """What stands in what, by names alone: without what only wraps the record, and without prefixes.

        >>> Column("_source/dcterms:title/@value").steps, Column("dc.contributor.author[nl]", False).steps
        (['title', 'value'], ['author'])
        >>> Column("metadata[label=Maker]/value").steps, Column("titleGroupList/titleGroup/title").steps
        (['maker', 'value'], ['title', 'title', 'title'])
        """
        if not self.is_path:
            return [_PREFIX.sub("", self.name).partition("[")[0].strip().lower() or self.name.lower()]
        whole = steps(self.name)
        called = [test.value if (test := conditional(step)) else step for step in whole]
        if len(whole) > 1 and self.wrapper == whole[0]:
            del called[0]
        found = [_bare(step) for step in called]
        found = [step for step in found[:-1] if not _ONE_OF_SEVERAL.fullmatch(step)] + found[-1:]
        while len(found) > 1 and found[0] in _WRAPPERS:
            del found[0]
        return found

    @property
    def called(self) -> str:
        """What it is called: the last of its path, or what that is the text of (`makers/name`)."""
        *around, last = self.steps
        if self._is_address_of:
            return around[-1]
        if around and last in _ENDS:
            return f"{around[-1]} {last}"
        while around and (last in _GENERIC or last == self.language):
            last = around.pop()
        return f"{last} {around[-1]}" if last in ("place", "plaats") and around else last

    @property
    def _is_address_of(self) -> bool:
        """Whether it is the address of what it stands in: of a picture (`webImage/url`) or of a licence."""
        *around, last = self.steps
        if around and last in _OF_LICENCES and _LICENCES.search(around[-1]):
            return True
        is_address = last != "id" or self.looks.get("address", 0) > 0
        return (
            bool(around) and last in _OF_PICTURES and is_address and _PICTURES.search(around[-1]) is not None
        )

    @property
    def language(self) -> str:
        """The language of its texts, where the last of its path is one: `title/en`."""
        *around, last = steps(self.name) if self.is_path else [""]
        if len(around) > 1 and last in VALUES:
            last = around.pop()
        return last if around and last in LANGUAGES else ""

    @property
    def is_inside(self) -> bool:
        """Whether it is said of something in the record, and is not just what that is called."""
        *around, last = self.steps
        if len(around) == 1 and self._is_address_of:
            return False
        return bool(around) and last not in _GENERIC and not self.language

    @property
    def is_of_somebody(self) -> bool:
        """Whether what it is said of is a person."""
        return self.is_path and _SOMEBODY.match(above(self.name)) is not None

    def is_called(self, pattern: str) -> bool:
        """Whether it is called so."""
        names = [self.called, self.label] if self.label else [self.called]
        if not self.is_path and any(sign in self.called for sign in "(/"):
            names.append(self.called.replace("(", "").replace(")", ""))  # "Datering (van)"
        names += filter(None, map(in_dutch, tuple(names)))
        words = re.split(r"\s*/\s*", self.called) if not self.is_path else []
        is_each = len(words) > 1 and all(re.fullmatch(pattern, word) for word in words)  # "Titel / Naam"
        return is_each or any(re.fullmatch(pattern, name) for name in names)

    @property
    def is_of_form(self) -> bool:
        """Whether it is an attribute that says the same in each record: in what form this is."""
        return steps(self.name)[-1].startswith("@") and self.count > 1 == len(self.distinct)

    @property
    def is_of_the_house(self) -> bool:
        """Whether it may be what stays inside: where a thing stands, what it is worth, who gave it."""
        return _OF_THE_HOUSE.search(self.name) is not None

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
        least = {"key": most, "own-address": most, "text": most * 0.9}
        return least.get(what, 0) <= len(self.distinct)
