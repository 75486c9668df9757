"""Copies in PICA: the fields of a copy share an occurrence, and stand after the fields of their library.

Level 1 (101@ and other 1XX) is what a library says of the title, level 2 (2XX) what it says of a copy. A
library begins at 101@, or where fields of level 1 follow those of a copy. The German union catalogue of
serials writes the library into the copy itself (247C).
"""

from __future__ import annotations

import re
from functools import cached_property

from lod.mapping.functions.pica.names import catalogue, first, person_said
from lod.mapping.language.function_registry import function
from lod.mapping.runtime.record_run import Run
from lod.rdf import iris
from lod.record import Field

_ISIL = re.compile(r"[A-Z]{2,4}-[A-Za-z0-9/:-]{1,11}\Z")
_IN_WORDS = frozenset({("209B", "32"), ("209E", "02")})
"""What a library has in words, among fields that number what they say ($x): of the ZDB and of Hebis."""
_ANGLED = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"[^\W\d_]{3,}")


class Library:
    """A library: what its fields of level 1 say of it."""

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.copies: dict[str, Copy] = {}
        """Its copies, by occurrence."""

    @cached_property
    def isil(self) -> str:
        """Its ISIL (101@ $b)."""
        return _isil(_of(self.fields, "101@", "b"))

    @cached_property
    def number(self) -> str:
        """Its internal number (101@ $a)."""
        return _of(self.fields, "101@", "a")

    @cached_property
    def name(self) -> str:
        """Its name, where 101@ $d has one."""
        return _name(_of(self.fields, "101@", "d"))


