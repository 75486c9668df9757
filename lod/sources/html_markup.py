"""Tags and entities of HTML in the values of MARC and PICA+: exports and enrichments leave them there."""

from __future__ import annotations

from collections.abc import Iterable

from lod.record import Field
from lod.sources.clean import composed, spaced, unfolded, without_markup


def tidy(fields: Iterable[Field]) -> None:
    """Take them out of every subfield; a control field keeps each of its positions.

    >>> fields = [Field("008", "", [("", "&amp;")]), Field("520", "  ", [("a", "<p>Max &amp; Saïdjah</p>")])]
    >>> tidy(fields)
    >>> fields
    [008 &amp;, 520    $aMax & Saïdjah]
    """
    for field in fields:
        subfields = field.subfields
        for at, (code, value) in enumerate(subfields):
            if code and ("&" in value or "<" in value) and (text := without_markup(value)) != value:
                subfields[at] = (code, composed(spaced(unfolded(text).strip())))
