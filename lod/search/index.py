"""The index of a release: made anew, or made from the one before with what changed."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import tantivy

from lod import disk_errors
from lod.register.statements import number
from lod.search.index_entries import Entry
from lod.search.nonfiling_articles import ARTICLES as ARTICLES_OF
from lod.search.schema import (
    COPIES,
    COUNTED,
    STEMMED,
    STEMS,
    WITHIN,
    folded,
    names_of,
    numbers_of,
    prepare,
    schema,
)
from lod.search.split_compounds import expand

HEAP = 128_000_000
"""Bytes that the writer gathers before it writes a segment."""

FORM, FORM_FILE = "9", "form"
"""What entries make of things; another number when that changes, so that the next index is made anew."""

OTHER_NAMES = 8
"""So many other names of a thing stand on its card."""

MAKERS = 4
"""So many makers stand on its card."""

ARTICLES = frozenset(one.strip("'’") for some in ARTICLES_OF.values() for one in some)
"""What a title may begin with that does not count, in whichever language, as it stands in a key."""

_OF_THE_SYSTEM = re.compile(r"(?:\(os error |Os \{ code: )([0-9]{1,5})\b")
_NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z]+")
_SORTED = bytes(sign if chr(sign).isalnum() and sign < 128 else 32 for sign in bytes(range(256)).lower())
"""Each sign as it is put in order: small letters, figures, and a space for all others."""


def build(folder: Path, entries: Iterable[Entry]) -> int:
    """Make an index in an empty folder; returns how many entries it has."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FORM_FILE).write_text(FORM, "utf-8")
    with _told(folder):
        index = prepare(tantivy.Index(schema(), path=str(folder)))
        return _write(index, entries)


def update(folder: Path, before: Path, entries: Iterable[Entry], gone: Iterable[str]) -> int:
    """Make an index from the one before: `entries` are new or changed, `gone` the IRIs of those to drop."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in before.iterdir():
        if file.suffix != ".lock":
            disk_errors.link(file, folder / file.name)
    with _told(folder):
        index = prepare(tantivy.Index.open(str(folder)))
        return _write(index, entries, gone)


def opened(folder: Path) -> tuple[tantivy.Index, tantivy.Searcher]:
    """The index in a folder, and a reader of it that holds its files.

    The library puts a lock into the folder while it opens the files; a folder that cannot be written to, on a
    disk that is mounted read-only or as another user, is opened through links in one that can.
    """
    if os.access(folder, os.W_OK):
        index = prepare(tantivy.Index.open(str(folder)))
        return index, index.searcher()
    # the library may still take its lock there while the folder is removed
    with tempfile.TemporaryDirectory(prefix="lod-index-", ignore_cleanup_errors=True) as beside:
        for file in folder.iterdir():
            if file.suffix != ".lock":
                Path(beside, file.name).symlink_to(file.resolve())
        index = prepare(tantivy.Index.open(beside))
        return index, index.searcher()


def can_be_built_on(folder: Path) -> bool:
    """Whether there is an index in a folder, with the fields and the texts that are made now."""
    form = folder / FORM_FILE
    is_now = form.is_file() and form.read_text("utf-8") == FORM
    return is_now and bool(tantivy.Index.open(str(folder)).schema == schema())


def tidy(folder: Path) -> None:
    """Join segments until there are few: searches are quicker, and the next change has none to join."""
    with _told(folder):
        writer = prepare(tantivy.Index.open(str(folder))).writer(HEAP, 1)
        writer.commit()
        writer.wait_merging_threads()


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Faults of the disk as the system has them: the library puts them into a text."""
    try:
        yield
    except ValueError as error:
        if found := _OF_THE_SYSTEM.search(str(error)):
            raise OSError(int(found[1]), os.strerror(int(found[1])), str(folder)) from error
        raise


