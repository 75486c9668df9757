"""Archives as archivists know them: what a piece is called that has no title, the number by which it is asked
for, and the order of all that a collection of archives holds: each archive, then its pieces as arranged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from threading import Lock

from lod.rdf.iris import parse
from lod.rdf.namespaces import expand
from lod.search.searcher import Searcher, SearchRequest
from lod.store.documents import Reader, Text
from webapp.languages import N_, Wording
from webapp.pages.labels import choose

MOST = 2_000
"""So many members of a collection are looked at: archives, and their series and files."""
LONGEST = 100
"""Characters of a number or a shelf mark by which it is put in order."""
FURTHER = 20_000
"""So many pieces are searched for those that are in none of its archives."""
_ARCHIVED = "ArchiveComponent"
ARCHIVED = expand(f"schema:{_ARCHIVED}")
_NUMBER = expand("schema:identifier")
_LEVEL = expand("schema:additionalType")
_PART_OF = expand("schema:isPartOf")
_OF_MACHINES = re.compile(r"://|(?i:[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})")
_LETTER = re.compile(r"[^\W\d_]")
_NO_DIGIT = re.compile(r"\D")
_RUNS = re.compile(r"(\d+)|(\D+)")


def number_of(iri: str, reader: Reader) -> str:
    """The number that its archive gives something; empty when it has none.

    Of several it is the shortest that is no address and no number made by a machine.
    """
    return min(_numbers(iri, reader), key=_by_machine_and_length, default="")


def _numbers(iri: str, reader: Reader) -> list[str]:
    return [v.value for v in reader.values(iri, _NUMBER) if isinstance(v, Text)]


def _by_machine_and_length(number: str) -> tuple[bool, int]:
    return _OF_MACHINES.search(number) is not None, len(number)


def called(iri: str, name: str, when: str, reader: Reader, wording: Wording) -> str:
    """What a piece is called whose name is only its date or its number: by its level, number and date, as
    in "Bestanddeel 12, 1843–1862"; empty when its name says more.
    """
    if _LETTER.search(name):
        return ""
    is_number = name in _numbers(iri, reader)
    if not is_number and not same_digits(name, when):
        return ""
    numbered = _numbered(iri, name if is_number else number_of(iri, reader), reader, wording)
    told = [numbered, when if is_number else name]
    return ", ".join(filter(None, told)) if numbered else ""


def leveled(iri: str, reader: Reader, wording: Wording) -> str:
    """What a piece is and by which number it is asked for: "Bestanddeel 12"; empty when neither is said."""
    return _numbered(iri, number_of(iri, reader), reader, wording)


def _numbered(iri: str, number: str, reader: Reader, wording: Wording) -> str:
    if level := _level(iri, reader, wording):
        return f"{level} {number}".rstrip()
    return wording.text(N_("no. %(number)s")) % {"number": number} if number else ""


def same_digits(one: str, other: str) -> bool:
    """Whether two texts have the same digits: a date and a name that is only that date.

    >>> same_digits("1843-1862", "1843–1862"), same_digits("12", "1843")
    (True, False)
    """
    return _NO_DIGIT.sub("", one) == _NO_DIGIT.sub("", other)


def _level(iri: str, reader: Reader, wording: Wording) -> str:
    """What a description is of: "Series", "Bestanddeel"; empty when it does not say so in words."""
    levels = [v for v in reader.values(iri, _LEVEL) if isinstance(v, str)]
    names = [choose(reader.linked(level).names, wording.language) for level in levels]
    found = next((name.value for name in names if name and name.value), "")
    return found[:1].upper() + found[1:]


def wholes(collection: str, reader: Reader, searcher: Searcher | None) -> tuple[str, ...]:
    """The archives of a collection, each of which is a part of nothing else, by their numbers."""
    if searcher is None:
        return ()
    wanted = SearchRequest("", ("object",), {"collection": (collection,), "type": ("Collection",)})
    hits = islice(searcher.every(wanted), MOST)
    found = [hit.iri for hit in hits if _ARCHIVED in hit.card.get("types", ())]
    return tuple(sorted((i for i in found if _is_whole(i, reader)), key=lambda i: _place(i, reader)))


def _is_whole(iri: str, reader: Reader) -> bool:
    above = (parse(reader.base, str(value)) for value in reader.values(iri, _PART_OF))
    return not any(thing is not None and thing.kind == "object" for thing in above)


def _place(iri: str, reader: Reader) -> tuple[list[tuple[int, str]], str]:
    """Numbers are compared as numbers: 9 stands before 10."""
    number = number_of(iri, reader) or next((name.value for name in reader.linked(iri).names), "")
    return by_numbers(number), iri


def by_numbers(text: str) -> list[tuple[int, str]]:
    """A text to sort by, its numbers as numbers.

    >>> sorted(["MAG 10", "MAG 9"], key=by_numbers)
    ['MAG 9', 'MAG 10']
    """
    return [(int(digits or 0), rest.casefold()) for digits, rest in _RUNS.findall(text[:LONGEST])]


class Arranged:
    """All that a collection of archives holds, in its order; looked up once, as far as somebody reads."""

    def __init__(self, steps: Iterator[str]) -> None:
        self._steps = steps
        self._found: list[str] = []
        self._lock = Lock()

    def __iter__(self) -> Iterator[str]:
        at = 0
        while self._has(at):
            yield self._found[at]
            at += 1

    def _has(self, at: int) -> bool:
        with self._lock:  # pages are made by several threads
            if at == len(self._found):
                self._found += islice(self._steps, 1)
            return at < len(self._found)


def in_order(collection: str, reader: Reader, searcher: Searcher | None) -> Arranged | None:
    """What a collection of archives holds, in its order; None of a collection of other things."""
    archives = wholes(collection, reader, searcher)
    return Arranged(arranged(collection, archives, reader)) if archives else None


def arranged(collection: str, archives: Sequence[str], reader: Reader) -> Iterator[str]:
    """The archives of a collection, then the pieces of each as it is arranged, then what is in none."""
    seen = dict.fromkeys(archives)
    yield from archives
    for archive in archives:
        for piece in _below(archive, reader, seen):
            yield piece
    for piece in reader.pointing(collection, _PART_OF, 0, FURTHER):
        if piece not in seen:
            seen[piece] = None
            yield piece


def _below(iri: str, reader: Reader, seen: dict[str, None]) -> Iterator[str]:
    """The pieces of something, each before its own; a circle in the data ends."""
    waiting = [iter(reader.below(iri, _PART_OF))]
    while waiting:
        piece = next(waiting[-1], None)
        if piece is None:
            waiting.pop()
        elif piece not in seen:
            seen[piece] = None
            yield piece
            waiting.append(iter(reader.below(piece, _PART_OF)))
