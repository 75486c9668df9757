"""Places of PICA as fields of MARC21: the area of a map (035G), and where it was printed (033D)."""

from __future__ import annotations

from lod.mapping.functions.pica.names import READS, identifiers
from lod.mapping.functions.pica.subjects import topic
from lod.mapping.language.subfield_groups import SPLITTERS, Splitter
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_CODES = {"a": "d", "b": "e", "c": "f", "d": "g"}
"""West, east, north and south, of K10plus and of MARC21."""


def _area(run: Run, field: Field) -> list[Field]:
    found = [(_CODES[code], value.strip()) for code, value in field.subfields if code in _CODES]
    return [Field("034", "  ", found)] if len({code for code, value in found if value}) == 4 else []


def _place(run: Run, field: Field) -> list[Field]:
    """The heading of the place; its second indicator says whether it is of the GND (7) or of no list (4)."""
    named = Field(field.tag, "", [("a" if code == "p" else code, value) for code, value in field.subfields])
    found, ids = topic(named, whole=True), identifiers(run, field)
    scheme = [("2", "gnd")] if any(value.startswith("(DE-588)") for _, value in ids) else []
    roles = [("4", value.strip()) for value in field.all("4")]
    return [Field("651", " 7" if scheme else " 4", [*found, *ids, *scheme, *roles])] if found else []


SPLITTERS["pica_place"] = Splitter(_place, "catalogue", READS)
SPLITTERS["pica_area"] = Splitter(_area, reads="abcd")
