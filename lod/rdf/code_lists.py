"""Code lists: what "dut", "ne", "aut" or "txt" stand for, as terms with Dutch and English labels.

A code becomes an IRI only when its list has it. A list may be read by three kinds of key:

    load("frequencies")                        by its own codes: "ann", "mon"
    load("frequencies@008/18-serials")         by what MARC writes in that position: "a", "m"
    load("languages@iso639")                   by another column of the list: "nld", "deu"
    load("relators").by_label("vertaald door") by a label or another way of writing it
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from lod.errors import VocabularyError
from lod.package_data import folder
from lod.rdf import tsv_tables
from lod.rdf.literals import language_tag

LANGUAGES = ("en", "nl")
"""The languages in which every list has its labels."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One term of a list."""

    code: str
    """Its own code in its list."""
    iri: str | None
    """Its IRI; None in the few lists that hold texts only."""
    labels: dict[str, str]
    """Its label by language."""
    row: dict[str, str] = field(repr=False)
    """All that its row says."""


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list of codes, or one view of it by another key."""

    name: str
    iri: str
    """IRI of the list, which is the SKOS scheme of its terms; empty for a list of texts only."""
    titles: dict[str, str]
    """Name of the list, by language."""
    source: str
    date: str
    licence: str
    part: str
    """Which terms of its source it holds, when not all."""
    entries: dict[str, tuple[Entry, ...]] = field(repr=False)
    """Key → the terms it stands for: one, except where one MARC code says several things."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All keys, in the order of the list."""
        return tuple(self.entries)

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def __iter__(self) -> Iterator[Entry]:
        for found in self.entries.values():
            yield from found

    def term(self, code: str) -> str | None:
        """IRI of the (first) term that a code stands for, or None when the list does not have it.

        >>> load("countries").term("ne"), load("countries").term("??")
        ('http://id.loc.gov/vocabulary/countries/ne', None)
        """
        found = self.entries.get(code)
        return found[0].iri if found else None

    def label(self, code: str, lang: str = "en") -> str:
        """Its label in a language, else the English one; the code itself when the list does not have it.

        >>> load("countries").label("ne", "nl")
        'Nederland'
        """
        labels = self.labels(code)
        return labels.get(lang) or labels.get("en") or code

    def labels(self, code: str) -> dict[str, str]:
        """Its labels by language; empty when the list does not have it."""
        found = self.entries.get(code)
        return found[0].labels if found else {}

    def value(self, code: str, column: str) -> str:
        """What another column of the list says of a code; empty when it says nothing."""
        found = self.entries.get(code)
        return found[0].row.get(column, "") if found else ""

    def by_label(self, text: str) -> Entry | None:
        """The term with this label in any language, or with another way of writing; case does not matter.

        >>> load("relators").by_label("Vertaald  door").code
        'trl'
        """
        return _by_label(self.name).get(" ".join(text.split()).casefold())


@cache
def names() -> tuple[str, ...]:
    """Names of all lists.

    >>> "relators" in names()
    True
    """
    return tuple(sorted(path.stem for path in (folder("vocabularies") / "codes").glob("*.tsv")))


@cache
def load(name: str) -> CodeList:
    """The list with this name; after "@", by the codes of a MARC position or of another column.

    >>> load("relators").label("ill", "nl"), load("millus@008/18-books").label("b", "nl")
    ('Illustrator', 'kaarten')
    >>> load("languages@iso639").term("nld"), load("countries@iso3166").term("NL")[-3:]
    ('http://id.loc.gov/vocabulary/languages/dut', '/ne')
    >>> load("relatorz")
    Traceback (most recent call last):
    lod.errors.VocabularyError: no code list 'relatorz'; nearest: relators, relationship
    """
    whole, at, position = name.partition("@")
    if at:
        return _view(load(whole), position)
    if name not in names():
        raise VocabularyError(f"no code list {name!r}{_nearest(name, names())}")
    table = tsv_tables.read(f"codes/{name}.tsv")
    head = table.head
    entries: dict[str, tuple[Entry, ...]] = {row["code"]: (_entry(row, head),) for row in table.rows()}
    titles = {"en": head["title"], "nl": head["titel"]}
    stated = (head["source"], head["date"], head["licence"], head.get("part", ""))
    return CodeList(name, head.get("scheme", ""), titles, *stated, entries)


def _entry(row: dict[str, str], head: dict[str, str]) -> Entry:
    stem = _stem(head)
    iri = stem + (row.get("id") or row["code"]) if stem else None
    labels = {lang: row[lang] for lang in LANGUAGES if row.get(lang)}
    return Entry(row["code"], iri, labels, row)


def _stem(head: dict[str, str]) -> str:
    """What stands before a code in the IRI of its term."""
    scheme = head.get("scheme", "")
    return head.get("namespace") or (f"{scheme}/" if scheme else "")


