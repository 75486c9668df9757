"""Tables whose columns are fields of Adlib, as its export wizard writes them: the same fields as in XML.

Several values of a field stand in one cell, with `#` or a bar between them; the n-th of each go together.
"""

from __future__ import annotations

from lod.record import Field, Outcome, Record
from lod.sources.adlib.fields import grouped, is_field
from lod.sources.head import Head
from lod.sources.tables import delimited
from lod.sources.tables.rows import parser

__all__ = ["parse", "recognise", "split"]

_MARKS = "#|"
_LONGEST = 100  # characters of one of several values
_LEAST = 3  # names that only Adlib has: with a point in them
_MOST = 0.6  # of the columns that are called as fields are

split = delimited.split
"""The bytes of each row."""
_row = parser("adlibtable")


def recognise(head: Head) -> int:
    """How sure it is, from 0 to 100, that this is a table with the fields of Adlib for columns."""
    if not delimited.recognise(head):
        return 0
    names = delimited.first_row(head.raw)
    known = [name for name in names if is_field(name.strip().lstrip("\ufeff"))]
    is_adlib = len(known) >= _MOST * len(names) and sum("." in name for name in known) >= _LEAST
    return 90 if is_adlib else 0


def parse(raw: bytes, source: str = "", position: int = 0, offset: int = 0) -> Outcome:
    """The record in a table of one row, with its fields in groups and under one name.

    >>> parse(b'priref,vervaardiger,vervaardiger.rol\\n7,A#B,etser#drukker\\n').fields[-1]
    Production  [creator B] [creator.role drukker]
    """
    found = _row(raw, source, position, offset)
    if isinstance(found, Record):
        found.fields = grouped([each for field in found.fields for each in _several(field)])
    return found


def _several(field: Field) -> list[Field]:
    """A field for each of the values in a cell; one without a text keeps its place."""
    mark = next((mark for mark in _MARKS if mark in field.text), "")
    parts = [part.strip() for part in field.text.split(mark)] if mark else []
    if not parts or max(map(len, parts)) > _LONGEST:
        return [field]
    return [Field(field.tag, "", [("", part)] if part else []) for part in parts]