class Copy:
    """A copy: its fields of level 2, and the library it is of."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.fields: list[Field] = []

    @cached_property
    def key(self) -> str:
        """What tells it from other copies of the record: its number, else its library and occurrence."""
        own = _of(self.fields, "203@", "0")
        place = f"{self.library.number or '0'}.{self.fields[0].indicators or '00'}" if self.fields else "0"
        return iris.key(own or place)

    @cached_property
    def isil(self) -> str:
        """The ISIL of its library, which may stand with the copy (247C $T)."""
        return _isil(_of(self.fields, "247C", "T")) or self.library.isil

    @cached_property
    def name(self) -> str:
        """The name of its library, which may stand with the copy (247C $a)."""
        return _name(_of(self.fields, "247C", "a")) or self.library.name

    @cached_property
    def mark(self) -> Field | None:
        """The field with the mark that it is asked for by: of several the first ($x00), 209A before 209M."""
        marked = [
            f
            for f in self.fields
            if f.tag in ("209A", "209M") and _of([f], f.tag, "a") + _of([f], f.tag, "g")
        ]
        return min(marked, key=lambda f: (f.tag, f.first("x").strip()), default=None)

    @cached_property
    def is_told_in_words(self) -> bool:
        """Whether it says in words which volumes of a periodical it is."""
        return any(
            field.tag in ("231B", "231G") or (field.tag, field.first("x").strip()) in _IN_WORDS
            for field in self.fields
        )


def _of(fields: list[Field], tag: str, code: str) -> str:
    texts = [value.strip() for field in fields if field.tag == tag for value in field.all(code)]
    return next((text for text in texts if text), "")


def _isil(text: str) -> str:
    return text if _ISIL.match(text) else ""


def _name(text: str) -> str:
    return " ".join(_ANGLED.sub("", text).split()).strip(" ,") if _WORDS.search(text) else ""


def copy_of(run: Run, field: Field) -> Copy:
    """The copy that a field of level 2 is about; of a field of level 1, its library without a copy."""
    copies: dict[int, Copy] | None = run.known.get("copies")
    if copies is None:
        copies = run.known["copies"] = _copies(run.fields)
    found = copies.get(id(field))
    return found if found is not None else Copy(Library())


def _copies(fields: list[Field]) -> dict[int, Copy]:
    found: dict[int, Copy] = {}
    library = Library()
    for field in fields:
        level = field.tag[:1]
        if field.tag == "101@" or (level == "1" and library.copies):
            library = Library()
        if level == "1":
            library.fields.append(field)
            found[id(field)] = Copy(library)
        elif level == "2":
            copy = library.copies.get(field.indicators)
            if copy is None:
                copy = library.copies[field.indicators] = Copy(library)
            copy.fields.append(field)
            found[id(field)] = copy
    return found


@function("copy_key", "field", "text")
def copy_key(run: Run, field: Field) -> str:
    """The key of the copy that a field is about: its number (203@ $0), else its library and occurrence.

    What a library says of the title (level 1) goes with its first copy.
    """
    copy = copy_of(run, field)
    if not copy.fields:
        copy = next(iter(copy.library.copies.values()), copy)
    own = copy.key if copy.fields else iris.key(f"{copy.library.number or '0'}.00")
    return f"={run.record_key}-{own}"


@function("named_copy_key", "field", "text")
def named_copy_key(run: Run, field: Field) -> str:
    """The key of the copy that a field of level 0 names: by its number (092B $2), else by who has it ($5)."""
    own = field.first("2").strip() or field.first("5").strip()
    return f"={run.record_key}-{iris.key(own)}" if own else ""


@function("main_mark", "field", "text")
def main_mark(run: Run, field: Field) -> str:
    """Something when a field has the mark that its copy is asked for by, and not one more of it."""
    return "yes" if copy_of(run, field).mark is field else ""


@function("volumes_in_words", "field", "text")
def volumes_in_words(run: Run, field: Field) -> str:
    """Something when the copy of a field says in words which volumes it is, so that figures say it again."""
    return "yes" if copy_of(run, field).is_told_in_words else ""


@function("siglum_of_part", "field", "text")
def siglum_of_part(run: Run, field: Field) -> str:
    """The siglum beside a shelf mark (209A $B) where it is that of a part of the library, not its own."""
    library, siglum = copy_of(run, field).library, field.first("B").strip()
    own = {_of(library.fields, "101@", "c"), library.isil.partition("-")[2]}
    return "" if "".join(siglum.split()) in {"".join(one.split()) for one in own} else siglum


@function("numbers_of_copy", "field", "texts", reads="a0123456789", pure=True)
def numbers_of_copy(run: Run, field: Field) -> list[str]:
    """Barcodes and accession numbers ($a), whole: a dollar in them reads as a subfield in plain PICA+.

    >>> numbers_of_copy(..., Field("209G", "01", [("a", "84"), ("1", "03098485"), ("x", "00")]))
    ['84$103098485']
    """
    found: list[str] = []
    for code, value in field.subfields:
        if code == "a":
            found.append(value.strip())
        elif code.isdigit() and found:
            found[-1] += f"${code}{value.strip()}"
    return [number for number in found if number]


@function("provenance", "field", "text", reads="8abcdkt", pure=True)
def provenance(run: Run, field: Field) -> str:
    """Whose a copy was or who bound it, with the mark that shows it, when, and more (092B, 220T, 037Q).

    >>> found = [("8", "Pontanus, Joannes *1571-1639*"), ("b", "Exlibris"), ("d", "um 1600")]
    >>> provenance(..., Field("092B", "", found))
    'Pontanus, Joannes, 1571-1639; Exlibris; um 1600'
    """
    name = first(field, "a") or person_said(field)
    told = [value.strip() for code in "bt" for value in field.all(code)]
    return "; ".join(filter(None, [name, *told, first(field, "dc"), first(field, "k")]))


@function("without_copies", "field", "text")
def without_copies(run: Run, field: Field) -> str:
    """Something when the library that a field of level 1 is of has no copies."""
    return "" if copy_of(run, field).library.copies else "yes"


@function("library_key", "field", "text")
def library_key(run: Run, field: Field) -> str:
    """The key of the library that a field of level 1 or 2 is of: its ISIL, else its number (ILN)."""
    copy = copy_of(run, field)
    if copy.isil:
        return f"={iris.key(copy.isil)}"
    within = catalogue(run) or run.mapper.collection
    number = copy.library.number
    return f"={iris.key(f'{within}-iln-{number}'.lstrip('-'))}" if number else ""


@function("library_isil", "field", "text")
def library_isil(run: Run, field: Field) -> str:
    """The ISIL of the library that a field of level 1 or 2 is of (101@ $b, 247C $T)."""
    return copy_of(run, field).isil


@function("library_number", "field", "text")
def library_number(run: Run, field: Field) -> str:
    """The internal number (ILN) of the library that a field of level 1 or 2 is of."""
    return copy_of(run, field).library.number


@function("library_name", "field", "text")
def library_name(run: Run, field: Field) -> str:
    """The name of the library that a field of level 1 or 2 is of, where the record has one."""
    return copy_of(run, field).name