def _write(index: tantivy.Index, entries: Iterable[Entry], gone: Iterable[str] | None = None) -> int:
    """Add entries; with `gone`, in place of those that are there."""
    writer = index.writer(HEAP, 1)
    written = 0
    for iri in gone or ():
        writer.delete_documents_by_term("iri", iri)
    for entry in entries:
        if gone is not None:
            writer.delete_documents_by_term("iri", entry.iri)
        added = document(entry)
        try:
            writer.add_document(added)
        except ValueError:
            writer.commit()  # the thread that writes has ended: this tells why
            raise
        written += 1
    writer.commit()
    writer.wait_merging_threads()
    return written


def document(entry: Entry) -> tantivy.Document:
    """The entry as a document of the index."""
    found = tantivy.Document()
    found.add_text("iri", entry.iri)
    found.add_bytes("card", orjson.dumps(card(entry)))
    texts = {
        "title": _titles(entry) if entry.other_titles else [*entry.titles.values()],
        "makers": [*entry.makers.values(), *entry.translated.get("makers", ())],
        "subjects": [*entry.subjects.values(), *entry.translated.get("subjects", ())],
        "places": [*entry.places.values(), *entry.translated.get("places", ())],
        "notes": [*entry.notes, *entry.made_of.values(), *entry.translated.get("made_of", ())],
        WITHIN: entry.within,
        "identifiers": [form for text in entry.identifiers for form in forms(text)],
    }
    for field, values in texts.items():
        for value in values:
            text = value if value.isascii() else folded(value)
            found.add_text(field, text)
            for language in _stems(field, value, entry):
                found.add_text(f"{field}_{language}", text)
    for text in (*entry.series, *entry.publishers.values()):
        found.add_text("notes", folded(text))
    _complete(found, (*texts["title"], *texts["subjects"], *texts["notes"]))
    found.add_text("sort", sort_key(entry.filed))
    facets = {
        "kind": [entry.kind],
        "type": entry.types,
        "maker": _shared(entry.makers),
        "subject": _shared(entry.subjects),
        "place": _shared(entry.places),
        "language": entry.languages,
        "organization": entry.organizations,
        "collection": entry.collections,
        "digitised": entry.digitised,
    }
    for field, facet in facets.items():
        for value in facet:
            found.add_text(field, value)
    for least in (least for least in COPIES if entry.copies >= least):
        found.add_text("copies", str(least))
    _number(found, entry.iri, facets)
    if entry.year is not None:
        found.add_integer("year", entry.year)
    if entry.changed is not None:
        found.add_integer("changed", entry.changed)
    return found


def _complete(found: tantivy.Document, texts: Iterable[str]) -> None:
    """Compounds that texts have by half are found as if they stood in a note."""
    for text in filter(None, map(expand, texts)):
        for field in ("notes", *(f"notes_{language}" for language in STEMMED)):
            found.add_text(field, folded(text))


def _titles(entry: Entry) -> list[str]:
    """Its names; a subtitle is also another name, and found by the title that it is a part of."""
    names = [*entry.titles.values()]
    return names + [text for text in entry.other_titles if not any(text in name for name in names)]


def _number(found: tantivy.Document, iri: str, facets: Mapping[str, Sequence[str]]) -> None:
    """By which a thing is counted as a value of others, and the values of its own that are counted so."""
    found.add_integer("number", number(iri.encode()))
    ours = iri.rsplit("/", 2)[0] + "/"
    for facet in COUNTED:
        for value in facets[facet]:
            if value.startswith(ours):
                found.add_integer(numbers_of(facet), number(value.encode()))
            else:
                found.add_text(names_of(facet), value)


def _stems(field: str, value: str, entry: Entry) -> Iterable[str]:
    """The languages whose stems a text is found by: its own, or all when it does not say which that is."""
    if field not in STEMS:
        return ()
    own = (
        next((tag[:2] for tag, title in entry.titles.items() if title == value), "")
        if field == "title"
        else ""
    )
    if not own:
        return STEMMED
    return (own,) if own in STEMMED else ()


