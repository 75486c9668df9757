"""What things are called on pages: classes, properties, codes, and texts in a language that may not be the
page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import bidirectional, name

from werkzeug.urls import uri_to_iri

from lod.rdf import code_lists, namespaces
from lod.store.documents import Text
from webapp.languages import Wording, direction
from webapp.term_labels import CLASSES, KINDS, PROPERTIES

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GENERAL = frozenset({"schema:CreativeWork", "bf:Work", "bf:Text", "bf:Instance", "bf:Item"})
"""Classes that say no more than the kind of a thing does."""
_SERIES = frozenset({"schema:BookSeries", "schema:CreativeWorkSeries"})
_READABLE = re.compile(r"\w")
UNTITLED = "[zonder titel]"
"""What mappings write for a record without a title; a page says it in the language of its visitor."""
_HEADING_DASH = re.compile(r" -- |(?<=\w)--(?=\w)")
_TRAILING_DASH = re.compile(r"(?<=\w)--(?!\S)")
_LETTER = re.compile(r"[^\W\d_]")
_MARK = re.compile(r"(?<=\S) +([:;])(?= )(?!(?<=\d [:;]) +\d)")


class TextSpan(NamedTuple):
    """A stretch of text as a page sets it: with its language when that is another, and perhaps a link."""

    text: str
    lang: str = ""
    dir: str = ""
    href: str = ""
    note: str = ""
    """Said after it, smaller: a role, a qualifier, where a link leads."""

    @property
    def outside(self) -> bool:
        """Whether its link leaves this site."""
        return not self.href.startswith("/") and bool(self.href)


def words(text: Text, language: str, href: str = "", note: str = "") -> TextSpan:
    """A literal as it stands on a page in a language.

    >>> words(Text("بيت", "ar"), "nl")
    TextSpan(text='بيت', lang='ar', dir='rtl', href='', note='')
    >>> words(Text("Art -- Netherlands", "en"), "en").text
    'Art – Netherlands'
    >>> words(Text("Written in Cairo.", "ar"), "nl")
    TextSpan(text='Written in Cairo.', lang='', dir='', href='', note='')
    """
    tag = text.language
    if not tag:
        return TextSpan(typeset(text.value), "", "", href, note)
    foreign = tag if tag.split("-")[0] != language else ""
    dir = direction(tag)
    if dir and not _is_from_right(text.value):
        # A catalogue says the language of the book of notes in its own language too.
        foreign, dir = (foreign if any(map(_runs_left, text.value)) else ""), ""
    return TextSpan(typeset(text.value, tag), foreign, dir, href, note)


def as_name(text: Text) -> Text:
    """What a person or an organisation is called, without its language where its letters are Latin.

    It has the language of the record that names it, and a voice would read a Dutch name in Dutch as English.

    >>> as_name(Text("Jan Steen", "en")).language, as_name(Text("Лев Толстой", "ru")).language
    ('', 'ru')
    """
    first = _LETTER.search(text.value) if text.language else None
    return Text(text.value) if first and name(first[0], "").startswith("LATIN") else text


def _is_from_right(text: str) -> bool:
    """Whether the first letter of a text is of a script that is written from right to left."""
    first = _LETTER.search(text)
    return first is None or _runs_left(first[0])


def _runs_left(letter: str) -> bool:
    return bidirectional(letter) in ("R", "AL")


def shown_address(address: str, length: int = 70) -> str:
    """An address as people read it: without its scheme, with the letters that it encodes.

    >>> shown_address("https://de.wikipedia.org/wiki/Saarbr%C3%BCcken"), shown_address("https://example.org/")
    ('de.wikipedia.org/wiki/Saarbrücken', 'example.org')
    >>> shown_address("http://example.org:99999/%C3%BC"), shown_address("http://[")
    ('example.org:99999/%C3%BC', '[')
    """
    try:
        plain = uri_to_iri(address)
    except ValueError:  # a port or a host that there cannot be
        plain = address
    plain = plain.removeprefix("https://").removeprefix("http://")
    return shorten(plain.rstrip("/"), length)


def typeset(text: str, language: str = "") -> str:
    """A text as it is printed: a catalogue's two hyphens are a dash, and its marks stand against the word.

    ISBD (A.3.2.1) puts a space before a mark that divides, as nothing in print does but French.

    >>> typeset("Java--History"), typeset("Zee, berg : het leven"), typeset("Kaart 1 : 25000")
    ('Java – History', 'Zee, berg: het leven', 'Kaart 1 : 25000')
    >>> typeset("L'Amour : roman", "fr")
    "L'Amour : roman"
    """
    if "--" in text:
        text = _TRAILING_DASH.sub("–", _HEADING_DASH.sub(" – ", text))
    return text if (" :" not in text and " ;" not in text) or language[:2] == "fr" else _MARK.sub(r"\1", text)


def title_proper(text: str) -> str:
    """A title without the statement of responsibility that ISBD puts after " / ".

    >>> title_proper("Persecution of the Jews / compilation: Judith Belinfante"), title_proper("AC / DC")
    ('Persecution of the Jews', 'AC / DC')
    """
    title, slash, rest = text.partition(" / ")
    return title if slash and " " in title and " " in rest else text


def choose(texts: Sequence[Text], language: str) -> Text | None:
    """The one among texts that a reader of a language gets first; the original before what is romanised.

    >>> choose([Text("Sea", "en"), Text("Zee", "nl")], "nl")
    Text(value='Zee', language='nl', datatype='')
    """
    if len(texts) < 2:
        return texts[0] if texts else None
    return min(texts, key=lambda t: rank(t.language, language))


def rank(tag: str, language: str) -> tuple[int, str]:
    """Where a text in a language stands among others for a reader of a language; the lowest is first."""
    first = tag.split("-")[0]
    if first == language:
        return (0 if tag == language else 1), tag
    if not tag:
        return 2, ""
    return (5 if "-latn" in tag.casefold() else 3 if first in ("nl", "en") else 4), tag


def is_readable(text: str) -> bool:
    """Whether a title says anything: museum objects are often called "-", and some records have none.

    >>> is_readable("-"), is_readable("坊っちゃん")
    (False, True)
    """
    return bool(_READABLE.search(text)) and text != UNTITLED


def sentences(texts: Iterable[str]) -> str:
    """Texts behind each other, each with a full stop unless it ends in a mark of its own.

    >>> sentences(["Boek: Ken uw klassieken!", "", "Lévi Weemoedt", "Amsterdam, 2000"])
    'Boek: Ken uw klassieken! Lévi Weemoedt. Amsterdam, 2000'
    """
    told = [text.rstrip() for text in texts if text.strip()]
    ended = [text if text[-1] in ".!?…" else f"{text}." for text in told[:-1]]
    return " ".join([*ended, *told[-1:]])


def shorten(text: str, length: int) -> str:
    """A text cut at a word, with a sign that it was.

    >>> shorten("De koffieveilingen der Nederlandsche Handelmaatschappij", 24)
    'De koffieveilingen der…'
    """
    flat = " ".join(text[: length * 4].split())
    if len(flat) <= length and len(text) <= length * 4:
        return flat
    cut = flat[:length]
    space = cut.rfind(" ")
    return (cut[:space] if space > length // 2 else cut).rstrip(" ,;:") + "…"


@lru_cache(8_192)
def property_name(short: str, wording: Wording) -> str:
    """What a property (by its name with a prefix) is called by us, else by its vocabulary, else its name."""
    if short in PROPERTIES:
        return wording.text(PROPERTIES[short])
    return _listed(short, wording.language) or short


@lru_cache(8_192)
def class_name(iri: str, wording: Wording) -> str:
    """What a class is called."""
    short = namespaces.compact(iri)
    if short in CLASSES:
        return wording.text(CLASSES[short])
    return _listed(short, wording.language) or short


@lru_cache(4_096)
def kind_of(types: tuple[str, ...], kind: str, wording: Wording) -> str:
    """The name for what a thing is: of the first class in our list that it has, else of its kind.

    A work is called a work, or a series: its other classes are those of its editions.
    """
    have = {namespaces.compact(iri) for iri in types} - _GENERAL
    have = have & _SERIES if kind == "work" else have
    found = next((label for short, label in CLASSES.items() if short in have), None)
    return wording.text(found or KINDS.get(kind, kind))


@lru_cache(8_192)
def code_name(iri: str, wording: Wording) -> str:
    """What a code of a code list stands for; empty when no list has it."""
    labels = code_lists.label_of(iri)
    return labels.get(wording.language) or labels.get("en") or next(iter(labels.values()), "")


def _listed(short: str, language: str) -> str:
    """The label that its vocabulary gives a term, with spaces where Schema.org has capitals."""
    if short.startswith(("http:", "https:", "urn:")) or not namespaces.known(short):
        return ""
    labels = namespaces.term(short).labels
    label = labels.get(language) or labels.get("en") or ""
    is_word = " " not in label and not label.isupper()  # "ISAN" is called by its first letters
    return _HUMPS.sub(" ", label).capitalize() if is_word else label
