"""The area of a map in PICA (035G), as the field of MARC21 that has the same four coordinates (034)."""

from __future__ import annotations

from lod.mapping.groups import SPLITTERS, Splitter
from lod.mapping.run import Run
from lod.record import Field

_CODES = {"a": "d", "b": "e", "c": "f", "d": "g"}
"""West, east, north and south, of K10plus and of MARC21."""


def _area(run: Run, field: Field) -> list[Field]:
    found = [(_CODES[code], value.strip()) for code, value in field.subfields if code in _CODES]
    return [Field("034", "  ", found)] if len({code for code, value in found if value}) == 4 else []


SPLITTERS["pica_area"] = Splitter(_area, reads="abcd")