def _shared(named: dict[str, str]) -> list[str]:
    """What many things can have in common: the IRI of a thing, or, of a part, what it is called."""
    return list(dict.fromkeys([name if "#" in iri else iri for iri, name in named.items()])) if named else []


def card(entry: Entry) -> dict[str, object]:
    """What a result shows of a thing."""
    shown: dict[str, object] = {
        "titles": entry.titles,
        "other": entry.other_titles[:OTHER_NAMES],
        "makers": list(entry.makers.items())[:MAKERS],
        "who": _who(entry) if entry.who else None,
        "when": entry.when,
        "subjects": list(entry.subjects.items())[:4],
        "types": entry.types,
        "year": entry.year,
        "until": entry.until,
        "changed": entry.changed,
        "organizations": entry.organizations,
        "note": entry.notes[0][:300] if entry.notes else "",
        WITHIN: entry.within,
    }
    return {key: value for key, value in shown.items() if value}


def titles_on(card: Mapping[str, Any]) -> tuple[object, object]:
    """What a card tells that the entries of its pieces tell too: its titles, and those of what it is in."""
    return card.get("titles"), card.get(WITHIN)


def _who(entry: Entry) -> list[str | dict[str, str]] | dict[str, dict[str, str]]:
    """Of the first makers, in which languages they are called so, else their names; of others their names."""
    if [*entry.who] != [*entry.makers][: min(len(entry.who), MAKERS)]:
        return entry.who
    return [
        " ".join(names) if {*names.values()} == {entry.makers[iri]} else names
        for iri, names in entry.who.items()
    ]


def named_on(card: Mapping[str, Any]) -> list[tuple[str, Mapping[str, str]]] | None:
    """The makers that a list names, each with its names by language; None when the card does not tell.

    >>> named_on({"makers": [["https://data.example.org/id/agent/m", "Multatuli"]], "who": ["nl en"]})
    [('https://data.example.org/id/agent/m', {'nl': 'Multatuli', 'en': 'Multatuli'})]
    """
    who = card.get("who")
    if who is None:
        return None if "makers" in card else []
    if isinstance(who, dict):
        return [*who.items()]
    return [
        (iri, dict.fromkeys(names.split(" "), name) if isinstance(names, str) else names)
        for (iri, name), names in zip(card["makers"], who, strict=False)
    ]


def read_card(stored: object) -> Mapping[str, Any]:
    """A card as it stands in an index; in releases of before it was bytes, it is text."""
    found: Mapping[str, Any] = orjson.loads(stored if isinstance(stored, bytes) else str(stored))
    return found


def forms(identifier: str) -> list[str]:
    """How an identifier may be typed: as it stands, and without its punctuation.

    >>> forms("ISBN 978-90-214-1383-9")
    ['isbn 978-90-214-1383-9', '9789021413839']
    """
    plain = identifier.lower().strip()
    bare = _NOT_ALPHANUMERIC.sub("", re.sub(r"^(isbn|issn|ppn|ean)\W*", "", plain))
    return list(dict.fromkeys(form for form in (plain, bare) if form))


def sort_keys(typed: str) -> list[str]:
    """The keys of titles that are called as was typed: with the article that it begins with, or without.

    >>> sort_keys("De avonden"), sort_keys("Avonden"), sort_keys("A")
    (['de avonden', 'avonden'], ['avonden'], ['a'])
    """
    key = sort_key(typed)
    first, _, rest = key.partition(" ")
    return [key, rest] if rest and first in ARTICLES else [key]


def sort_key(title: str) -> str:
    """A title as it is put in order: without accents, case and punctuation.

    >>> sort_key("‘Één’ titel")
    'een titel'
    """
    plain = title if title.isascii() else unicodedata.normalize("NFKD", title)
    letters = plain.encode("ascii", "ignore") or title.lower().encode("ascii", "ignore")
    return b" ".join(letters.translate(_SORTED).split())[:60].decode() or title[:60]
