"""Chains of subjects of German libraries (RSWK, field 689), each link as the heading it would be in 6XX."""

from __future__ import annotations

from lod.mapping.language.subfield_groups import SPLITTERS, Splitter
from lod.mapping.runtime.record_run import Run
from lod.record import Field

_TAGS = {"p": "600", "b": "610", "f": "611", "k": "611", "u": "630", "z": "648", "s": "650", "g": "651"}
"""By the kind in subfield D: person, body, conference, work, period, topic, place."""
_FORM, _PERIOD = "f", "z"
"""In subfield A, of what is in no authority file."""
_OWN = "ABCD58"
"""Subfields that say how the link is to be read, and not what it is about."""


def link_of(run: Run, field: Field) -> list[Field]:
    """The heading in a link of a chain; nothing when it does not say what kind it is."""
    kind = field.first("D")
    tag = _TAGS.get(kind) or {_FORM: "655", _PERIOD: "648"}.get(field.first("A"))
    subfields = [
        (code, value)
        for code, value in field.subfields
        if code not in _OWN and not (code == "0" and not value.startswith("(DE-588)"))
    ]
    if not tag or not any(code == "a" for code, _ in subfields):
        return []
    return [Field(tag, "17" if tag == "600" else " 7", [*subfields, ("2", "gnd")])]


SPLITTERS["rswk"] = Splitter(link_of, reads="a")
