"""What may stand in a MARC record that did not come as ISO 2709: its leader, its values, its fields."""

from __future__ import annotations

import re

from lod.record import Field
from lod.sources.clean import composed, is_clean, spaced, spaced_in_place, unfolded
from lod.sources.marc.non_sorting import in_angles

_NO_INDICATOR = re.compile(r"[^ -~]")


def value(text: str, tag: str, warnings: list[str]) -> str:
    """One value, on one line; in control fields every position stays what it is."""
    is_coded = tag[:2] == "00"
    text = unfolded(text if is_coded else in_angles(text))
    clean = spaced_in_place(text) if is_coded else spaced(text)
    if clean != text:
        warnings.append(f"{tag}: control characters replaced by a space")
    return composed(clean)


def leader(text: str, warnings: list[str]) -> str:
    """The leader, 24 characters whatever was there."""
    if len(text) == 24 and is_clean(text):
        return text
    text = spaced_in_place(text.strip("\t\r\n"))
    if len(text) != 24:
        warnings.append(f"the leader has {len(text)} characters, not 24: {text[:40]!r}")
        text = text.strip() if len(text) > 24 else text
        # Blanks at its beginning, where the length of the record belongs, are often lost.
        text = text.rjust(24) if text[-4:] == "4500" else text.ljust(24)
    return text[:24]


def tag_of(text: str, warnings: list[str]) -> str:
    """A tag, whatever was there."""
    if not text.strip():
        warnings.append("a field without a tag is kept as ???")
    return composed(spaced(text.strip())) or "???"


def control(tag: str, text: str, warnings: list[str]) -> Field:
    """A control field."""
    return Field(tag, "", [("", value(text, tag, warnings))])


def data(tag: str, given: str, subfields: list[tuple[str, str]], warnings: list[str]) -> Field:
    """A data field with two indicators, whatever it lacks.

    >>> warnings = []
    >>> data("245", "1", [("a", "Max"), ("", "Havelaar")], warnings), warnings
    (245 1  $aMaxHavelaar, ["245: indicators '1' are read as '1 '", '245: a subfield without a code'])
    """
    indicators = _NO_INDICATOR.sub(" ", given[:2].ljust(2))
    if indicators != given:
        warnings.append(f"{tag}: indicators {given!r} are read as {indicators!r}"[:200])
    if any(not code for code, _ in subfields):
        warnings.append(f"{tag}: a subfield without a code")
    return Field(
        tag, indicators, [(composed(spaced(code)), value(text, tag, warnings)) for code, text in subfields]
    )