def _view(whole: CodeList, wanted: str) -> CodeList:
    """The list by what MARC writes in a position, or by another of its columns."""
    found: dict[str, tuple[Entry, ...]] = {}
    known: dict[str, None] = {}
    for entry in sorted(whole, key=_is_obsolete):
        for view, key in _keys(entry):
            known[view] = None
            if view == wanted:
                found[key] = (*found.get(key, ()), entry)
    if not found:
        near = _nearest(wanted, tuple(known)) or f"; there are {', '.join(known)}"
        raise VocabularyError(f"no MARC position or column {wanted!r} in the code list {whole.name!r}{near}")
    stated = (whole.source, whole.date, whole.licence, whole.part)
    return CodeList(f"{whole.name}@{wanted}", whole.iri, whole.titles, *stated, found)


def _keys(entry: Entry) -> Iterator[tuple[str, str]]:
    """The other keys of a term: view and key; "#" in a MARC position is a blank."""
    for token in entry.row.get("marc", "").split():
        place, _, code = token.partition("=")
        yield from ((place, key) for key in ((" ", "", "#") if code == "#" else (code,)))
    for column, value in entry.row.items():
        if value and column not in ("code", "marc", "also", "status"):
            yield column, value


def _is_obsolete(entry: Entry) -> bool:
    return entry.row.get("status") == "obsolete"


def _nearest(word: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, known)
    return f"; nearest: {', '.join(near)}" if near else ""


@cache
def _by_label(name: str) -> dict[str, Entry]:
    """Label or other way of writing, in small letters → term; terms in use go before discontinued ones."""
    entries = sorted(load(name), key=_is_obsolete)
    found: dict[str, Entry] = {}
    for entry in entries:
        for text in (*entry.labels.values(), *entry.row.get("also", "").split(";")):
            if text.strip():
                found.setdefault(text.strip().casefold(), entry)
    return found


@cache
def _by_stem() -> dict[str, str]:
    """What stands before the codes in IRIs → name of the list, read from the heads of the files only."""
    heads = {name: tsv_tables.head(f"codes/{name}.tsv") for name in names()}
    return {stem: name for name, head in heads.items() if (stem := _stem(head))}


@cache
def _by_iri(name: str) -> dict[str, Entry]:
    return {entry.iri: entry for entry in load(name) if entry.iri}


def entry_of(iri: str) -> Entry | None:
    """The term with this IRI, of whichever list; None when no list has it.

    >>> entry_of("http://id.loc.gov/vocabulary/relators/aut").code
    'aut'
    """
    name = _by_stem().get(iri[: max(iri.rfind("/"), iri.rfind("#")) + 1])
    return _by_iri(name).get(iri) if name else None


def label_of(iri: str) -> dict[str, str]:
    """Labels by language of the term with this IRI; empty when no list has it.

    >>> label_of("http://id.loc.gov/vocabulary/languages/dut")
    {'en': 'Dutch', 'nl': 'Nederlands'}
    """
    found = entry_of(iri)
    return found.labels if found else {}


def bcp47(code: str) -> str | None:
    """The BCP 47 tag for a code of MARC or ISO 639-3; None where it names no single language: mul, und, zxx.

    >>> bcp47("dut"), bcp47("nld"), bcp47("grc"), bcp47("mul")
    ('nl', 'nl', 'grc', None)
    """
    return load("languages").value(code, "bcp47") or load("languages@iso639").value(code, "bcp47") or None


@cache
def _language_names() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of the names of languages in English and Dutch, and the code of each; the longest first."""
    listed = sorted(load("languages"), key=_is_obsolete, reverse=True)
    found = {label: e.code for e in listed for label in e.labels.values() if len(label) > 3}
    names = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    return re.compile(rf"\b(?:{names})\b"), found


def languages_in(text: str) -> tuple[str, ...]:
    """MARC codes of the languages that a text names, in English or Dutch, or whose code it is; each once.

    >>> languages_in("English, some Yiddish"), languages_in("dut"), languages_in("none")
    (('eng', 'yid'), ('dut',), ())
    """
    code = text.strip()
    if code in load("languages"):
        return (code,)
    pattern, names = _language_names()
    return tuple(dict.fromkeys(names[found] for found in pattern.findall(text)))


def script(code: str) -> str | None:
    """ISO 15924 code of a script as MARC writes it in 880 $6 ("(3"), or as ISO does.

    "$1" says Chinese, Japanese or Korean without saying which: None.

    >>> script("(3"), script("$1"), script("Cyrl"), script("r")
    ('Arab', None, 'Cyrl', None)
    """
    if len(code) == 4 and code.isalpha() and language_tag(f"und-{code}"):
        return code.title()
    return load("marcscripts").value(code, "iso15924") or None
